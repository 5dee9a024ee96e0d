"""Sections are prefetched, and put one after another."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.playing.playback_controller.score import ROUTINE
from tests.support.live_sessions import TIMEOUT_SECONDS, PulledSession
from voicefoot.errors import VoiceError
from voicefoot.playing.segments import SectionBuffer, Segment
from voicefoot.timeline.bookmark import bookmark_at, same_moment_in
from voicefoot.timeline.timeline import Section


def test_an_exercise_that_can_not_be_spoken_is_told_of_each_time() -> None:
    def broken() -> Iterator[Section]:
        raise VoiceError("it is gone; open it again")
        yield

    coming = SectionBuffer(broken(), 0)
    for _ in range(2):
        with pytest.raises(VoiceError):
            coming.wait(0, TIMEOUT_SECONDS, lambda: False)


def test_where_the_next_exercise_is_late_the_one_before_is_over() -> None:
    session = PulledSession(ROUTINE)
    first = next(session.sections(0, 1.0, True))
    made = threading.Event()

    def late() -> Iterator[Section]:
        yield first
        made.wait()
        yield from session.sections(1, 1.0, False)

    coming = SectionBuffer(late(), 0)
    assert coming.wait(0, TIMEOUT_SECONDS, lambda: False) is first
    sections = Segment(coming, 0, first, [False, False]).sections()
    assert next(sections) is first
    waiting = next(sections)
    assert (waiting.start_frame, waiting.name) == (first.end_frame, first.name)
    assert bookmark_at(waiting, 0, waiting.end_frame - 1).step == 2 * len(first.works)
    assert same_moment_in(waiting, waiting.start_frame, first) == first.end_frame - 1
    made.set()
    coming.close()
    session.close()


@pytest.fixture
def session() -> Iterator[PulledSession]:
    played = PulledSession(ROUTINE)
    yield played
    played.close()


def test_a_segment_that_waits_for_a_section_takes_it_from_the_buffer_in_its_place(
    session: PulledSession,
) -> None:
    first, second, third = list(session.sections(0, 1.0, True))[:3]
    never, asked = threading.Event(), threading.Event()

    def stuck() -> Iterator[Section]:
        yield first
        asked.set()
        never.wait()

    old, new = SectionBuffer(stuck(), 0), SectionBuffer(iter([second, third]), 1)
    assert old.wait(0, TIMEOUT_SECONDS, lambda: False) is first
    segment = Segment(old, 0, first, [False] * 3)
    heard = segment.sections()
    assert next(heard) is first
    found: list[Section] = []
    taking = threading.Thread(target=lambda: found.extend(heard))
    taking.start()
    assert asked.wait(TIMEOUT_SECONDS)
    assert segment.go_on_with(new, 1, 0, [False] * 3)
    old.close()
    taking.join(TIMEOUT_SECONDS)
    names = [section.name for section in found if section.name != first.name]
    assert names == [third.name]
    assert [exercise for exercise, _ in segment.known_sections()][-1] == 2
    never.set()


def test_where_the_next_section_is_taken_it_is_too_late_for_another(session: PulledSession) -> None:
    made = list(session.sections(0, 1.0, True))
    old, new = SectionBuffer(iter(made), 0), SectionBuffer(iter(made), 0)
    first = old.wait(0, TIMEOUT_SECONDS, lambda: False)
    assert first is not None
    segment = Segment(old, 0, first, [False] * len(made))
    heard = segment.sections()
    assert [next(heard).name, next(heard).name] == ["Taps", "Ramp"]
    assert not segment.go_on_with(new, 0, 0, [False] * len(made))
    assert segment.go_on_with(new, 1, 1)
    assert [section.name for section in heard] == ["Lifts", "Stretch"]
    assert not segment.go_on_with(new, 3, 3)
    old.close()
    new.close()


def test_a_buffer_knows_what_came_before_each_section(session: PulledSession) -> None:
    made = list(session.sections(0, 1.0, True))
    buffer = SectionBuffer(iter(made), 0)
    for exercise in range(3):
        buffer.wait(exercise, TIMEOUT_SECONDS, lambda: False)
    assert buffer.before(0) is None
    for _ in range(2):
        before = buffer.before(2)
        assert before is not None
        assert (before.name, before.end_frame, before.work_end) == (
            "Ramp",
            made[1].end_frame,
            made[1].work_end,
        )
        assert before.events == ()
        buffer.discard_before(2)
    buffer.close()
