"""A programme: which routine is done on which day, over weeks, and where it goes on after one too hard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from voicefoot.model.choices import Level, Talk

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Return(StrEnum):
    """Where a programme goes on. All but the first lead back."""

    GO_ON = "go on"
    REPEAT_DAY = "repeat the day"
    DAY_BEFORE = "the day before"
    REPEAT_WEEK = "repeat the week"
    WEEK_BEFORE = "the week before"
    BEGIN_AGAIN = "begin again"


OF_WEEKS = frozenset({Return.REPEAT_WEEK, Return.WEEK_BEFORE})
"""What makes sense only in a programme that has weeks."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a programme."""

    number: int
    """Among all days of the programme, rests too, from 1. By it the history knows the day."""
    day: int
    """Within its week, from 1; the same as `number` in a programme without weeks."""
    week: int | None = None
    """From 1; None in a programme without weeks."""
    routine: str | None = None
    """A built-in name, or the path of a file; None for a day of rest."""
    level: Level | None = None
    """None: by the earlier sessions of the routine."""
    talk: Talk | None = None
    say: str | None = None
    """Spoken as the session of the day begins."""
    note: str | None = None
    """Shown, never spoken."""

    @property
    def is_rest(self) -> bool:
        return self.routine is None

    @property
    def label(self) -> str:
        """How one types it: "2.3", the third day of the second week; "3" where there are no weeks."""
        return str(self.day) if self.week is None else f"{self.week}.{self.day}"

    @property
    def title(self) -> str:
        """How one reads it: "week 2, day 3", "day 3"."""
        return f"day {self.day}" if self.week is None else f"week {self.week}, day {self.day}"


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of days, at least one of which has a routine."""

    title: str
    days: tuple[Day, ...]
    language: str = "en"
    """That of the texts of the programme itself."""
    about: str | None = None
    intro: str | None = None
    """Spoken on the first day."""
    too_hard: Return = Return.REPEAT_DAY
    after_a_break: Return = Return.GO_ON
    weekdays: frozenset[int] = frozenset()
    """On which days of the week there are sessions, Monday 0; empty for any."""
    source: str = ""
    """What the user calls it: a built-in name, or a path."""

    @property
    def sessions(self) -> tuple[Day, ...]:
        """The days that have a routine."""
        return tuple(day for day in self.days if not day.is_rest)

    @property
    def weeks(self) -> int:
        """How many weeks it has; 0 in a programme without weeks."""
        return self.days[-1].week or 0

    def session_from(self, number: int) -> Day | None:
        """Return the first day from `number` on that has a routine, or None if there is none."""
        return next((day for day in self.sessions if day.number >= number), None)

    def rests_after(self, number: int) -> int:
        """Return how many days of rest follow on the day `number`."""
        count = 0
        for day in self.days[number:]:
            if not day.is_rest:
                break
            count += 1
        return count

    def returned(self, day: Day, how: Return) -> Day | None:
        """Return the session that follows on `day` where one goes on as `how` says; None if it was the last.

        Where there is no earlier day or week, that is the first.
        """
        if how is Return.GO_ON:
            return self.session_from(day.number + 1)
        if how is Return.REPEAT_DAY:
            return self.session_from(day.number)
        if how is Return.DAY_BEFORE:
            return next(self._before(day), self.sessions[0])
        if how is Return.BEGIN_AGAIN:
            return self.sessions[0]
        week = (day.week or 1) - (1 if how is Return.WEEK_BEFORE else 0)
        # A week may be one of rests alone; then it is the last one before it that has a session.
        first = next((each.number for each in self.days if each.week == week), 1)
        found = self.session_from(first)
        return found if found is not None and found.number <= day.number else self.sessions[0]

    def first_date(self, earliest: date) -> date:
        """Return the first date from `earliest` on that is one of the `weekdays`."""
        days = (earliest + timedelta(days=ahead) for ahead in range(7))
        return next((day for day in days if day.weekday() in self.weekdays), earliest)

    def _before(self, day: Day) -> Iterator[Day]:
        return (each for each in reversed(self.sessions) if each.number < day.number)
