"""A live session as plain lines, for logs and for terminals that can't be drawn on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from voicefoot.display.view_model import message
from voicefoot.model.rounds import round_words
from voicefoot.playing.remote import State, Status
from voicefoot.text import strip_invisible
from voicefoot.timeline.snapshot import section_index
from voicefoot.timeline.timeline import Section
from voicefoot.timeline.transcript import clock
from voicefoot.units import to_seconds


class LogView:
    """Writes a line for each exercise, with its time, and for everything that happens to the session.

    Raises OSError when the stream is gone.
    """

    def __init__(self, stream: TextIO, sample_rate: int, *, keys: bool) -> None:
        self._stream = stream
        self._sample_rate = sample_rate
        self._keys = keys
        self._encoding = stream.encoding or "utf-8"
        self._last_section: tuple[str, int] | None = None
        self._last_exercise: int | None = None
        self._last_state = State.PLAYING

    def update(
        self, sections: Sequence[Section], frame: int, status: Status | None, notices: Iterable[str] = ()
    ) -> None:
        """Write what has changed at `frame`, and the `notices`."""
        section = sections[section_index(sections, frame)]
        if self._is_new_section(section, None if status is None else status.exercise):
            named = ", ".join(filter(None, (strip_invisible(section.name), round_words(section.rounds))))
            self._write(f"{clock(self._starts_seconds(section, status))}  {named}")
        if status is not None and status.state is not self._last_state:
            self._last_state = status.state
            if words := message(status.state, keys=self._keys):
                self._write(words)
        for notice in notices:
            self._write(strip_invisible(notice))

    def _is_new_section(self, section: Section, exercise: int | None) -> bool:
        """Return whether `section` is another one than the last. After a pause a section is arranged anew."""
        current = (section.name, section.start_frame)
        if current == self._last_section:
            return False
        same_name = self._last_section is not None and self._last_section[0] == section.name
        if same_name and exercise is not None and exercise == self._last_exercise:
            return False
        self._last_section, self._last_exercise = current, exercise
        return True

    def _starts_seconds(self, section: Section, status: Status | None) -> float:
        """Return when the exercise begins in a session that nobody touches: after a cut, sections have their
        own time.
        """
        starts = () if status is None else status.exercise_starts_seconds
        if status is not None and status.exercise < len(starts):
            return starts[status.exercise]
        return to_seconds(section.start_frame, self._sample_rate)

    def _write(self, line: str) -> None:
        text = line.encode(self._encoding, "replace").decode(self._encoding)
        self._stream.write(text + "\n")
        self._stream.flush()
