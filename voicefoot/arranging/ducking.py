"""Duck music under the voice. What is said, and when, is known beforehand, so that music is down in time.

This is the shape of the envelope; how deep it goes is decided in `model.levels`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from voicefoot.timeline.timeline import Music
from voicefoot.units import to_frames

IN_SECONDS, OUT_SECONDS = 0.15, 0.4
_NEIGHBOURS = 3
"""How many regions to either side are looked at; those further away have no effect."""
_LEAST = 1e-12
_MORE_CORNERS = 24

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DuckRegion:
    """A region of speech, under which music is `down_db` lower."""

    start_frame: int
    end_frame: int
    down_db: float


def duck_envelope(
    spoken: Sequence[DuckRegion], sample_rate: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the breakpoints of the gain envelope: frames, and decibels.

    The gain falls within 150 ms before each region of `spoken`, and rises within 400 ms after it, evenly in
    decibels, as far as there is time for that between two regions. They are in order of time, and don't
    overlap.
    """
    if not spoken:
        return np.zeros(1, dtype=np.int64), np.zeros(1)
    falling, rising = to_frames(IN_SECONDS, sample_rate), to_frames(OUT_SECONDS, sample_rate)
    starts = np.array([speech.start_frame for speech in spoken], dtype=np.float64)
    ends = np.array([speech.end_frame for speech in spoken], dtype=np.float64)
    downs = np.array([speech.down_db for speech in spoken])
    corners = [starts - falling, starts, ends, ends + rising]
    for apart in range(1, min(_NEIGHBOURS, len(spoken) - 1) + 1):
        corners += _meetings(starts, ends, downs, apart, falling, rising)
    frames = np.unique(np.rint(np.concatenate(corners)))
    around = np.searchsorted(starts, frames)
    gain_db = np.zeros(len(frames))
    for neighbour in range(-_NEIGHBOURS, _NEIGHBOURS):
        i = np.clip(around + neighbour, 0, len(starts) - 1)
        before, after = (starts[i] - frames) / falling, (frames - ends[i]) / rising
        gain_db = np.minimum(gain_db, -downs[i] * (1.0 - np.clip(np.maximum(before, after), 0.0, 1.0)))
    return frames.astype(np.int64), gain_db


def duck_further(music: Music, start_frame: int, end_frame: int, down_db: float, sample_rate: int) -> Music:
    """Return `music` ducked by at least `down_db` between two frames, under a line that was not planned."""
    falling, rising = to_frames(IN_SECONDS, sample_rate), to_frames(OUT_SECONDS, sample_rate)
    corners = np.array([start_frame - falling, start_frame, end_frame, end_frame + rising], dtype=np.int64)
    shape = np.array([0.0, -down_db, -down_db, 0.0])
    # The envelopes also meet between their breakpoints; a few more breakpoints come near enough.
    between = np.linspace(corners[0], corners[-1], _MORE_CORNERS).astype(np.int64)
    frames = np.union1d(music.turn_frames, np.concatenate([corners, between]))
    before = np.interp(frames, music.turn_frames, music.turn_db)
    down = np.interp(frames, corners, shape)
    return replace(music, turn_frames=frames, turn_db=np.minimum(before, down))


def _meetings(
    starts: Values, ends: Values, downs: Values, apart: int, falling: float, rising: float
) -> list[Values]:
    """Return where the envelope of one region meets that of the region `apart` regions later."""
    (end, next_end), (start, next_start) = ((at[:-apart], at[apart:]) for at in (ends, starts))
    down, deeper = downs[:-apart], downs[apart:]
    up, fall = down / rising, deeper / falling
    step = deeper - down
    apart_db = np.where(np.abs(step) < _LEAST, np.inf, step)
    found = [
        # The way up with the way down; either with the depth of the other; both ways down, both ways up.
        end + (fall * (next_start - end) - step) / np.maximum(up + fall, _LEAST),
        end - step / np.maximum(up, _LEAST),
        next_start - step / np.maximum(fall, _LEAST),
        (deeper * next_start - down * start) / apart_db - falling,
        (deeper * next_end - down * end) / apart_db + rising,
    ]
    return [np.clip(at, start - falling, next_end + rising) for at in found]
