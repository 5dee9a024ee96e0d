"""A live session that is to end at a moment on the clock on the wall: what is left of it is fitted again
whenever it goes on from somewhere, after a pause, say.

The section that plays stays as it is. When it ends is known to the frame, and so is the time that is left for
those after it: they are made anew in a thread, and take the place of the others before the first of them is
mixed. How they are fitted is in `arranging.fit_session` (`fit_rest`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from voicefoot.errors import VoicefootError
from voicefoot.playing.segments import SectionBuffer, Segment
from voicefoot.playing.transport import Transport
from voicefoot.timeline.timeline import Section
from voicefoot.units import to_seconds

SOONEST_SECONDS = 1.8
"""A section that ends sooner is mixed to its end already, and with it the beginning of the next one."""
LATE_SECONDS = 1.0
"""From here on it is worth telling that a session ends too late, or too early ..."""
LATE_AGAIN_SECONDS = 5.0
"""... and again once that has changed by so much."""


@dataclass(frozen=True, slots=True)
class FittedRest:
    """What is left of a session, fitted into a time."""

    sections: Iterator[Section]
    """Made as they are asked for."""
    late_seconds: float
    """How much longer they take than that time; negative where they can't take so long."""
    adopt: Callable[[], None]
    """Says that they are played: what is fitted next begins from them."""


FitRest = Callable[[int, Section, float, float, Callable[[], bool]], FittedRest]
"""fit_rest(first, before, seconds, tempo, is_cancelled) returns the sections from `first` on, which follow
`before` and take `seconds` altogether.
"""


@dataclass(slots=True)
class _Fit:
    """What is being made: the sections after that of `exercise` in `segment`."""

    segment: Segment
    exercise: int
    before: Section
    cancelled: threading.Event = field(default_factory=threading.Event)
    result: FittedRest | None = None
    is_over: bool = False


class Deadline:
    """When a session is to end, and how it is brought to do so. Only the session's own thread may use it."""

    def __init__(
        self, ends_at: float, fit_rest: FitRest, wall_clock: Callable[[], float] = time.time
    ) -> None:
        """`ends_at`: when the last sample is heard, in seconds as `wall_clock` returns them."""
        self._ends_at = ends_at
        self._fit_rest = fit_rest
        self._wall_clock = wall_clock
        self._is_due = False
        self._making: _Fit | None = None
        self._told_late_seconds: float | None = None
        """By how much it was last told to end too late, unless it has come right since."""

    @property
    def is_making(self) -> bool:
        """Whether something is being made."""
        return self._making is not None and not self._making.is_over

    def went_on(self) -> None:
        """The session goes on from somewhere: what comes after has to be fitted again."""
        self.close()
        self._is_due = True

    def close(self) -> None:
        """Fit nothing any more."""
        if self._making is not None:
            self._making.cancelled.set()
        self._making, self._is_due = None, False

    def update(
        self,
        transport: Transport,
        latency_seconds: float,
        last_exercise: int,
        tempo: float,
        take_buffer: Callable[[SectionBuffer], None],
    ) -> float | None:
        """Do what can be done by now. Return by how many seconds the session will end later than it is to,
        when that becomes known and is worth telling; None at all other times. `latency_seconds` is the
        sink's; `take_buffer` is called with the buffer that what plays goes on with.
        """
        if self._making is not None:
            late_seconds = self._continue(transport, take_buffer)
        else:
            late_seconds = self._begin(transport, latency_seconds, last_exercise, tempo)
        return None if late_seconds is None else self._worth_telling(late_seconds)

    def _worth_telling(self, late_seconds: float) -> float | None:
        """Return `late_seconds` if it is worth telling, after what was told last."""
        if abs(late_seconds) < LATE_SECONDS:
            self._told_late_seconds = None
            return None
        told = self._told_late_seconds
        if told is not None and abs(late_seconds - told) < LATE_AGAIN_SECONDS:
            return None
        self._told_late_seconds = late_seconds
        return late_seconds

    def _begin(
        self, transport: Transport, latency_seconds: float, last_exercise: int, tempo: float
    ) -> float | None:
        """Begin to fit what is left, if that is due and can be done. Return how late the session ends where
        nothing is left to fit.
        """
        playing = transport.playing_segment() if self._is_due else None
        if playing is None:
            return None
        segment, frame = playing
        exercise, section = segment.known_sections()[-1]
        if section.unfinished or not frame:
            return None
        left_seconds = to_seconds(section.end_frame - frame, section.audio_format.sample_rate)
        seconds = self._ends_at - self._wall_clock() - latency_seconds - left_seconds
        if exercise >= last_exercise:
            self._is_due = False
            return -seconds
        if left_seconds < SOONEST_SECONDS:
            return None  # the next section will be there in a moment
        before = segment.buffer.get(exercise)
        if before is None:
            return None
        self._is_due = False
        making = self._making = _Fit(segment, exercise, before)
        threading.Thread(
            target=self._fit, args=(making, seconds, tempo), name="voicefoot-fit", daemon=True
        ).start()
        return None

    def _fit(self, making: _Fit, seconds: float, tempo: float) -> None:
        try:
            making.result = self._fit_rest(
                making.exercise + 1, making.before, seconds, tempo, making.cancelled.is_set
            )
        except VoicefootError:
            making.result = None  # what was made before goes on
        finally:
            making.is_over = True

    def _continue(self, transport: Transport, take_buffer: Callable[[SectionBuffer], None]) -> float | None:
        """Let the session go on with what was fitted, once it is there, and return how late it ends then."""
        making = self._making
        assert making is not None, "something is being made"
        if not making.is_over:
            return None
        self._making = None
        if making.result is None:
            return None
        playing = transport.playing_segment()
        if playing is None or playing[0] is not making.segment:
            self._is_due = True  # a line was said in between, say: after the section that plays now
            return None
        exercise, section = making.segment.known_sections()[-1]
        left = to_seconds(section.end_frame - playing[1], section.audio_format.sample_rate)
        if exercise != making.exercise or left < SOONEST_SECONDS:
            self._is_due = True  # too late for this section: after the next one
            return None
        rest = making.result
        buffer = SectionBuffer(_with_first(making.before, rest.sections), exercise, making.cancelled)
        if not making.segment.go_on_with(buffer, exercise, exercise):
            buffer.close()
            self._is_due = True
            return None
        take_buffer(buffer)
        rest.adopt()
        return rest.late_seconds


def _with_first(first: Section, others: Iterator[Section]) -> Iterator[Section]:
    yield first
    yield from others
