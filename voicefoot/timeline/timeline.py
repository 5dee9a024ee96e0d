"""The timeline: immutable events, each at its frame, in sections that tile the session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import MONO, AudioFormat, Clip, Samples
from voicefoot.model.attachments import NO_ATTACHMENTS, Attachments
from voicefoot.model.origin import Origin
from voicefoot.model.rounds import Round
from voicefoot.model.spans import SpanKind
from voicefoot.timeline.clock import Moment


class EventKind(StrEnum):
    """What an event is, as the score names it. `wake` is not meant to be heard, and is not in the score."""

    SPEECH = "speech"
    COUNT = "count"
    TICK = "tick"
    CHIME = "chime"
    WAKE = "wake"


SPOKEN_KINDS = (EventKind.SPEECH, EventKind.COUNT)


@dataclass(frozen=True, slots=True)
class Event:
    """A clip placed at a frame, counted from the start of the session."""

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
    gain_db: float = 0.0
    """By how much it is louder than its clip."""

    @property
    def end_frame(self) -> int:
        return self.start_frame + self.clip.frames

    @property
    def leads_in(self) -> bool:
        """Whether it is a tick of a count-in."""
        return self.origin is Origin.COUNT_IN and self.kind is EventKind.TICK

    @property
    def order(self) -> tuple[int, str, int]:
        """The key by which events are sorted."""
        return self.start_frame, self.kind, self.clip.frames


class MusicSource(Protocol):
    """Music that can be asked for any of its frames."""

    @property
    def name(self) -> str:
        """The name of the music in the score."""
        ...

    @property
    def channels(self) -> int: ...

    @property
    def identity(self) -> bytes | None:
        """A digest of everything that the samples depend on: equal identities mean equal samples. None where
        it is not known.
        """
        ...

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        """Return the frames from `first_frame` up to `last_frame`, counted from the start of the source.

        float32, (last - first, channels). The same frames are always the same samples.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Music:
    """A region of music under a section, with the gain envelope that ducks it under the voice.

    `turn_frames` and `turn_db` are the breakpoints of the envelope, as many of both: between two of them the
    gain changes evenly in decibels, before the first and after the last it is constant. `fade_in_frames` and
    `fade_out_frames` are the lengths of the fades.
    """

    start_frame: int
    end_frame: int
    text: str
    source: MusicSource
    source_frame: int
    """The frame of the source at `start_frame`."""
    turn_frames: NDArray[np.int64]
    turn_db: NDArray[np.float64]
    fade_in_frames: int = 0
    fade_out_frames: int = 0
    plays_on: bool = False
    """Whether it plays on in the next section."""
    gain_db: float = 0.0
    """By how much it is louder, beside its envelope: the gain of its section."""
    gain_before_db: float = 0.0
    """The gain of the section before, from which it goes evenly in decibels to `gain_db` over its first
    `gain_frames`.
    """
    gain_frames: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class WorkRegion:
    """The region of one piece of work in a section: repetitions on their beats. A span is one repetition,
    held.
    """

    start_frame: int
    """The start of its count-in."""
    origin_frame: int
    """Where the work is entered: at its first beat, or where it resumes after a pause."""
    done_frame: int
    """The end of the last repetition."""
    end_frame: int
    """The start of its last sound."""
    beat_frames: NDArray[np.int64]
    """The start of each repetition."""
    side: str | None = None
    hold_frames: int = 0
    """How long each repetition is held; 0 if it is not."""
    phased: bool = False
    """Whether a repetition has phases."""
    counted: bool = False
    """Whether its repetitions have numbers, said aloud or not."""
    counts_down: bool = False
    """Whether the voice counts them down to one."""
    written_hold_seconds: float | None = None
    """How long each repetition is to be held, if that was written."""
    written_relax_seconds: float | None = None
    phase_seconds: tuple[float, ...] = ()
    """The length of each phase of a repetition."""
    part_frames: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))
    """For each repetition the end of its hold, or of each of its phases; each rounded by itself."""
    set_number: int | None = None
    """Which set it belongs to, from 1; None if there is one."""
    beats_per_rep: int = 1
    """How many of `beat_frames` make a repetition: two where sides alternate."""
    until_told: bool = False
    """Whether it may end before, when the user says so."""
    tally: str | None = None
    """What the user counts in it by a key, such as "rounds"; None for nothing."""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time on the clock, from the sound that starts it to the sound that ends it."""

    kind: SpanKind
    start_frame: int
    end_frame: int
    written_seconds: float | None = None
    """What was asked for; None where nothing was written."""
    set_number: int | None = None
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One exercise on the timeline: sorted events, none of which reaches beyond the section, and the regions
    of its work.
    """

    name: str
    start_frame: int
    end_frame: int
    events: tuple[Event, ...]
    music: Music | None = None
    audio_format: AudioFormat = MONO
    works: tuple[WorkRegion, ...] = ()
    spans: tuple[TimeSpan, ...] = ()
    """Times on the clock, in order of their starts. A rest may begin before the section."""
    rounds: tuple[Round, ...] = ()
    """The rounds in which the exercise stands, the outermost first."""
    work_end: Moment | None = None
    """Where its last work ends, from which a written rest runs into the next section."""
    round_origins: Mapping[int, Moment] = field(default_factory=lambda: MappingProxyType({}))
    """Where the first round of each block of fixed rounds began, by `RoundStart.block`."""
    begun_frame: int | None = None
    """In a resumed section: where it would have begun. It holds nothing before `start_frame`."""
    entered_frame: int | None = None
    """In a resumed section: where the section itself goes on. What comes before leads back to it."""
    told: tuple[Event, ...] = ()
    """In a resumed section: lines of talk that were heard before, at frames before `start_frame`."""
    unfinished: bool = False
    """Whether it is only the first talk of a section whose rest is still being synthesized."""
    attachments: Attachments = NO_ATTACHMENTS
    gain_db: float = 0.0
    """By how much its events are louder. Music has a gain of its own, since it plays on between sections."""


