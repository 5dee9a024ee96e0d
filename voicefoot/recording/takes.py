"""Judges takes: what was said in one, above the noise of the room, and what is wrong with it."""

from __future__ import annotations

import numpy as np

from voicefoot.audio import Clip, Samples
from voicefoot.dsp.leveling import trim_silence
from voicefoot.dsp.loudness import Levels, treble_level
from voicefoot.units import to_amplitude, to_db

SHORTEST_SECONDS = 0.08
QUIET_DB, NOISE_BELOW_SPEECH_DB = -40.0, 24.0
"""In dBFS and dB: the loudest 20 ms of a take should be above the one, and the room's noise below that by the
other.
"""

_CLIPPED, _CLIPPED_FRAMES = 0.999, 3
"""A converter that overflows gives its highest value again and again."""
_USUAL_THRESHOLD_DB = -45.0
_ABOVE_NOISE_DB = 4.0
_LOUDEST_NOISE_DB = -10.0
"""Of the treble, in which a hissing room is nearer to speech than as a whole."""
_EVEN_DB = 6.0
_END_CELLS = 150
_WINDOW_SECONDS = 0.02
_NOISE_WINDOWS = 5


def spoken_part(clip: Clip) -> Clip:
    """Return what is spoken in `clip`, mono, without the silence around it; 0 frames if it is all silence.

    A room is never silent. So silence is what is hardly louder than an end of the clip, if that is even, as
    noise is; a clip that was trimmed already keeps its soft consonants.
    """
    mono = without_offset(clip.mono())
    level = treble_level(mono)
    loudest = float(level.max(initial=0.0))
    threshold_db = _USUAL_THRESHOLD_DB
    if loudest > 0.0 and len(level) > 3 * _END_CELLS:
        ends = (_noise_db(level[:_END_CELLS] / loudest), _noise_db(level[-_END_CELLS:] / loudest))
        noises = [noise_db for noise_db in ends if noise_db is not None]
        if noises:
            threshold_db = max(min(noises) + _ABOVE_NOISE_DB, _USUAL_THRESHOLD_DB)
    return trim_silence(mono, threshold_db)


def _noise_db(end: Levels) -> float | None:
    """Return the level of the noise that `end` is; None if it is no noise: speech is never as even."""
    low, high = (max(float(np.percentile(end, share)), 1e-9) for share in (5, 95))
    even = to_db(high / low) < _EVEN_DB
    return to_db(high) if even and to_db(high) < _LOUDEST_NOISE_DB else None


def without_offset(clip: Clip) -> Clip:
    """Return `clip` without its mean, which cheap converters add, and which would click at every cut."""
    if not clip.frames:
        return clip
    return Clip(
        clip.samples - clip.samples.mean(axis=0, dtype=np.float64).astype(np.float32), clip.sample_rate
    )


def fault_of(take: Clip, max_seconds: float) -> str | None:
    """Return what is wrong with `take`, which has a moment of the room's noise around its words, and what to
    do about it; None if it is good. `max_seconds` is how long the words may be.
    """
    loud_db, noise_db = _levels_db(take)
    if is_clipped(take):
        return "it is too loud and clipped; move away from the microphone, or turn it down"
    spoken = spoken_part(take)
    if loud_db < QUIET_DB or spoken.seconds < SHORTEST_SECONDS:
        return "it is too quiet; come nearer to the microphone, or turn it up"
    if loud_db - noise_db < NOISE_BELOW_SPEECH_DB:
        return "there is too much noise around it; come nearer to the microphone, or find a quieter place"
    if spoken.seconds > max_seconds:
        return f"it is too long ({spoken.seconds:.1f} s, {max_seconds:.1f} at most); say it a little faster"
    return None


def is_clipped(clip: Clip) -> bool:
    """Return whether the converter overflowed."""
    over = np.abs(clip.samples).max(axis=1, initial=0.0) >= _CLIPPED
    if clip.frames < _CLIPPED_FRAMES:
        return False
    return bool(np.lib.stride_tricks.sliding_window_view(over, _CLIPPED_FRAMES).all(axis=1).any())


def _levels_db(clip: Clip) -> tuple[float, float]:
    """Return the level of the loudest 20 ms, and that of the softest tenth of a second, in dBFS."""
    levels = window_levels(without_offset(clip.mono()).samples, clip.sample_rate)
    if not len(levels):
        return -200.0, -200.0
    squares = levels**2
    window = min(_NOISE_WINDOWS, len(squares))
    tenths = np.convolve(squares, np.ones(window) / window, mode="valid")
    return _db(float(levels.max())), _db(float(np.sqrt(tenths.min())))


def window_levels(samples: Samples, sample_rate: int) -> Levels:
    """Return the RMS level of each whole 20 ms of mono `samples`: (windows,)."""
    frames = max(1, round(_WINDOW_SECONDS * sample_rate))
    whole = len(samples) // frames * frames
    squares = samples[:whole, 0].astype(np.float64).reshape(-1, frames) ** 2
    levels: Levels = np.sqrt(squares.mean(axis=1))
    return levels


def _db(amplitude: float) -> float:
    return to_db(max(amplitude, 1e-10))


class Listener:
    """Follows a take as it comes in: how loud it is, and whether the speaker has finished.

    It counts frames, not time, so that the same samples always end at the same place.
    """

    def __init__(self, sample_rate: int, pause_seconds: float, max_seconds: float) -> None:
        """The take is over `pause_seconds` after the last word, or when it is longer than `max_seconds`."""
        self._rate = sample_rate
        self._pause_windows = round(pause_seconds / _WINDOW_SECONDS)
        self._max_frames = round(max_seconds * sample_rate)
        self._parts: list[Samples] = []
        self._pending: Samples = np.zeros((0, 1), dtype=np.float32)
        self._levels: list[float] = []
        self._last_loud: int | None = None
        self.level_db = -100.0
        """Of the last 20 ms, in dBFS."""
        self.frames = 0

    def feed(self, samples: Samples) -> None:
        """Add `samples`, mono: float32, (frames, 1)."""
        self._parts.append(samples)
        self.frames += len(samples)
        pending = np.concatenate([self._pending, samples])
        for level in window_levels(pending, self._rate):
            self._hear(float(level))
        frames = max(1, round(_WINDOW_SECONDS * self._rate))
        self._pending = pending[len(pending) // frames * frames :]

    def _hear(self, level: float) -> None:
        self.level_db = _db(level)
        self._levels.append(level)
        noise = min(self._levels)
        if level > max(4.0 * noise, to_amplitude(QUIET_DB - 6.0)):
            self._last_loud = len(self._levels)

    @property
    def is_over(self) -> bool:
        """Whether the speaker has finished, or goes on for too long."""
        if self.frames >= self._max_frames:
            return True
        return self._last_loud is not None and len(self._levels) - self._last_loud >= self._pause_windows

    def take(self) -> Clip:
        """Return all that came in."""
        parts = [*self._parts, np.zeros((0, 1), dtype=np.float32)]
        return Clip.of(np.concatenate(parts), self._rate)
