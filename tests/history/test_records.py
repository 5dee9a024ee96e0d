from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from voicefoot.history.feedback import Note
from voicefoot.history.level_reasons import FITTED
from voicefoot.history.records import (
    COLUMNS,
    ExerciseRecord,
    SessionRecord,
    calendar,
    days_of,
    streak,
    table,
)
from voicefoot.model.tally import Tally
from voicefoot.timeline.bookmark import Bookmark

TODAY = date(2026, 11, 24)  # a Tuesday
EXERCISES = ("Taps", "Lifts", "Holds")
DOSES = ("8 times each side", "once", "hold 20 s")


def session(done: int = 2, *, day: date = TODAY, before: int = 0, **told: Any) -> SessionRecord:
    begun = datetime(day.year, day.month, day.day, 7, 5, tzinfo=UTC)
    doses = tuple(
        ExerciseRecord(at, EXERCISES[at], "" if at < before else DOSES[at], at < before) for at in range(done)
    )
    return SessionRecord(
        1,
        begun,
        "feet",
        "Feet",
        "standard",
        "full",
        EXERCISES,
        Bookmark(min(done, 2), 1),
        doses,
        95.0,
        **told,
    )


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


def test_where_it_was_stopped_is_told() -> None:
    assert session().stopped_in == "Holds"
    assert session(3).stopped_in is None
    assert session(2, finished=True).stopped_in is None
    edited = SessionRecord(1, session().begun, "feet", "Feet", "gentle", "full", EXERCISES, Bookmark(9, 1))
    assert edited.stopped_in == "Holds"


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


def test_programs_read_the_same() -> None:
    told = session(
        brief=("Taps", "Lifts"), options=("play", "feet", "--only", "Big taps"), voice="natural", tempo=0.8,
        notes=(Note(session().begun, "too hard"),),
    )  # fmt: skip
    found = told.as_json()
    assert found["doses"][0] == {"exercise": "Taps", "dose": "8 times each side", "tally": None}
    assert found["place"] == {"exercise": 2, "step": 1, "reps": 0, "seconds": 0.0, "tally": None}
    assert found["notes"] == [{"written": "2026-11-24T07:05:00+00:00", "text": "too hard"}]
    assert found["command"] == "voicefoot play feet --only 'Big taps'"
    assert set(COLUMNS) <= set(found)
    row = dict(zip(COLUMNS, told.as_row(), strict=True))
    assert row["doses"] == "Taps: 8 times each side; Lifts: once"
    assert (row["exercises"], row["brief"], row["notes"]) == (3, "Taps; Lifts", "too hard")


def test_what_was_counted_is_told_with_the_dose_and_where_it_was_stopped() -> None:
    told = session(tallies={1: Tally(7, "rounds"), 2: Tally(1, "laps")})
    lines = list(table([told]))
    assert lines[0].endswith("Feet, stopped in Holds after 1 lap")
    assert lines[3] == "                  Lifts: once, 7 rounds"
    assert dict(zip(COLUMNS, told.as_row(), strict=True))["doses"].endswith("; Lifts: once, 7 rounds")
    found = told.as_json()
    assert [each["tally"] for each in found["doses"]] == [None, {"count": 7, "of": "rounds"}]
    assert found["place"]["tally"] == {"count": 1, "of": "laps"}


def test_the_columns_that_were_there_keep_their_places() -> None:
    assert COLUMNS[:9] == (
        "begun", "routine", "title", "level", "talk", "done", "exercises", "minutes", "finished"
    )  # fmt: skip


def test_what_was_fitted_into_a_time_has_no_level() -> None:
    assert session(level_why=FITTED).as_json()["level"] is None
    assert session(level_why="asked for").as_json()["level"] == "standard"
