"""One value that is set in the text of a routine, with all else as it was."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.random_layouts import Writer
from tests.support.random_routines import routines
from voicefoot.errors import CommandError, RoutineError
from voicefoot.reading.editing.set_value import SetValue, set_value
from voicefoot.reading.editing.targets import targets
from voicefoot.reading.fields import Scope
from voicefoot.reading.problems import Problems
from voicefoot.reading.source import normalize
from voicefoot.reading.typed import as_meant

HERE = Path()

TEXT = """\
title: T     # of all
sides: [right, left]
exercises:
  - name: "Toe taps"   # quick
    reps : 15-20   # many
    every: 2s

    tips:   # two
      - One.   # first
      - Two.
  # of the next
  - {name: Ball roll, for: 20s}
  - Bridge   # alone
  - name: Toe lifts
    moves:
      - say: Up.
        reps: 3
        hold: 2s
      - {say: Down., reps: 3, hold: 2s}
    setup: |
      Sit.
      Breathe.

  - block: Strength
    exercises:
      - name: Plank
        hold: 20s
reps: 4
every: 3s
"""

SET = {
    "a value": (("Toe taps", "reps", "25-30"), "reps : 15-20", "reps : 25-30"),
    "in quotes": (("toe t", "name", "Taps"), 'name: "Toe taps"', "name: Taps"),
    "needs quotes": (("toe t", "name", "Taps: fast"), '"Toe taps"', '"Taps: fast"'),
    "a number as a name": (("toe t", "name", "12"), '"Toe taps"', '"12"'),
    "another spelling": (("TOE TAPS", "Reps", "7"), "15-20", "7"),
    "at the top": ((None, "title", "My feet"), "title: T  ", "title: My feet  "),
    "a list": ((None, "sides", "[left, right]"), "[right, left]", "[left, right]"),
    "a word for a list": ((None, "sides", "none"), "[right, left]", "none"),
    "brackets in words": (("toe t", "name", "[A] x"), '"Toe taps"', '"[A] x"'),
    "a list below its key": (
        ("toe t", "tips", "Slow, and high."),
        "tips:   # two\n      - One.   # first\n      - Two.\n",
        "tips: Slow, and high.   # two\n",
    ),
    "in braces": (("ball", "for", "30s"), "for: 20s", "for: 30s"),
    "a comma in braces": (("ball", "name", "A, b"), "name: Ball roll", 'name: "A, b"'),
    "added": (("toe t", "sets", "3"), "      - Two.\n", "      - Two.\n    sets: 3\n"),
    "added to a dose": (("toe t", "count", "none"), "      - Two.\n", "      - Two.\n    count: none\n"),
    "added behind a dose": (("plank", "relax", "3s"), "hold: 20s\n", "hold: 20s\n        relax: 3s\n"),
    "added in braces": (("ball", "say", "Roll, and go."), "for: 20s}", 'for: 20s, say: "Roll, and go."}'),
    "added to a name": (
        ("bridge", "reps", "12"),
        "  - Bridge   # alone\n",
        "  - name: Bridge   # alone\n    reps: 12\n",
    ),
    "added above moves": (
        ("toe l", "sets", "2"),
        "Toe lifts\n    moves",
        "Toe lifts\n    sets: 2\n    moves",
    ),
    "added at the top": (
        (None, "intro", "Go."),
        'exercises:\n  - name: "',
        'intro: Go.\nexercises:\n  - name: "',
    ),
    "added to a block": (("strength", "rounds", "2"), "Strength\n", "Strength\n    rounds: 2\n"),
    "a dose at the top": ((None, "every", "4s"), "every: 3s\n", "every: 4s\n"),
    "in a move": (("16", "reps", "5"), "Up.\n        reps: 3", "Up.\n        reps: 5"),
    "in a move in braces": (("19", "hold", "3s"), "Down., reps: 3, hold: 2s", "Down., reps: 3, hold: 3s"),
    "several lines": (("toe l", "setup", "Sit."), "setup: |\n      Sit.\n      Breathe.\n", "setup: Sit.\n"),
    "lines": (("toe l", "setup", "A.\nB."), "|\n      Sit.\n      Breathe.\n", '"A.\\nB."\n'),
    "quotes of one's own": (("ball", "name", '"A b"'), "name: Ball roll", 'name: "A b"'),
}
REMOVED = {
    "a line": (("toe t", "every"), "    every: 2s\n", ""),
    "with its comment": (("toe t", "reps"), "    reps : 15-20   # many\n", ""),
    "a list": (("toe t", "tips"), "    tips:   # two\n      - One.   # first\n      - Two.\n", ""),
    "lines of words": (("toe l", "setup"), "    setup: |\n      Sit.\n      Breathe.\n", ""),
    "in braces": (("19", "say"), "say: Down., reps", "reps"),
    "the first of a block": (("strength", "block"), "block: Strength\n    exercises", "exercises"),
}


def changed(text: str, where: str | None, key: str, value: str | None = None) -> SetValue:
    return set_value(text, "my.yaml", HERE, where, key, value)


@pytest.mark.parametrize(("words", "before", "after"), SET.values(), ids=SET)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_value_is_set_and_nothing_else(
    words: tuple[str | None, str, str], before: str, after: str, line_end: str
) -> None:
    assert TEXT.count(before) == 1
    found = changed(TEXT.replace("\n", line_end), *words)
    assert found.text == TEXT.replace(before, after).replace("\n", line_end)
    assert found.after == " ".join(words[2].split())


@pytest.mark.parametrize(("words", "before", "after"), REMOVED.values(), ids=REMOVED)
def test_a_key_is_taken_out(words: tuple[str, str], before: str, after: str) -> None:
    text = TEXT.replace("    every: 2s\n", "    every: 2s\n    tempo: 60 bpm\n") if "every" in words else TEXT
    if "every" in words:
        with pytest.raises(RoutineError):  # both would be wrong, and either can be taken out
            changed(text, None, "about", "x")
    assert text.count(before) == 1
    assert changed(text, *words).text == text.replace(before, after)


def test_odd_files_keep_their_ways() -> None:
    typed = "title：X\r\nreps:\u00a05\r\nevery: 2s\r\nexercises:\r\n\u3000• name: A"
    assert changed(typed, "a", "sets", "2").text == f"{typed}\r\n    sets: 2"
    assert changed(typed, None, "reps", "6").text == typed.replace("\u00a05", "\u00a06")
    assert changed(typed, None, "title", "Y").text == typed.replace("X", "Y")
    hidden = "title: T\nexercises:\n  - name: A\n    say: Take band #1.\n    for: 9s #quick"
    assert "say: Take it.\n    for: 9s #quick" in changed(hidden, "A", "say", "Take it.").text
    assert changed(hidden, "A", "for", "8s").text.endswith("for: 8s #quick")
    braces = '{"title": "T",\n "exercises": [\n  {"name": "A",\n   "for": "9s"}]}'
    assert changed(braces, "A", "say", "Go.").text == braces.replace('"9s"', '"9s",\n   "say": "Go."')
    assert changed(braces, None, "reps", "5").text == braces.replace('"T"', '"T", "reps": 5')
    names = "title: T\nfor: 9s\nexercises: [A, 'B c']\n"
    assert changed(names, "b", "for", "8s").text == names.replace("'B c'", "{name: 'B c', for: 8s}")
    both = "title: T\nfor: 9s\nexercises:\n  - {en: Bridge, de: Brücke}\n"
    assert changed(both, "brü", "for", "8s").text == (
        both.replace("{en: Bridge, de: Brücke}", "name: {en: Bridge, de: Brücke}\n    for: 8s")
    )
    named = changed(both, "bri", "for", "8s").text
    assert changed(named, "bri", "name", "{en: A, de: B}").text == named.replace(
        "{en: Bridge, de: Brücke}", "{en: A, de: B}"
    )


COMMENTED = """title: T
exercises:
  - name: A
    for: 9s
    setup: |2-  # how
      Sit.
      # 1 is up.
    tips:  # two
      # the best
      - One.  # first

      # by night
      - "# 2"
      - >
        # Three.
    # of the next
  - name: B
    sides: [left,  # first
      right]
    for: 9s
