"""The text of a routine or a translation -> the same in the usual layout and spelling.

What it means never changes: each step is read again, and one after which it would mean something else, or
lack a comment, is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from voicefoot.reading.editing.blank_lines import set_apart
from voicefoot.reading.editing.changes import Change, changed
from voicefoot.reading.editing.characters import plain_characters
from voicefoot.reading.editing.layout import comments, laid_out
from voicefoot.reading.editing.sameness import is_read_as, meaning_of_routine, meaning_of_translation
from voicefoot.reading.editing.usual_words import usual_words
from voicefoot.reading.parser import LOADER

_MAX_ROUNDS = 4
"""A second round finds what the first one made possible."""

Read = Callable[[str], Any]


def tidied(text: str, name: str, folder: Path | None) -> str:
    """Return `text`, a routine that messages call `name` and whose files lie in `folder`, tidied. Raises
    RoutineError with all problems.
    """
    return _tidied(text, lambda text: meaning_of_routine(text, name, folder), routine_steps)


def tidied_translation(text: str, name: str, tag: str) -> str | None:
    """Return `text`, a translation to the language `tag`, in the usual layout, with its words as they are;
    None if it is a routine of its own. Raises RoutineError with all problems.
    """
    if meaning_of_translation(text, name, tag) is None:
        return None
    return _tidied(text, lambda text: meaning_of_translation(text, name, tag), translation_steps)


def routine_steps() -> list[Callable[[str], str]]:
    """Return the steps that tidy a routine, each from text to text, in their order."""
    return [_spelled_and_laid_out, _spelled, laid_out, set_apart]


def translation_steps() -> list[Callable[[str], str]]:
    """Return the steps that tidy a translation."""
    return [laid_out]


def _tidied(text: str, read: Read, steps: Callable[[], list[Callable[[str], str]]]) -> str:
    meaning = read(text)
    plain = plain_characters(text)
    if not is_read_as(meaning, lambda: read(plain)):
        return text
    text = plain
    for _ in range(_MAX_ROUNDS):
        before = text
        for step in steps():
            text = _after(step, text, meaning, read)
        if text == before:
            break
    return text


def _after(step: Callable[[str], str], text: str, meaning: Any, read: Read) -> str:
    """Return `text` after `step`, if that keeps what it means and its comments."""
    try:
        new = step(text)
        is_kept = words_of_comments(new) == words_of_comments(text)
    except (yaml.YAMLError, RecursionError):
        return text
    return new if is_kept and (new == text or is_read_as(meaning, lambda: read(new))) else text


def words_of_comments(text: str) -> list[str]:
    """Return the comments of `text`, which is YAML, in their order."""
    return [text[start:end].rstrip() for start, end in comments(text)]


def _spelled_and_laid_out(text: str) -> str:
    return laid_out(text, usual_words(text))


def _spelled(text: str) -> str:
    scalars = {
        token.start_mark.index: token.end_mark.index
        for token in yaml.scan(text, Loader=LOADER)
        if isinstance(token, yaml.ScalarToken)
    }
    return changed(text, (Change(start, scalars[start], new) for start, new in usual_words(text).items()))
