"""Sessions that were done, and what they tell together."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from voicefoot.history.feedback import Note
from voicefoot.text import escaped
from voicefoot.timeline.bookmark import Bookmark
from voicefoot.timeline.transcript import clock

WEEKS_SHOWN = 8
COLUMNS = (
    "begun", "routine", "title", "level", "talk", "done", "exercises", "minutes", "finished",
    "level_why", "talk_why", "brief", "doses", "voice", "tempo", "notes", "command",
)  # fmt: skip
"""Of the table for spreadsheets; what programs read already keeps its name and its place."""
_INDENT = " " * 18


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """An exercise that was brought to its end: which of the session, from 0, and how much of it was done.

    `before`: in the session that this one went on with.
    """

    exercise: int
    name: str
    dose: str = ""
    before: bool = False


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session, as far as it was heard. `begun` is in local time, with its offset; `routine` is what was
    played: a built-in name, or the path of a file. `exercises` are those of the session, in order.
    """

    id: int
    begun: datetime
    routine: str
    title: str
    level: str
    talk: str
    exercises: tuple[str, ...]
    place: Bookmark = field(default_factory=Bookmark)
    """Where it was heard last."""
    doses: tuple[ExerciseRecord, ...] = ()
    heard_seconds: float = 0.0
    finished: bool = False
    level_why: str = ""
    """Empty where it is not known, as in what old versions wrote."""
    talk_why: str = ""
    brief: tuple[str, ...] = ()
    """Exercises of which little was said, since they were known."""
    voice: str = ""
    tempo: float = 1.0
    options: tuple[str, ...] = ()
    """What was typed after `voicefoot`, or could have been, for the same session."""
    notes: tuple[Note, ...] = ()

    @property
    def done(self) -> int:
        """How many of the exercises were done, those done before counted in."""
        return len(self.doses)

    @property
    def done_now(self) -> tuple[ExerciseRecord, ...]:
        """The exercises that were done in this session itself."""
        return tuple(each for each in self.doses if not each.before)

    @property
    def is_begun(self) -> bool:
        """Whether it came beyond its first step, or began there."""
        return self.place.exercise > 0 or self.place.step > 0

    @property
    def stopped_in(self) -> str | None:
        """The exercise in which it was ended too soon."""
        if self.finished or self.done >= len(self.exercises):
            return None
        return self.exercises[min(self.place.exercise, len(self.exercises) - 1)]

    @property
    def command(self) -> str:
        """The line to type for the same session; empty where it is not known."""
        return shlex.join(("voicefoot", *self.options)) if self.options else ""

    def as_json(self) -> dict[str, Any]:
        """All of it, for programs."""
        place = self.place
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
            "level_why": self.level_why,
            "talk_why": self.talk_why,
            "brief": list(self.brief),
            "doses": [{"exercise": each.name, "dose": each.dose} for each in self.done_now],
            "voice": self.voice,
            "tempo": self.tempo,
            "place": {
                "exercise": place.exercise, "step": place.step, "reps": place.reps, "seconds": place.seconds
            },
            "notes": [
                {"written": note.written.isoformat(timespec="seconds"), "text": note.text}
                for note in self.notes
            ],
            "command": self.command,
        }  # fmt: skip

    def as_row(self) -> list[Any]:
        """Its cells under COLUMNS."""
        told = self.as_json() | {
            "exercises": len(self.exercises),
            "brief": "; ".join(self.brief),
            "doses": "; ".join(_dose(each) for each in self.done_now),
            "notes": "; ".join(note.text for note in self.notes),
        }
        return [told[column] for column in COLUMNS]


def _dose(done: ExerciseRecord) -> str:
    return f"{done.name}: {done.dose}" if done.dose else done.name


def days_of(sessions: Iterable[SessionRecord]) -> set[date]:
    """The days on which an exercise was done, at least one."""
    return {session.begun.date() for session in sessions if session.done_now}


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


def table(sessions: Sequence[SessionRecord]) -> Iterator[str]:
    """What people read of each session, as they come: how far it came, what was chosen and why, what was
    done, and what was said of it.
    """
    for session in sessions:
        told = f"{session.done} of {len(session.exercises)}"
        where = f", stopped in {escaped(session.stopped_in)}" if session.stopped_in else ""
        begun = f"{session.begun:%Y-%m-%d %H:%M}"
        yield f"{begun}  {clock(session.heard_seconds):>7}  {told:>8}  {escaped(session.title)}{where}"
        yield f"{_INDENT}{_choice(session.level, session.level_why)}; talk {_talk(session)}"
        for each in session.done_now:
            yield f"{_INDENT}{escaped(_dose(each))}"
        for note in session.notes:
            yield f'{_INDENT}you said: "{escaped(note.text)}"'


def _choice(what: str, why: str) -> str:
    return f"{what} ({escaped(why)})" if why else what


def _talk(session: SessionRecord) -> str:
    return _choice(session.talk, session.talk_why)
