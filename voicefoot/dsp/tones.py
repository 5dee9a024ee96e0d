"""Tones that wake a speaker: too low and too soft to be heard."""

from __future__ import annotations

import numpy as np

from voicefoot.audio import Clip

WAKE_PERIODS = 40
_WAKE_HERTZ, _WAKE_AMPLITUDE, _WAKE_FADE_SECONDS = 40.0, 0.0005, 0.05


def pre_roll_tone(sample_rate: int, frames: int) -> Clip:
    """`frames` of a hum too low and too soft to hear, 40 Hz at -66 dBFS: sound enough for a sleeping
    amplifier or headset to wake before the first word.
    """
    phase = 2.0 * np.pi * _WAKE_HERTZ / sample_rate * np.arange(frames)
    fade = np.minimum(np.arange(frames), np.arange(frames)[::-1]) / (_WAKE_FADE_SECONDS * sample_rate)
    shape = 0.5 - 0.5 * np.cos(np.pi * np.minimum(fade, 1.0))
    return Clip.of(_WAKE_AMPLITUDE * np.sin(phase) * shape, sample_rate)


def keep_alive_tone(sample_rate: int) -> Clip:
    """The same without an end: played over and over it has no seam."""
    frames = sample_rate * WAKE_PERIODS // round(_WAKE_HERTZ)
    phase = 2.0 * np.pi * WAKE_PERIODS / frames * np.arange(frames)
    return Clip.of(_WAKE_AMPLITUDE * np.sin(phase), sample_rate)
