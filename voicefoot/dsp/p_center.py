"""The moment at which a spoken word is heard to happen: its P-centre.

"Six" begins a tenth of a second before it is felt; a count is on the beat where its P-centre is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Clip, fast_length

BAND_HZ = (700.0, 1300.0)
SMOOTH_HZ = 10.0
STRONG = 0.4
BEFORE_SECONDS = 0.03
PADDING_SECONDS = 0.4
"""Silence on both sides, longer than the filters remember."""


def p_centre_seconds(clip: Clip) -> float:
    """The P-centre of `clip`, a spoken word, in seconds from its beginning; 0 for silence.

    After Cummins & Port 1998 (J. Phonetics 26, 145-171), who follow Scott 1993: band-pass 700-1300 Hz
    (Butterworth, first order), rectify, smooth at 10 Hz (fourth order); the P-centre lies midway
    between 10 % and 90 % of the first strong rise, one that reaches 40 % of the highest. The filters
    are applied forwards and backwards, so that they delay nothing.
    """
    rate = clip.sample_rate
    padding = round(PADDING_SECONDS * rate)
    samples = np.zeros(fast_length(clip.frames + 2 * padding))
    samples[padding : padding + clip.frames] = clip.samples.mean(axis=1)
    omega = np.tan(np.pi * np.arange(len(samples) // 2 + 1) / len(samples))
    low, high = (np.tan(np.pi * edge / rate) for edge in BAND_HZ)
    with np.errstate(divide="ignore"):
        band_pass = 1.0 / (1.0 + ((omega**2 - low * high) / ((high - low) * omega)) ** 2)
    low_pass = 1.0 / (1.0 + (omega / np.tan(np.pi * SMOOTH_HZ / rate)) ** 8)
    band = np.fft.irfft(np.fft.rfft(samples) * band_pass, len(samples))
    envelope = np.fft.irfft(np.fft.rfft(np.abs(band)) * low_pass, len(samples))
    before = round(BEFORE_SECONDS * rate)
    part = np.maximum(envelope[padding - before : padding + clip.frames], 0.0)
    if not part.any():
        return 0.0
    return max(0.0, (_middle_of_rise(part) - before) / rate)


def _middle_of_rise(envelope: NDArray[np.float64]) -> float:
    """Midway between 10 % and 90 % of the first rise that is strong, in frames."""
    following = np.append(envelope[1:], 0.0)
    tops = np.flatnonzero((envelope[1:-1] > envelope[:-2]) & (envelope[1:-1] >= following[1:-1])) + 1
    strong = tops[envelope[tops] >= STRONG * envelope.max()]
    top = int(strong[0]) if len(strong) else int(envelope.argmax())
    rise = envelope[: top + 1]
    lowest = rise.min()
    height = rise[-1] - lowest
    tenth = int(np.flatnonzero(rise <= lowest + 0.1 * height)[-1])
    nine_tenths = tenth + int(np.argmax(rise[tenth:] >= lowest + 0.9 * height))
    return (tenth + nine_tenths) / 2
