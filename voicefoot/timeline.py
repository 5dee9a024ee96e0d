"""What sounds when, to the frame: immutable events on a timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import MONO, AudioFormat, Clip, Samples


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


class MusicSource(Protocol):
    """Music that can be asked for any of its frames."""

    @property
    def name(self) -> str:
        """What it is called in the score."""
        ...

    @property
    def channels(self) -> int: ...

    @property
    def identity(self) -> bytes | None:
        """What its samples depend on, told briefly: the same identity, the same samples. None where that
        is not known.
        """
        ...

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        """Its frames `first_frame` up to `last_frame`, counted from its own beginning: float32,
        (last - first, channels). The same frames are always the same samples.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Music:
    """A stretch of music under a section, and how it steps back under the voice.

    `turn_frames` and `turn_db`, as many of both, are the corners of its gain; between them it changes
    evenly in decibels, before the first and after the last it stays. `fade_in_frames` and
    `fade_out_frames` are how long it comes and goes.
    """

    start_frame: int
    end_frame: int
    text: str
    source: MusicSource
    source_frame: int
    """The frame of the source that sounds at `start_frame`."""
    turn_frames: NDArray[np.int64]
    turn_db: NDArray[np.float64]
    fade_in_frames: int = 0
    fade_out_frames: int = 0
    plays_on: bool = False
    """Whether it goes on in the next section."""


@dataclass(frozen=True, slots=True)
class Section:
    """One exercise on the timeline: sorted events, none of which reaches beyond `end_frame`."""

    name: str
    start_frame: int
    end_frame: int
    events: tuple[Event, ...]
    music: Music | None = None
    audio_format: AudioFormat = MONO


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
