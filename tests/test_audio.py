"""Clips keep what they hold, at any rate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicefoot.audio import Clip, fast_fft_length, to_int16

RATES = st.sampled_from([8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000])


def sine(hertz: float, seconds: float, sample_rate: int) -> NDArray[np.float64]:
    """A sine that fades in and out over the whole of its length."""
    time = (np.arange(round(seconds * sample_rate)) + 0.5) / sample_rate
    wave: NDArray[np.float64] = 0.5 * np.sin(2 * np.pi * hertz * time) * np.sin(np.pi * time / seconds) ** 2
    return wave


def test_a_clip_is_its_own_read_only_copy() -> None:
    samples = np.array([0.25, 0.5])

    clip = Clip.of(samples, 48_000)
    samples[0] = 1.0

    assert clip.samples.tolist() == [[0.25], [0.5]]
    assert clip.samples.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        clip.samples[0, 0] = 1.0


def test_a_clip_tells_its_measures() -> None:
    clip = Clip.of(np.zeros((24_000, 2)), 48_000)

    assert (clip.frames, clip.channels, clip.seconds) == (24_000, 2, 0.5)


@pytest.mark.parametrize("samples", [np.zeros(4, np.float32), np.zeros((4, 1), np.float64)])
def test_a_clip_of_another_shape_or_kind_is_refused(samples: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match="float32"):
        Clip(samples, 48_000)


def test_silence_scaling_and_mono() -> None:
    assert Clip.silence(3, 48_000).samples.tolist() == [[0.0]] * 3
    assert Clip.of(np.array([0.5, -0.25]), 8_000).scaled(2.0).samples.tolist() == [[1.0], [-0.5]]
    stereo = Clip.of(np.array([[0.5, 0.0], [1.0, -1.0]]), 8_000)
    assert stereo.mono().samples.tolist() == [[0.25], [0.0]]
    assert stereo.mono().mono().channels == 1


@given(old_rate=RATES, new_rate=RATES, seconds=st.floats(0.02, 0.6))
@settings(max_examples=40, deadline=None)
def test_resampling_keeps_a_sound_that_both_rates_can_hold(
    old_rate: int, new_rate: int, seconds: float
) -> None:
    frames = round(seconds * old_rate)
    clip = Clip.of(sine(1_000.0, frames / old_rate, old_rate), old_rate)

    new = clip.resampled(new_rate)

    assert new.sample_rate == new_rate
    assert abs(new.frames - frames * new_rate / old_rate) <= 0.5
    # The first sample of both is at time 0; so compare with the sine as it is there.
    time = np.arange(new.frames) / new_rate + 0.5 / old_rate
    span = frames / old_rate
    wished = 0.5 * np.sin(2 * np.pi * 1_000.0 * time) * np.sin(np.pi * time / span) ** 2
    inner = slice(new.frames // 10, new.frames - new.frames // 10)
    assert np.abs(new.samples[inner, 0] - wished[inner]).max() < 1e-3


def test_resampling_lets_nothing_fold_back() -> None:
    high = Clip.of(sine(15_000.0, 0.5, 48_000), 48_000)

    assert np.abs(high.resampled(24_000).samples).max() < 1e-4


def test_resampling_keeps_channels_apart_and_an_end_out_of_the_beginning() -> None:
    samples = np.zeros((4_800, 2))
    samples[-480:, 1] = 0.5

    new = Clip.of(samples, 48_000).resampled(44_100)

    assert np.abs(new.samples[:, 0]).max() == 0.0
    assert np.abs(new.samples[:2_000, 1]).max() < 1e-3
    assert np.abs(new.samples[-441:, 1]).max() > 0.4


def test_resampling_nothing_gives_nothing() -> None:
    assert Clip.silence(0, 22_050).resampled(48_000).frames == 0


def test_steps_are_rounded_and_stay_within_full_scale() -> None:
    samples = np.array([[0.0], [1.0], [-1.0], [2.0], [-2.0], [0.6 / 32767], [-0.6 / 32767]], np.float32)

    assert to_int16(samples)[:, 0].tolist() == [0, 32767, -32767, 32767, -32768, 1, -1]


@given(frames=st.integers(0, 2_000_000))
def test_a_fast_length_is_no_shorter_and_little_longer(frames: int) -> None:
    length = fast_fft_length(frames)

    assert frames <= length <= max(1, 1.2 * frames)
    for factor in (2, 3, 5):
        while length % factor == 0:
            length //= factor
    assert length == 1
