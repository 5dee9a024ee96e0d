"""Clips are trimmed, and leveled with no peak above the ceiling."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dsp.waves import sine, talk
from voicefoot.audio import Clip
from voicefoot.dsp.leveling import leveled, lowest_root, trim_silence
from voicefoot.dsp.loudness import loudness_lufs, true_peak_db
from voicefoot.units import to_amplitude


def heard(clip: Clip) -> float:
    """The loudness of `clip` between silences, in LUFS."""
    silence = np.zeros((round(0.4 * clip.sample_rate), clip.channels), dtype=np.float32)
    return loudness_lufs(Clip.of(np.concatenate([silence, clip.samples, silence]), clip.sample_rate))


@pytest.mark.parametrize("gain_db", [-40.0, -12.0, 0.0, 12.0])
def test_speech_reaches_its_target_and_keeps_its_peak(gain_db: float) -> None:
    clip = Clip.of(talk(4.0) * to_amplitude(gain_db), 48_000)

    even = leveled(clip, -18.0, -4.0)

    assert heard(even) == pytest.approx(-18.0, abs=0.1)
    assert true_peak_db(even) <= -4.0 + 1e-4
    assert even.frames == clip.frames


def test_the_limiter_works_where_peaks_stand_out_and_rests_elsewhere() -> None:
    wave = talk(2.0)
    wave[48_000:48_240] += sine(700.0, 0.005, amplitude=0.9)
    clip = Clip.of(wave, 48_000)

    even = leveled(clip, -18.0, -4.0)

    assert true_peak_db(clip) - heard(clip) > 12.0
    assert heard(even) == pytest.approx(-18.0, abs=0.1)
    assert true_peak_db(even) <= -4.0 + 1e-4
    before = np.abs(clip.samples[:, 0]) > 0.01
    gain = even.samples[before, 0] / clip.samples[before, 0]
    assert np.abs(np.diff(gain)).max() < 0.01 * gain.max()
    assert gain.min() < 0.7 * gain.max()


def test_what_needs_no_limiter_is_only_scaled() -> None:
    clip = Clip.of(talk(2.0), 48_000)

    even = leveled(clip, -40.0, -4.0)

    ratio = even.samples[clip.samples != 0.0] / clip.samples[clip.samples != 0.0]
    assert np.ptp(ratio) < 1e-5


def test_a_click_is_pressed_no_harder_than_is_good_for_it() -> None:
    wave = 0.001 * talk(1.0)
    wave[24_000] = 0.5
    clip = Clip.of(wave, 48_000)

    even = leveled(clip, -16.0, -4.0)

    assert true_peak_db(even) == pytest.approx(-4.0, abs=0.01)
    gain = np.abs(even.samples).sum() / np.abs(clip.samples).sum()
    assert gain < to_amplitude(6.0 - 4.0 + 6.1)


@pytest.mark.parametrize("frames", [0, 1, 100, 48_000])
def test_silence_stays_silence(frames: int) -> None:
    even = leveled(Clip.silence(frames, 48_000), -16.0, -4.0)

    assert even.frames == frames
    assert not even.samples.any()


@given(
    seed=st.integers(0, 10**6),
    frames=st.integers(1, 30_000),
    sample_rate=st.sampled_from([11_025, 22_050, 24_000, 48_000]),
    channels=st.integers(1, 2),
    peak_db=st.floats(-20.0, -0.5),
    target_lufs=st.floats(-40.0, -6.0),
)
@settings(max_examples=60, deadline=None)
def test_no_peak_is_ever_higher_than_asked(
    seed: int, frames: int, sample_rate: int, channels: int, peak_db: float, target_lufs: float
) -> None:
    random = np.random.default_rng(seed)
    wave = random.standard_normal((frames, channels)) ** 3 * random.uniform(0.001, 1.0)

    even = leveled(Clip.of(wave, sample_rate), target_lufs, peak_db)

    assert true_peak_db(even) <= peak_db + 1e-4
    if frames > sample_rate // 4:  # of less, what the filters add behind the end counts
        assert heard(even) <= target_lufs + 0.1


def spoken(start_seconds: float, seconds: float, whole_seconds: float, sample_rate: int = 48_000) -> Clip:
    """A loud vowel that ends in a soft hiss, as in "five", with silence around."""
    wave = np.zeros(round(whole_seconds * sample_rate))
    start, vowel = round(start_seconds * sample_rate), round((seconds - 0.1) * sample_rate)
    wave[start : start + vowel] = sine(300.0, seconds - 0.1, sample_rate, 0.5)
    hiss = np.diff(np.random.default_rng(0).standard_normal(round(0.1 * sample_rate) + 1))
    wave[start + vowel : start + vowel + len(hiss)] = 0.004 * hiss
    return Clip.of(wave, sample_rate)


@pytest.mark.parametrize("sample_rate", [22_050, 48_000])
def test_silence_goes_and_soft_ends_stay(sample_rate: int) -> None:
    clip = trim_silence(spoken(0.3, 0.6, 1.5, sample_rate))

    assert clip.seconds == pytest.approx(0.010 + 0.6 + 0.030, abs=0.012)
    loud = np.flatnonzero(np.abs(clip.samples[:, 0]) > 0.1)
    assert loud[0] / sample_rate == pytest.approx(0.010, abs=0.007)
    assert np.abs(clip.samples[-round(0.05 * sample_rate) :]).max() > 0.005


def test_hum_and_faint_noise_are_silence() -> None:
    clip = spoken(0.3, 0.6, 1.5)
    noise = 0.0001 * np.random.default_rng(1).standard_normal(clip.frames) + sine(50.0, 1.5, amplitude=0.01)

    noisy = trim_silence(Clip.of(clip.samples[:, 0] + noise, 48_000))

    assert noisy.seconds == pytest.approx(0.64, abs=0.015)


def test_both_ends_fade_from_and_to_silence() -> None:
    clip = trim_silence(Clip.of(0.5 * np.sign(np.cos(np.arange(9_600) / 8.0)), 48_000))

    assert clip.frames == 9_600
    assert np.abs(clip.samples[[0, -1]]).max() < 1e-3
    assert np.abs(np.diff(np.abs(clip.samples[1:30, 0]))).max() < 0.05
    assert np.abs(clip.samples[200:-200]).max() == 0.5


def test_margins_and_threshold_can_be_chosen() -> None:
    clip = spoken(0.3, 0.6, 1.5)

    wide = trim_silence(clip, margin_seconds=(0.1, 0.2))
    without_hiss = trim_silence(clip, threshold_db=-15.0)

    assert wide.seconds == pytest.approx(0.9, abs=0.012)
    assert without_hiss.seconds == pytest.approx(0.54, abs=0.02)


def test_a_margin_is_never_more_than_there_is() -> None:
    clip = Clip.of(sine(300.0, 0.5), 48_000)

    assert trim_silence(clip, margin_seconds=(1.0, 1.0)).frames == clip.frames


@pytest.mark.parametrize("frames", [0, 1, 48_000])
def test_nothing_is_left_of_silence(frames: int) -> None:
    assert trim_silence(Clip.silence(frames, 48_000)).frames == 0


def test_the_clip_that_was_given_is_unchanged() -> None:
    clip = spoken(0.3, 0.6, 1.5)
    before = clip.samples.copy()

    trim_silence(clip)
    leveled(clip, -16.0, -4.0)

    assert np.array_equal(clip.samples, before)


def test_of_several_drives_that_make_it_loud_enough_the_least_is_taken() -> None:
    asked: list[float] = []

    def excess(drive_db: float) -> float:
        asked.append(drive_db)
        return math.sin(drive_db / 3.0 - 2.0)

    assert lowest_root(excess, 1.0, 30.0) == pytest.approx(6.0, abs=0.01)
    assert max(asked) < 7.5
    assert lowest_root(excess, 16.0, 20.0) == 20.0
