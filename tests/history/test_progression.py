"""The level and the talk of the next session, by what was done before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from voicefoot.history.feedback import Note
from voicefoot.history.progression import LevelChoice, after_note, level_for, talk_for
from voicefoot.history.records import ExerciseRecord, SessionRecord
from voicefoot.language.packs import language_pack
from voicefoot.model.choices import Level

TODAY = date(2026, 11, 24)
EXERCISES = ("Taps", "Lifts", "Holds", "Rolls")
GENTLE, STANDARD, STRONG = Level


def session(
    days_ago: int, level: Level = GENTLE, done: int = 4, note: str = "",
    *, finished: bool | None = None, **told: Any,
) -> SessionRecord:  # fmt: skip
    begun = datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time()).astimezone()
    return SessionRecord(
        1000 - days_ago, begun, "feet", "Feet", level, "full", EXERCISES,
        doses=tuple(ExerciseRecord(at, name) for at, name in enumerate(EXERCISES[:done])),
        finished=done == 4 if finished is None else finished,
        notes=(Note(begun, note),) if note else (), **told,
    )  # fmt: skip


def level(*sessions: SessionRecord) -> LevelChoice:
    return level_for(sorted(sessions, key=lambda each: -each.id), TODAY, len(EXERCISES), language_pack("en"))


def test_it_begins_gently_and_says_nothing() -> None:
    assert level() == LevelChoice(GENTLE, "the first time is gentle")


def test_it_stays_until_it_was_finished_on_three_days() -> None:
    assert level(session(1), session(2)) == LevelChoice(GENTLE, "as the last time")
    assert level(session(1), session(2), session(3)) == LevelChoice(
        STANDARD, "finished on 3 days within four weeks", "Standard from today: a little more."
    )


def test_three_times_on_one_day_are_one_day() -> None:
    assert level(session(1), session(1), session(1), session(1)).level is GENTLE


@pytest.mark.parametrize(("oldest", "expected"), [(28, STANDARD), (29, GENTLE)])
def test_the_three_days_lie_within_four_weeks(oldest: int, expected: Level) -> None:
    assert level(session(1), session(14), session(oldest)).level is expected


def test_the_days_count_from_the_last_change_of_level() -> None:
    before = [session(days) for days in (10, 11, 12)]
    assert level(session(1, STANDARD), session(2, STANDARD), *before).level is STANDARD
    assert level(*(session(days, STANDARD) for days in (1, 2, 3)), *before) == LevelChoice(
        STRONG, "finished on 3 days within four weeks", "Strong from today: a little more."
    )


def test_there_is_nothing_above_strong() -> None:
    strong = [session(days, STRONG) for days in (1, 2, 3, 4)]
    assert level(*strong) == LevelChoice(STRONG, "as the last time")
    assert level(session(0, STRONG, note="too easy"), *strong).level is STRONG


def test_only_what_was_most_of_a_session_and_finished_counts() -> None:
    two = [session(2), session(3)]
    assert level(session(1, done=3), *two).level is GENTLE, "it was not finished"
    assert level(session(1, done=1, finished=True), *two).level is GENTLE, (
        "only one exercise of four was done"
    )
    assert level(session(1, done=2, finished=True), *two).level is STANDARD


def test_a_level_that_was_asked_for_is_where_it_goes_on() -> None:
    asked = session(1, STRONG, level_why="asked for")
    assert level(asked, session(2), session(3)) == LevelChoice(STRONG, "as the last time")


@pytest.mark.parametrize(
    ("away", "last", "expected"),
    [
        (14, STRONG, STRONG), (15, STRONG, STANDARD), (42, STRONG, STANDARD), (43, STRONG, GENTLE),
        (20, GENTLE, GENTLE),
    ],
)  # fmt: skip
def test_after_a_break_it_goes_back(away: int, last: Level, expected: Level) -> None:
    found = level(session(away, last))
    assert found.level is expected
    assert bool(found.announce) == (expected is not last), "said is what changes alone"


def test_a_break_is_told_kindly() -> None:
    assert level(session(20, STRONG)) == LevelChoice(
        STANDARD, "after more than two weeks away",
        "Good to have you back. Standard today: a little less to begin with.",
    )  # fmt: skip
    assert level(session(60, STRONG)) == LevelChoice(
        GENTLE, "after more than six weeks away", "Good to have you back. Gentle today: we begin again."
    )


def test_a_session_in_which_nothing_was_done_ends_no_break_and_takes_no_level_back_twice() -> None:
    assert level(session(1, STANDARD, done=0), session(20, STRONG)).level is STANDARD
    assert level(session(1, STANDARD, done=0), session(5, GENTLE)).level is GENTLE


def test_one_level_back_is_taken_once() -> None:
    assert level(session(1, STANDARD), session(20, STRONG)).level is STANDARD


@pytest.mark.parametrize(
    ("note", "last", "expected", "said"),
    [
        ("too hard", STRONG, STANDARD, "Standard from today: a little less."),
        ("too hard", STANDARD, GENTLE, "Gentle from today: a little less."),
        ("too hard", GENTLE, GENTLE, ""),
        ("too easy", GENTLE, STANDARD, "Standard from today: a little more."),
        ("my knee", STANDARD, STANDARD, ""),
    ],
)
def test_what_was_said_of_the_last_session_counts(note: str, last: Level, expected: Level, said: str) -> None:
    found = level(session(1, last, note=note), session(2, last), session(9, last, note="too hard"))
    assert (found.level, found.announce) == (expected, said)


def test_what_was_too_hard_counts_though_nothing_was_done() -> None:
    assert level(session(1, STRONG, done=0, note="too hard"), session(2, STRONG)).level is STANDARD


def test_it_does_not_rise_over_what_was_too_hard() -> None:
    days = [session(1), session(2), session(3, note="too hard"), session(4)]
    assert level(*days, session(5)).level is GENTLE
    assert level(session(0), *days).level is STANDARD


def test_the_last_word_on_a_session_counts() -> None:
    told = session(1, STANDARD, note="too hard")
    changed = SessionRecord(
        told.id, told.begun, "feet", "Feet", STANDARD, "full", EXERCISES, doses=told.doses,
        notes=(*told.notes, Note(told.begun, "no, too easy"), Note(told.begun, "Good.")),
    )  # fmt: skip
    assert level(changed).level is STRONG


def test_a_break_weighs_more_than_what_was_easy() -> None:
    assert level(session(20, STANDARD, note="too easy")).level is GENTLE


def test_a_clock_that_was_put_back_does_no_harm() -> None:
    assert level(session(-3, STANDARD)).level is STANDARD


def test_after_a_note() -> None:
    note = Note(datetime.now().astimezone(), "too hard")
    assert note.feeling is not None
    assert [after_note(each, note.feeling) for each in Level] == [GENTLE, GENTLE, STANDARD]


# -- talk ------------------------------------------------------------------------------------------


def test_an_exercise_is_known_when_it_was_finished_three_times() -> None:
    sessions = [session(1, done=2), session(2, done=3), session(2, done=1)]
    found = talk_for(sessions, TODAY, EXERCISES)
    assert found.brief_for == {"Taps"}
    assert found.why == "brief where an exercise is known"
    assert talk_for(sessions[:2], TODAY, EXERCISES).why == "the exercises are new"


def test_when_all_are_known_that_is_told() -> None:
    found = talk_for([session(days) for days in (1, 2, 3)], TODAY, EXERCISES)
    assert found.brief_for == set(EXERCISES)
    assert found.why == "every exercise is known"


@pytest.mark.parametrize(("away", "known"), [(21, True), (22, False)])
def test_all_is_said_once_more_after_three_weeks(away: int, known: bool) -> None:
    before = [session(away), session(away + 1), session(away + 2)]
    found = talk_for(before, TODAY, EXERCISES)
    assert bool(found.brief_for) is known
    assert talk_for([session(0), *before], TODAY, EXERCISES).brief_for == set(EXERCISES)
    if not known:
        assert found.why == "after more than three weeks away"


def test_rounds_are_one_time_and_what_was_done_before_is_none() -> None:
    rounds = SessionRecord(
        1, session(1).begun, "feet", "Feet", GENTLE, "full", ("Taps", "Taps", "Taps"),
        doses=tuple(ExerciseRecord(at, "Taps") for at in range(3)),
    )  # fmt: skip
    assert not talk_for([rounds], TODAY, ["Taps"]).brief_for
    before = (ExerciseRecord(0, "Taps", "", before=True),)
    carried = SessionRecord(2, rounds.begun, "feet", "Feet", GENTLE, "full", ("Taps",), doses=before)
    assert not talk_for([carried] * 3, TODAY, ["Taps"]).brief_for
