"""Doses in a few words."""

from __future__ import annotations

from tests.support.builders import FEET, amount, exercise, held, held_once, moving, on_beat, routine
from voicefoot.model.routine import Breath, Dose, Exercise, Move, OnBeat, Pace
from voicefoot.planning.dose_words import doses
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


def test_in_another_language_they_are_told_in_its_words() -> None:
    sides = ("rechts", "links")
    differs = Move(OnBeat(Dose(by_side={"rechts": amount(4), "links": amount(3)}), Pace(2.0, 2.0)))
    breaths = Move(Breath(4.0, 0.0, 6.0, reps=Dose(amount(5))))
    source = routine(
        exercise(on_beat(17, 2.0), name="A", sides=sides),
        exercise(held(5, 10.0), name="B"),
        exercise(held_once(20.0), name="C", sides=sides),
        exercise(moving(25.0), name="D"),
        exercise(differs, name="E", sides=sides),
        exercise(on_beat(4, 2.0), name="F", sides=sides, alternates=True),
        exercise(breaths, name="G"),
        exercise(held_once(20.0), name="H"),
        language="de",
    )
    assert doses(plan(source)).splitlines() == [
        "A: Siebzehn Mal pro Seite.",
        "B: Zehn Sekunden halten, fünf Mal.",
        "C: Rechts. Zwanzig Sekunden halten. Links. Zwanzig Sekunden halten.",
        "D: Fünfundzwanzig Sekunden lang.",
        "E: Rechts. Vier Mal. Links. Drei Mal.",
        "F: Vier Mal pro Seite.",
        "G: Fünf Atemzüge.",
        "H: Zwanzig Sekunden halten.",
    ]
