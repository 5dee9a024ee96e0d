"""hibari-tts: a natural English voice that lies inside its wheel and needs no network."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from typing import Any

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import Voice, VoiceStatus
from voicefoot.speaking.time_stretch import stretched
from voicefoot.text import shown

_VOICE = "heart"
"""The only voice inside the wheel; the others would be fetched from the network."""

_SEED = 0
"""Of the noise in consonants and breath: the same seed gives the same samples."""

_SLOWEST, _FASTEST = 0.5, 1.6
"""What the engine does well: asked for more, its words hardly become shorter. The rest is stretched."""

_INSTALL = 'pip install "voicefoot[natural]"'


class NaturalAdapter:
    """hibari-tts with the voice that it brings."""

    def status(self) -> VoiceStatus:
        if importlib.util.find_spec("hibari") is None:
            return VoiceStatus(
                "natural", False, f"hibari-tts is not installed; {_INSTALL}", ("en",), (_VOICE,)
            )
        if importlib.util.find_spec("onnxruntime") is None:
            detail = f"hibari-tts is installed, but onnxruntime is not; {_INSTALL}"
            return VoiceStatus("natural", False, detail, ("en",), (_VOICE,), broken=True)
        return VoiceStatus("natural", True, "hibari-tts, offline", ("en",), (_VOICE,))

    def identity(self, variant: str | None, language: str) -> str:  # noqa: ARG002 - the port's shape
        engine = "hibari-tts " + importlib.metadata.version("hibari-tts")
        return f"natural:{variant or _VOICE}, seed {_SEED}, {engine}"

    def open(self, variant: str | None, language: str) -> Voice:
        if (variant or _VOICE).casefold() != _VOICE:
            raise VoiceError(
                f'the natural voice has no variant "{shown(variant or "")}"; there is "{_VOICE}"'
            )
        try:
            from hibari import Hibari

            return NaturalVoice(Hibari(voice=_VOICE), self.identity(variant, language))
        except Exception as error:  # a broken installation can fail in any way
            raise VoiceError(
                f"the natural voice can't be started ({error}); {_INSTALL} --force-reinstall, "
                "or use --voice pyttsx3"
            ) from error


class NaturalVoice:
    """hibari-tts in this very process."""

    def __init__(self, hibari: Any, identity: str) -> None:
        self._hibari = hibari
        self._identity = identity

    @property
    def identity(self) -> str:
        return self._identity

    def say(self, phrase: Phrase) -> Clip:
        speed = min(max(phrase.speed, _SLOWEST), _FASTEST)
        sentences = [
            self._hibari.from_phonemes(stressed(phonemes), speed=speed, seed=_SEED)
            for phonemes in self._hibari.phonemize(as_sentence(phrase.text))
        ]
        samples = np.concatenate(sentences) if sentences else np.zeros(0, dtype=np.float32)
        clip = Clip.of(samples, self._hibari.sample_rate)
        return stretched(clip, phrase.speed / _FASTEST) if phrase.speed > _FASTEST else clip


def as_sentence(text: str) -> str:
    """`text` with an end: without one the last consonant is swallowed ("hold", "heel")."""
    text = text.strip()
    return text + "." if text and text[-1].isalnum() else text


def stressed(phonemes: str) -> str:
    """`phonemes` with one main stress at least: a particle that is spoken alone ("up", "down") has none
    in the dictionary, and would be mumbled.
    """
    return phonemes if "ˈ" in phonemes else phonemes.replace("ˌ", "ˈ", 1)


adapter = NaturalAdapter()
