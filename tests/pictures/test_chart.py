"""The marks say what the routine asked for."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import FEET, amount, arranged, exercise, held, held_once, moving, on_beat, routine
from voicefoot.model.routine import Counting, CountMode, Dose, Exercise, Move, OnBeat, Pace, Phase
from voicefoot.pictures.chart import (
    Interval,
    Row,
    WorkMarks,
    axis_step,
    chart_of,
    dose,
    merge_intervals,
    row_label,
)
from voicefoot.timeline.timeline import EventKind, Timeline


def only_row(*moves: Move, **fields: Any) -> Row:
    (row,) = chart_of(arranged(routine(exercise(*moves, **fields)))).rows
    return row


def seconds_of(intervals: tuple[Interval, ...]) -> list[float]:
    return [round(interval.seconds, 2) for interval in intervals]


@pytest.mark.parametrize("mode", list(CountMode))
def test_every_repetition_has_its_moment_said_or_not(mode: CountMode) -> None:
    row = only_row(on_beat(23, 1.5, counting=Counting(mode, 5)))
    (work,) = row.works
    assert len(work.beats) == 23
    assert [round(b - a, 2) for a, b in pairwise(work.beats)] == [1.5] * 22
    assert work.start == work.beats[0]
    assert work.end == pytest.approx(work.beats[-1] + 1.5)
    assert work.holds == ()
    assert dose(work) == "23×"


def test_the_beats_are_those_of_the_ticks() -> None:
    timeline = arranged(routine(exercise(on_beat(9, 0.6, 0.4))))
    ticks = [e.start_frame / 1000 for e in timeline.events if e.kind is EventKind.TICK and not e.leads_in]
    lead_in = [e.start_frame / 1000 for e in timeline.events if e.leads_in]
    (row,) = chart_of(timeline).rows
    assert list(row.works[0].beats) == ticks
    assert list(row.ticks) == lead_in


def test_ticks_of_phases_and_of_holds_are_no_repetitions() -> None:
    phases = (Phase("up", 1.0), Phase("down", 2.0))
    phased = only_row(Move(OnBeat(Dose(amount(8)), Pace(3.0, 3.0), phases)))
    assert len(phased.works[0].beats) == 8
    assert len(phased.ticks) == 2 + 6
    stretched = only_row(held(5, 10.0))
    assert len(stretched.works[0].beats) == 5
    assert len(stretched.ticks) == 2 + 3 * 3


@pytest.mark.parametrize("reps", [1, 2, 7])
@pytest.mark.parametrize("hold", [2.0, 5.0, 10.0])
@pytest.mark.parametrize("sides", [(), FEET])
def test_every_hold_has_its_length(reps: int, hold: float, sides: tuple[str, ...]) -> None:
    row = only_row(held(reps, hold), sides=sides)
    assert [work.side for work in row.works] == list(sides or [None])
    for work in row.works:
        assert seconds_of(work.holds) == [hold] * reps
        assert tuple(h.start for h in work.holds) == work.beats
        assert work.end == work.holds[-1].end
        assert dose(work) == f"{reps} × {hold:g} s"


@pytest.mark.parametrize("seconds", [3.0, 8.0, 45.0])
def test_a_hold_is_told_from_a_time_to_move_in(seconds: float) -> None:
    once = only_row(held_once(seconds), sides=FEET)
    assert [seconds_of(work.holds) for work in once.works] == [[seconds], [seconds]]
    if seconds >= 5:
        moved = only_row(moving(seconds), sides=FEET)
        assert [work.holds for work in moved.works] == [(), ()]
        assert seconds_of(moved.works) == [seconds, seconds]
        assert [work.beats for work in moved.works] == [(), ()]


def test_a_long_repetition_is_no_hold() -> None:
    assert [len(work.holds) for work in only_row(on_beat(2, 6.0), sides=FEET).works] == [0, 0]


def test_several_moves_are_several_pieces_of_work() -> None:
    row = only_row(on_beat(5, 2), held(3, 2.0), moving(20), held_once(10), sides=FEET)
    assert [dose(work) for work in row.works] == ["5×", "3 × 2 s", "20 s", "10 s"] * 2
    assert [work.side for work in row.works] == [FEET[0]] * 4 + [FEET[1]] * 4
    assert all(a.end < b.start for a, b in pairwise(row.works))


def test_a_side_has_all_of_its_time() -> None:
    source = routine(exercise(on_beat(5, 2), sides=FEET, sets=2, rest_seconds=30.0))
    drawn = chart_of(arranged(source))
    (row,) = drawn.rows
    assert drawn.sides == FEET
    assert [side.side for side in row.sides] == [*FEET, *FEET]
    for side, work in zip(row.sides, row.works, strict=True):
        assert side.start < work.start < work.end <= side.end
    assert row.sides[2].start - row.sides[1].end > 20


def test_counts_are_no_speech_and_a_release_ends_nothing() -> None:
    timeline = arranged(routine(exercise(held(12, 2.0)), exercise(on_beat(20, 2))))
    drawn = chart_of(timeline)
    spoken = [e for e in timeline.events if e.kind is EventKind.SPEECH]
    assert sum(len(row.speech) for row in drawn.rows) == len(spoken)
    assert [chime.name for chime in drawn.rows[0].chimes].count("release") == 12
    last_hold, exercise_end = drawn.rows[0].end_chimes
    assert last_hold == drawn.rows[0].works[0].end < exercise_end
    assert [chime.name for chime in drawn.rows[1].chimes][-1] == "session_end"
    assert len(drawn.rows[1].end_chimes) == 2


doses = st.one_of(
    st.builds(on_beat, st.integers(1, 30), st.sampled_from([0.4, 1.0, 3.0])),
    st.builds(held, st.integers(1, 9), st.sampled_from([1.0, 2.0, 6.0, 12.0])),
    st.builds(held_once, st.sampled_from([5.0, 30.0])),
    st.builds(moving, st.sampled_from([20.0, 61.0])),
)
exercises = st.builds(
    lambda moves, sides, sets: exercise(*moves, sides=sides, sets=sets, rest_seconds=5.0),
    st.lists(doses, min_size=1, max_size=3),
    st.sampled_from([(), FEET]),
    st.integers(1, 2),
)


@given(st.lists(exercises, min_size=1, max_size=3))
def test_every_piece_of_work_is_found_within_its_exercise(source: list[Exercise]) -> None:
    drawn = chart_of(arranged(routine(*source)))
    assert [row.name for row in drawn.rows] == [one.name for one in source]
    for row, asked in zip(drawn.rows, source, strict=True):
        assert len(row.works) == len(asked.moves) * (len(asked.sides) or 1) * asked.sets
        for interval in (*row.works, *row.sides, *row.speech, *(h for w in row.works for h in w.holds)):
            assert row.start <= interval.start <= interval.end <= row.end
        assert all(work.start <= beat <= work.end for work in row.works for beat in work.beats)


def test_nothing_at_all_is_no_mark() -> None:
    drawn = chart_of(Timeline("Empty", 48_000, ()))
    assert (drawn.rows, drawn.sides, drawn.seconds) == ((), (), 0.0)


def test_a_dose_is_short() -> None:
    assert dose(WorkMarks(0, 25.0, None)) == "25 s"
    assert dose(WorkMarks(0, 2.5, None)) == "2.5 s"
    assert dose(WorkMarks(0, 120.0, None)) == "2:00"


@given(st.floats(0, 1e7), st.integers(1, 20))
def test_an_axis_has_at_most_so_many_steps(seconds: float, max_steps: int) -> None:
    step = axis_step(seconds, max_steps)
    assert step * max_steps >= seconds
    assert step == 1 or step * max_steps <= 6 * max(seconds, max_steps)


def test_merges_what_is_too_close() -> None:
    points = [Interval(at, at) for at in (0.0, 0.5, 1.0, 5.0, 9.0, 9.2)]
    assert merge_intervals(points, 0.6) == [Interval(0, 1), Interval(5, 5), Interval(9, 9.2)]
    assert merge_intervals(points, 0.1) == points
    assert merge_intervals([Interval(0, 9), Interval(1, 2), Interval(8, 10)], 0) == [Interval(0, 10)]


# -- rests and rounds -------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", [0.0, 1.0, 3.0, 10.0, 60.0])
def test_work_after_a_rest_begins_where_the_rest_ends(rest: float) -> None:
    moves = [on_beat(8, 1.0), held(2, 6.0), held_once(20.0), moving(20.0)]
    one_each = [exercise(move, name=name) for move, name in zip(moves, "abcd", strict=True)]
    first, *others = chart_of(arranged(routine(*one_each, rest_between_seconds=rest))).rows
    assert first.rests == ()
    assert [dose(work) for row in (first, *others) for work in row.works] == ["8×", "2 × 6 s", "20 s", "20 s"]
    assert [len(row.works[0].holds) for row in (first, *others)] == [0, 2, 1, 0]
    before = first.works[-1].end
    for row in others:
        (work,) = row.works
        assert work.start == pytest.approx(before + rest)
        assert all(row.start <= each.start < each.end == work.start for each in row.rests)
        assert bool(row.rests) is (row.start < work.start and rest > 0)
        before = work.end


def test_a_rest_between_two_sets_is_a_rest() -> None:
    row = only_row(on_beat(4, 1.0), sets=3, rest_seconds=15.0)
    assert seconds_of(row.rests) == [15.0, 15.0]
    assert [rest.start for rest in row.rests] == [work.end for work in row.works[:2]]


def test_a_label_tells_the_round_as_far_as_it_fits() -> None:
    one = exercise(moving(20.0), name="Squats")
    rows = chart_of(arranged(routine(one, rounds=3))).rows
    assert [row_label(row, 24, "…") for row in rows] == [f"Squats · round {n} of 3" for n in (1, 2, 3)]
    assert row_label(rows[1], 20, "…") == "Squats · 2/3"
    assert row_label(rows[1], 8, "…") == "Squats"
    assert row_label(rows[1], 4, "…") == "Squ…"
    (alone,) = chart_of(arranged(routine(one))).rows
    assert row_label(alone, 24, "…") == "Squats"
