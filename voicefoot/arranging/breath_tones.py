"""The tones that lead a breath: they rise, rest and fall, to be told apart with closed eyes."""

from __future__ import annotations

from voicefoot.audio import Clip
from voicefoot.dsp.tones import glide_tone
from voicefoot.model.breath import BreathKind, BreathPart
from voicefoot.model.sound_levels import BREATH_WITH_MUSIC_DB
from voicefoot.units import to_db

_LOW_HERTZ, _HIGH_HERTZ = 330.0, 494.0
"""From E4 to B4: a telephone plays nothing below 300 Hz, and neither is shrill."""
_AMPLITUDE = 0.05
"""Some 12 dB below speech: soft enough for the evening. Holds are softer, the empty one most."""
_TONES = {
    BreathKind.IN: (_LOW_HERTZ, _HIGH_HERTZ, _AMPLITUDE),
    BreathKind.FULL: (_HIGH_HERTZ, _HIGH_HERTZ, 0.6 * _AMPLITUDE),
    BreathKind.OUT: (_HIGH_HERTZ, _LOW_HERTZ, _AMPLITUDE),
    BreathKind.EMPTY: (_LOW_HERTZ, _LOW_HERTZ, 0.35 * _AMPLITUDE),
}
"""The first and the last pitch of each, and how loud it is."""


def louder_with_music_db(kind: BreathKind) -> float:
    """Return how much louder the tone of `kind` is where there is music, under which none would be heard: all
    are as loud there.
    """
    return BREATH_WITH_MUSIC_DB + to_db(_AMPLITUDE / _TONES[kind][2])


def breath_tone(part: BreathPart, sample_rate: int) -> Clip:
    """Return the tone of `part`, mono, as long as it."""
    first_hertz, last_hertz, amplitude = _TONES[part.kind]
    return glide_tone(first_hertz, last_hertz, amplitude, part.seconds, sample_rate)
