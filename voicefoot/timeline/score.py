"""The score: a timeline as JSON for other programs. Its shape is a promise."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from voicefoot.timeline.spans import spans_of
from voicefoot.timeline.timeline import Event, EventKind, Section, Timeline, TimeSpan
from voicefoot.units import to_seconds


def score(timeline: Timeline, voice_name: str) -> dict[str, Any]:
    """Return `timeline` as JSON data. All times are in seconds from the start: frame / sample_rate,
    unrounded.
    """
    rate = timeline.sample_rate
    return {
        "title": timeline.title,
        "voice": voice_name,
        "language": timeline.language,
        "sample_rate": rate,
        "duration": timeline.seconds,
        "sections": [
            {
                "name": section.name,
                "block": [place.block for place in section.rounds if place.block is not None],
                "round": _innermost_round(section),
                "rounds": [
                    {"block": place.block, "round": place.round, "of": place.of}
                    for place in section.rounds
                    if place.of > 1
                ],
                "link": section.attachments.link,
                "note": section.attachments.note,
                "start": to_seconds(section.start_frame, rate),
                "end": to_seconds(section.end_frame, rate),
                "spans": [_span(span, rate) for span in spans_of(section)],
                "events": _events(section, rate),
            }
            for section in timeline.sections
        ],
    }


def _innermost_round(section: Section) -> int | None:
    return next((place.round for place in reversed(section.rounds) if place.of > 1), None)


def _span(span: TimeSpan, rate: int) -> dict[str, Any]:
    return {
        "kind": str(span.kind),
        "start": to_seconds(span.start_frame, rate),
        "end": to_seconds(span.end_frame, rate),
        "written": span.written_seconds,
        "set": span.set_number,
        "side": span.side,
    }


def _events(section: Section, rate: int) -> list[dict[str, Any]]:
    events = [_event(event, rate) for event in section.events if event.kind is not EventKind.WAKE]
    music = section.music
    if music is not None:
        at = bisect_right([event["start"] for event in events], to_seconds(music.start_frame, rate))
        start, end = to_seconds(music.start_frame, rate), to_seconds(music.end_frame, rate)
        blank = dict.fromkeys(("number", "side", "beat", "gain_db"))
        why = {"cue": "music", "repetition": None}
        events.insert(
            at, {"start": start, "end": end, "kind": "music", "text": music.text, **blank, "why": why}
        )
    return events


def _event(event: Event, rate: int) -> dict[str, Any]:
    return {
        "start": to_seconds(event.start_frame, rate),
        "end": to_seconds(event.end_frame, rate),
        "kind": str(event.kind),
        "text": event.text,
        "number": event.number,
        "side": event.side,
        "beat": None if event.beat_frame is None else to_seconds(event.beat_frame, rate),
        "gain_db": event.gain_db,
        "why": {"cue": str(event.origin), "repetition": event.repetition},
    }
