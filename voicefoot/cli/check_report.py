"""What `check` found: told line by line as it is found, or as one JSON object at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicefoot.cli.printing import echo, echo_json
from voicefoot.errors import Problem, RoutineError
from voicefoot.model.limits import MAX_ROUTINE_BYTES
from voicefoot.text import escaped

if TYPE_CHECKING:
    from voicefoot.reading.problems import Location


_NO_LINE_ENDS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
"""What YAML takes for ends of lines, and the reader for spaces."""


class CheckReport:
    """Tells what is found, each warning once, though a translation may be named beside its routine."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._warnings: dict[Problem, None] = {}
        self._files: list[dict[str, Any]] = []

    def warn(self, warnings: Iterable[Problem]) -> None:
        """Tell those of `warnings` that were not told yet, on standard error."""
        for warning in warnings:
            if warning not in self._warnings:
                self._warnings[warning] = None
                if not self._as_json:
                    echo(str(warning), err=True)

    def good(self, file: str, words: str, **facts: object) -> None:
        """Tell that `file` is good: in `words`, or as `facts`."""
        self._files.append({"file": file, "good": True, **facts})
        if not self._as_json:
            echo(f"{escaped(file)}: good; {words}")

    def bad(self, file: str) -> None:
        """Note that `file` has problems, which are told at the end."""
        self._files.append({"file": file, "good": False})

    def finish(self, problems: Sequence[Problem]) -> int:
        """Tell all `problems`, and return the exit code. Raises RoutineError where words tell them."""
        once = tuple(dict.fromkeys(problems))
        if self._as_json:
            ends = _Ends()
            found = [ends.as_json(problem) for problem in sorted({*once, *self._warnings})]
            echo_json({"files": self._files, "problems": found})
        elif once:
            raise RoutineError(once)
        return RoutineError.exit_code if once else 0


class _Ends:
    """Finds where the words end that problems are about. Each file is read once."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[list[str], dict[Location, Location]]] = {}

    def as_json(self, problem: Problem) -> dict[str, Any]:
        # Imported here, since only --json needs ends.
        from voicefoot.reading.extent import end_of, ends
        from voicefoot.reading.problems import Location

        if problem.file not in self._files:
            text = _text(problem.file)
            self._files[problem.file] = text.split("\n"), ends(text)
        end = end_of(Location(problem.line, problem.column), *self._files[problem.file])
        return {
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "end_line": end.line,
            "end_column": end.column,
            "severity": "warning" if problem.is_warning else "error",
            "code": problem.code,
            "message": problem.what,
            "remedy": problem.remedy,
        }


def _text(file: str) -> str:
    """Return the text of `file`, whose lines end in line feeds alone; nothing if it can't be read, which is a
    problem of its own.
    """
    from voicefoot.reading.source import decoded_or_none

    try:
        if Path(file).stat().st_size > MAX_ROUTINE_BYTES:
            return ""
        text = decoded_or_none(Path(file).read_bytes()) or ""
    except (OSError, ValueError):
        return ""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return lines.translate(_NO_LINE_ENDS)
