"""The P-centre of a spoken word: the moment at which it is perceived to happen.

"Six" begins a tenth of a second before it is felt; a count is on the beat when its P-centre is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Clip, fast_fft_length

_BAND_HZ = (700.0, 1300.0)
_ENVELOPE_HZ = 10.0
_STRONG_RISE = 0.4
"""A peak of the envelope counts from this share of its maximum on."""
_LEAD_SECONDS = 0.03
"""The envelope is searched from so long before the clip: the filters, which delay nothing, spread both ways.
"""
_PADDING_SECONDS = 0.4
"""Silence on both sides, longer than the filters ring."""


def p_center_seconds(clip: Clip) -> float:
    """Return the P-centre of `clip`, a spoken word, in seconds from its beginning; 0 for silence.

    After Cummins & Port 1998 (J. Phonetics 26, 145-171), who follow Scott 1993: band-pass 700-1300 Hz
    (Butterworth, first order), rectify, low-pass at 10 Hz (fourth order). The P-centre lies midway between 10
    % and 90 % of the first strong rise of this envelope, one that reaches 40 % of its maximum. The filters
    are applied forwards and backwards, as real frequency responses, so they delay nothing.
    """
    rate = clip.sample_rate
    padding = round(_PADDING_SECONDS * rate)
    samples = np.zeros(fast_fft_length(clip.frames + 2 * padding))
    samples[padding : padding + clip.frames] = clip.samples.mean(axis=1)
    # Frequencies warped as the bilinear transform does, so that the corners are where they should be.
    omega = np.tan(np.pi * np.arange(len(samples) // 2 + 1) / len(samples))
    low, high = (np.tan(np.pi * edge / rate) for edge in _BAND_HZ)
    with np.errstate(divide="ignore"):
        band_pass = 1.0 / (1.0 + ((omega**2 - low * high) / ((high - low) * omega)) ** 2)
    low_pass = 1.0 / (1.0 + (omega / np.tan(np.pi * _ENVELOPE_HZ / rate)) ** 8)
    band = np.fft.irfft(np.fft.rfft(samples) * band_pass, len(samples))
    envelope = np.fft.irfft(np.fft.rfft(np.abs(band)) * low_pass, len(samples))
    lead = round(_LEAD_SECONDS * rate)
    envelope = np.maximum(envelope[padding - lead : padding + clip.frames], 0.0)
    if not envelope.any():
        return 0.0
    return max(0.0, (_middle_of_rise(envelope) - lead) / rate)


def _middle_of_rise(envelope: NDArray[np.float64]) -> float:
    """Return the frame midway between 10 % and 90 % of the first strong rise of `envelope`, (frames,)."""
    following = np.append(envelope[1:], 0.0)
    peaks = np.flatnonzero((envelope[1:-1] > envelope[:-2]) & (envelope[1:-1] >= following[1:-1])) + 1
    strong = peaks[envelope[peaks] >= _STRONG_RISE * envelope.max()]
    peak = int(strong[0]) if len(strong) else int(envelope.argmax())
    rise = envelope[: peak + 1]
    base = rise.min()
    height = rise[-1] - base
    start = int(np.flatnonzero(rise <= base + 0.1 * height)[-1])
    end = start + int(np.argmax(rise[start:] >= base + 0.9 * height))
    return (start + end) / 2
