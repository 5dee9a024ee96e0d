"""Moving over: how long it takes, what is said, and when."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import pytest

from tests.support.builders import FEET, arranged, exercise, on_beat, routine, said
from voicefoot.language.packs import language_pack
from voicefoot.model.choices import Choices, Talk
from voicefoot.model.cues import Plan, Say, TimeBox, TimedRest, Wait
from voicefoot.model.origin import Origin
from voicefoot.model.position import (
    ALL_FOURS,
    HALF_KNEELING,
    HANGING,
    KNEELING,
    ON_BACK,
    ON_FRONT,
    ON_LEFT_SIDE,
    ON_RIGHT_SIDE,
    PLANK,
    POSITIONS,
    SEATED,
    SIDE_PLANK,
    SQUATTING,
    STANDING,
    Position,
)
from voicefoot.model.spans import SpanKind
from voicefoot.planning.plan import plan
from voicefoot.planning.positions import move_over_line, move_over_seconds

ENGLISH = language_pack("en")

DOORWAY = Position("in the doorway", "Stand in the doorway.", 5.0)
ON_A_BALL = Position("on the ball")
BOTH_SIDES = {"right foot": ON_LEFT_SIDE, "left foot": ON_RIGHT_SIDE}


def waits(planned: Plan) -> list[float]:
    return [cue.seconds for section in planned.sections for cue in section.cues if isinstance(cue, Wait)]


def rests(planned: Plan) -> list[TimedRest]:
    return [cue for section in planned.sections for cue in section.cues if isinstance(cue, TimedRest)]


def in_position(position: Position, name: str = "Lifts", **fields: Any) -> Any:
    return exercise(on_beat(3, 1.0), name=name, position=position, **fields)


# -- how long it takes ----------------------------------------------------------------------------


@pytest.mark.parametrize("before", [None, STANDING, SEATED, KNEELING])
def test_to_stand_up_sit_down_and_kneel_down(before: Position | None) -> None:
    for after, seconds in ((STANDING, 4.0), (SEATED, 5.0), (KNEELING, 7.0)):
        if before != after:
            assert move_over_seconds(before, after) == seconds


def test_every_change_takes_some_time_and_none_takes_long() -> None:
    for before, after in permutations(POSITIONS, 2):
        assert 2.0 < move_over_seconds(before, after) < 12.0, (before.name, after.name)
    for before, after in product((DOORWAY, ON_A_BALL), POSITIONS):
        assert 2.0 < move_over_seconds(before, after) < 12.0, (before.name, after.name)
        assert 2.0 < move_over_seconds(after, before) < 12.0, (after.name, before.name)


def test_right_and_left_take_as_long() -> None:
    for other in set(POSITIONS) - {ON_LEFT_SIDE, ON_RIGHT_SIDE}:
        assert move_over_seconds(other, ON_LEFT_SIDE) == move_over_seconds(other, ON_RIGHT_SIDE)
        assert move_over_seconds(ON_LEFT_SIDE, other) == move_over_seconds(ON_RIGHT_SIDE, other)


def test_who_stays_needs_no_time_and_hears_nothing() -> None:
    for position in (*POSITIONS, DOORWAY, ON_A_BALL):
        assert move_over_seconds(position, position) == 0.0
        assert move_over_line(position, position, ENGLISH) is None


FLOOR = (ON_BACK, ON_FRONT, ON_LEFT_SIDE, ON_RIGHT_SIDE)


@pytest.mark.parametrize(
    ("after", "by_seconds"),
    [
        (
            STANDING,
            {
                3.0: {SQUATTING},
                4.0: {SEATED, KNEELING, HALF_KNEELING, HANGING},
                5.0: {ALL_FOURS},
                6.0: {PLANK},
                7.0: {SIDE_PLANK, ON_LEFT_SIDE, ON_RIGHT_SIDE},
                8.0: {ON_BACK, ON_FRONT},
            },
        ),
        (
            SEATED,
            {
                4.0: {SQUATTING, ON_LEFT_SIDE, ON_RIGHT_SIDE},
                5.0: {STANDING, KNEELING, HALF_KNEELING, ALL_FOURS, SIDE_PLANK, ON_BACK},
                6.0: {PLANK, ON_A_BALL},
                7.0: {ON_FRONT, HANGING},
            },
        ),
        (
            ALL_FOURS,
            {
                3.0: {KNEELING, PLANK},
                4.0: {HALF_KNEELING, SQUATTING, SIDE_PLANK, ON_FRONT, ON_LEFT_SIDE, ON_RIGHT_SIDE},
                6.0: {ON_BACK},
                7.0: {SEATED},
                8.0: {STANDING, HANGING, ON_A_BALL},
            },
        ),
        (
            ON_BACK,
            {
                4.0: {ON_LEFT_SIDE, ON_RIGHT_SIDE},
                5.0: {SIDE_PLANK, ON_FRONT},
                6.0: {KNEELING, ALL_FOURS, SQUATTING, PLANK},
                7.0: {HALF_KNEELING},
                8.0: {STANDING, SEATED},
                9.0: {ON_A_BALL},
                10.0: {HANGING},
            },
        ),
    ],
)
def test_the_further_the_body_has_to_go_the_longer_it_takes(
    after: Position, by_seconds: dict[float, set[Position]]
) -> None:
    found: dict[float, set[Position]] = {}
    for before in set().union(POSITIONS, *by_seconds.values()) - {after}:
        found.setdefault(move_over_seconds(before, after), set()).add(before)
    assert found == by_seconds


def test_a_single_step_is_what_takes_least() -> None:
    changes = {pair: move_over_seconds(*pair) for pair in permutations(POSITIONS, 2)}
    least = min(changes.values())
    assert {pair for pair, seconds in changes.items() if seconds == least} == {
        (STANDING, SQUATTING), (SQUATTING, STANDING),
        (KNEELING, HALF_KNEELING), (HALF_KNEELING, KNEELING),
        (KNEELING, ALL_FOURS), (ALL_FOURS, KNEELING),
        (ALL_FOURS, PLANK), (PLANK, ALL_FOURS),
    }  # fmt: skip


def test_between_the_floor_and_a_bar_it_takes_longest() -> None:
    longest = max(move_over_seconds(*pair) for pair in permutations((*POSITIONS, ON_A_BALL), 2))
    assert move_over_seconds(ON_BACK, HANGING) == move_over_seconds(ON_FRONT, HANGING) == longest
    for position in FLOOR:
        assert move_over_seconds(position, HANGING) >= 10.0
        assert move_over_seconds(HANGING, position) >= 10.0
        assert move_over_seconds(position, HANGING) > move_over_seconds(position, STANDING)


def test_to_get_up_from_the_floor_takes_longer_than_from_a_chair() -> None:
    assert move_over_seconds(ON_BACK, STANDING) > move_over_seconds(SEATED, STANDING)
    assert move_over_seconds(STANDING, ON_BACK) == 8.0


def test_a_position_of_ones_own_takes_the_time_that_is_written() -> None:
    assert move_over_seconds(STANDING, DOORWAY) == 5.0
    assert move_over_seconds(ON_BACK, DOORWAY) == 5.0
    assert move_over_seconds(None, Position("standing", seconds=9.0)) == 9.0
    assert move_over_seconds(STANDING, Position("standing", seconds=9.0)) == 0.0
    assert move_over_seconds(SEATED, Position("kneeling", seconds=12.0)) == 12.0


def test_a_position_of_ones_own_without_a_time_takes_longer_from_the_floor() -> None:
    assert move_over_seconds(None, ON_A_BALL) == move_over_seconds(STANDING, ON_A_BALL) == 6.0
    assert move_over_seconds(ON_BACK, ON_A_BALL) == 8.0


# -- what is said ---------------------------------------------------------------------------------


def test_a_session_begins_with_the_way_from_standing() -> None:
    assert move_over_line(None, STANDING, ENGLISH) is None
    for position in set(POSITIONS) - {STANDING}:
        assert move_over_line(None, position, ENGLISH) == move_over_line(STANDING, position, ENGLISH)
    assert said(arranged(routine(in_position(ON_BACK))))[1] == "Lie down on your back."


def test_a_position_of_ones_own_is_said_in_ones_own_words() -> None:
    assert move_over_line(ON_BACK, DOORWAY, ENGLISH) == "Stand in the doorway."
    assert move_over_line(STANDING, ON_A_BALL, ENGLISH) == "On the ball."
    assert move_over_line(DOORWAY, SEATED, ENGLISH) == "Sit down."
    assert (
        move_over_line(STANDING, Position("standing", "stand at the wall"), ENGLISH) == "Stand at the wall."
    )
    assert move_over_line(SEATED, Position("kneeling", seconds=12.0), ENGLISH) == "Go down on your knees."


def test_who_is_there_hears_the_words_only_if_they_are_new() -> None:
    assert move_over_line(DOORWAY, Position("in the doorway"), ENGLISH) is None
    assert (
        move_over_line(DOORWAY, Position("in the doorway", "Turn round in the doorway."), ENGLISH) is not None
    )
    assert move_over_line(Position("standing", "Stand at the wall."), STANDING, ENGLISH) is None


def test_the_way_over_follows_the_end_and_takes_its_time() -> None:
    source = routine(
        in_position(ALL_FOURS, "A"),
        in_position(PLANK, "B"),
        in_position(DOORWAY, "C"),
        in_position(SEATED, "D"),
    )
    lines = [
        cue.text
        for section in plan(source).sections
        for cue in section.cues
        if isinstance(cue, Say) and cue.origin is Origin.MOVE_OVER
    ]
    assert lines == [
        "Go down on your hands and knees.", "Step back into a plank.", "Stand in the doorway.", "Sit down.",
    ]  # fmt: skip
    assert waits(plan(source)) == [8.0, 3.0, 5.0, 6.0]


def test_a_written_time_is_kept_beside_the_time_to_get_ready_and_within_what_lasts() -> None:
    source = routine(
        in_position(DOORWAY, "A", get_ready_seconds=2.0),
        in_position(DOORWAY, "B", get_ready_seconds=2.0),
        in_position(SEATED, "C", get_ready_seconds=2.0),
    )
    assert waits(plan(source)) == [5.0, 2.0, 2.0]
    (box,) = [
        cue
        for cue in plan(routine(in_position(DOORWAY, lasts_seconds=40.0))).sections[0].cues
        if isinstance(cue, TimeBox)
    ]
    assert [cue.seconds for cue in box.cues if isinstance(cue, Wait)] == [5.0]


# -- from side to side ----------------------------------------------------------------------------


SIDE_LYING = in_position(ON_LEFT_SIDE, sides=FEET, positions_by_side=BOTH_SIDES)


def test_the_first_side_and_the_last_decide_how_to_move_over() -> None:
    words = said(arranged(routine(in_position(STANDING, "A"), SIDE_LYING, in_position(ON_BACK, "C"))))
    assert "Lie down on your left side." in words
    assert "Roll onto your back." in words
    words = said(arranged(routine(SIDE_LYING), Choices(first_side="left")))
    assert words[1] == "Lie down on your right side."


def test_who_moves_over_between_sides_is_told_how_and_gets_the_time() -> None:
    words = said(arranged(routine(SIDE_LYING)))
    assert "Roll over onto your right side. Left foot." in words
    assert waits(plan(routine(SIDE_LYING))) == [9.0, 6.0]


def test_a_change_of_sides_in_the_routines_words_is_said_too() -> None:
    source = routine(in_position(ON_LEFT_SIDE, sides=FEET, positions_by_side=BOTH_SIDES, switch="Change"))
    assert "Change. Roll over onto your right side. Left foot." in said(arranged(source))


def test_a_written_time_to_change_sides_is_kept() -> None:
    source = in_position(ON_LEFT_SIDE, sides=FEET, positions_by_side=BOTH_SIDES, switch_seconds=2.0)
    planned = plan(routine(source))
    assert waits(planned) == [9.0]
    assert [(rest.kind, rest.seconds) for rest in rests(planned)] == [(SpanKind.SWITCH, 2.0)]


def test_a_further_set_begins_with_the_way_back() -> None:
    source = in_position(ON_LEFT_SIDE, sides=FEET, positions_by_side=BOTH_SIDES, sets=2)
    words = said(arranged(routine(source)))
    assert words.count("Roll over onto your right side. Left foot.") == 2
    assert words.count("Roll over onto your left side. Right foot.") == 1


def test_a_rest_before_a_further_set_begins_with_the_way_back() -> None:
    source = in_position(ON_LEFT_SIDE, sides=FEET, positions_by_side=BOTH_SIDES, sets=2, rest_seconds=30.0)
    assert [[line.text for line in rest.lines[:2]] for rest in rests(plan(routine(source)))] == [
        ["Rest for thirty seconds.", "Roll over onto your left side."]
    ]


def test_the_side_alone_is_said_where_little_is_said() -> None:
    words = said(arranged(routine(SIDE_LYING), Choices(talk=Talk.BRIEF)))
    assert "Left foot." in words
    assert not any("Roll" in line for line in words)
    assert waits(plan(routine(SIDE_LYING), Choices(talk=Talk.BRIEF))) == [9.0, 6.0]
