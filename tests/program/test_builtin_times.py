"""The built-in routines keep every time that they write, and leave nobody waiting."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from itertools import pairwise

import pytest

from tests.support.builders import silent_sounds
from voicefoot.arranging.arrange import arrange, phrases_of
from voicefoot.arranging.estimate import silent_clips
from voicefoot.audio import AudioFormat
from voicefoot.model.choices import Choices, Level, Talk
from voicefoot.model.routine import Exercise, Routine
from voicefoot.model.spans import SpanKind
from voicefoot.planning import coach, positions
from voicefoot.planning.group_class import GATHER_SECONDS, LONGER
from voicefoot.planning.plan import plan
from voicefoot.reading.builtin import names
from voicefoot.reading.read import read
from voicefoot.timeline.spans import spans_of
from voicefoot.timeline.timeline import EventKind, Timeline, TimeSpan

RATE = 48_000
PAUSES_SECONDS = 2.0
"""What an end sound, the pauses between lines and the lead-in may add to the time that the body needs."""
LONGEST_AT_THE_SINK_SECONDS = 6.0

CASES = [(level, talk) for level in Level for talk in Talk]

builtin = cache(read)


def session(routine: Routine, choices: Choices) -> Timeline:
    """The session of `routine`, with a voice of silence that takes as long as people do."""
    planned = plan(routine, choices)
    return arrange(planned, silent_clips(phrases_of(planned), RATE), silent_sounds(RATE), AudioFormat(RATE))


def sessions(name: str, *, for_class: bool) -> Iterator[tuple[str, Choices, Timeline]]:
    for level, talk in CASES:
        choices = Choices(level=level, talk=talk, for_class=for_class)
        yield f"{name}, {level}, {talk}", choices, session(builtin(name), choices)


def seconds_asked(exercise: Exercise, before: Exercise | None, choices: Choices) -> float:
    """How long the body needs at most, to get ready for `exercise` after `before`, or to change its side.

    That is `get_ready`, or the time to move over from one position to the other and to fetch a thing; and
    `switch_time`, or the time to change sides with that thing, or to move over. A class takes longer, and
    fetches its things first of all.
    """
    get_ready = max(
        exercise.get_ready_seconds or coach.GET_READY_SECONDS,
        positions.move_over_seconds(positions.last_position(before), positions.first_position(exercise))
        + (coach.FETCH_SECONDS if exercise.equipment else 0.0),
    )
    change = 0.0
    if exercise.sides:
        usual = coach.SWITCH_EQUIPMENT_SECONDS if exercise.equipment else coach.SWITCH_SECONDS
        over = [
            positions.move_over_seconds(exercise.position_on(a), exercise.position_on(b))
            for a, b in pairwise([*exercise.sides, exercise.sides[0]])
        ]
        change = max(exercise.switch_seconds or usual, *over)
    most = max(get_ready, change)
    if not choices.for_class:
        return most
    return LONGER * most + (GATHER_SECONDS if before is None else 0.0)


def silences(timeline: Timeline, outside_of: Collection[SpanKind]) -> Iterator[tuple[int, int]]:
    """The first and the last frame of each time in which nothing sounds, and no such span runs."""
    taken = [(each.start_frame, each.end_frame) for each in timeline.events if each.kind != EventKind.WAKE]
    taken += [
        (span.start_frame, span.end_frame)
        for section in timeline.sections
        for span in section.spans
        if span.kind in outside_of
    ]
    until = 0
    for start, end in [*sorted(taken), (timeline.frames, timeline.frames)]:
        if start > until:
            yield until, start
        until = max(until, end)


def section_before(timeline: Timeline, frame: int) -> int:
    """The number of the section that has begun before `frame`."""
    return sum(section.start_frame < frame for section in timeline.sections) - 1


def works(timeline: Timeline) -> list[TimeSpan]:
    return [
        span
        for section in timeline.sections
        for span in section.spans
        if span.kind in (SpanKind.WORK, SpanKind.HOLD)
    ]


@pytest.mark.parametrize("for_class", [False, True], ids=["alone", "class"])
@pytest.mark.parametrize("name", names())
def test_every_written_time_is_kept_to_the_frame_and_nobody_waits(name: str, *, for_class: bool) -> None:
    by_name = {exercise.name: exercise for exercise in builtin(name).exercises}
    for what, choices, timeline in sessions(name, for_class=for_class):
        off = [
            f"{section.name}: a {span.kind} of {span.written_seconds:g} s"
            for section in timeline.sections
            for span in spans_of(section)
            if span.written_seconds is not None
            and span.end_frame - span.start_frame != round(span.written_seconds * RATE)
        ]
        assert off == [], what

        done = [by_name[section.name] for section in timeline.sections]
        for start, end in silences(timeline, set(SpanKind)):
            number = section_before(timeline, end)
            most = seconds_asked(done[number], done[number - 1] if number else None, choices)
            place = f"{what}, at {end / RATE:.1f} s: {done[number].name}"
            assert (end - start) / RATE <= most + PAUSES_SECONDS, place


@pytest.mark.parametrize("for_class", [False, True], ids=["alone", "class"])
def test_at_the_sink_no_silence_is_long_and_two_minutes_are_two_minutes(*, for_class: bool) -> None:
    for what, _, timeline in sessions("toothbrush", for_class=for_class):
        assert timeline.frames == 120 * RATE, what
        # A class moves at its own pace, and has nothing to listen to meanwhile.
        unheard = [SpanKind.WORK] if for_class else []
        longest = max(end - start for start, end in silences(timeline, unheard))
        assert longest <= LONGEST_AT_THE_SINK_SECONDS * RATE, what


@pytest.mark.parametrize("for_class", [False, True], ids=["alone", "class"])
def test_tabata_takes_three_minutes_and_fifty_seconds(*, for_class: bool) -> None:
    for what, _, timeline in sessions("tabata", for_class=for_class):
        found = works(timeline)
        assert [span.written_seconds for span in found] == [20.0] * 8, what
        assert found[-1].end_frame - found[0].start_frame == 230 * RATE, what


@pytest.mark.parametrize("for_class", [False, True], ids=["alone", "class"])
def test_emom_starts_every_minute_on_the_minute(*, for_class: bool) -> None:
    for what, _, timeline in sessions("emom", for_class=for_class):
        starts = [
            next(span.start_frame for span in section.spans if span.kind is SpanKind.WORK)
            for section in timeline.sections
            if section.name == "Squats"
        ]
        assert [start - starts[0] for start in starts] == [60 * RATE * minute for minute in range(10)], what


@pytest.mark.parametrize("for_class", [False, True], ids=["alone", "class"])
def test_running_and_walking_take_twenty_minutes(*, for_class: bool) -> None:
    for what, _, timeline in sessions("walk-and-run", for_class=for_class):
        found = works(timeline)[1:-1]
        assert [span.written_seconds for span in found] == [60.0, 90.0] * 8, what
        assert found[-1].end_frame - found[0].start_frame == 20 * 60 * RATE, what


def test_most_routines_write_times() -> None:
    """So that the tests above have something to look at."""
    with_times = [
        name
        for name in names()
        if any(
            span.written_seconds is not None
            for section in session(builtin(name), Choices()).sections
            for span in spans_of(section)
        )
    ]
    assert len(with_times) > 0.9 * len(names())
