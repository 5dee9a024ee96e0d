"""Several rooms, heard in one recording: two speakers that are the two halves of one with four channels."""

from __future__ import annotations

import statistics
from pathlib import Path

import numpy as np
import pytest

from tests.sinks.signals import SAMPLE_RATE, found_at, hum, pull_of
from tests.support.pulse import PulseServer, Speaker
from tests.support.snapcast import free_ports, rooms_play
from voicefoot.audio import AudioFormat, Block
from voicefoot.sinks.registry import open_output

MONO = AudioFormat(SAMPLE_RATE, 1)
TRIES = 4


@pytest.fixture
def rooms(doomed_server: PulseServer, monkeypatch: pytest.MonkeyPatch) -> tuple[Speaker, Speaker, Speaker]:
    """What hears both rooms, and the two rooms."""
    for key, value in doomed_server.environment.items():
        monkeypatch.setenv(key, value)
    return doomed_server.add_rooms()


def apart_seconds(heard: Block, samples: Block, frames: range) -> list[float]:
    """How far the second room is behind the first, where the pieces of `samples` at `frames` are heard."""
    first, second = (found_at(heard[:, channel], samples, frames) for channel in (0, 2))
    return [(after - before) / SAMPLE_RATE for before, after in zip(first, second, strict=True)]


def test_two_outputs_are_heard_together(
    rooms: tuple[Speaker, Speaker, Speaker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEFOOT_BUFFER_MS", "200")
    both, first, second = rooms
    samples = hum(6.0)
    sink = open_output((first.description, second.description.lower()))
    with both.record(channels=4) as recording:
        sink.start(pull_of(samples), MONO)
        assert sink.wait(60.0)
        sink.stop()
        heard = recording.finish()
    apart = apart_seconds(heard, samples, range(2 * SAMPLE_RATE, 5 * SAMPLE_RATE, SAMPLE_RATE // 2))
    assert max(map(abs, apart)) < 0.02


@pytest.mark.parametrize("way", ["tcp", "pipe"])
def test_the_rooms_of_a_real_snapcast_are_heard_together(
    rooms: tuple[Speaker, Speaker, Speaker], way: str, tmp_path: Path
) -> None:
    both, first, second = rooms
    [port] = free_ports(1)
    fifo = tmp_path / "fifo"
    output, source = {
        "tcp": (f"tcp:127.0.0.1:{port}", f"tcp://127.0.0.1:{port}?mode=server"),
        "pipe": (f"pipe:{fifo}", f"pipe://{fifo}?mode=create"),
    }[way]
    samples = hum(8.0)
    frames = range(3 * SAMPLE_RATE, 7 * SAMPLE_RATE, SAMPLE_RATE // 2)
    with rooms_play(source, both.server, [first, second], tmp_path):
        # On a busy machine a client begins anew now and then, and settles again: it is heard more than once.
        for _ in range(TRIES):
            heard = heard_in_rooms(both, output, samples)
            settled = statistics.median(map(abs, apart_seconds(heard, samples, frames)))
            steady = float(np.median(np.diff(found_at(heard[:, 0], samples, frames))))
            if settled < 0.005 and steady == SAMPLE_RATE // 2:
                return
    raise AssertionError(f"{settled * 1000:.1f} ms apart, and half a second is {steady} frames")


def heard_in_rooms(both: Speaker, output: str, samples: Block) -> Block:
    """A recording of `samples` as played to `output`."""
    with both.record(channels=4) as recording:
        sink = open_output(output)
        sink.start(pull_of(samples), MONO)
        assert sink.wait(60.0)
        sink.stop()
        recording.wait_for(2 * SAMPLE_RATE)  # a server of rooms holds back a second
        return recording.frames()
