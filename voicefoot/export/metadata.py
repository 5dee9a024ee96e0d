"""What a file tells about itself: its chapters, the words that are spoken in it, its tags and its cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from voicefoot.timeline.timeline import Event, EventKind, Section
from voicefoot.units import to_seconds

ARTIST = "voicefoot"
GENRE = "Exercise"


@dataclass(frozen=True, slots=True)
class Chapter:
    """An exercise, from one moment to another, in seconds."""

    name: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class CaptionLine:
    """What is said from one moment to another, in seconds, in the chapter of that number."""

    start_seconds: float
    end_seconds: float
    text: str
    chapter: int
    is_count: bool = False


@dataclass(frozen=True, slots=True)
class Tags:
    """What players show. `language` is a code such as `en`; `comment` holds the doses."""

    title: str
    language: str = "en"
    comment: str = ""
    cover_png: bytes | None = None
    album: str | None = None
    """None: the title."""
    track: tuple[int, int] | None = None
    """Which of how many it is."""


@dataclass(slots=True)
class FileMetadata:
    """The chapters and lines of the sections that have passed."""

    chapters: list[Chapter] = field(default_factory=list)
    lines: list[CaptionLine] = field(default_factory=list)
    frames: int = 0

    def gathered(self, sections: Iterable[Section]) -> Iterator[Section]:
        """`sections` as they are; each is told of as it passes, its moments counted from the first."""
        origin: int | None = None
        for section in sections:
            origin = section.start_frame if origin is None else origin
            rate = section.audio_format.sample_rate
            start, end = section.start_frame - origin, section.end_frame - origin
            number = len(self.chapters)
            self.frames = end
            self.chapters.append(Chapter(section.name, to_seconds(start, rate), to_seconds(end, rate)))
            self.lines.extend(
                _line(event, number, origin, rate)
                for event in section.events
                if event.kind in (EventKind.SPEECH, EventKind.COUNT)
            )
            yield section


def _line(event: Event, chapter: int, origin: int, rate: int) -> CaptionLine:
    start, end = to_seconds(event.start_frame - origin, rate), to_seconds(event.end_frame - origin, rate)
    return CaptionLine(start, end, event.text or "", chapter, event.kind is EventKind.COUNT)
