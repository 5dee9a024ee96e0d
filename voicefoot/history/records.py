"""What is kept of a session: `NewSession` is written when it begins, `SessionRecord` is read later.

A new fact needs a field in both, a column in `migrations`, its place in `store`, and its value where a
session begins (`cli.from_history`) or while it plays (`recorder`). What is told of many is in `statistics`.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from voicefoot.history.feedback import Feeling, Note
from voicefoot.history.level_reasons import FITTED
from voicefoot.language.tallied import tally_words
from voicefoot.model.tally import Tally
from voicefoot.timeline.bookmark import Bookmark

COLUMNS = (
    "begun", "routine", "title", "level", "talk", "done", "exercises", "minutes", "finished",
    "level_why", "talk_why", "brief", "doses", "voice", "tempo", "notes", "command",
    "programme", "programme_day",
)  # fmt: skip
"""The columns of the CSV table. Append only: programs rely on the names and their order."""


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
class NewSession:
    """A session about to start.

    `doses` holds the planned dose of each of the `exercises`; `before` holds the exercises finished in the
    session that this one resumes.
    """

    routine: str
    title: str
    level: str
    talk: str
    exercises: Sequence[str]
    doses: Sequence[str] = ()
    before: Sequence[ExerciseRecord] = ()
    level_why: str = ""
    talk_why: str = ""
    brief: Sequence[str] = ()
    """Exercises to announce briefly, since they are known."""
    voice: str = ""
    tempo: float = 1.0
    options: Sequence[str] = ()
    """The command-line arguments after `voicefoot` that give the same session."""
    tallies: Mapping[int, Tally] = field(default_factory=lambda: MappingProxyType({}))
    """What was counted in the session that this one resumes, by the index of the exercise."""
    programme: str = ""
    programme_day: int = 0
    """Which day of which programme it is; see SessionRecord."""

    def done(self, exercise: int) -> ExerciseRecord:
        """Return the record of the exercise with that index, as finished."""
        dose = self.doses[exercise] if exercise < len(self.doses) else ""
        return ExerciseRecord(exercise, self.exercises[exercise], dose)


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
