"""What was done, kept in a database as it is done: never damaged, whatever ends the process."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from voicefoot.errors import OutputError
from voicefoot.past import PastSession

_VERSION = 1
"""Of the tables: an older program leaves a newer file alone."""
_WAIT_SECONDS = 2.0
"""For another process that writes."""
_TABLES = """
create table if not exists session (
    id integer primary key,
    begun text not null,
    routine text not null,
    title text not null,
    level text not null,
    talk text not null,
    exercises text not null,
    done integer not null,
    heard_seconds real not null,
    finished integer not null
) strict;
create index if not exists session_routine on session (routine, id);
"""


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that begins; the first `done` of its `exercises` were done before."""

    routine: str
    title: str
    level: str
    talk: str
    exercises: Sequence[str]
    done: int = 0


class History:
    """The sessions in the database at `path`, which is made where it is not there.

    Every method raises OutputError where the database can't be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, begun: Begun) -> int:
        """Writes down that a session begins now, and gives its number."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        row = (
            now, begun.routine, begun.title, begun.level, begun.talk,
            json.dumps(list(begun.exercises)), begun.done, 0.0, 0,
        )  # fmt: skip
        with self._open() as database:
            columns = "begun, routine, title, level, talk, exercises, done, heard_seconds, finished"
            marks = ", ".join("?" * len(row))
            found = database.execute(f"insert into session ({columns}) values ({marks})", row)  # noqa: S608 - no text of others
            assert found.lastrowid is not None, "a row was inserted"
            return found.lastrowid

    def heard(self, number: int, done: int, seconds: float, *, finished: bool = False) -> None:
        """Writes down how far the session `number` has come."""
        with self._open() as database:
            row = (done, seconds, finished, number)
            database.execute("update session set done = ?, heard_seconds = ?, finished = ? where id = ?", row)

    def sessions(self, routine: str | None = None) -> list[PastSession]:
        """All sessions, or those of `routine`, the latest first."""
        if not self._path.exists():
            return []
        with self._open() as database:
            query = "select * from session where ? in (routine, '') order by id desc"
            return [_session(row) for row in database.execute(query, (routine or "",))]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT_SECONDS)) as database:
                database.row_factory = sqlite3.Row
                (version,) = database.execute("pragma user_version").fetchone()
                if version > _VERSION:
                    raise OutputError(f"{self._path} was written by a newer voicefoot; update this one")
                if version < _VERSION:
                    database.execute("pragma journal_mode = wal")
                    database.executescript(f"begin; {_TABLES} pragma user_version = {_VERSION}; commit;")
                with database:
                    yield database
        except (OSError, sqlite3.Error) as error:
            raise OutputError(
                f"{self._path} can't be used ({error}); mend or remove it, and history is kept again"
            ) from error


def _session(row: sqlite3.Row) -> PastSession:
    return PastSession(
        row["id"],
        datetime.fromisoformat(row["begun"]).astimezone(),
        row["routine"],
        row["title"],
        row["level"],
        row["talk"],
        tuple(json.loads(row["exercises"])),
        row["done"],
        row["heard_seconds"],
        bool(row["finished"]),
    )
