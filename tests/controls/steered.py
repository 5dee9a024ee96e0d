"""A session without sound, for controls to steer: `python steered.py LOG [WHAT...]`.

It does at once what it is told, and writes a line into LOG for each order, and for each state that it comes
to. WHAT says which controls it has: `keyboard`, `users` (two of the terminal), `signals`, `server`; and how
it is: `paused` at first, `rounds` (has two), `deaf` (takes no orders), `slow` (never says that one is carried
out), `broken` (ends with an error when it is told to stop). Nobody waits long for what is deaf or slow.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from voicefoot.controls import ctl_server, signals
from voicefoot.controls.keyboard import Keyboard
from voicefoot.model.rounds import Round
from voicefoot.playing.remote import Command, Order, Remote, State, Status

EXERCISES = ("Towel scrunches", "Seated toe taps", "Seated stretch")


def after(status: Status, order: Order) -> Status:
    """How things stand when `order` is carried out."""
    match order.command:
        case Command.TOGGLE:
            paused = status.state is State.PAUSED
            return replace(status, state=State.PLAYING if paused else State.PAUSED)
        case Command.PAUSE:
            return replace(status, state=State.PAUSED)
        case Command.RESUME:
            return replace(status, state=State.PLAYING)
        case Command.NEXT:
            return replace(status, exercise=min(status.exercise + 1, len(status.exercises) - 1))
        case Command.PREVIOUS:
            return replace(status, exercise=max(0, status.exercise - 1))
        case Command.GO_TO:
            return replace(status, exercise=int(order.value))
        case Command.VOLUME:
            return replace(status, volume=order.value)
        case Command.SLOWER:
            return replace(status, tempo=0.9)
        case Command.STOP:
            return replace(status, state=State.OVER)
        case _:
            return status


class User:
    """Uses the terminal in name alone."""

    def __init__(self, name: str, tell: Callable[[str], None]) -> None:
        self._name = name
        self._tell = tell

    def suspend(self) -> None:
        self._tell(f"{self._name} gives it back")

    def resume(self) -> None:
        self._tell(f"{self._name} takes it")


def run(log: Path, what: set[str]) -> None:
    """Plays until it is told to stop."""

    def tell(word: str) -> None:
        with log.open("a", encoding="utf-8") as stream:
            stream.write(word + "\n")

    remote = Remote()
    state = State.PAUSED if "paused" in what else State.PLAYING
    status = Status("Feet", state, EXERCISES, side="right foot", left_seconds=622.4)
    if "rounds" in what:
        rounds = tuple((Round("Feet", number, 2),) for number in (1, 2) for _ in EXERCISES)
        status = replace(status, exercises=EXERCISES * 2, rounds=rounds)
    if "deaf" in what:
        signals.PAUSE_TIMEOUT_SECONDS = signals.STOP_TIMEOUT_SECONDS = 0.2
    if "slow" in what:
        ctl_server.ORDER_TIMEOUT_SECONDS = 0.2
    with ExitStack() as stack:
        users: list[signals.TerminalUser] = []
        if "keyboard" in what:
            keyboard = stack.enter_context(Keyboard(sys.stdin, remote, tell))
            users.append(keyboard)
        if "users" in what:
            users += [User("first", tell), User("second", tell)]
        if "signals" in what:
            stack.enter_context(signals.signals(remote, users))
        if "server" in what:
            stack.enter_context(ctl_server.Server(remote))
        remote.publish(status)
        tell("playing")
        while "deaf" in what:
            time.sleep(0.01)
        while status.state is not State.OVER:
            order = remote.next_order(0.02)
            if order is None:
                continue
            if "broken" in what and order.command is Command.STOP:
                raise LookupError("something broke")
            before, status = status, after(status, order)
            tell(order.command)
            if status.state is not before.state:
                tell(f"now {status.state}")
            remote.publish(status)
            while "slow" in what:
                time.sleep(0.01)
    tell("saved")


if __name__ == "__main__":
    os.umask(0o022)
    run(Path(sys.argv[1]), set(sys.argv[2:]))
