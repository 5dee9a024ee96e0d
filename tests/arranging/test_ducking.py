"""Music is down when the voice begins, stays down while it speaks, and comes up after it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.arranging.ducking import DuckRegion, duck_envelope

RATE = 1_000


def gains(spoken: list[DuckRegion], frames: int) -> np.ndarray:
    return np.interp(np.arange(frames), *duck_envelope(spoken, RATE))


def test_down_within_150_ms_and_up_again_within_400() -> None:
    gain = gains([DuckRegion(1_000, 2_000, 12.0)], 3_000)
    assert set(gain[:851]) == {0.0}
    assert gain[925] == pytest.approx(-6.0)
    assert set(gain[1_000:2_001]) == {-12.0}
    assert gain[2_200] == pytest.approx(-6.0)
    assert set(gain[2_400:]) == {0.0}


def test_between_two_that_are_close_it_comes_up_as_far_as_there_is_time() -> None:
    gain = gains([DuckRegion(1_000, 2_000, 12.0), DuckRegion(2_275, 3_000, 12.0)], 4_000)
    # Half of 550 ms: half of the way.
    assert gain[2_000:2_276].max() == pytest.approx(-6.0, abs=0.05)
    assert gain[2_200] == pytest.approx(-6.0, abs=0.05)


@given(st.lists(st.tuples(st.integers(50, 900), st.integers(100, 900), st.floats(6.0, 24.0)), max_size=12))
def test_it_is_the_lowest_of_what_each_asks_for(parts: list[tuple[int, int, float]]) -> None:
    spoken: list[DuckRegion] = []
    at = 500
    for gap, length, down_db in parts:
        spoken.append(DuckRegion(at + gap, at + gap + length, down_db))
        at += gap + length
    gain = gains(spoken, at + 1_000)
    frames = np.arange(at + 1_000)
    expected = np.zeros(at + 1_000)
    for speech in spoken:
        alone = np.interp(
            frames,
            [speech.start_frame - 150, speech.start_frame, speech.end_frame, speech.end_frame + 400],
            [0.0, -speech.down_db, -speech.down_db, 0.0],
        )
        expected = np.minimum(expected, alone)
    np.testing.assert_allclose(gain, expected, atol=0.25)


def test_where_nobody_speaks_it_stays() -> None:
    assert set(gains([], 100)) == {0.0}


@pytest.mark.parametrize(("first_db", "second_db"), [(11.0, 6.0), (6.0, 11.0), (12.0, 12.0)])
def test_two_ways_up_meet_where_they_should(first_db: float, second_db: float) -> None:
    spoken = [DuckRegion(1_050, 1_150, first_db), DuckRegion(1_200, 1_300, second_db)]
    frames, gain_db = duck_envelope(spoken, 1_000)
    at = np.arange(0, 2_500)
    alone = [
        np.interp(
            at,
            [s.start_frame - 150, s.start_frame, s.end_frame, s.end_frame + 400],
            [0, -s.down_db, -s.down_db, 0],
        )
        for s in spoken
    ]
    np.testing.assert_allclose(np.interp(at, frames, gain_db), np.minimum(*alone), atol=0.05)
