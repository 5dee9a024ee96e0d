"""The engine hibari-tts: a natural English voice that comes inside its wheel and needs no network."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from typing import Any

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import Voice, VoiceStatus
from voicefoot.speaking.time_stretch import time_stretch
from voicefoot.text import shown

_VOICE = "heart"
"""The only voice inside the wheel; the others would be downloaded."""

_SEED = 0
"""For the noise in consonants and breath: the same seed gives the same samples."""

_MIN_SPEED, _MAX_SPEED = 0.5, 1.6
"""What the engine does well: beyond it, words hardly get shorter. Time-stretching does the rest."""

_INSTALL = 'pip install "voicefoot[natural]"'


class HibariAdapter:
    """Adapter for hibari-tts with its bundled voice."""

    def status(self) -> VoiceStatus:
        if importlib.util.find_spec("hibari") is None:
            return VoiceStatus(
                "natural", False, f"hibari-tts is not installed; {_INSTALL}", ("en",), (_VOICE,)
            )
        if importlib.util.find_spec("onnxruntime") is None:
            detail = f"hibari-tts is installed, but onnxruntime is not; {_INSTALL}"
            return VoiceStatus("natural", False, detail, ("en",), (_VOICE,), broken=True)
        return VoiceStatus("natural", True, "hibari-tts, offline", ("en",), (_VOICE,))

    def identity(self, variant: str | None, language: str) -> str:  # noqa: ARG002 - the port's signature
        engine = "hibari-tts " + importlib.metadata.version("hibari-tts")
        return f"natural:{variant or _VOICE}, seed {_SEED}, {engine}"

    def open(self, variant: str | None, language: str) -> Voice:
        if (variant or _VOICE).casefold() != _VOICE:
            raise VoiceError(
                f'the natural voice has no variant "{shown(variant or "")}"; there is "{_VOICE}"'
            )
        try:
            from hibari import Hibari

            return HibariVoice(Hibari(voice=_VOICE), self.identity(variant, language))
        except Exception as error:  # a broken installation can fail in any way
            raise VoiceError(
                f"the natural voice can't be started ({error}); {_INSTALL} --force-reinstall, "
                "or use --voice pyttsx3"
            ) from error


class HibariVoice:
    """hibari-tts in this process."""

    def __init__(self, hibari: Any, identity: str) -> None:
        self._hibari = hibari
        self._identity = identity

    @property
    def identity(self) -> str:
        return self._identity

    def say(self, phrase: Phrase) -> Clip:
        speed = min(max(phrase.speed, _MIN_SPEED), _MAX_SPEED)
        sentences = [
            self._hibari.from_phonemes(with_main_stress(phonemes), speed=speed, seed=_SEED)
            for phonemes in self._hibari.phonemize(with_full_stop(phrase.text))
        ]
        samples = np.concatenate(sentences) if sentences else np.zeros(0, dtype=np.float32)
        clip = Clip.of(samples, self._hibari.sample_rate)
        return time_stretch(clip, phrase.speed / _MAX_SPEED) if phrase.speed > _MAX_SPEED else clip


def with_full_stop(text: str) -> str:
    """End `text` with a full stop; without one the engine swallows the last consonant ("hold", "heel")."""
    text = text.strip()
    return text + "." if text and text[-1].isalnum() else text


def with_main_stress(phonemes: str) -> str:
    """Give `phonemes`, in IPA, a main stress if they have none.

    The dictionary gives none to a particle ("up", "down"), which would be mumbled when it stands alone.
    """
    return phonemes if "ˈ" in phonemes else phonemes.replace("ˌ", "ˈ", 1)


adapter = HibariAdapter()
