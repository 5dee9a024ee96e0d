"""How much louder a section with music has to be, so that it comes out as loud as sessions without.

Music fills the silences that the loudness of a session leaves out, with less than speech has. How much that
takes away depends on how much is said, so it is reckoned for each section, before any of it is rendered.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from voicefoot.dsp.loudness import HOP_CELLS, HOPS_PER_SECOND, gated_lufs, to_weighted_power, weighted_energy
from voicefoot.model.sound_levels import MAKEUP_DB, MAKEUP_LUFS, MUSIC_LUFS
from voicefoot.timeline.timeline import Event, Music
from voicefoot.units import to_amplitude, to_frames

MAKEUP_SECONDS = 1.0
"""In so long music goes from the gain of one section to that of the next."""
_EXCERPT_SECONDS, _EXCERPT_EVERY_SECONDS, _MOST_EXCERPTS = 2.0, 12.0, 20
"""The music of a section is measured in excerpts: so long, one for so many seconds, so many at the most."""
_SPREAD = (5.0**0.5 - 1.0) / 2.0
"""The golden section: multiples of it, without their whole parts, are spread evenly and never keep step with
works and rests that take turns.
"""

PowerOf = Callable[[int, int], float]
"""power_of(first_frame, last_frame) returns the mean power of the music between two frames of the session
where nothing ducks it, K-weighted.
"""


def usual_power(_first_frame: int, _last_frame: int) -> float:
    """Return the power that all music has about."""
    return to_weighted_power(MUSIC_LUFS)


def makeup_db(
    events: Sequence[Event],
    music: Music,
    start_frame: int,
    end_frame: int,
    sample_rate: int,
    power_of: PowerOf = usual_power,
) -> float:
    """Return the gain in decibels that brings a section with these `events` and this `music` to the loudness
    of a session, as far as `MAKEUP_DB` allows.
    """
    hop_frames = sample_rate / HOPS_PER_SECOND
    hops = math.ceil((end_frame - start_frame) / hop_frames) + 1
    middles = start_frame + (np.arange(hops) + 0.5) * hop_frames
    energy = (
        _music_power(music, sample_rate, power_of)
        * hop_frames
        * 10.0 ** (np.interp(middles, music.turn_frames, music.turn_db) / 10.0)
    )
    energy[(middles < music.start_frame) | (middles > music.end_frame)] = 0.0
    known: dict[int, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    for event in events:
        cells = known.get(id(event.clip))
        if cells is None:
            cells = known[id(event.clip)] = weighted_energy(event.clip)
        first_cell = round((event.start_frame - start_frame) / hop_frames * HOP_CELLS)
        hop, offset = divmod(first_cell, HOP_CELLS)
        by_hop = np.bincount((np.arange(len(cells)) + offset) // HOP_CELLS, weights=cells)[: hops - hop]
        energy[hop : hop + len(by_hop)] += by_hop * to_amplitude(event.gain_db) ** 2
    lufs = gated_lufs(energy, sample_rate)
    if not math.isfinite(lufs):
        return 0.0
    lowest, highest = MAKEUP_DB
    return min(max(MAKEUP_LUFS - lufs, lowest), highest)


def _music_power(music: Music, sample_rate: int, power_of: PowerOf) -> float:
    """Return the mean power of `music`, K-weighted, where nothing ducks it: by some excerpts, of which those
    count most that are ducked least.
    """
    counted = power = 0.0
    for first, last in _excerpts(music, sample_rate):
        share = 10.0 ** (float(np.interp((first + last) / 2, music.turn_frames, music.turn_db)) / 10.0)
        power += share * power_of(first, last)
        counted += share
    return power / counted if power else to_weighted_power(MUSIC_LUFS)


def _excerpts(music: Music, sample_rate: int) -> Iterator[tuple[int, int]]:
    frames = music.end_frame - music.start_frame
    count = min(_MOST_EXCERPTS, int(frames / sample_rate / _EXCERPT_EVERY_SECONDS))
    excerpt_frames = to_frames(_EXCERPT_SECONDS, sample_rate)
    for number in range(count):
        first = music.start_frame + int(number * _SPREAD % 1.0 * (frames - excerpt_frames))
        yield first, first + excerpt_frames
