"""The gain of ducked music over time. What sounds is known beforehand, so that music is down in time.

This is the shape of the envelope; under what music goes down, and how deep, is decided in `ducking`. The gain
is the highest that no region forbids, and that moves no faster than it may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from voicefoot.model.sound_levels import QUICK_COUNT_DUCK_DB
from voicefoot.timeline.timeline import Music
from voicefoot.units import to_frames

FALL_DB_PER_SECOND, RISE_DB_PER_SECOND = 60.0, 24.0
"""How fast the gain may move: down 12 dB in 0.2 s, up again in 0.5 s."""
BED_DB_PER_SECOND = 4.0
"""How fast the gain may move ahead of a count and after it, as far as that is to be unnoticed."""
BED_SECONDS = 1.0
"""The music is there so long before a count, and stays so long after it."""
HOLD_SECONDS = 2.0
"""Music stays down through gaps up to this long, so that it does not pump."""

Frames = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DuckRegion:
    """A region of sound under which music is `down_db` lower.

    Under a `single` word music moves quickly by `QUICK_COUNT_DUCK_DB` at the most.
    """

    start_frame: int
    end_frame: int
    down_db: float
    single: bool = False


def duck_envelope(regions: Sequence[DuckRegion], sample_rate: int) -> tuple[Frames, Values]:
    """Return the breakpoints of the gain envelope: frames, and decibels, of which there is one at least.

    `regions` are in order of their starts. Between breakpoints the gain changes evenly in decibels.
    """
    lead = to_frames(BED_SECONDS, sample_rate)
    beds = [
        DuckRegion(each.start_frame - lead, each.end_frame + lead, each.down_db - QUICK_COUNT_DUCK_DB)
        for each in regions
        if each.single and each.down_db > QUICK_COUNT_DUCK_DB
    ]
    gaps = list(_short_gaps(regions, to_frames(HOLD_SECONDS, sample_rate)))
    fall, rise = FALL_DB_PER_SECOND / sample_rate, RISE_DB_PER_SECOND / sample_rate
    slow = BED_DB_PER_SECOND / sample_rate
    return _lowest(_envelope([*regions, *gaps], fall, rise), _envelope(beds, slow, slow))


def duck_further(music: Music, start_frame: int, end_frame: int, down_db: float, sample_rate: int) -> Music:
    """Return `music` ducked by at least `down_db` between two frames, under a line that was not planned."""
    further = duck_envelope([DuckRegion(start_frame, end_frame, down_db)], sample_rate)
    frames, gain_db = _lowest((music.turn_frames, music.turn_db), further)
    return replace(music, turn_frames=frames, turn_db=gain_db)


def _short_gaps(regions: Sequence[DuckRegion], longest_frames: int) -> Iterator[DuckRegion]:
    """Yield the gaps between regions through which music stays down, as far as both sides of them ask for."""
    before: DuckRegion | None = None
    for region in regions:
        if before is not None and 0 < region.start_frame - before.end_frame <= longest_frames:
            yield DuckRegion(before.end_frame, region.start_frame, min(before.down_db, region.down_db))
        if before is None or region.end_frame >= before.end_frame:
            before = region


def _envelope(regions: Sequence[DuckRegion], fall: float, rise: float) -> tuple[Frames, Values]:
    """Return the breakpoints of the highest gain that is low enough in all `regions`, and that moves by at
    most `fall` and `rise` decibels a frame.
    """
    if not regions:
        return np.zeros(1, dtype=np.int64), np.zeros(1)
    starts = np.array([region.start_frame for region in regions], dtype=np.float64)
    ends = np.array([region.end_frame for region in regions], dtype=np.float64)
    at = np.unique(np.concatenate([starts, ends]))
    gain, most = np.zeros(len(at)), np.zeros(len(at) - 1)
    firsts, lasts = np.searchsorted(at, starts).tolist(), np.searchsorted(at, ends).tolist()
    for first, last, region in zip(firsts, lasts, regions, strict=True):
        np.minimum(gain[first : last + 1], -region.down_db, out=gain[first : last + 1])
        np.minimum(most[first:last], -region.down_db, out=most[first:last])
    # From what each point allows to what all of those before, and all of those after it allow.
    gain = np.minimum.accumulate(gain - rise * at) + rise * at
    gain = np.minimum.accumulate((gain + fall * at)[::-1])[::-1] - fall * at
    # Between two points the gain goes up to the most that is allowed, and down again; or the two ways meet.
    before, after, left, right = at[:-1], at[1:], gain[:-1], gain[1:]
    up, down = before + (most - left) / rise, after - (most - right) / fall
    meeting = (right - left + rise * before + fall * after) / (rise + fall)
    meet = up > down
    met = left + rise * (meeting - before)
    corners = [
        (at, gain),
        (np.where(meet, meeting, up), np.where(meet, met, most)),
        (np.where(meet, meeting, down), np.where(meet, met, most)),
        (np.array([np.floor(at[0] + gain[0] / fall), np.ceil(at[-1] - gain[-1] / rise)]), np.zeros(2)),
    ]
    return _breakpoints(*(np.concatenate(each) for each in zip(*corners, strict=True)))


def _breakpoints(at: Values, gain_db: Values) -> tuple[Frames, Values]:
    """Return breakpoints in order of time, on whole frames, of which there is one of each."""
    frames = np.rint(at).astype(np.int64)
    order = np.lexsort((gain_db, frames))
    unique, first = np.unique(frames[order], return_index=True)
    return unique, gain_db[order][first]


def _lowest(one: tuple[Frames, Values], other: tuple[Frames, Values]) -> tuple[Frames, Values]:
    """Return the breakpoints of the lower of two envelopes."""
    frames = np.union1d(one[0], other[0])
    apart = np.interp(frames, *one) - np.interp(frames, *other)
    crossed = np.flatnonzero(apart[:-1] * apart[1:] < 0.0)
    share = apart[crossed] / (apart[crossed] - apart[crossed + 1])
    crossings = frames[crossed] + share * (frames[crossed + 1] - frames[crossed])
    frames = np.union1d(frames, np.rint(crossings).astype(np.int64))
    return frames, np.minimum(np.interp(frames, *one), np.interp(frames, *other))
