"""Sections -> blocks: the clips added up, block by block.

Blocks come in the order of time and are of one length, but for the last. Each frame is the sum of
the clips that sound at it, added in the order of the events, so that any length of block gives the
same samples.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np

from voicefoot.audio import Block, Samples, to_int16
from voicefoot.timeline import Event, Section, Timeline

BLOCK_FRAMES = 9_600
"""A fifth of a second at 48 kHz."""


def mix(
    sections: Timeline | Iterable[Section], block_frames: int = BLOCK_FRAMES, start_frame: int = 0
) -> Iterator[Block]:
    """The session from `start_frame` on, as blocks of int16, (`block_frames`, 1).

    Sections are taken one at a time, so that they may still be in the making.
    """
    return (to_int16(samples) for samples in mix_samples(sections, block_frames, start_frame))


def mix_samples(
    sections: Timeline | Iterable[Section], block_frames: int = BLOCK_FRAMES, start_frame: int = 0
) -> Iterator[Samples]:
    """As `mix`, before the rounding to 16 bits: float32, full scale at -1 and 1."""
    if isinstance(sections, Timeline):
        sections = sections.sections
    block = np.zeros((block_frames, 1), dtype=np.float32)
    filled = 0
    for section in sections:
        coming = deque(event for event in section.events if event.end_frame > start_frame)
        sounding: list[Event] = []
        at = max(section.start_frame, start_frame)
        while at < section.end_frame:
            until = min(section.end_frame, at + block_frames - filled)
            while coming and coming[0].start_frame < until:
                sounding.append(coming.popleft())
            for event in sounding:
                _add(block[filled:], at, until, event)
            sounding = [event for event in sounding if event.end_frame > until]
            filled += until - at
            at = until
            if filled == block_frames:
                yield block
                block = np.zeros((block_frames, 1), dtype=np.float32)
                filled = 0
    if filled:
        yield block[:filled]


def _add(out: Samples, at: int, until: int, event: Event) -> None:
    """Adds to `out`, whose first frame is `at`, what `event` has between `at` and `until`."""
    first, last = max(at, event.start_frame), min(until, event.end_frame)
    if first < last:
        out[first - at : last - at] += event.clip.samples[
            first - event.start_frame : last - event.start_frame
        ]
