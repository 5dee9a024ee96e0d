"""YAML -> Routine. Every problem of a file at once, each with its line and column.

A routine is data from a stranger: it is read as text and lists alone, within limits of size and
depth, and the only other files that are looked at are sounds in its own folder.
"""

from __future__ import annotations

from pathlib import Path

from voicefoot.model.routine import Routine
from voicefoot.reading.build import build
from voicefoot.reading.parser import parse
from voicefoot.reading.problems import START, Problems
from voicefoot.reading.source import LARGEST_BYTES, cleaned, load


def read(source: str | Path) -> Routine:
    """The routine in the file at `source`. Raises RoutineError with all of its problems."""
    path = Path(source)
    problems = Problems(str(source))
    text = load(path, problems)
    return _routine(text, str(source), path.parent, problems)


def read_text(text: str, name: str, folder: Path | None) -> Routine:
    """The routine in `text`, which messages call `name`; its sounds lie in `folder`, where it has one.

    Raises RoutineError with all of its problems.
    """
    problems = Problems(name)
    if len(text) > LARGEST_BYTES:
        problems.stop(START, "this text is larger than 1 MB", "a routine is a short text")
    return _routine(text, name, folder, problems)


def _routine(text: str, name: str, folder: Path | None, problems: Problems) -> Routine:
    return build(parse(cleaned(text, problems), problems), name, folder, problems)
