"""The verb `speak`: phrases become clips."""

from __future__ import annotations

from collections.abc import Iterable

from voicefoot.audio import Clip
from voicefoot.speech.voice import Phrase, Voice


def speak(phrases: Iterable[Phrase], voice: Voice) -> dict[Phrase, Clip]:
    """Each of `phrases` spoken once, in the order in which they first come. Raises VoiceError."""
    return {phrase: voice.say(phrase) for phrase in dict.fromkeys(phrases)}
