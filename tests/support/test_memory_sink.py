from __future__ import annotations

import numpy as np
import pytest

from tests.sinks.signals import endless, noise, pull_of
from tests.support.memory_sink import MemorySink
from voicefoot.audio import AudioFormat

STEREO = AudioFormat(44_100, 2)


@pytest.mark.parametrize("block_frames", [1, 7, 960, 100_000])
def test_it_keeps_every_frame(block_frames: int) -> None:
    samples = noise(0.7)
    sink = MemorySink(block_frames)
    sink.start(pull_of(samples), AudioFormat())
    assert sink.wait()
    np.testing.assert_array_equal(sink.frames, samples)
    assert set(sink.asked) == {block_frames}
    assert [len(block) for block in sink.blocks[:-1]] == [block_frames] * (len(sink.blocks) - 1)


def test_it_draws_when_it_is_told() -> None:
    sink = MemorySink(drains=False)
    sink.start(endless, AudioFormat())
    assert sink.asked == []
    assert len(sink.draw(3)) == 3
    assert len(sink.draw(5)) == 5
    assert sink.asked == [3, 5]
    assert not sink.wait()
    sink.stop()
    assert len(sink.draw(5)) == 0
    assert sink.frames.shape == (8, 1)


def test_what_it_keeps_is_its_own() -> None:
    shared = np.ones((4, 1), dtype=np.int16)
    sink = MemorySink(drains=False)
    sink.start(lambda frames: shared[:frames], AudioFormat())
    sink.draw(4)
    shared[:] = 0
    assert sink.frames.all()


def test_before_the_start_there_is_nothing() -> None:
    sink = MemorySink()
    assert sink.frames.shape == (0, 1)
    assert not sink.wait()
    sink.start(lambda _frames: np.zeros((0, 2), dtype=np.int16), STEREO)
    assert sink.wait()
    assert sink.frames.shape == (0, 2)
