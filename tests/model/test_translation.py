"""A translation reaches all that is heard or read of a routine, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import pytest

from voicefoot.model.translation import Text, Translation, texts_of, translated
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read, read_text

EVERYTHING = """\
title: t title
about: t about
intro: t intro
outro: t outro
sides: [t left, t right]
equipment: [t towel]
switch: t switch
exercises:
  - block: t block
    exercises:
      - name: t first
        position:
          t left: lying on your left side
          t right: {name: t doorway, say: t step in}
        intro: t hello
        setup: |
          t line one
          t line two
        caution: t careful
        note: t note
        reps: {t left: 8, t right: 12}
        phases: [t up 1s, t down 2s]
        say: t lift
        brief: t short
        load: t red band
        tips: [t breathe, {at: 50%, say: t half}]
      - rest: 10s
      - name: t second
        sides: none
        for: [20s, 30s]
        tally: t rounds
        position: {name: seated, say: t take a seat}
      - name: t third
        moves:
          - {say: t hold it, hold: 5s, reps: {t left: 2, t right: 3}}
          - {say: t once, hold: 20s}
      - {name: t fourth, reps: {t left: 2, t right: 3}, until: told}
      - {name: t fifth, reps: {t left: 2, t right: 3}, breath: 4-6}
"""


def strings(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """All strings of a routine, each with the name of its field; keys of mappings, too."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield name, value
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            if each.name not in ("original", "original_title", "source"):
                yield from strings(getattr(value, each.name), each.name)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from strings(key, name)
            yield from strings(item, name)
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from strings(item, name)


def marked(text: str) -> str:
    return f"de {text[2:]}"


ROUTINE = read_text(EVERYTHING, "everything", None)
WHOLE = Translation("de", {text: marked(text) for _, text in texts_of(ROUTINE)})


def test_each_text_is_reached_and_nothing_else_is_changed() -> None:
    before, after = list(strings(ROUTINE)), list(strings(translated(ROUTINE, WHOLE)))
    assert {text for _, text in texts_of(ROUTINE)} == {text for _, text in before if text.startswith("t ")}
    for (name, old), (_, new) in zip(before, after, strict=True):
        assert new == (marked(old) if old.startswith("t ") else "de" if name == "language" else old)


def test_what_a_translation_lacks_stays() -> None:
    assert list(strings(translated(ROUTINE, Translation("en")))) == list(strings(ROUTINE))


def test_a_text_of_an_exercise_goes_before_one_of_the_whole() -> None:
    translation = Translation("de", {"t switch": "all"}, {"t first": {"t switch": "own"}})
    found = translated(ROUTINE, translation)
    assert [exercise.switch for exercise in found.exercises] == ["own", "all", "all", "all", "all"]
    assert translation.of(Text("t second", "t switch")) == "all"
    assert translation.of(Text(None, "t title")) is None


def test_one_translation_over_another_has_what_either_has() -> None:
    over = Translation("de", {"a": "1", "b": "2"}, {"x": {"a": "3"}}, {"Reha": "re-ha"})
    under = Translation("de", {"b": "4", "c": "5"}, {"x": {"a": "6", "b": "7"}, "y": {"a": "8"}})
    both = over.over(under)
    assert both.texts == {"a": "1", "b": "2", "c": "5"}
    assert both.exercises == {"x": {"a": "3", "b": "7"}, "y": {"a": "8"}}
    assert both.pronounce == {"Reha": "re-ha"}


def test_it_is_known_by_what_it_is_called_in_the_original() -> None:
    found = translated(ROUTINE, WHOLE)
    first = found.exercises[0]
    assert (found.title, found.key) == ("de title", "t title")
    assert (first.name, first.key) == ("de first", "t first")
    assert first.sides_called == (("de left", "t left"), ("de right", "t right"))
    assert first.equipment_called == (("de towel", "t towel"),)
    assert ROUTINE.exercises[0].sides_called == (("t left", "t left"), ("t right", "t right"))


def test_doses_and_positions_by_side_go_with_the_translated_sides() -> None:
    first = translated(ROUTINE, WHOLE).exercises[0]
    assert dict(first.moves[0].work.reps.by_side).keys() == {"de left", "de right"}  # type: ignore[union-attr]
    assert [first.position_on(side).name for side in first.sides] == ["lying on your left side", "de doorway"]


def test_pronunciation_is_that_of_the_translation() -> None:
    original = read_text(f"pronounce: {{Reps: repps}}\n{EVERYTHING}", "everything", None)
    assert translated(original, WHOLE).pronounce == {}
    assert translated(original, Translation("de", pronounce={"Reha": "re-ha"})).pronounce == {"Reha": "re-ha"}


def test_the_same_is_drawn_in_each_language() -> None:
    original = read_text(EVERYTHING.replace("  - block:", "  - shuffle: yes\n    block:"), "everything", None)
    found = translated(original, WHOLE)
    orders = [[section.key for section in plan(of).sections] for of in (original, found)]
    assert orders[0] == orders[1]


@pytest.mark.parametrize("name", ["foot-strength", "toothbrush", "desk"])
def test_no_routine_has_a_text_twice(name: str) -> None:
    found = texts_of(read(name))
    assert len(found) == len(set(found))
