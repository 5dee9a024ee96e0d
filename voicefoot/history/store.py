"""The history of sessions in a SQLite database, which survives however the process ends."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from voicefoot.errors import OutputError
from voicefoot.history import columns
from voicefoot.history.feedback import Note
from voicefoot.history.migrations import VERSION, migrate
from voicefoot.history.records import ExerciseRecord, NewSession, SessionRecord
from voicefoot.model.choices import Level, Talk
from voicefoot.model.tally import Tally
from voicefoot.text import escaped
from voicefoot.timeline.bookmark import Bookmark

_LOCK_TIMEOUT_SECONDS = 2.0
"""How long to wait for another process that writes."""


class History:
    """The sessions in the database at `path`, which is created if missing.

    Every method is one short transaction, and raises OutputError if the database can't be used. Several
    processes may share one database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, session: NewSession, at: datetime | None = None, place: Bookmark | None = None) -> int:
        """Insert a session that starts `at` a time (default: now) and at `place` (default: the beginning).

        Return its number. The session can be resumed from `place` even if nothing more is written.
        """
        place = place or Bookmark()
        row: dict[str, str | float] = {
            "begun": _utc(at), "routine": session.routine, "title": session.title,
            "level": session.level, "level_why": session.level_why,
            "talk": session.talk, "talk_why": session.talk_why, "brief": json.dumps(list(session.brief)),
            "exercises": json.dumps(list(session.exercises)), "voice": session.voice, "tempo": session.tempo,
            "options": json.dumps(list(session.options)), "heard_seconds": 0.0, "finished": 0,
            "exercise": place.exercise, "step": place.step, "reps": place.reps, "seconds": place.seconds,
            "programme": session.programme, "programme_day": session.programme_day,
        }  # fmt: skip
        with self._open() as database:
            placeholders = ", ".join("?" * len(row))
            cursor = database.execute(
                f"insert into session ({', '.join(row)}) values ({placeholders})",  # noqa: S608 - no text of others
                [_text(value) if isinstance(value, str) else value for value in row.values()],
            )
            assert cursor.lastrowid is not None, "a row was inserted"
            _insert_done(database, cursor.lastrowid, session.before, before=True)
            _replace_tallies(database, cursor.lastrowid, session.tallies)
            return cursor.lastrowid

    def heard(
        self,
        number: int,
        place: Bookmark,
        seconds: float,
        done: Iterable[ExerciseRecord] = (),
        tallies: Mapping[int, Tally] = MappingProxyType({}),
        *,
        finished: bool = False,
    ) -> None:
        """Update the session `number`: its position, the seconds heard in all, the exercises `done`, and all
        that was counted, by the index of the exercise.

        Exercises that are recorded already may be given again; earlier `tallies` are replaced.
        """
        with self._open() as database:
            database.execute(
                "update session set exercise = ?, step = ?, reps = ?, seconds = ?,"
                " heard_seconds = ?, finished = ? where id = ?",
                (place.exercise, place.step, place.reps, place.seconds, seconds, finished, number),
            )
            _insert_done(database, number, done, before=False)
            _replace_tallies(database, number, tallies)

    def note(self, text: str, number: int | None = None, at: datetime | None = None) -> SessionRecord | None:
        """Add feedback to the session `number`, or to the latest, and return that session; None if there is
        no such session.
        """
        with self._open() as database:
            found = database.execute("select max(id) from session where ? in (id, 0)", (number or 0,))
            (latest,) = found.fetchone()
            if latest is None:
                return None
            database.execute(
                "insert into note (session, written, text) values (?, ?, ?)", (latest, _utc(at), _text(text))
            )
            return next(_read(database, "where id = ?", (latest,)))

    def sessions(self, routine: str | None = None, limit: int = -1) -> list[SessionRecord]:
        """Return the sessions, of `routine` if given, latest first; `limit` of them at most (-1: all)."""
        if not self._path.exists():
            return []
        with self._open(writes=False) as database:
            if routine:
                clause = "where routine = ? order by id desc limit ?"
                return list(_read(database, clause, (_text(routine), limit)))
            return list(_read(database, "order by id desc limit ?", (limit,)))

    def programme_sessions(self, programme: str | None = None) -> list[SessionRecord]:
        """Return the sessions of `programme`, or of any programme, latest first."""
        if not self._path.exists():
            return []
        with self._open(writes=False) as database:
            # Both with the words of the index: without them, it is not used.
            if programme:
                clause = "where programme <> '' and programme = ? order by id desc"
                return list(_read(database, clause, (_text(programme),)))
            return list(_read(database, "where programme <> '' order by id desc", ()))

    @contextmanager
    def _open(self, *, writes: bool = True) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self._path, timeout=_LOCK_TIMEOUT_SECONDS, isolation_level=None)
            ) as database:
                database.row_factory = sqlite3.Row
                (version,) = database.execute("pragma user_version").fetchone()
                if version > VERSION:
                    raise OutputError(f"{self._path} was written by a newer voicefoot; update this one")
                if version < VERSION:
                    migrate(database, _LOCK_TIMEOUT_SECONDS)
                # Writers wait for each other here instead of failing half-way.
                database.execute("begin immediate" if writes else "begin")
                try:
                    yield database
                except BaseException:
                    if database.in_transaction:  # SQLite may have rolled back by itself
                        database.execute("rollback")
                    raise
                database.execute("commit")
        except (OSError, sqlite3.Error, ValueError) as error:
            why = escaped(str(error))  # SQLite quotes what stands in a damaged file
            raise OutputError(f"{self._path} can't be used ({why}); {_remedy(error)}") from error


