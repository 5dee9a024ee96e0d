"""The transcript: what is heard, and when, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from voicefoot.model.origin import Origin
from voicefoot.model.rounds import round_words
from voicefoot.timeline.timeline import Event, EventKind, Music, Section, Timeline
from voicefoot.units import to_seconds

_LIST_WHOLE = 3
"""Up to so many consecutive counts are listed one by one."""


def clock(seconds: float) -> str:
    """Format `seconds` as a clock shows them: "0:07", "12:34", "1:02:03"."""
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def transcript(timeline: Timeline) -> Iterator[str]:
    """Yield lines of text: a heading for each section, its note and link, then what is said and sounded.

    Consecutive counts share a line, and ticks are left out.
    """
    yield f"{timeline.title}, {clock(timeline.seconds)}"
    for section in timeline.sections:
        yield ""
        heading = ", ".join(filter(None, (section.name, round_words(section.rounds)))).upper()
        yield f"{clock(to_seconds(section.start_frame, timeline.sample_rate))}  {heading}"
        for text in filter(None, (section.attachments.note, section.attachments.link)):
            yield from (f"         {line}" for line in text.splitlines())
        yield from _lines(section, timeline.sample_rate)


def _lines(section: Section, sample_rate: int) -> Iterator[str]:
    heard: list[Event | Music] = [
        event
        for event in section.events
        if event.kind in (EventKind.SPEECH, EventKind.COUNT, EventKind.CHIME)
    ]
    if section.music is not None and section.music.fade_in_frames:
        heard.append(section.music)
        heard.sort(key=lambda event: event.start_frame)
    for is_count, group in groupby(heard, key=belongs_to_counting):
        events = list(group)
        if is_count:
            yield _line(events[0], _counted(events), sample_rate)
        else:
            yield from (_line(event, _text(event), sample_rate) for event in events)


def belongs_to_counting(event: Event | Music) -> bool:
    """Return whether `event` is a count, or the soft sound or the word between two counts."""
    if isinstance(event, Music):
        return False
    return event.kind is EventKind.COUNT or event.origin is Origin.JOINING or _is_release(event)


def _is_release(event: Event | Music) -> bool:
    return isinstance(event, Event) and event.kind is EventKind.CHIME and event.text == "release"


def _line(event: Event | Music, text: str, sample_rate: int) -> str:
    return f"{clock(to_seconds(event.start_frame, sample_rate)):>7}  {text}"


def _text(event: Event | Music) -> str:
    if isinstance(event, Music):
        return f"(music: {event.text})"
    return f"({(event.text or '').replace('_', ' ')})" if event.kind is EventKind.CHIME else event.text or ""


def _counted(events: Sequence[Event | Music]) -> str:
    words = [
        event.text or "" for event in events if isinstance(event, Event) and event.kind is EventKind.COUNT
    ]
    if not words:
        return _text(events[0])
    released = " (released each time)" if any(map(_is_release, events)) else ""
    return gathered(words) + released


def gathered(counts: Sequence[str]) -> str:
    """Join consecutive counts in one line."""
    return f"{counts[0]} … {counts[-1]}" if len(counts) > _LIST_WHOLE else ", ".join(counts)
