"""A limiter with look-ahead: what would be too loud is turned down before it comes, and never clipped.

It works on a stream of steps and looks at fixed cells of a millisecond in them, so that what comes out
depends on nothing but the samples around.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Samples
from voicefoot.dsp.leveling import HOLD_CELLS, SMOOTH_CELLS, limiting
from voicefoot.model.levels import SESSION_PEAK_DB
from voicefoot.units import to_amplitude

T = TypeVar("T")

LIMITER_STEPS = 2
"""So many steps before and after its own does a step depend on, at the most."""

_HEADROOM = 0.995
"""Between the ceiling and what the gain aims at: a gain that moves raises peaks by a hair."""
_NEAR = 0.5
"""A peak between two samples that are both lower than this share of the ceiling is not looked for: only
sounds near half the sample rate have such."""
_TAPS, _SHAPE = 32, 5.0
"""Samples on either side from which the values between two samples are found, and the shape of the window
over them. What begins or ends abruptly reaches up to half the sample rate: with half as many samples its
peaks were found up to 2 % too low.
"""
_ROUGH_TAPS, _ROUGH_SHAPE, _ROUGH_NEAR = 16, 8.0, 0.9
"""Half as many find where a peak comes near the ceiling, that share of it; only there all are used."""
_CELLS_A_SECOND = 1000


def limited(
    steps: Iterable[Samples], sample_rate: int, ceiling_db: float = SESSION_PEAK_DB
) -> Iterator[Samples]:
    """`steps` with no true peak above `ceiling_db`, in dBTP. They are float32, (frames, channels), all of
    one length, of more than 22 ms, but for the last one. Where nothing is too loud they pass unchanged.

    Peaks after ITU-R BS.1770-4, annex 2: four-fold oversampled. The gain that a peak needs is held for 12 ms
    around it and smoothed over 8 ms (`levelling.limiting`), the same in all channels.
    """
    cell_frames = max(1, round(sample_rate / _CELLS_A_SECOND))
    ceiling = to_amplitude(ceiling_db) * _HEADROOM
    measured = (
        (step, _cell_peaks(before, step, after, cell_frames, ceiling))
        for before, step, after in _with_neighbours(steps)
    )
    return (
        _applied(before, step, after, cell_frames, ceiling)
        for before, step, after in _with_neighbours(measured)
    )


Measured = tuple[Samples, NDArray[np.float64]]
"""A step and the peak in each of its cells."""


def _with_neighbours(items: Iterable[T]) -> Iterator[tuple[T | None, T, T | None]]:
    """Each item with the one before and the one after it."""
    before: T | None = None
    here: T | None = None
    for after in items:
        if here is not None:
            yield before, here, after
        before, here = here, after
    if here is not None:
        yield before, here, None


def _applied(
    before: Measured | None, here: Measured, after: Measured | None, cell_frames: int, ceiling: float
) -> Samples:
    """The step `here`, under its gain."""
    samples, peaks = here
    reach = HOLD_CELLS + SMOOTH_CELLS + 1
    left = np.zeros(0) if before is None else before[1][-reach:]
    right = np.zeros(0) if after is None else after[1][:reach]
    cells = np.concatenate([left, peaks, right])
    if cells.max(initial=0.0) <= ceiling:
        return samples
    gain = limiting(cells, ceiling)
    middles = (np.arange(-len(left), len(peaks) + len(right)) + 0.5) * cell_frames
    each = np.interp(np.arange(len(samples)) + 0.5, middles, gain)
    out: Samples = samples * each.astype(np.float32)[:, np.newaxis]
    return out


def _cell_peaks(
    before: Samples | None, step: Samples, after: Samples | None, cell_frames: int, ceiling: float
) -> NDArray[np.float64]:
    """The true peak in each cell of `step`, over all channels; 0 where none comes near the ceiling."""
    level = np.abs(step[:, 0]) if step.shape[1] == 1 else np.abs(step).max(axis=1)
    starts = np.arange(0, len(step), cell_frames)
    if level.max() <= _NEAR * ceiling:
        return np.zeros(len(starts))
    silence = np.zeros((_TAPS, step.shape[1]), dtype=np.float32)
    left = silence if before is None else before[-_TAPS:]
    right = silence if after is None else np.concatenate([after[:_TAPS], silence])[:_TAPS]
    padded = np.concatenate([left, step, right])
    # The gaps on either side of each sample that is near the ceiling; the first is the one before the step.
    near = np.zeros(len(step) + 1, dtype=bool)
    near[1:] = level > _NEAR * ceiling
    near[:-1] |= near[1:]
    gaps = np.flatnonzero(near)
    between = np.zeros(len(step) + 1)
    between[gaps] = _peaks_between(padded, gaps, _ROUGHLY_BETWEEN)
    loud = gaps[between[gaps] > _ROUGH_NEAR * ceiling]
    between[loud] = _peaks_between(padded, loud, _BETWEEN)
    between[1] = between[:2].max()
    peaks: NDArray[np.float64] = np.maximum.reduceat(np.maximum(level, between[1:]), starts)
    return peaks


def _peaks_between(
    padded: Samples, gaps: NDArray[np.intp], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The highest of the values in each of `gaps`, over all channels; `padded` begins `_TAPS` samples before
    the first gap's middle.
    """
    taps = len(weights) // 2
    windows = padded[gaps[:, np.newaxis] + np.arange(_TAPS - taps, _TAPS + taps)]
    peaks: NDArray[np.float32] = np.abs(np.einsum("gtc,tf->gfc", windows, weights)).max(
        axis=(1, 2), initial=0.0
    )
    return peaks


def _interpolators(taps: int, shape: float) -> NDArray[np.float32]:
    """Weights of the samples around a gap for the values at a quarter, a half and three quarters of it:
    (2 x taps, 3), sinc under a Kaiser window.
    """
    at = np.arange(-taps + 1, taps + 1)[:, np.newaxis] - np.array([0.25, 0.5, 0.75])
    window = np.i0(shape * np.sqrt(np.maximum(0.0, 1.0 - (at / taps) ** 2))) / np.i0(shape)
    return np.asarray(np.sinc(at) * window, dtype=np.float32)


_BETWEEN = _interpolators(_TAPS, _SHAPE)
_ROUGHLY_BETWEEN = _interpolators(_ROUGH_TAPS, _ROUGH_SHAPE)
