"""Between the mix and the sink: blocks made ahead, handed out in whatever lengths are asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import numpy as np

from voicefoot.ahead import Ahead
from voicefoot.audio import AudioFormat, Block
from voicefoot.units import to_frames

AHEAD_SECONDS = 1.0
FADE_SECONDS = 0.01


class Feed:
    """Answers a sink's pulls from blocks that a thread makes ahead.

    `pull` only copies, and never waits: where nothing is ready it gives silence and counts the
    frames as missed, without losing any of the session's own. `fade_out` makes it end at once,
    without a click.
    """

    def __init__(self, blocks: Iterable[Block], audio_format: AudioFormat, block_frames: int) -> None:
        depth = max(2, to_frames(AHEAD_SECONDS, audio_format.sample_rate) // block_frames)
        self._format = audio_format
        self._blocks: Ahead[Block] = Ahead(blocks, depth)
        self._rest = np.zeros((0, audio_format.channels), dtype=np.int16)
        self._fading = threading.Event()
        self._faded_frames = 0
        self.error: BaseException | None = None
        self.played_frames = 0
        self.missed_frames = 0

    def wait_ready(self) -> None:
        """Waits until enough has been made to begin."""
        self._blocks.wait_ready()

    def pull(self, frames: int) -> Block:
        """The next `frames` frames; fewer where the session ends."""
        out = np.zeros((frames, self._format.channels), dtype=np.int16)
        if self._fading.is_set():
            return self._pull_fading(out)
        filled = self._fill(out)
        self.played_frames += filled
        if filled < frames and not self._over:
            self.missed_frames += frames - filled
            return out
        return out[:filled]

    def _pull_fading(self, out: Block) -> Block:
        """What is left of the fade, or as much of it as `out` takes; where too little is ready, it
        fades within that.
        """
        total = to_frames(FADE_SECONDS, self._format.sample_rate)
        wanted = min(len(out), total - self._faded_frames)
        filled = self._fill(out[:wanted])
        self.played_frames += filled
        until = self._faded_frames + filled if filled == wanted else total
        at = np.linspace(self._faded_frames, until, filled, endpoint=False) / total
        self._faded_frames = until
        out[:filled] = np.rint(out[:filled] * np.cos(at * np.pi / 2)[:, np.newaxis] ** 2)
        return out[:filled]

    def _fill(self, out: Block) -> int:
        filled = 0
        while filled < len(out):
            if not len(self._rest):
                block = self._next_block()
                if block is None:
                    break
                self._rest = block
            count = min(len(out) - filled, len(self._rest))
            out[filled : filled + count] = self._rest[:count]
            self._rest = self._rest[count:]
            filled += count
        return filled

    def _next_block(self) -> Block | None:
        if self.error is not None:
            return None
        try:
            return self._blocks.take()
        except BaseException as error:  # a sink's thread has nobody to raise it to
            self.error = error
            return None

    @property
    def _over(self) -> bool:
        return self.error is not None or (self._blocks.over and not len(self._rest))

    def fade_out(self) -> None:
        """Ends the session within the next 10 ms, however short the pulls are."""
        self._fading.set()

    def close(self) -> None:
        """Lets the making end."""
        self._blocks.close()
