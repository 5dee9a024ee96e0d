"""What `history` and `log` print, and how `play` knows where a session was left."""

from __future__ import annotations

import csv
import json
import sys
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicefoot.errors import CommandError

if TYPE_CHECKING:
    from voicefoot.history.records import SessionRecord

_SHOWN = 10
"""Sessions, for people."""
_SHOWN_NOTES = 50


MOST_LOOKED_AT = 20
"""Sessions, for one that was begun and left."""


def known_as(routine: str) -> str:
    """Under what name the history knows `routine`: a built-in name, or where its file lies.

    Raises CommandError where it is neither.
    """
    from voicefoot.reading.builtin import names
    from voicefoot.reading.read import is_path
    from voicefoot.text import match

    return str(Path(routine).resolve()) if is_path(routine) else match(routine, names(), "routine")


def left_off(routine: str) -> SessionRecord | None:
    """The latest session of `routine`, where it was not brought to its end; the one before, where nothing of
    the latest was done.
    """
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file

    unfinished = list(
        takewhile(
            lambda session: session.stopped_in is not None,
            History(history_file()).sessions(known_as(routine), MOST_LOOKED_AT),
        )
    )
    return next((session for session in unfinished if session.is_begun), next(iter(unfinished), None))


def resumed(routine: str, exercises: tuple[str, ...]) -> SessionRecord:
    """The session of `routine` to go on with, at its `place`; it has these `exercises`.

    Raises CommandError where none was left unfinished.
    """
    latest = left_off(routine)
    if latest is None:
        raise CommandError(f"no session of {routine} was left unfinished; leave out --resume")
    if latest.exercises != exercises:
        at = f'choose the same as then, or begin where you like with --from "{latest.stopped_in}"'
        remedy = f"type: {latest.command} --resume" if latest.command else at
        raise CommandError(f"the session of {routine} that was left unfinished had other exercises; {remedy}")
    return latest


def print_history(*, as_json: bool, as_csv: bool) -> None:
    """Prints all sessions, the latest first: for people the last ones alone, with a calendar."""
    from voicefoot.history.records import COLUMNS, calendar, days_of, streak, table
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file

    sessions = History(history_file()).sessions()
    if as_json:
        click.echo(json.dumps([session.as_json() for session in sessions], ensure_ascii=False, indent=1))
        return
    if as_csv:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows(session.as_row() for session in sessions)
        return
    if not sessions:
        click.echo("No session was played yet; type: voicefoot play")
        return
    today = datetime.now().astimezone().date()
    days = days_of(sessions)
    for line in (*table(sessions[:_SHOWN]), "", *calendar(days, today)):
        click.echo(line)
    count = streak(days, today)
    click.echo(f"\n{count} {'day' if count == 1 else 'days'} in a row")


def add_note(text: str) -> None:
    """Keeps `text` with the latest session, and tells what follows from it."""
    from voicefoot.history.feedback import Feeling, feeling_of
    from voicefoot.history.progression import NO_RANGES, after_note
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file
    from voicefoot.text import escaped

    session = History(history_file()).note(text)
    if session is None:
        raise CommandError("no session was played yet that a note could belong to; type: voicefoot play")
    click.echo(f"Noted for {escaped(session.title)}, {session.begun:%Y-%m-%d %H:%M}.")
    feeling = feeling_of(text)
    if feeling is None:
        return
    level = after_note(session.level, feeling)
    if session.level_why == NO_RANGES:
        click.echo(
            "Its doses have no ranges, so it stays as it is; --tempo 80% slows it down, 110% speeds it up."
        )
    elif level != session.level:
        click.echo(f"The next time is {level}.")
    elif feeling is Feeling.TOO_HARD:
        click.echo(
            "The next time is gentle again; --tempo 80% slows it down, and --skip leaves an exercise out."
        )
    else:
        click.echo("The next time is strong again; --tempo 110% makes it quicker.")


def print_notes() -> None:
    """Prints what was noted, the latest session first."""
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file
    from voicefoot.text import escaped

    lines = [
        f"{note.written:%Y-%m-%d %H:%M}  {escaped(session.title)}: {escaped(note.text)}"
        for session in History(history_file()).sessions()
        for note in reversed(session.notes)
    ]
    for line in lines[:_SHOWN_NOTES]:
        click.echo(line)
    if not lines:
        click.echo('Nothing was noted yet; type, after a session: voicefoot log "too hard"')
