"""The port between a live session and everything that steers it.

A control (the keyboard, media keys, a second terminal) sends orders and asks how things stand; it never
touches the session itself. Orders may come from any thread, and are carried out in the order of their coming.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Command(StrEnum):
    """What a session can be told. Each is answered by a sound."""

    TOGGLE = "toggle"
    """Pause where it plays, resume where it is paused; where it waits to be told, go on."""
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    """On to the next exercise; where the session waits to be told, go on."""
    PREVIOUS = "previous"
    """The exercise before this one, from its beginning."""
    REPEAT = "repeat"
    """This exercise from its beginning."""
    AGAIN = "again"
    """Say the last lines again."""
    SLOWER = "slower"
    FASTER = "faster"
    QUIETER = "quieter"
    LOUDER = "louder"
    VOLUME = "volume"
    """To the volume that is the order's value, 0 to 1."""
    GO_TO = "go-to"
    """To the exercise whose index, from 0, is the order's value."""
    TIME_LEFT = "left"
    """Say how much time is left."""
    TOO_HARD = "too-hard"
    TOO_EASY = "too-easy"
    """Remembered for the next time."""
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Order:
    """A command, and its value where it takes one."""

    command: Command
    value: float = 0.0


class State(StrEnum):
    """What a live session is doing."""

    STARTING = "starting"
    PLAYING = "playing"
    PAUSED = "paused"
    WAITING = "waiting"
    """For somebody to say that the next exercise may begin."""
    LOST = "lost"
    """The output went away; it goes on when one is there."""
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Status:
    """How a live session stands, as its controls show it."""

    title: str = ""
    state: State = State.STARTING
    exercises: tuple[str, ...] = ()
    """All of the session, in order."""
    exercise_starts_seconds: tuple[float, ...] = ()
    """Where each begins, from the session's beginning, as far as it is known: the first so many of them."""
    exercise: int = 0
    """Which of them, from 0."""
    side: str | None = None
    number: int | None = None
    """The repetition being done, as the voice counts it."""
    line: str = ""
    """What was said last."""
    position_seconds: float = 0.0
    """From the session's beginning, as it would be heard without a pause."""
    exercise_left_seconds: float = 0.0
    left_seconds: float | None = None
    """None where it is not known yet how long the session will be."""
    volume: float = 1.0
    tempo: float = 1.0


Done = Callable[[], None]
"""Called once, in the session's own thread, when an order was carried out; must be quick."""

Watcher = Callable[[Status], None]
"""Called in the session's own thread, with a status that differs in more than line and times; be quick."""


class Remote:
    """What a session and its controls share; safe to use from any thread."""

    def __init__(self) -> None:
        self._orders: queue.SimpleQueue[tuple[Order, Done | None]] = queue.SimpleQueue()
        self._in_hand: Done | None = None
        """Whom to tell when the order that the session took last is carried out; the session's alone."""
        self._lock = threading.Lock()
        self._status = Status()
        self._watchers: list[Watcher] = []

    def send(self, command: Command, value: float = 0.0, done: Done | None = None) -> None:
        """Gives an order; it is carried out as soon as the session can, and then `done` is called.

        Where the session ends before, `done` is never called.
        """
        self._orders.put((Order(command, value), done))

    def next_order(self, timeout_seconds: float) -> Order | None:
        """The next order, for the session; None where none comes in time.

        By asking for it, the session says that the order before is carried out and that `tell` knows of it.
        """
        self._carried_out()
        try:
            order, self._in_hand = self._orders.get(timeout=timeout_seconds)
        except queue.Empty:
            return None
        return order

    def _carried_out(self) -> None:
        done, self._in_hand = self._in_hand, None
        if done is not None:
            done()

    @property
    def status(self) -> Status:
        """How the session stands now."""
        with self._lock:
            return self._status

    def tell(self, status: Status) -> None:
        """Takes down how the session stands, and tells those who watch."""
        with self._lock:
            before, self._status = self._status, status
            watchers = list(self._watchers)
        if _told(before) != _told(status):
            for watcher in watchers:
                watcher(status)
        if status.state is State.OVER:
            self._carried_out()  # the order that ended it; none is asked for after that

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Has `watcher` called from now on; gives what ends that."""
        with self._lock:
            self._watchers.append(watcher)

        def end() -> None:
            with self._lock:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        return end


def _told(status: Status) -> tuple[object, ...]:
    """What watchers are told of: all but the line and the times, which change all the time."""
    return (
        status.title, status.state, status.exercises, status.exercise, status.side, status.number,
        status.volume, status.tempo,
    )  # fmt: skip
