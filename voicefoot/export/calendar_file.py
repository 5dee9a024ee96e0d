"""The days of a programme as a calendar file (RFC 5545), for the calendar of a phone or a computer.

The same events give the same bytes: nothing in the file tells when it was made. An event keeps its UID when
its date changes, so that a calendar moves it when a newer file is imported. Newer is a file whose first day
is later: one that differs in the time of day alone is no newer, and a calendar may keep what it has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from voicefoot.outgoing import for_calendar

_MAX_LINE_OCTETS = 75
_PRODUCT = "-//voicefoot//programme//EN"
_FIRST_SEQUENCE = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A session on a day. `uid` is unique within the programme, and stays the same when the date changes."""

    uid: str
    day: date
    minutes: int
    summary: str
    description: str


def calendar_file(name: str, events: Iterable[CalendarEvent], at: time, remind_minutes: int) -> bytes:
    """Return the file with `events` of the programme that is known as `name`, each at the local time `at`,
    with a reminder so many minutes before.

    Times are floating: eight o'clock is eight o'clock wherever one is.
    """
    found = tuple(events)
    first = min((event.day for event in found), default=_FIRST_SEQUENCE)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN"]
    for event in found:
        lines += _event_lines(name, event, at, remind_minutes, first)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event_lines(
    name: str, event: CalendarEvent, at: time, remind_minutes: int, first: date
) -> Iterator[str]:
    start = datetime.combine(event.day, at)
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(f'{name} {event.uid}'.encode()).hexdigest()[:32]}@voicefoot"
    # Both must grow when an event is moved. The first day that is left to come does so: it never goes back as
    # a programme goes on.
    yield f"DTSTAMP:{first:%Y%m%d}T000000Z"
    yield f"SEQUENCE:{max(0, (first - _FIRST_SEQUENCE).days)}"
    yield f"DTSTART:{start:%Y%m%dT%H%M%S}"
    yield f"DURATION:PT{max(1, event.minutes)}M"
    yield f"SUMMARY:{for_calendar(event.summary)}"
    yield f"DESCRIPTION:{for_calendar(event.description)}"
    yield "TRANSP:OPAQUE"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{for_calendar(event.summary)}"
    yield f"TRIGGER:-PT{remind_minutes}M" if remind_minutes else "TRIGGER:PT0S"
    yield "END:VALARM"
    yield "END:VEVENT"


def _folded(line: str) -> bytes:
    """Return `line` in lines of 75 octets at most, with no character torn apart."""
    parts: list[bytes] = []
    part = b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(part) + len(octets) > _MAX_LINE_OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"


def whole_minutes(seconds: float) -> int:
    """Return how many minutes to set aside for so many seconds: rounded up to five."""
    return max(5, int(-(-timedelta(seconds=seconds) // timedelta(minutes=5))) * 5)
