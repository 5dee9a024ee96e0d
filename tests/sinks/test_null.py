from __future__ import annotations

import numpy as np
import pytest

from tests.sinks.signals import endless, noise, pull_of
from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import CommandError
from voicefoot.sinks.null import NullSink, adapter

MONO = AudioFormat(48_000, 1)


class Clock:
    """A time that passes only in sleep, and by `jumps` when it is read."""

    def __init__(self, jumps: dict[int, float] | None = None) -> None:
        self.now = 100.0
        self.slept: list[float] = []
        self._jumps = dict(jumps or {})

    def __call__(self) -> float:
        self.now += self._jumps.pop(len(self.slept), 0.0)
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_it_takes_as_long_as_the_sound_lasts() -> None:
    clock = Clock()
    sink = NullSink(clock, clock.sleep)
    sink.start(pull_of(noise(2.015)), MONO)
    assert sink.wait()
    assert clock.now - 100.0 == pytest.approx(2.015)
    assert max(clock.slept) <= 0.02 + 1e-9


def test_after_a_suspension_it_goes_on_and_does_not_race() -> None:
    clock = Clock(jumps={10: 60.0})
    sink = NullSink(clock, clock.sleep)
    sink.start(pull_of(noise(2.0)), MONO)
    assert sink.wait()
    assert clock.now - 100.0 == pytest.approx(62.0, abs=0.05)


def test_a_late_moment_is_made_up_for() -> None:
    clock = Clock(jumps={10: 0.1})
    sink = NullSink(clock, clock.sleep)
    sink.start(pull_of(noise(2.0)), MONO)
    assert sink.wait()
    assert clock.now - 100.0 == pytest.approx(2.0)


def test_it_stops() -> None:
    sink = NullSink()
    sink.start(endless, MONO)
    assert not sink.wait(0.0)
    sink.stop()
    sink.stop()
    assert not sink.wait()


def test_a_pull_that_fails_is_told_to_the_one_who_waits() -> None:
    def fails(frames: int) -> Block:
        raise OSError(f"no {frames} frames today")

    sink = NullSink()
    sink.start(fails, MONO)
    with pytest.raises(OSError, match="no 960 frames today"):
        sink.wait()


def test_it_has_no_devices() -> None:
    assert adapter.status().available
    assert adapter.open(None).latency_seconds == 0.0
    with pytest.raises(CommandError, match="no device"):
        adapter.open("Headset")


def test_it_asks_for_one_size_and_never_after_the_end() -> None:
    clock = Clock()
    asked: list[int] = []

    def pull(frames: int) -> Block:
        asked.append(frames)
        return np.zeros((frames if len(asked) < 3 else 0, 1), dtype=np.int16)

    sink = NullSink(clock, clock.sleep)
    sink.start(pull, MONO)
    assert sink.wait()
    assert asked == [960, 960, 960]
