"""Records of past sessions, and the statistics over them: days, streak, calendar, table."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from voicefoot.history.feedback import Feeling, Note
from voicefoot.history.level_reasons import FITTED
from voicefoot.language.tallied import tally_words
from voicefoot.model.tally import Tally
from voicefoot.text import escaped
from voicefoot.timeline.bookmark import Bookmark

WEEKS_SHOWN = 8
COLUMNS = (
    "begun", "routine", "title", "level", "talk", "done", "exercises", "minutes", "finished",
    "level_why", "talk_why", "brief", "doses", "voice", "tempo", "notes", "command",
    "programme", "programme_day",
)  # fmt: skip
"""The columns of the CSV table. Append only: programs rely on the names and their order."""
_INDENT = " " * 18


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """A finished exercise: its index in the session, its name and its dose.

    `before` is set if it was finished in the earlier session that this one resumed.
    """

    exercise: int
    name: str
    dose: str = ""
    before: bool = False


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session, as far as it was heard.

    `begun` is local time with its UTC offset; `routine` is a built-in name or the path of a file;
    `exercises` are the names of the session's exercises, in order.
    """

    id: int
    begun: datetime
    routine: str
    title: str
    level: str
    talk: str
    exercises: tuple[str, ...]
    place: Bookmark = field(default_factory=Bookmark)
    """The last position heard."""
    doses: tuple[ExerciseRecord, ...] = ()
    heard_seconds: float = 0.0
    finished: bool = False
    level_why: str = ""
    """Empty if unknown, as in sessions that old versions recorded."""
    talk_why: str = ""
    brief: tuple[str, ...] = ()
    """Exercises that were announced briefly, since they were known."""
    voice: str = ""
    tempo: float = 1.0
    options: tuple[str, ...] = ()
    """The command-line arguments after `voicefoot` that give the same session."""
    notes: tuple[Note, ...] = ()
    tallies: Mapping[int, Tally] = field(default_factory=lambda: MappingProxyType({}))
    """What was counted, by the index of the exercise."""
    programme: str = ""
    """The programme that it was a part of: a built-in name or the path of a file; empty if of none."""
    programme_day: int = 0
    """Which day of the programme it was, among all of them, from 1; 0 if of none."""

    @property
    def done(self) -> int:
        """The number of finished exercises, including those of the session that this one resumed."""
        return len(self.doses)

    @property
    def done_now(self) -> tuple[ExerciseRecord, ...]:
        """The exercises finished in this session itself."""
        return tuple(each for each in self.doses if not each.before)

    @property
    def feeling(self) -> Feeling | None:
        """The latest feedback on its dose, or None."""
        feelings = [note.feeling for note in self.notes if note.feeling is not None]
        return feelings[-1] if feelings else None

    @property
    def is_begun(self) -> bool:
        """Whether the position is beyond the first step."""
        return self.place.exercise > 0 or self.place.step > 0

    @property
    def stopped_in(self) -> str | None:
        """The name of the exercise in which the session was stopped early, or None."""
        if self.finished or self.done >= len(self.exercises):
            return None
        return self.exercises[min(self.place.exercise, len(self.exercises) - 1)]

    @property
    def command(self) -> str:
        """The command line for the same session; empty if unknown."""
        return shlex.join(("voicefoot", *self.options)) if self.options else ""

    def dose_words(self, done: ExerciseRecord) -> str:
        """Return an exercise with its dose and what was counted in it: "Circuit: 600 s, 7 rounds"."""
        amounts = ", ".join(filter(None, (done.dose, self._tally_words(done.exercise))))
        return f"{done.name}: {amounts}" if amounts else done.name

    def _tally_words(self, exercise: int) -> str:
        tally = self.tallies.get(exercise)
        return "" if tally is None else tally_words(tally, None)

    def _tally_json(self, exercise: int) -> dict[str, Any] | None:
        tally = self.tallies.get(exercise)
        return None if tally is None else {"count": tally.count, "of": tally.of}

    @property
    def stopped_words(self) -> str:
        """Where the session was stopped early, and what was counted there: "Circuit after 7 rounds"; empty if
        it was not.
        """
        if self.stopped_in is None:
            return ""
        return " after ".join(filter(None, (self.stopped_in, self._tally_words(self.place.exercise))))

    def as_json(self) -> dict[str, Any]:
        """Return the whole record as JSON values, for programs."""
        place = self.place
        return {
            "begun": self.begun.isoformat(timespec="seconds"),
            "routine": self.routine,
            "title": self.title,
            # Where doses were chosen to fit a time, no level chose them.
            "level": None if self.level_why == FITTED else self.level,
            "talk": self.talk,
            "done": self.done,
            "exercises": list(self.exercises),
            "minutes": round(self.heard_seconds / 60, 1),
            "finished": self.finished,
            "level_why": self.level_why,
            "talk_why": self.talk_why,
            "brief": list(self.brief),
            "doses": [
                {"exercise": each.name, "dose": each.dose, "tally": self._tally_json(each.exercise)}
                for each in self.done_now
            ],
            "voice": self.voice,
            "tempo": self.tempo,
            "place": {
                "exercise": place.exercise, "step": place.step, "reps": place.reps, "seconds": place.seconds,
                "tally": self._tally_json(place.exercise),
            },
            "notes": [
                {"written": note.written.isoformat(timespec="seconds"), "text": note.text}
                for note in self.notes
            ],
            "command": self.command,
            "programme": self.programme,
            "programme_day": self.programme_day,
        }  # fmt: skip

    def as_row(self) -> list[Any]:
        """Return the cells of the record, in the order of COLUMNS."""
        cells = self.as_json() | {
            "exercises": len(self.exercises),
            "brief": "; ".join(self.brief),
            "doses": "; ".join(self.dose_words(each) for each in self.done_now),
            "notes": "; ".join(note.text for note in self.notes),
        }
        return [cells[column] for column in COLUMNS]


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
    from voicefoot.timeline.transcript import clock

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
