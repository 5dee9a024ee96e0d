"""What an order asks for is made beside what plays, and entered when it is made."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator

import pytest

from tests.playing.controller.score import ROUTINE, WORDS, agrees, words
from tests.support.builders import FEET, exercise, on_beat, overlaps, routine
from tests.support.live_sessions import PATIENCE_SECONDS, RATE, Played
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.playing.remote import Command, Order, State
from voicefoot.playing.segments import SectionBuffer, Segment
from voicefoot.speaking.speak import WhileWanted
from voicefoot.timeline.bookmark import bookmark_at, same_moment_in
from voicefoot.timeline.timeline import EventKind, Section


def test_another_tempo_is_taken_up_where_the_work_is(session: Played) -> None:
    session.pull(round(15.2 * RATE))
    before = session.timeline()
    counted = [e.number for e in before.events if e.kind is EventKind.COUNT]
    assert counted, "it is in the midst of work"
    session.tell(Command.SLOWER)
    session.to_the_end()
    agrees(session)
    after = session.timeline()
    right = [e for e in after.sections[0].events if e.kind is EventKind.COUNT and e.side == FEET[0]]
    assert [e.number for e in right] == list(range(1, 13))
    beats = [e.beat_frame or 0 for e in right]
    assert beats[-1] - beats[-2] == pytest.approx(0.5 / 0.95 * RATE, abs=1)
    assert overlaps(e for e in after.events if e.kind in WORDS) == []


def test_another_tempo_does_not_go_back_an_exercise(session: Played) -> None:
    """Where the next one begins while the tempo is still in the making."""
    session.pull(RATE)
    session.pull(session.transport.played[0][1].known()[0][1].end_frame - session.frames - RATE // 10)
    made = threading.Event()
    sections = session.conductor._wanting.make

    def late(
        exercise: int, tempo: float, with_intro: bool, unwanted: Callable[[], bool]
    ) -> Iterator[Section]:
        made.wait()
        yield from sections(exercise, tempo, with_intro, unwanted)

    session.conductor._wanting.make = late
    session.conductor.obey(Order(Command.SLOWER))
    session.pull(2 * RATE)
    made.set()
    session.tell(Command.LOUDER)
    session.pull(3 * RATE)
    assert [section.name for section in session.timeline().sections] == ["Taps", "Ramp"]
    agrees(session)


def test_where_another_tempo_can_not_be_made_it_goes_on(session: Played) -> None:
    session.pull(15 * RATE)

    def silent(*_: object) -> Iterator[Section]:
        raise VoiceError("it is gone; open it again")
        yield

    session.conductor._wanting.make = silent
    session.tell(Command.SLOWER)
    assert session.conductor.tempo == 1.0
    session.to_the_end()
    agrees(session)


def test_an_exercise_that_can_not_be_spoken_is_told_of_each_time() -> None:
    def broken() -> Iterator[Section]:
        raise VoiceError("it is gone; open it again")
        yield

    coming = SectionBuffer(broken(), 0)
    for _ in range(2):
        with pytest.raises(VoiceError):
            coming.wait(0, PATIENCE_SECONDS, lambda: False)


def test_what_can_not_be_slower_is_done_as_it_is_written() -> None:
    """Its twenty repetitions would take longer than it lasts."""
    filled = exercise(on_beat(20, 1.0), name="Filled", lasts_seconds=33.0)
    session = Played(routine(exercise(on_beat(8, 1.0), name="Free"), filled))
    session.pull(8 * RATE)
    for _ in range(6):
        session.tell(Command.SLOWER)
        session.pull(RATE // 10)
    session.to_the_end()
    assert session.transport.feed.error is None
    agrees(session)
    free, lasting = session.timeline().sections
    for section, period in ((free, 1.0 / 0.7), (lasting, 1.0)):
        beats = [e.beat_frame or 0 for e in section.events if e.kind is EventKind.COUNT]
        assert beats[-1] - beats[-2] == pytest.approx(period * RATE, abs=1)
    session.close()


def test_what_is_not_wanted_any_more_is_not_spoken(session: Played) -> None:
    unwanted = threading.Event()
    coming = SectionBuffer(session.sections(2, 1.0, False, unwanted.is_set), 2, unwanted)
    coming.close()
    with pytest.raises(VoiceError, match="not wanted"):
        WhileWanted(session.voice, unwanted.is_set).say(Phrase("One."))
    session.conductor.obey(Order(Command.NEXT))
    wanting = session.conductor._wanting.coming
    session.conductor.obey(Order(Command.NEXT))
    assert wanting._unwanted.is_set()


def test_where_the_next_exercise_is_late_the_one_before_is_over(
    session: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicefoot.playing.segments.PATIENCE_SECONDS", 0.02)
    first = next(session.sections(0, 1.0, True))
    made = threading.Event()

    def late() -> Iterator[Section]:
        yield first
        made.wait()
        yield from session.sections(1, 1.0, False)

    coming = SectionBuffer(late(), 0)
    assert coming.wait(0, PATIENCE_SECONDS, lambda: False) is first
    sections = Segment(coming, 0, first, [False, False]).sections()
    assert next(sections) is first
    waiting = next(sections)
    assert (waiting.start_frame, waiting.name) == (first.end_frame, first.name)
    assert bookmark_at(waiting, 0, waiting.end_frame - 1).step == 2 * len(first.works)
    assert same_moment_in(waiting, waiting.start_frame, first) == first.end_frame - 1
    made.set()
    coming.close()


def test_on_the_way_to_an_exercise_all_of_it_is_left(session: Played) -> None:
    session.pull(15 * RATE)
    session.conductor.obey(Order(Command.GO_TO, 3))
    assert session.conductor.jumps_to == 3
    status = session.where.status_before(3, State.PLAYING, 1.0, 1.0)
    assert status.left_seconds == status.exercise_left_seconds > 0
    assert status.position_seconds == status.exercise_starts_seconds[3] > 0
    session.tell(Command.SLOWER)
    assert session.conductor.jumps_to is None


def test_as_slow_as_it_gets_nothing_is_made_anew(session: Played) -> None:
    for _ in range(12):
        session.tell(Command.SLOWER)
    playing = session.transport.feed.playing
    session.tell(Command.SLOWER)
    assert session.conductor.tempo == 0.5
    assert session.transport.feed.playing == playing


def test_what_waits_at_another_tempo_is_begun_once() -> None:
    """Told to go on before the next exercise is made at its new tempo."""
    session = Played(ROUTINE, [False, True, False, False])
    session.pull(45 * RATE)
    assert session.state is State.WAITING
    session.conductor.obey(Order(Command.SLOWER))
    session.conductor.obey(Order(Command.NEXT))
    session.tell(Command.LOUDER)
    session.to_the_end()
    assert [section.name for section in session.timeline().sections] == ["Taps", "Ramp", "Lifts", "Stretch"]
    agrees(session)
    session.close()


def test_memory_does_not_grow_with_orders() -> None:
    session = Played(ROUTINE, remembers=False)
    session.pull(12 * RATE)
    passages = []
    for number in range(8):
        passages.append(weakref.ref(session.transport.played[-1][1]))
        session.tell(Command.AGAIN if number % 2 else Command.TIME_LEFT)
        session.pull(RATE // 2)
    assert sum(passage() is not None for passage in passages) <= 4
    assert len(session.transport.feed.given) <= 4
    session.close()


@pytest.mark.parametrize("seconds", [0.2, 0.9])
def test_at_another_tempo_the_intro_is_said_to_its_end(session: Played, seconds: float) -> None:
    session.pull(round(seconds * RATE))
    session.tell(Command.SLOWER)
    session.pull(12 * RATE)
    said = words(session.timeline())
    assert "Shoes off." in said
    assert said.index("Shoes off.") < next(n for n, line in enumerate(said) if line.startswith("Taps"))


def test_what_was_heard_to_its_end_is_done_however_soon_something_else_is_wanted(session: Played) -> None:
    while (heard := session.transport.heard()) is None or heard.exercise < 1:
        session.conductor.turn()
        session.transport.wait_ready()
        session.transport.feed.pull(RATE // 50)
    session.tell(Command.NEXT)
    session.pull(RATE)
    assert session.where.done == {0}
