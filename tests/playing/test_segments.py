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
