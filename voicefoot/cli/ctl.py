"""What `ctl` does: steers, from another terminal, the session that plays."""

from __future__ import annotations

import json

import click

from voicefoot.controls.ctl_client import Session, reach
from voicefoot.controls.ctl_protocol import STATUS, as_json
from voicefoot.errors import CommandError, ControlError
from voicefoot.playing.remote import Command, State, Status
from voicefoot.text import clean, match, shown
from voicefoot.units import time_left

_STATES = {
    State.STARTING: "Starting",
    State.PLAYING: "Playing",
    State.PAUSED: "Paused",
    State.WAITING: "Waiting for you",
    State.LOST: "Waiting for a speaker",
    State.OVER: "Over",
}


def steer(asked: str, value: str | None, pid: int | None, *, as_json_text: bool) -> None:
    """Gives the order `asked` to the newest session, or to the one in the process `pid`, and prints how it
    stands once that is carried out.

    Raises CommandError where the command makes no sense, ControlError where there is no session, or it did
    not carry the order out in time.
    """
    command = match(asked, [*Command, STATUS], "command")
    if command in (Command.VOLUME, Command.GO_TO):
        if value is None:
            example = "volume 60" if command == Command.VOLUME else "go-to 2"
            raise CommandError(f"{command} needs a value; such as: voicefoot ctl {example}")
    elif value is not None:
        raise CommandError(f'{command} takes no value; leave out "{shown(value)}"')
    volume = _volume(value) if command == Command.VOLUME and value is not None else None
    with reach(pid) as session:
        if command == Command.GO_TO and value is not None:
            answer = session.ask(command, _exercise(value, session))
        else:
            answer = session.ask(command, volume)
    if as_json_text:
        click.echo(json.dumps(as_json(answer.status), ensure_ascii=False, indent=1))
    elif answer.carried_out:
        click.echo(described(answer.status))
    if not answer.carried_out:
        raise ControlError(
            f"the session has heard {command}, and has not done it yet; look again with: voicefoot ctl status"
        )


def _volume(value: str) -> float:
    text = value.strip().removesuffix("%").strip()
    if not (text.isascii() and text.isdecimal() and int(text[:9]) <= 100):
        raise CommandError(f'"{shown(value)}" is no volume; give a percentage from 0 to 100')
    return int(text[:9]) / 100


def _exercise(value: str, session: Session) -> int:
    """Which exercise of the session is meant, from 0: by its number from 1, or by its name."""
    exercises = session.ask(STATUS).status.exercises
    if value.isascii() and value.isdecimal():
        number = int(value[:9])
        if not 1 <= number <= len(exercises):
            raise CommandError(f"there is no exercise {value[:9]}; give a number from 1 to {len(exercises)}")
        return number - 1
    return exercises.index(match(value, exercises, "exercise"))


def described(status: Status) -> str:
    """How a session stands, on one line."""
    parts = []
    if status.exercise < len(status.exercises):
        name = clean(status.exercises[status.exercise])
        parts.append(f"{name} ({status.exercise + 1} of {len(status.exercises)})")
        if status.side is not None:
            parts.append(clean(status.side))
    elif status.title:
        parts.append(clean(status.title))
    if status.left_seconds is not None and status.state is not State.OVER:
        parts.append(f"{time_left(status.left_seconds)} left")
    if status.volume != 1.0:
        parts.append(f"volume {status.volume:.0%}")
    if status.tempo != 1.0:
        parts.append(f"tempo {status.tempo:.0%}")
    where = ", ".join(parts)
    return f"{_STATES[status.state]}: {where}" if where else _STATES[status.state]
