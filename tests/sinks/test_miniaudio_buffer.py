"""The buffer that grows after a gap: with devices that the test plays, and with a real sound server."""

from __future__ import annotations

import itertools
import time
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import pytest

from tests.sinks.signals import SILENT_FRAMES, in_stereo, noise, pull_of
from tests.support.pulse import Speaker
from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import SinkError, SinkLost
from voicefoot.sinks import miniaudio_device
from voicefoot.sinks.miniaudio import MiniaudioSink, adapter

MONO = AudioFormat(48_000, 1)


@pytest.fixture(autouse=True)
def _begins_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICEFOOT_BUFFER_MS", raising=False)
    monkeypatch.setattr(MiniaudioSink, "grown_seconds", 0.0)


class FakeDevice:
    """Asks when the test says so."""

    def __init__(self, buffer_seconds: float) -> None:
        self.frames = round(buffer_seconds * 48_000)
        self.feed: Generator[bytes, int, None] | None = None
        self.closed = False

    def ask(self) -> Block:
        assert self.feed is not None
        assert not self.closed
        try:
            given = np.frombuffer(self.feed.send(self.frames), dtype=np.int16)
        except StopIteration:  # the session is over
            given = np.zeros(0, dtype=np.int16)
        return np.concatenate([given, np.zeros(self.frames - len(given), dtype=np.int16)])


