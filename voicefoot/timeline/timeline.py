"""What sounds when, to the frame: immutable events on a timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import MONO, AudioFormat, Clip, Samples
from voicefoot.model.origin import Origin


class EventKind(StrEnum):
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
    kind: EventKind
    text: str | None = None
    number: int | None = None
    side: str | None = None
    beat_frame: int | None = None
    origin: Origin = Origin.UNPLANNED
    """The cue that it comes from."""
    repetition: int | None = None
    """The repetition of that cue that it belongs to, from 1; None where it belongs to none."""

    @property
    def end_frame(self) -> int:
        return self.start_frame + self.clip.frames

    @property
    def leads_in(self) -> bool:
        """Whether it is a tick of a count-in."""
        return self.origin is Origin.COUNT_IN and self.kind is EventKind.TICK

    @property
    def order(self) -> tuple[int, str, int]:
        """What events are sorted by."""
        return self.start_frame, self.kind, self.clip.frames


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


@dataclass(frozen=True, slots=True, eq=False)
class WorkRegion:
    """A piece of work in a section: repetitions on their beats. A stretch of time is a single one, held."""

    start_frame: int
    """Where its count-in begins."""
    origin_frame: int
    """Where it is entered: at its first beat, or where it is gone on with after a pause."""
    done_frame: int
    """Where the last repetition is over."""
    end_frame: int
    """Where its last sound begins."""
    beat_frames: NDArray[np.int64]
    """Where each repetition begins."""
    side: str | None = None
    hold_frames: int = 0
    """How long each repetition is held; 0 where it is not."""
    phased: bool = False
    """Whether a repetition has phases."""
    rests: bool = False
    """Whether there is nothing to do but rest."""
    counted: bool = False
    """Whether its repetitions have numbers, said aloud or not."""
    counts_down: bool = False
    """Whether the voice counts them down to one."""


@dataclass(frozen=True, slots=True)
class Section:
    """One exercise on the timeline: sorted events, none of which reaches beyond `end_frame`, and the pieces
    of work that they belong to.
    """

    name: str
    start_frame: int
    end_frame: int
    events: tuple[Event, ...]
    music: Music | None = None
    audio_format: AudioFormat = MONO
    works: tuple[WorkRegion, ...] = ()
    begun_frame: int | None = None
    """Where it would have begun, in one that is gone on with: nothing of it is before `start_frame`."""
    entered_frame: int | None = None
    """Where it goes on itself, in one that is gone on with: what comes before only leads there."""
    told: tuple[Event, ...] = ()
    """Lines of talk that were heard before it was gone on with, at frames before its `start_frame`."""
    unfinished: bool = False
    """Whether it is no more than the first talk of a section of which the rest is still being spoken."""


def nominal_start(section: Section) -> int:
    """The frame at which `section` begins, or would have begun where it is gone on with."""
    return section.start_frame if section.begun_frame is None else section.begun_frame


def shifted(section: Section, frames: int) -> Section:
    """The same section, `frames` later."""
    if frames == 0:
        return section
    events = tuple(shifted_event(event, frames) for event in section.events)
    music = section.music
    if music is not None:
        music = replace(
            music,
            start_frame=music.start_frame + frames,
            end_frame=music.end_frame + frames,
            turn_frames=music.turn_frames + frames,
        )
    works = tuple(shifted_work(work, frames) for work in section.works)
    return replace(
        section,
        start_frame=section.start_frame + frames,
        end_frame=section.end_frame + frames,
        events=events,
        music=music,
        works=works,
        begun_frame=None if section.begun_frame is None else section.begun_frame + frames,
        entered_frame=None if section.entered_frame is None else section.entered_frame + frames,
        told=tuple(shifted_event(event, frames) for event in section.told),
    )


def shifted_event(event: Event, frames: int) -> Event:
    """The same event, `frames` later."""
    beat = None if event.beat_frame is None else event.beat_frame + frames
    # Not by `replace`, which takes three times as long: a section may have a hundred thousand of them.
    return Event(
        event.start_frame + frames, event.clip, event.kind, event.text, event.number, event.side, beat,
        event.origin,
        event.repetition,
    )  # fmt: skip


def shifted_work(work: WorkRegion, frames: int) -> WorkRegion:
    """The same work, `frames` later."""
    return replace(
        work,
        start_frame=work.start_frame + frames,
        origin_frame=work.origin_frame + frames,
        done_frame=work.done_frame + frames,
        end_frame=work.end_frame + frames,
        beat_frames=work.beat_frames + frames,
    )


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
