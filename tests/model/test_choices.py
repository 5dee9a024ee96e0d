"""What a level makes of a range."""

from __future__ import annotations

import pytest

from tests.support.builders import amount, exercise, held, held_once, moving, on_beat, routine
from voicefoot.model.choices import Level, has_ranges, reps_at_level, seconds_at_level
from voicefoot.model.routine import Dose, Move, OnBeat, Pace, Range, RepeatedHold, SingleHold, TimeToMove


@pytest.mark.parametrize(
    ("low", "high", "doses"),
    [(15, 20, (15, 17, 20)), (25, 30, (25, 27, 30)), (10, 15, (10, 12, 15)), (5, 10, (5, 7, 10))],
)
def test_levels(low: int, high: int, doses: tuple[int, int, int]) -> None:
    assert tuple(reps_at_level(Range(low, high), level) for level in Level) == doses


def test_levels_of_times() -> None:
    assert [seconds_at_level(Range(20, 30), level) for level in Level] == [20.0, 25.0, 30.0]
    assert seconds_at_level(Range(1.5, 2.0), Level.STANDARD) == 1.75


@pytest.mark.parametrize(
    ("move", "has"),
    [
        (on_beat(5, 2.0), False),
        (Move(OnBeat(Dose(amount(5, 8)), Pace(2.0, 2.0))), True),
        (Move(OnBeat(Dose(by_side={"left": amount(5, 8), "right": amount(5)}), Pace(2.0, 2.0))), True),
        (Move(RepeatedHold(Dose(amount(5)), amount(5, 8))), True),
        (held(5, 8.0), False),
        (Move(SingleHold(amount(5, 8))), True),
        (held_once(5.0), False),
        (Move(TimeToMove(amount(5, 8))), True),
        (moving(None), False),
    ],
)
def test_a_level_makes_a_difference_where_there_is_a_range(move: Move, has: bool) -> None:
    assert has_ranges(routine(exercise(on_beat(1, 1.0)), exercise(move))) is has
