"""Where the beats of a song are.

Where its attacks recur is found, roughly, by librosa: by autocorrelation, and by dynamic programming
after Ellis, "Beat Tracking by Dynamic Programming", 2007. Then each beat is moved to the attack that is
nearest, and one tempo is fitted to all of them. A song that does not keep it is followed beat by beat.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from voicefoot.audio import Samples
from voicefoot.errors import CommandError
from voicefoot.music.onset_strength import OnsetStrength, Values, attacks, onset_strength_of, weight
from voicefoot.units import to_period_seconds

_CELLS_A_STEP = 8
"""librosa is given some 88 values a second: its recursion is made for about so many."""

_LOWEST_BPM, _USUAL_BPM, _HIGHEST_BPM = 70.0, 110.0, 150.0
_FEWEST = 16
_STEADY_SECONDS = 0.010
_AT_ONCE_SECONDS = 0.003
"""A song that is cut on its beat may be found to begin a moment after it."""

_NEIGHBOURS = 4
"""Beats before and after one that say where it is."""


@dataclass(frozen=True, slots=True)
class Beats:
    """The moments of all beats of a song, in order, in `seconds` from its beginning, from the first that
    is possible to its end. `steady`: they are equally far apart, since one tempo holds for them all.
    """

    seconds: tuple[float, ...]
    steady: bool

    @property
    def bpm(self) -> float:
        """The tempo in beats a minute, the median where it changes; at least two beats are needed."""
        if self.steady:
            return 60.0 * (len(self.seconds) - 1) / (self.seconds[-1] - self.seconds[0])
        return 60.0 / float(np.median(np.diff(self.seconds)))


def beats_by_hand(bpm: float, first_beat_seconds: float, seconds: float) -> Beats:
    """The beats of a song of `seconds` whose tempo is known, and one of its beats: every one from the
    first that is possible, which may be before `first_beat_seconds`.
    """
    return Beats(_grid(first_beat_seconds, to_period_seconds(bpm), seconds), steady=True)


def find_beats(blocks: Iterable[Samples], sample_rate: int) -> Beats | None:
    """The beats of a song, or None where none are to be found, as in noise, speech or a long chord.

    `blocks` are the whole song, float32, (frames, 1), 22,050 frames a second being enough. They are taken
    as they come. The tempo is one that is tapped to, 70 to 150 bpm, where the song has one: half or double
    of what was written, at times. Raises CommandError where librosa is missing.
    """
    librosa = _librosa()
    novelty = onset_strength_of(blocks, sample_rate)
    beats = _rough_beats(librosa, novelty)
    for improved in (_settled, _at_tapping_tempo, _settled):
        if len(beats) < _FEWEST:
            return None
        beats = improved(novelty, beats)
    if len(beats) < _FEWEST:
        return None
    steady = _one_tempo(novelty, beats)
    found = Beats(_to_both_ends(beats, novelty.seconds), steady=False) if steady is None else steady
    return found if _is_heard(novelty, np.array(found.seconds)) else None


def _librosa() -> ModuleType:
    """librosa, with the parts of it that are used here. What it warns of is not for the user."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import librosa
            import librosa.beat
            import librosa.feature
    except (ImportError, OSError, RuntimeError) as error:  # the latter two where a part of it can't start
        reason = "" if isinstance(error, ModuleNotFoundError) else f" ({' '.join(str(error).split())})"
        raise CommandError(
            f"the tempo of a song can't be found without librosa{reason}; "
            'pip install "voicefoot[music]", or write its bpm and first_beat'
        ) from error
    return librosa


