"""What a file holds beside its sound: chapters, captions, tags and a cover.

`muxer`, `id3` and `wav_export` write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from voicefoot.model.attachments import NO_ATTACHMENTS, Attachments
from voicefoot.model.cues import PlannedSection
from voicefoot.model.origin import Origin
from voicefoot.model.rounds import titled
from voicefoot.timeline.timeline import Event, EventKind, Section
from voicefoot.units import to_seconds

ARTIST = "voicefoot"
GENRE = "Exercise"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One exercise, in one round, from one moment of the file to another, in seconds."""

    name: str
    start_seconds: float
    end_seconds: float
    attachments: Attachments = NO_ATTACHMENTS


@dataclass(frozen=True, slots=True)
class CaptionLine:
    """A spoken line or count, from one moment of the file to another, in seconds. `chapter` is an index."""

    start_seconds: float
    end_seconds: float
    text: str
    chapter: int
    is_count: bool = False


@dataclass(frozen=True, slots=True)
class Tags:
    """What players show. `language` is a tag such as `en`; `comment` holds the doses, a line each."""

    title: str
    language: str = "en"
    comment: str = ""
    cover_png: bytes | None = None
    album: str | None = None
    """None: the title."""
    track: tuple[int, int] | None = None
    """The number of this track, from 1, and how many there are."""


@dataclass(slots=True)
class FileMetadata:
    """The chapters and caption lines of the sections that have passed through `collect`, and their length."""

    chapters: list[Chapter] = field(default_factory=list)
    lines: list[CaptionLine] = field(default_factory=list)
    frames: int = 0

    def collect(self, sections: Iterable[Section]) -> Iterator[Section]:
        """Yield `sections` unchanged, and add each as it passes. Times count from the start of the first."""
        origin: int | None = None
        for section in sections:
            origin = section.start_frame if origin is None else origin
            rate = section.audio_format.sample_rate
            start, end = section.start_frame - origin, section.end_frame - origin
            chapter = len(self.chapters)
            self.frames = end
            name = titled(section.name, section.rounds)
            times = to_seconds(start, rate), to_seconds(end, rate)
            self.chapters.append(Chapter(name, *times, section.attachments))
            self.lines.extend(
                _caption_line(event, chapter, origin, rate)
                for event in section.events
                if event.kind in (EventKind.SPEECH, EventKind.COUNT) and event.origin is not Origin.JOINING
            )
            yield section


def comment(doses: str, sections: Iterable[PlannedSection]) -> str:
    """Return the comment of a file: the `doses`, then the note and the link of each exercise, once."""
    attached = dict.fromkeys((section.name, section.attachments) for section in sections)
    told = [
        "\n".join([f"{name}:", *filter(None, (attachments.note, attachments.link))])
        for name, attachments in attached
        if attachments.note or attachments.link
    ]
    return "\n\n".join([doses, *told])


def _caption_line(event: Event, chapter: int, origin: int, rate: int) -> CaptionLine:
    start, end = to_seconds(event.start_frame - origin, rate), to_seconds(event.end_frame - origin, rate)
    return CaptionLine(start, end, event.text or "", chapter, event.kind is EventKind.COUNT)
