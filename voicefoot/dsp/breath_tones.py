"""The tones that lead a breath: they rise, rest and fall, to be told apart with closed eyes."""

from __future__ import annotations

import numpy as np

from voicefoot.audio import Clip
from voicefoot.model.breath import BreathKind, BreathPart

LOW_HERTZ, HIGH_HERTZ = 262.0, 392.0
"""From C4 to G4: a telephone can play both, and neither is shrill."""
AMPLITUDE = 0.05
"""Some 12 dB below speech: soft enough for the evening."""
FADE_SECONDS = 0.12
_OVERTONE = 0.2
_HELD_LEVEL = {BreathKind.FULL: 0.6, BreathKind.EMPTY: 0.35}
"""Holds are softer than movements, the empty one most."""


def breath_tone(part: BreathPart, sample_rate: int) -> Clip:
    """Return the tone of `part`, mono, as long as it: rising in, falling out, even where one holds."""
    frames = max(1, round(part.seconds * sample_rate))
    share = np.arange(frames) / frames
    turn = 0.5 - 0.5 * np.cos(np.pi * share)
    height = {
        BreathKind.IN: turn,
        BreathKind.FULL: np.ones(frames),
        BreathKind.OUT: 1.0 - turn,
        BreathKind.EMPTY: np.zeros(frames),
    }[part.kind]
    hertz = LOW_HERTZ * (HIGH_HERTZ / LOW_HERTZ) ** height
    phase = 2.0 * np.pi * np.cumsum(hertz) / sample_rate
    fade_frames = max(1.0, min(FADE_SECONDS * sample_rate, frames / 2))
    edge = np.minimum(np.minimum(np.arange(frames), np.arange(frames)[::-1]) / fade_frames, 1.0)
    envelope = 0.5 - 0.5 * np.cos(np.pi * edge)
    level = AMPLITUDE * _HELD_LEVEL.get(part.kind, 1.0)
    return Clip.of(level * envelope * (np.sin(phase) + _OVERTONE * np.sin(2.0 * phase)), sample_rate)
