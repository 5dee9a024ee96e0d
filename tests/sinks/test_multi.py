"""Several outputs at once: with sinks that follow clocks of their own, in a time that only the test knows."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from tests.sinks.signals import pull_of
from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import CommandError, SinkError, SinkLost
from voicefoot.sinks.base import BaseSink
from voicefoot.sinks.multi import MultiSink
from voicefoot.sinks.ports import Pull

RATE = 48_000
MONO = AudioFormat(RATE, 1)
SAW = 30_000


class Time:
    """What all fake sinks have in common."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


class Fake(BaseSink):
    """A sink with a clock that is off, and a buffer of two pulls; `heard` tells what sounds when."""

    sleeps_in_silence = False
    latency_seconds = 0.0

    def __init__(
        self, time: Time, off: float = 0.0, frames: int = 2880, latency: float = 0.06, late: float = 0.0
    ) -> None:
        """`off`: by how much its clock is fast; `late` seconds after the start it asks for the first time."""
        self.time, self.off, self.frames, self.latency_seconds = time, off, frames, latency
        self.due = time.now + late
        self.late = late
        self.pull: Pull | None = None
        self.lost = self.over = self.stopped = False
        self.missing = False
        self.times: list[float] = []
        self.values: list[Block] = []

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        assert audio_format == MONO
        if self.missing:
            raise SinkError("no speaker was found; plug one in")
        self.pull, self.stopped, self.over = pull, False, False
        self.due = self.time.now + self.late

    def wait(self, timeout_seconds: float | None = None) -> bool:  # noqa: ARG002 - no time passes here
        if self.lost:
            raise SinkLost("the speaker went away; plug it in")
        return self.over

    def stop(self) -> None:
        self.stopped, self.pull = True, None

    def ask(self) -> None:
        assert self.pull is not None
        block = self.pull(self.frames)
        self.times.append(self.due + self.latency_seconds)
        self.values.append(block[:, 0].astype(float))
        self.over = len(block) < self.frames
        self.due += self.frames / RATE / (1 + self.off)

    def heard(self, moments: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
        """The sample that is heard at each of `moments`."""
        found = []
        for moment in moments:
            at = int(np.searchsorted(self.times, moment, side="right")) - 1
            place = (moment - self.times[at]) * RATE * (1 + self.off)
            found.append(float(self.values[at][min(int(place), len(self.values[at]) - 1)]))
        return found


def run(time: Time, sinks: list[Fake], seconds: float) -> None:
    """Lets time pass: each asks when it is due."""
    until = time.now + seconds
    while True:
        playing = [sink for sink in sinks if sink.pull is not None and not sink.over and not sink.lost]
        if not playing or min(sink.due for sink in playing) >= until:
            time.now = until
            return
        sink = min(playing, key=lambda one: one.due)
        time.now = max(time.now, sink.due)
        sink.ask()


def saw(gain: float = 1.0) -> Pull:
    """Each sample tells its position: one step up a frame, back to the beginning after 0.6 s."""
    at = 0

    def pull(frames: int) -> Block:
        nonlocal at
        block = ((np.arange(at, at + frames) % SAW) * gain).astype(np.int16)[:, np.newaxis]
        at += frames
        return block

    return pull


def apart_seconds(
    one: Fake, other: Fake, since: float, until: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How far `other` is behind `one`, in seconds, each 50 ms."""
    moments = np.arange(since, until, 0.05)
    frames = np.array(one.heard(moments)) - np.array(other.heard(moments))
    wrapped: np.ndarray[tuple[int], np.dtype[np.float64]] = ((frames + SAW / 2) % SAW - SAW / 2) / RATE
    return wrapped


def joined(time: Time, *sinks: Fake, allow_missing: bool = False) -> MultiSink:
    def opener(sink: Fake) -> Callable[[], Fake]:
        return lambda: sink

    names = ("headset", "hall", "kitchen")
    outputs = [(name, opener(sink)) for name, sink in zip(names, sinks, strict=False)]
    return MultiSink(outputs, allow_missing=allow_missing, retry_seconds=0.01, clock=time)


@pytest.mark.parametrize("off", [0.0, 1000e-6, -1000e-6])
@pytest.mark.parametrize(
    ("latency", "frames", "late"), [(0.06, 2880, 0.043), (0.1, 960, 0.2), (1.6, 2400, 0.01), (0.02, 960, 0.0)]
)
def test_they_are_heard_together_however_their_clocks_drift(
    off: float, latency: float, frames: int, late: float
) -> None:
    time = Time()
    first, second = Fake(time), Fake(time, off, frames, latency, late)
    sink = joined(time, first, second)
    sink.start(saw(), MONO)
    start = time.now
    run(time, [first, second], 40.0)
    sink.stop()
    assert sink.latency_seconds == max(0.06, latency)
    settled = start + max(0.06, latency) + late + 1.0
    assert np.abs(apart_seconds(first, second, settled, time.now - 2.0)).max() < 0.004
    # Nothing jumps: while something sounds, it is corrected by playing a little faster or slower.
    samples = np.concatenate(second.values)[-35 * RATE :]
    steps = (samples[100:] - samples[:-100]) % SAW
    leaps = (steps < 98) | (steps > 102)  # one sample at most, where the saw falls back
    assert not (leaps[2:] & leaps[1:-1] & leaps[:-2]).any()


def test_where_nothing_has_to_be_corrected_every_sample_is_as_it_was() -> None:
    time = Time()
    first, second = Fake(time), Fake(time)
    sink = joined(time, first, second)
    sink.start(saw(), MONO)
    run(time, [first, second], 5.0)
    sink.stop()
    for one in (first, second):
        np.testing.assert_array_equal(
            np.concatenate(one.values), (np.arange(len(one.values) * 2880) % SAW).astype(float)
        )


@pytest.mark.parametrize("which", [0, 1])
def test_a_gap_in_one_is_made_up_for_at_once(which: int) -> None:
    time = Time()
    sinks = [Fake(time), Fake(time)]
    sink = joined(time, *sinks)
    sink.start(saw(), MONO)
    run(time, sinks, 3.0)
    sinks[which].due += 0.09
    run(time, sinks, 5.0)
    sink.stop()
    assert np.abs(apart_seconds(sinks[0], sinks[1], 54.5, time.now - 1.0)).max() < 0.004


def test_in_silence_they_are_brought_together_without_a_change_of_speed() -> None:
    time = Time()
    first, second = Fake(time), Fake(time, 300e-6)
    sink = joined(time, first, second)
    sink.start(saw(2**-10), MONO)  # a step up each 1024 frames; all of it is below what counts as silence
    run(time, [first, second], 60.0)
    sink.stop()
    # Between them they are 18 ms apart by now, of the 21 ms that each step lasts.
    moments = np.arange(time.now - 3.0, time.now - 1.0, 0.0005)
    differ = np.not_equal(first.heard(moments), second.heard(moments))
    assert differ.mean() < 0.004 / (1024 / RATE)
    for block in second.values:
        steps = np.flatnonzero(np.diff(block[240:]))  # behind what may be a crossfade
        assert set(np.diff(steps)) <= {1024, SAW % 1024}


def test_a_session_ends_on_all_of_them() -> None:
    time = Time()
    samples = np.arange(1, 30_001, dtype=np.int16)[:, np.newaxis]
    first, second = Fake(time), Fake(time, 0.0, 960, 0.2, 0.01)
    sink = joined(time, first, second)
    sink.start(pull_of(samples), MONO)
    assert not sink.wait(0.0)
    run(time, [first, second], 3.0)
    assert sink.wait(30.0)
    sink.stop()
    for one in (first, second):
        assert np.concatenate(one.values)[-1] == 30_000
        assert one.stopped


def test_one_that_is_lost_is_left_out_and_said_and_comes_back() -> None:
    time = Time()
    first, second = Fake(time), Fake(time)
    sink = joined(time, first, second)
    sink.start(saw(), MONO)
    run(time, [first, second], 3.0)
    first.lost = first.missing = True
    assert not sink.wait(0.0)
    assert first.stopped
    assert sink.notices() == ["headset: the speaker went away; the session goes on through hall."]
    before = len(second.values)
    run(time, [first, second], 3.0)
    played = np.concatenate(second.values[before - 2 :])
    assert set(np.unique(np.diff(played))) <= {1.0, 1.0 - SAW}, "the other plays on as if nothing had been"
    first.lost = first.missing = False
    first.times.clear()
    first.values.clear()
    for _ in range(3000):
        if notices := sink.notices():
            break
        threading.Event().wait(0.01)
    assert notices == ["headset is back."]
    back = time.now
    run(time, [first, second], 5.0)
    assert not sink.wait(0.0)
    assert sink.notices() == []
    sink.stop()
    assert np.abs(apart_seconds(first, second, back + 1.0, time.now - 0.5)).max() < 0.004


def test_where_all_are_lost_the_session_hears_of_it() -> None:
    time = Time()
    sinks = [Fake(time), Fake(time)]
    sink = joined(time, *sinks)
    sink.start(saw(), MONO)
    for one in sinks:
        one.lost = True
    with pytest.raises(SinkLost, match="all outputs went away; "):
        sink.wait(30.0)
    sink.stop()


def test_one_that_is_not_there_at_the_start_is_an_error_unless_some_will_do() -> None:
    time = Time()
    first, second = Fake(time), Fake(time)
    first.missing = True
    with pytest.raises(SinkError, match="no speaker"):
        joined(time, first, second).start(saw(), MONO)
    assert second.stopped
    sink = joined(time, first, second, allow_missing=True)
    sink.start(saw(), MONO)
    assert sink.notices() == ["headset: no speaker was found; the session goes on through hall."]
    run(time, [second], 1.0)
    assert np.concatenate(second.values)[0] == 0.0, "it begins with the beginning"
    sink.stop()


def test_one_that_nobody_knows_is_an_error_unless_some_will_do() -> None:
    def unknown() -> Fake:
        raise CommandError("there is no output called so; see `voicefoot outputs`")

    time = Time()
    outputs = [("headset", unknown), ("hall", lambda: Fake(time))]
    with pytest.raises(CommandError, match="no output called so"):
        MultiSink(outputs)
    assert MultiSink(outputs, allow_missing=True).notices() == [
        "headset is not there; the session plays without it until it is."
    ]
    with pytest.raises(SinkError, match="none of the outputs is there"):
        MultiSink([("headset", unknown)], allow_missing=True)


def test_it_sleeps_in_silence_where_one_of_them_does() -> None:
    time = Time()
    sinks = [Fake(time), Fake(time)]
    assert not joined(time, *sinks).sleeps_in_silence
    sinks[1].sleeps_in_silence = True
    assert joined(time, *sinks).sleeps_in_silence
