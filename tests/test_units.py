"""Seconds become frames once, and to the nearest."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.units import round_up_frames, to_amplitude, to_db, to_frames, to_period_seconds, to_seconds

RATES = st.sampled_from([8_000, 11_025, 22_050, 24_000, 44_100, 48_000, 96_000])


@pytest.mark.parametrize(
    ("seconds", "sample_rate", "frames"),
    [(0.0, 48_000, 0), (1.0, 44_100, 44_100), (0.5, 3, 2), (1.5, 1, 2), (2.5, 1, 3), (0.96, 44_100, 42_336)],
)
def test_frames_are_the_nearest_and_halves_go_up(seconds: float, sample_rate: int, frames: int) -> None:
    assert to_frames(seconds, sample_rate) == frames


@given(frame=st.integers(0, 24 * 3600 * 96_000), sample_rate=RATES)
def test_a_day_of_frames_survives_seconds(frame: int, sample_rate: int) -> None:
    assert to_frames(to_seconds(frame, sample_rate), sample_rate) == frame


@given(frame=st.integers(0, 10**9), sample_rate=RATES)
def test_rounding_up_gives_the_first_whole_unit(frame: int, sample_rate: int) -> None:
    unit = to_frames(0.96, sample_rate)

    rounded = round_up_frames(frame, 0.96, sample_rate)

    assert rounded % unit == 0
    assert frame <= rounded < frame + unit


def test_decibels() -> None:
    assert to_amplitude(0.0) == 1.0
    assert to_amplitude(-20.0) == pytest.approx(0.1)
    assert to_db(10.0) == pytest.approx(20.0)
    assert to_db(0.0) == -math.inf


@given(gain_db=st.floats(-120.0, 40.0))
def test_amplitudes_and_decibels_are_inverse(gain_db: float) -> None:
    assert to_db(to_amplitude(gain_db)) == pytest.approx(gain_db, abs=1e-9)


def test_a_tempo_has_a_period() -> None:
    assert to_period_seconds(120.0) == 0.5
    assert to_period_seconds(60.0) == 1.0
