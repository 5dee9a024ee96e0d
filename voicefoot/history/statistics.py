"""What is told of many sessions: days, the streak, a calendar, a table of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date, timedelta

from voicefoot.history.level_reasons import FITTED
from voicefoot.history.records import SessionRecord
from voicefoot.text import escaped
from voicefoot.timeline.transcript import clock

WEEKS_SHOWN = 8
_INDENT = " " * 18


def days_of(sessions: Iterable[SessionRecord]) -> set[date]:
    """Return the days on which at least one exercise was finished."""
    return {session.begun.date() for session in sessions if session.done_now}


def streak(days: Set[date], today: date) -> int:
    """Count the days in a row up to today. Today itself does not break the streak: it is not over yet."""
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count += 1
        day -= timedelta(days=1)
    return count


def calendar(days: Set[date], today: date, mark: str = "x") -> Iterator[str]:
    """Yield the last WEEKS_SHOWN weeks, a row each, Monday first, with a `mark` for each of the `days`."""
    yield "          Mo Tu We Th Fr Sa Su"
    monday = today - timedelta(days=today.weekday())
    for week in range(WEEKS_SHOWN - 1, -1, -1):
        first = monday - timedelta(weeks=week)
        each = [first + timedelta(days=number) for number in range(7)]
        cells = [" " if day > today else mark if day in days else "." for day in each]
        yield f"{first.day:>3} {first:%b}   {'  '.join(cells)}".rstrip()


def table(sessions: Sequence[SessionRecord]) -> Iterator[str]:
    """Yield the lines that describe each session to the user, in the given order: its progress, the choices
    and their reasons, the finished exercises, and the notes.
    """
    for session in sessions:
        progress = f"{session.done} of {len(session.exercises)}"
        where = f", stopped in {escaped(session.stopped_words)}" if session.stopped_in else ""
        begun = f"{session.begun:%Y-%m-%d %H:%M}"
        yield f"{begun}  {clock(session.heard_seconds):>7}  {progress:>8}  {escaped(session.title)}{where}"
        if session.programme:
            yield f"{_INDENT}day {session.programme_day} of {escaped(session.programme)}"
        level = (
            session.level_why if session.level_why == FITTED else _choice(session.level, session.level_why)
        )
        yield f"{_INDENT}{level}; talk {_talk(session)}"
        for each in session.done_now:
            yield f"{_INDENT}{escaped(session.dose_words(each))}"
        for note in session.notes:
            yield f'{_INDENT}you said: "{escaped(note.text)}"'


def _choice(what: str, why: str) -> str:
    return f"{what} ({escaped(why)})" if why else what


def _talk(session: SessionRecord) -> str:
    return _choice(session.talk, session.talk_why)
