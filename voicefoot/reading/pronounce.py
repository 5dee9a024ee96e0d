"""The user's own file of words and how they are said -> a mapping, or every problem of the file at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from voicefoot.reading.convert import convert
from voicefoot.reading.fields import Scope, fields_in
from voicefoot.reading.parser import parse
from voicefoot.reading.problems import Problems
from voicefoot.reading.source import normalize, read_file
from voicefoot.reading.typed import as_meant


def read_pronounce(path: Path) -> Mapping[str, str]:
    """Return what the file at `path` says, by the word that is written: nothing if there is no file, or
    nothing but comments in it. Raises RoutineError with all problems.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError:
        pass  # `read_file` says what is wrong
    problems = Problems(str(path))
    text = normalize(read_file(path, problems), problems)
    if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
        problems.raise_any()
        return {}
    found: Mapping[str, str] | None = convert(
        fields_in(Scope.TOP)["pronounce"], parse(as_meant(text, problems), problems), problems
    )
    problems.raise_any()
    return found or {}
