"""A look-ahead limiter: the gain goes down before a peak that is too loud, and nothing is clipped.

It takes a stream of steps and works in cells of a millisecond, counted from each step's beginning, so that
its output depends only on the samples nearby. The ceiling of a session is in `model.sound_levels`; what an
encoder needs below it, in `export.formats`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from voicefoot.audio import Samples
from voicefoot.dsp.leveling import HOLD_CELLS, SMOOTH_CELLS, limiter_gain
from voicefoot.dsp.loudness import CELLS_PER_SECOND
from voicefoot.model.sound_levels import SESSION_PEAK_DB
from voicefoot.units import to_amplitude

T = TypeVar("T")

LIMITER_STEPS = 2
"""The output of a step depends on at most this many steps before it, and after it."""

_HEADROOM = 0.965
"""The gain aims at this share of the ceiling: a gain that moves raises peaks by a hair, and
cymbals have peaks between their samples that 192 of these tell to 1 %.
"""
_NEAR_SHARE = 0.5
"""Between two samples that are both below this share of the ceiling, no peak is looked for: only sounds near
half the sample rate have one there."""
_TAPS, _KAISER_BETA = 96, 5.0
"""The samples on either side from which the values between two samples are interpolated, and the Kaiser
window over them. A sound that begins or ends abruptly reaches up to half the sample rate: with a third as
many taps its peaks were found up to 4 % too low.
"""
_COARSE_TAPS, _COARSE_KAISER_BETA, _COARSE_NEAR_SHARE = 16, 8.0, 0.85
"""A first pass with a sixth as many taps finds the peaks above this share of the ceiling; only those are
interpolated with all taps."""


def limited(
    steps: Iterable[Samples], sample_rate: int, ceiling_db: float = SESSION_PEAK_DB
) -> Iterator[Samples]:
    """Limit `steps` to true peaks of at most `ceiling_db`, in dBTP.

    Steps are float32, (frames, channels), full scale at -1 and 1, all of one length of more than 22 ms; only
    the last may be shorter. They come out in the same shapes; a step with nothing too loud around it is
    the same array. Each is needed `LIMITER_STEPS` steps ahead.

    Peaks are those of ITU-R BS.1770-4, annex 2: four-fold oversampled. The gain that a peak needs is held for
    12 ms around it and smoothed over 8 ms (`dsp.leveling.limiter_gain`), the same in all channels.
    """
    cell_frames = max(1, round(sample_rate / CELLS_PER_SECOND))
    ceiling = to_amplitude(ceiling_db) * _HEADROOM
    measured = (
        (step, _cell_peaks(before, step, after, cell_frames, ceiling))
        for before, step, after in _with_neighbours(steps)
    )
    return (
        _with_gain(before, step, after, cell_frames, ceiling)
        for before, step, after in _with_neighbours(measured)
    )


_MeasuredStep = tuple[Samples, NDArray[np.float64]]
"""A step, and the true peak in each of its cells, (cells,)."""


def _with_neighbours(items: Iterable[T]) -> Iterator[tuple[T | None, T, T | None]]:
    """Yield each item with the one before and the one after it."""
    before: T | None = None
    current: T | None = None
    for after in items:
        if current is not None:
            yield before, current, after
        before, current = current, after
    if current is not None:
        yield before, current, None


def _with_gain(
    before: _MeasuredStep | None,
    step: _MeasuredStep,
    after: _MeasuredStep | None,
    cell_frames: int,
    ceiling: float,
) -> Samples:
    """Return the samples of `step`, multiplied by the gain that the peaks in and around it need."""
    samples, peaks = step
    reach = HOLD_CELLS + SMOOTH_CELLS + 1
    left = np.zeros(0) if before is None else before[1][-reach:]
    right = np.zeros(0) if after is None else after[1][:reach]
    cells = np.concatenate([left, peaks, right])
    if cells.max(initial=0.0) <= ceiling:
        return samples
    gain = limiter_gain(cells, ceiling)
    cell_middles = (np.arange(-len(left), len(peaks) + len(right)) + 0.5) * cell_frames
    frame_gain = np.interp(np.arange(len(samples)) + 0.5, cell_middles, gain)
    out: Samples = samples * frame_gain.astype(np.float32)[:, np.newaxis]
    return out


def _cell_peaks(
    before: Samples | None, step: Samples, after: Samples | None, cell_frames: int, ceiling: float
) -> NDArray[np.float64]:
    """Return the true peak in each cell of `step`, over all channels, (cells,). They are 0 if no sample of
    the step comes near the ceiling.
    """
    # Channel by channel: the maximum along an axis of two takes eight times as long.
    level = np.abs(step[:, 0])
    for channel in range(1, step.shape[1]):
        level = np.maximum(level, np.abs(step[:, channel]))
    starts = np.arange(0, len(step), cell_frames)
    if level.max() <= _NEAR_SHARE * ceiling:
        return np.zeros(len(starts))
    silence = np.zeros((_TAPS, step.shape[1]), dtype=np.float32)
    left = silence if before is None else before[-_TAPS:]
    right = silence if after is None else np.concatenate([after[:_TAPS], silence])[:_TAPS]
    padded = np.concatenate([left, step, right])
    # The gaps on either side of each sample that is near the ceiling; the first gap is before the step.
    is_near = np.zeros(len(step) + 1, dtype=bool)
    is_near[1:] = level > _NEAR_SHARE * ceiling
    is_near[:-1] |= is_near[1:]
    gaps = np.flatnonzero(is_near)
    gap_peaks = np.zeros(len(step) + 1)
    gap_peaks[gaps] = _interpolated_peaks(padded, gaps, _COARSE_WEIGHTS)
    loud_gaps = gaps[gap_peaks[gaps] > _COARSE_NEAR_SHARE * ceiling]
    gap_peaks[loud_gaps] = _interpolated_peaks(padded, loud_gaps, _WEIGHTS)
    gap_peaks[1] = gap_peaks[:2].max()
    peaks: NDArray[np.float64] = np.maximum.reduceat(np.maximum(level, gap_peaks[1:]), starts)
    return peaks


def _interpolated_peaks(
    padded: Samples, gaps: NDArray[np.intp], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the highest interpolated value in each of `gaps`, over all channels, (gaps,).

    `padded` begins `_TAPS` frames before the middle of gap 0. `weights` are those of `_interpolators`.
    """
    # Channel by channel, as a product of matrices: one sum over all of it takes five to ten times as long.
    taps = len(weights) // 2
    peaks = np.zeros(len(gaps), dtype=np.float32)
    for channel in range(padded.shape[1]):
        around = np.ascontiguousarray(padded[_TAPS - taps :, channel])
        between = np.abs(sliding_window_view(around, 2 * taps)[gaps] @ weights)
        np.maximum(peaks, between.max(axis=1, initial=0.0), out=peaks)
    return peaks


def _interpolators(taps: int, kaiser_beta: float) -> NDArray[np.float32]:
    """Return the weights of the samples around a gap for the values at a quarter, a half and three quarters
    of it: (2 x taps, 3), a sinc under a Kaiser window.
    """
    at = np.arange(-taps + 1, taps + 1)[:, np.newaxis] - np.array([0.25, 0.5, 0.75])
    window = np.i0(kaiser_beta * np.sqrt(np.maximum(0.0, 1.0 - (at / taps) ** 2))) / np.i0(kaiser_beta)
    return np.asarray(np.sinc(at) * window, dtype=np.float32)


_WEIGHTS = _interpolators(_TAPS, _KAISER_BETA)
_COARSE_WEIGHTS = _interpolators(_COARSE_TAPS, _COARSE_KAISER_BETA)
