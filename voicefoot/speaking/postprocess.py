"""A voice whose clips are fit for a session: mono, at its sample rate, trimmed, equally loud, and with
the moment at which a short one is heard to happen.
"""

from __future__ import annotations

from dataclasses import replace

from voicefoot.audio import Clip
from voicefoot.dsp.leveling import leveled, trimmed
from voicefoot.dsp.p_center import p_centre_seconds
from voicefoot.errors import VoiceError
from voicefoot.model.levels import SPEECH_LUFS, SPEECH_PEAK_DB
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import Voice
from voicefoot.text import shown

LONGEST_BEAT_SECONDS = 2.0
"""Nothing longer is ever said on a beat."""

_VERSION = 7
"""To be raised when the same spoken words would come out otherwise than before."""


class PolishedVoice:
    """`inner`, trimmed and evened; its clips are mono, at `sample_rate`."""

    def __init__(self, inner: Voice, sample_rate: int) -> None:
        self._inner = inner
        self._sample_rate = sample_rate

    @property
    def identity(self) -> str:
        return polished_identity(self._inner.identity, self._sample_rate)

    def say(self, phrase: Phrase) -> Clip:
        """The spoken phrase without silence around it. Raises VoiceError."""
        clip = trimmed(self._inner.say(phrase).mono())
        if not clip.frames:
            raise VoiceError(f'there is nothing to hear of "{shown(phrase.text)}"; write it in other words')
        # Loudness and true peak are those of the sound between the samples too, and so is the P-centre,
        # whatever the rate; at the engine's own they cost half.
        clip = leveled(clip, SPEECH_LUFS, SPEECH_PEAK_DB)
        resampled = clip.resampled(self._sample_rate)
        if clip.seconds > LONGEST_BEAT_SECONDS:
            return resampled
        return replace(resampled, p_centre_seconds=p_centre_seconds(clip))


def polished_identity(identity: str, sample_rate: int) -> str:
    """The identity of a voice of this `identity` when it is polished."""
    return f"{identity}; polish {_VERSION}, {SPEECH_LUFS:g} LUFS, {SPEECH_PEAK_DB:g} dBTP, {sample_rate} Hz"
