"""The problems found in a routine file, and their locations."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from voicefoot.errors import Problem, RoutineError
from voicefoot.model.limits import MAX_PROBLEMS
from voicefoot.problem_codes import Code
from voicefoot.text import escaped


class Location(NamedTuple):
    """A line and a column of a file. Both count from 1."""

    line: int
    column: int
    file: str = ""
    """What messages call the file; empty for the one that is being read."""


START = Location(1, 1)
"""Where problems of the whole file are located."""


def line_of(place: Location, seen_from: Location) -> str:
    """Return the line of `place` in the words of a message at `seen_from`, which may be in another file."""
    if place.file == seen_from.file:
        return f"line {place.line}"
    return f"line {place.line} of {place.file or 'the routine that includes it'}"


class Problems:
    """Collects the problems of one file, and the warnings about it."""

    def __init__(self, file: str) -> None:
        self._file = escaped(file)
        self._found: set[Problem] = set()
        self._warnings: set[Problem] = set()
        self._included: dict[str, str] = {}

    def within(self, file: str, place: Location) -> Problems:
        """Return where the problems of `file` are collected, which is included at `place`: together with
        these. Each says where its file is included.
        """
        inner = Problems(file)
        inner._found, inner._warnings, inner._included = self._found, self._warnings, self._included
        note = f"included in line {place.line} of {place.file or self._file}"
        self._included.setdefault(inner._file, note)
        return inner

    def add(self, location: Location, what: str, remedy: str, code: Code) -> None:
        """Record a problem, once. Raises RoutineError when `MAX_PROBLEMS` are recorded."""
        self._found.add(self._problem(location, what, remedy, code))
        if len(self._found) == MAX_PROBLEMS:
            what, remedy = "there are more problems than can be listed", "fix these first"
            more = self._problem(location, what, remedy, Code.TOO_MANY_PROBLEMS)
            raise RoutineError([*self._found, more], self.warnings)

    def _problem(
        self, location: Location, what: str, remedy: str, code: Code, *, is_warning: bool = False
    ) -> Problem:
        file = location.file or self._file
        note = self._included.get(file)
        told = what if note is None else f"{what} ({note})"
        return Problem(file, location.line, location.column, told, remedy, code, is_warning)

    def warn(self, location: Location, what: str, remedy: str, code: Code) -> None:
        """Record, once, that something has no effect, or another effect than its author probably means.

        A routine can be used for all its warnings. No more than `MAX_PROBLEMS` are kept.
        """
        if len(self._warnings) < MAX_PROBLEMS:
            self._warnings.add(self._problem(location, what, remedy, code, is_warning=True))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The warnings recorded so far, in the order of the file."""
        return tuple(sorted(self._warnings))

    def snapshot(self) -> frozenset[Problem]:
        """Return the problems recorded so far."""
        return frozenset(self._found)

    def restore(self, snapshot: frozenset[Problem]) -> None:
        """Forget all problems that are not in `snapshot`. What is still wrong will be found again."""
        self._found &= snapshot

    def fail(self, location: Location, what: str, remedy: str, code: Code) -> NoReturn:
        """Record a problem after which nothing more can be read, and raise RoutineError."""
        self.add(location, what, remedy, code)
        raise RoutineError(list(self._found), self.warnings)

    def raise_any(self) -> None:
        """Raise RoutineError if there is any problem."""
        if self._found:
            raise RoutineError(list(self._found), self.warnings)


class InvalidValueError(ValueError):
    """A value that can't be parsed.

    `what` completes the sentence "`reps` is "many", which ..."; `remedy` is an imperative.
    """

    def __init__(self, what: str, remedy: str, code: Code = Code.BAD_VALUE) -> None:
        super().__init__(f"it {what}; {remedy}")
        self.what = what
        self.remedy = remedy
        self.code = code
