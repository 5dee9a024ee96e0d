"""The timeline of a session as it was played, with all pauses, cuts and answers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from voicefoot.audio import Clip
from voicefoot.model.attachments import Attachments
from voicefoot.model.rounds import Round
from voicefoot.timeline.spans import spans_of
from voicefoot.timeline.timeline import (
    Event,
    EventKind,
    Music,
    Section,
    Timeline,
    TimeSpan,
    shifted_event,
    shifted_span,
)


@dataclass(frozen=True, slots=True)
class PlayedRange:
    """A range of frames that was played: `frames` from `first_frame` on, in the time of its `sections`.

    It was played at `played_frame` of everything that was played. Each section comes with the index of its
    exercise.
    """

    sections: Sequence[tuple[int, Section]]
    first_frame: int
    played_frame: int
    frames: int

    @property
    def by(self) -> int:
        """How many frames later it was played than it was arranged for."""
        return self.played_frame - self.first_frame

    def goes_on_from(self, before: PlayedRange) -> bool:
        """Whether it was played straight after `before`, and is arranged so, too."""
        return self.by == before.by and self.first_frame == before.first_frame + before.frames


@dataclass(slots=True)
class _Heard:
    """An event in the time of what was played, and the part of it that was heard."""

    event: Event
    first_frame: int
    last_frame: int


@dataclass(slots=True)
class _Part:
    """One exercise, from the moment at which it was entered."""

    exercise: int
    name: str
    start_frame: int
    rounds: tuple[Round, ...]
    attachments: Attachments
    heard: list[_Heard]
    spans: list[TimeSpan] = field(default_factory=list)
    music: Music | None = None


def played_timeline(
    title: str,
    sample_rate: int,
    stretches: Iterable[PlayedRange],
    beside: Iterable[Event],
    frames: int,
) -> Timeline:
    """Return what was played, `frames` in all, as a timeline.

    `beside` are answers and lines that belong to no section, in the time of what was played. An event that
    was cut ends at the cut. A count that was cut before its beat becomes speech: nobody did that repetition.
    Of the times on the clock, those of holds and phases among them, there are those that nothing cut; there
    are no works.
    """
    parts: list[_Part] = []
    sounding: list[_Heard] = []
    uncut_from = 0
    before: PlayedRange | None = None
    for stretch in stretches:
        if before is None or not stretch.goes_on_from(before):
            uncut_from = stretch.first_frame
        before = stretch
        for exercise, section in stretch.sections:
            start = max(section.start_frame, stretch.first_frame)
            end = min(section.end_frame, stretch.first_frame + stretch.frames)
            if start >= end:
                continue
            if not parts or parts[-1].exercise != exercise:
                begun = start + stretch.by
                parts.append(_Part(exercise, section.name, begun, section.rounds, section.attachments, []))
            sounding = _hear(parts[-1], sounding, section, start, end, stretch.by)
            parts[-1].spans += (
                shifted_span(span, stretch.by)
                for span in spans_of(section)
                if uncut_from <= span.start_frame and start < span.end_frame <= end
            )
    events = sorted(
        [*(_as_event(heard) for part in parts for heard in part.heard), *beside],
        key=lambda event: event.order,
    )
    starts = [0, *(_begins(part, events) for part in parts[1:]), frames]
    sections = []
    for number, part in enumerate(parts):
        first, last = starts[number], starts[number + 1]
        begin, end = (bisect_left(events, at, key=lambda event: event.start_frame) for at in (first, last))
        mine = tuple(events[begin:end])
        sections.append(
            Section(
                part.name,
                first,
                last,
                mine,
                part.music,
                spans=tuple(part.spans),
                rounds=part.rounds,
                attachments=part.attachments,
            )
        )
    return Timeline(title, sample_rate, tuple(sections))


def _begins(part: _Part, events: Iterable[Event]) -> int:
    """Return where `part` begins: at the end of the sound that answered the command to enter it."""
    start = part.start_frame
    return max(
        (
            e.end_frame
            for e in events
            if e.start_frame <= start < e.end_frame and e.kind is not EventKind.WAKE
        ),
        default=start,
    )


def _hear(
    part: _Part, sounding: Iterable[_Heard], section: Section, start: int, end: int, by: int
) -> list[_Heard]:
    """Add what was played of `section`, from `start` to `end`, to `part`; `sounding` events go on in it.

    Return the events that sound at `end`.
    """
    known = {(id(each.event.clip), each.event.start_frame): each for each in sounding}
    sounds_on = []
    for event in section.events:
        if event.start_frame >= end:
            break
        if event.end_frame <= start:
            continue
        first, last = max(event.start_frame, start), min(event.end_frame, end)
        going_on = known.get((id(event.clip), event.start_frame + by))
        if going_on is not None and going_on.last_frame == first + by:
            going_on.last_frame = last + by
        else:
            going_on = _Heard(shifted_event(event, by), first + by, last + by)
            part.heard.append(going_on)
        if last == end:
            sounds_on.append(going_on)
    music = section.music
    if music is not None and music.start_frame < end and music.end_frame > start:
        first, last = max(start, music.start_frame) + by, min(end, music.end_frame) + by
        before = part.music
        part.music = replace(
            music, start_frame=first if before is None else before.start_frame, end_frame=last
        )
    return sounds_on


def _as_event(heard: _Heard) -> Event:
    event = heard.event
    offset = heard.first_frame - event.start_frame
    length = heard.last_frame - heard.first_frame
    if length < event.clip.frames:
        clip = Clip(event.clip.samples[offset : offset + length], event.clip.sample_rate)
        event = replace(event, start_frame=heard.first_frame, clip=clip)
    if (
        event.kind is EventKind.COUNT
        and event.beat_frame is not None
        and event.beat_frame >= heard.last_frame
    ):
        return replace(event, kind=EventKind.SPEECH, number=None, beat_frame=None)
    return event
