"""What was understood, as a routine."""

from __future__ import annotations

from voicefoot.model.limits import MAX_TIPS
from voicefoot.reading.importing.to_yaml import routine_yaml
from voicefoot.reading.importing.understood import Dose, Exercise, Span, Understood


def test_tips_beyond_those_that_a_routine_may_have_are_comments() -> None:
    tips = tuple(f"Tip {number}." for number in range(MAX_TIPS + 2))
    squats = Exercise("Squats", 1, Dose(reps=(Span(10),)), tips=tips)
    lines = routine_yaml(Understood("List", "en", (squats,)))[0].splitlines()
    assert [line.strip() for line in lines if "Tip" in line] == [
        *(f"- {tip}" for tip in tips[:MAX_TIPS]),
        *(f"# {tip}" for tip in tips[MAX_TIPS:]),
    ]
