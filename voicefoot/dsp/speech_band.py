"""How strong a sound is where speech and chimes are: from 300 to 4,000 Hz, as a telephone has it.

A bass drum is loud and covers no word; a chord in this band does.
"""

from __future__ import annotations

import math

import numpy as np

from voicefoot.audio import Samples, fast_fft_length
from voicefoot.units import to_db

LOW_HERTZ, HIGH_HERTZ = 300.0, 4_000.0


def speech_band_db(samples: Samples, sample_rate: int) -> float:
    """Return the mean power of `samples`, (frames, channels), between 300 and 4,000 Hz, summed over the
    channels, in dB relative to full scale; -inf for silence.
    """
    frames = len(samples)
    if not frames or not samples.any():
        return -math.inf
    length = fast_fft_length(frames)
    first = math.ceil(LOW_HERTZ * length / sample_rate)
    last = int(HIGH_HERTZ * length / sample_rate)
    inside = np.fft.rfft(samples, n=length, axis=0)[first : last + 1]
    energy = float(np.einsum("fc,fc->", inside, inside.conj()).real) * 2.0 / length
    return to_db(energy / frames) / 2.0 if energy > 0.0 else -math.inf
