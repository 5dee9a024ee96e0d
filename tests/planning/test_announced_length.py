"""About how long a session takes is known from its plan alone, and comes close to what it takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.builders import FEET, arranged, exercise, held, held_once, moving, on_beat, routine
from voicefoot.model.cues import (
    Chime,
    Cue,
    PlannedSection,
    PreRoll,
    Reps,
    Say,
    Slack,
    Span,
    TimeBox,
    TimedRest,
    Wait,
)
from voicefoot.model.origin import Origin
from voicefoot.model.rounds import RoundStart
from voicefoot.model.routine import Counting, Exercise, Pace
from voicefoot.model.sound_names import SoundName
from voicefoot.planning.announced_length import reckoned_seconds, speech_seconds
from voicefoot.planning.plan import plan


def reckoned(*cues: Cue) -> float:
    return reckoned_seconds([PlannedSection("A", cues)])


def test_longer_words_take_longer() -> None:
    assert 0.0 < speech_seconds("Six.") < speech_seconds("Sixty-six.") < 1.0


def test_talk_takes_its_words_and_its_silences() -> None:
    assert reckoned(PreRoll(0.7), Wait(3.0), Slack()) == 3.7
    assert reckoned(Say("Sit down.", Origin.MOVE_OVER, 0.5)) == speech_seconds("Sit down.") + 0.5
    assert 0.5 < reckoned(Chime(SoundName.SESSION_END, Origin.END, 0.5)) < 3.0


def test_what_is_written_takes_what_is_written() -> None:
    assert reckoned(TimedRest(30.0, (Say("Next: squats.", Origin.NAME),))) == 30.0
    assert reckoned(TimeBox(45.0, (Wait(3.0),), "A")) == 45.0
    assert reckoned(Span(20.0)) == pytest.approx(20.0, abs=3.0)
    assert reckoned(Reps(10, Pace(2.0, 4.0), Counting())) == pytest.approx(30.0, abs=4.0)


def test_a_round_of_a_fixed_start_begins_when_it_is_due() -> None:
    work = Span(20.0)
    first = PlannedSection("A", (Wait(5.0), work), round_starts=(RoundStart(1, 0, 60.0),))
    second = PlannedSection("A", (TimedRest(None, until=RoundStart(1, 1, 60.0)), work))
    assert reckoned_seconds([first, second]) == 65.0 + reckoned(work)


def test_an_open_dose_takes_no_time_of_its_own() -> None:
    assert reckoned(Span(None)) == pytest.approx(0.0, abs=3.0)
    assert reckoned(Reps(None, Pace(2.0, 2.0), Counting())) == pytest.approx(0.0, abs=4.0)


@pytest.mark.parametrize(
    ("items", "fields"),
    [
        ([exercise(on_beat(20, 2.0), sides=FEET)], {}),
        ([exercise(moving(20.0), name="Squats")], {"rounds": 8, "rest_between_seconds": 10.0}),
        ([exercise(held(6, 10.0), sets=3, rest_seconds=60.0)], {}),
        ([exercise(held_once(30.0), name="A"), exercise(on_beat(30, 1.0), name="B")], {"rounds": 4}),
        ([exercise(on_beat(10, 3.0))], {"rounds": 5, "round_every_seconds": 60.0}),
    ],
)
def test_it_comes_close_to_what_the_session_takes(items: list[Exercise], fields: dict[str, Any]) -> None:
    source = routine(*items, **fields)
    took = arranged(source).seconds
    assert reckoned_seconds(plan(source).sections) == pytest.approx(took, rel=0.2)
