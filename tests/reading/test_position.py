"""The key `position`: a known one, one's own, and one for each side."""

from __future__ import annotations

import pytest

from voicefoot.errors import RoutineError
from voicefoot.model.position import (
    ALL_FOURS,
    KNEELING,
    ON_BACK,
    ON_LEFT_SIDE,
    ON_RIGHT_SIDE,
    SEATED,
    STANDING,
    Position,
)
from voicefoot.model.routine import Exercise
from voicefoot.reading.read import read_text

SIDES = "sides: [right leg, left leg]\n"


def read(position: str, top: str = SIDES) -> Exercise:
    text = f"title: T\n{top}exercises:\n  - name: A\n    for: 5s\n"
    return read_text(text + (f"    position: {position}\n" if position else ""), "r.yaml", None).exercises[0]


def problems(position: str, top: str = SIDES) -> list[str]:
    with pytest.raises(RoutineError) as caught:
        read(position, top)
    return str(caught.value).split("\n")


def test_it_is_standing_by_default() -> None:
    assert read("").position == STANDING


def test_one_of_ones_own() -> None:
    written = "{name: in the doorway, say: Stand in the doorway., time: 5s}"
    assert read(written).position == Position("in the doorway", "Stand in the doorway.", 5.0)
    assert read("{name: on the ball}").position == Position("on the ball")
    assert read("\n      name: on the ball\n      say: Sit on the ball.").position.say == "Sit on the ball."


def test_one_of_ones_own_with_a_known_name_is_still_known() -> None:
    position = read("{name: Tall kneeling, time: 12s}").position
    assert position == Position("kneeling", seconds=12.0)
    assert position.plain == KNEELING


def test_one_for_each_side() -> None:
    exercise = read("{Left leg: lying on your right side, right leg: on your left side}")
    assert exercise.position == ON_LEFT_SIDE
    assert list(exercise.positions_by_side.items()) == [
        ("right leg", ON_LEFT_SIDE),
        ("left leg", ON_RIGHT_SIDE),
    ]


def test_one_of_ones_own_for_a_side() -> None:
    exercise = read("{right leg: seated, left leg: {name: on the step, say: Stand on the step.}}")
    assert exercise.positions_by_side == {
        "right leg": SEATED,
        "left leg": Position("on the step", "Stand on the step."),
    }


def test_that_at_the_top_holds_unless_the_exercise_has_another() -> None:
    own = "position: {name: on the ball, say: Sit on the ball.}\n"
    assert read("", SIDES + own).position == Position("on the ball", "Sit on the ball.")
    assert read("all fours", SIDES + own).position == ALL_FOURS
    by_side = SIDES + "position: {right leg: seated, left leg: supine}\n"
    assert read("", by_side).positions_by_side == {"right leg": SEATED, "left leg": ON_BACK}
    assert read("seated", by_side).positions_by_side == {}


@pytest.mark.parametrize(
    ("position", "place", "what", "remedy"),
    [
        ("flying", "6:15", "not a known position", "standing, seated, kneeling"),
        ("flying", "6:15", "not a known position", "one of your own as {name: ..., say: ...}"),
        ("lying on your bakc", "6:15", "not a known position", "did you mean lying on your back?"),
        ("side-lying", "6:15", "which side to lie on", "lying on your left side or lying on your right side"),
        ("[seated]", "6:15", "not a list", ""),
        ("{}", "6:15", "left empty", "write what belongs after it"),
        ("{say: Stand there.}", "6:15", "no `name` in a position", "write `name:`"),
        ("{name: there, seconds: 5s}", "6:29", "no key `seconds` in a position", "name, say, time"),
        ("{name: there, time: 5}", "6:35", "has no unit", "write 5s"),
        ("{name: there, time: 2 h}", "6:35", "too long", "0s to 1 h"),
        ("{name: there, say: Go, now.}", "6:38", "a comma splits", "in quotes"),
        ("{right leg: seated}", "6:5", 'nothing for "left leg"', "a position for each side"),
        ("{right leg: seated, left lge: seated}", "6:35", "there is no side", 'did you mean "left leg"?'),
        ("{right leg: seated, left leg: flying}", "6:45", "not a known position", "standing, seated"),
        ("{right leg: seated, left leg: }", "6:", "left empty", "write what belongs after it"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(position: str, place: str, what: str, remedy: str) -> None:
    told = problems(position)
    lines = [line for line in told if line.startswith(f"r.yaml:{place}")]
    assert any(what in line and remedy in line.partition("; ")[2] for line in lines), told


def test_one_for_each_side_needs_sides() -> None:
    (problem,) = problems("{right leg: seated, left leg: supine}", "")
    assert "`position` is given by side, and there are no sides; write `sides:`, or one position" in problem


def test_what_is_wrong_at_the_top_is_told_once() -> None:
    own = SIDES + "position: {name: there, tiem: 5s}\n"
    assert len(problems("", own)) == len(problems("seated", own)) == 1


def test_a_time_of_an_exercise_is_still_taken_for_its_work() -> None:
    (problem,) = problems("seated\n    time: 5s")
    assert "`time` does not belong in an exercise; here it is called `for`" in problem
