"""Texts in several languages at one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicefoot.errors import CommandError, RoutineError
from voicefoot.reading.read import read, read_text, read_with_warnings

INLINE = """\
title: {en: Knee, de: Knie}
sides: [{en: left leg, de: linkes Bein}, {en: right leg, de: rechtes Bein}]
intro:
  en: Sit down.
  de: Setz dich.
exercises:
  - {en: Plain, de: Einfach}
  - name: {en: Bridge, de: Brücke}
    setup: {en: [Lie down., Bend your knees.], de: [Leg dich hin., Stell die Füße auf.]}
    say: {en: Lift your hips., de: Heb die Hüfte.}
    phases: {en: up 1s, de: hoch 1s}
    reps: {left leg: 8, right leg: 10}
    tips: [{en: Breathe., de: Atme weiter.}, {at: 50%, say: {en: Half., de: Die Hälfte.}}]
    position: {name: {en: on a mat, de: auf der Matte}, say: {en: Onto the mat., de: Auf die Matte.}}
    equipment: {en: mat, de: Matte}
hold: 20s
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "knee.yaml"
    file.write_text(INLINE, encoding="utf-8")
    return file


def test_the_language_of_the_routine_is_taken_where_none_is_asked_for(path: Path) -> None:
    routine = read(path)
    plain, bridge = routine.exercises
    assert (routine.title, routine.language, routine.intro) == ("Knee", "en", "Sit down.")
    assert (plain.name, bridge.name, bridge.sides) == ("Plain", "Bridge", ("left leg", "right leg"))
    assert bridge.setup == ("Lie down.", "Bend your knees.")


def test_the_language_that_is_asked_for_is_taken_everywhere(path: Path) -> None:
    found = read_with_warnings(path, "de")
    routine = found.routine
    plain, bridge = routine.exercises
    assert found.languages == ("en", "de")
    assert (routine.title, routine.language, routine.intro) == ("Knie", "de", "Setz dich.")
    assert (plain.name, bridge.name, bridge.key) == ("Einfach", "Brücke", "Bridge")
    assert bridge.sides == ("linkes Bein", "rechtes Bein")
    assert bridge.setup == ("Leg dich hin.", "Stell die Füße auf.")
    assert (bridge.position.name, bridge.position.say) == ("auf der Matte", "Auf die Matte.")
    assert bridge.equipment == ("Matte",)
    move = bridge.moves[0]
    assert move.say == "Heb die Hüfte."
    assert [tip.say for tip in move.tips] == ["Atme weiter.", "Die Hälfte."]
    assert move.work.phases[0].word == "hoch"  # type: ignore[union-attr]
    assert move.work.reps.for_side("rechtes Bein").low == 10  # type: ignore[union-attr]


def test_the_language_of_the_routine_decides_which_is_the_original() -> None:
    text = "language: de\ntitle: {en: Knee, de: Knie}\nexercises: [{name: Brücke, hold: 20s}]\n"
    assert read_text(text, "knee", None).title == "Knie"


def test_a_language_that_is_not_there_is_told(path: Path) -> None:
    with pytest.raises(CommandError, match=r"is not in French \(fr\); there is English \(en\) and German"):
        read(path, "fr")


PROBLEMS = {
    "without the language of the routine": ("say: {de: Heb}", 10, "not in English (en)", "add `en:`"),
    "a language that is not known": ("say: {en: Up, xx: Op}", 19, "no known language", "such as en"),
    "a comma in the words": ("say: {en: Up, down, de: Auf, ab}", 19, "`down` is no known", "in quotes"),
    "nothing in it": ("say: {en: Up, de: }", 23, "left empty", "write what"),
    "more lines than the original": ("setup: {en: A line., de: [Eine., Zwei.]}", 26, "2 texts", "as many"),
    "phases without times": ("phases: {en: up 1s, de: hoch}", 29, "not a word and its time", "down 3s"),
    "no word in it": ('say: {en: Up, de: "--"}', 23, "no word", "write words"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "column", "what", "remedy"), PROBLEMS.values(), ids=PROBLEMS)
def test_each_gets_its_message_with_its_place(line: str, column: int, what: str, remedy: str) -> None:
    with pytest.raises(RoutineError) as error:
        read_text(
            f"title: T\nexercises:\n  - {{name: A, reps: 5, every: 2s}}\n  - name: B\n    {line}\n", "t", None
        )
    found = [problem for problem in error.value.problems if what in problem.what]
    assert len(found) == 1, error.value
    assert remedy in found[0].remedy
    assert (found[0].line, found[0].column) == (5, column)


def test_two_translations_of_one_text_are_warned_of(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(
        "title: T\nexercises:\n  - name: A\n    say: {en: Up, de: Auf}\n"
        "    brief: {en: Up, de: Hoch}\n    hold: 9s\n"
    )
    (warning,) = read_with_warnings(file).warnings
    assert (warning.line, warning.what) == (
        5,
        '"Up" is translated in two ways here, and the first is taken',
    )
