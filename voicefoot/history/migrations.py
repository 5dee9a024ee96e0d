"""The tables of the history, and how a file of an older version becomes one of this."""

from __future__ import annotations

import json
import sqlite3
import time

VERSION = 2
"""An older program leaves a newer file alone."""

_TO_1 = (
    """create table session (
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
    ) strict""",
    "create index session_routine on session (routine, id)",
)
_TO_2 = (
    *(
        f"alter table session add column {column}"
        for column in (
            "level_why text not null default ''",
            "talk_why text not null default ''",
            "brief text not null default '[]'",
            "voice text not null default ''",
            "tempo real not null default 1.0",
            "options text not null default '[]'",
            "exercise integer not null default 0",
            "step integer not null default 0",
            "reps integer not null default 0",
            "seconds real not null default 0.0",
        )
    ),
    """create table done (
        session integer not null references session (id),
        exercise integer not null,
        name text not null,
        dose text not null,
        before integer not null,
        primary key (session, exercise)
    ) strict, without rowid""",
    """create table note (
        id integer primary key,
        session integer not null references session (id),
        written text not null,
        text text not null
    ) strict""",
    "create index note_session on note (session)",
)
_PAUSE_SECONDS = 0.02


def bring_up_to_date(database: sqlite3.Connection, wait_seconds: float) -> None:
    """Makes the tables, or brings those of an older version to this one, all at once or not at all.

    `database` is in autocommit mode. Raises sqlite3.Error.
    """
    _write_ahead(database, wait_seconds)
    database.execute("begin immediate")
    try:
        # Another process may have done it while this one waited.
        (version,) = database.execute("pragma user_version").fetchone()
        if version < 1:
            for statement in _TO_1:
                database.execute(statement)
        if version < 2:
            for statement in _TO_2:
                database.execute(statement)
            _spell_out_what_was_done(database)
        if version < VERSION:
            database.execute(f"pragma user_version = {VERSION}")
    except BaseException:
        if database.in_transaction:
            database.execute("rollback")
        raise
    database.execute("commit")


def _write_ahead(database: sqlite3.Connection, wait_seconds: float) -> None:
    """Turns on write-ahead logging, for which SQLite does not wait while another process does the same."""
    ends = time.monotonic() + wait_seconds
    while True:
        try:
            database.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > ends:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _spell_out_what_was_done(database: sqlite3.Connection) -> None:
    """Version 1 counted the exercises that were done; they were the first ones."""
    for number, exercises, count in database.execute("select id, exercises, done from session").fetchall():
        names = json.loads(exercises)
        database.executemany(
            "insert into done (session, exercise, name, dose, before) values (?, ?, ?, '', 0)",
            [(number, at, name) for at, name in enumerate(names[:count])],
        )
        here = min(count, max(0, len(names) - 1))
        database.execute("update session set exercise = ? where id = ?", (here, number))
    database.execute("alter table session drop column done")
