"""What sounds when, to the frame: immutable events on a timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from voicefoot.audio import Clip


class Kind(StrEnum):
    """What an event is, as the score names it; `wake` is not meant to be heard, and not in the score."""

    SPEECH = "speech"
    COUNT = "count"
    TICK = "tick"
    CHIME = "chime"
    WAKE = "wake"


@dataclass(frozen=True, slots=True)
class Event:
    """A clip placed at a frame, counted from the beginning of the session."""

    start_frame: int
    clip: Clip
    kind: Kind
    text: str | None = None
    number: int | None = None
    side: str | None = None
    beat_frame: int | None = None
    leads_in: bool = False
    """Whether it is a tick of a count-in."""

    @property
    def end_frame(self) -> int:
        return self.start_frame + self.clip.frames


@dataclass(frozen=True, slots=True)
class Section:
    """One exercise on the timeline: sorted events, none of which reaches beyond `end_frame`."""

    name: str
    start_frame: int
    end_frame: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole session. Its sections tile 0 to `frames` without a gap."""

    title: str
    sample_rate: int
    sections: Sequence[Section]

    @property
    def frames(self) -> int:
        return self.sections[-1].end_frame if self.sections else 0

    @property
    def seconds(self) -> float:
        return self.frames / self.sample_rate

    @property
    def events(self) -> Iterator[Event]:
        return (event for section in self.sections for event in section.events)
