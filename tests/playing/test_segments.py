"""Sections are prefetched, and put one after another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.playing.playback_controller.score import ROUTINE
from tests.support.live_sessions import RATE, TIMEOUT_SECONDS, PulledSession
from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import VoiceError
from voicefoot.playing import segments
from voicefoot.playing.segments import SectionBuffer, Segment
from voicefoot.timeline.bookmark import bookmark_at, same_moment_in
from voicefoot.timeline.timeline import Event, EventKind, Section


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


def test_what_is_discarded_is_not_there_any_more(session: PulledSession) -> None:
    buffer = SectionBuffer(iter(list(session.sections(0, 1.0, True))), 0)
    assert buffer.wait(0, TIMEOUT_SECONDS, lambda: False) is not None
    assert buffer.wait(1, TIMEOUT_SECONDS, lambda: False) is not None
    buffer.discard_before(1)
    with pytest.raises(IndexError):
        buffer.get(0)
    assert buffer.get(1) is not None
    buffer.close()


class Late:
    """A segment of sections of two seconds, the second and the fourth of which are late, and what is heard of
    it, one after another.
    """

    def __init__(self) -> None:
        self.made = [Section(name, 0, 2 * RATE, (), audio_format=AudioFormat(RATE)) for name in "ABCD"]
        self.gates = {1: threading.Event(), 3: threading.Event()}
        self.buffer = SectionBuffer(self._coming(), 0)
        first = self.buffer.wait(0, TIMEOUT_SECONDS, lambda: False)
        assert first is not None
        self.noticed = 0
        self.segment = Segment(self.buffer, 0, first, [False] * 4, self._notice)
        self.heard = self.segment.sections()

    def _coming(self) -> Iterator[Section]:
        for number, section in enumerate(self.made):
            if number in self.gates:
                assert self.gates[number].wait(TIMEOUT_SECONDS)
            yield section

    def _notice(self) -> Section:
        self.noticed += 1
        event = Event(0, Clip.silence(RATE // 2, RATE), EventKind.SPEECH, "One moment.")
        return Section("", 0, RATE, (event,), None, AudioFormat(RATE))

    def next(self) -> tuple[str, float, list[str | None]]:
        """Return the name of what is heard next, how long it is in seconds, and what is said in it."""
        section = next(self.heard)
        seconds = (section.end_frame - section.start_frame) / RATE
        return section.name, seconds, [event.text for event in section.events]


def test_who_waits_for_an_exercise_is_told_so_once_and_then_waits_in_short_silences(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As soon as it is made it begins; where another is late, that is told again."""
    monkeypatch.setattr(segments, "LATE_SECTION_SECONDS", 0.0)
    late = Late()
    assert late.next() == ("A", 2.0, [])
    assert late.next() == ("A", 1.0, ["One moment."])
    for _ in range(3):
        name, seconds, said = late.next()
        assert (name, said) == ("A", [])
        assert 0.5 < seconds <= 1.0, "it comes within a second once it is made"
    late.gates[1].set()
    assert late.buffer.wait(2, TIMEOUT_SECONDS, lambda: False)
    assert [late.next() for _ in "BC"] == [("B", 2.0, []), ("C", 2.0, [])]
    assert late.noticed == 1
    assert late.next() == ("C", 1.0, ["One moment."])
    assert late.noticed == 2
    late.gates[3].set()
    assert late.buffer.wait(3, TIMEOUT_SECONDS, lambda: False)
    assert late.next() == ("D", 2.0, [])
    assert list(late.heard) == []
    assert late.segment.ends_session()
    late.buffer.close()


def test_the_pieces_of_a_first_section_follow_one_another_and_then_the_next_section() -> None:
    """Each frame of it is heard once, where it belongs."""
    form = AudioFormat(RATE)

    def piece(start: int, end: int, *, unfinished: bool = True) -> Section:
        return Section("A", start * RATE, end * RATE, (), audio_format=form, unfinished=unfinished)

    more = threading.Event()

    def coming() -> Iterator[Section]:
        yield piece(0, 2)
        assert more.wait(TIMEOUT_SECONDS)
        yield piece(2, 3)
        yield piece(0, 8, unfinished=False)
        yield Section("B", 0, 5 * RATE, (), audio_format=form)

    buffer = SectionBuffer(coming(), 0)
    first = buffer.get_partial(0)
    while first is None:
        first = buffer.get_partial(0)
    segment = Segment(buffer, 0, first, [False, False])
    heard = segment.sections()
    parts = [next(heard)]
    more.set()
    parts.extend(heard)
    assert (parts[0].start_frame, parts[0].end_frame) == (0, 2 * RATE)
    assert all(before.end_frame == after.start_frame for before, after in pairwise(parts))
    assert (parts[-1].name, parts[-1].start_frame, parts[-1].end_frame) == ("B", 8 * RATE, 13 * RATE)
    assert [(exercise, each.name) for exercise, each in segment.known_sections()] == [(0, "A"), (1, "B")]
    assert not segment.section_at(7 * RATE)[1].unfinished
    buffer.close()


def test_what_was_heard_of_a_segment_is_forgotten_unless_its_score_is_kept() -> None:
    for keeps in (False, True):
        made = [Section(name, 0, 2 * RATE, (), audio_format=AudioFormat(RATE)) for name in "ABC"]
        buffer = SectionBuffer(iter(made), 0)
        first = buffer.wait(0, TIMEOUT_SECONDS, lambda: False)
        assert first is not None
        segment = Segment(buffer, 0, first, [False] * 3, keep_timeline=keeps)
        assert len(list(segment.sections())) == 3
        segment.discard_before(4 * RATE - 1)
        assert len(segment.known_sections()) == (3 if keeps else 2)
        segment.discard_before(4 * RATE)
        assert len(segment.known_sections()) == (3 if keeps else 1)
        segment.discard_before(99 * RATE)
        assert segment.section_at(99 * RATE)[0] == 2, "the last one is always known"
        buffer.close()
