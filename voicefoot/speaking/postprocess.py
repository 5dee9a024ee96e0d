"""Makes a synthesized clip fit for a session.

The result is mono, at the session's sample rate, trimmed, its sentences close together, at one
loudness, and, if short, with its P-centre. Where it is cut and how loud it becomes is decided in
`dsp.leveling`.
"""

from __future__ import annotations

from dataclasses import replace

from voicefoot.audio import Clip
from voicefoot.dsp.leveling import leveled, trim_silence
from voicefoot.dsp.p_center import p_center_seconds
from voicefoot.dsp.shorten_pauses import shorten_pauses
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.model.sound_levels import SPEECH_LUFS, SPEECH_PEAK_DB
from voicefoot.text import shown

MAX_ON_BEAT_SECONDS = 2.0
"""Nothing longer is ever placed on a beat, so nothing longer needs a P-centre."""

LONGEST_PAUSE_SECONDS = 0.45
"""Between two sentences of one line: shorter than between two lines, so that what belongs together is heard
together.
"""
_WRITTEN_PAUSES = ("…", "...")
"""Where one of these stands, the writer asked for a silence, and it stays as long as it is."""

_VERSION = 9
"""Part of the cache key; raise it when the same speech would come out differently than before."""


def postprocess(clip: Clip, phrase: Phrase, sample_rate: int) -> Clip:
    """Return `clip`, the synthesized `phrase`, as float32 of shape (frames, 1) at `sample_rate`.

    Raises VoiceError if it is silent.
    """
    clip = trim_silence(clip.mono())
    if not clip.frames:
        raise VoiceError(f'there is nothing to hear of "{shown(phrase.text)}"; write it in other words')
    if not any(mark in phrase.text for mark in _WRITTEN_PAUSES):
        clip = shorten_pauses(clip, LONGEST_PAUSE_SECONDS)
    # Loudness, true peak and P-centre are independent of the sample rate. Measuring them at the engine's own,
    # which is lower, costs half as much.
    clip = leveled(clip, SPEECH_LUFS, SPEECH_PEAK_DB)
    resampled = clip.resampled(sample_rate)
    if clip.seconds > MAX_ON_BEAT_SECONDS:
        return resampled
    return replace(resampled, p_center_seconds=p_center_seconds(clip))


def postprocessed_identity(identity: str, sample_rate: int) -> str:
    """Return the identity of a voice with this `identity` whose clips are postprocessed."""
    return f"{identity}; polish {_VERSION}, {SPEECH_LUFS:g} LUFS, {SPEECH_PEAK_DB:g} dBTP, {sample_rate} Hz"
