"""Braces in texts: what each may hold where, and what is said of those that mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading.loaders import LOADERS
from voicefoot.errors import RoutineError
from voicefoot.reading import parser
from voicefoot.reading.check_translations import check_translations
from voicefoot.reading.read import read, read_original, read_text

BEGIN = "title: V\nexercises:\n  - name: X\n    for: 10s\n"
SPLITS = "a colon or a brace splits what `say` says; put the words in quotes"
QUOTES = "a text that begins with a brace needs quotes; "


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("    say: {set} now\n", f'5:10: {QUOTES}put the words in quotes: say: "{{set}} now"'),
        ("    say: {set}\n", f'5:10: {QUOTES}write "{{set}}"'),
        ("    say: {set, side}\n", f"5:10: {SPLITS}"),
        ("    say: {set: it}\n", f"5:10: {SPLITS}"),
        ("    tips:\n      - {set} now\n", f"6:9: {QUOTES}put the words in quotes"),
        ("    tips: [{set} now]\n", f"5:12: {QUOTES}put all of its words in quotes"),
        ("    say: Do {it\n", "5:10: in `say` a brace is opened here and never closed; write {{ for a brace"),
        ("    say: Do {nex}\n", "5:10: in `say` there is no variable {nex}; did you mean {next}?"),
        ("    say: Do {foo}\n", "there is {reps}, {hold}, {side}, {next}, {set}; write {{ for a brace"),
        ("    say: Do {hold}\n", "5:5: {hold} stands for nothing: nothing is held here; write `hold:`"),
        ("    say: Do {reps}\n", "5:5: {reps} stands for nothing: there is no number of repetitions here"),
        ("    say: Do {side}\n", "5:5: {side} stands for nothing: there are no sides here"),
        ("    say: Do {set a|b|c}\n", "{set} has 3 forms of its word; write 2 (one, other), with | between"),
        ("    say: Do {next a|b}\n", "{next a|b} has words behind its name; write {next} alone"),
        ("    say: Do {set a|}\n", "has an empty form"),
        ("    load: "+"'{set} kg'\n", "{set} stands in `load`, where there are no variables"),
        ("intro: In {set}\n", "5:8: {set} stands for nothing in `intro` here; there is {next}"),
        ("outro: Do {next}\n", "{next} stands in `outro`, where there are no variables"),
    ],
)  # fmt: skip
def test_each_fault_has_its_message(loader: object, written: str, told: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "LOADER", loader)
        with pytest.raises(RoutineError) as caught:
            read_text(BEGIN + written, "v.yaml", None)
    (line,) = str(caught.value).split("\n")
    assert line.startswith("v.yaml:")
    assert told in line


def test_sides_that_take_turns_have_no_side() -> None:
    keys = "name: X, sides: [a, b], alternate: yes, reps: 4, every: 3s"
    text = f"title: V\nexercises:\n  - {{{keys}, say: 'To {{side}}'}}\n"
    with pytest.raises(RoutineError, match="the sides take turns in each repetition"):
        read_text(text, "v.yaml", None)


def test_what_is_only_read_may_have_braces() -> None:
    (exercise,) = read_text(f"{BEGIN}    note: 'See {{reps}} and {{x'\n", "v.yaml", None).exercises
    assert exercise.note == "See {reps} and {x"


@pytest.mark.parametrize(
    ("german", "told"),
    [
        ("{set}. Satz", None),
        ("Ein Satz", '{set} of the original is missing in "Ein Satz"; add it'),
        ("{set} {next}", 'the original of "{set} {next}" has no {next}; take it out'),
        ("{satz}", "there is no variable {satz}; "),
    ],
)
def test_a_translation_has_the_variables_of_the_original(
    tmp_path: Path, german: str, told: str | None
) -> None:
    path = tmp_path / "v.yaml"
    path.write_text(f"{BEGIN}    say: Set {{set}}\n")
    (tmp_path / "v.de.yaml").write_text(f'texts:\n  V: V\n  X: X\n  Set {{set}}: "{german}"\n')
    (checked,) = check_translations(read_original(path))
    inline = f'{BEGIN}    say: {{en: "Set {{set}}", de: "{german}"}}\n'
    if told is None:
        assert not checked.problems
        assert read(path, "de").exercises[0].moves[0].say == german
        read_text(inline, "v.yaml", None)
        return
    (problem,) = checked.problems
    assert told in str(problem)
    assert problem.line == 4
    with pytest.raises(RoutineError) as caught:
        read_text(inline, "v.yaml", None)
    assert told in str(caught.value)
