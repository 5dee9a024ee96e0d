"""The translations that lie beside a routine, built-in ones too: `knee.de.yaml` beside `knee.yaml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from voicefoot.reading import builtin
from voicefoot.reading.file_names import ENDINGS
from voicefoot.reading.language_tags import is_language, parse_language
from voicefoot.reading.problems import Problems
from voicefoot.reading.source import read_file
from voicefoot.text import LazyPattern

_NAME = LazyPattern(r"(?P<stem>.+)\.(?P<tag>[A-Za-z0-9_-]+)(?P<ending>\.ya?ml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sibling:
    """A translation that lies beside its routine."""

    tag: str
    """Its language, after the name of the file."""
    name: str
    """What messages call it."""
    read: Callable[[Problems], str]
    """Return its text. Raises RoutineError."""


def siblings_of_file(path: Path) -> Mapping[str, Sibling]:
    """Return the translations beside the routine at `path`, by their languages."""
    return {
        tag: Sibling(tag, str(file), lambda problems, file=file: read_file(file, problems))  # type: ignore[misc]  # each has its own file
        for tag, file in sorted(_beside(path))
    }


def files_beside(path: Path) -> list[Path]:
    """Return the files of the translations beside the routine at `path`."""
    return [file for _, file in _beside(path)]


def siblings_of_builtin(name: str) -> Mapping[str, Sibling]:
    """Return the translations of the built-in routine called exactly `name`, by their languages."""
    return {
        tag: Sibling(tag, f"{name}.{tag}", lambda _, tag=tag: builtin.text_of(f"{name}.{tag}"))  # type: ignore[misc]  # each has its own tag
        for tag in builtin.translations_of(name)
    }


def _beside(path: Path) -> Iterator[tuple[str, Path]]:
    try:
        files = sorted(path.parent.iterdir())
    except OSError:
        return  # whoever may not list the folder may still read the routine
    for file in files:
        found = _NAME.fullmatch(file.name)
        if found and found["stem"] == path.stem and is_language(found["tag"]) and file.is_file():
            yield parse_language(found["tag"]), file


def original_of(path: Path) -> tuple[Path, str] | None:
    """Return the routine beside which `path` would be a translation, and its language; None if there is none
    with such a name.
    """
    found = _NAME.fullmatch(path.name)
    if not found or not is_language(found["tag"]):
        return None
    for ending in dict.fromkeys((found["ending"], *ENDINGS)):
        file = path.with_name(found["stem"] + ending)
        if file.is_file():
            return file, parse_language(found["tag"])
    return None
