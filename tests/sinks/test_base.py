"""What all sinks have in common, and what a plain object of the port's shape gets."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from tests.sinks.signals import endless
from tests.support.memory_sink import MemorySink
from voicefoot.audio import AudioFormat
from voicefoot.errors import SinkLost
from voicefoot.sinks.base import AsyncSink, ThreadSink, with_defaults
from voicefoot.sinks.ports import Pull

MONO = AudioFormat(48_000, 1)
TIMEOUT_SECONDS = 30.0


class Plain:
    """A sink that derives from nothing, as a plugin may bring it."""

    latency_seconds = 0.25

    def __init__(self) -> None:
        self.pull: Pull | None = None
        self.stopped = False

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        assert audio_format == MONO
        self.pull = pull

    def wait(self, timeout_seconds: float | None = None) -> bool:
        return timeout_seconds == 7.0

    def stop(self) -> None:
        self.stopped = True


class Talkative(Plain):
    """A plain sink with all that is optional."""

    sleeps_in_silence = False
    wait_seconds = 10.0

    def news(self) -> list[str]:
        return ["the lamp is off"]


def test_a_plain_object_of_the_ports_shape_is_a_whole_sink() -> None:
    plain = Plain()
    sink = with_defaults(plain)
    sink.limit_start_wait(0.3)
    sink.start(endless, MONO)
    assert plain.pull is endless
    assert sink.latency_seconds == 0.25
    assert sink.sleeps_in_silence, "the safe default"
    assert sink.notices() == []
    assert sink.wait(7.0)
    assert not sink.wait()
    sink.stop()
    assert plain.stopped


def test_what_a_plain_object_says_of_itself_is_honoured() -> None:
    plain = Talkative()
    sink = with_defaults(plain)
    assert not sink.sleeps_in_silence
    assert sink.notices() == ["the lamp is off"]
    sink.limit_start_wait(0.3)
    assert plain.wait_seconds == 0.3
    sink.limit_start_wait(5.0)
    assert plain.wait_seconds == 0.3


def test_a_sink_with_the_base_class_stays_itself() -> None:
    sink = MemorySink()
    assert with_defaults(sink) is sink


class Threaded(ThreadSink):
    """Plays for as long as `play_on` is not set."""

    latency_seconds = 0.0

    def __init__(self) -> None:
        super().__init__()
        self.play_on = threading.Event()
        self.pulled = 0

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        assert audio_format == MONO
        self._play_in_thread(lambda: self._play(pull), "test-sink")

    def _play(self, pull: Pull) -> bool:
        while not self.play_on.wait(0.001) and not self._stopping.is_set():
            self.pulled += len(pull(10))
        return not self._stopping.is_set()


def test_the_end_is_waited_for() -> None:
    sink = Threaded()
    sink.start(endless, MONO)
    assert not sink.wait(0.0)
    sink.play_on.set()
    assert sink.wait(TIMEOUT_SECONDS)
    sink.stop()
    assert sink.wait(), "a stop after the end changes nothing"


def test_after_a_stop_nothing_is_pulled_and_the_end_was_not_heard() -> None:
    sink = Threaded()
    sink.start(endless, MONO)
    sink.stop()
    pulled = sink.pulled
    assert not sink.wait(TIMEOUT_SECONDS)
    assert sink.pulled == pulled
    sink.stop()


def test_a_stop_before_the_start_ends_the_waiting() -> None:
    sink = Threaded()
    sink.stop()
    assert not sink.wait()


def test_what_the_playing_thread_raises_is_raised_where_it_is_waited_for() -> None:
    def fails(frames: int) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
        raise KeyboardInterrupt(f"while {frames} frames were pulled")

    sink = Threaded()
    sink.start(fails, MONO)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt, match="10 frames"):
            sink.wait(TIMEOUT_SECONDS)
    sink.stop()


def test_an_output_is_checked_while_it_is_waited_for() -> None:
    class Checked(AsyncSink):
        latency_seconds = 0.0
        left = 3

        def check(self) -> None:
            self.left -= 1
            if not self.left:
                raise SinkLost("it went away; connect it again")

        def start(self, pull: Pull, audio_format: AudioFormat) -> None:
            raise NotImplementedError

        def stop(self) -> None:
            raise NotImplementedError

    sink = Checked()
    assert not sink.wait(0.0)
    with pytest.raises(SinkLost):
        sink.wait()
    assert sink.left == 0
