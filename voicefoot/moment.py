"""What the listener is doing at a given frame, as a screen tells it.

A section is read once, into tracks that can be searched by halving; after that a moment costs the
same in a section of ten events and of a hundred thousand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from voicefoot import phrases
from voicefoot.counting import full_form, short_form
from voicefoot.sounds import SoundName
from voicefoot.timeline import Event, Kind, Section
from voicefoot.units import to_seconds

T = TypeVar("T")

_CUES = frozenset({phrases.READY, phrases.READY_WORD, phrases.AND_WORD})
"""Words that lead into the work and say nothing of it."""
_ENDS = frozenset({str(SoundName.RELEASE), str(SoundName.HOLD_END), str(SoundName.EXERCISE_END)})
_SAME_FRAMES = 2
"""Two periods are equal up to the rounding of their four ends."""
_NEAR_FRAMES = 16
"""A beat is expected where the last period ends; on a gentle ramp it comes a little early."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant of a session, for the eye."""

    name: str
    """The exercise."""
    side: str | None
    number: int | None
    """The repetition being done, as the voice counts it (up or down), said aloud or not; None
    outside of repetitions."""
    line: str
    """The last words spoken, counts apart; empty once a hold or an exercise is over."""
    section_left_seconds: float
    session_left_seconds: float | None
    next_name: str | None
    share: float
    """How much of the section is done, 0 to 1."""
    session_share: float | None = None
    """The same of the session; None where it is not known how long it will be."""
    reps: int | None = None
    """How many repetitions there are in all; None where `number` counts down, and so tells it by itself."""


def section_index(sections: Sequence[Section], frame: int) -> int:
    """Which of `sections` (at least one) `frame` falls in; the nearest where it falls in none."""
    return max(0, bisect_right(sections, frame, key=lambda section: section.start_frame) - 1)


def moment_at(
    sections: Sequence[Section], frame: int, sample_rate: int, total_seconds: float | None
) -> Moment:
    """The moment of `frame`. `sections` are those arranged so far, at least one, in order of time;
    `total_seconds` is how long the session will be, where that is known.
    """
    index = section_index(sections, frame)
    section = sections[index]
    tracks = _tracks(_Same(section))
    length = section.end_frame - section.start_frame
    done = min(max(0, frame - section.start_frame), length)
    following = sections[index + 1].name if index + 1 < len(sections) else None
    left = None if total_seconds is None else max(0.0, total_seconds - to_seconds(frame, sample_rate))
    return Moment(
        name=section.name,
        side=tracks.side.at(frame),
        number=tracks.number.at(frame),
        line=tracks.line.at(frame) or "",
        section_left_seconds=to_seconds(length - done, sample_rate),
        session_left_seconds=left,
        next_name=following,
        share=done / length if length else 1.0,
        session_share=_share(to_seconds(frame, sample_rate), total_seconds),
        reps=tracks.reps.at(frame),
    )


def _share(seconds: float, total_seconds: float | None) -> float | None:
    if total_seconds is None:
        return None
    return min(max(0.0, seconds / total_seconds), 1.0) if total_seconds else 1.0


# -- a section as tracks --------------------------------------------------------------------------


class _Track(Generic[T]):
    """A value that changes at some frames; `put` in order of time."""

    def __init__(self) -> None:
        self._frames: list[int] = []
        self._values: list[T | None] = []

    def put(self, frame: int, value: T | None) -> None:
        if not self._values or self._values[-1] != value:
            self._frames.append(frame)
            self._values.append(value)

    def at(self, frame: int) -> T | None:
        index = bisect_right(self._frames, frame) - 1
        return self._values[index] if index >= 0 else None


@dataclass(frozen=True, slots=True)
class _Tracks:
    side: _Track[str]
    number: _Track[int]
    reps: _Track[int]
    line: _Track[str]


class _Same:
    """A section that equals nothing but itself: comparing all of its events would take too long."""

    __slots__ = ("section",)

    def __init__(self, section: Section) -> None:
        self.section = section

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.section is self.section

    def __hash__(self) -> int:
        return id(self.section)