class Machine:
    """All devices that were opened, and a time that passes as they ask."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, at_a_time: int = 9) -> None:
        self.now = 10.0
        self.devices: list[FakeDevice] = []
        self.heard: list[Block] = []

        def opened(_chosen: Any, _format: AudioFormat, buffer_seconds: float) -> FakeDevice:
            if sum(not device.closed for device in self.devices) >= at_a_time:
                raise SinkError("no speaker was found; it is in use")
            self.devices.append(FakeDevice(buffer_seconds))
            return self.devices[-1]

        def started(device: FakeDevice, feed: Generator[bytes, int, None]) -> None:
            device.feed = feed

        def closed(device: FakeDevice) -> None:
            device.closed = True

        monkeypatch.setattr(miniaudio_device, "open_device", opened)
        monkeypatch.setattr(miniaudio_device, "start_device", started)
        monkeypatch.setattr(miniaudio_device, "close_device", closed)

    def sink(self) -> MiniaudioSink:
        return MiniaudioSink(None, 0.06, grows=True, clock=lambda: self.now)

    def play(self, sink: MiniaudioSink, seconds: float) -> None:
        """Each device asks once in the time that it asks for; what they say is heard."""
        for _ in range(round(seconds / 0.06)):
            for device in self.devices:
                if not device.closed and round(self.now / 0.06) % (device.frames // 2880) == 0:
                    said = device.ask()
                    if said.any():
                        self.heard.append(said)
            self.now += 0.06
            if sink.wait(0.0):
                return


def pattern(frames: int) -> Iterator[int]:
    """A second of sound, a second of silence, and so on; no two samples in a row are the same."""
    for frame in range(frames):
        yield 1 + frame % 20_000 if frame // 48_000 % 2 == 0 else 0


def test_after_a_gap_a_larger_buffer_takes_over_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    samples = np.fromiter(pattern(48_000 * 30), dtype=np.int16)[:, np.newaxis]
    sink = machine.sink()
    sink.start(pull_of(samples), MONO)
    machine.play(sink, 4.0)
    assert len(machine.devices) == 1
    machine.now += 0.06  # for which it had nothing to play
    machine.play(sink, 0.6)
    assert len(machine.devices) == 2
    assert sink.latency_seconds == 0.06
    machine.play(sink, 3.0)
    assert sink.latency_seconds == 0.12
    assert [device.closed for device in machine.devices] == [True, False]
    machine.play(sink, 24.0)
    heard = np.concatenate(machine.heard)
    np.testing.assert_array_equal(heard[heard != 0], samples[samples != 0], "no frame is lost or said twice")
    assert adapter.open(None).latency_seconds == 0.12, "an output that comes back begins with what was needed"
    sink.stop()
    assert all(device.closed for device in machine.devices)


def test_it_grows_no_further_than_half_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    sink = machine.sink()
    sink.start(lambda frames: np.zeros((frames, 1), dtype=np.int16), MONO)
    for _ in range(8):
        machine.play(sink, 6.0)
        machine.now += 0.48
    assert sink.latency_seconds == 0.48
    assert [device.frames for device in machine.devices] == [2880, 5760, 11_520, 23_040]
    sink.stop()


def test_where_there_is_no_silence_it_waits_half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    counter = itertools.count()
    sink = machine.sink()
    sink.start(lambda frames: np.full((frames, 1), 1 + next(counter), dtype=np.int16), MONO)
    machine.play(sink, 4.0)
    machine.now += 0.06
    machine.play(sink, 28.0)
    assert sink.latency_seconds == 0.06
    machine.play(sink, 6.0)
    assert sink.latency_seconds == 0.12
    numbers = np.concatenate([said[:1] for said in machine.heard])
    np.testing.assert_array_equal(numbers, np.arange(1, len(numbers) + 1))
    sink.stop()


def test_a_device_that_opens_but_once_keeps_its_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, at_a_time=1)
    sink = machine.sink()
    sink.start(lambda frames: np.zeros((frames, 1), dtype=np.int16), MONO)
    machine.play(sink, 4.0)
    machine.now += 0.06
    machine.play(sink, 6.0)
    assert sink.latency_seconds == 0.06
    assert [device.closed for device in machine.devices] == [False]
    sink.stop()


def test_outputs_of_one_session_grow_together(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    sink = machine.sink()
    sink.start(lambda frames: np.zeros((frames, 1), dtype=np.int16), MONO)
    machine.play(sink, 4.0)
    monkeypatch.setattr(MiniaudioSink, "grown_seconds", 0.24)
    machine.play(sink, 2.0)
    assert sink.latency_seconds == 0.24
    sink.stop()


@pytest.mark.parametrize("buffer_seconds", [0.06, 0.24, 0.48])
def test_a_device_that_asks_no_more_is_lost_within_a_second(
    monkeypatch: pytest.MonkeyPatch, buffer_seconds: float
) -> None:
    machine = Machine(monkeypatch)
    sink = MiniaudioSink(None, buffer_seconds, clock=lambda: machine.now)
    sink.start(lambda frames: np.zeros((frames, 1), dtype=np.int16), MONO)
    for _ in range(20):  # as often as it asks, it is not lost
        machine.devices[0].ask()
        last = machine.now
        for _ in range(8):
            machine.now += buffer_seconds / 8
            assert not sink.wait(0.0)

    def look() -> None:
        for _ in range(200):
            machine.now += 0.05
            sink.wait(0.0)

    with pytest.raises(SinkLost, match="went away"):
        look()
    assert 0.5 < machine.now - last <= 1.0
    sink.stop()


def test_a_process_that_slept_has_lost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    sink = machine.sink()
    sink.start(lambda frames: np.zeros((frames, 1), dtype=np.int16), MONO)
    machine.play(sink, 3.0)
    machine.now += 3600.0
    machine.play(sink, 3.0)
    assert sink.latency_seconds == 0.06
    sink.stop()


def test_a_buffer_that_was_asked_for_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFOOT_BUFFER_MS", "80")
    assert adapter.open(None).latency_seconds == 0.08
    assert not adapter.open(None).grows
    monkeypatch.delenv("VOICEFOOT_BUFFER_MS")
    assert adapter.open(None).latency_seconds == 0.06
    assert adapter.open(None).grows


def test_a_real_gap_makes_a_real_buffer_larger_and_no_frame_is_lost(speaker: Speaker) -> None:
    pieces = [noise(2.0) for _ in range(4)]
    samples = np.concatenate([*pieces, np.zeros((96_000, 1), dtype=np.int16)])
    pull = pull_of(samples)
    asked = 0

    def late_once(frames: int) -> Block:
        nonlocal asked
        before, asked = asked, asked + frames
        if before <= 96_000 < asked:
            time.sleep(0.3)  # it is this that leaves the device without anything to play
        return pull(frames)

    sink = adapter.open(None)
    with speaker.record() as recording:
        sink.start(late_once, MONO)
        assert sink.wait(60.0)
        grown = sink.latency_seconds
        sink.stop()
        heard = recording.finish()
    assert grown >= 0.12
    sounding = heard[heard.any(axis=1)]
    expected = np.concatenate([in_stereo(piece)[SILENT_FRAMES:-SILENT_FRAMES] for piece in pieces])
    np.testing.assert_array_equal(sounding, expected)
    assert speaker.server.pactl("list", "short", "sink-inputs") == ""
