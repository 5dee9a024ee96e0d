"""How music steps back under the voice. What is said, and when, is known; so it is down in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicefoot.units import to_frames

IN_SECONDS, OUT_SECONDS = 0.15, 0.4
_NEIGHBOURS = 3
"""So many to either side are looked at; those further away have long been left behind."""
_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Spoken:
    """Speech from one frame up to another, under which music is `down_db` lower."""

    start_frame: int
    end_frame: int
    down_db: float


def ducked(spoken: Sequence[Spoken], sample_rate: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The corners of the music's gain, frames and decibels: down within 150 ms, evenly in decibels, before
    each of `spoken` begins, and up again within 400 ms after it; as far as there is time for that between
    two. `spoken` are in order of time, and don't overlap.
    """
    if not spoken:
        return np.zeros(1, dtype=np.int64), np.zeros(1)
    falling, rising = to_frames(IN_SECONDS, sample_rate), to_frames(OUT_SECONDS, sample_rate)
    starts = np.array([speech.start_frame for speech in spoken], dtype=np.float64)
    ends = np.array([speech.end_frame for speech in spoken], dtype=np.float64)
    downs = np.array([speech.down_db for speech in spoken])
    up, down = downs / rising, downs / falling
    steps = np.diff(downs)
    turns = [
        # Where the way up from one meets the way down to the next, or the depth of the other.
        ends[:-1] + (down[1:] * (starts[1:] - ends[:-1]) - steps) / np.maximum(up[:-1] + down[1:], _LEAST),
        ends[:-1] - steps / np.maximum(up[:-1], _LEAST),
        starts[1:] - steps / np.maximum(down[1:], _LEAST),
    ]
    turns = [np.clip(turn, ends[:-1] - falling, starts[1:] + rising) for turn in turns]
    frames = np.unique(np.rint(np.concatenate([starts - falling, starts, ends, ends + rising, *turns])))
    around = np.searchsorted(starts, frames)
    gain_db = np.zeros(len(frames))
    for neighbour in range(-_NEIGHBOURS, _NEIGHBOURS):
        i = np.clip(around + neighbour, 0, len(starts) - 1)
        before, after = (starts[i] - frames) / falling, (frames - ends[i]) / rising
        gain_db = np.minimum(gain_db, -downs[i] * (1.0 - np.clip(np.maximum(before, after), 0.0, 1.0)))
    return frames.astype(np.int64), gain_db
