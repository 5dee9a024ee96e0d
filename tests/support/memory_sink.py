"""A sink that records the frames it pulls."""

from __future__ import annotations

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.sinks.base import BaseSink
from voicefoot.sinks.ports import Pull


class MemorySink(BaseSink):
    """Pulls everything at once, in the thread that starts it; nothing sounds, and no time passes.

    With `drains` False it pulls nothing by itself: `draw` pulls the next frames, so that a test can act
    between two pulls.
    """

    sleeps_in_silence = False
    latency_seconds = 0.0

    def __init__(self, block_frames: int = 960, *, drains: bool = True) -> None:
        self.block_frames = block_frames
        self.drains = drains
        self.audio_format: AudioFormat | None = None
        self.blocks: list[Block] = []
        """What was pulled, in order."""
        self.asked: list[int] = []
        """How many frames each pull asked for."""
        self.stopped = False
        self._pull: Pull | None = None
        self._completed = False

    @property
    def frames(self) -> Block:
        """All that was pulled: int16, (frames, channels)."""
        channels = 1 if self.audio_format is None else self.audio_format.channels
        return np.concatenate([np.zeros((0, channels), dtype=np.int16), *self.blocks])

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        self._pull, self.audio_format = pull, audio_format
        while self.drains and not self._completed and not self.stopped:
            self.draw(self.block_frames)

    def draw(self, frames: int) -> Block:
        """Pull `frames` frames and return them; nothing after the end or a stop."""
        assert self._pull is not None, "a sink is started before frames are drawn from it"
        if self._completed or self.stopped:
            return self.frames[:0]
        self.asked.append(frames)
        block = self._pull(frames)
        self.blocks.append(np.array(block))
        self._completed = len(block) < frames
        return block

    def wait(self, timeout_seconds: float | None = None) -> bool:  # noqa: ARG002 - no time passes here
        return self._completed

    def stop(self) -> None:
        self.stopped = True
