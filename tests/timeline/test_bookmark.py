"""Positions in a section, on sections that are written out; a frame is a millisecond."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from voicefoot.audio import AudioFormat
from voicefoot.model.spans import SpanKind
from voicefoot.timeline.bookmark import (
    Bookmark,
    bookmark_at,
    frame_of,
    is_in_leading_rest,
    reps_begun,
    same_moment_in,
    step_at,
    work_at,
)
from voicefoot.timeline.timeline import Section, TimeSpan, WorkRegion


def work(start: int, beats: list[int], end: int) -> WorkRegion:
    """Work whose count-in begins at `start`."""
    return WorkRegion(start, beats[0], end, end, np.array(beats))


FIRST = work(3_000, [4_000, 5_000, 6_000], 7_000)
SECOND = work(10_000, [11_000, 13_000], 15_000)
SECTION = Section("A", 1_000, 20_000, (), audio_format=AudioFormat(1_000), works=(FIRST, SECOND))
TALK = replace(SECTION, works=())
LED = replace(SECTION, spans=(TimeSpan(SpanKind.REST, 500, 4_000, 3.5),))
"""A written rest leads to the first work."""
LATER = replace(LED, works=(work(3_200, [4_100, 5_000], 7_000), SECOND), spans=())
LATER_LED = replace(LATER, spans=(TimeSpan(SpanKind.REST, 600, 4_100, 3.5),))


@pytest.mark.parametrize(
    ("frame", "step"),
    [
        (1_000, 0), (2_999, 0), (3_000, 1), (7_000, 1), (7_001, 2), (9_999, 2), (10_000, 3), (15_000, 3),
        (15_001, 4), (19_999, 4),
    ],
)  # fmt: skip
def test_talk_and_work_alternate_and_the_last_sound_is_of_its_work(frame: int, step: int) -> None:
    assert step_at(SECTION, frame) == step
    assert work_at(SECTION, frame) is {1: FIRST, 3: SECOND}.get(step)


def test_a_sound_that_ends_work_and_begins_the_next_is_of_the_next() -> None:
    joined = replace(SECTION, works=(FIRST, work(7_000, [7_000, 8_000], 9_000)))
    assert [step_at(joined, frame) for frame in (6_999, 7_000, 9_000, 9_001)] == [1, 3, 3, 4]


def test_what_leads_back_into_a_resumed_section_is_where_it_goes_on() -> None:
    resumed = replace(SECTION, entered_frame=12_000)
    assert [step_at(resumed, frame) for frame in (1_000, 12_000, 15_001)] == [3, 3, 4]
    assert bookmark_at(resumed, 2, 1_000) == Bookmark(2, 3, 1, 1.0)


def test_repetitions_have_begun_from_their_beats_on() -> None:
    assert [reps_begun(FIRST, frame) for frame in (3_999, 4_000, 4_999, 5_000, 7_000)] == [0, 1, 1, 2, 3]
    entered_late = replace(FIRST, origin_frame=5_000)
    assert [reps_begun(entered_late, frame) for frame in (3_000, 4_500, 4_999, 5_000)] == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("frame", "bookmark"),
    [
        (1_000, Bookmark(3, 0, 0, 0.0)), (2_500, Bookmark(3, 0, 0, 1.5)), (3_500, Bookmark(3, 1)),
        (5_250, Bookmark(3, 1, 2, 0.25)), (7_000, Bookmark(3, 1, 3, 1.0)), (7_001, Bookmark(3, 2, 0, 0.0)),
        (8_001, Bookmark(3, 2, 0, 1.0)), (12_500, Bookmark(3, 3, 1, 1.5)), (17_001, Bookmark(3, 4, 0, 2.0)),
    ],
)  # fmt: skip
def test_a_bookmark_tells_the_step_and_how_far_it_was(frame: int, bookmark: Bookmark) -> None:
    assert bookmark_at(SECTION, 3, frame) == bookmark
    goes_on = 3_000 if bookmark.step == 1 and not bookmark.reps else frame  # a count-in is heard again
    assert frame_of(SECTION, bookmark) == goes_on


def test_where_the_work_was_entered_late_it_counts_from_there() -> None:
    resumed = replace(SECTION, works=(replace(FIRST, origin_frame=5_400), SECOND))
    assert bookmark_at(resumed, 0, 3_500) == Bookmark(0, 1, 2, 0.4)


def test_talk_counts_from_where_the_section_would_have_begun() -> None:
    resumed = replace(SECTION, begun_frame=-500)
    assert bookmark_at(resumed, 0, 1_000) == Bookmark(0, 0, 0, 1.5)
    assert bookmark_at(replace(SECTION, begun_frame=1_500), 0, 1_000) == Bookmark(0)


@pytest.mark.parametrize(
    ("bookmark", "frame"),
    [
        (Bookmark(0, 0, 0, 99.0), 2_999),  # talk ends before the work
        (Bookmark(0, 4, 0, 99.0), 19_999),
        (Bookmark(0, 1, 1, 99.0), 4_999),  # a repetition before the next one
        (Bookmark(0, 1, 3, 99.0), 7_000),  # the last one with the work
        (Bookmark(0, 1, 9, 0.5), 6_500),  # there are no more than three
        (Bookmark(0, 9, 1, 0.5), 15_501),  # after the last work is talk
        (Bookmark(0, 3), 10_000),
    ],
)
def test_of_what_there_is_no_longer_the_nearest_is_taken(bookmark: Bookmark, frame: int) -> None:
    assert frame_of(SECTION, bookmark) == frame


def test_a_rest_leads_to_work_until_its_first_beat() -> None:
    assert [is_in_leading_rest(LED, frame) for frame in (1_000, 3_999, 4_000)] == [True, True, False]
    assert not is_in_leading_rest(SECTION, 1_000)
    assert not is_in_leading_rest(TALK, 1_000)
    other = replace(SECTION, spans=(TimeSpan(SpanKind.REST, 500, 3_999, 3.5),))
    assert not is_in_leading_rest(other, 1_000), "it ends elsewhere"
    working = replace(SECTION, spans=(TimeSpan(SpanKind.WORK, 500, 4_000, 3.5),))
    assert not is_in_leading_rest(working, 1_000), "it is no rest"


def test_who_begins_in_a_leading_rest_does_not_wait() -> None:
    assert bookmark_at(LED, 2, 2_500) == Bookmark(2)
    assert bookmark_at(LED, 2, 3_500) == Bookmark(2, 1)
    assert bookmark_at(LED, 2, 4_500) == Bookmark(2, 1, 1, 0.5)
    after = replace(LED, spans=(*LED.spans, TimeSpan(SpanKind.REST, 7_000, 11_000, 4.0)))
    assert bookmark_at(after, 2, 8_001) == Bookmark(2, 2, 0, 1.0), "it leads within the section"


@pytest.mark.parametrize(
    ("before", "frame", "section", "same"),
    [
        (SECTION, 2_000, LATER, 2_200),  # talk, from its end
        (SECTION, 8_000, LATER, 8_000),
        (SECTION, 4_500, LATER, 4_600),  # work, from its repetition
        (SECTION, 3_500, LATER, 3_200),  # a count-in, from its start
        (SECTION, 17_000, LATER, 17_000),  # what comes after the last work, from its start
        (LED, 2_000, LATER_LED, 2_100),  # a rest, from the start of its work
        (LED, 2_000, LATER, 2_200),  # only one of them has the rest
        (SECTION, 2_000, LATER_LED, 2_200),
        (LATER, 1_100, SECTION, 1_000),  # not before the section
        (replace(SECTION, entered_frame=2_500), 1_000, LATER, 2_700),
    ],
)
def test_a_moment_is_found_in_another_arrangement(
    before: Section, frame: int, section: Section, same: int
) -> None:
    assert same_moment_in(before, frame, section) == same
