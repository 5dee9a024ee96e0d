"""How a clip gets its place in the mix: trimmed, and evened to a target."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from voicefoot.audio import Clip, Samples
from voicefoot.dsp.loudness import Levels, cell_edges, cell_peaks, heard_lufs, treble_level, weighted_energy
from voicefoot.units import to_amplitude, to_db, to_frames

HOLD_CELLS, SMOOTH_CELLS = 12, 8
"""The limiter looks this far to both sides: a hold longer than the period of a low voice, so that it
does not follow each beat of the vocal folds, then a smoothing that is shorter than the hold."""
_MOST_REDUCTION_DB = 12.0
_CLOSE_DB, _STEP_DB = 0.002, 1.0
_MOST_STEPS = 20
_FADE_SECONDS = 0.003


def leveled(clip: Clip, target_lufs: float, peak_db: float) -> Clip:
    """`clip` at a loudness of `target_lufs` between silences, its true peak at most `peak_db`.

    Peaks that stand out are pressed by a limiter with look-ahead, by up to 12 dB; a clip so spiky
    that this is not enough stays quieter than asked. Silence stays silence.
    """
    energy, peaks = weighted_energy(clip), cell_peaks(clip)
    lufs, highest = heard_lufs(energy, clip.sample_rate), float(peaks.max(initial=0.0))
    if highest == 0.0:
        return clip
    ceiling = to_amplitude(peak_db)
    plain_db = target_lufs - lufs if math.isfinite(lufs) else 0.0
    if to_db(highest) + plain_db <= peak_db:
        return clip.scaled(to_amplitude(plain_db))

    def beyond(drive_db: float) -> float:
        """By how much the clip is too loud when it is driven so hard into the limiter."""
        drive = to_amplitude(drive_db)
        gain = drive * limiting(peaks * drive, ceiling)
        return heard_lufs(energy * gain**2, clip.sample_rate) - target_lufs

    most_db = peak_db + _MOST_REDUCTION_DB - to_db(highest)
    drive = to_amplitude(least_root(beyond, plain_db, most_db) if plain_db < most_db else most_db)
    limited = _applied(clip, drive * limiting(peaks * drive, ceiling))
    over = float(cell_peaks(limited).max()) / ceiling
    return limited.scaled((1.0 - 1e-6) / over) if over > 1.0 else limited


def least_root(beyond: Callable[[float], float], low: float, high: float) -> float:
    """The least number from `low` up at which `beyond` is 0, within _CLOSE_DB; `high` where there is none up
    to there. It need not rise all the way: what the limiter presses hard may become quieter.
    """
    below = beyond(low)
    while low < high:
        upper = min(low + _STEP_DB, high)
        above = beyond(upper)
        if above >= 0.0:
            return _crossing(beyond, (low, below), (upper, above))
        low, below = upper, above
    return high


def _crossing(
    beyond: Callable[[float], float], under: tuple[float, float], over: tuple[float, float]
) -> float:
    """Where `beyond` is 0 between two points, by false position in the Illinois variant (Dowell & Jarratt
    1971).
    """
    (low, below), (high, above) = under, over
    middle, found = high, above
    for _ in range(_MOST_STEPS):
        if abs(found) < _CLOSE_DB or math.isinf(below):
            break
        middle, before = high - above * (high - low) / (above - below), found
        found = beyond(middle)
        stays = 0.5 if (found > 0.0) == (before > 0.0) else 1.0
        if found > 0.0:
            high, above, below = middle, found, below * stays
        else:
            low, below, above = middle, found, above * stays
    return middle


def trim_silence(
    clip: Clip, threshold_db: float = -45.0, margin_seconds: tuple[float, float] = (0.010, 0.030)
) -> Clip:
    """`clip` without the silence around what is spoken; a clip of no frames where nothing is.

    Silence is what lies `threshold_db` below the loudest 10 ms. Both are measured with treble raised
    somewhat as in hearing, so that the f of "five" counts and a hum does not. `margin_seconds` of what
    stands before and after are kept, and both ends fade.
    """
    level = treble_level(clip)
    if not level.max(initial=0.0) > 0.0:
        return Clip(clip.samples[:0].copy(), clip.sample_rate)
    heard = np.flatnonzero(level >= level.max() * to_amplitude(threshold_db))
    edges = cell_edges(clip)
    before, after = (to_frames(seconds, clip.sample_rate) for seconds in margin_seconds)
    start = max(0, int(edges[heard[0]]) - before)
    end = min(clip.frames, int(edges[heard[-1] + 1]) + after)
    return _faded(clip.samples[start:end], clip.sample_rate)


def _faded(samples: Samples, sample_rate: int) -> Clip:
    """A copy of `samples` that begins and ends with a raised cosine from and to silence."""
    faded = samples.copy()
    frames = min(to_frames(_FADE_SECONDS, sample_rate), len(faded))
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / max(frames, 1))).astype(np.float32)[
        :, None
    ]
    faded[:frames] *= ramp
    faded[len(faded) - frames :] *= ramp[::-1]
    return Clip(faded, sample_rate)


def limiting(peaks: Levels, ceiling: float) -> Levels:
    """The gain, 1 or less, that keeps each of `peaks` at `ceiling`: held, then smoothed.

    Since the hold is more than a cell longer than the smoothing, a gain that is interpolated between
    its neighbours is nowhere more than a peak allows.
    """
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    padded = np.pad(needed, HOLD_CELLS + SMOOTH_CELLS, mode="edge")
    held = np.lib.stride_tricks.sliding_window_view(padded, 2 * HOLD_CELLS + 1).min(axis=1)
    window = np.hanning(2 * SMOOTH_CELLS + 3)[1:-1]
    return np.minimum(np.convolve(held, window / window.sum(), mode="valid"), 1.0)


def _applied(clip: Clip, gain: Levels) -> Clip:
    """`clip` under `gain`, a value for each cell, in straight lines between the cells' middles."""
    edges = cell_edges(clip)
    each = np.interp(np.arange(clip.frames) + 0.5, (edges[:-1] + edges[1:]) / 2, gain)
    return Clip(clip.samples * each.astype(np.float32)[:, np.newaxis], clip.sample_rate)
