"""Where something stands in a file, and the list that everything wrong in it is put on."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from voicefoot.errors import Problem, RoutineError
from voicefoot.text import escaped


class Location(NamedTuple):
    """A place in a file; both count from 1."""

    line: int
    column: int


START = Location(1, 1)
MOST = 100
"""So many problems are listed; nobody reads more."""


class Problems:
    """Collects what is wrong in one file."""

    def __init__(self, file: str) -> None:
        self._file = escaped(file)
        self._found: set[Problem] = set()

    def add(self, place: Location, what: str, remedy: str) -> None:
        """Notes one problem; a second time is not noted again. Raises them all when there are many."""
        self._found.add(Problem(self._file, place.line, place.column, what, remedy))
        if len(self._found) == MOST:
            more = Problem(
                self._file, place.line, place.column, "more is wrong than can be listed", "mend this first"
            )
            raise RoutineError([*self._found, more])

    def so_far(self) -> frozenset[Problem]:
        """What has been noted."""
        return frozenset(self._found)

    def back_to(self, noted: frozenset[Problem]) -> None:
        """Forgets whatever is not in `noted`; what is still wrong will be found again."""
        self._found &= noted

    def stop(self, place: Location, what: str, remedy: str) -> NoReturn:
        """Notes a problem after which nothing more can be read, and raises them all."""
        self.add(place, what, remedy)
        raise RoutineError(list(self._found))

    def raise_any(self) -> None:
        """Raises RoutineError if there is any problem."""
        if self._found:
            raise RoutineError(list(self._found))


class UnclearError(ValueError):
    """A value that can't be understood. `what` completes "`reps` is "many", which ..."; `remedy` is an
    order.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"it {what}; {remedy}")
        self.what = what
        self.remedy = remedy
