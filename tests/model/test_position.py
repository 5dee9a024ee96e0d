"""Positions, and those of an exercise on each of its sides."""

from __future__ import annotations

from tests.support.builders import FEET, exercise, moving
from voicefoot.model.position import KNEELING, ON_LEFT_SIDE, ON_RIGHT_SIDE, POSITIONS, STANDING, Position


def test_positions_are_known_by_name() -> None:
    assert len({position.name for position in POSITIONS}) == len(POSITIONS) == 13
    assert all(position.plain == position for position in POSITIONS)
    assert Position("kneeling", "Kneel on the mat.", 9.0).plain == KNEELING
    assert Position("in the doorway").plain is None


def test_an_exercise_is_done_standing_unless_it_says_otherwise() -> None:
    plain = exercise(moving(5.0), sides=FEET)
    assert plain.position_on(None) == plain.position_on("left foot") == STANDING
    assert plain.positions == (STANDING,)


def test_positions_may_differ_by_side() -> None:
    by_side = {"right foot": ON_LEFT_SIDE, "left foot": ON_RIGHT_SIDE}
    lying = exercise(moving(5.0), sides=FEET, position=ON_LEFT_SIDE, positions_by_side=by_side)
    assert lying.position_on("right foot") == ON_LEFT_SIDE
    assert lying.position_on("left foot") == ON_RIGHT_SIDE
    assert lying.positions == (ON_LEFT_SIDE, ON_RIGHT_SIDE)
