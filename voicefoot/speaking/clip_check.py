"""Checks that a clip can be what a text sounds like: finite, heard, no noise, and of a length that fits.

Engines fail in the oddest ways, most of all at single words. What a text can take is judged by its letters
alone, with wide margins, so that it holds for any language and any voice that people understand.
"""

from __future__ import annotations

import numpy as np

from voicefoot.audio import Clip
from voicefoot.model.phrase import Phrase

SAMPLE_RATES = range(4_000, 400_001)
MIN_SECONDS = 0.04
MIN_PEAK = 1e-3

_MIN_LETTER_SECONDS = 0.03
"""Less than half of what the fastest line took, of espeak-ng in eight languages and of the natural voice."""
_MAX_LETTER_SECONDS = 0.3
"""The slowest line takes 0.2 s a letter."""
_MAX_SILENCE_SECONDS = 2.0
"""Before, after and within a single word."""
_MAX_PAUSE_SECONDS = 1.0
"""At each sign that parts a sentence."""

_PAUSES = frozenset(".,;:!?…–—()。、，；：！？")
_JOINTS = frozenset("-'’")
_SYLLABLES = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7a3"))
"""Kana, the characters of Chinese and Japanese, and Hangul: each is a syllable or more."""
_SYLLABLE_LETTERS = (2, 4)
"""How many letters' time a syllable takes at least, and at most (a kanji may be two syllables)."""
_DIGIT_LETTERS = (1, 8)

_NOISE_FLATNESS = 0.75
"""White noise has 0.87 of it or more; of 1,400 lines of espeak-ng in eight languages none had above 0.53."""
_BAND_HERTZ = (200.0, 3_500.0)
"""Where every engine has speech, whatever its sample rate."""
_WINDOW_SECONDS = 0.032
_MAX_WINDOWS = 16
"""Spread over the clip: enough to tell noise from speech, in less than half a millisecond."""
_TINY = 1e-15


def fault_of(clip: Clip, phrase: Phrase) -> str | None:
    """Return what is wrong with `clip` as the `phrase`, such as "it was silent"; None if it is good."""
    if clip.sample_rate not in SAMPLE_RATES:
        return f"a sample rate of {clip.sample_rate}"
    if clip.seconds < MIN_SECONDS:
        return "it gave no sound"
    shortest, longest = seconds_it_can_take(phrase)
    if clip.seconds > longest:
        return f"it spoke for {clip.seconds:.0f} s"
    if not np.isfinite(clip.samples).all():
        return "its sound is damaged"
    if float(np.abs(clip.samples).max()) < MIN_PEAK:
        return "it was silent"
    if clip.seconds < shortest:
        return f"it spoke for {clip.seconds:.1f} s only"
    if _flatness(clip) > _NOISE_FLATNESS:
        return "it made noise"
    return None


def seconds_it_can_take(phrase: Phrase) -> tuple[float, float]:
    """Return how long `phrase` takes at least and at most, in seconds, whoever speaks it."""
    fewest = most = pauses = 0
    for character in phrase.text:
        if character in _PAUSES:
            pauses += 1
        elif any(first <= character <= last for first, last in _SYLLABLES):
            fewest += _SYLLABLE_LETTERS[0]
            most += _SYLLABLE_LETTERS[1]
        elif character.isnumeric():
            fewest += _DIGIT_LETTERS[0]
            most += _DIGIT_LETTERS[1]
        elif character.isalpha():
            fewest += 1
            most += 1
        elif not character.isspace() and character not in _JOINTS:
            most += _DIGIT_LETTERS[1]  # a sign that an engine may say the name of
    shortest = max(MIN_SECONDS, _MIN_LETTER_SECONDS * fewest / phrase.speed)
    longest = _MAX_SILENCE_SECONDS + (_MAX_LETTER_SECONDS * most + _MAX_PAUSE_SECONDS * pauses) / min(
        phrase.speed, 1.0
    )
    return shortest, longest


def _flatness(clip: Clip) -> float:
    """Return the spectral flatness in the band of speech: the geometric mean of its power by the arithmetic
    one, 0 to 1.
    """
    window = round(_WINDOW_SECONDS * clip.sample_rate)
    samples = clip.mono().samples[:, 0]
    samples = np.pad(samples, (0, max(0, window - len(samples))))
    last_start = len(samples) - window
    starts = np.linspace(0, last_start, min(_MAX_WINDOWS, 1 + 2 * last_start // window)).astype(int)
    windows = samples[starts[:, np.newaxis] + np.arange(window)]
    power = (np.abs(np.fft.rfft(windows * np.hanning(window), axis=1)) ** 2).mean(axis=0)
    hertz = np.fft.rfftfreq(window, 1.0 / clip.sample_rate)
    band = power[(hertz >= _BAND_HERTZ[0]) & (hertz <= _BAND_HERTZ[1])] + _TINY
    return float(np.exp(np.log(band).mean()) / band.mean())
