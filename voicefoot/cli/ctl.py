"""The command `ctl`: controls, from another terminal, the session that is playing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from voicefoot.cli.printing import echo, echo_json
from voicefoot.errors import CommandError, ControlError

if TYPE_CHECKING:
    from voicefoot.controls.ctl_client import Session
    from voicefoot.playing.remote import Status


@click.command("ctl")
@click.argument("command", metavar="COMMAND")
@click.argument("value", required=False)
@click.option(
    "--pid", type=int, metavar="NUMBER", help="The session in this process, if several are playing."
)
@click.option("--json", "as_json", is_flag=True, help="Print the status as JSON, for programs.")
def ctl_command(command: str, value: str | None, pid: int | None, as_json: bool) -> None:
    """Control the session that is playing, from another terminal. COMMAND is one of

    \b
    status                  print the session's status
    pause resume toggle
    next previous repeat    another exercise, or this one from its beginning
    done                    count one more, or end what you end yourself
    media-next              what a headset's next does: done, or else next
    go-to EXERCISE          by the beginning of its name, or its number
    again left              say that again; say the time left
    slower faster
    quieter louder
    volume PERCENT
    too-hard too-easy       remembered for the next time
    stop
    """  # noqa: D301 - \b keeps click from filling the list's lines
    _steer(command, value, pid, as_json=as_json)


def _steer(typed: str, value: str | None, pid: int | None, *, as_json: bool) -> None:
    """Send the command that was `typed` to the newest session, or to the one in process `pid`, and print the
    session's status once the command is carried out.

    Raises CommandError if the command or its value makes no sense, ControlError if no session is running, or
    if it did not carry the command out in time.
    """
    from voicefoot.controls.ctl_client import attach
    from voicefoot.controls.ctl_protocol import STATUS, status_json
    from voicefoot.playing.remote import Command
    from voicefoot.text import match, shown

    command = match(typed, [*Command, STATUS], "command")
    if command in (Command.VOLUME, Command.GO_TO):
        if value is None:
            example = "volume 60" if command == Command.VOLUME else "go-to 2"
            raise CommandError(f"{command} needs a value; for example: voicefoot ctl {example}")
    elif value is not None:
        raise CommandError(f'{command} takes no value; leave out "{shown(value)}"')
    volume = _volume(value) if command == Command.VOLUME and value is not None else None
    with attach(pid) as session:
        if command == Command.GO_TO and value is not None:
            response = session.ask(command, _exercise(value, session))
        else:
            response = session.ask(command, volume)
    if as_json:
        echo_json(status_json(response.status))
    elif response.carried_out:
        echo(described(response.status))
    if not response.carried_out:
        raise ControlError(
            f"the session received {command} but has not carried it out yet; check with: voicefoot ctl status"
        )


def _volume(value: str) -> float:
    """Parse a percentage as a volume from 0 to 1. Raises CommandError."""
    from voicefoot.text import shown

    text = value.strip().removesuffix("%").strip()
    if not (text.isascii() and text.isdecimal() and int(text[:9]) <= 100):
        raise CommandError(f'"{shown(value)}" is not a volume; give a percentage from 0 to 100')
    return int(text[:9]) / 100


def _exercise(value: str, session: Session) -> int:
    """Return the index of the exercise that `value` means: its number, from 1, or its name; of several with
    that name, the nearest.

    Raises CommandError if the session has no such exercise.
    """
    from voicefoot.controls.ctl_protocol import STATUS
    from voicefoot.text import match

    status = session.ask(STATUS).status
    exercises = status.exercises
    if value.isascii() and value.isdecimal():
        number = int(value[:9])
        if not 1 <= number <= len(exercises):
            raise CommandError(f"there is no exercise {value[:9]}; give a number from 1 to {len(exercises)}")
        return number - 1
    return status.nearest(match(value, tuple(dict.fromkeys(exercises)), "exercise"))


def described(status: Status) -> str:
    """Describe a session's status on one line."""
    from voicefoot.playing.remote import State
    from voicefoot.text import strip_invisible
    from voicefoot.units import format_time_left

    state = {
        State.STARTING: "Starting",
        State.PLAYING: "Playing",
        State.PAUSED: "Paused",
        State.WAITING: "Waiting for you",
        State.LOST: "Waiting for a speaker",
        State.OVER: "Over",
    }[status.state]
    parts = []
    if status.exercise < len(status.exercises):
        name = strip_invisible(status.exercises[status.exercise])
        if words := status.round_words(status.exercise):
            name = f"{name}, {words}"
        parts.append(f"{name} ({status.exercise + 1} of {len(status.exercises)})")
        if status.side is not None:
            parts.append(strip_invisible(status.side))
        if words := status.tally_words:
            parts.append(strip_invisible(words))
    elif status.title:
        parts.append(strip_invisible(status.title))
    if status.left_seconds is not None and status.state is not State.OVER:
        parts.append(f"{format_time_left(status.left_seconds)} left")
    if status.volume != 1.0:
        parts.append(f"volume {status.volume:.0%}")
    if status.tempo != 1.0:
        parts.append(f"tempo {status.tempo:.0%}")
    return f"{state}: {', '.join(parts)}" if parts else state