def _insert_done(
    database: sqlite3.Connection, number: int, done: Iterable[ExerciseRecord], *, before: bool
) -> None:
    database.executemany(
        "insert or ignore into done (session, exercise, name, dose, before) values (?, ?, ?, ?, ?)",
        [(number, each.exercise, _text(each.name), _text(each.dose), before) for each in done],
    )


def _replace_tallies(database: sqlite3.Connection, number: int, tallies: Mapping[int, Tally]) -> None:
    database.execute("delete from tally where session = ?", (number,))
    database.executemany(
        "insert into tally (session, exercise, counted, things) values (?, ?, ?, ?)",
        [(number, exercise, tally.count, _text(tally.of)) for exercise, tally in tallies.items()],
    )


def _read(database: sqlite3.Connection, clause: str, values: tuple[object, ...]) -> Iterator[SessionRecord]:
    """Yield the sessions that the SQL `clause` selects, with their exercises and notes."""
    rows = database.execute(f"select * from session {clause}", values).fetchall()  # noqa: S608 - no text of others
    done: dict[int, list[ExerciseRecord]] = {row["id"]: [] for row in rows}
    notes: dict[int, list[Note]] = {row["id"]: [] for row in rows}
    tallies: dict[int, dict[int, Tally]] = {row["id"]: {} for row in rows}
    first = min(done, default=0)
    for row in database.execute("select * from done where session >= ? order by session, exercise", (first,)):
        if (of := done.get(row["session"])) is not None:
            place, before = columns.whole(row, "exercise"), bool(columns.whole(row, "before"))
            of.append(ExerciseRecord(place, columns.text(row, "name"), columns.text(row, "dose"), before))
    for row in database.execute("select * from note where session >= ? order by id", (first,)):
        if row["session"] in notes:
            note = Note(columns.moment(row, "written"), columns.text(row, "text"))
            notes[row["session"]].append(note)
    for row in database.execute("select * from tally where session >= ?", (first,)):
        if row["session"] in tallies:
            tally = Tally(columns.whole(row, "counted"), columns.text(row, "things"))
            tallies[row["session"]][columns.whole(row, "exercise")] = tally
    for row in rows:
        yield _session(row, done[row["id"]], notes[row["id"]], tallies[row["id"]])


def _session(
    row: sqlite3.Row,
    done: Iterable[ExerciseRecord],
    notes: Iterable[Note],
    tallies: Mapping[int, Tally],
) -> SessionRecord:
    """Return the session in `row`. Raises ValueError where that is none."""
    place = Bookmark(
        columns.whole(row, "exercise"),
        columns.whole(row, "step"),
        columns.whole(row, "reps"),
        columns.number(row, "seconds"),
    )
    return SessionRecord(
        id=columns.whole(row, "id"),
        begun=columns.moment(row, "begun"),
        routine=columns.text(row, "routine"),
        title=columns.text(row, "title"),
        level=Level(columns.text(row, "level")).value,
        talk=Talk(columns.text(row, "talk")).value,
        exercises=columns.texts(row, "exercises"),
        place=place,
        doses=tuple(done),
        heard_seconds=columns.number(row, "heard_seconds"),
        finished=bool(columns.whole(row, "finished")),
        level_why=columns.text(row, "level_why"),
        talk_why=columns.text(row, "talk_why"),
        brief=columns.texts(row, "brief"),
        voice=columns.text(row, "voice"),
        tempo=columns.number(row, "tempo"),
        options=columns.texts(row, "options"),
        notes=tuple(notes),
        tallies=tallies,
        programme=columns.text(row, "programme"),
        programme_day=columns.whole(row, "programme_day"),
    )


def _utc(at: datetime | None) -> str:
    return (datetime.now(UTC) if at is None else at.astimezone(UTC)).isoformat(timespec="seconds")


def _text(text: str) -> str:
    """Escape lone surrogates, which SQLite can't store: a file name may hold bytes that are no characters."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _remedy(error: Exception) -> str:
    code = getattr(error, "sqlite_errorname", "") or ""
    if code == "SQLITE_FULL":
        return "make room on its disk, and history is kept again"
    if isinstance(error, OSError) or code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return "see that its folder is there and can be written to"
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "another program is holding it; end that one"
    if code.startswith("SQLITE_IOERR"):
        return "look after its disk"
    return "mend or remove it, and history is kept again"
