"""Keeps what it is given: for tests, and for programs that want a session's frames."""

from __future__ import annotations

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.sinks.ports import Pull


class MemorySink:
    """Takes everything at once, in the thread that starts it; nothing sounds, and no time passes.

    With `drains` False it takes nothing by itself: `draw` asks for the next frames, so that a test
    can act between two pulls.
    """

    sleeps_in_silence = False

    def __init__(self, block_frames: int = 960, *, drains: bool = True) -> None:
        self.block_frames = block_frames
        self.drains = drains
        self.audio_format: AudioFormat | None = None
        self.blocks: list[Block] = []
        """What was given, in the order of the asking."""
        self.asked: list[int] = []
        """How many frames were asked for each time."""
        self.stopped = False
        self._pull: Pull | None = None
        self._heard = False

    @property
    def latency_seconds(self) -> float:
        return 0.0

    @property
    def frames(self) -> Block:
        """All that was given: int16, (frames, channels)."""
        channels = 1 if self.audio_format is None else self.audio_format.channels
        return np.concatenate([np.zeros((0, channels), dtype=np.int16), *self.blocks])

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        self._pull, self.audio_format = pull, audio_format
        while self.drains and not self._heard and not self.stopped:
            self.draw(self.block_frames)

    def draw(self, frames: int) -> Block:
        """Asks for `frames` frames, and gives what came; nothing after the end or a stop."""
        assert self._pull is not None, "a sink is started before frames are drawn from it"
        if self._heard or self.stopped:
            return self.frames[:0]
        self.asked.append(frames)
        block = self._pull(frames)
        self.blocks.append(np.array(block))
        self._heard = len(block) < frames
        return block

    def wait(self, timeout_seconds: float | None = None) -> bool:  # noqa: ARG002 - no time passes here
        return self._heard

    def stop(self) -> None:
        self.stopped = True
