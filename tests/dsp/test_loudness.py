"""Loudness and true peak agree with the standard and with ffmpeg; a meter reads a stream alike."""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.dsp.waves import Wave, sine, talk
from voicefoot.audio import AudioFormat, Clip, to_int16
from voicefoot.dsp.loudness import LoudnessMeter, loudness_lufs, true_peak_db
from voicefoot.storage.wav import WavWriter


@pytest.mark.parametrize("sample_rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_a_sine_of_997_hz_at_full_scale_has_3_01_lufs_less_than_full_scale(sample_rate: int) -> None:
    clip = Clip.of(sine(997.0, 2.0, sample_rate), sample_rate)

    assert loudness_lufs(clip) == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize("sample_rate", [16_000, 22_050, 44_100, 96_000])
def test_the_same_sound_is_as_loud_at_any_rate(sample_rate: int) -> None:
    clip = Clip.of(sine(600.0, 1.0) + sine(2_500.0, 1.0) + sine(5_500.0, 1.0), 48_000)

    assert loudness_lufs(clip.resampled(sample_rate)) == pytest.approx(loudness_lufs(clip), abs=0.01)


def test_two_channels_are_three_decibels_louder_than_one() -> None:
    mono = sine(997.0, 1.0, amplitude=0.1)

    one, two = loudness_lufs(Clip.of(mono, 48_000)), loudness_lufs(Clip.of(np.stack([mono, mono], 1), 48_000))

    assert two - one == pytest.approx(3.0103, abs=1e-4)


@pytest.mark.parametrize("seconds", [0.005, 0.1, 0.39, 0.4, 0.7, 12.3, 25.0])
def test_any_length_has_a_loudness(seconds: float) -> None:
    clip = Clip.of(sine(997.0, seconds, amplitude=0.1), 48_000)

    assert loudness_lufs(clip) == pytest.approx(-23.01, abs=0.3 if seconds < 0.1 else 0.02)


def test_pauses_do_not_count() -> None:
    loud = sine(997.0, 5.0, amplitude=0.1)
    soft = sine(997.0, 20.0, amplitude=0.001)

    gated = loudness_lufs(Clip.of(np.concatenate([soft, loud, soft]), 48_000))

    assert gated == pytest.approx(-23.01, abs=0.3)


@pytest.mark.parametrize(
    "clip", [Clip.silence(0, 48_000), Clip.silence(10, 48_000), Clip.silence(96_000, 44_100)]
)
def test_silence_has_no_loudness_and_no_peak(clip: Clip) -> None:
    assert loudness_lufs(clip) == -math.inf
    assert true_peak_db(clip) == -math.inf


def test_a_true_peak_lies_between_samples() -> None:
    """A quarter of the sample rate at 45 degrees: each sample is 3 dB below the peak."""
    time = np.arange(48_000)
    wave = np.sin(np.pi / 2 * time + np.pi / 4) * 0.5 * np.hanning(48_000)

    assert np.abs(wave).max() < 0.36
    assert true_peak_db(Clip.of(wave, 48_000)) == pytest.approx(-6.02, abs=0.01)


def test_a_peak_is_found_wherever_it_is_in_a_long_clip() -> None:
    for second in (0.0, 9.9999, 10.0, 10.0001, 20.5, 24.9999):
        wave = sine(500.0, 25.0, amplitude=0.01)
        wave[int(second * 48_000)] = 0.5
        assert true_peak_db(Clip.of(wave, 48_000)) == pytest.approx(-6.0, abs=0.3)


def test_a_long_clip_is_measured_as_if_in_one_go() -> None:
    time = np.arange(25 * 48_000) / 48_000
    wave = 0.5 * np.cos(2 * np.pi * 100 * time) * np.clip(np.minimum(time, 25 - time), 0.0, 1.0)

    assert true_peak_db(Clip.of(wave, 48_000)) == pytest.approx(-6.02, abs=0.01)


def ffmpeg_levels(clip: Clip, folder: Path) -> tuple[float, float]:
    """Integrated loudness and true peak as ffmpeg's ebur128 prints them, to a tenth."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        assert "CI" not in os.environ, "ffmpeg is missing"
        pytest.skip("ffmpeg is missing")
    path = folder / "x.wav"
    with path.open("wb") as stream, WavWriter(stream, AudioFormat(clip.sample_rate, clip.channels)) as writer:
        writer.write(to_int16(clip.samples))
    done = subprocess.run(
        [ffmpeg, "-hide_banner", "-nostats", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    summary = done.stderr[done.stderr.index("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert loudness
    assert peak
    return float(loudness[1]), float(peak[1])


@pytest.mark.parametrize(
    ("make_wave", "sample_rate"),
    [
        (lambda: talk(14.3), 48_000),
        (lambda: talk(9.0, 44_100), 44_100),
        (lambda: talk(6.0, 22_050), 22_050),
        (lambda: np.stack([talk(8.0, seed=1), 0.3 * talk(8.0, seed=2)], axis=1), 48_000),
        (lambda: 0.1 * np.random.default_rng(3).standard_normal(96_000), 48_000),
        (lambda: sine(11_025.0, 1.5, 44_100, 0.7) * np.hanning(66_150), 44_100),
    ],
    ids=["talk", "talk at 44.1 kHz", "talk at 22.05 kHz", "stereo", "noise", "treble"],
)
def test_ffmpeg_measures_the_same(make_wave: Callable[[], Wave], sample_rate: int, tmp_path: Path) -> None:
    clip = Clip.of(make_wave(), sample_rate)

    theirs_lufs, theirs_peak_db = ffmpeg_levels(clip, tmp_path)

    assert loudness_lufs(clip) == pytest.approx(theirs_lufs, abs=0.1)
    assert true_peak_db(clip) == pytest.approx(theirs_peak_db, abs=0.2)


@pytest.mark.parametrize("sample_rate", [11_025, 44_100, 48_000])
@pytest.mark.parametrize("part_frames", [997, 48_000, 10**7])
def test_a_meter_reads_the_same_in_parts(sample_rate: int, part_frames: int) -> None:
    clip = Clip.of(talk(33.3, sample_rate), sample_rate)
    meter = LoudnessMeter(sample_rate)

    for start in range(0, clip.frames, part_frames):
        meter.add(clip.samples[start : start + part_frames])

    assert meter.loudness_lufs() == pytest.approx(loudness_lufs(clip), abs=0.02)


def test_a_meter_that_was_given_nothing_or_silence() -> None:
    assert LoudnessMeter(48_000).loudness_lufs() == -math.inf
    meter = LoudnessMeter(48_000)
    meter.add(np.zeros((100_000, 2), dtype=np.float32))
    assert meter.loudness_lufs() == -math.inf
