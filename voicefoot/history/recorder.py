"""Record the progress of a session in the history while it plays."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from voicefoot.errors import OutputError
from voicefoot.history.records import NewSession
from voicefoot.history.store import History
from voicefoot.model.tally import Tally
from voicefoot.timeline.bookmark import Bookmark

MAX_INTERVAL_SECONDS = 10.0
"""The longest time between writes; each new step and each finished exercise is written at once too."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """The whole state. Each write repeats all of it, so that a later one makes up for a failed one."""

    place: Bookmark
    heard_seconds: float = 0.0
    done: tuple[int, ...] = ()
    finished: bool = False
    tallies: Mapping[int, Tally] = field(default_factory=lambda: MappingProxyType({}))


class HistoryRecorder:
    """Records one session in a thread of its own, so that a slow disk does not block playback.

    If writing fails, `problem` says why, and playback goes on. Call all methods from one thread.
    """

    def __init__(self, history: History | None, session: NewSession) -> None:
        """Without a `history`, nothing is recorded."""
        self._history = history
        self._session = session
        self._entry: _Entry | None = None
        self._recorded_seconds = 0.0
        self.problem: str | None = None
        # Shared with the thread that writes:
        self._changed = threading.Condition()
        self._pending: _Entry | None = None
        self._notes: list[str] = []
        self._writing = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def record_position(self, place: Bookmark, heard_seconds: float) -> None:
        """Record the position, and how many seconds of the session were heard in all.

        May be called at any rate.
        """
        before = self._entry
        self._entry = replace(before or self._first_entry(place), place=place, heard_seconds=heard_seconds)
        is_new_step = before is None or _step(before.place) != _step(place)
        if is_new_step or heard_seconds - self._recorded_seconds >= MAX_INTERVAL_SECONDS:
            self._write()

    def _first_entry(self, place: Bookmark) -> _Entry:
        return _Entry(place, tallies=self._session.tallies)

    def exercise_done(self, exercise: int) -> None:
        """Record that the exercise with that index was heard to its end and not skipped."""
        entry = self._entry or self._first_entry(Bookmark(exercise))
        if exercise not in entry.done:
            self._entry = replace(entry, done=(*entry.done, exercise))
            self._write()

    def record_tallies(self, tallies: Mapping[int, Tally]) -> None:
        """Record all that the user has counted, by the index of the exercise. May be called at any rate."""
        entry = self._entry
        if entry is not None and entry.tallies != tallies:
            self._entry = replace(entry, tallies=dict(tallies))
            self._write()

    def note(self, text: str) -> None:
        """Record feedback on the session, such as "too hard"."""
        with self._changed:
            self._notes.append(text)
        if self._entry is not None:
            self._write()

    def close(self, *, finished: bool) -> None:
        """Record the end: finished, or stopped early. Wait until everything is written or has failed."""
        if self._entry is None or self._closed:
            return
        if finished:
            self._entry = replace(self._entry, finished=True)
        self._write()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def flush(self) -> None:
        """Wait until everything recorded so far is written or has failed."""
        with self._changed:
            self._changed.wait_for(lambda: self._pending is None and not self._writing)

    def _write(self) -> None:
        if self._history is None:
            return
        assert self._entry is not None, "something was heard"
        self._recorded_seconds = self._entry.heard_seconds
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_pending, name="history", daemon=True)
            self._thread.start()
        with self._changed:
            self._pending = self._entry
            self._changed.notify_all()

    def _write_pending(self) -> None:
        number: int | None = None
        assert self._history is not None, "it is written to"
        while True:
            with self._changed:
                self._writing = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._pending is not None or self._closed)
                entry, self._pending = self._pending, None
                if entry is None:
                    return
                notes, self._notes = self._notes, []
                self._writing = True
            try:
                if number is None:
                    number = self._history.begin(self._session, place=entry.place)
                done = [self._session.done(exercise) for exercise in entry.done]
                self._history.heard(
                    number, entry.place, entry.heard_seconds, done, entry.tallies, finished=entry.finished
                )
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
