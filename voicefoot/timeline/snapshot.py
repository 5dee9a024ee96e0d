"""What the listener is doing at a given frame, for a screen.

The repetition is found in the regions of the section's work. Words are read once into tracks that are
searched by bisection, so that a snapshot costs the same in a section of ten events as in one of a hundred
thousand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from voicefoot.model.origin import Origin
from voicefoot.model.rounds import Round
from voicefoot.model.sound_names import SoundName
from voicefoot.timeline.bookmark import reps_begun
from voicefoot.timeline.timeline import Event, EventKind, Section, WorkRegion
from voicefoot.units import to_seconds

T = TypeVar("T")

_CUES = frozenset({Origin.READY, Origin.COUNT_IN})
"""Origins of words that lead into work and say nothing about it."""
_ENDS = frozenset({str(SoundName.RELEASE), str(SoundName.HOLD_END), str(SoundName.EXERCISE_END)})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One instant of a session."""

    name: str
    """The exercise."""
    side: str | None
    number: int | None
    """The current repetition, as the voice counts it (up or down), said aloud or not; None outside of
    repetitions.
    """
    line: str
    """The last words, counts excepted; empty once a hold or an exercise is over."""
    section_left_seconds: float
    session_left_seconds: float | None
    next_name: str | None
    share: float
    """The share of the section that is done, 0 to 1."""
    session_share: float | None = None
    """The share of the session that is done; None where its length is not known."""
    reps: int | None = None
    """How many repetitions there are; None where `number` counts down, and tells it by itself."""
    rounds: tuple[Round, ...] = ()
    """The rounds in which the exercise stands, the outermost first."""


def section_index(sections: Sequence[Section], frame: int) -> int:
    """Return the index of the section at `frame`, or of the nearest one. There is at least one section."""
    return max(0, bisect_right(sections, frame, key=lambda section: section.start_frame) - 1)


def snapshot_at(
    sections: Sequence[Section], frame: int, sample_rate: int, total_seconds: float | None
) -> Snapshot:
    """Return the snapshot at `frame`.

    `sections` are those arranged so far, at least one, in order of time; `total_seconds` is the length of
    the session, if it is known.
    """
    index = section_index(sections, frame)
    section = sections[index]
    tracks = _tracks(_Same(section))
    number, reps = _number_at(section.works, tracks.said, frame)
    length = section.end_frame - section.start_frame
    done = min(max(0, frame - section.start_frame), length)
    following = sections[index + 1].name if index + 1 < len(sections) else None
    left = None if total_seconds is None else max(0.0, total_seconds - to_seconds(frame, sample_rate))
    return Snapshot(
        name=section.name,
        side=tracks.side.at(frame),
        number=number,
        line=tracks.line.at(frame) or "",
        section_left_seconds=to_seconds(length - done, sample_rate),
        session_left_seconds=left,
        next_name=following,
        share=done / length if length else 1.0,
        session_share=_share(to_seconds(frame, sample_rate), total_seconds),
        reps=reps,
        rounds=section.rounds,
    )


def _share(seconds: float, total_seconds: float | None) -> float | None:
    if total_seconds is None:
        return None
    return min(max(0.0, seconds / total_seconds), 1.0) if total_seconds else 1.0


# -- a section as tracks --------------------------------------------------------------------------


class _Track(Generic[T]):
    """A value that changes at some frames. Changes are added in order of time."""

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
    line: _Track[str]
    said: dict[int, int]
    """The numbers that are said aloud, by the frame of their beat."""


class _Same:
    """A section compared by identity: comparing all of its events would take too long."""

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
    tracks = _Tracks(_Track(), _Track(), {})
    talk = ""
    for event in events:
        at = event.start_frame
        if event.side is not None:
            tracks.side.put(at, event.side)
        if event.kind is EventKind.SPEECH and event.text is not None:
            tracks.line.put(at, event.text)
            talk = talk if event.origin in _CUES else event.text
        elif event.kind is EventKind.COUNT and event.beat_frame is not None and event.number is not None:
            tracks.said[event.beat_frame] = event.number
        elif event.kind is EventKind.CHIME and event.text == SoundName.READY:
            tracks.line.put(at, talk)
        elif _is_end(event):
            tracks.line.put(at, "")
    return tracks


def _is_end(event: Event) -> bool:
    return event.kind is EventKind.CHIME and event.text in _ENDS


# -- which repetition it is -----------------------------------------------------------------------


def _number_at(
    works: Sequence[WorkRegion], said: Mapping[int, int], frame: int
) -> tuple[int | None, int | None]:
    """Return the number of the repetition at `frame`, and how many there are, as in `Snapshot`.

    `said` has the numbers that are said aloud, by the frame of their beat.
    """
    index = bisect_right(works, frame, key=lambda work: work.origin_frame) - 1
    if index < 0 or not works[index].counted or frame >= works[index].end_frame:
        return None, None
    work = works[index]
    movements = max(1, reps_begun(work, frame))
    begun = -(-movements // work.beats_per_rep)
    reps = len(work.beat_frames) // work.beats_per_rep
    if work.counts_down and reps > 1:
        return reps + 1 - begun, None
    first_beat = int(work.beat_frames[(begun - 1) * work.beats_per_rep])
    return said.get(first_beat, begun), reps
