"""The output that takes no time."""

from __future__ import annotations

import numpy as np

from tests.support.hurried import STEP_SECONDS, HurriedSink
from voicefoot.audio import AudioFormat
from voicefoot.playing.block_stream import BlockStream
from voicefoot.playing.feed import Feed

FORMAT = AudioFormat(8_000, 1)
BLOCK_FRAMES = 160


def test_all_that_is_made_is_pulled_a_step_at_a_time_and_it_never_runs_dry() -> None:
    feed, sink = Feed(FORMAT), HurriedSink()
    feed.play(BlockStream((np.ones((BLOCK_FRAMES, 1), np.int16) for _ in range(500)), FORMAT, BLOCK_FRAMES))
    sink.start(feed.pull, FORMAT)
    steps = [0]
    while not sink.wait(1.0):
        steps.append(feed.played_frames)
    assert max(np.diff(steps)) <= STEP_SECONDS * FORMAT.sample_rate + BLOCK_FRAMES
    assert (feed.delivered_frames, feed.underrun_frames) == (500 * BLOCK_FRAMES, 0)
    sink.stop()
    feed.close()
