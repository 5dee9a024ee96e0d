"""The commands `history` and `log`: what was played, and what was noted about it."""

from __future__ import annotations

import csv
import sys
from datetime import datetime

import click

from voicefoot.cli.printing import echo, echo_json
from voicefoot.errors import CommandError
from voicefoot.outgoing import for_csv

_SESSIONS_SHOWN = 10
_NOTES_SHOWN = 50


@click.command("history")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, for spreadsheets.")
def history_command(as_json: bool, as_csv: bool) -> None:
    """List the sessions played, what was done and why, and the days in a row."""
    from voicefoot.history.records import COLUMNS
    from voicefoot.history.statistics import calendar, days_of, streak, table
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file

    sessions = History(history_file()).sessions()
    if as_json:
        echo_json([session.as_json() for session in sessions])
        return
    if as_csv:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(COLUMNS)
        for session in sessions:
            rows.writerow([for_csv(cell) if isinstance(cell, str) else cell for cell in session.as_row()])
        return
    if not sessions:
        echo("No session was played yet; type: voicefoot play")
        return
    today = datetime.now().astimezone().date()
    days = days_of(sessions)
    for line in (*table(sessions[:_SESSIONS_SHOWN]), "", *calendar(days, today)):
        echo(line)
    count = streak(days, today)
    echo(f"\n{count} {'day' if count == 1 else 'days'} in a row")


@click.command("log")
@click.argument("words", nargs=-1, metavar="[TEXT]")
def log_command(words: tuple[str, ...]) -> None:
    """Add the note TEXT to your latest session, or list all notes. After "too hard" the next session is a
    level lower, after "too easy" a level higher.
    """
    text = " ".join(words).strip()
    if text:
        _add_note(text)
    else:
        _print_notes()


def _add_note(text: str) -> None:
    """Add `text` to the latest session, and print what follows from it for the next one."""
    from voicefoot.history.feedback import Feeling, feeling_of
    from voicefoot.history.level_reasons import FITTED, NO_RANGES
    from voicefoot.history.progression import after_note
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file
    from voicefoot.text import escaped

    session = History(history_file()).note(text)
    if session is None:
        raise CommandError("there is no session yet that a note could belong to; type: voicefoot play")
    echo(f"Noted for {escaped(session.title)}, {session.begun:%Y-%m-%d %H:%M}.")
    feeling = feeling_of(text)
    if feeling is None:
        return
    if session.programme:
        from voicefoot.cli.programme import what_comes

        echo(what_comes(session.programme))
        return
    level = after_note(session.level, feeling)
    if session.level_why == FITTED:
        echo("It was fitted into a time, so it changes no level; --fit takes another time.")
    elif session.level_why == NO_RANGES:
        echo("Its doses have no ranges, so it stays as it is; --tempo 80% slows it down, 110% speeds it up.")
    elif level != session.level:
        echo(f"The next time is {level}.")
    elif feeling is Feeling.TOO_HARD:
        echo("The next time is gentle again; --tempo 80% slows it down, and --skip leaves an exercise out.")
    else:
        echo("The next time is strong again; --tempo 110% makes it quicker.")


def _print_notes() -> None:
    """Print the latest notes, the latest first."""
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file
    from voicefoot.text import escaped

    lines = [
        f"{note.written:%Y-%m-%d %H:%M}  {escaped(session.title)}: {escaped(note.text)}"
        for session in History(history_file()).sessions()
        for note in reversed(session.notes)
    ]
    for line in lines[:_NOTES_SHOWN]:
        echo(line)
    if not lines:
        echo('Nothing was noted yet; after a session, type: voicefoot log "too hard"')
