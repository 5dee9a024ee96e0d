"""A programme's name or path -> a Programme."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from voicefoot.errors import Problem, RoutineError
from voicefoot.problem_codes import Code
from voicefoot.reading import builtin
from voicefoot.reading.file_kinds import is_programme
from voicefoot.reading.parser import parse
from voicefoot.reading.problems import START, Problems
from voicefoot.reading.read import is_path, read_original
from voicefoot.reading.source import normalize, read_file
from voicefoot.reading.typed import as_meant
from voicefoot.text import LazyPattern, as_typed, shown

if TYPE_CHECKING:
    from voicefoot.model.programme import Programme

_MAY_BE_ONE = LazyPattern("program|week", re.IGNORECASE)
"""Stands in every programme. Routines without it are read once only."""


def find_programme(source: str) -> Programme | None:
    """Return the programme that `source` names, a path or the beginning of a built-in name; None if it names
    a routine, or what can't be read at all.

    Raises RoutineError with all problems of the programme, CommandError for a name that is neither's.
    """
    if not is_path(source):
        name = builtin.builtin_called(source)
        return _read_builtin(name) if name in builtin.PROGRAMMES else None
    path = Path(source)
    try:
        text = read_file(path, Problems(source))
        if not _MAY_BE_ONE.search(text) or not _holds_programme(text):
            return None
    except RoutineError:
        return None  # whoever reads it as a routine tells why
    return _read(text, source, path.parent)


def read_programme(source: str) -> Programme:
    """Read the programme `source`. Raises what `find_programme` raises; RoutineError if it is a routine."""
    found = find_programme(source)
    if found is None:
        routine = read_original(source)  # tells what is wrong with the file, if that is why
        problems = Problems(routine.name)
        problems.fail(
            START,
            "this is a routine, not a programme",
            f"type: {as_typed('play', routine.name)}",
            Code.NOT_A_ROUTINE,
        )
    return found


def known_programme(source: str) -> str:
    """Return the name under which the history knows the programme `source`: a built-in name, or the path of
    its file.
    """
    if is_path(source):
        return str(Path(source).resolve())
    return builtin.builtin_called(source)


def check_routines(programme: Programme) -> list[Problem]:
    """Return a problem for each routine of `programme` that can't be read."""
    from voicefoot.reading.programme import routines_of

    found: list[Problem] = []
    for routine, day in routines_of(programme):
        try:
            read_original(routine)
        except RoutineError as error:
            first, more = error.problems[0], len(error.problems) - 1
            others = f", and {more} more" if more else ""
            what = f"on {day.title}: {shown(first.what)} (line {first.line}{others})"
            found.append(Problem(routine, first.line, first.column, what, first.remedy, Code.BAD_FILE))
    return found


def _holds_programme(text: str) -> bool:
    problems = Problems("")
    return is_programme(parse(as_meant(normalize(text, problems), problems), problems))


def _read_builtin(name: str) -> Programme:
    return _read(builtin.programme_text(name), name, None)


def _read(text: str, name: str, folder: Path | None) -> Programme:
    from voicefoot.reading.programme import build_programme

    problems = Problems(name)
    root = parse(as_meant(normalize(text, problems), problems), problems)
    return build_programme(root, name, folder, problems)
