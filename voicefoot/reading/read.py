"""A routine's YAML -> a Routine, or every problem of the file at once, each with its line and column.

A routine is untrusted data: it is parsed as text, sequences and mappings only, within limits of size and
depth, and the only other files that are opened are sounds and songs in its own folder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from voicefoot.errors import Problem
from voicefoot.model.limits import MAX_TITLE_CHARACTERS
from voicefoot.model.routine import Routine
from voicefoot.reading.build import build
from voicefoot.reading.builtin import names, text_of
from voicefoot.reading.no_effect import warn_of_hidden_words, warn_of_no_effect
from voicefoot.reading.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.parser import parse
from voicefoot.reading.problems import START, Problems
from voicefoot.reading.source import check_size, normalize, read_file
from voicefoot.reading.typed import as_meant
from voicefoot.text import match, strip_invisible

_BETWEEN_WORDS = re.compile(r"[_\-\s]+|(?<=[a-z])(?=[A-Z])")
_UNTITLED = "My routine"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A routine, and what in its file has no effect, or another one than its author probably means."""

    routine: Routine
    warnings: tuple[Problem, ...]


def read(source: str | Path) -> Routine:
    """Read the routine at the path `source`, or the built-in one whose name is, or begins with, `source`.

    Raises RoutineError with all problems of the file, CommandError for an unknown name.
    """
    return read_with_warnings(source).routine


def read_with_warnings(source: str | Path) -> ReadResult:
    """Read the routine that `read` would return, with the warnings about it, and raise what `read` raises."""
    if is_path(source):
        problems = Problems(str(source))
        text = read_file(Path(source), problems)
        return _read(text, str(source), Path(source).parent, problems)
    name = match(str(source), names(), "routine")
    return _read(text_of(name), name, None, Problems(name))


def is_path(source: str | Path) -> bool:
    """Whether `source` means a file rather than a built-in routine."""
    if isinstance(source, Path):
        return True
    return source.endswith((".yaml", ".yml")) or "/" in source or "\\" in source or Path(source).is_file()


def read_text(text: str, name: str, folder: Path | None) -> Routine:
    """Read the routine in `text`, which messages call `name`.

    Its sounds and songs lie in `folder`; None allows none. Raises RoutineError with all problems.
    """
    problems = Problems(name)
    check_size(text, problems)
    return _read(text, name, folder, problems).routine


def _read(text: str, name: str, folder: Path | None, problems: Problems) -> ReadResult:
    root = _with_title(parse(as_meant(normalize(text, problems), problems), problems), name)
    warn_of_hidden_words(root, problems)  # first, since what is left out may be what is wrong
    routine = build(root, name, folder, problems)
    warn_of_no_effect(root, routine, problems)
    return ReadResult(routine, problems.warnings)


def _with_title(root: Node, name: str) -> Node:
    """Return `root`; if it is a bare list of exercises, as a routine with a title after the file's name."""
    if not isinstance(root, SequenceNode):
        return root
    title = Entry("title", START, ScalarNode(START, _title_of(name)))
    return MappingNode(START, (title, Entry("exercises", root.location, root)))


def _title_of(name: str) -> str:
    """Return the words of a file's name: "Knee week 3" of `knee-week_3.yaml`."""
    words = strip_invisible(_BETWEEN_WORDS.sub(" ", PureWindowsPath(name).stem))[
        :MAX_TITLE_CHARACTERS
    ].strip()
    return words[:1].upper() + words[1:] if any(map(str.isalnum, words)) else _UNTITLED
