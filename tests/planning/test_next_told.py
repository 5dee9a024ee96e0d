"""What a rest is too short for is said in the work before it, and nothing is said twice."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.support.builders import FEET, exercise, moving, on_beat, routine
from voicefoot.model.choices import Choices, Talk
from voicefoot.model.cues import PlannedSection, Reps, Say, Span, TimeBox, TimedRest, WorkCue
from voicefoot.model.origin import Origin
from voicefoot.model.position import ON_BACK, SEATED
from voicefoot.model.rounds import RoundStart
from voicefoot.planning.next_told import NO_TALK_BELOW_SECONDS, needed_seconds, with_next_told
from voicefoot.planning.plan import plan

NAME = Say("Next: lunges.", Origin.NAME)
SIDE = Say("Change sides. Left foot.", Origin.SIDE, shorter="Left foot.")
CAUTION = Say("Stop if it hurts.", Origin.CAUTION)
MOVE_OVER = Say("Sit down.", Origin.MOVE_OVER)
LENGTH = Say("Rest for two seconds.", Origin.REST)
DOSE = Say("Ten times.", Origin.DOSE)
ALL = (LENGTH, MOVE_OVER, NAME, SIDE, DOSE, CAUTION)


def told(rest: TimedRest) -> tuple[tuple[str, ...], tuple[Say, ...]]:
    """What is said in the work before `rest`, and what is left in the rest."""
    first = PlannedSection("A", (Span(30.0),))
    second = PlannedSection("B", (rest, Span(30.0)))
    one, two = with_next_told([first, second])
    (work,), kept = one.cues, two.cues[0]
    assert isinstance(work, Span)
    assert isinstance(kept, TimedRest)
    assert one.rest_after == kept
    return work.next_lines, kept.lines


@pytest.mark.parametrize("seconds", [0.0, 0.5, 2.9])
def test_a_rest_too_short_for_talk_has_its_lines_in_the_work_before(seconds: float) -> None:
    before, left = told(TimedRest(seconds, ALL))
    assert before == ("Sit down.", "Next: lunges.", "Left foot.", "Stop if it hurts.")
    assert left == (LENGTH, DOSE), "which are left out where there is no time for them"


def test_a_rest_with_time_for_what_is_never_left_out_keeps_its_lines() -> None:
    enough = needed_seconds(TimedRest(10.0, ALL))
    assert told(TimedRest(enough, ALL)) == ((), ALL)
    assert told(TimedRest(enough - 0.1, ALL))[0] != ()


def test_what_may_be_left_out_needs_no_time() -> None:
    assert needed_seconds(TimedRest(3.0, (LENGTH, NAME, DOSE))) == needed_seconds(TimedRest(3.0, ()))
    assert told(TimedRest(NO_TALK_BELOW_SECONDS, (LENGTH, NAME, DOSE))) == ((), (LENGTH, NAME, DOSE))


def test_the_shorter_form_is_what_has_to_fit() -> None:
    long = Say("Change sides, slowly and with care. Left foot.", Origin.SIDE, shorter="Left foot.")
    plain = Say("Left foot.", Origin.SIDE)
    assert needed_seconds(TimedRest(3.0, (long,))) == needed_seconds(TimedRest(3.0, (plain,)))


def test_every_line_that_is_never_left_out_needs_its_time() -> None:
    needs = [needed_seconds(TimedRest(3.0, ALL[:count])) for count in range(len(ALL) + 1)]
    grown = [after > before for before, after in pairwise(needs)]
    assert grown == [line.origin in (Origin.MOVE_OVER, Origin.SIDE, Origin.CAUTION) for line in ALL]


def test_what_a_round_leaves_is_not_known_yet_and_keeps_its_lines() -> None:
    assert told(TimedRest(None, ALL, RoundStart(1, 1, 60.0))) == ((), ALL)


def test_within_a_section_the_work_before_tells_too() -> None:
    (section,) = with_next_told([PlannedSection("A", (Span(30.0), TimedRest(0.0, (SIDE,)), Span(30.0)))])
    first, rest, second = section.cues
    assert isinstance(first, Span)
    assert isinstance(rest, TimedRest)
    assert isinstance(second, Span)
    assert (first.next_lines, rest.lines, second.next_lines) == (("Left foot.",), (), ())


def test_after_a_time_box_the_rest_keeps_its_lines() -> None:
    box = PlannedSection("A", (TimeBox(30.0, (Span(None),), "A"),), fixed=True)
    _, after = with_next_told([box, PlannedSection("B", (TimedRest(0.0, ALL), Span(30.0)))])
    (rest, _) = after.cues
    assert isinstance(rest, TimedRest)
    assert rest.lines == ALL


def test_a_section_knows_the_rest_after_it_and_the_work_that_it_leads_to() -> None:
    work = Span(30.0)
    box = TimeBox(30.0, (Span(None),), "C")
    found = with_next_told(
        [
            PlannedSection("A", (Span(20.0),)),
            PlannedSection("B", (TimedRest(30.0), work)),
            PlannedSection("C", (TimedRest(40.0), box)),
            PlannedSection("D", (Say("D.", Origin.NAME), work)),
        ]
    )
    assert [section.rest_after for section in found] == [TimedRest(30.0), TimedRest(40.0), None, None]
    assert [section.work_after for section in found] == [work, None, None, None]


# -- as it is planned -------------------------------------------------------------------------------


def next_lines(*items: Any, talk: Talk = Talk.FULL, **fields: Any) -> list[tuple[str, ...]]:
    works: list[WorkCue] = [
        cue
        for section in plan(routine(*items, **fields), Choices(talk=talk)).sections
        for cue in section.cues
        if isinstance(cue, Reps | Span)
    ]
    return [work.next_lines for work in works]


def test_where_exercises_follow_on_each_other_the_next_is_named_in_the_one_before() -> None:
    squats, lunges = exercise(moving(20.0), name="Squats"), exercise(on_beat(9, 2.0), name="Lunges")
    assert next_lines(squats, lunges, rest_between_seconds=0.0) == [("Next: lunges.",), ()]
    assert next_lines(squats, lunges, rest_between_seconds=30.0) == [(), ()]
    assert next_lines(squats, lunges) == [(), ()]
    assert next_lines(squats, lunges, rest_between_seconds=0.0, talk=Talk.COUNTS) == [(), ()]


def test_a_side_is_never_dropped_however_little_is_said() -> None:
    one = exercise(moving(20.0), sides=FEET, switch_seconds=0.0)
    for talk in Talk:
        assert next_lines(one, talk=talk) == [("Left foot.",), ()]


def test_a_change_of_position_is_told_before_a_rest_that_is_too_short_for_it() -> None:
    lying, sitting = exercise(moving(20.0), name="A", position=ON_BACK), exercise(moving(20.0), name="B")
    up = exercise(moving(20.0), name="C", position=SEATED, caution="Slowly.")
    assert next_lines(lying, sitting, up, rest_between_seconds=2.0) == [
        ("Next: B.", "Stand up."), ("Next: C.", "Sit down.", "Slowly."), (),
    ]  # fmt: skip
