"""The score: a timeline as other programs read it. Its shape is a promise."""

from __future__ import annotations

from typing import Any

from voicefoot.timeline import Event, Kind, Timeline
from voicefoot.units import to_seconds


def score(timeline: Timeline, voice_name: str) -> dict[str, Any]:
    """`timeline` as JSON data; all times in seconds from the start, frame / sample_rate, unrounded."""
    rate = timeline.sample_rate
    return {
        "title": timeline.title,
        "voice": voice_name,
        "sample_rate": rate,
        "duration": timeline.seconds,
        "sections": [
            {
                "name": section.name,
                "start": to_seconds(section.start_frame, rate),
                "end": to_seconds(section.end_frame, rate),
                "events": [_event(event, rate) for event in section.events if event.kind is not Kind.WAKE],
            }
            for section in timeline.sections
        ],
    }


def _event(event: Event, rate: int) -> dict[str, Any]:
    return {
        "start": to_seconds(event.start_frame, rate),
        "end": to_seconds(event.end_frame, rate),
        "kind": str(event.kind),
        "text": event.text,
        "number": event.number,
        "side": event.side,
        "beat": None if event.beat_frame is None else to_seconds(event.beat_frame, rate),
    }
