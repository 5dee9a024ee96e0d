"""Doses in a few words."""

from __future__ import annotations

from tests.support.builders import FEET, exercise, held, held_once, moving, on_beat, routine
from voicefoot.model.routine import Exercise
from voicefoot.planning.doses import doses
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read


def told(*exercises: Exercise) -> list[str]:
    return doses(plan(routine(*exercises))).splitlines()


def test_doses_are_told_as_people_do() -> None:
    assert told(
        exercise(on_beat(17, 2.0), name="A", sides=FEET),
        exercise(held(5, 10.0), name="B"),
        exercise(held_once(20.0), held_once(30.0), name="C", sides=FEET),
        exercise(moving(25.0), name="D"),
        exercise(on_beat(1, 2.0), name="E"),
    ) == [
        "A: 17 times each side",
        "B: 5 times, 10 s each",
        "C: hold 20 s, hold 30 s each side",
        "D: 25 s",
        "E: once",
    ]


def test_every_exercise_of_the_built_in_routines_has_a_dose() -> None:
    for name in ("foot-strength", "toothbrush", "desk"):
        planned = plan(read(name))
        lines = doses(planned).splitlines()
        assert len(lines) == len(planned.sections)
        assert not any("as told" in line for line in lines)
