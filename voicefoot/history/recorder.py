"""Writes into the history how far a session has come, while it is played."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from voicefoot.errors import OutputError
from voicefoot.history.store import History, NewSession
from voicefoot.timeline.bookmark import Bookmark

EVERY_SECONDS = 10.0
"""So often at least, at each step, and at the end of each exercise."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """All there is to write, each time: what could not be written is made up for by the next that can."""

    place: Bookmark
    heard_seconds: float = 0.0
    done: tuple[int, ...] = ()
    finished: bool = False


class HistoryRecorder:
    """What is heard of one session. It is written in a thread of its own: a slow disk holds nobody up. Where
    it can't be written, `problem` tells why, and nobody is stopped.

    All methods are called from one thread.
    """

    def __init__(self, history: History, begun: NewSession) -> None:
        self._history = history
        self._begun = begun
        self._now: _Entry | None = None
        self._told_seconds = 0.0
        self.problem: str | None = None
        # Shared with the thread that writes:
        self._changed = threading.Condition()
        self._waiting: _Entry | None = None
        self._notes: list[str] = []
        self._writing = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def at(self, place: Bookmark, heard_seconds: float) -> None:
        """Takes down that `place` is being heard, and how much of the session was heard in all. May be called
        as often as one likes.
        """
        before = self._now
        self._now = replace(before or _Entry(place), place=place, heard_seconds=heard_seconds)
        is_new_step = before is None or _step(before.place) != _step(place)
        if is_new_step or heard_seconds - self._told_seconds >= EVERY_SECONDS:
            self._write()

    def exercise_done(self, exercise: int) -> None:
        """Takes down that the exercise with that index was heard to its end, and not left out."""
        now = self._now or _Entry(Bookmark(exercise))
        if exercise not in now.done:
            self._now = replace(now, done=(*now.done, exercise))
            self._write()

    def note(self, text: str) -> None:
        """Takes down what is said of the session: "too hard"."""
        with self._changed:
            self._notes.append(text)
        if self._now is not None:
            self._write()

    def close(self, *, finished: bool) -> None:
        """Takes down the end: `finished`, or ended too soon. Waits until all is written, or can't be."""
        if self._now is None or self._closed:
            return
        if finished:
            self._now = replace(self._now, finished=True)
        self._write()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def settle(self) -> None:
        """Waits until all that was taken down is written, or can't be."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting is None and not self._writing)

    def _write(self) -> None:
        assert self._now is not None, "something was heard"
        self._told_seconds = self._now.heard_seconds
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="voicefoot-diary", daemon=True)
            self._thread.start()
        with self._changed:
            self._waiting = self._now
            self._changed.notify_all()

    def _run(self) -> None:
        number: int | None = None
        while True:
            with self._changed:
                self._writing = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting is not None or self._closed)
                entry, self._waiting = self._waiting, None
                if entry is None:
                    return
                notes, self._notes = self._notes, []
                self._writing = True
            try:
                if number is None:
                    number = self._history.begin(self._begun, place=entry.place)
                done = [self._begun.done(exercise) for exercise in entry.done]
                self._history.heard(number, entry.place, entry.heard_seconds, done, finished=entry.finished)
                while notes:
                    self._history.note(notes[0], number)
                    del notes[0]
                self.problem = None
            except OutputError as error:
                self.problem = f"this session was not written down: {error}"
                with self._changed:
                    self._notes = notes + self._notes


def _step(place: Bookmark) -> tuple[int, int]:
    return place.exercise, place.step
