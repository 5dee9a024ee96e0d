"""A live session's sections on their way to the mix: prefetched, kept until they are over, and put one after
another in playback time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from voicefoot.playing.partial_sections import joined, rest_of
from voicefoot.prefetch import Prefetcher
from voicefoot.timeline.timeline import Section, nominal_start, shifted
from voicefoot.units import to_frames

SECTIONS_AHEAD = 2
LATE_SECTION_SECONDS = 0.7
"""How long the mix waits for a section before it plays a filler."""
FILLER_SECONDS = 0.96
SECTION_POLL_SECONDS = 0.02
_LATE = Section("", 0, 0, ())
"""Stands for a section that is not made yet."""


@dataclass(frozen=True, slots=True)
class SectionsStart:
    """How the session begins of which a buffer holds the sections."""

    exercise: int
    with_intro: bool = False


class SectionBuffer:
    """The sections of a session from the exercise `first` on, in their own time: prefetched in a thread, two
    ahead of need, and kept until they are discarded.
    """

    def __init__(
        self,
        sections: Iterable[Section],
        first: int,
        cancelled: threading.Event | None = None,
        start: SectionsStart | None = None,
        before: Section | None = None,
    ) -> None:
        """`close` sets `cancelled`, by which whoever makes `sections` knows that they need no more. The
        session has that `start`, by default at `first`; `before` is the section before the first one, if
        there is one.
        """
        self.start = start or SectionsStart(first)
        self._before = before
        self._cancelled = cancelled or threading.Event()
        self._prefetcher: Prefetcher[Section] = Prefetcher(sections, SECTIONS_AHEAD)
        self._sections: dict[int, Section] = {}
        self._pieces: list[Section] = []
        self._first = self._next = first
        self._error: BaseException | None = None
        self._lock = threading.Lock()

    def get(self, exercise: int) -> Section | None:
        """Return the section of `exercise`, or None if it is not made yet. Raise what the making raised, each
        time, and IndexError if the session has no such exercise.
        """
        with self._lock:
            return self._get(exercise)

    def _get(self, exercise: int) -> Section | None:
        if exercise < self._next and exercise not in self._sections:
            raise IndexError(f"the exercise {exercise} was discarded")
        while exercise not in self._sections:
            section = self._take()
            if section is None:
                if self._prefetcher.over:
                    raise IndexError(f"there is no exercise {exercise} in this session")
                return None
            if section.unfinished:
                self._pieces.append(section)
                continue
            self._sections[self._next] = section
            self._next += 1
            self._pieces.clear()
        return self._sections[exercise]

    def _take(self) -> Section | None:
        if self._error is not None:
            raise self._error
        try:
            return self._prefetcher.take()
        except BaseException as error:  # a segment that was cut may be the first to meet it
            self._error = error
            raise

    def get_partial(self, exercise: int) -> Section | None:
        """As `get`, but of the first exercise return what is made so far, which may be `unfinished`."""
        with self._lock:  # around both: another thread may finish the section in between
            section = self._get(exercise)
            if section is None and exercise == self._first and self._pieces:
                return joined(self._pieces)
        return section

    def wait(self, exercise: int, timeout_seconds: float, is_stopped: Callable[[], bool]) -> Section | None:
        """As `get`, but wait for the section, up to `timeout_seconds` or until `is_stopped`."""
        for _ in range(max(1, round(timeout_seconds / SECTION_POLL_SECONDS))):
            section = self.get(exercise)
            if section is not None or is_stopped():
                return section
            self._prefetcher.wait_ready(1, SECTION_POLL_SECONDS)
        return None

    def discard_before(self, exercise: int) -> None:
        """Forget the sections of the exercises before `exercise`."""
        with self._lock:
            for known in [known for known in self._sections if known < exercise]:
                self._before = _outline(self._sections.pop(known))

    def replace(self, exercise: int, section: Section) -> None:
        """Keep `section` in place of that of `exercise`, which is made."""
        with self._lock:
            self._sections[exercise] = section

    def before(self, exercise: int) -> Section | None:
        """Return the outline of the section before that of `exercise`, which is known, with all that the
        next one goes by; None if the session begins with `exercise`.
        """
        with self._lock:
            known = self._sections.get(exercise - 1)
            return self._before if known is None else _outline(known)

    @property
    def has_ended(self) -> bool:
        """Whether no section is being made any more, and none will be."""
        return self._prefetcher.has_ended

    def close(self) -> None:
        """Stop making sections."""
        self._cancelled.set()
        self._prefetcher.close()


def _outline(section: Section) -> Section:
    """Return `section` without what is heard in it."""
    return replace(section, events=(), works=(), spans=(), told=())


class Segment:
    """What plays from one cut to the next: `first`, a section that begins at frame 0, and those after it.

    A segment ends before an exercise that `waits`, which is then its `awaited_exercise`. While a section is
    late it plays the section that `late_notice` returns, if any, and then silence.
    """

    def __init__(
        self,
        buffer: SectionBuffer,
        exercise: int,
        first: Section,
        waits: Sequence[bool],
        late_notice: Callable[[], Section | None] = lambda: None,
        *,
        keep_timeline: bool = False,
    ) -> None:
        """`waits` says of each exercise whether it waits for the user before it begins. With `keep_timeline`,
        sections are kept after they are over.
        """
        self.buffer = buffer
        self._keep_timeline = keep_timeline
        self._exercise = exercise
        self._first = first
        self._waits = waits
        self._late_notice = late_notice
        self._known: list[tuple[int, Section]] = [(exercise, first)]
        self._is_stopped = False
        self._awaited_exercise: int | None = None
        self._is_complete = False
        self._lock = threading.Lock()
        """Held where the next section is taken, or the buffer is replaced."""

    def sections(self) -> Iterator[Section]:
        """Yield the sections in playback time; for the mix, in its own thread."""
        section = self._first
        if section.unfinished:
            yield from self._partial_sections()
            section = self._known[0][1]
            if section.unfinished:
                return
        else:
            yield section
        fillers = 0
        while (following := self._following(section)) is not None:
            if following is _LATE:
                section = self._filler(section, with_notice=fillers == 0)
                fillers += 1
                self._known.append((self._exercise, section))
            else:
                section, fillers = following, 0
            yield section

    def _following(self, section: Section) -> Section | None:
        """Return the section after `section`, in playback time, `_LATE` if it is late, and None where this
        segment ends.
        """
        while not self._is_stopped:
            with self._lock:
                buffer, exercise = self.buffer, self._exercise + 1
                if exercise >= len(self._waits) or self._waits[exercise]:
                    self._awaited_exercise = exercise if exercise < len(self._waits) else None
                    self._is_complete = True
                    return None
            try:
                following = buffer.wait(exercise, LATE_SECTION_SECONDS, lambda: self._is_stopped)
            except BaseException:
                if self.buffer is buffer:
                    raise
                continue  # it was closed, since another has taken its place
            with self._lock:
                if self._is_stopped or self.buffer is not buffer:
                    continue
                if following is None:
                    return _LATE
                self._exercise = exercise
                following = shifted(following, section.end_frame - following.start_frame)
                self._known.append((exercise, following))
                return following
        return None

    def go_on_with(
        self, buffer: SectionBuffer, exercise: int, playing: int, waits: Sequence[bool] | None = None
    ) -> bool:
        """Take the sections after the present one, which is that of the exercise `playing`, from `buffer`,
        where this exercise is `exercise`, and the exercises wait as `waits` says, or as before. Return False
        if there is another after it already, or never will be. The buffer before may be closed then.
        """
        with self._lock:
            is_partial = self._known[0][1].unfinished
            if self._exercise != playing or self._is_complete or self._is_stopped or is_partial:
                return False
            self._known = [(each + exercise - playing, section) for each, section in self._known]
            self.buffer, self._exercise = buffer, exercise
            self._waits = self._waits if waits is None else waits
            return True

    def _partial_sections(self) -> Iterator[Section]:
        """Yield the parts of the first section as they are made, until it is whole."""
        frame = 0
        while not self._is_stopped:
            self.buffer.wait(self._exercise, SECTION_POLL_SECONDS, lambda: self._is_stopped)
            partial = self.buffer.get_partial(self._exercise)
            assert partial is not None, "it was unfinished, and can only grow"
            self._known[0] = (self._exercise, partial)
            if partial.end_frame > frame:
                yield rest_of(partial, frame)
                frame = partial.end_frame
            if not partial.unfinished:
                return

    def _filler(self, section: Section, *, with_notice: bool) -> Section:
        """Return what plays after `section` until the next section is made; its position is behind all of
        `section`.
        """
        notice = self._late_notice() if with_notice else None
        start = section.end_frame
        frames = to_frames(FILLER_SECONDS, section.audio_format.sample_rate)
        if notice is not None:
            notice = shifted(notice, start - notice.start_frame)
            frames = notice.end_frame - start
        return replace(
            section, start_frame=start, end_frame=start + frames, events=notice.events if notice else (),
            music=None, begun_frame=nominal_start(section), told=(),
        )  # fmt: skip

    def ends_session(self) -> bool:
        """Whether nothing comes after this segment."""
        return self._awaited_exercise is None and not self._is_stopped

    @property
    def awaited_exercise(self) -> int | None:
        """The exercise that waits for the user, before which this segment ended; None if it was cut."""
        return None if self._is_stopped else self._awaited_exercise

    def section_at(self, frame: int) -> tuple[int, Section]:
        """Return the exercise and its section at `frame`, or the nearest known ones."""
        known = list(self._known)
        for exercise, section in known:
            if frame < section.end_frame:
                return exercise, section
        return known[-1]

    def known_sections(self) -> list[tuple[int, Section]]:
        """Return the sections that are made and not discarded, each with its exercise."""
        return list(self._known)

    def discard_before(self, frame: int) -> None:
        """Forget the sections that are over at `frame`."""
        if self._keep_timeline:
            return
        while len(self._known) > 1 and self._known[0][1].end_frame <= frame:
            del self._known[0]
        self.buffer.discard_before(self._known[0][0])

    def stop(self) -> None:
        """Yield no more sections."""
        self._is_stopped = True
