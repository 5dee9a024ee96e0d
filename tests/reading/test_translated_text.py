"""A routine written out in another language is the translated routine, and keeps all else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voicefoot.errors import CommandError
from voicefoot.language.packs import LANGUAGES
from voicefoot.model.routine import Exercise, Routine
from voicefoot.model.translation import Translation, texts_of, translated
from voicefoot.reading.builtin import names, text_of
from voicefoot.reading.read import read, read_text, text_in
from voicefoot.reading.translated_text import translated_text


def alone(routine: Routine) -> tuple[Routine, list[Exercise]]:
    """A routine without what tells where it comes from."""
    exercises = [replace(exercise, original=None, line=0) for exercise in routine.exercises]
    return replace(routine, original_title=None, source="", body=replace(routine.body, items=())), exercises


@pytest.mark.parametrize("name", ["foot-strength", "toothbrush", "desk"])
@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_built_in_ones_are_what_is_read_in_that_language(name: str, code: str) -> None:
    text = text_in(name, code)
    assert alone(read_text(text, name, None)) == alone(read(name, code))
    assert text.count("#") == text_of(name).count("#")


@pytest.mark.parametrize("name", names())
def test_every_text_in_every_built_in_one_can_be_translated(name: str) -> None:
    routine = read(name)
    texts = {text: f"„{{{{{text[::-1]}“: {text}}}, #1"[:60].strip() for _, text in texts_of(routine)}
    translation = Translation("de", texts)
    found = read_text(translated_text(text_of(name), translation), name, None)
    assert alone(found) == alone(translated(routine, translation))


def test_lines_lists_quotes_and_sides_are_written_as_they_were() -> None:
    text = """\
title: 'One'          # why
language: en
exercises:
  - name: A
    sides: [left, right]
    position: {left: seated, right: {name: door, say: "In, the door."}}
    setup: |
      First line.
      Second line.
    note: >
      Folded
      words.

    reps: {left: 5, right: 6}   # both
    phases: [up 1s, down 2s]
  - {name: B, hold: 9s}
"""
    texts = {text: text.upper() for _, text in texts_of(read_text(text, "t", None))}
    assert (
        translated_text(text, Translation("de", texts))
        == """\
title: ONE          # why
language: de
exercises:
  - name: A
    sides: [LEFT, RIGHT]
    position: {LEFT: sitzend, RIGHT: {name: DOOR, say: "IN, THE DOOR."}}
    setup: |
      FIRST LINE.
      SECOND LINE.
    note: FOLDED WORDS.

    reps: {LEFT: 5, RIGHT: 6}   # both
    phases: [UP 1s, DOWN 2s]
  - {name: B, hold: 9s}
"""
    )


def test_the_original_is_given_as_it_is_and_others_are_refused() -> None:
    assert text_in("tabata", None) == text_in("taba", "en") == text_of("tabata")
    with pytest.raises(CommandError, match=r"tabata is not in German \(de\); there is English \(en\)"):
        text_in("tabata", "de")
