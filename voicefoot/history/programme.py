"""Which day of a programme it is, by what was done of it; and its days on the calendar.

A day that was missed is not lost: the day to do is the one after the last that was done. Days of rest pass by
the calendar, so that after a session there are at least as many as the programme has there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from voicefoot.history.feedback import Feeling
from voicefoot.history.level_reasons import WHY_BREAK
from voicefoot.history.progression import BREAK, LONG_BREAK
from voicefoot.history.records import SessionRecord
from voicefoot.model.choices import Level
from voicefoot.model.programme import Day, Programme, Return

_LEVELS = tuple(Level)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is in a programme."""

    next_day: Day | None
    """The session to do next; None if the programme is done."""
    due: date
    """The earliest date on which it is to be done; of a programme that is done, the date of its last day."""
    done: Mapping[int, date]
    """When each day was done that lies behind, by its number."""
    last: SessionRecord | None = None
    """The session on which this is based."""
    why: str = ""
    """Why it goes back, in words for people; empty if it does not."""
    eased: int = 0
    """How many levels below the written one, since earlier days were too hard."""

    def is_due(self, today: date) -> bool:
        """Whether there is a session to do today."""
        return self.next_day is not None and self.due <= today

    @property
    def is_again(self) -> bool:
        """Whether the next day was done, or begun, before."""
        last = None if self.last is None else self.last.programme_day
        return self.next_day is not None and last is not None and self.next_day.number <= last

    def level(self, day: Day) -> Level | None:
        """Return the level of `day`: the written one, or a lower one; None if none is written."""
        if day.level is None:
            return None
        return _LEVELS[max(0, _LEVELS.index(day.level) - self.eased)]


def standing(programme: Programme, sessions: Sequence[SessionRecord], today: date) -> Standing:
    """Return how far somebody is in `programme`. `sessions` are those of the programme, the latest first."""
    by_number = {day.number: day for day in programme.sessions}
    counted = [s for s in reversed(sessions) if s.programme_day in by_number and _counts(s)]
    if not counted:
        return Standing(programme.sessions[0], programme.first_date(today), {})
    last = counted[-1]
    day = by_number[last.programme_day]
    how, why = _way_on(programme, last, today)
    found = programme.returned(day, how)
    done = _done(counted, found)
    return Standing(found, _due(programme, last, found), done, last, why, _eased(counted, by_number))


def _due(programme: Programme, last: SessionRecord, next_day: Day | None) -> date:
    """Return the earliest date of the session that follows on `last`: after the rests behind that."""
    when = _local_date(last)
    if next_day is None or (not is_done(last) and last.feeling is not Feeling.TOO_HARD):
        return when
    return programme.first_date(when + _ONE_DAY * (1 + programme.rests_after(last.programme_day)))


def is_done(session: SessionRecord) -> bool:
    """Whether the day of `session` is done: heard to its end, with at least half of the exercises."""
    return session.finished and 2 * session.done >= len(session.exercises)


def _counts(session: SessionRecord) -> bool:
    return is_done(session) or session.feeling is not None


def _way_on(programme: Programme, last: SessionRecord, today: date) -> tuple[Return, str]:
    """Return how the programme goes on after `last`, and why, where it goes back."""
    onward = Return.GO_ON if is_done(last) else Return.REPEAT_DAY
    feeling = last.feeling
    if feeling is Feeling.TOO_HARD:
        # What was too hard to be finished is not passed over.
        how = programme.too_hard if programme.too_hard is not Return.GO_ON else onward
        return how, "" if how is Return.GO_ON else "the last time was too hard"
    absence = today - _local_date(last)
    if absence > BREAK and programme.after_a_break is not Return.GO_ON:
        return programme.after_a_break, WHY_BREAK
    return onward, ""


def _done(counted: Iterable[SessionRecord], next_day: Day | None) -> Mapping[int, date]:
    """Return when the days were done that lie behind. To do an earlier day again leaves those after it to be
    done again.
    """
    done: dict[int, date] = {}
    for session in counted:
        if is_done(session):
            done = {number: day for number, day in done.items() if number < session.programme_day}
            done[session.programme_day] = _local_date(session)
    return {number: day for number, day in done.items() if next_day is None or number < next_day.number}


def _eased(counted: Iterable[SessionRecord], by_number: Mapping[int, Day]) -> int:
    """Return how many levels below the written ones the next session is: one more for each that was too hard,
    one less for each that was too easy.
    """
    eased = 0
    for session in counted:
        written = by_number[session.programme_day].level
        if written is None:
            continue
        feeling = session.feeling
        if feeling is Feeling.TOO_HARD:
            eased = min(eased + 1, _LEVELS.index(written))
        elif feeling is Feeling.TOO_EASY:
            eased = max(eased - 1, 0)
    return eased


def level_after_break(level: Level, last: SessionRecord | None, today: date) -> tuple[Level, bool]:
    """Return the level after a time away, and whether that was a long one: a level lower after two weeks, the
    first after six.
    """
    absence = timedelta() if last is None else today - _local_date(last)
    if absence > LONG_BREAK:
        return _LEVELS[0], True
    if absence > BREAK:
        return _LEVELS[max(0, _LEVELS.index(level) - 1)], False
    return level, False


# -- on the calendar -------------------------------------------------------------------------------


class State(StrEnum):
    """What is known of a day of a programme."""

    DONE = "done"
    PASSED = "passed"
    """A day of rest that lies behind, or a day that was passed over."""
    TODAY = "today"
    TO_COME = "to come"


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day of a programme with its date: when it was done, or the first on which it can be."""

    day: Day
    state: State
    date: date | None = None
    """None for what has passed without being done."""


def planned_days(programme: Programme, found: Standing, today: date) -> Iterator[PlannedDay]:
    """Yield all days of `programme`. Those to come have dates as if none were missed from today on."""
    first = found.next_day
    behind = len(programme.days) if first is None else first.number - 1
    # Rests that lie between the last session and the next one are still to come, if it is not yet due.
    waits = 0 if first is None else min(max(0, (found.due - today).days), _rests_before(programme, first))
    for day in programme.days[: behind - waits]:
        state = State.DONE if day.number in found.done else State.PASSED
        yield PlannedDay(day, state, found.done.get(day.number))
    if first is None:
        return
    start = max(found.due, today)
    for day in programme.days[behind - waits : behind]:
        when = start - _ONE_DAY * (first.number - day.number)
        yield PlannedDay(day, State.TODAY if when == today else State.TO_COME, when)
    when = start
    for day in programme.days[behind:]:
        if not day.is_rest and day is not first:
            when = programme.first_date(when)
        yield PlannedDay(day, State.TODAY if when == today else State.TO_COME, when)
        when += _ONE_DAY


def _rests_before(programme: Programme, first: Day) -> int:
    count = 0
    for day in reversed(programme.days[: first.number - 1]):
        if not day.is_rest:
            break
        count += 1
    return count


def _local_date(session: SessionRecord) -> date:
    return session.begun.date()
