"""A live session's sections on their way to the mix: made ahead of need, kept until they are over, and put
one after another in the time of what is heard.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from voicefoot.playing.partial_sections import joined, rest_of
from voicefoot.prefetch import Prefetcher
from voicefoot.timeline.timeline import Section, nominal_start, shifted
from voicefoot.units import to_frames

SECTIONS_AHEAD = 2
PATIENCE_SECONDS = 0.7
"""How long the mix waits for a section that is late, before it waits audibly."""
WAITING_SECONDS = 0.96
_GLANCE_SECONDS = 0.02


class SectionBuffer:
    """The sections of a session from the exercise `first` on, in their own time: made in a thread, two ahead
    of need, and kept until they are let go.
    """

    def __init__(
        self, sections: Iterable[Section], first: int, unwanted: threading.Event | None = None
    ) -> None:
        """`unwanted` is set when the making is to end."""
        self._unwanted = unwanted or threading.Event()
        self._ahead: Prefetcher[Section] = Prefetcher(sections, SECTIONS_AHEAD)
        self._kept: dict[int, Section] = {}
        self._pieces: list[Section] = []
        self._first = self._next = first
        self._error: BaseException | None = None
        self._lock = threading.Lock()

    def get(self, exercise: int) -> Section | None:
        """The section of that exercise; None where it is not made yet. Raises what the making raised, each
        time, and IndexError where the session has no such exercise.
        """
        with self._lock:
            return self._found(exercise)

    def _found(self, exercise: int) -> Section | None:
        if exercise < self._next and exercise not in self._kept:
            raise IndexError(f"the exercise {exercise} was let go")
        while exercise not in self._kept:
            section = self._take()
            if section is None:
                if self._ahead.over:
                    raise IndexError(f"there is no exercise {exercise} in this session")
                return None
            if section.unfinished:
                self._pieces.append(section)
                continue
            self._kept[self._next] = section
            self._next += 1
            self._pieces.clear()
        return self._kept[exercise]

    def _take(self) -> Section | None:
        if self._error is not None:
            raise self._error
        try:
            return self._ahead.take()
        except BaseException as error:  # a passage that was cut may be the first to meet it
            self._error = error
            raise

    def begun(self, exercise: int) -> Section | None:
        """As `get`; of the first exercise, what there is of it, which may be `unfinished`."""
        with self._lock:  # of both: another thread may find the whole of it in between
            section = self._found(exercise)
            if section is None and exercise == self._first and self._pieces:
                return joined(self._pieces)
        return section

    def wait(self, exercise: int, seconds: float, stopped: Callable[[], bool]) -> Section | None:
        """As `get`, but waits for it, `seconds` at the most, or until `stopped`."""
        for _ in range(max(1, round(seconds / _GLANCE_SECONDS))):
            section = self.get(exercise)
            if section is not None or stopped():
                return section
            self._ahead.wait_ready(1, _GLANCE_SECONDS)
        return None

    def let_go(self, before: int) -> None:
        """Forgets the sections of the exercises before that one."""
        with self._lock:
            for exercise in [known for known in self._kept if known < before]:
                del self._kept[exercise]

    def close(self) -> None:
        """Lets the making end."""
        self._unwanted.set()
        self._ahead.close()


class Segment:
    """What is heard from one cut to the next: `first`, a section that begins at frame 0, and those that come
    after it.

    It stops before an exercise that `waits`, and then `waits_for` it. A section that is late is waited for in
    silence, after `waiting`, a section that says so.
    """

    def __init__(
        self,
        coming: SectionBuffer,
        exercise: int,
        first: Section,
        waits: Sequence[bool],
        waiting: Callable[[], Section | None] = lambda: None,
        *,
        keeps: bool = False,
    ) -> None:
        """Where it `keeps` them, sections are remembered after they are over."""
        self.coming = coming
        self._keeps = keeps
        self._exercise = exercise
        self._first = first
        self._waits = waits
        self._waiting = waiting
        self._known: list[tuple[int, Section]] = [(exercise, first)]
        self._stopped = False
        self._waits_for: int | None = None

    def sections(self) -> Iterator[Section]:
        """The sections in the time of what is heard; for the mix, in its own thread."""
        exercise, section = self._exercise, self._first
        if section.unfinished:
            yield from self._opening()
            section = self._known[0][1]
            if section.unfinished:
                return
        else:
            yield section
        while exercise + 1 < len(self._waits) and not self._stopped:
            if self._waits[exercise + 1]:
                self._waits_for = exercise + 1
                return
            following = None
            asked = 0
            while following is None and not self._stopped:
                following = self.coming.wait(exercise + 1, PATIENCE_SECONDS, lambda: self._stopped)
                if following is None and not self._stopped:
                    section = self._late(section, asked)
                    asked += 1
                    self._known.append((exercise, section))
                    yield section
            if following is None:
                return
            exercise += 1
            section = shifted(following, section.end_frame - following.start_frame)
            self._known.append((exercise, section))
            yield section

    def _opening(self) -> Iterator[Section]:
        """The first section, by what there is of it, until it is whole."""
        frame = 0
        while not self._stopped:
            self.coming.wait(self._exercise, _GLANCE_SECONDS, lambda: self._stopped)
            begun = self.coming.begun(self._exercise)
            assert begun is not None, "it was unfinished, and can only grow"
            self._known[0] = (self._exercise, begun)
            if begun.end_frame > frame:
                yield rest_of(begun, frame)
                frame = begun.end_frame
            if not begun.unfinished:
                return

    def _late(self, section: Section, asked: int) -> Section:
        """What fills the time until the next section is there: a place after all that `section` does."""
        told = self._waiting() if asked == 0 else None
        start = section.end_frame
        frames = to_frames(WAITING_SECONDS, section.audio_format.sample_rate)
        if told is not None:
            told = shifted(told, start - told.start_frame)
            frames = told.end_frame - start
        return replace(
            section, start_frame=start, end_frame=start + frames, events=told.events if told else (),
            music=None, begun_frame=nominal_start(section), told=(),
        )  # fmt: skip

    def ends_session(self) -> bool:
        """Whether nothing comes after it."""
        return self._waits_for is None and not self._stopped

    @property
    def waits_for(self) -> int | None:
        """The exercise that it stopped before, to be told to begin; None where it was cut before that."""
        return None if self._stopped else self._waits_for

    def at(self, frame: int) -> tuple[int, Section]:
        """The exercise, and the section of it, that `frame` falls in; the nearest that is known."""
        known = list(self._known)
        for exercise, section in known:
            if frame < section.end_frame:
                return exercise, section
        return known[-1]

    def known(self) -> list[tuple[int, Section]]:
        """The sections that are made and not let go, each with its exercise."""
        return list(self._known)

    def let_go(self, frame: int) -> None:
        """Forgets the sections that are over at `frame`."""
        if self._keeps:
            return
        while len(self._known) > 1 and self._known[0][1].end_frame <= frame:
            del self._known[0]
        self.coming.let_go(self._known[0][0])

    def stop(self) -> None:
        """Hands out no more sections."""
        self._stopped = True
