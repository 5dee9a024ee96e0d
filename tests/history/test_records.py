from __future__ import annotations

from tests.history.past_sessions import EXERCISES, session
from voicefoot.history.feedback import Note
from voicefoot.history.level_reasons import FITTED
from voicefoot.history.records import COLUMNS, SessionRecord
from voicefoot.model.tally import Tally
from voicefoot.timeline.bookmark import Bookmark


def test_where_it_was_stopped_is_told() -> None:
    assert session().stopped_in == "Holds"
    assert session(3).stopped_in is None
    assert session(2, finished=True).stopped_in is None
    edited = SessionRecord(1, session().begun, "feet", "Feet", "gentle", "full", EXERCISES, Bookmark(9, 1))
    assert edited.stopped_in == "Holds"


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
