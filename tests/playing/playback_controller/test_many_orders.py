"""However many orders come, a session does what the latest asks for, with few threads and little memory."""

from __future__ import annotations

import gc
import threading
import time
import tracemalloc
import weakref
from collections.abc import Callable, Iterator

import pytest

from tests.support.live_sessions import PULL_FRAMES, RATE, TIMEOUT_SECONDS, Noise, PulledSession
from voicefoot.audio import Clip
from voicefoot.language.packs import language_pack
from voicefoot.model.phrase import Phrase
from voicefoot.playing import transport
from voicefoot.playing.block_stream import BlockStream
from voicefoot.playing.remote import Command, Order, Remote, State
from voicefoot.playing.seek import MAX_ENDING
from voicefoot.playing.unplanned_lines import MAX_LINES, SpeechPrefetcher
from voicefoot.timeline.timeline import Section


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_of_many_orders_at_once_only_the_last_is_made(session: PulledSession) -> None:
    session.pull(RATE)
    made: list[tuple[int, float]] = []

    def recorded(
        exercise: int, tempo: float, with_intro: bool, is_cancelled: Callable[[], bool]
    ) -> Iterator[Section]:
        made.append((exercise, tempo))
        return session.sections(exercise, tempo, with_intro, is_cancelled)

    session.make_sections = recorded
    for number in range(100):
        session.controller.execute(Order(Command.GO_TO, number % 3))
        session.controller.execute(Order(Command.FASTER if number % 2 else Command.SLOWER))
    session.controller.execute(Order(Command.FASTER))
    session.send(Command.GO_TO, 2)
    assert made == [(2, 1.05)]
    session.pull(RATE)
    assert session.controller.playhead is not None
    assert session.controller.playhead.exercise == 2


def test_what_is_slow_to_end_is_waited_for_and_the_latest_wins(session: PulledSession) -> None:
    session.pull(RATE)
    go_on = threading.Event()
    begun: list[int] = []

    def slow(
        exercise: int, tempo: float, with_intro: bool, is_cancelled: Callable[[], bool]
    ) -> Iterator[Section]:
        begun.append(exercise)
        go_on.wait(TIMEOUT_SECONDS)
        yield from session.sections(exercise, tempo, with_intro, is_cancelled)

    session.make_sections = slow
    for number in range(50):
        session.controller.execute(Order(Command.GO_TO, number % 3))
        session.controller.update()
        wait_until(lambda: bool(begun))
    assert len(begun) <= MAX_ENDING
    go_on.set()
    session.send(Command.GO_TO, 1)
    session.pull(RATE)
    assert session.controller.playhead is not None
    assert session.controller.playhead.exercise == 1


def test_pausing_and_resuming_many_times_at_once_mixes_once(
    session: PulledSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.pull(12 * RATE)
    mixed: list[BlockStream] = []

    class Counted(BlockStream):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[arg-type]  # whatever it takes
            mixed.append(self)

    monkeypatch.setattr(transport, "BlockStream", Counted)
    for _ in range(100):
        session.controller.execute(Order(Command.TOGGLE))
    after_all = session.state
    assert after_all is State.PLAYING
    session.pull(RATE)
    assert len(mixed) == 1
    session.controller.execute(Order(Command.RESUME))
    session.controller.execute(Order(Command.PAUSE))
    session.pull(RATE)
    assert {session.state} == {State.PAUSED}
    assert len(mixed) == 1


def test_to_stop_takes_the_place_of_what_waits() -> None:
    remote = Remote()
    for _ in range(1_000):
        remote.send(Command.FASTER)
    remote.send(Command.STOP)
    assert remote.next_order(0.0) == Order(Command.STOP)
    assert remote.next_order(0.0) is None


class Told(Noise):
    """A voice that knows which of its clips are still in use."""

    def __init__(self) -> None:
        super().__init__()
        self.clips: weakref.WeakSet[Clip] = weakref.WeakSet()

    def say(self, phrase: Phrase) -> Clip:
        self._clips.clear()
        clip = super().say(phrase)
        self.clips.add(clip)
        return clip


def test_of_what_was_said_only_the_latest_is_remembered() -> None:
    voice = Told()
    speech = SpeechPrefetcher(voice, language_pack("en"))
    speech.keep("three", "two", "one")
    for number in range(5 * MAX_LINES):
        speech.wait(f"{number} minutes left.")
    assert len(voice.clips) <= MAX_LINES + 4
    assert all(speech.is_ready(word) for word in ("three", "two", "one"))
    assert speech.clip(f"{5 * MAX_LINES - 1} minutes left.") is not None
    speech.close()


def test_a_session_whose_score_is_kept_grows_by_what_is_heard_alone(session: PulledSession) -> None:
    def traced_bytes_after(orders: int) -> int:
        for _ in range(orders):
            session.send(Command.TOGGLE)
            session.send(Command.TOGGLE)
            session.send(Command.PREVIOUS)
            session.pull(PULL_FRAMES)
            session.blocks.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    session.pull(RATE)
    tracemalloc.start()
    try:
        before = traced_bytes_after(10)
        grown = traced_bytes_after(30) - before
    finally:
        tracemalloc.stop()
    assert grown < 30 * 12_000
    assert session.timeline().sections