@lru_cache(maxsize=2)
def _tracks(same: _Same) -> _Tracks:
    events = same.section.events
    tracks = _Tracks(_Track(), _Track(), _Track(), _Track())
    talk = ""
    for event in events:
        at = event.start_frame
        if event.side is not None:
            tracks.side.put(at, event.side)
        if event.kind is Kind.SPEECH and event.text is not None:
            tracks.line.put(at, event.text)
            talk = talk if event.text in _CUES else event.text
        elif event.kind is Kind.CHIME and event.text == SoundName.READY:
            tracks.line.put(at, talk)
        elif _is_end(event):
            tracks.line.put(at, "")
    for work in _counted_works(events):
        numbers = list(_numbers(work))
        reps = _reps(numbers)
        for frame, number in numbers:
            tracks.number.put(frame, number)
            tracks.reps.put(frame, None if number is None else reps)
    return tracks


def _is_end(event: Event) -> bool:
    return event.kind is Kind.CHIME and event.text in _ENDS


# -- which repetition it is -----------------------------------------------------------------------


def _counted_works(events: Iterable[Event]) -> Iterator[list[Event]]:
    """The ticks, counts and chimes of each work that has repetitions.

    It begins with its count-in, and the next count-in, or the chime that begins a span, is not its
    own any more.
    """
    work: list[Event] = []
    counting_in = counted = False
    for event in events:
        opens_span = event.kind is Kind.CHIME and event.text == SoundName.READY
        if opens_span or (event.leads_in and not counting_in):
            if work:
                yield work
            work, counted = [], event.leads_in
        if event.leads_in:
            counting_in = True
        elif event.kind is Kind.TICK or opens_span:
            counting_in = False
        if counted and not event.leads_in and (event.kind in (Kind.TICK, Kind.COUNT) or _is_end(event)):
            work.append(event)
    if work:
        yield work


def _numbers(work: Sequence[Event]) -> Iterator[tuple[int, int | None]]:
    """When each repetition begins, and its number; at the end of the last one, None."""
    beats = list(_beats(work))
    said = {event.beat_frame: event.number for event in work if event.kind is Kind.COUNT}
    numbers: list[int] = []
    for beat in beats:
        numbers.append(said.get(beat) or (numbers[-1] + 1 if numbers else 1))
    if not numbers:
        return
    reps = numbers[-1]
    down = _counts_down(work, reps)
    for beat, number in zip(beats, numbers, strict=True):
        yield beat, reps + 1 - number if down else number
    ends = [event.start_frame for event in work if _is_end(event)]
    if ends:
        yield ends[-1], None


def _reps(numbers: Sequence[tuple[int, int | None]]) -> int | None:
    """How many repetitions `numbers` count up to; None where they count down."""
    counted = [number for _, number in numbers if number is not None]
    return counted[-1] if counted and counted[-1] >= counted[0] else None


def _beats(work: Sequence[Event]) -> Iterator[int]:
    """The ticks that begin a repetition.

    Others stand for the seconds of a hold, or for the phases of a repetition. Those have a steady
    beat, and nothing but beats ticks in the first repetition, so that its length tells them apart.
    On a ramp every tick is a beat.
    """
    ticks = [event.start_frame for event in work if event.kind is Kind.TICK]
    if len(ticks) < 3:
        yield from ticks
        return
    first, second, third = ticks[:3]
    held = any(first < event.start_frame < second for event in work if _is_end(event))
    steady = held or abs((third - second) - (second - first)) <= _SAME_FRAMES
    last, period = first, second - first
    yield first
    for tick in ticks[1:]:
        if not steady or tick >= last + period - _NEAR_FRAMES:
            yield tick
            last, period = tick, tick - last


def _counts_down(work: Iterable[Event], reps: int) -> bool:
    """Whether the voice counts down to one; the first count that can't be both ways tells."""
    for event in work:
        if event.kind is Kind.COUNT and event.number is not None and event.text is not None:
            words = event.text.partition(",")[0]
            up, down = event.number, reps + 1 - event.number
            goes_up = words in (full_form(up), short_form(up))
            goes_down = words in (full_form(down), short_form(down))
            if goes_up != goes_down:
                return goes_down
    return False
