"""Music is down when something begins, stays down while it sounds, and comes up after it, without pumping."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.arranging.gain_envelope import (
    BED_DB_PER_SECOND,
    FALL_DB_PER_SECOND,
    HOLD_SECONDS,
    RISE_DB_PER_SECOND,
    DuckRegion,
    duck_envelope,
    duck_further,
)
from voicefoot.model.routine import Mood
from voicefoot.model.sound_levels import COUNT_DUCK_DB
from voicefoot.music.groove import Groove
from voicefoot.music.groove_score import Passage
from voicefoot.timeline.timeline import Music

RATE = 1_000


def gains(regions: list[DuckRegion], frames: int) -> np.ndarray:
    return np.interp(np.arange(frames), *duck_envelope(regions, RATE))


def around(region: DuckRegion, frames: int) -> np.ndarray:
    """The gain around one region alone, frame by frame."""
    at = np.arange(frames)
    after = RISE_DB_PER_SECOND / RATE * (at - region.end_frame)
    before = FALL_DB_PER_SECOND / RATE * (region.start_frame - at)
    gain: np.ndarray = np.minimum(0.0, np.maximum(0.0, np.maximum(before, after)) - region.down_db)
    return gain


def test_down_before_it_begins_and_up_again_after_it() -> None:
    gain = gains([DuckRegion(1_000, 2_000, 12.0)], 3_000)
    assert set(gain[:801]) == {0.0}
    assert gain[900] == pytest.approx(-6.0)
    assert set(gain[1_000:2_001]) == {-12.0}
    assert gain[2_250] == pytest.approx(-6.0)
    assert set(gain[2_500:]) == {0.0}


def test_through_a_short_gap_it_stays_down_and_comes_up_in_a_long_one() -> None:
    short, long = round(HOLD_SECONDS * RATE), round(HOLD_SECONDS * RATE) + 1
    for gap, highest in ((short, -8.0), (long, 0.0)):
        end = 2_000 + gap
        gain = gains([DuckRegion(1_000, 2_000, 12.0), DuckRegion(end, end + 500, 8.0)], end + 2_000)
        assert gain[2_000:end].max() == pytest.approx(highest)


def test_what_overlaps_is_down_as_far_as_the_deepest() -> None:
    gain = gains([DuckRegion(1_000, 3_000, 6.0), DuckRegion(1_500, 2_000, 12.0)], 5_000)
    assert gain[1_000] == pytest.approx(-6.0)
    assert set(gain[1_500:2_001]) == {-12.0}
    assert set(gain[2_250:3_001]) == {-6.0}


@st.composite
def some_regions(draw: st.DrawFn) -> list[DuckRegion]:
    """Regions in order of their starts; some overlap, some have no length."""
    regions, at = [], 2_000
    for _ in range(draw(st.integers(0, 10))):
        at += draw(st.integers(0, 4_000))
        length = draw(st.integers(0, 900))
        regions.append(DuckRegion(at, at + length, draw(st.floats(0.0, 24.0)), draw(st.booleans())))
    return regions


@given(some_regions())
def test_it_is_low_enough_everywhere_and_never_moves_faster_than_it_may(regions: list[DuckRegion]) -> None:
    end = max((region.end_frame for region in regions), default=0) + 9_000
    frames, gain_db = duck_envelope(regions, RATE)
    assert (np.diff(frames) > 0).all()
    gain = np.interp(np.arange(end), frames, gain_db)
    assert gain.max() <= 0.0
    assert gain[-1] == pytest.approx(0.0, abs=1e-9)
    for region in regions:
        assert gain[region.start_frame : region.end_frame + 1].max() <= -region.down_db + 1e-6
    # Breakpoints are rounded to frames.
    steps = np.diff(gain)
    assert steps.min(initial=0.0) >= -1.6 * FALL_DB_PER_SECOND / RATE * 1.01 - 1e-6
    assert steps.max(initial=0.0) <= 1.6 * RISE_DB_PER_SECOND / RATE * 1.01 + 1e-6


@given(some_regions())
def test_it_is_no_lower_than_what_sounds_asks_for(regions: list[DuckRegion]) -> None:
    # Without gaps that are held, and without counts, it is the lowest of what each asks for.
    apart, at = [], 0
    for region in regions:
        start = at + 2_600 + region.start_frame % 500
        apart.append(DuckRegion(start, start + region.end_frame - region.start_frame, region.down_db))
        at = apart[-1].end_frame
    expected = np.zeros(at + 3_000)
    for region in apart:
        expected = np.minimum(expected, around(region, at + 3_000))
    np.testing.assert_allclose(gains(apart, at + 3_000), expected, atol=0.07)


@given(st.lists(st.tuples(st.integers(100, 9_000), st.floats(6.0, 24.0)), min_size=1, max_size=8))
def test_a_single_count_moves_the_music_by_six_decibels_at_the_most(
    counts: list[tuple[int, float]],
) -> None:
    regions, at = [], 8_000
    for gap, down_db in counts:
        regions.append(DuckRegion(at + gap, at + gap + 400, down_db, single=True))
        at += gap + 400
    gain = gains(regions, at + 9_000)
    for before, count in pairwise([DuckRegion(0, 0, 0.0), *regions]):
        start = max(before.end_frame, count.start_frame - RATE)
        moved = gain[start : count.start_frame].max() - gain[count.start_frame : count.end_frame].min()
        # Where a deeper one follows at once, that one moves it.
        deepest = max(each.down_db for each in regions if abs(each.start_frame - count.start_frame) < 2_500)
        assert moved <= COUNT_DUCK_DB + (deepest - count.down_db) + 0.1


def test_ahead_of_a_deep_count_it_goes_slowly() -> None:
    gain = gains([DuckRegion(10_000, 10_400, 12.0, single=True)], 20_000)
    assert gain[9_000:9_901].max() == pytest.approx(-6.0)
    assert gain[8_000] == pytest.approx(-6.0 + BED_DB_PER_SECOND)
    assert set(gain[10_000:10_401]) == {-12.0}


def test_where_nothing_sounds_it_stays() -> None:
    assert set(gains([], 100)) == {0.0}


def test_under_a_line_that_was_not_planned_it_goes_further_down_and_nowhere_up() -> None:
    frames, gain_db = duck_envelope([DuckRegion(1_000, 2_000, 12.0)], RATE)
    source = Groove([Passage(np.array([0, 500]))], Mood.CALM, 1, RATE, channels=1)
    music = Music(0, 9_000, "groove", source, 0, frames, gain_db)
    for start in (1_500, 2_200, 5_000):
        further = duck_further(music, start, start + 700, 15.0, RATE)
        at = np.arange(9_000)
        gain = np.interp(at, further.turn_frames, further.turn_db)
        assert set(gain[start : start + 701]) == {-15.0}
        expected = np.minimum(
            np.interp(at, frames, gain_db), around(DuckRegion(start, start + 700, 15.0), 9_000)
        )
        np.testing.assert_allclose(gain, expected, atol=0.07)
