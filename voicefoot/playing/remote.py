"""The port between a live session and its controls.

A control (the keyboard, media keys, a second terminal) sends orders and reads the status; it never touches
the session itself. Orders may come from any thread, and are carried out first in, first out.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from voicefoot.language.codes import ENGLISH
from voicefoot.model.rounds import Round, round_words
from voicefoot.model.tally import Tally


class Command(StrEnum):
    """A command to a session. Each is answered by a sound."""

    TOGGLE = "toggle"
    """Pause while it plays, resume while it is paused; start the exercise that waits for the user."""
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    """Go to the next exercise; start the one that waits for the user."""
    DONE = "done"
    """Count one more in work that has a tally; end work that is for the user to end."""
    MEDIA_NEXT = "media-next"
    """The button of a headset: `DONE` in work that has a tally, `NEXT` elsewhere. Which of them it is, the
    session decides, since it alone knows where it is when the order comes.
    """
    PREVIOUS = "previous"
    """Go to the start of the exercise before this one."""
    REPEAT = "repeat"
    """Go to the start of this exercise."""
    AGAIN = "again"
    """Say the last lines again."""
    SLOWER = "slower"
    FASTER = "faster"
    QUIETER = "quieter"
    LOUDER = "louder"
    VOLUME = "volume"
    """Set the volume to the order's value, 0 to 1."""
    GO_TO = "go-to"
    """Go to the exercise whose index, from 0, is the order's value."""
    TIME_LEFT = "left"
    """Say how much time is left."""
    TOO_HARD = "too-hard"
    TOO_EASY = "too-easy"
    """Remembered for the next time."""
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Order:
    """A command, and its value if it takes one."""

    command: Command
    value: float = 0.0


class State(StrEnum):
    """What a live session is doing."""

    STARTING = "starting"
    PLAYING = "playing"
    PAUSED = "paused"
    WAITING = "waiting"
    """For the user to start the next exercise."""
    LOST = "lost"
    """The output went away; the session goes on when one is there."""
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Status:
    """The status of a live session, as its controls show it."""

    title: str = ""
    state: State = State.STARTING
    exercises: tuple[str, ...] = ()
    """All of the session, in order."""
    exercise_starts_seconds: tuple[float, ...] = ()
    """When each begins, from the session's start; of the first exercises only, as far as it is known."""
    exercise: int = 0
    """The index of the current one, from 0."""
    side: str | None = None
    number: int | None = None
    """The current repetition, as the voice counts it."""
    line: str = ""
    """The last line that was said."""
    position_seconds: float = 0.0
    """The time from the session's start, as in an uninterrupted session."""
    exercise_left_seconds: float = 0.0
    left_seconds: float | None = None
    """None while the length of the session is not known yet."""
    volume: float = 1.0
    tempo: float = 1.0
    rounds: tuple[tuple[Round, ...], ...] = ()
    """The rounds in which each exercise stands, the outermost first, of lists that have several."""
    tally: int | None = None
    """How many the user has counted in the work that is under way; None where there is nothing to count."""
    tally_of: str | None = None
    """What is counted, such as "rounds"."""
    language: str = ENGLISH
    """The language of the routine."""

    @property
    def tally_words(self) -> str:
        """What was counted until now, "3 rounds"; empty where there is nothing to count."""
        if self.tally is None or self.tally_of is None:
            return ""
        # Imported here: `ctl` starts without the packs of languages.
        from voicefoot.language.tallied import tally_words

        return tally_words(Tally(self.tally, self.tally_of), self.language)

    def round_words(self, exercise: int) -> str:
        """Return which round it is in the exercise with that index, "round 2 of 3"; empty where there is but
        one.
        """
        return round_words(self.rounds[exercise]) if 0 <= exercise < len(self.rounds) else ""

    def nearest(self, name: str) -> int:
        """Return the index of the exercise with that name which is nearest: in the present round if it is
        there, else in the next ones, else in those before. Raises ValueError if there is none.
        """
        named = [index for index, each in enumerate(self.exercises) if each == name]
        if not named:
            raise ValueError(f"there is no exercise {name!r}")
        present = self._present_round()

        def distance(index: int) -> tuple[bool, bool, int]:
            return index not in present, index < self.exercise, abs(index - self.exercise)

        return min(named, key=distance)

    def _present_round(self) -> range:
        """Return the indices of the exercises of the present round."""
        first = last = min(self.exercise, len(self.exercises) - 1)
        if not 0 <= first < len(self.rounds):
            return range(first, first + 1)
        here = self.rounds[first]
        while first and self.rounds[first - 1] == here:
            first -= 1
        while last + 1 < len(self.rounds) and self.rounds[last + 1] == here:
            last += 1
        return range(first, last + 1)


Done = Callable[[], None]
"""Called once, in the session's own thread, when an order has been carried out; must be quick."""

Watcher = Callable[[Status], None]
"""Called in the session's own thread, with a status that differs in more than line and times; must be
quick.
"""


class Remote:
    """What a session and its controls share; thread-safe."""

    def __init__(self) -> None:
        self._orders: queue.Queue[tuple[Order, Done | None]] = queue.Queue()
        self._current_done: Done | None = None
        """The callback of the order that the session is carrying out; used by its thread alone."""
        self._lock = threading.Lock()
        self._status = Status()
        self._watchers: list[Watcher] = []

    def send(self, command: Command, value: float = 0.0, done: Done | None = None) -> None:
        """Send an order. The session carries it out as soon as it can, and then calls `done`; never, if the
        session ends before. An order to stop takes the place of all that wait.
        """
        if command is Command.STOP:
            with suppress(queue.Empty):
                while True:
                    self._orders.get_nowait()
        self._orders.put((Order(command, value), done))

    def next_order(self, timeout_seconds: float) -> Order | None:
        """Return the next order, for the session, or None if none comes in time.

        With this call the session says that it has carried out the order before, and published the status
        after it.
        """
        self._acknowledge()
        try:
            order, self._current_done = self._orders.get(timeout=timeout_seconds)
        except queue.Empty:
            return None
        return order

    def _acknowledge(self) -> None:
        done, self._current_done = self._current_done, None
        if done is not None:
            done()

    @property
    def waiting(self) -> int:
        """How many orders wait until the session takes them."""
        return self._orders.qsize()

    @property
    def status(self) -> Status:
        """The current status."""
        with self._lock:
            return self._status

    def publish(self, status: Status) -> None:
        """Publish the status of the session, for the session: call the watchers if it has changed."""
        with self._lock:
            before, self._status = self._status, status
            watchers = list(self._watchers)
        if _watched_fields(before) != _watched_fields(status):
            for watcher in watchers:
                watcher(status)
        if status.state is State.OVER:
            self._acknowledge()  # the order that ended the session; it takes no more

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` on each change of the status. Return a function that ends that."""
        with self._lock:
            self._watchers.append(watcher)

        def end() -> None:
            with self._lock:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        return end


def _watched_fields(status: Status) -> tuple[object, ...]:
    """Return all but the line and the times, which change all the time."""
    return (
        status.title, status.state, status.exercises, status.exercise, status.side, status.number,
        status.volume, status.tempo, status.rounds, status.tally, status.tally_of,
    )  # fmt: skip