"""


@pytest.mark.parametrize(
    ("words", "before", "after", "shown"),
    [
        (
            ("A", "setup", "Stand."),
            "|2-  # how\n      Sit.\n      # 1 is up.\n",
            "Stand.  # how\n",
            "Sit. # 1 is up.",
        ),
        (
            ("A", "tips", "Slow."),
            COMMENTED[COMMENTED.index("tips:") : COMMENTED.index("    # of")],
            "tips: Slow.  # two\n      # the best\n      # by night\n",
            '- One. - "# 2" - > # Three.',
        ),
        (("B", "sides", "none"), "[left,  # first\n      right]", "none", "[left, right]"),
    ],
)
def test_comments_stay_and_are_not_told(
    words: tuple[str, str, str], before: str, after: str, shown: str
) -> None:
    assert COMMENTED.count(before) == 1
    found = changed(COMMENTED, *words)
    assert found.text == COMMENTED.replace(before, after)
    assert found.before == shown


def test_what_is_broken_can_be_mended() -> None:
    bad = TEXT.replace("15-20", "20-15").replace("every: 2s", "every:")
    with pytest.raises(RoutineError):
        changed(bad, "toe t", "reps", "15-20")
    assert changed(bad.replace("20-15", "9"), "toe t", "every", "2s").text == TEXT.replace("15-20", "9")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("toe t", "reps", "30-25"), "runs downwards"),
        (("toe t", "reps", ""), "`reps` is left empty"),
        (("toe t", "repz", "3"), "did you mean `reps`?"),
        (("toe t", "repetitions", "3"), "did you mean `reps`?"),
        (("toe t", "hold", "3s"), "every"),
        (("toe t", "name", None), "there is no `name`"),
        (("plank", "rounds", "3"), "does not belong in an exercise"),
    ],
)
def test_what_would_be_wrong_is_refused_in_the_words_of_the_reader(
    words: tuple[str, str, str | None], told: str
) -> None:
    with pytest.raises(RoutineError, match=told):
        changed(TEXT, *words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("toe", "reps", "3"), '"toe" may be "Toe taps" or "Toe lifts"'),
        (("Tow taps", "reps", "3"), 'did you mean "Toe taps"'),
        (("99", "reps", "3"), "there is no exercise in line 99"),
        (("toe l", "reps", "3"), "has moves, in lines 16 and 19, and each its own `reps`"),
        (("bridge", "reps", None), 'there is no `reps` in "Bridge"; what holds there comes from around it'),
        ((None, "intro", None), "there is no `intro` in the top"),
    ],
)
def test_what_is_not_there_is_said(words: tuple[str | None, str, str | None], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        changed(TEXT, *words)


def test_of_two_with_one_name_a_line_says_which() -> None:
    twice = "title: T\nfor: 9s\nexercises:\n  - name: A\n  - name: A\n  - A\n"
    with pytest.raises(CommandError, match='there are 3 called "A", in lines 4, 5 and 6; write the line'):
        changed(twice, "a", "sets", "2")
    assert changed(twice, "5", "sets", "2").text == twice.replace("A\n  - A", "A\n    sets: 2\n  - A")
    with pytest.raises(CommandError, match="is a list without a top"):
        changed("- {name: A, for: 9s}\n", None, "title", "T")


INCLUDING = """title: T
exercises:
  - include: desk
    with:
      Toe spreads:
        sets: 2  # so many
      "Heel raises": {reps: 5}
  - block: B
    exercises: [A]
    with: {A: {for: 9s}}
