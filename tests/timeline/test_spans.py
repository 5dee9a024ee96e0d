"""All times on the clock of a section, from the sound that starts each to the sound that ends it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.support.builders import (
    FEET,
    RATE,
    amount,
    arranged,
    exercise,
    held,
    held_once,
    moving,
    on_beat,
    routine,
)
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Dose, Move, OnBeat, Pace, Phase
from voicefoot.model.spans import SpanKind
from voicefoot.timeline.spans import spans_of
from voicefoot.timeline.timeline import Section, TimeSpan

PHASED = Move(OnBeat(Dose(amount(3)), Pace(4.0, 4.0), (Phase("up", 1.0), Phase("down", 3.0))))


def section(*moves: Move, **fields: Any) -> Section:
    (only,) = arranged(routine(exercise(*moves, **fields))).sections
    return only


def found(section: Section, *kinds: SpanKind) -> list[TimeSpan]:
    return [span for span in spans_of(section) if span.kind in kinds]


def seconds(spans: list[TimeSpan]) -> list[float]:
    return [(span.end_frame - span.start_frame) / RATE for span in spans]


def sounds(section: Section, origin: Origin) -> list[int]:
    return [event.start_frame for event in section.events if event.origin is origin]


def test_every_hold_and_what_lies_between_two_is_a_span() -> None:
    lifts = section(held(3, 6.0, 2.5))
    holds, relaxed = found(lifts, SpanKind.HOLD), found(lifts, SpanKind.RELAX)
    assert seconds(holds) == [6.0] * 3
    assert seconds(relaxed) == [2.5] * 2, "and none after the last"
    assert [hold.start_frame for hold in holds] == sounds(lifts, Origin.BEAT)
    assert [hold.end_frame for hold in holds] == sounds(lifts, Origin.RELEASE)
    for hold, relax, following in zip(holds, relaxed, holds[1:], strict=False):
        assert (hold.end_frame, relax.end_frame) == (relax.start_frame, following.start_frame)


def test_what_was_not_written_is_none() -> None:
    written, free = section(held(2, 6.0, 2.5)), section(held(2, 6.0))
    assert [span.written_seconds for span in found(written, SpanKind.HOLD, SpanKind.RELAX)] == [6.0, 2.5, 6.0]
    assert [span.written_seconds for span in found(free, SpanKind.HOLD, SpanKind.RELAX)] == [6.0, None, 6.0]
    assert [span.written_seconds for span in found(section(on_beat(3, 2.0)), SpanKind.WORK)] == [None]


def test_the_phases_of_a_repetition_follow_on_each_other() -> None:
    raises = section(PHASED)
    phases = found(raises, SpanKind.PHASE)
    assert [span.written_seconds for span in phases] == seconds(phases) == [1.0, 3.0] * 3
    assert all(before.end_frame == after.start_frame for before, after in pairwise(phases))
    (work,) = found(raises, SpanKind.WORK)
    assert (phases[0].start_frame, phases[-1].end_frame) == (work.start_frame, work.end_frame)


def test_a_single_hold_is_a_hold_and_a_time_to_move_is_work() -> None:
    assert [(s.kind, s.written_seconds) for s in spans_of(section(held_once(20.0)))] == [
        (SpanKind.HOLD, 20.0)
    ]
    assert [(s.kind, s.written_seconds) for s in spans_of(section(moving(20.0)))] == [(SpanKind.WORK, 20.0)]


def test_beats_alone_are_one_span() -> None:
    taps = section(on_beat(5, 1.0))
    assert [(span.kind, seconds([span])) for span in spans_of(taps)] == [(SpanKind.WORK, [5.0])]


def test_spans_know_their_set_and_side() -> None:
    lifts = section(held_once(6.0), sides=FEET, sets=2, rest_seconds=20.0, switch_seconds=5.0)
    assert [(span.kind, span.set_number, span.side) for span in spans_of(lifts)] == [
        (SpanKind.HOLD, 1, "right foot"),
        (SpanKind.SWITCH, None, None),
        (SpanKind.HOLD, 1, "left foot"),
        (SpanKind.REST, None, None),
        (SpanKind.HOLD, 2, "right foot"),
        (SpanKind.SWITCH, None, None),
        (SpanKind.HOLD, 2, "left foot"),
    ]


def test_a_side_that_lasts_holds_the_work_in_it_and_comes_before_it() -> None:
    kinds = [
        (span.kind, span.written_seconds) for span in spans_of(section(moving(None), lasts_seconds=30.0))
    ]
    assert kinds == [(SpanKind.SIDE, 30.0), (SpanKind.WORK, None)]


def test_the_longer_of_two_that_begin_together_comes_first() -> None:
    spans = spans_of(section(held(3, 6.0, 2.0)))
    assert [span.kind for span in spans[:2]] == [SpanKind.WORK, SpanKind.HOLD]
    keys = [(span.start_frame, -span.end_frame) for span in spans]
    assert keys == sorted(keys)


@pytest.mark.parametrize("move", [held(3, 6.0), PHASED, moving(20.0)])
def test_spans_lie_within_their_section_but_for_a_rest_that_leads_to_it(move: Move) -> None:
    timeline = arranged(routine(exercise(move), rounds=2, round_rest_seconds=30.0))
    for each in timeline.sections:
        for span in spans_of(each):
            assert span.end_frame <= each.end_frame
            assert span.start_frame >= each.start_frame or span.kind is SpanKind.REST
