"""A routine's YAML -> a Routine, or every problem of the file at once, each with its line and column.

A routine is untrusted data: it is parsed as text, sequences and mappings only, within limits of size and
depth, and the only other files that are opened are sounds and songs in its own folder.
"""

from __future__ import annotations

from pathlib import Path

from voicefoot.model.routine import Routine
from voicefoot.reading.build import build
from voicefoot.reading.builtin import names, text_of
from voicefoot.reading.parser import parse
from voicefoot.reading.problems import Problems
from voicefoot.reading.source import check_size, normalize, read_file
from voicefoot.text import match


def read(source: str | Path) -> Routine:
    """Read the routine at the path `source`, or the built-in one whose name is, or begins with, `source`.

    Raises RoutineError with all problems of the file, CommandError for an unknown name.
    """
    if is_path(source):
        problems = Problems(str(source))
        text = read_file(Path(source), problems)
        return _routine(text, str(source), Path(source).parent, problems)
    name = match(str(source), names(), "routine")
    return read_text(text_of(name), name, folder=None)


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
    return _routine(text, name, folder, problems)


def _routine(text: str, name: str, folder: Path | None, problems: Problems) -> Routine:
    root = parse(normalize(text, problems), problems)
    return build(root, name, folder, problems)
