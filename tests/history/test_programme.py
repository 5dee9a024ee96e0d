"""Which day of a programme it is: none is lost, rests pass, what was too hard comes again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.history.feedback import Note
from voicefoot.history.programme import Standing, State, level_after_break, planned_days, standing
from voicefoot.history.records import ExerciseRecord, SessionRecord
from voicefoot.model.choices import Level
from voicefoot.model.programme import Day, Programme, Return

MONDAY = date(2026, 11, 23)
GENTLE, STANDARD, STRONG = Level
DAY = timedelta(days=1)
WRITTEN = ("gentle", "", "gentle", "", "standard", "", "", "standard", "", "strong", "", "gentle", "", "")
"""Two weeks: the levels of their sessions, and rests."""


def programme(
    written: Iterable[str] = WRITTEN, too_hard: Return = Return.REPEAT_DAY,
    after_a_break: Return = Return.GO_ON, weekdays: Iterable[int] = (),
) -> Programme:  # fmt: skip
    days = tuple(
        Day(at + 1, at % 7 + 1, at // 7 + 1, "feet" if level else None, Level(level) if level else None)
        for at, level in enumerate(written)
    )
    return Programme("P", days, too_hard=too_hard, after_a_break=after_a_break, weekdays=frozenset(weekdays))


def done(day: int, when: date, note: str = "", *, whole: bool = True) -> SessionRecord:
    begun = datetime.combine(when, datetime.min.time()).astimezone()
    finished = ExerciseRecord(0, "Taps"), ExerciseRecord(1, "Lifts")
    return SessionRecord(
        when.toordinal(), begun, "feet", "Feet", "gentle", "full", ("Taps", "Lifts"),
        doses=finished if whole else finished[:1], finished=whole,
        notes=(Note(begun, note),) if note else (), programme="p", programme_day=day,
    )  # fmt: skip


def found(*sessions: SessionRecord, today: date = MONDAY, of: Programme | None = None) -> Standing:
    return standing(of or programme(), sorted(sessions, key=lambda each: -each.id), today)


def next_number(*sessions: SessionRecord, today: date = MONDAY, of: Programme | None = None) -> int | None:
    day = found(*sessions, today=today, of=of).next_day
    return None if day is None else day.number


def test_it_begins_with_the_first_session_today() -> None:
    start = found()
    assert start.next_day is not None
    assert (start.next_day.number, start.due, start.is_due(MONDAY), start.is_again) == (
        1,
        MONDAY,
        True,
        False,
    )
    assert next_number(of=programme(("", "", "gentle"))) == 3, "rests at the beginning are no reason to wait"


def test_rests_pass_by_the_calendar() -> None:
    after = [found(done(1, MONDAY), today=MONDAY + DAY * days) for days in range(4)]
    assert [each.due for each in after] == [MONDAY + 2 * DAY] * 4
    assert [each.is_due(MONDAY + DAY * days) for days, each in enumerate(after)] == [False, False, True, True]


def test_a_day_that_was_missed_is_not_lost() -> None:
    late = MONDAY + 9 * DAY
    assert next_number(done(1, MONDAY), today=late) == 3
    assert next_number(done(1, MONDAY), done(3, late), today=late + 30 * DAY) == 5


def test_what_was_broken_off_is_to_be_done_still() -> None:
    assert next_number(done(1, MONDAY, whole=False), today=MONDAY) == 1
    assert found(done(1, MONDAY, whole=False)).is_due(MONDAY)


def test_half_of_the_exercises_are_a_session() -> None:
    begun = datetime.combine(MONDAY, datetime.min.time()).astimezone()
    skipped = SessionRecord(
        1, begun, "feet", "Feet", "gentle", "full", ("A", "B", "C"), finished=True,
        doses=(ExerciseRecord(0, "A"),), programme="p", programme_day=1,
    )  # fmt: skip
    assert next_number(skipped, today=MONDAY + 9 * DAY) == 1


def test_it_is_done_after_the_last_session() -> None:
    end = found(done(12, MONDAY), today=MONDAY + DAY)
    assert (end.next_day, end.due, end.is_due(MONDAY + DAY)) == (None, MONDAY, False)


@pytest.mark.parametrize(
    ("how", "number"),
    [
        (Return.REPEAT_DAY, 10), (Return.DAY_BEFORE, 8), (Return.REPEAT_WEEK, 8), (Return.WEEK_BEFORE, 1),
        (Return.BEGIN_AGAIN, 1), (Return.GO_ON, 12),
    ],
)  # fmt: skip
def test_after_one_that_was_too_hard(how: Return, number: int) -> None:
    of = programme(too_hard=how)
    sessions = [done(8, MONDAY), done(10, MONDAY + 2 * DAY, "way too hard")]
    after = found(*sessions, today=MONDAY + 4 * DAY, of=of)
    assert after.next_day is not None
    assert (after.next_day.number, after.due) == (number, MONDAY + 4 * DAY)
    assert (after.why != "") == (how is not Return.GO_ON)
    assert after.is_again == (how is not Return.GO_ON)
    assert set(after.done) == {each for each in (8, 10) if each < number}


@pytest.mark.parametrize("how", list(Return))
def test_the_first_is_as_far_back_as_one_can_go(how: Return) -> None:
    number = next_number(done(1, MONDAY, "too hard"), today=MONDAY + 2 * DAY, of=programme(too_hard=how))
    assert number == (3 if how is Return.GO_ON else 1)


def test_what_was_too_hard_to_be_finished_is_not_passed_over() -> None:
    of = programme(too_hard=Return.GO_ON)
    broken = found(done(3, MONDAY, "too hard", whole=False), today=MONDAY + DAY, of=of)
    assert broken.next_day is not None
    assert (broken.next_day.number, broken.due) == (3, MONDAY + 2 * DAY), "after the rest behind it"


def test_a_note_is_good_for_one_time_back() -> None:
    hard = [done(1, MONDAY), done(3, MONDAY + 2 * DAY, "too hard")]
    assert next_number(*hard, done(3, MONDAY + 4 * DAY), today=MONDAY + 6 * DAY) == 5


def test_a_level_is_lower_until_it_was_too_easy() -> None:
    hard = done(5, MONDAY, "too hard")
    after = found(hard, today=MONDAY + 3 * DAY)
    assert after.next_day is not None
    assert after.level(after.next_day) is GENTLE
    later = found(hard, done(5, MONDAY + 3 * DAY), done(8, MONDAY + 6 * DAY), today=MONDAY + 8 * DAY)
    assert later.next_day is not None
    assert (later.next_day.level, later.level(later.next_day)) == (STRONG, STANDARD)
    easy = found(hard, done(5, MONDAY + 3 * DAY, "too easy"), today=MONDAY + 8 * DAY)
    assert [easy.level(day) for day in programme().sessions] == [
        GENTLE,
        GENTLE,
        STANDARD,
        STANDARD,
        STRONG,
        GENTLE,
    ]
    lowest = found(done(1, MONDAY, "too hard"), today=MONDAY + 3 * DAY)
    assert lowest.eased == 0, "there was no lower level, so that nothing is taken off the later ones"


def test_after_a_break_it_goes_on_or_back_as_the_programme_says() -> None:
    sessions = [done(1, MONDAY), done(8, MONDAY + DAY)]
    back = programme(after_a_break=Return.WEEK_BEFORE)
    assert next_number(*sessions, today=MONDAY + 15 * DAY, of=back) == 10
    assert next_number(*sessions, today=MONDAY + 16 * DAY, of=back) == 1
    assert next_number(*sessions, today=MONDAY + 90 * DAY) == 10


@pytest.mark.parametrize(
    ("days", "level", "is_long"), [(14, STRONG, False), (15, STANDARD, False), (43, GENTLE, True)]
)
def test_the_level_after_a_break_is_lower(days: int, level: Level, is_long: bool) -> None:
    assert level_after_break(STRONG, done(1, MONDAY), MONDAY + days * DAY) == (level, is_long)
    assert level_after_break(STRONG, None, MONDAY) == (STRONG, False)


def test_sessions_are_on_the_days_of_the_week_that_are_written() -> None:
    of = programme(("gentle", "gentle", "gentle"), weekdays=(0, 2, 4))
    assert found(today=MONDAY + DAY, of=of).due == MONDAY + 2 * DAY
    late = MONDAY + 3 * DAY  # the one of Wednesday is done on Thursday
    assert found(done(1, MONDAY), today=late, of=of).is_due(late)
    assert found(done(1, MONDAY), done(2, late), today=late, of=of).due == MONDAY + 4 * DAY
    days = list(planned_days(of, found(today=MONDAY, of=of), MONDAY))
    assert [each.date for each in days] == [MONDAY, MONDAY + 2 * DAY, MONDAY + 4 * DAY]


def test_a_programme_that_became_shorter_forgets_what_it_has_no_more() -> None:
    short = programme(WRITTEN[:7])
    assert next_number(done(1, MONDAY), done(12, MONDAY + DAY), today=MONDAY + 5 * DAY, of=short) == 3
    assert next_number(done(2, MONDAY), today=MONDAY, of=short) == 1, "what is a rest now counts for nothing"


# -- on the calendar -------------------------------------------------------------------------------


def test_the_calendar_has_what_was_what_is_and_what_comes() -> None:
    today = MONDAY + 3 * DAY
    days = list(
        planned_days(programme(), found(done(1, MONDAY - 2 * DAY), done(3, today - DAY), today=today), today)
    )
    done_on = {each.day.number: each.date for each in days if each.state is State.DONE}
    assert done_on == {1: MONDAY - 2 * DAY, 3: today - DAY}
    assert [(each.day.number, each.date) for each in days if each.state is State.TODAY] == [(4, today)]
    assert [each.day.number for each in days if each.state is State.PASSED] == [2]
    to_come = [each for each in days if each.state is State.TO_COME]
    assert [each.date for each in to_come] == [today + DAY * (at + 1) for at in range(10)]


def test_a_day_that_was_passed_over_is_not_done() -> None:
    days = list(planned_days(programme(), found(done(5, MONDAY), today=MONDAY), MONDAY))
    assert [each.state for each in days[:5]] == [State.PASSED] * 4 + [State.DONE]


LEVELS = st.lists(st.sampled_from(["", "", *Level]), min_size=1, max_size=30).filter(any)
NOTES = st.sampled_from(["", "", "", "", "too hard", "too easy"])


@given(LEVELS, st.lists(st.booleans(), max_size=120))
def test_whoever_comes_now_and_then_does_each_session_once_in_order(
    written: list[str], comes: list[bool]
) -> None:
    of = programme(written)
    sessions: list[SessionRecord] = []
    numbers: list[int] = []
    today = MONDAY
    for is_there in [*comes, *[True] * 60]:
        now = standing(of, sessions[::-1], today)
        if is_there and now.is_due(today) and now.next_day is not None:
            numbers.append(now.next_day.number)
            sessions.append(done(now.next_day.number, today))
        today += DAY
    assert numbers == [day.number for day in of.sessions]
    for before, after in pairwise(sessions):
        rests = after.programme_day - before.programme_day
        assert (after.begun.date() - before.begun.date()).days >= rests


@given(
    LEVELS, st.lists(st.tuples(st.booleans(), st.booleans(), NOTES, st.integers(0, 40)), max_size=40),
    st.sampled_from(Return), st.sampled_from(Return), st.frozensets(st.integers(0, 6)),
)  # fmt: skip
def test_whatever_happens_there_is_a_day_and_a_calendar(
    written: list[str], happened: list[tuple[bool, bool, str, int]], hard: Return, away: Return,
    weekdays: frozenset[int],
) -> None:  # fmt: skip
    of = programme(written, hard, away, weekdays)
    sessions: list[SessionRecord] = []
    today = MONDAY
    for is_there, whole, note, days in happened:
        now = standing(of, sessions[::-1], today)
        assert now.next_day is None or now.next_day in of.sessions
        assert all(number < (now.next_day.number if now.next_day else 999) for number in now.done)
        planned = list(planned_days(of, now, today))
        assert [each.day for each in planned] == list(of.days)
        dates = [each.date for each in planned if each.state is not State.PASSED]
        assert all(dates)
        assert dates == sorted(set(dates), key=lambda each: each or today)
        to_come = [each for each in planned if each.state is State.TO_COME and not each.day.is_rest]
        assert all(each.date and each.date >= today for each in to_come)
        assert all(each.date and each.date.weekday() in weekdays for each in to_come if weekdays)
        if is_there and now.next_day is not None:
            sessions.append(done(now.next_day.number, today, note, whole=whole))
        today += DAY * (days + 1)
