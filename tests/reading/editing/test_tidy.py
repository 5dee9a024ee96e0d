"""Tidied routines: what becomes of what people type, and that nothing else changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.test_routine_format import EXAMPLES, assembled, put_included_file
from tests.support.paths import ROOT, ROUTINES
from voicefoot.errors import RoutineError
from voicefoot.reading.editing import tidy
from voicefoot.reading.editing.characters import plain_characters
from voicefoot.reading.editing.layout import laid_out
from voicefoot.reading.editing.sameness import meaning_of_routine, same
from voicefoot.reading.editing.tidy import routine_steps, tidied, tidied_translation

BUILTIN = ROOT / "voicefoot" / "reading" / "routines"
TRANSLATION = re.compile(r".*\.[A-Za-z-]+\.yaml")
FILES = sorted(
    [
        *(path for path in BUILTIN.glob("*.yaml") if not TRANSLATION.fullmatch(path.name)),
        BUILTIN.parent / "template.yaml",
        ROUTINES / "everything.yaml",
    ]
)

CASES = {
    "times": ("for: 20 sec\n", "for: 20s\n"),
    "a range": ("hold: 20 – 30 Seconds\n", "hold: 20-30s\n"),
    "long times": ("for: 1 minute 30 seconds\n", "for: 1 min 30 s\n"),
    "a clock": ("for: 1:30\n", "for: 1:30\n"),
    "a comma": ("reps: 5, 10\nevery: 1,5 s\n", "reps: 5, 10\nevery: 1.5s\n"),
    "reps": ("Reps: 10–15 reps\nEvery : 2 secs.\n", "reps: 10-15\nevery: 2s\n"),
    "sets": ("reps: 3×12\nTEMPO: 60BPM\n", "reps: 3 x 12\ntempo: 60 bpm\n"),
    "tempo without a unit": ("reps: 3\ntempo: 60 to 90\n", "reps: 3\ntempo: 60-90\n"),
    "trainers' numbers": ("reps: 3\ntempo: 3 – 1 – 3\n", "reps: 3\ntempo: 3-1-3\n"),
    "music": ("reps: 3\ntempo: Music 100 – 130 BPM\n", "reps: 3\ntempo: music 100-130 bpm\n"),
    "beats a minute": ("reps: 3\ntempo: 60 beats per minute\n", "reps: 3\ntempo: 60 bpm\n"),
    "breath": ("breath: 4s – 7s – 8s\nfor: 3 Breaths\n", "breath: 4-7-8\nfor: 3 breaths\n"),
    "phases": (
        "reps: 3\nphases: [up 1 sec, 'down 3 s']\n",
        "reps: 3\nphases: [up 1s, down 3s]\n",
    ),
    "percent": ("for: 9s\ntips: [{At: 40 percent, say: Now.}]\n", "for: 9s\ntips: [{at: 40%, say: Now.}]\n"),
    "yes": ("for: 9s\nannounce: {Ten_Seconds: No}\n", "for: 9s\nannounce: {ten seconds: no}\n"),
    "no": ("for: 9s\noptional: Off\n", "for: 9s\noptional: no\n"),
    "choices": ("for: 9s\ncountdown: Ticks\nsides: None\n", "for: 9s\ncountdown: ticks\nsides: none\n"),
    "keys": ("getReady: 5s\nSWITCH TIME: 3s\nfor: 9s\n", "get_ready: 5s\nswitch_time: 3s\nfor: 9s\n"),
    "quotes that nobody needs": ("say: \"Don't stop.\"\n'for': '9s'\n", "say: Don't stop.\nfor: 9s\n"),
    "quotes that are needed": (
        "say: \"Note: go.\"\nnote: '12'\nfor: 9s\n",
        "say: \"Note: go.\"\nnote: '12'\nfor: 9s\n",
    ),
    "quotes in brackets": ("tips: ['a, b', \"c\"]\nfor: 9s\n", "tips: ['a, b', c]\nfor: 9s\n"),
    "curly quotes": ("say: “Note: go.”\nfor: 9s\n", 'say: "Note: go."\nfor: 9s\n'),
    "words in quotes of their own": ('say: "“Go,” he says."\nfor: 9s\n', "say: “Go,” he says.\nfor: 9s\n"),
    "languages": ('say: {en: "Go.", "de": Los.}\nfor: 9s\n', "say: {en: Go., de: Los.}\nfor: 9s\n"),
    "positions": (
        "position: {Name: on it, time: 5 sec}\nfor: 9s\n",
        "position: {name: on it, time: 5s}\nfor: 9s\n",
    ),
    "music of the house": ("soundtrack: Groove Lively\nfor: 9s\n", "soundtrack: groove lively\nfor: 9s\n"),
    "no-break spaces": ("for:\u00a020\u00a0s\u00a0\u00a0# 10\u00a0kg\n", "for: 20s  # 10\u00a0kg\n"),
    "no-break spaces in words": ("load: 10\u00a0kg\nfor: 9s\n", "load: 10\u00a0kg\nfor: 9s\n"),
    "full-width signs": ("say：Go.\nfor：9s\n", "say: Go.\nfor: 9s\n"),
    "bullets": ("tips:\n • a\n – b\nfor: 9s\n", "tips:\n  - a\n  - b\nfor: 9s\n"),
    "what has no width": ("say: Heel\u00ad raise\u200bs.\nfor: 9s\n", "say: Heel raises.\nfor: 9s\n"),
    "Windows": ("say: Go.\r\nfor: 9s\r\n", "say: Go.\nfor: 9s\n"),
    "tabs": ("say:\tGo.\nfor: 9s\t# x\ty\n", "say: Go.\nfor: 9s  # x y\n"),
    "words that look like a key": ("say: 20 sec\nfor: 9s\n", "say: 20 sec\nfor: 9s\n"),
    "a hash in words": ("say: Take band\u00a0#1.\nfor: 9s\n", "say: Take band\u00a0#1.\nfor: 9s\n"),
    "a question in brackets": ("tips: [Ready? Go.]\nfor: 9 s\n", "tips: [Ready? Go.]\nfor: 9s\n"),
    "hours, which the reader takes for minutes": ("for: 1:30 h\n", "for: 1:30 h\n"),
}


def in_exercise(keys: str) -> str:
    return "title: T\nexercises:\n  - name: A\n" + "".join(
        f"    {line}\n" for line in keys.removesuffix("\n").split("\n")
    )


def checked(text: str, name: str = "t.yaml", folder: Path | None = None) -> str:
    """The tidied `text`, after it was found to be the same routine with the same comments, and to stay."""
    meaning = meaning_of_routine(text, name, folder)
    after = tidied(text, name, folder)
    assert same(meaning_of_routine(after, name, folder), meaning)
    assert tidied(after, name, folder) == after
    return after


@pytest.mark.parametrize(("typed", "meant"), CASES.values(), ids=CASES)
def test_what_people_type_is_written_as_usual(typed: str, meant: str) -> None:
    assert checked(in_exercise(typed)) == in_exercise(meant)


def test_what_is_said_of_included_exercises_is_tidied() -> None:
    typed = "  with:\n        'Toe spreads':\n            Sets: '2'\n        Ball roll: {'for': 30 sec}\n"
    meant = "  with:\n      Toe spreads:\n        sets: 2\n      Ball roll: {for: 30s}\n"
    top = "title: T\nexercises:\n  - include: desk\n  "
    assert checked(top + typed) == top + meant


def test_what_stands_beside_include_is_tidied() -> None:
    top = "title: T\nexercises:\n  - include: desk\n"
    typed = "    Round Rest: 30 sec\n    ROUNDS: '2'\n    Get Ready: 5 sec\n"
    assert checked(top + typed) == f"{top}    round_rest: 30s\n    rounds: 2\n    get_ready: 5s\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_routines_of_the_house_stay_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    after = checked(text, str(path), path.parent)
    assert tidy.words_of_comments(after) == tidy.words_of_comments(text)
    assert after == text or path.stem == "everything"


@pytest.mark.parametrize("path", sorted(BUILTIN.glob("*.de.yaml")), ids=lambda path: path.name)
def test_translations_keep_their_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert tidied_translation(text, path.name, "de") == text
    typed = text.replace("\n    ", "\n      ") + "\n\n"
    assert tidied_translation(typed, path.name, "de") == text
    assert tidied_translation("texts:\n  Reps: '20 sec'\n", "x.de.yaml", "de") == "texts:\n  Reps: '20 sec'\n"
    assert tidied_translation("title: T\n", "x.de.yaml", "de") is None


@pytest.mark.parametrize(
    ("kind", "example"), [each for each in EXAMPLES if each[0] not in ("translation", "sounds")]
)
def test_the_examples_of_the_docs_are_tidied(kind: str, example: str, tmp_path: Path) -> None:
    text = assembled(kind, example)
    put_included_file(example, tmp_path)
    after = checked(text, str(tmp_path / "t.yaml"), tmp_path)
    assert tidy.words_of_comments(after) == tidy.words_of_comments(text)


def test_most_that_are_set_apart_sets_all_apart() -> None:
    items = [f"  - name: {name}\n    for: 9s\n" for name in "ABCD"]
    text = f"title: T\nexercises:\n{items[0]}\n{items[1]}\n\n  # of c\n{items[2]}  # of d\n{items[3]}"
    meant = f"title: T\nexercises:\n{items[0]}\n{items[1]}\n  # of c\n{items[2]}\n  # of d\n{items[3]}"
    assert checked(text) == meant
    close = "title: T\nexercises:\n" + "".join(items)
    assert checked(close) == close
    with_rest = meant.replace(items[1], f"{items[1]}  - rest: 5s\n")
    assert checked(with_rest) == with_rest


def test_no_step_relies_on_being_undone() -> None:
    """`tidied` leaves out a step that would change what is meant; for these, none has to be left out."""
    for typed, _ in CASES.values():
        text = in_exercise(typed)
        meaning = meaning_of_routine(text, "t.yaml", None)
        for step in (plain_characters, *routine_steps()):
            text = step(text)
            assert same(meaning_of_routine(text, "t.yaml", None), meaning), step


def test_a_step_that_would_change_the_routine_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(text: str) -> str:
        return text.replace("9s", "8s")

    def lossy(text: str) -> str:
        return text.replace("# why", "")

    monkeypatch.setattr(tidy, "routine_steps", lambda: [wrong, lossy, laid_out])
    assert tidied("title:  T\nfor: 9s  # why\nexercises: [A]", "t.yaml", None) == (
        "title: T\nfor: 9s  # why\nexercises: [A]\n"
    )


@pytest.mark.parametrize(
    "text", ["", "title: T\n", "title: &a T\nexercises: [*a]\n", "- {name: A, reps: x}\n", "a: [\n"]
)
def test_a_routine_with_a_problem_is_not_tidied(text: str) -> None:
    with pytest.raises(RoutineError):
        tidied(text, "t.yaml", None)
