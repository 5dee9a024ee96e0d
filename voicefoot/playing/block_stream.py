"""Audio blocks that a thread makes ahead, read frame by frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.prefetch import Prefetcher
from voicefoot.units import to_frames

STREAM_BLOCK_FRAMES = 960
PREFETCH_SECONDS = 1.0


class BlockStream:
    """Reads `blocks`, of about `block_frames` frames each; the first of their frames has the number
    `first_frame`.

    `ends_session` is called when the stream is over, and says whether nothing follows it. Nothing is made
    before all that was made for the stream `after` is done: both may read one source of music. Only one
    thread may use a stream at a time, but for `is_ready` and `close`.
    """

    def __init__(
        self,
        blocks: Iterable[Block],
        audio_format: AudioFormat,
        block_frames: int = STREAM_BLOCK_FRAMES,
        *,
        first_frame: int = 0,
        ends_session: Callable[[], bool] = lambda: True,
        after: BlockStream | None = None,
    ) -> None:
        self._rate = audio_format.sample_rate
        self._block_frames = block_frames
        depth = max(2, to_frames(PREFETCH_SECONDS, self._rate) // block_frames)
        self._prefetcher: Prefetcher[Block] = Prefetcher(
            blocks if after is None else _after(after, blocks), depth
        )
        self._rest = np.zeros((0, audio_format.channels), dtype=np.int16)
        self.frame = first_frame
        """The number of the next frame to be read."""
        self.has_started = False
        self.ends_session = ends_session
        self.error: BaseException | None = None

    def is_ready(self, seconds: float) -> bool:
        """Whether `seconds` of audio are made, or all there is."""
        return self._prefetcher.is_ready(self._blocks(seconds))

    def wait_ready(self, seconds: float = PREFETCH_SECONDS, timeout_seconds: float | None = None) -> None:
        """Wait until `seconds` of audio are made, or all there is, up to `timeout_seconds`."""
        self._prefetcher.wait_ready(self._blocks(seconds), timeout_seconds)

    def _blocks(self, seconds: float) -> int:
        return max(1, to_frames(seconds, self._rate) // self._block_frames)

    def fill(self, out: Block) -> int:
        """Read the next frames into `out`, int16, (frames, channels). Return how many; fewer than `len(out)`
        if no more are ready. An exception from the making of the blocks is stored in `error`.
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
        self.has_started = self.has_started or filled > 0
        return filled

    def _next_block(self) -> Block | None:
        if self.error is not None:
            return None
        try:
            return self._prefetcher.take()
        except BaseException as error:  # a sink's thread has nobody to raise it to
            self.error = error
            return None

    @property
    def is_over(self) -> bool:
        """Whether the last frame was read, or the making failed."""
        return self.error is not None or (self._prefetcher.over and not len(self._rest))

    def stop_making(self) -> None:
        """Let the thread end; what it has made can still be read."""
        self._prefetcher.stop_producing()

    def close(self) -> None:
        """Let the thread end, and drop what it has made."""
        self._prefetcher.close()

    def join(self) -> None:
        """Wait until the thread makes nothing more."""
        self._prefetcher.join()


def _after(stream: BlockStream, blocks: Iterable[Block]) -> Iterator[Block]:
    stream.join()
    yield from blocks
