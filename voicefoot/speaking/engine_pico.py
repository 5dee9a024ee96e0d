"""SVOX Pico, through py-nanotts: small, fast voices in six tongues that come inside its wheel.

Its text may hold tags for speed and pitch, so no text of a routine may look like one.
"""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.languages import distance
from voicefoot.speaking.pick_installed import versions
from voicefoot.speaking.ports import Voice, VoiceStatus
from voicefoot.speaking.time_stretch import at_speed
from voicefoot.text import escaped, match, shown

_VOICES = ("en-GB", "en-US", "de-DE", "es-ES", "fr-FR", "it-IT")
"""Of English the British one first: it is heard better."""

_LANGUAGES = ("en", "de", "es", "fr", "it")
_SAMPLE_RATE = 16_000
_FULL_SCALE = 32_768.0
_SILENCE = 1e-3
_MIN_SPEED, _MAX_SPEED = 0.5, 2.0
"""What the engine does well; time-stretching does the rest."""

_VOLUME_PERCENT = 50
"""At its own volume the engine clips."""
_NO_TAGS: Mapping[int, str] = str.maketrans({"<": " ", ">": " ", "\0": " "})
_M_PERTURB, _ZEROS = -6, 0xFF
_INSTALL = 'pip install "voicefoot[pico]"'


class PicoAdapter:
    """Adapter for py-nanotts; the variant is the code of a voice, such as `en-US`."""

    def status(self) -> VoiceStatus:
        if importlib.util.find_spec("py_nanotts") is None:
            detail = f"py-nanotts is not installed; {_INSTALL}"
            return VoiceStatus("pico", False, detail, _LANGUAGES, _VOICES, all_variants=True)
        return VoiceStatus("pico", True, "SVOX Pico, offline", _LANGUAGES, _VOICES, all_variants=True)

    def identity(self, variant: str | None, language: str) -> str:
        return f"pico:{_pick(variant, language)}, volume {_VOLUME_PERCENT} %, {versions('py-nanotts')}"

    def open(self, variant: str | None, language: str) -> Voice:
        _ask_for_clean_memory()
        try:
            import py_nanotts

            engine = py_nanotts.NanoTTS()
        except Exception as error:  # a broken installation can fail in any way
            raise VoiceError(
                f"SVOX Pico can't be started ({escaped(str(error))}); {_INSTALL} --force-reinstall"
            ) from error
        return PicoVoice(engine, _pick(variant, language), self.identity(variant, language))


class PicoVoice:
    """SVOX Pico in this process."""

    def __init__(self, engine: Any, voice: str, identity: str) -> None:
        self._engine = engine
        self._voice = voice
        self._identity = identity

    @property
    def identity(self) -> str:
        return self._identity

    def say(self, phrase: Phrase) -> Clip:
        return at_speed(phrase.speed, _MIN_SPEED, _MAX_SPEED, lambda speed: self._say(phrase, speed))

    def _say(self, phrase: Phrase, speed: float) -> Clip:
        pcm = self._engine.speak(tagged(phrase.text, speed), voice=self._voice)
        clip = Clip.of(np.frombuffer(pcm, "<i2") / _FULL_SCALE, _SAMPLE_RATE)
        if np.abs(clip.samples).max(initial=0.0) < _SILENCE:
            raise VoiceError(f'SVOX Pico has nothing to say in "{shown(phrase.text)}"; write it in words')
        return clip


adapter = PicoAdapter()


def tagged(text: str, speed: float) -> str:
    """Return what the engine reads to say `text`, which may not hold tags of its own.

    The tags are not closed: where the engine closes one, it ends with a pause and a click.
    """
    level = "" if speed == 1.0 else f'<speed level="{round(100 * speed)}">'
    return f'<volume level="{_VOLUME_PERCENT}">{level}{text.translate(_NO_TAGS)}'


def _ask_for_clean_memory() -> None:
    """Let the C library hand out memory that is filled with zeros.

    The engine reads some of its 2.5 MB before it writes them: what was left there changes the sound.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:  # glibc, which fills memory with the complement of what it is told
        mallopt(_M_PERTURB, _ZEROS)


def _pick(asked: str | None, language: str) -> str:
    if not asked:
        return min(_VOICES, key=lambda voice: distance(voice, language))
    voice = match(asked, _VOICES, "voice of Pico's")
    if distance(voice, language) > 1:
        raise VoiceError(
            f'the voice pico:{voice} speaks another language, and the routine is in "{escaped(language)}"; '
            "use another with --voice (`voicefoot voices` lists them)"
        )
    return voice
