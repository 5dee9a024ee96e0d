"""Blocks that a thread makes ahead, handed out frame by frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.prefetch import Prefetcher
from voicefoot.units import to_frames

BLOCK_FRAMES = 960
AHEAD_SECONDS = 1.0


class BlockStream:
    """`blocks`, of about `block_frames` frames each, of which the first is the frame `first_frame`.

    Where it `ends`, which is asked when it is over, there is nothing after it. Nothing is made before all
    that was made for `before` is done: both may draw on one source of music. Used by one thread at a time,
    but for `close` and `is_ready`.
    """

    def __init__(
        self,
        blocks: Iterable[Block],
        audio_format: AudioFormat,
        block_frames: int = BLOCK_FRAMES,
        *,
        first_frame: int = 0,
        ends: Callable[[], bool] = lambda: True,
        before: BlockStream | None = None,
    ) -> None:
        self._rate = audio_format.sample_rate
        self._block_frames = block_frames
        depth = max(2, to_frames(AHEAD_SECONDS, self._rate) // block_frames)
        self._made: Prefetcher[Block] = Prefetcher(
            blocks if before is None else _after(before, blocks), depth
        )
        self._rest = np.zeros((0, audio_format.channels), dtype=np.int16)
        self.frame = first_frame
        """Which is handed out next."""
        self.begun = False
        self.ends = ends
        self.error: BaseException | None = None

    def is_ready(self, seconds: float) -> bool:
        """Whether so much is made, or all there is."""
        return self._made.is_ready(max(1, to_frames(seconds, self._rate) // self._block_frames))

    def wait_ready(self, seconds: float = AHEAD_SECONDS, timeout_seconds: float | None = None) -> None:
        """Waits until so much is made, or all there is. Not longer than `timeout_seconds`."""
        self._made.wait_ready(max(1, to_frames(seconds, self._rate) // self._block_frames), timeout_seconds)

    def fill(self, out: Block) -> int:
        """Puts the next frames into `out`; how many, since no more may be ready. What the making raised is
        kept in `error`.
        """
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
        self.frame += filled
        self.begun = self.begun or filled > 0
        return filled

    def _next_block(self) -> Block | None:
        if self.error is not None:
            return None
        try:
            return self._made.take()
        except BaseException as error:  # a sink's thread has nobody to raise it to
            self.error = error
            return None

    @property
    def over(self) -> bool:
        """Whether its last frame was handed out."""
        return self.error is not None or (self._made.over and not len(self._rest))

    def make_no_more(self) -> None:
        """Lets the making end; what is made can still be had."""
        self._made.make_no_more()

    def close(self) -> None:
        """Lets the making end."""
        self._made.close()

    def wait_ended(self) -> None:
        """Waits until nothing is made any more."""
        self._made.wait_ended()


def _after(before: BlockStream, blocks: Iterable[Block]) -> Iterator[Block]:
    before.wait_ended()
    yield from blocks
