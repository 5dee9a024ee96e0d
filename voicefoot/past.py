"""Sessions that were done, and what they tell together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from voicefoot.transcript import clock

WEEKS_SHOWN = 8
COLUMNS = ("begun", "routine", "title", "level", "talk", "done", "exercises", "minutes", "finished")


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session, as far as it was heard. `begun` is in local time, with its offset; `routine` is what was
    played: a built-in name, or the path of a file. Of the `exercises`, in the order of the session, so many
    were `done`, to their end.
    """

    id: int
    begun: datetime
    routine: str
    title: str
    level: str
    talk: str
    exercises: tuple[str, ...]
    done: int
    heard_seconds: float
    finished: bool

    @property
    def stopped_in(self) -> str | None:
        """The exercise in which it was ended too soon."""
        return None if self.finished or self.done >= len(self.exercises) else self.exercises[self.done]

    def as_json(self) -> dict[str, Any]:
        return {
            "begun": self.begun.isoformat(timespec="seconds"),
            "routine": self.routine,
            "title": self.title,
            "level": self.level,
            "talk": self.talk,
            "done": self.done,
            "exercises": list(self.exercises),
            "minutes": round(self.heard_seconds / 60, 1),
            "finished": self.finished,
        }


def days_of(sessions: Iterable[PastSession]) -> set[date]:
    """The days on which an exercise was done, at least one."""
    return {session.begun.date() for session in sessions if session.done > 0}


def streak(days: Set[date], today: date) -> int:
    """How many days in a row, up to today; one that is not over yet does not break it."""
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count += 1
        day -= timedelta(days=1)
    return count


def calendar(days: Set[date], today: date, mark: str = "x") -> Iterator[str]:
    """The last weeks, a row each, Monday first; a `mark` where an exercise was done."""
    yield "          Mo Tu We Th Fr Sa Su"
    monday = today - timedelta(days=today.weekday())
    for week in range(WEEKS_SHOWN - 1, -1, -1):
        first = monday - timedelta(weeks=week)
        each = [first + timedelta(days=number) for number in range(7)]
        cells = [" " if day > today else mark if day in days else "." for day in each]
        yield f"{first.day:>3} {first:%b}   {'  '.join(cells)}".rstrip()


def table(sessions: Sequence[PastSession]) -> Iterator[str]:
    """A line for each session, as they come."""
    for session in sessions:
        told = f"{session.done} of {len(session.exercises)}"
        where = f", stopped in {session.stopped_in}" if session.stopped_in else ""
        begun = f"{session.begun:%Y-%m-%d %H:%M}"
        yield f"{begun}  {clock(session.heard_seconds):>7}  {told:>8}  {session.title}{where}"
