"""What the coach says around the work, word for word."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.builders import (
    FEET,
    amount,
    exercise,
    held,
    held_once,
    moving,
    on_beat,
    routine,
)
from voicefoot.model.choices import Choices, Talk
from voicefoot.model.cues import Reps, Say, TimedRest
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Breath, Dose, Move, Routine
from voicefoot.planning.plan import plan


def lines(source: Routine, *origins: Origin, **choices: Any) -> list[str]:
    """What is said of these origins."""
    cues = (cue for section in plan(source, Choices(**choices)).sections for cue in section.cues)
    told = (line for cue in cues for line in (cue.lines if isinstance(cue, TimedRest) else (cue,)))
    return [line.text for line in told if isinstance(line, Say) and line.origin in origins]


def breathing(reps: int | None = None, seconds: float | None = None) -> Move:
    dose = None if reps is None else Dose(amount(reps))
    return Move(Breath(4.0, 7.0, 8.0, reps=dose, seconds=None if seconds is None else amount(seconds)))


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (on_beat(12, 2.0), ["Twelve times."]),
        (held(3, 6.0), ["Hold for six seconds, three times."]),
        (held_once(25.0), ["Hold for twenty-five seconds."]),
        (moving(22.0), ["For twenty-two seconds."]),
        (breathing(reps=6), ["In for four, hold for seven, out for eight.", "Six breaths."]),
        (
            breathing(seconds=120.0),
            ["In for four, hold for seven, out for eight.", "For two minutes."],
        ),
    ],
)
def test_each_kind_of_dose_is_said(move: Move, said: list[str]) -> None:
    assert lines(routine(exercise(move)), Origin.DOSE) == said


def test_where_sides_alternate_the_dose_is_for_each() -> None:
    assert lines(routine(exercise(on_beat(8, 2.0), sides=FEET, alternates=True)), Origin.DOSE) == [
        "Eight times each side."
    ]


def test_a_load_follows_the_dose() -> None:
    assert lines(routine(exercise(on_beat(8, 2.0, loads=("2 kg",)))), Origin.DOSE) == [
        "Eight times.",
        "Two kilograms.",
    ]


def test_each_set_but_the_first_says_which_it_is() -> None:
    three = routine(exercise(on_beat(4, 2.0), sets=3))
    assert lines(three, Origin.SET) == ["Set two of three.", "Set three of three. Last set."]
    assert lines(three, Origin.SET, talk=Talk.BRIEF) == lines(three, Origin.SET)
    assert lines(three, Origin.SET, talk=Talk.COUNTS) == []
    cues = [cue for cue in plan(three).sections[0].cues if isinstance(cue, Say) and cue.origin is Origin.SET]
    assert [cue.shorter for cue in cues] == [None, "Last set."]


def test_a_rest_is_told_from_a_length_on_in_seconds_as_they_are() -> None:
    def rest(seconds: float) -> list[str]:
        return lines(routine(exercise(on_beat(4, 2.0), sets=2, rest_seconds=seconds)), Origin.REST)

    assert rest(20.0) == ["Rest for twenty seconds."]
    assert rest(12.5) == ["Rest for twelve and a half seconds."]
    assert rest(0.5) == ["Rest for half a second."]
    assert rest(0.4) == []


def test_what_the_body_does_first_is_said_before_all_else() -> None:
    sat = routine(exercise(on_beat(4, 2.0)), intro="Welcome.")
    assert lines(sat, Origin.INTRO) == ["Welcome."]
    assert lines(sat, Origin.INTRO, talk=Talk.BRIEF) == []
    assert lines(sat, Origin.INTRO, with_intro=False) == []
    assert lines(routine(exercise(on_beat(4, 2.0))), Origin.INTRO) == []


@pytest.mark.parametrize(
    ("by_side", "told"),
    [
        (False, ["R", "L", "Set two of two. Last set.", "R", "L"]),
        (True, ["R", "Set two of two. Last set.", "R", "L", "Set two of two. Last set.", "L"]),
    ],
)
def test_a_side_is_said_where_it_changes_and_a_set_where_it_begins(by_side: bool, told: list[str]) -> None:
    source = routine(exercise(on_beat(4, 2.0), sides=FEET, sets=2, sets_by_side=by_side))
    said = lines(source, Origin.SIDE, Origin.SET)
    assert [{"right": "R", "left": "L"}.get(_side(line), line) for line in said] == told


def _side(line: str) -> str:
    return next((side for side in ("right", "left") if side in line.lower()), "")


def test_where_only_bells_are_wanted_it_is_not_explained_how_to_follow_the_numbers() -> None:
    assert lines(routine(exercise(on_beat(4, 2.0))), Origin.EXPLANATION) == ["Move on each number."]
    assert lines(routine(exercise(on_beat(4, 2.0), bells_only=True)), Origin.EXPLANATION) == []


def test_sides_that_alternate_take_turns_in_their_order() -> None:
    source = routine(exercise(on_beat(4, 2.0), sides=FEET, alternates=True))
    cues = [cue for section in plan(source).sections for cue in section.cues]
    assert [cue.alternates for cue in cues if isinstance(cue, Reps)] == [FEET]
