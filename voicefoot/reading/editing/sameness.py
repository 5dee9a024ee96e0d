"""Whether two texts are the same routine, apart from the lines on which things stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voicefoot.errors import RoutineError
from voicefoot.reading.problems import Problems
from voicefoot.reading.read import read_original_text
from voicefoot.reading.translation_file import read_translation

_PLACES = {"line"}
"""Fields that say where something is written."""


def meaning_of_routine(text: str, name: str, folder: Path | None) -> Any:
    """Return what `text`, which messages call `name`, means: its routine, and its texts in other languages.
    Raises RoutineError with all problems.
    """
    original = read_original_text(text, name, folder)
    return original.routine, original.inline


def meaning_of_translation(text: str, name: str, tag: str) -> Any:
    """Return what `text`, a translation to the language `tag`, means; None if it is a routine. Raises
    RoutineError with all problems.
    """
    written = read_translation(text, tag, Problems(name))
    return None if written is None else written.translation


def same(one: Any, other: Any) -> bool:
    """Return whether two meanings are the same."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other))
    if is_dataclass(one):
        names = (field.name for field in fields(one) if field.name not in _PLACES)
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def is_read_as(meaning: Any, read: Any) -> bool:
    """Return whether `read()` gives something that is the same as `meaning`, and no problem."""
    try:
        return same(read(), meaning)
    except RoutineError:
        return False
