"""Where a session may be cut, so that its pieces can be encoded apart: in silence, between two packets.

A run is what one encoder makes; it ends where the sound has been silent for a while. A piece is as much
of a run as is handed on at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from voicefoot.audio import Block

BEFORE_SECONDS = 0.08
"""So long must it have been silent before a cut: longer than any codec remembers."""
AFTER_SECONDS = 0.06
"""So long must it be silent after a cut: an encoder that begins with a loud sound makes it badly."""
SHORTEST_SECONDS = 8.0
"""A run is cut in mid-section only where it is at least so long."""
LONGEST_SECONDS = 3.0
"""So much of a run is handed on at the most, where no silence comes; it changes no cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some frames, int16, (frames, channels). `ends`: the run is over with it; `last`: the session is."""

    samples: Block
    ends: bool
    last: bool = False


def pieces(
    blocks: Iterable[Block],
    seams: Sequence[int],
    packet_frames: int,
    sample_rate: int,
    *,
    last: bool = True,
) -> Iterator[Piece]:
    """`blocks` cut anew, at every seam that lies in silence, and elsewhere after a while. `seams` are the
    frames at which sections begin; it may grow while blocks come, but knows those that lie in a block before
    that comes. A run that is not the last has a multiple of `packet_frames` frames; so has all of it where
    more follows, so that none of these is the `last`.
    """
    cutter = _Cutter(packet_frames, sample_rate)
    for block in blocks:
        yield from cutter.add(block, seams)
    rest = cutter.rest()
    if last or len(rest):
        yield Piece(rest, ends=True, last=last)


class _Cutter:
    def __init__(self, packet_frames: int, sample_rate: int) -> None:
        self._packet = packet_frames
        self._before = round(BEFORE_SECONDS * sample_rate)
        self._after = round(AFTER_SECONDS * sample_rate)
        self._shortest = round(SHORTEST_SECONDS * sample_rate)
        self._longest = round(LONGEST_SECONDS * sample_rate)
        self._parts: list[Block] = []
        """What came and was not handed on."""
        self._handed_on = self._end = self._run_start = self._looked_until = 0
        """Frames of the session: up to where all was handed on, up to where it came, where the run began, up
        to where cuts were looked for."""
        self._loud = np.zeros(0, dtype=np.int64)
        """The frames in what came last that are not silent."""
        self._sounded_until = 0
        self._seams_seen = 0

    def add(self, block: Block, seams: Sequence[int]) -> Iterator[Piece]:
        """What can be handed on with `block`."""
        loud = np.flatnonzero(block[:, 0] if block.shape[1] == 1 else block.any(axis=1)) + self._end
        self._loud = np.concatenate([self._loud, loud])
        self._parts.append(block)
        self._end += len(block)
        until = self._end - self._after
        for cut in self._cuts(until, seams):
            yield Piece(self._taken(cut), ends=True)
            self._run_start = cut
        self._looked_until = max(until, 0)
        passed = int(np.searchsorted(self._loud, self._looked_until))
        if passed:
            self._sounded_until = int(self._loud[passed - 1]) + 1
            self._loud = self._loud[passed:]
        # A packet is kept back: there may still be a cut in it, at a seam that begins with the next block.
        free = self._looked_until - self._packet
        if free - self._handed_on >= self._longest:
            yield Piece(self._taken(free), ends=False)

    def rest(self) -> Block:
        """What is left."""
        return self._taken(self._end)

    def _cuts(self, until: int, seams: Sequence[int]) -> Iterator[int]:
        """The cuts from where they were last looked for up to before `until`."""
        wanted: list[tuple[int, bool]] = []
        while self._seams_seen < len(seams) and self._before_seam(seams[self._seams_seen]) < until:
            wanted.append((self._before_seam(seams[self._seams_seen]), True))
            self._seams_seen += 1
        first = max(self._looked_until, self._run_start + self._shortest)
        wanted += [
            (frame, False) for frame in range(-(-first // self._packet) * self._packet, until, self._packet)
        ]
        for frame, is_seam in sorted(wanted):
            long_enough = is_seam or frame - self._run_start >= self._shortest
            if long_enough and frame > self._run_start and self._is_silent(frame):
                yield frame

    def _before_seam(self, seam: int) -> int:
        """Where a cut belongs so that what begins at `seam` is led in by silence."""
        return (seam - self._after) // self._packet * self._packet

    def _is_silent(self, frame: int) -> bool:
        """Whether it has been silent for long enough before `frame`, and is so after it."""
        before = int(np.searchsorted(self._loud, frame))
        sounded_until = int(self._loud[before - 1]) + 1 if before else self._sounded_until
        sounds_from = int(self._loud[before]) if before < len(self._loud) else self._end
        return frame - sounded_until >= self._before and sounds_from - frame >= self._after

    def _taken(self, until: int) -> Block:
        """The frames from what was handed on up to `until`."""
        together = self._parts[0] if len(self._parts) == 1 else _joined(self._parts)
        length = until - self._handed_on
        self._parts = [together[length:]] if length < len(together) else []
        self._handed_on = until
        return together[:length]


def _joined(parts: list[Block]) -> Block:
    return np.concatenate(parts) if parts else np.zeros((0, 1), dtype=np.int16)
