"""What an order asks for is made beside what plays, and entered when it is made."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator

import pytest

from tests.playing.playback_controller.score import ROUTINE, WORDS, agrees, words
from tests.support.builders import FEET, exercise, on_beat, overlaps, routine
from tests.support.live_sessions import RATE, TIMEOUT_SECONDS, PulledSession
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.playing.remote import Command, Order, State
from voicefoot.playing.segments import SectionBuffer
from voicefoot.speaking.speak import CancellableVoice
from voicefoot.timeline.timeline import EventKind, Section


def test_another_tempo_is_taken_up_where_the_work_is(session: PulledSession) -> None:
    session.pull(round(20.2 * RATE))
    before = session.timeline()
    counted = [e.number for e in before.events if e.kind is EventKind.COUNT]
    assert counted, "it is in the midst of work"
    session.send(Command.SLOWER)
    session.pull_to_the_end()
    agrees(session)
    after = session.timeline()
    right = [e for e in after.sections[0].events if e.kind is EventKind.COUNT and e.side == FEET[0]]
    assert [e.number for e in right] == list(range(1, 13))
    beats = [e.beat_frame or 0 for e in right]
    assert beats[-1] - beats[-2] == pytest.approx(0.5 / 0.95 * RATE, abs=1)
    assert overlaps(e for e in after.events if e.kind in WORDS) == []


def test_another_tempo_does_not_go_back_an_exercise(session: PulledSession) -> None:
    """Where the next one begins while the tempo is still in the making."""
    session.pull(RATE)
    session.pull(
        session.transport.segments[0][1].known_sections()[0][1].end_frame - session.frames - RATE // 10
    )
    made = threading.Event()

    def late(
        exercise: int, tempo: float, with_intro: bool, is_cancelled: Callable[[], bool]
    ) -> Iterator[Section]:
        made.wait()
        yield from session.sections(exercise, tempo, with_intro, is_cancelled)

    session.make_sections = late
    session.controller.execute(Order(Command.SLOWER))
    session.pull(2 * RATE)
    made.set()
    session.send(Command.LOUDER)
    session.pull(3 * RATE)
    assert [section.name for section in session.timeline().sections] == ["Taps", "Ramp"]
    agrees(session)


def test_where_another_tempo_can_not_be_made_it_goes_on(session: PulledSession) -> None:
    session.pull(15 * RATE)

    def silent(*_: object) -> Iterator[Section]:
        raise VoiceError("it is gone; open it again")
        yield

    session.make_sections = silent
    session.send(Command.SLOWER)
    assert session.controller.tempo == 1.0
    session.pull_to_the_end()
    agrees(session)


def test_what_can_not_be_slower_is_done_as_it_is_written() -> None:
    """Its twenty repetitions would take longer than it lasts."""
    filled = exercise(on_beat(20, 1.0), name="Filled", lasts_seconds=33.0)
    session = PulledSession(routine(exercise(on_beat(8, 1.0), name="Free"), filled))
    session.pull(8 * RATE)
    for _ in range(6):
        session.send(Command.SLOWER)
        session.pull(RATE // 10)
    session.pull_to_the_end()
    assert session.transport.feed.error is None
    agrees(session)
    free, lasting = session.timeline().sections
    for section, period in ((free, 1.0 / 0.7), (lasting, 1.0)):
        beats = [e.beat_frame or 0 for e in section.events if e.kind is EventKind.COUNT]
        assert beats[-1] - beats[-2] == pytest.approx(period * RATE, abs=1)
    session.close()


def test_what_is_not_wanted_any_more_is_not_spoken(session: PulledSession) -> None:
    unwanted = threading.Event()
    coming = SectionBuffer(session.sections(2, 1.0, False, unwanted.is_set), 2, unwanted)
    coming.close()
    with pytest.raises(VoiceError, match="not wanted"):
        CancellableVoice(session.voice, unwanted.is_set).say(Phrase("One."))
    cancelled: list[Callable[[], bool]] = []
    go_on = threading.Event()

    def held(sections: Iterator[Section]) -> Iterator[Section]:
        go_on.wait(TIMEOUT_SECONDS)
        yield from sections

    def recorded(
        exercise: int, tempo: float, with_intro: bool, is_cancelled: Callable[[], bool]
    ) -> Iterator[Section]:
        cancelled.append(is_cancelled)
        return held(session.sections(exercise, tempo, with_intro, is_cancelled))

    session.make_sections = recorded
    for _ in range(2):
        session.controller.execute(Order(Command.NEXT))
        session.controller.update()
    assert [is_cancelled() for is_cancelled in cancelled] == [True, False]
    go_on.set()


def test_on_the_way_to_an_exercise_all_of_it_is_left(session: PulledSession) -> None:
    session.pull(15 * RATE)
    session.controller.execute(Order(Command.GO_TO, 3))
    assert session.controller.pending_exercise == 3
    status = session.position.status_before(3, State.PLAYING, 1.0, 1.0)
    assert status.left_seconds == status.exercise_left_seconds > 0
    assert status.position_seconds == status.exercise_starts_seconds[3] > 0
    session.send(Command.SLOWER)
    assert session.controller.pending_exercise is None


def test_as_slow_as_it_gets_nothing_is_made_anew(session: PulledSession) -> None:
    for _ in range(12):
        session.send(Command.SLOWER)
    playing = session.transport.feed.playing
    session.send(Command.SLOWER)
    assert session.controller.tempo == 0.5
    assert session.transport.feed.playing == playing


def test_what_waits_at_another_tempo_is_begun_once() -> None:
    """Told to go on before the next exercise is made at its new tempo."""
    session = PulledSession(ROUTINE, [False, True, False, False])
    session.pull(45 * RATE)
    assert session.state is State.WAITING
    session.controller.execute(Order(Command.SLOWER))
    session.controller.execute(Order(Command.NEXT))
    session.send(Command.LOUDER)
    session.pull_to_the_end()
    assert [section.name for section in session.timeline().sections] == ["Taps", "Ramp", "Lifts", "Stretch"]
    agrees(session)
    session.close()


def test_memory_does_not_grow_with_orders() -> None:
    session = PulledSession(ROUTINE, keep_timeline=False)
    session.pull(12 * RATE)
    passages = []
    for number in range(8):
        passages.append(weakref.ref(session.transport.segments[-1][1]))
        session.send(Command.AGAIN if number % 2 else Command.TIME_LEFT)
        session.pull(RATE // 2)
    assert sum(passage() is not None for passage in passages) <= 4
    assert len(session.transport.feed.delivered) <= 4
    session.close()


@pytest.mark.parametrize("seconds", [0.2, 0.9])
def test_at_another_tempo_the_intro_is_said_to_its_end(session: PulledSession, seconds: float) -> None:
    session.pull(round(seconds * RATE))
    session.send(Command.SLOWER)
    session.pull(12 * RATE)
    said = words(session.timeline())
    assert "Shoes off." in said
    assert said.index("Shoes off.") < next(n for n, line in enumerate(said) if line.startswith("Taps"))


def test_what_was_heard_to_its_end_is_done_however_soon_something_else_is_wanted(
    session: PulledSession,
) -> None:
    while (heard := session.transport.playhead()) is None or heard.exercise < 1:
        session.controller.update()
        session.transport.wait_ready()
        session.transport.feed.pull(RATE // 50)
    session.send(Command.NEXT)
    session.pull(RATE)
    assert session.position.completed == {0}
