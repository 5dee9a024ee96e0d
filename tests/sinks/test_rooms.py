"""Several rooms, heard in one recording: two speakers that are the two halves of one with four channels."""

from __future__ import annotations

import pytest

from tests.pulse import PulseServer, Speaker
from tests.sinks.signals import SAMPLE_RATE, found_at, hum, pull_of
from voicefoot.audio import AudioFormat, Block
from voicefoot.sinks.registry import open_output

MONO = AudioFormat(SAMPLE_RATE, 1)


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
