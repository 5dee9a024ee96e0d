"""A session that plays nothing: it carries out orders on its status, as the real one does on sound."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from voicefoot.playing.remote import Command, Order, Remote, State, Status

TIMEOUT_SECONDS = 30.0
POLL_SECONDS = 0.05

BEGUN = Status(
    title="Foot strength",
    state=State.PLAYING,
    exercises=("Towel scrunches", "Seated toe taps", "Big toe lifts"),
    exercise_starts_seconds=(0.0, 100.0, 250.0),
    exercise=0,
    side="right foot",
    position_seconds=5.0,
    exercise_left_seconds=95.0,
    left_seconds=395.0,
)


def carried_out(order: Order, status: Status) -> Status:
    """How the session stands after an order. Its time stands still but for orders."""
    if order.command is Command.TOGGLE:
        paused = status.state in (State.PAUSED, State.WAITING)
        return replace(status, state=State.PLAYING if paused else State.PAUSED)
    if order.command is Command.PAUSE:
        return replace(status, state=State.PAUSED)
    if order.command is Command.RESUME:
        return replace(status, state=State.PLAYING)
    if order.command is Command.STOP:
        return replace(status, state=State.OVER)
    if order.command is Command.VOLUME:
        return replace(status, volume=order.value)
    steps = {
        Command.NEXT: status.exercise + 1,
        Command.MEDIA_NEXT: status.exercise + 1,
        Command.PREVIOUS: status.exercise - 1,
        Command.GO_TO: int(order.value),
    }
    if order.command not in steps:
        return status
    exercise = min(max(steps[order.command], 0), len(status.exercises) - 1)
    position = status.exercise_starts_seconds[exercise] if status.exercise_starts_seconds else exercise * 60.0
    whole = status.position_seconds + (status.left_seconds or 0.0)
    left = None if status.left_seconds is None else whole - position
    return replace(status, exercise=exercise, position_seconds=position, left_seconds=left)


class FakeSession:
    """Obeys a remote in a thread, and remembers each order."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote
        self.orders: list[Order] = []
        self._obeyed = threading.Condition()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._obey)

    def _obey(self) -> None:
        while not self._over.is_set():
            order = self.remote.next_order(POLL_SECONDS)
            if order is not None:
                self.remote.publish(carried_out(order, self.remote.status))
                with self._obeyed:
                    self.orders.append(order)
                    self._obeyed.notify_all()

    def wait_for(self, *orders: Order) -> None:
        """Waits until as many orders were carried out, and sees that they are these."""
        with self._obeyed:
            self._obeyed.wait_for(lambda: len(self.orders) >= len(orders), TIMEOUT_SECONDS)
        assert self.orders == list(orders)

    @contextmanager
    def under_way(self) -> Iterator[FakeSession]:
        """Obeys until the end of the block."""
        self._thread.start()
        try:
            yield self
        finally:
            self._over.set()
            self._thread.join()
