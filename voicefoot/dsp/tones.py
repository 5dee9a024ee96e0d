"""Tones that wake a sleeping amplifier or headset, too low and too soft to be heard: 40 Hz at -66 dBFS."""

from __future__ import annotations

import numpy as np

from voicefoot.audio import Clip

_HERTZ, _AMPLITUDE = 40.0, 0.0005
_TONE_FADE_SECONDS = 0.05
_LOOP_PERIODS = 40


def pre_roll_tone(sample_rate: int, frames: int) -> Clip:
    """Return `frames` of the tone, mono, with raised-cosine fades of 50 ms: played before the first word, it
    wakes the device in time.
    """
    phase = 2.0 * np.pi * _HERTZ / sample_rate * np.arange(frames)
    fade = np.minimum(np.arange(frames), np.arange(frames)[::-1]) / (_TONE_FADE_SECONDS * sample_rate)
    envelope = 0.5 - 0.5 * np.cos(np.pi * np.minimum(fade, 1.0))
    return Clip.of(_AMPLITUDE * np.sin(phase) * envelope, sample_rate)


def keep_alive_tone(sample_rate: int) -> Clip:
    """Return a second of the tone, mono, that loops without a seam: it holds a whole number of periods."""
    frames = sample_rate * _LOOP_PERIODS // round(_HERTZ)
    phase = 2.0 * np.pi * _LOOP_PERIODS / frames * np.arange(frames)
    return Clip.of(_AMPLITUDE * np.sin(phase), sample_rate)