def nominal_start(section: Section) -> int:
    """Return the frame at which `section` begins, or would have begun if it was resumed."""
    return section.start_frame if section.begun_frame is None else section.begun_frame


def shifted(section: Section, frames: int) -> Section:
    """Return the same section, `frames` later."""
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
        spans=tuple(shifted_span(span, frames) for span in section.spans),
        begun_frame=None if section.begun_frame is None else section.begun_frame + frames,
        entered_frame=None if section.entered_frame is None else section.entered_frame + frames,
        told=tuple(shifted_event(event, frames) for event in section.told),
    )


def shifted_event(event: Event, frames: int) -> Event:
    """Return the same event, `frames` later."""
    beat = None if event.beat_frame is None else event.beat_frame + frames
    # `replace` takes three times as long, and a section may have a hundred thousand events.
    return Event(
        event.start_frame + frames, event.clip, event.kind, event.text, event.number, event.side, beat,
        event.origin,
        event.repetition, event.gain_db,
    )  # fmt: skip


def shifted_work(work: WorkRegion, frames: int) -> WorkRegion:
    """Return the same region, `frames` later."""
    return replace(
        work,
        start_frame=work.start_frame + frames,
        origin_frame=work.origin_frame + frames,
        done_frame=work.done_frame + frames,
        end_frame=work.end_frame + frames,
        beat_frames=work.beat_frames + frames,
        part_frames=work.part_frames + frames,
    )


def shifted_span(span: TimeSpan, frames: int) -> TimeSpan:
    """Return the same span, `frames` later."""
    return replace(span, start_frame=span.start_frame + frames, end_frame=span.end_frame + frames)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole session. Its sections tile 0 to `frames` without gaps."""

    title: str
    sample_rate: int
    sections: Sequence[Section]
    language: str = "en"

    @property
    def frames(self) -> int:
        return self.sections[-1].end_frame if self.sections else 0

    @property
    def seconds(self) -> float:
        return self.frames / self.sample_rate

    @property
    def events(self) -> Iterator[Event]:
        return (event for section in self.sections for event in section.events)
