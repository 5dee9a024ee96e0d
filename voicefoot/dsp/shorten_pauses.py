"""Shortens the silences within a clip of speech."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from voicefoot.audio import Clip
from voicefoot.dsp.loudness import cell_edges, treble_level
from voicefoot.units import to_amplitude, to_frames

_THRESHOLD_DB = -45.0
"""Silence is what lies so far below the loudest 10 ms, as in `trim_silence`."""
_FADE_SECONDS = 0.005


def shorten_pauses(clip: Clip, most_seconds: float) -> Clip:
    """Return the mono `clip` with its middle taken out of each silence within it that is longer than
    `most_seconds`, so that it is that long. Sound at the beginning and at the end stays.
    """
    level = treble_level(clip)
    if not level.max(initial=0.0) > 0.0:
        return clip
    edges = cell_edges(clip)
    sounding = np.flatnonzero(level >= level.max() * to_amplitude(_THRESHOLD_DB))
    most = to_frames(most_seconds, clip.sample_rate)
    fade = min(to_frames(_FADE_SECONDS, clip.sample_rate), most // 2)
    parts, begin = [], 0
    for before, after in pairwise(sounding):
        start, end = int(edges[before + 1]), int(edges[after])
        if end - start > most:
            cut, resumed = start + most // 2, end - (most - most // 2)
            # What is left of a room's noise goes over into itself without a click.
            rise = np.linspace(0.0, 1.0, fade, dtype=np.float32)[:, np.newaxis]
            joint = (
                clip.samples[cut - fade : cut] * (1 - rise) + clip.samples[resumed - fade : resumed] * rise
            )
            parts += [clip.samples[begin : cut - fade], joint]
            begin = resumed
    if not parts:
        return clip
    return Clip(np.concatenate([*parts, clip.samples[begin:]]), clip.sample_rate)
