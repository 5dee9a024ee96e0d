"""Writes into the history how far a session has come, while it is played."""

from __future__ import annotations

from collections.abc import Sequence

from voicefoot.errors import OutputError
from voicefoot.history import Begun, History
from voicefoot.place import Place
from voicefoot.timeline import Section

EVERY_SECONDS = 10.0
"""So often at least, and at the end of each exercise."""


class Diary:
    """What is heard of one session. Where it can't be written, `problem` tells why, and nobody is stopped."""

    def __init__(self, history: History, begun: Begun, sample_rate: int) -> None:
        self._history = history
        self._begun = begun
        self._rate = sample_rate
        self._number: int | None = None
        self._done = begun.done
        self._frame = 0
        self._told_frame = 0
        self.problem: str | None = None

    def update(self, sections: Sequence[Section], frame: int, place: Place) -> None:
        """Takes down that `frame` is being heard, which is at `place`."""
        if not sections or self.problem is not None:
            return
        self._frame = frame
        if self._number is None or place.exercise != self._done:
            self._done = place.exercise
            self._write()
        elif abs(frame - self._told_frame) >= EVERY_SECONDS * self._rate:
            self._write()

    def close(self, *, finished: bool) -> None:
        """Takes down the end: `finished`, or ended too soon."""
        if self._number is None or self.problem is not None:
            return
        if finished:
            self._done = len(self._begun.exercises)
        self._write(finished=finished)

    def _write(self, *, finished: bool = False) -> None:
        try:
            if self._number is None:
                self._number = self._history.begin(self._begun)
            self._history.heard(self._number, self._done, self._frame / self._rate, finished=finished)
            self._told_frame = self._frame
        except OutputError as error:
            self.problem = f"this session was not written down: {error}"
