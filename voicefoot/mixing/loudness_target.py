"""The one gain that brings a whole session to its target loudness, to a tenth of a LUFS."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from voicefoot.dsp.loudness import LoudnessMeter
from voicefoot.mixing.mix import mix_samples
from voicefoot.model.sound_levels import MAX_NORMALIZE_GAIN_DB, SESSION_LUFS, SESSION_PEAK_DB
from voicefoot.model.stems import Gains
from voicefoot.timeline.timeline import Section

_TOLERANCE_LU = 0.05
_PASSES = 3


def normalization_gains(
    sections: Callable[[], Iterable[Section]],
    gains: Gains,
    sample_rate: int,
    peak_db: float = SESSION_PEAK_DB,
) -> Gains:
    """Return `gains` with an overall gain, up to 20 dB, that brings the session of `sections()` to -16 LUFS.

    True peaks stay below `peak_db`, in dBTP. A silent session keeps its gains. The session is mixed and
    measured once, and again if the limiter took back too much of the gain; `sections` is called for each
    pass.
    """
    for _ in range(_PASSES):
        meter = LoudnessMeter(sample_rate)
        for samples in mix_samples(sections(), gains=gains, peak_db=peak_db):
            meter.add(samples)
        missing_db = SESSION_LUFS - meter.loudness_lufs()
        if not math.isfinite(missing_db) or abs(missing_db) < _TOLERANCE_LU:
            break
        gains = replace(gains, all_db=min(gains.all_db + missing_db, MAX_NORMALIZE_GAIN_DB))
    return gains
