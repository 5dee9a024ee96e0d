"""What a live session is to go on with, as soon as that is made."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from voicefoot.playing.remote import Command
from voicefoot.playing.segments import SectionBuffer
from voicefoot.playing.transport import Playhead
from voicefoot.timeline.bookmark import Bookmark, frame_of, same_moment_in
from voicefoot.timeline.timeline import Section

LATE_SECONDS = 1.5
"""After so long without an exercise that was asked for, it is said that it comes."""

TEMPO_STEP, SLOWEST, FASTEST = 0.05, 0.5, 2.0

MakeSections = Callable[[int, float, bool, Callable[[], bool]], Iterable[Section]]
"""The sections from an exercise on, at a tempo, as they are where one begins there; with the intro, or
without. What comes last tells, from any thread, whether they are not wanted any more.
"""


@dataclass(frozen=True, slots=True)
class SeekRequest:
    """An exercise that is entered as soon as it is made: at its beginning, at a `place` in it, or, with what
    is heard going on until then, at the same `moment`.
    """

    exercise: int
    place: Bookmark | None = None
    moment: bool = False
    closing: bool = False
    """Whether only what comes after its work is left."""
    with_intro: bool = False

    @property
    def from_its_beginning(self) -> bool:
        """Whether the first of it is enough to begin."""
        return self.place is None and not self.moment and not self.closing

    def frame_in(self, section: Section, before: Playhead | None) -> int:
        """The frame of `section` at which it is entered; `before` is where the session was until now."""
        if self.moment and before is not None:
            return same_moment_in(before.section, before.frame, section)
        if self.closing:
            return frame_of(section, Bookmark(self.exercise, 2 * len(section.works)))
        return section.start_frame if self.place is None else frame_of(section, self.place)


def jump_to(command: Command, value: float, here: int, last: int, *, with_intro: bool) -> SeekRequest:
    """What `command`, with its `value`, asks for in the exercise `here`; after the `last` one there is only
    its closing.
    """
    step = {Command.NEXT: 1, Command.PREVIOUS: -1, Command.REPEAT: 0}.get(command)
    asked = min(max(int(value) if step is None else here + step, 0), last + 1)
    return SeekRequest(min(asked, last), closing=asked > last, with_intro=with_intro)


def tempo_after(command: Command, tempo: float) -> float:
    """The tempo that `command` asks for."""
    step = TEMPO_STEP if command is Command.FASTER else -TEMPO_STEP
    return round(min(FASTEST, max(SLOWEST, tempo + step)), 2)


class PendingSeek:
    """Has made what is wanted, the latest alone. `clock` tells the time in seconds."""

    def __init__(self, make: MakeSections, clock: Callable[[], float]) -> None:
        self.make = make
        self._clock = clock
        self._coming: SectionBuffer | None = None
        self._since = 0.0
        self._was_late = False
        self.now: SeekRequest | None = None
        self._intro_of: int | None = None
        """The exercise that was made with the intro before it, of those that were handed out last."""

    def want(self, wanted: SeekRequest, tempo: float) -> None:
        """Has it made at that tempo, instead of what was wanted before."""
        self.drop()
        unwanted = threading.Event()
        sections = self.make(wanted.exercise, tempo, wanted.with_intro, unwanted.is_set)
        self._coming = SectionBuffer(sections, wanted.exercise, unwanted)
        self._since, self._was_late = self._clock(), False
        self.now = wanted

    def same(self, exercise: int, *, moment: bool) -> SeekRequest:
        """What is wanted to hear `exercise` at another tempo, with its intro if it had one: from the same
        moment on, or from its beginning.
        """
        return SeekRequest(exercise, moment=moment, with_intro=exercise == self._intro_of)

    @property
    def is_jump(self) -> bool:
        """Whether nothing is to be heard until it is made."""
        return self.now is not None and not self.now.moment

    @property
    def coming(self) -> SectionBuffer:
        """The sections that are made of it."""
        assert self._coming is not None, "something is wanted"
        return self._coming

    def section(self, exercise: int) -> Section | None:
        """The section of that exercise, where so much of it is made as is needed to enter it. Raises
        VoiceError and RoutineError where it can't be.
        """
        if self.now is not None and self.now.from_its_beginning:
            return self.coming.begun(exercise)
        return self.coming.get(exercise)

    def is_late(self) -> bool:
        """Whether it takes so long that something should be said; once."""
        late = self.is_jump and not self._was_late and self._clock() - self._since > LATE_SECONDS
        self._was_late = self._was_late or late
        return late

    def take(self) -> SectionBuffer:
        """Hands out the sections; nothing is wanted any more."""
        coming = self.coming
        self._intro_of = self.now.exercise if self.now is not None and self.now.with_intro else None
        self._coming, self.now = None, None
        return coming

    def drop(self) -> None:
        """Lets go of what is wanted."""
        if self._coming is not None:
            self._coming.close()
        self._coming, self.now = None, None
