"""Split a session into runs that can be encoded apart: at packet boundaries, where it is silent.

A run is the work of one encoder; it ends where the sound has been silent for a while. A chunk is the part of
a run that is handed on at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from voicefoot.audio import Block

BEFORE_SECONDS = 0.08
"""The silence that a split needs before it: longer than any codec's memory."""
AFTER_SECONDS = 0.06
"""The silence that a split needs after it: an encoder that begins with a loud sound encodes it badly."""
MIN_RUN_SECONDS = 8.0
"""In the middle of a section, a run is split only if it is at least this long."""
MAX_CHUNK_SECONDS = 3.0
"""Where no silence comes, a run is handed on in chunks of about this length. It changes no split."""


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Samples, int16, (frames, channels). `ends_run`: the last of its run; `is_last`: of the session."""

    samples: Block
    ends_run: bool
    is_last: bool = False


def split(
    blocks: Iterable[Block],
    seams: Sequence[int],
    packet_frames: int,
    sample_rate: int,
    *,
    ends_session: bool = True,
) -> Iterator[Chunk]:
    """Regroup `blocks`, int16, (frames, channels), into chunks, and split runs at every seam that lies in
    silence, and elsewhere in silence once a run is long enough.

    `seams` are the frames at which sections begin. The sequence may grow while blocks come, but must have the
    seams that lie in a block before that block comes. A run has a multiple of `packet_frames` frames, unless
    it is the last. If the blocks do not end the session, all of them together must be such a multiple, too.
    """
    splitter = _Splitter(packet_frames, sample_rate)
    for block in blocks:
        yield from splitter.add(block, seams)
    rest = splitter.rest()
    if ends_session or len(rest):
        yield Chunk(rest, ends_run=True, is_last=ends_session)


class _Splitter:
    def __init__(self, packet_frames: int, sample_rate: int) -> None:
        self._packet_frames = packet_frames
        self._before_frames = round(BEFORE_SECONDS * sample_rate)
        self._after_frames = round(AFTER_SECONDS * sample_rate)
        self._min_run_frames = round(MIN_RUN_SECONDS * sample_rate)
        self._max_chunk_frames = round(MAX_CHUNK_SECONDS * sample_rate)
        self._buffer: list[Block] = []
        """The blocks that were received but not handed on."""
        self._handed_on = self._received = self._run_start = self._searched = 0
        """Frames of the session: the end of what was handed on, and of what was received; the start of the
        run; the end of where splits were searched for.
        """
        self._loud_frames = np.zeros(0, dtype=np.int64)
        """The frames from `_searched` on that are not silent."""
        self._sound_end = 0
        """The end of the last sound before `_searched`."""
        self._seams_passed = 0

    def add(self, block: Block, seams: Sequence[int]) -> Iterator[Chunk]:
        """Yield what can be handed on once `block` has come."""
        loud = np.flatnonzero(block[:, 0] if block.shape[1] == 1 else block.any(axis=1)) + self._received
        self._loud_frames = np.concatenate([self._loud_frames, loud])
        self._buffer.append(block)
        self._received += len(block)
        until = self._received - self._after_frames
        for frame in self._splits(until, seams):
            yield Chunk(self._take(frame), ends_run=True)
            self._run_start = frame
        self._searched = max(until, 0)
        passed = int(np.searchsorted(self._loud_frames, self._searched))
        if passed:
            self._sound_end = int(self._loud_frames[passed - 1]) + 1
            self._loud_frames = self._loud_frames[passed:]
        # A packet is held back: it may still be split, at a seam that begins with the next block.
        free = self._searched - self._packet_frames
        if free - self._handed_on >= self._max_chunk_frames:
            yield Chunk(self._take(free), ends_run=False)

    def rest(self) -> Block:
        """Take all that is left."""
        return self._take(self._received)

    def _splits(self, until: int, seams: Sequence[int]) -> Iterator[int]:
        """Yield the frames to split at, from where the last search ended up to before `until`."""
        candidates: list[tuple[int, bool]] = []
        while self._seams_passed < len(seams) and self._before_seam(seams[self._seams_passed]) < until:
            candidates.append((self._before_seam(seams[self._seams_passed]), True))
            self._seams_passed += 1
        first = max(self._searched, self._run_start + self._min_run_frames)
        first = -(-first // self._packet_frames) * self._packet_frames
        candidates += [(frame, False) for frame in range(first, until, self._packet_frames)]
        for frame, is_seam in sorted(candidates):
            is_long_enough = is_seam or frame - self._run_start >= self._min_run_frames
            if is_long_enough and frame > self._run_start and self._is_silent(frame):
                yield frame

    def _before_seam(self, seam: int) -> int:
        """Return where to split so that silence leads into what begins at `seam`."""
        return (seam - self._after_frames) // self._packet_frames * self._packet_frames

    def _is_silent(self, frame: int) -> bool:
        """Return whether it is silent for long enough before and after `frame`."""
        before = int(np.searchsorted(self._loud_frames, frame))
        sound_end = int(self._loud_frames[before - 1]) + 1 if before else self._sound_end
        sound_start = int(self._loud_frames[before]) if before < len(self._loud_frames) else self._received
        return frame - sound_end >= self._before_frames and sound_start - frame >= self._after_frames

    def _take(self, until: int) -> Block:
        """Hand on the frames of the buffer up to `until`."""
        joined = self._buffer[0] if len(self._buffer) == 1 else _joined(self._buffer)
        length = until - self._handed_on
        self._buffer = [joined[length:]] if length < len(joined) else []
        self._handed_on = until
        return joined[:length]


def _joined(blocks: list[Block]) -> Block:
    return np.concatenate(blocks) if blocks else np.zeros((0, 1), dtype=np.int16)
