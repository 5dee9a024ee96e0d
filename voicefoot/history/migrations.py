"""The schema of the history database, and its migrations from older versions."""

from __future__ import annotations

import json
import sqlite3
import time

VERSION = 4
"""The current schema version. A program refuses a file with a newer one."""

_SCHEMA_1 = (
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
_MIGRATION_2 = (
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
_MIGRATION_3 = """create table tally (
        session integer not null references session (id),
        exercise integer not null,
        counted integer not null,
        things text not null,
        primary key (session, exercise)
    ) strict, without rowid"""
_MIGRATION_4 = (
    "alter table session add column programme text not null default ''",
    "alter table session add column programme_day integer not null default 0",
    "create index session_programme on session (programme, id) where programme <> ''",
)
_RETRY_SECONDS = 0.02


def migrate(database: sqlite3.Connection, timeout_seconds: float) -> None:
    """Create the tables, or migrate those of an older version, in one transaction.

    `database` must be in autocommit mode. Raises sqlite3.Error.
    """
    _enable_wal(database, timeout_seconds)
    database.execute("begin immediate")
    try:
        # Another process may have migrated the file while this one waited for the lock.
        (version,) = database.execute("pragma user_version").fetchone()
        if version < 1:
            for statement in _SCHEMA_1:
                database.execute(statement)
        if version < 2:
            for statement in _MIGRATION_2:
                database.execute(statement)
            _migrate_done_count(database)
        if version < 3:
            database.execute(_MIGRATION_3)
        if version < 4:
            for statement in _MIGRATION_4:
                database.execute(statement)
        if version < VERSION:
            database.execute(f"pragma user_version = {VERSION}")
    except BaseException:
        if database.in_transaction:
            database.execute("rollback")
        raise
    database.execute("commit")


def _enable_wal(database: sqlite3.Connection, timeout_seconds: float) -> None:
    """Turn on write-ahead logging. Retry while another process does the same: SQLite does not wait for it."""
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            database.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _migrate_done_count(database: sqlite3.Connection) -> None:
    """Turn version 1's count of done exercises, always the first ones, into rows of `done`."""
    for number, exercises, count in database.execute("select id, exercises, done from session").fetchall():
        names = json.loads(exercises)
        database.executemany(
            "insert into done (session, exercise, name, dose, before) values (?, ?, ?, '', 0)",
            [(number, at, name) for at, name in enumerate(names[:count])],
        )
        current = min(count, max(0, len(names) - 1))
        database.execute("update session set exercise = ? where id = ?", (current, number))
    database.execute("alter table session drop column done")
