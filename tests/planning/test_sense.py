"""A session that is not likely is doubted as a whole; those of the house are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.paths import ROUTINES
from voicefoot.arranging.estimate import estimated_section_seconds
from voicefoot.model.choices import Choices, Level
from voicefoot.planning.plan import plan
from voicefoot.planning.sense import Doubt, doubts
from voicefoot.problem_codes import Code
from voicefoot.reading.builtin import names
from voicefoot.reading.read import chosen, read_original, read_text

LONG = " ".join(["Lift your heels and lower them again."] * 8)


def found(text: str) -> list[Doubt]:
    routine = read_text(text, "r.yaml", None)
    planned = plan(routine, Choices(level=Level.STRONG))
    return list(doubts(routine, planned, estimated_section_seconds(planned)))


@pytest.mark.parametrize(
    ("exercise", "code", "told"),
    [
        ("{name: A, for: 14 h}", Code.LONG_SESSION, '14 hours, 14 of them with "A"'),
        (f"{{name: A, say: {LONG}, hold: 10s}}", Code.LONG_TALK, "take about 20 s, and its work 10 s"),
        (f"{{name: A, setup: {LONG}, reps: 3, every: 2s}}", Code.LONG_TALK, "and its work 6 s"),
        (f"{{name: A, tips: [{LONG}], hold: 15s}}", Code.LONG_TALK, "the tips"),
        (f"{{name: A, moves: [{{say: {LONG}, hold: 5s}}, {{hold: 5s}}]}}", Code.LONG_TALK, "its work 10 s"),
    ],
)
def test_what_is_not_likely_is_doubted(exercise: str, code: Code, told: str) -> None:
    (doubt,) = found(f"title: T\nexercises:\n  - {{name: Z, for: 20s}}\n  - {exercise}\n")
    assert (doubt.line, doubt.code) == (4, code)
    assert told in doubt.what


@pytest.mark.parametrize(
    "exercise",
    [
        "{name: A, for: 5 h}",
        "{name: A, say: Lift your heels and lower them again., hold: 2s}",
        f"{{name: A, say: {LONG}, hold: 10-30s}}",
        f"{{name: A, say: {LONG}, hold: 10s, sides: [l, r], sets: 2}}",
        f"{{name: A, say: {LONG}, lasts: 45s}}",
        f"{{name: A, note: {LONG}, hold: 10s}}",
        f"{{name: A, tips: [{LONG}], hold: 30s}}",
        "{name: A, tips: [Slowly now.], hold: 1s}",
    ],
)
def test_what_people_do_is_not(exercise: str) -> None:
    assert found(f"title: T\nexercises: [{exercise}]\n") == []


@pytest.mark.parametrize("source", [*names(), *sorted(ROUTINES.glob("*.yaml"))], ids=str)
def test_no_routine_of_the_house_is_doubted(source: str | Path) -> None:
    original = read_original(source)
    assert original.warnings == () or isinstance(source, Path)
    for language in original.languages:
        routine = chosen(original, language)
        planned = plan(routine, Choices(level=Level.STRONG))
        is_own = language == original.routine.language
        seconds = estimated_section_seconds(planned) if is_own else [0.0] * len(planned.sections)
        assert list(doubts(routine, planned, seconds)) == []
