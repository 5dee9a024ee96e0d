"""Trims a clip and levels it to a target loudness, before it is mixed."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from voicefoot.audio import Clip, Samples
from voicefoot.dsp.loudness import (
    Levels,
    cell_edges,
    cell_peaks,
    padded_loudness_lufs,
    treble_level,
    weighted_energy,
)
from voicefoot.units import to_amplitude, to_db, to_frames

HOLD_CELLS, SMOOTH_CELLS = 12, 8
"""How far the limiter looks to both sides, in cells of 1 ms. It holds its gain for longer than the period of
a low voice, so that the gain does not follow each pulse of the vocal folds, and smooths it for less than
that.
"""
_MAX_REDUCTION_DB = 6.0
"""More is heard: the vowel of a short "six" sinks into its hiss."""
_TOLERANCE_LU = 0.002
_SEARCH_STEP_DB = 1.0
_MAX_ITERATIONS = 20
_FADE_SECONDS = 0.003


def leveled(clip: Clip, target_lufs: float, peak_db: float) -> Clip:
    """Return `clip` at an integrated loudness of `target_lufs` between silences, and a true peak of at most
    `peak_db`, in dBTP.

    A look-ahead limiter reduces peaks by up to 6 dB. A clip with such peaks that this is not enough stays
    softer than the target. Silence stays silence.
    """
    energy, peaks = weighted_energy(clip), cell_peaks(clip)
    lufs, peak = padded_loudness_lufs(energy, clip.sample_rate), float(peaks.max(initial=0.0))
    if peak == 0.0:
        return clip
    ceiling = to_amplitude(peak_db)
    gain_db = target_lufs - lufs if math.isfinite(lufs) else 0.0
    if to_db(peak) + gain_db <= peak_db:
        return clip.scaled(to_amplitude(gain_db))

    def excess_lu(drive_db: float) -> float:
        """How much too loud the clip is with so much gain before the limiter."""
        drive = to_amplitude(drive_db)
        gain = drive * limiter_gain(peaks * drive, ceiling)
        return padded_loudness_lufs(energy * gain**2, clip.sample_rate) - target_lufs

    max_drive_db = peak_db + _MAX_REDUCTION_DB - to_db(peak)
    drive_db = lowest_root(excess_lu, gain_db, max_drive_db) if gain_db < max_drive_db else max_drive_db
    drive = to_amplitude(drive_db)
    limited = _apply_gain(clip, drive * limiter_gain(peaks * drive, ceiling))
    over = float(cell_peaks(limited).max()) / ceiling
    return limited.scaled((1.0 - 1e-6) / over) if over > 1.0 else limited


def lowest_root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return the lowest root of `function`, within a tolerance of 0.002, between `low` and `high`; `high` if
    there is none.

    The function need not be monotonic: limiting harder can make a clip softer.
    """
    value_low = function(low)
    while low < high:
        upper = min(low + _SEARCH_STEP_DB, high)
        value_upper = function(upper)
        if value_upper >= 0.0:
            return _false_position(function, (low, value_low), (upper, value_upper))
        low, value_low = upper, value_upper
    return high


def _false_position(
    function: Callable[[float], float], under: tuple[float, float], over: tuple[float, float]
) -> float:
    """Return the root between two points (x, value), by false position in the Illinois variant (Dowell &
    Jarratt 1971).
    """
    (low, value_low), (high, value_high) = under, over
    middle, value = high, value_high
    for _ in range(_MAX_ITERATIONS):
        if abs(value) < _TOLERANCE_LU or math.isinf(value_low):
            break
        middle, previous = high - value_high * (high - low) / (value_high - value_low), value
        value = function(middle)
        scale = 0.5 if (value > 0.0) == (previous > 0.0) else 1.0
        if value > 0.0:
            high, value_high, value_low = middle, value, value_low * scale
        else:
            low, value_low, value_high = middle, value, value_high * scale
    return middle


def trim_silence(
    clip: Clip, threshold_db: float = -45.0, margin_seconds: tuple[float, float] = (0.010, 0.030)
) -> Clip:
    """Return `clip` without the silence before and after its sound; a clip of 0 frames if it is all silence.

    Silence is what lies more than `threshold_db` below the loudest 10 ms. Both are measured with treble
    emphasized, roughly as in hearing, so that the f of "five" counts and hum does not. Margins of
    `margin_seconds` before and after are kept, and both ends are faded.
    """
    level = treble_level(clip)
    if not level.max(initial=0.0) > 0.0:
        return Clip(clip.samples[:0].copy(), clip.sample_rate)
    sounding = np.flatnonzero(level >= level.max() * to_amplitude(threshold_db))
    edges = cell_edges(clip)
    before, after = (to_frames(seconds, clip.sample_rate) for seconds in margin_seconds)
    start = max(0, int(edges[sounding[0]]) - before)
    end = min(clip.frames, int(edges[sounding[-1] + 1]) + after)
    return _fade_ends(clip.samples[start:end], clip.sample_rate)


def _fade_ends(samples: Samples, sample_rate: int) -> Clip:
    """Return a copy of `samples` with a raised-cosine fade of 3 ms at both ends."""
    faded = samples.copy()
    frames = min(to_frames(_FADE_SECONDS, sample_rate), len(faded))
    rise = 0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / max(frames, 1))
    ramp = rise.astype(np.float32)[:, np.newaxis]
    faded[:frames] *= ramp
    faded[len(faded) - frames :] *= ramp[::-1]
    return Clip(faded, sample_rate)


def limiter_gain(peaks: Levels, ceiling: float) -> Levels:
    """Return the limiter's gain for each cell, 1 or less, that keeps each of `peaks` at `ceiling`: (cells,).

    The gain is held, then smoothed. As the hold is more than a cell longer than the smoothing, a gain that is
    interpolated between neighbouring cells nowhere exceeds what a peak allows.
    """
    required = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    padded = np.pad(required, HOLD_CELLS + SMOOTH_CELLS, mode="edge")
    held = np.lib.stride_tricks.sliding_window_view(padded, 2 * HOLD_CELLS + 1).min(axis=1)
    window = np.hanning(2 * SMOOTH_CELLS + 3)[1:-1]
    return np.minimum(np.convolve(held, window / window.sum(), mode="valid"), 1.0)


def _apply_gain(clip: Clip, gain: Levels) -> Clip:
    """Return `clip` with `gain`, one value per cell, interpolated linearly between the cells' centres."""
    edges = cell_edges(clip)
    frame_gain = np.interp(np.arange(clip.frames) + 0.5, (edges[:-1] + edges[1:]) / 2, gain)
    return Clip(clip.samples * frame_gain.astype(np.float32)[:, np.newaxis], clip.sample_rate)
