"""Seeking in a live session: the request, and its sections, which are made while playback goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from voicefoot.model.choices import MAX_TEMPO, MIN_TEMPO
from voicefoot.playing.remote import Command
from voicefoot.playing.segments import SectionBuffer, SectionsStart
from voicefoot.playing.transport import Playhead
from voicefoot.timeline.bookmark import Bookmark, frame_of, same_moment_in
from voicefoot.timeline.timeline import Section

LATE_SEEK_SECONDS = 1.5
"""How long a seek may be silent before the session says that the exercise is coming."""

MAX_ENDING = 2
"""Seeks that were overtaken, and whose sections may still be in the making when the next are begun."""
TEMPO_STEP = 0.05

MakeSections = Callable[[int, float, bool, Callable[[], bool]], Iterable[Section]]
"""make_sections(exercise, tempo, with_intro, is_cancelled) yields the sections from an exercise on, at a
tempo, as a session that starts there has them. It may call `is_cancelled` from any thread, and need make
nothing more once that is true.
"""


@dataclass(frozen=True, slots=True)
class SeekRequest:
    """A target to continue at, as soon as its section is made: the start of `exercise`, a `bookmark` in it,
    or, with `keeps_position`, the position at which playback, which is not interrupted, has then arrived.
    """

    exercise: int
    bookmark: Bookmark | None = None
    keeps_position: bool = False
    closing: bool = False
    """Whether to play only what comes after the exercise's work."""
    with_intro: bool = False

    @property
    def from_start(self) -> bool:
        """Whether the first part of the section is enough to start."""
        return self.bookmark is None and not self.keeps_position and not self.closing

    @property
    def first_exercise(self) -> int:
        """The exercise from which on sections are made. Where playback is not interrupted, that is the one
        before, from whose work the rest before this one is reckoned; but none is before that which the
        session began with.
        """
        if self.keeps_position and not self.with_intro:
            return max(0, self.exercise - 1)
        return self.exercise

    def frame_in(self, section: Section, before: Playhead | None) -> int:
        """Return the frame of `section` to continue at; `before` is the playhead until now."""
        if self.keeps_position and before is not None:
            return same_moment_in(before.section, before.frame, section)
        if self.closing:
            return frame_of(section, Bookmark(self.exercise, 2 * len(section.works)))
        return section.start_frame if self.bookmark is None else frame_of(section, self.bookmark)


def seek_request(
    command: Command, value: float, exercise: int, last: int, *, with_intro: bool
) -> SeekRequest:
    """Return what `command`, with its `value`, asks for while `exercise` plays. After the `last` exercise
    there is only its closing.
    """
    step = {Command.NEXT: 1, Command.PREVIOUS: -1, Command.REPEAT: 0}.get(command)
    target = min(max(int(value) if step is None else exercise + step, 0), last + 1)
    return SeekRequest(min(target, last), closing=target > last, with_intro=with_intro)


def tempo_after(command: Command, tempo: float) -> float:
    """Return the tempo that `command` asks for while `tempo` is the current one."""
    step = TEMPO_STEP if command is Command.FASTER else -TEMPO_STEP
    return round(min(MAX_TEMPO, max(MIN_TEMPO, tempo + step)), 2)


class PendingSeek:
    """The latest seek request, and the sections that are being made for it. `clock` returns seconds.

    They are begun when they are first asked for: of many requests in a row only the last one's are made. What
    was begun for earlier ones ends after the section that it is at; while `MAX_ENDING` do, nothing is begun.
    """

    def __init__(self, make_sections: MakeSections, clock: Callable[[], float]) -> None:
        self._make_sections = make_sections
        self._clock = clock
        self._buffer: SectionBuffer | None = None
        self._ending: list[SectionBuffer] = []
        self._tempo = 1.0
        self._requested_at = 0.0
        self._was_late = False
        self.request: SeekRequest | None = None
        self._intro_exercise: int | None = None
        """The exercise that was made with the intro before it, in the buffer that was handed out last."""

    def start(self, request: SeekRequest, tempo: float) -> None:
        """Have the sections of `request` made at `tempo`, in place of an earlier request."""
        self.cancel()
        self._requested_at, self._was_late = self._clock(), False
        self.request, self._tempo = request, tempo

    def _begin(self, request: SeekRequest) -> SectionBuffer | None:
        """Return the sections of `request`, which are begun now if they were not; None if that is not yet
        possible.
        """
        if self._buffer is None:
            self._ending = [each for each in self._ending if not each.has_ended]
            if len(self._ending) >= MAX_ENDING:
                return None
            cancelled = threading.Event()
            first = request.first_exercise
            sections = self._make_sections(first, self._tempo, request.with_intro, cancelled.is_set)
            self._buffer = SectionBuffer(sections, first, cancelled, SectionsStart(first, request.with_intro))
        return self._buffer

    def revise(self, make_sections: MakeSections, moved: Callable[[int], int]) -> None:
        """Make sections by `make_sections` from now on. `moved` says where each exercise is now."""
        self._make_sections = make_sections
        if self._intro_exercise is not None:
            self._intro_exercise = moved(self._intro_exercise)
        if self.request is not None:
            self.request = replace(self.request, exercise=moved(self.request.exercise))

    def tempo_change(self, exercise: int, *, keeps_position: bool) -> SeekRequest:
        """Return a request for `exercise` at another tempo, with its intro if it had one: from the current
        position on, or from its start.
        """
        return SeekRequest(
            exercise, keeps_position=keeps_position, with_intro=exercise == self._intro_exercise
        )

    @property
    def is_jump(self) -> bool:
        """Whether nothing is to be heard until the request is made."""
        return self.request is not None and not self.request.keeps_position

    @property
    def buffer(self) -> SectionBuffer:
        """The sections of the request, which were begun."""
        assert self._buffer is not None, "there is no request"
        return self._buffer

    def section(self, exercise: int) -> Section | None:
        """Return the section of `exercise`, or None until as much of it is made as the request needs. Raise
        VoiceError or RoutineError if it can't be made.
        """
        assert self.request is not None, "there is a request"
        buffer = self._begin(self.request)
        if buffer is None:
            return None
        return buffer.get_partial(exercise) if self.request.from_start else buffer.get(exercise)

    def becomes_late(self) -> bool:
        """Whether the request has just become late; true once a request."""
        is_late = (
            self.is_jump and not self._was_late and self._clock() - self._requested_at > LATE_SEEK_SECONDS
        )
        self._was_late = self._was_late or is_late
        return is_late

    def complete(self) -> SectionBuffer:
        """Hand out the sections, and forget the request."""
        buffer = self.buffer
        request = self.request
        self._intro_exercise = request.exercise if request is not None and request.with_intro else None
        self._buffer, self.request = None, None
        return buffer

    def cancel(self) -> None:
        """Forget the request, and stop making its sections."""
        if self._buffer is not None:
            self._buffer.close()
            self._ending.append(self._buffer)
        self._buffer, self.request = None, None