def _rough_beats(librosa: ModuleType, novelty: OnsetStrength) -> Values:
    """Beats to a hundredth of a second or two, at a tempo that may be half or double, in seconds."""
    steps = len(novelty.rises) // _CELLS_A_STEP
    onsets = novelty.rises[: steps * _CELLS_A_STEP].reshape(steps, _CELLS_A_STEP).max(axis=1, initial=0.0)
    rate = novelty.rate / _CELLS_A_STEP
    if not onsets.any():
        return np.zeros(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Its own tempogram of a long song would fill the memory; one autocorrelation for all is enough.
        lags = librosa.autocorrelate(onsets, max_size=round(8.0 * rate))
        likeness = np.maximum(lags / lags[0], 0.0)  # the transform leaves a little less than nothing
        tempo = librosa.feature.tempo(tg=likeness[:, np.newaxis], sr=rate, hop_length=1, start_bpm=_USUAL_BPM)
        _, found = librosa.beat.beat_track(
            onset_envelope=onsets, sr=rate, hop_length=1, bpm=float(tempo[0]), tightness=60, trim=False
        )
    beats: Values = (np.asarray(found, dtype=float) + 0.5) / rate
    return beats


def _settled(novelty: OnsetStrength, beats: Values) -> Values:
    """`beats` on the attacks near them, smoothed: each on the straight line through its neighbours."""
    for reach_seconds in (0.050, 0.025):
        moments, strength = attacks(novelty, beats, reach_seconds)
        heard = np.flatnonzero(strength > 0.2 * np.quantile(strength, 0.9))
        if len(heard):  # where the music pauses, the steps are even
            inside = np.arange(heard[0], heard[-1] + 1)
            moments[inside] = np.interp(inside, heard, moments[heard])
        smooth = np.empty_like(moments)
        for beat in range(len(beats)):
            near = np.arange(max(0, beat - _NEIGHBOURS), min(len(beats), beat + _NEIGHBOURS + 1))
            smooth[beat], _ = _line((near - beat).astype(float), moments[near], strength[near])
        beats = smooth[np.concatenate(([True], np.diff(smooth) > 0.1))]
    return beats


def _line(numbers: Values, moments: Values, strength: Values) -> tuple[float, float]:
    """Start and period of the evenly spaced beats that fit best, by least squares: strong attacks count
    more, and those that lie apart hardly at all, which takes some rounds to tell.
    """
    trust = strength + 1e-3 * strength.max() + 1e-9
    weights = trust
    start, period = 0.0, 0.0
    for _ in range(6):
        number, moment = np.average(numbers, weights=weights), np.average(moments, weights=weights)
        off = numbers - number
        period = float((weights @ (off * (moments - moment))) / (weights @ off**2))
        start = float(moment - period * number)
        apart = np.abs(moments - start - period * numbers)
        weights = trust / (1.0 + (apart / max(0.002, 2.0 * float(np.median(apart)))) ** 2) ** 2
    return start, period


def _at_tapping_tempo(novelty: OnsetStrength, beats: Values) -> Values:
    """`beats`, halved or doubled where they are too fast or too slow to tap, and on the beat where they
    were on the off-beat: where more is struck, and with more force.
    """
    bpm = 60.0 / float(np.median(np.diff(beats)))
    between: Values = (beats[:-1] + beats[1:]) / 2.0
    if bpm > _HIGHEST_BPM:
        return max(beats[::2], beats[1::2], key=lambda half: weight(novelty, half, beats))
    both = np.sort(np.concatenate((beats, between)))
    if bpm >= _LOWEST_BPM:
        return max(beats, between, key=lambda half: weight(novelty, half, both))
    struck, struck_between = (np.median(attacks(novelty, some, 0.020)[1]) for some in (beats, between))
    return both if struck_between > 0.4 * struck else beats


def _one_tempo(novelty: OnsetStrength, beats: Values) -> Beats | None:
    """Evenly spaced beats for the whole song, or None where it strays from them by more than 10 ms.

    The tempo is fitted to the sixteen beats that are the clearest, then to twice as many, and so on: the
    beats that were followed may have been lost in a quiet part, and be off by one after it.
    """
    moments, strength = attacks(novelty, beats, 0.025)
    clear = strength / (1.0 + (np.abs(moments - beats) / 0.005) ** 2)
    clearest = int(np.convolve(clear, np.ones(_FEWEST), mode="valid").argmax())
    chosen = slice(clearest, clearest + _FEWEST)
    start, period = _line(np.arange(_FEWEST, dtype=float), moments[chosen], strength[chosen])
    low, high = 0, _FEWEST
    whole = False
    while not whole:
        more = (high - low) // 2
        first, last = math.ceil(-start / period), math.ceil((novelty.seconds - start) / period)
        low, high = max(low - more, first), min(high + more, last)
        whole = (low, high) == (first, last)
        numbers = np.arange(low, high, dtype=float)
        moments, strength = attacks(novelty, start + period * numbers, 0.040)
        start, period = _line(numbers, moments, strength)
    before_song = period - start % period
    if before_song < _AT_ONCE_SECONDS:
        start += before_song
    found = Beats(_grid(start, period, novelty.seconds), steady=True)
    return found if _is_kept(novelty, np.array(found.seconds)) else None


def _is_kept(novelty: OnsetStrength, grid: Values) -> bool:
    """Whether the music keeps to `grid`: four attacks in five are within 10 ms of it, and nowhere do the
    median ones of nine stray further.
    """
    moments, strength = attacks(novelty, grid, 0.030)
    apart = (moments - grid)[strength > 0.3 * np.quantile(strength, 0.9)]
    if len(apart) < _FEWEST:
        return False
    medians = np.median(np.lib.stride_tricks.sliding_window_view(apart, 9), axis=1)
    most_near = np.quantile(np.abs(apart), 0.8) <= _STEADY_SECONDS
    return bool(most_near and np.abs(medians).max() <= _STEADY_SECONDS)


def _is_heard(novelty: OnsetStrength, beats: Values) -> bool:
    """Whether `beats` are in the music: the strongest attack within a fifth of a period of a beat must be
    on it, to 12 ms. Where there is no beat, as in speech, that is so for some 40 % of what was found,
    since it was sought there; the fewer attacks there are, the further above that it must be.
    """
    moments, strength = attacks(novelty, beats, 0.2 * float(np.median(np.diff(beats))))
    heard = strength > max(2.0, 0.25 * float(np.quantile(strength, 0.9)))
    on_beat = int(np.count_nonzero(heard & (np.abs(moments - beats) <= 0.012)))
    count = int(np.count_nonzero(heard))
    return on_beat >= max(_FEWEST, 0.5 * count + 1.75 * math.sqrt(count))


def _grid(start: float, period: float, seconds: float) -> tuple[float, ...]:
    """Every start + number * period from 0 on, and before `seconds`; rounding costs no beat."""
    first = math.ceil(-start / period - 1e-9)
    end = math.ceil((seconds - start) / period - 1e-9)
    return tuple(max(0.0, start + number * period) for number in range(first, end))


def _to_both_ends(beats: Values, seconds: float) -> tuple[float, ...]:
    """`beats` within the song, and more before and after them, at the tempo of the nearest."""
    beats = beats[(beats >= 0.0) & (beats < seconds)]
    reach = 2 * _NEIGHBOURS + 1
    opening, closing = (float(np.median(np.diff(some))) for some in (beats[:reach], beats[-reach:]))
    before = _grid(float(beats[0]), opening, float(beats[0]) - opening / 2.0)
    after = _grid(float(beats[-1]) + closing, closing, seconds)
    return (*before, *beats.tolist(), *(moment for moment in after if moment > beats[-1]))
