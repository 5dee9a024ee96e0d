"""A calendar file is what RFC 5545 says it is, and what another program reads in it is what was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from voicefoot.export.calendar_file import CalendarEvent, calendar_file, whole_minutes
from voicefoot.text import is_control

DAY = date(2026, 11, 28)
EVENT = CalendarEvent("1", DAY, 15, "Feet: week 1, day 1", "foot-strength\nvoicefoot play four-weeks")
NEXT = replace(EVENT, uid="3", day=DAY + timedelta(days=2), summary="Füße; strong, \\o/ 👣" * 9)
TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]).filter(lambda c: not is_control(c)),
    max_size=200,
)


def written(
    *events: CalendarEvent, name: str = "four-weeks", at: time = time(18, 0), remind: int = 10
) -> bytes:
    return calendar_file(name, events, at, remind)


def read(file: bytes) -> Any:
    """What another program makes of a file; its types are unions of all that there may be."""
    return Calendar.from_ical(file)


def test_another_program_reads_what_was_meant() -> None:
    calendar = read(written(EVENT, NEXT))
    assert (calendar["VERSION"], bool(calendar["PRODID"])) == ("2.0", True)
    first, second = calendar.walk("VEVENT")
    assert first.decoded("DTSTART") == datetime(2026, 11, 28, 18, 0)  # noqa: DTZ001 - floating is the point
    assert first.decoded("DURATION") == timedelta(minutes=15)
    assert (first["SUMMARY"], first["DESCRIPTION"]) == (EVENT.summary, EVENT.description)
    assert second["SUMMARY"] == NEXT.summary
    (alarm,) = first.walk("VALARM")
    assert (alarm["ACTION"], alarm.decoded("TRIGGER")) == ("DISPLAY", timedelta(minutes=-10))
    assert alarm["DESCRIPTION"] == EVENT.summary
    assert not [error for component in calendar.walk() for error in component.errors]


@pytest.mark.parametrize(("remind", "trigger"), [(0, 0), (90, -90)])
def test_a_reminder_may_come_at_once_or_long_before(remind: int, trigger: int) -> None:
    (alarm,) = read(written(EVENT, remind=remind)).walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(minutes=trigger)


def test_the_same_events_give_the_same_bytes_and_a_moved_one_keeps_its_name() -> None:
    assert written(EVENT, NEXT) == written(EVENT, NEXT)
    late = replace(EVENT, day=DAY + timedelta(days=3))
    (before,), (after,) = (read(written(each)).walk("VEVENT") for each in (EVENT, late))
    assert before["UID"] == after["UID"]
    assert before.decoded("DTSTAMP") < after.decoded("DTSTAMP"), "or no calendar would move it"
    assert before["SEQUENCE"] < after["SEQUENCE"]


def test_each_day_of_each_programme_has_a_name_of_its_own() -> None:
    files = [written(EVENT, NEXT), written(EVENT, NEXT, name="/home/ada/knee.yaml")]
    names = [event["UID"] for file in files for event in read(file).walk("VEVENT")]
    assert len(set(names)) == 4


@given(TEXT, TEXT)
def test_any_text_comes_through_in_short_lines(summary: str, description: str) -> None:
    summary, description = f"a{summary}", f"b{description}"
    file = written(replace(EVENT, summary=summary, description=f"{description}\n{summary}"))
    lines = file.split(b"\r\n")
    assert lines[-1] == b""
    for line in lines:
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode("utf-8")
    (event,) = read(file).walk("VEVENT")
    spaced = " ".join(summary.split())
    assert event["SUMMARY"] == spaced
    assert event["DESCRIPTION"] == f"{' '.join(description.split())}\n{spaced}"


def test_signs_that_mean_something_are_escaped() -> None:
    file = written(replace(EVENT, summary="a, b; c\\d", description="one\ntwo"))
    assert b"\r\nSUMMARY:a\\, b\\; c\\\\d\r\n" in file
    assert b"\r\nDESCRIPTION:one\\ntwo\r\n" in file


def test_nothing_can_be_written_into_the_file_by_a_text() -> None:
    file = written(replace(EVENT, summary="x\r\nATTACH:http://example.org\r\nEND:VEVENT"))
    assert b"\r\nATTACH" not in file
    assert file.count(b"BEGIN:VEVENT") == file.count(b"\r\nEND:VEVENT") == 1


@pytest.mark.parametrize(("seconds", "minutes"), [(10, 5), (300, 5), (301, 10), (840, 15), (3600, 60)])
def test_enough_minutes_are_set_aside(seconds: float, minutes: int) -> None:
    assert whole_minutes(seconds) == minutes
