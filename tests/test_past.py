from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from voicefoot.past import PastSession, calendar, days_of, streak, table

TODAY = date(2026, 11, 24)  # a Tuesday


def session(done: int = 2, *, finished: bool = False, day: date = TODAY) -> PastSession:
    begun = datetime(day.year, day.month, day.day, 7, 5, tzinfo=UTC)
    exercises = ("Taps", "Lifts", "Holds")
    return PastSession(1, begun, "feet", "Feet", "standard", "full", exercises, done, 95.0, finished)


@pytest.mark.parametrize(
    ("ago", "count"), [([], 0), ([0], 1), ([1], 1), ([2], 0), ([0, 1, 2, 4], 3), ([1, 2, 3], 3)]
)
def test_a_day_that_is_not_over_breaks_no_streak(ago: list[int], count: int) -> None:
    assert streak({TODAY - timedelta(days=days) for days in ago}, TODAY) == count


def test_a_day_counts_when_an_exercise_was_done() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert days_of([session(0), session(1, day=yesterday)]) == {yesterday}


def test_the_calendar_ends_with_this_week() -> None:
    rows = list(calendar({TODAY, TODAY - timedelta(days=8)}, TODAY))
    assert rows[0].split() == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    assert len(rows) == 9
    assert rows[-1] == " 23 Nov   .  x"
    assert rows[-2] == " 16 Nov   x  .  .  .  .  .  ."


def test_where_it_was_stopped_is_told() -> None:
    assert session().stopped_in == "Holds"
    assert session(3, finished=True).stopped_in is None
    assert list(table([session()])) == ["2026-11-24 07:05     1:35    2 of 3  Feet, stopped in Holds"]
