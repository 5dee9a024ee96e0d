"""How much louder a section with music has to be, so that it comes out as loud as sessions without.

Music fills the silences that the loudness of a session leaves out, with less than speech has. How much that
takes away depends on how much is said, so it is reckoned for each section, before any of it is rendered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from voicefoot.dsp.loudness import HOP_CELLS, HOPS_PER_SECOND, gated_lufs, to_weighted_power, weighted_energy
from voicefoot.model.levels import MAKEUP_DB, MAKEUP_LUFS, MUSIC_LUFS
from voicefoot.timeline.timeline import Event, Music
from voicefoot.units import to_amplitude

MAKEUP_SECONDS = 1.0
"""In so long music goes from the gain of one section to that of the next."""


def makeup_db(
    events: Sequence[Event], music: Music, start_frame: int, end_frame: int, sample_rate: int
) -> float:
    """Return the gain in decibels that brings a section with these `events` and this `music` to the loudness
    of a session, as far as `MAKEUP_DB` allows.

    The music is taken to be as loud as all music is, `MUSIC_LUFS`, where nothing ducks it.
    """
    hop_frames = sample_rate / HOPS_PER_SECOND
    hops = math.ceil((end_frame - start_frame) / hop_frames) + 1
    middles = start_frame + (np.arange(hops) + 0.5) * hop_frames
    energy = (
        to_weighted_power(MUSIC_LUFS)
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