"""


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        (("toe", "sets", "3"), "sets: 2", "sets: 3"),
        (("toe", "rest", "30s"), "# so many\n", "# so many\n        rest: 30s\n"),
        (("heel", "reps", "8"), "{reps: 5}", "{reps: 8}"),
        (("heel", "sets", "2"), "{reps: 5}", "{reps: 5, sets: 2}"),
        (("10", "for", "8s"), "for: 9s", "for: 8s"),
    ],
)
def test_what_with_says_of_an_exercise_is_changed(
    words: tuple[str, str, str], before: str, after: str
) -> None:
    assert INCLUDING.count(before) == 1
    assert changed(INCLUDING, *words).text == INCLUDING.replace(before, after)


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        (("desk", "rounds", "3"), "include: desk", "include: desk\n    rounds: 3"),
        (("desk", "block", "7"), "include: desk", 'include: desk\n    block: "7"'),
        (("heel", "say", "7"), "include: desk#Heel raises", 'include: desk#Heel raises\n    say: "7"'),
    ],
)
def test_what_is_included_is_found_by_what_it_is(words: tuple[str, str, str], old: str, new: str) -> None:
    text = "title: T\nexercises:\n  - include: desk#Heel raises\n  - include: desk\n"
    found = changed(text, *words)
    assert found.text == text.replace(f"{old}\n", f"{new}\n")
    assert found.called == ("desk" if words[0] == "desk" else "Heel raises")


def test_of_what_was_included_nothing_is_left_behind_a_space() -> None:
    text = "title: T\nexercises:\n  - include: desk #Toe spreads\n  - include: desk  # all\n"
    found = changed(text, "3", "include", "desk#Heel raises")
    assert found.text == text.replace("desk #Toe spreads", "desk#Heel raises")


@pytest.mark.parametrize("text", [INCLUDING, "title: T\ninclude: desk\n"])
def test_what_is_only_included_is_said_to_be_changed_with_with(text: str) -> None:
    with pytest.raises(CommandError, match=r"in this file; .* `with: {Arch lifts: {\.\.\.}}`"):
        changed(text, "Arch lifts", "sets", "2")


def test_new_warnings_are_told() -> None:
    assert changed(TEXT, "toe t", "sets", "2").warnings == ()
    (warning,) = changed(TEXT, "toe t", "rest", "5s").warnings
    assert "`rest` has no effect" in warning.what


def loaded(text: str) -> Any:
    lines = as_meant(normalize(text, Problems("")), Problems("")).lines
    return yaml.load("\n".join(lines), Loader=yaml.BaseLoader)  # noqa: S506 - text alone


@settings(max_examples=60, deadline=None)
@given(routines(), st.randoms(use_true_random=False), st.integers(0, 99))
def test_whatever_the_layout_one_value_changes_and_goes_again(text: str, random: Random, number: int) -> None:
    typed = Writer(random).routine(text)
    lines = as_meant(normalize(typed, Problems("")), Problems("")).lines
    root = yaml.compose("\n".join(lines), Loader=yaml.SafeLoader)
    assert root is not None
    there = [each for each in targets(root) if each.scope is Scope.EXERCISE and each.entry("note") is None]
    assume(there)
    target = there[number % len(there)]
    where = str(target.line)
    try:
        found = changed(typed, where, "note", "Some: words")
    except RoutineError:
        return  # the routine does not fit into its time, or the line has a move in it
    assert found.text.count("Some: words") == 1
    assert found.text.replace('note: "Some: words"', "", 1).split() == typed.split() or "{" in typed
    assert changed(found.text, where, "note").text == typed
    assert loaded(changed(found.text, where, "note", "x").text) == loaded(
        found.text.replace('"Some: words"', "x")
    )
