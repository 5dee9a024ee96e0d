"""The limiter does step by step, and where it must, what it would do with the whole at once."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voicefoot.audio import Samples
from voicefoot.dsp.leveling import limiter_gain
from voicefoot.mixing.limiter import limited
from voicefoot.units import to_amplitude

STEP, RATE, CELL = 4_800, 48_000, 48
TAPS, BETA, HEADROOM = 96, 5.0, 0.965


def at_once(wave: Samples, ceiling_db: float) -> NDArray[np.float64]:
    """The gain of each frame: every gap between two samples is looked at with all taps."""
    ceiling = to_amplitude(ceiling_db) * HEADROOM
    at = np.arange(-TAPS + 1, TAPS + 1)[:, np.newaxis] - np.array([0.25, 0.5, 0.75])
    weights = np.sinc(at) * np.i0(BETA * np.sqrt(1.0 - (at / TAPS) ** 2)) / np.i0(BETA)
    nothing = np.zeros((TAPS, wave.shape[1]))
    padded = np.concatenate([nothing, wave, nothing])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * TAPS, axis=0)
    gaps = np.abs(windows @ weights).max(axis=(1, 2))  # the first is before the first frame
    peaks = np.maximum(np.abs(wave).max(axis=1), gaps[1:])
    peaks[::STEP] = np.maximum(peaks[::STEP], gaps[:-1:STEP])
    cells = np.maximum.reduceat(peaks, np.arange(0, len(wave), CELL))
    middles = (np.arange(len(cells)) + 0.5) * CELL
    gain: NDArray[np.float64] = np.interp(np.arange(len(wave)) + 0.5, middles, limiter_gain(cells, ceiling))
    return gain


def bursts(frames: int, seed: int, channels: int) -> Samples:
    """Noise that is mostly soft, and loud for two milliseconds here and there, across steps too."""
    random = np.random.default_rng(seed)
    gain = np.ones((frames, 1))
    for middle in (*random.integers(0, frames, 6), STEP - 3, STEP + 2, 2 * STEP, frames - 1):
        gain[max(0, middle - 40) : middle + 40] = random.uniform(3.0, 9.0)
    noise = random.uniform(-0.3, 0.3, (frames + 2, channels))
    # Noise up to half the sample rate has peaks between samples that are all small: those are not looked for.
    noise = noise[:-2] / 4 + noise[1:-1] / 2 + noise[2:] / 4
    return (gain * noise).astype(np.float32)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frames", [3 * STEP, 4 * STEP - 1, 5 * STEP + 10])
def test_it_is_as_if_the_whole_were_limited_at_once(frames: int, channels: int) -> None:
    for seed in range(4):
        wave = bursts(frames, seed, channels)
        steps = [wave[at : at + STEP] for at in range(0, frames, STEP)]
        out = np.concatenate(list(limited(steps, RATE, -1.0)))
        np.testing.assert_allclose(out, wave * at_once(wave, -1.0)[:, np.newaxis], atol=2e-5)


def test_a_step_far_from_all_that_is_too_loud_is_the_same_array() -> None:
    steps = [np.full((STEP, 1), 0.1, np.float32) for _ in range(5)]
    steps[2][STEP // 2] = 1.5
    out = list(limited(steps, RATE))
    assert [got is step for got, step in zip(out, steps, strict=True)] == [True, True, False, True, True]


def test_at_any_sample_rate_a_cell_is_a_millisecond() -> None:
    """So that what is turned down around a peak is as long."""
    for rate in (8_000, 48_000, 192_000):
        frames = rate
        wave = np.full((frames, 1), 0.5, np.float32)
        wave[frames // 2] = 1.5
        steps = [wave[at : at + rate // 10] for at in range(0, frames, rate // 10)]
        out = np.concatenate(list(limited(steps, rate)))
        down = np.flatnonzero(np.abs(out - wave)[:, 0] > 1e-4)
        assert 0.020 < (down[-1] - down[0]) / rate < 0.046
