"""A live session on a sink: it plays to its end, and tells what became of its output."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.support.builders import exercise, on_beat, routine
from tests.support.live_sessions import RATE, PulledSession
from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import SinkLost
from voicefoot.playing import live_session
from voicefoot.playing.remote import Command, State
from voicefoot.sinks.base import BaseSink
from voicefoot.sinks.ports import Pull
from voicefoot.timeline.bookmark import Bookmark
from voicefoot.timeline.timeline import EventKind, Section


class Dying(BaseSink):
    """A sink that plays as fast as it can, and is gone before the last of it was heard."""

    latency_seconds = 0.06
    sleeps_in_silence = False

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:  # noqa: ARG002 - the port's shape
        self.pull = pull

    def wait(self, timeout_seconds: float | None = None) -> bool:  # noqa: ARG002 - the port's shape
        if len(self.pull(RATE // 2)) < RATE // 2:
            raise SinkLost("the speaker went away; connect it again")
        return False

    def stop(self) -> None:
        pass


class NoOutputs:
    """Must not be asked: nothing is left to play."""

    def reopen(self, pull: Pull, audio_format: AudioFormat) -> BaseSink | None:  # noqa: ARG002 - the port's
        raise AssertionError("it was asked for another output")

    def adopt(self) -> list[str]:
        raise AssertionError("nothing was reopened")


def test_a_session_that_loses_its_output_in_its_last_moment_is_over() -> None:
    """It does not begin anew."""
    session = PulledSession(routine(exercise(on_beat(1, 0.5), name="Tap")), is_open=False)
    notices: list[str] = []
    sink = Dying()
    sink.start(session.transport.feed.pull, session.format)
    assert session.live.run(sink, NoOutputs(), on_notice=notices.append)
    assert (session.position.completed, notices) == ({0}, [])


class Speaker(BaseSink):
    """A sink that hears a tenth of a second each time that it is waited for, and, where it is `lost_after` so
    many of them, loses its output then.
    """

    latency_seconds = 0.3
    sleeps_in_silence = False

    def __init__(self, session: PulledSession, lost_after: int = 1_000_000) -> None:
        self.heard: list[Block] = []
        self.is_stopped = False
        self._session = session
        self._lost_after = lost_after

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        pass

    def wait(self, timeout_seconds: float | None = None) -> bool:  # noqa: ARG002 - the port's shape
        assert not self.is_stopped
        if len(self.heard) >= self._lost_after:
            raise SinkLost("the speaker went away; connect it again")
        self._session.speech.wait()
        self._session.transport.wait_ready()
        self.heard.append(self._session.transport.feed.pull(RATE // 10))
        return len(self.heard[-1]) < RATE // 10

    def notices(self) -> list[str]:
        return ["it plays"] if len(self.heard) == 3 else []

    def stop(self) -> None:
        self.is_stopped = True


class Another:
    """Outputs of which there is another from the second time on that it is asked for."""

    def __init__(self, sink: Speaker, on_ask: Callable[[], None]) -> None:
        self.sink = sink
        self.asked = self.adopted = 0
        self._on_ask = on_ask

    def reopen(self, pull: Pull, audio_format: AudioFormat) -> BaseSink | None:  # noqa: ARG002 - the port's
        self.asked += 1
        self._on_ask()
        return self.sink if self.asked > 1 else None

    def adopt(self) -> list[str]:
        self.adopted += 1
        return ["Playing on the other one."]


def taps(reps: int = 6) -> PulledSession:
    return PulledSession(routine(exercise(on_beat(reps, 0.5), name="Tap")), is_open=False)


@pytest.fixture(autouse=True)
def polls_without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_session, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(live_session, "START_POLL_SECONDS", 0.001)


def test_a_session_that_loses_its_output_goes_on_from_where_it_was_heard_on_another() -> None:
    session = taps()
    states: list[State] = []
    lost, found = Speaker(session, lost_after=25), Speaker(session)
    outputs = Another(found, lambda: states.append(session.live.remote.status.state))
    clock = iter(range(1, 1_000_000))
    session.clock = lambda: next(clock) * 0.2  # each asking for the time takes a fifth of a second
    notices: list[str] = []
    assert session.live.run(lost, outputs, on_notice=notices.append)
    assert notices[:3] == [
        "it plays",
        "the speaker went away; the session goes on when it is back.",
        "Playing on the other one.",
    ]
    assert (lost.is_stopped, found.is_stopped, outputs.adopted) == (True, True, 1)
    assert states == [State.LOST, State.LOST]
    counts = [event.number or 0 for event in session.timeline().events if event.kind is EventKind.COUNT]
    assert counts == sorted(set(counts)), "none is counted twice"
    assert 6 in counts
    # What the first one got last was not heard through its latency, so that it is not in the score.
    given = (sum(map(len, lost.heard)) + sum(map(len, found.heard))) / RATE
    heard = sum(each.frames for each in session.transport.played_ranges()) / RATE
    assert heard <= given - lost.latency_seconds


def test_a_lost_output_is_asked_for_twice_a_second_and_not_more_often() -> None:
    session = taps()
    asked_at: list[float] = []
    now = iter(range(1_000_000))
    times: list[float] = []

    def clock() -> float:
        times.append(next(now) * 0.01)
        return times[-1]

    session.clock = clock
    outputs = Another(Speaker(session), lambda: asked_at.append(times[-1]))
    assert session.live.run(Speaker(session, lost_after=25), outputs)
    first, second = asked_at
    assert 0.5 <= second - first < 0.55


def test_orders_are_answered_from_the_first_sound_on_and_a_stop_ends_it() -> None:
    session = taps(60)
    sink = Speaker(session)
    started: list[State] = []
    left: list[float] = []

    def started_now() -> None:
        started.append(session.live.remote.status.state)
        session.live.remote.send(Command.TOO_HARD)

    def view(sections: Sequence[Section], frame: int, total_seconds: float, bookmark: Bookmark) -> None:  # noqa: ARG001 - the port's shape
        left.append(total_seconds - frame / RATE)
        if bookmark.reps == 5:
            session.live.remote.send(Command.STOP)

    assert not session.live.run(sink, NoOutputs(), on_start=started_now, view=view)
    assert started == [State.PLAYING], "a control knows it when it starts"
    assert [event.text for event in session.transport.overlays] == ["answer", "paused"]
    assert session.live.remote.status.state is State.OVER
    assert sink.is_stopped
    assert session.position.completed == set()
    assert left == sorted(left, reverse=True), "what is left gets less and less"
    assert left[0] - left[-1] == pytest.approx(len(left) / 10, abs=1.0)


def test_what_is_shown_is_what_is_heard_and_not_what_the_sink_got() -> None:
    session = taps()
    sink = Speaker(session)
    behind: list[float] = []

    def view(sections: Sequence[Section], frame: int, total_seconds: float, bookmark: Bookmark) -> None:  # noqa: ARG001 - the port's shape
        playing = session.transport.playing_segment()
        if playing is not None and playing[1] > RATE:
            behind.append((playing[1] - frame) / RATE)

    assert session.live.run(sink, NoOutputs(), view=view)
    assert behind
    assert set(behind) == {sink.latency_seconds}
    assert session.position.completed == {0}


def test_stopped_before_anything_is_made_it_is_over_without_a_sound() -> None:
    session = taps()
    stopped = threading.Event()

    def never(*_: object) -> Iterator[Section]:
        stopped.wait()
        yield from ()

    session.make_sections = never
    session.live.remote.send(Command.STOP)
    sink = Speaker(session)
    assert not session.live.run(sink, NoOutputs())
    stopped.set()
    assert (sink.heard, sink.is_stopped) == ([], True)


def test_interrupted_it_fades_within_the_latency_frees_the_sink_and_raises_on() -> None:
    session = taps(60)
    waits: list[float] = []

    class Interrupted(Speaker):
        def wait(self, timeout_seconds: float | None = None) -> bool:
            waits.append(timeout_seconds or 0.0)
            if len(self.heard) == 30:
                self.heard.append(self.heard[-1])
                raise KeyboardInterrupt
            return super().wait(timeout_seconds)

    sink = Interrupted(session)
    with pytest.raises(KeyboardInterrupt):
        session.live.run(sink, NoOutputs())
    assert sink.is_stopped
    assert waits[-1] > sink.latency_seconds, "until the fade is heard"
    assert len(sink.heard[-1]) < RATE // 10, "nothing comes after the fade"
    assert session.live.remote.status.state is State.OVER


def test_it_begins_with_silence_where_that_is_asked_for_and_at_the_bookmark() -> None:
    which = routine(exercise(on_beat(6, 0.5), name="Tap"), exercise(on_beat(6, 0.5), name="Roll"))
    session = PulledSession(which, is_open=False)
    sink = Speaker(session)
    assert session.live.run(sink, NoOutputs(), Bookmark(1), 2.0)
    assert session.position.completed == {1}
    assert not any(block.any() for block in sink.heard[:20])
    assert any(block.any() for block in sink.heard[20:25])
