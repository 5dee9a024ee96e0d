"""What a routine leaves free, and how long its work is with what is chosen of that."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.support.builders import FEET, amount, exercise, held, held_once, moving, on_beat, routine
from voicefoot.model.choices import Choices
from voicefoot.model.routine import Breath, Dose, Move, OnBeat, Pace, TimeToMove
from voicefoot.planning.freedom import Freedom, Setting, period_of


def seconds(move: Move, **fields: Any) -> float:
    return Freedom(routine(exercise(move, **fields)), Choices()).work_seconds(Setting())


def breathing(reps: int | None = None, seconds: float | None = None) -> Move:
    dose = None if reps is None else Dose(amount(reps))
    return Move(Breath(4.0, 7.0, 8.0, reps=dose, seconds=None if seconds is None else amount(seconds)))


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        (on_beat(12, 2.0), 24.0),
        (Move(OnBeat(None, Pace(2.0, 2.0), seconds=amount(31.0))), 31.0),
        (held(3, 6.0, 2.0), 22.0),  # nothing is relaxed after the last
        (held_once(25.0), 25.0),
        (moving(22.0), 22.0),
        (moving(None), 0.0),
        (Move(TimeToMove(amount(30.0), amount(5))), 30.0),
        (breathing(reps=3), 57.0),
        (breathing(seconds=120.0), 120.0),
    ],
)
def test_each_kind_of_work_takes_its_time(move: Move, expected: float) -> None:
    assert seconds(move) == pytest.approx(expected)
    assert seconds(move, sides=FEET, sets=3) == pytest.approx(6 * expected)


def test_alternating_sides_take_turns_with_the_time_of_both() -> None:
    assert seconds(on_beat(12, 2.0), sides=FEET, alternates=True) == pytest.approx(48.0)


@pytest.mark.parametrize("last", [0.4, 1.0, 5.0])
def test_over_a_ramp_the_period_is_that_of_an_even_change_of_tempo(last: float) -> None:
    tempos = np.linspace(1 / 2.0, 1 / last, 100_001)
    assert period_of(Pace(2.0, last)) == pytest.approx(float((1 / tempos).mean()), rel=1e-4)
    assert period_of(Pace(2.0, 2.0)) == 2.0
