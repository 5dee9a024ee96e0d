"""Nothing is above the ceiling, nothing clicks, and what is not too loud passes as it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from voicefoot.audio import Clip, Samples
from voicefoot.dsp.loudness import true_peak_db
from voicefoot.mixing.limiter import limited
from voicefoot.units import to_amplitude

STEP = 4_800


def through(samples: Samples, sample_rate: int = 48_000, ceiling_db: float = -1.0) -> Samples:
    steps = [samples[at : at + STEP] for at in range(0, len(samples), STEP)]
    return np.concatenate(list(limited(steps, sample_rate, ceiling_db)))


def noise(frames: int, seed: int, channels: int = 1) -> Samples:
    """Noise below 16 kHz, in bursts of very different strength."""
    random = np.random.default_rng(seed)
    bins = np.fft.rfft(random.standard_normal((frames, channels)), axis=0)
    bins[int(len(bins) * 0.66) :] = 0.0
    corners = frames // 999 + 2
    bursts = np.interp(np.arange(frames), np.arange(corners) * 999, random.uniform(0, 2, corners))
    wave = np.fft.irfft(bins, n=frames, axis=0) * bursts[:, np.newaxis]
    return wave.astype(np.float32)


@settings(max_examples=40)
@given(
    frames=st.integers(2, 30_000),
    seed=st.integers(0, 10**6),
    channels=st.integers(1, 2),
    sample_rate=st.sampled_from([8_000, 44_100, 48_000, 192_000]),
)
@example(frames=545, seed=738, channels=2, sample_rate=8_000)
@example(frames=999, seed=0, channels=1, sample_rate=8_000)
def test_no_true_peak_is_above_the_ceiling(frames: int, seed: int, channels: int, sample_rate: int) -> None:
    wave = noise(frames, seed, channels)
    out = through(wave, sample_rate)
    assert out.shape == wave.shape
    assert true_peak_db(Clip.of(out, sample_rate)) <= -0.95


def test_a_peak_between_two_samples_is_seen() -> None:
    # A quarter of the sample rate, an eighth of a turn late: the samples are 3 dB below the peaks.
    wave = np.sin(np.pi / 2 * np.arange(48_000) + np.pi / 4).astype(np.float32)[:, np.newaxis]
    assert np.abs(wave).max() < to_amplitude(-3.0)
    out = through(wave)
    assert true_peak_db(Clip.of(out[4_800:-4_800], 48_000)) == pytest.approx(-1.2, abs=0.2)


def test_what_is_not_too_loud_passes_as_it_is() -> None:
    wave = noise(50_000, 1)
    wave *= to_amplitude(-1.5 - true_peak_db(Clip.of(wave, 48_000)))
    assert np.array_equal(through(wave), wave)


def test_it_steps_in_before_the_peak_and_out_after_it_without_a_click() -> None:
    time = np.arange(48_000) / 48_000
    wave = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)[:, np.newaxis]
    wave[24_000:24_010] += 1.5
    out = through(wave)
    gain = np.divide(out, wave, out=np.ones_like(out), where=np.abs(wave) > 0.05)[:, 0]
    gain = gain[np.abs(wave[:, 0]) > 0.05]
    assert gain.min() < 0.5
    assert np.abs(np.diff(gain)).max() < 0.01
    turned_down = np.flatnonzero(np.abs(out - wave)[:, 0] > 1e-6)
    assert 24_000 - 1_200 < turned_down[0] < 24_000 - 480
    assert 24_000 + 480 < turned_down[-1] < 24_000 + 1_200


def test_both_channels_are_turned_down_alike() -> None:
    wave = np.concatenate(
        [noise(20_000, 2), np.full((20_000, 1), 0.1, dtype=np.float32)], axis=1
    ) * np.float32(2)
    out = through(wave)
    gain = out[:, 1] / wave[:, 1]
    assert gain.min() < 0.9
    np.testing.assert_allclose(out[:, 0], wave[:, 0] * gain, atol=1e-6)


def test_nothing_is_nothing() -> None:
    assert list(limited([], 48_000)) == []
