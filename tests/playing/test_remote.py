"""The port between a session and what steers it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from voicefoot.model.rounds import Round
from voicefoot.playing.remote import Command, Order, Remote, State, Status


def test_orders_come_in_their_order_and_with_their_values() -> None:
    remote = Remote()
    remote.send(Command.NEXT)
    remote.send(Command.VOLUME, 0.5)
    assert remote.next_order(0.0) == Order(Command.NEXT)
    assert remote.next_order(0.0) == Order(Command.VOLUME, 0.5)
    assert remote.next_order(0.0) is None


HANDLED_AFTER_ITS_TIME = """
import signal, time
from voicefoot.playing.remote import Remote

def handle(number, frame):
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        pass

signal.signal(signal.SIGALRM, handle)
signal.setitimer(signal.ITIMER_REAL, 0.05)
print(Remote().next_order(0.2))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_signal_that_is_handled_until_the_time_is_over_ends_the_waiting() -> None:
    """As Ctrl-Z does, which stops the process in the middle of its handler."""
    program = [sys.executable, "-c", HANDLED_AFTER_ITS_TIME]
    done = subprocess.run(program, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "None\n"


def test_who_gave_an_order_is_told_when_it_is_carried_out_and_not_before() -> None:
    remote = Remote()
    told: list[str] = []
    remote.send(Command.NEXT, done=lambda: told.append("next"))
    remote.send(Command.PAUSE)
    remote.send(Command.AGAIN, done=lambda: told.append("again"))
    remote.next_order(0.0)
    assert told == []
    remote.next_order(0.0)
    assert told == ["next"]
    remote.send(Command.STOP, done=lambda: told.append("stop"))
    remote.next_order(0.0)
    remote.publish(Status(state=State.PLAYING))
    assert told == ["next"]
    remote.publish(Status(state=State.OVER))
    assert told == ["next", "stop"]
    remote.publish(Status(state=State.OVER))
    assert told == ["next", "stop"]


def test_who_watches_is_told_of_all_that_changes_but_times() -> None:
    remote = Remote()
    seen: list[Status] = []
    end = remote.watch(seen.append)
    playing = Status(state=State.PLAYING)
    remote.publish(playing)
    remote.publish(replace(playing, position_seconds=1.0, left_seconds=9.0))
    remote.publish(replace(playing, number=2))
    end()
    remote.publish(replace(playing, number=3))
    assert seen == [playing, replace(playing, number=2)]
    assert remote.status.number == 3


CIRCUIT = Status(
    exercises=("March", *("Squats", "Plank", "Squats") * 3, "Plank"),
    rounds=((), *((Round(None, number, 3),) for number in (1, 1, 1, 2, 2, 2, 3, 3, 3)), ()),
)


@pytest.mark.parametrize(
    ("exercise", "name", "nearest"),
    [
        (0, "Squats", 1),
        (4, "Squats", 4),
        (5, "Squats", 6),
        (6, "Plank", 5),
        (6, "March", 0),
        (10, "Squats", 9),
        (10, "Plank", 10),
        (9, "Plank", 8),
    ],
)
def test_of_several_with_one_name_the_nearest_is_in_the_present_round(
    exercise: int, name: str, nearest: int
) -> None:
    assert replace(CIRCUIT, exercise=exercise).nearest(name) == nearest


def test_without_rounds_the_next_one_is_nearest_and_then_the_last_before() -> None:
    status = Status(exercises=("Squats", "Squats", "Plank", "Bridge", "Squats"), exercise=2)
    assert status.nearest("Squats") == 4
    assert replace(status, exercises=status.exercises[:4]).nearest("Squats") == 1
    with pytest.raises(ValueError, match="there is no exercise 'Lunges'"):
        status.nearest("Lunges")


def test_the_round_is_told_where_there_are_several() -> None:
    assert [CIRCUIT.round_words(at) for at in (0, 1, 6, 10, 11)] == [
        "", "round 1 of 3", "round 2 of 3", "", ""
    ]  # fmt: skip
