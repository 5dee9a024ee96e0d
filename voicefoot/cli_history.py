"""What `history` prints, and how `play` knows where a session was left."""

from __future__ import annotations

import csv
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicefoot.errors import CommandError

if TYPE_CHECKING:
    from voicefoot.past import PastSession


def known_as(routine: str) -> str:
    """Under what name the history knows `routine`: a built-in name, or where its file lies."""
    from voicefoot.builtin import names

    return routine if routine in names() else str(Path(routine).resolve())


def left_off(routine: str) -> PastSession | None:
    """The latest session of `routine`, where it was not brought to its end, though begun."""
    from voicefoot.folders import history_file
    from voicefoot.history import History

    latest = next(iter(History(history_file()).sessions(known_as(routine))), None)
    return latest if latest is not None and latest.stopped_in is not None else None


def resumed(routine: str, exercises: tuple[str, ...]) -> int:
    """How many of `exercises` need not be done again. Raises CommandError where none was left unfinished."""
    latest = left_off(routine)
    if latest is None:
        raise CommandError(f"no session of {routine} was left unfinished; leave out --resume")
    if latest.exercises != exercises:
        raise CommandError(
            f"the session of {routine} that was left unfinished had other exercises; "
            f'choose the same as then, or begin where you like with --from "{latest.stopped_in}"'
        )
    return latest.done


def print_history(*, as_json: bool, as_csv: bool) -> None:
    """Prints all sessions, the latest first: for people the last ones alone, with a calendar."""
    from voicefoot.folders import history_file
    from voicefoot.history import History
    from voicefoot.past import COLUMNS, calendar, days_of, streak, table

    sessions = History(history_file()).sessions()
    if as_json:
        click.echo(json.dumps([session.as_json() for session in sessions], ensure_ascii=False, indent=1))
        return
    if as_csv:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(COLUMNS)
        for session in sessions:
            told = session.as_json() | {"exercises": len(session.exercises)}
            rows.writerow([told[column] for column in COLUMNS])
        return
    if not sessions:
        click.echo("No session was played yet; type: voicefoot play")
        return
    today = datetime.now().astimezone().date()
    days = days_of(sessions)
    for line in (*table(sessions[:20]), "", *calendar(days, today)):
        click.echo(line)
    count = streak(days, today)
    click.echo(f"\n{count} {'day' if count == 1 else 'days'} in a row")
