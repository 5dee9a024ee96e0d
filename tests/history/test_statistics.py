from __future__ import annotations

from datetime import timedelta

import pytest

from tests.history.past_sessions import TODAY, session
from voicefoot.history.feedback import Note
from voicefoot.history.statistics import calendar, days_of, streak, table
from voicefoot.model.tally import Tally


@pytest.mark.parametrize(
    ("ago", "count"), [([], 0), ([0], 1), ([1], 1), ([2], 0), ([0, 1, 2, 4], 3), ([1, 2, 3], 3)]
)
def test_a_day_that_is_not_over_breaks_no_streak(ago: list[int], count: int) -> None:
    assert streak({TODAY - timedelta(days=days) for days in ago}, TODAY) == count


def test_a_day_counts_when_an_exercise_was_done() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert days_of([session(0), session(1, day=yesterday), session(2, before=2)]) == {yesterday}


def test_the_calendar_ends_with_this_week() -> None:
    rows = list(calendar({TODAY, TODAY - timedelta(days=8)}, TODAY))
    assert rows[0].split() == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    assert len(rows) == 9
    assert rows[-1] == " 23 Nov   .  x"
    assert rows[-2] == " 16 Nov   x  .  .  .  .  .  ."


def test_people_read_what_was_chosen_and_done_and_said() -> None:
    told = session(
        before=1, level_why="as the last time", talk_why="asked for",
        notes=(Note(session().begun, "my knee\x1b[31m"),),
    )  # fmt: skip
    assert list(table([told])) == [
        "2026-11-24 07:05     1:35    2 of 3  Feet, stopped in Holds",
        "                  standard (as the last time); talk full (asked for)",
        "                  Lifts: once",
        '                  you said: "my knee<U+001B>[31m"',
    ]
    assert list(table([session(0)]))[1] == "                  standard; talk full", (
        "of old sessions no more is known"
    )


def test_people_read_what_was_counted() -> None:
    told = session(tallies={1: Tally(7, "rounds"), 2: Tally(1, "laps")})
    lines = list(table([told]))
    assert lines[0].endswith("Feet, stopped in Holds after 1 lap")
    assert lines[3] == "                  Lifts: once, 7 rounds"
