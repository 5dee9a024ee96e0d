"""Tones that wake a sleeping amplifier or headset, too low and too soft to be heard (40 Hz at -66 dBFS), and
tones that glide from one pitch to another.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from voicefoot.audio import Clip

_HERTZ, _AMPLITUDE = 40.0, 0.0005
_TONE_FADE_SECONDS = 0.05
_LOOP_PERIODS = 40


@lru_cache(maxsize=8)
def pre_roll_tone(sample_rate: int, frames: int) -> Clip:
    """Return `frames` of the tone, mono, with raised-cosine fades of 50 ms: played before the first word, it
    wakes the device in time. It is the same clip each time, since a session is led into again and again.
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


_GLIDE_FADE_SECONDS = 0.12
_OVERTONE = 0.2


def glide_tone(
    first_hertz: float, last_hertz: float, amplitude: float, seconds: float, sample_rate: int
) -> Clip:
    """Return a soft tone, mono, that moves from one pitch to another, evenly for the ear and slowest at both
    ends; it fades in and out over 0.12 s. `amplitude`: of its fundamental, of 1.
    """
    frames = max(1, round(seconds * sample_rate))
    turn = 0.5 - 0.5 * np.cos(np.pi * np.arange(frames) / frames)
    phase = 2.0 * np.pi * np.cumsum(first_hertz * (last_hertz / first_hertz) ** turn) / sample_rate
    fade_frames = max(1.0, min(_GLIDE_FADE_SECONDS * sample_rate, frames / 2))
    edge = np.minimum(np.minimum(np.arange(frames), np.arange(frames)[::-1]) / fade_frames, 1.0)
    envelope = 0.5 - 0.5 * np.cos(np.pi * edge)
    return Clip.of(amplitude * envelope * (np.sin(phase) + _OVERTONE * np.sin(2.0 * phase)), sample_rate)
