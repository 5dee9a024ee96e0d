"""Kokoro-82M, run by onnxruntime: one model with many voices, in eight languages.

A voice is a file of 510 style vectors, one for each number of phonemes that a sentence may have. The first
letter of its name tells its language, the second a woman's or a man's voice. Phonemes are espeak-ng's,
rewritten (`kokoro_alphabet.py`), except those of Japanese and Chinese.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.language.packs import readings_key
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.espeak_phonemes import Clause, EspeakPhonemizer, missing_espeak
from voicefoot.speaking.installed_voices import InstalledVoice
from voicefoot.speaking.languages import base, distance, normalized
from voicefoot.speaking.onnx_model import OnnxModel, again, missing_onnxruntime
from voicefoot.speaking.pick_installed import fingerprint, versions, voices_of
from voicefoot.speaking.ports import Voice, VoiceStatus
from voicefoot.speaking.sentences import PAUSE_SECONDS, join_sentences
from voicefoot.speaking.time_stretch import at_speed
from voicefoot.text import escaped, match, shown

_ENGINE = "kokoro"
_VERSION = 1
"""Part of the cache key; raise it when the same text would be read differently than before."""
_MODEL = "kokoro.onnx"
_STYLES = "voices"
_SUFFIX = ".bin"
_STYLE_SHAPE = (510, 1, 256)
_SAMPLE_RATE = 24_000
_PAD = 0

_MIN_SPEED, _MAX_SPEED = 0.5, 1.6
"""What the model does well; time-stretching does the rest."""

_LANGUAGES: Mapping[str, str] = {
    "a": "en-US", "b": "en-GB", "e": "es", "f": "fr", "h": "hi", "i": "it", "j": "ja", "p": "pt-BR",
    "z": "zh",
}  # fmt: skip
"""The language of a style, by the first letter of its name."""

_BEST = (
    "af_heart", "bf_emma", "ef_dora", "ff_siwis", "hf_alpha", "if_sara", "jf_alpha", "pf_dora", "zf_xiaoxiao",
)  # fmt: skip
"""Of each language the style that the model's makers grade best, or the first of several."""

Reader = Callable[[str], list[Clause]]


class KokoroAdapter:
    """Adapter for Kokoro in the user's folder; the variant is the name of a style, such as `af_heart`."""

    character_seconds = 0.3
    """A busy or small machine speaks at a quarter of real time; a character is 0.07 s of speech."""

    def status(self) -> VoiceStatus:
        voices = voices_of(_ENGINE)
        if not voices:
            return VoiceStatus(
                _ENGINE, False, "Kokoro is not installed; `voicefoot voices get kokoro` fetches it"
            )
        styles = _styles(voices[0])
        lack = missing_chinese()
        lacks = {"zh": lack} if lack else {}
        languages = tuple(
            dict.fromkeys(_language_of(style) for style in styles if _language_of(style) not in lacks)
        )
        detail = missing_onnxruntime() or missing_espeak()
        if not detail and not styles:
            detail = f"it has no voices; {again(voices[0])}"
        return VoiceStatus(
            _ENGINE,
            not detail,
            detail or "Kokoro-82M, by onnxruntime",
            languages,
            tuple(styles),
            broken=detail is not None,
            all_variants=True,
            lacks=lacks,
        )

    def identity(self, variant: str | None, language: str) -> str:
        voice = _installed()
        style = _pick_style(_styles(voice), variant, language)
        reader = {"ja": "pyopenjtalk-plus", "zh": "pypinyin"}.get(_language_of(style), "espeakng-loader")
        engine = versions("onnxruntime", reader)
        if _language_of(style) == "ja":
            engine += f", readings {readings_key('ja')}"
        reading = f"pauses of {PAUSE_SECONDS:g} s, reading {_VERSION}"
        return f"kokoro:{style}, {fingerprint(voice)}, {reading}, {engine}"

    def open(self, variant: str | None, language: str) -> Voice:
        voice = _installed()
        style = _pick_style(_styles(voice), variant, language)
        model = OnnxModel(voice, _MODEL, ("tokens", "style", "speed"))
        return KokoroVoice(
            model, read_styles(voice, style), reader_of(_language_of(style)), self.identity(variant, language)
        )


class KokoroVoice:
    """One style of Kokoro in this process."""

    def __init__(self, model: OnnxModel, styles: NDArray[np.float32], reader: Reader, identity: str) -> None:
        self._model = model
        self._styles = styles
        self._read = reader
        self._identity = identity

    @property
    def identity(self) -> str:
        return self._identity

    def say(self, phrase: Phrase) -> Clip:
        return at_speed(phrase.speed, _MIN_SPEED, _MAX_SPEED, lambda speed: self._say(phrase, speed))

    def _say(self, phrase: Phrase, speed: float) -> Clip:
        from voicefoot.speaking.kokoro_alphabet import sentence_tokens

        sentences = [self._synthesize(tokens, speed) for tokens in sentence_tokens(self._read(phrase.text))]
        if not sentences:
            raise VoiceError(f'there is nothing to say in "{shown(phrase.text)}"; write it in words')
        return join_sentences(sentences, speed)

    def _synthesize(self, tokens: Sequence[int], speed: float) -> Clip:
        samples = self._model.run(
            {
                "tokens": np.array([[_PAD, *tokens, _PAD]], dtype=np.int64),
                "style": self._styles[len(tokens) - 1],
                "speed": np.array([speed], dtype=np.float32),
            }
        )
        return Clip.of(samples, _SAMPLE_RATE)


adapter = KokoroAdapter()


def reader_of(language: str) -> Reader:
    """Return what turns text of `language` into Kokoro's phonemes. Raises VoiceError if that is missing."""
    # Imported here, since a plain start only asks whether there is a voice.
    if base(language) == "ja":
        from voicefoot.speaking.kokoro_japanese import japanese_clauses

        return japanese_clauses
    if base(language) == "zh":
        from voicefoot.speaking.kokoro_chinese import chinese_clauses

        missing = missing_chinese()
        if missing:
            raise VoiceError(missing)
        return chinese_clauses
    from voicefoot.speaking.kokoro_alphabet import ESPEAK_VOICES, kokoro_phonemes

    espeak = EspeakPhonemizer(ESPEAK_VOICES[normalized(language)], ties=True)

    def read(text: str) -> list[Clause]:
        return [
            Clause(kokoro_phonemes(clause.phonemes, language), clause.mark) for clause in espeak.clauses(text)
        ]

    return read


def read_styles(voice: InstalledVoice, style: str) -> NDArray[np.float32]:
    """Read the vectors of `style`: float32, (510, 1, 256). Raises VoiceError if the file is damaged."""
    file = f"{_STYLES}/{style}{_SUFFIX}"
    try:
        vectors = np.fromfile(voice.folder / file, "<f4").astype(np.float32, copy=False).reshape(_STYLE_SHAPE)
        if not np.isfinite(vectors).all():
            raise ValueError("numbers that are none")
    except (OSError, ValueError) as error:
        raise VoiceError(f"{shown(file)} of the voice {voice.name} is damaged; {again(voice)}") from error
    return vectors


def missing_chinese() -> str | None:
    """Say what is missing to read Chinese, and how to get it; None if it is there. Imports nothing."""
    if importlib.util.find_spec("pypinyin") is None:
        return 'pypinyin, which reads Chinese, is not installed; pip install "voicefoot[chinese]"'
    return None


def _installed() -> InstalledVoice:
    voices = voices_of(_ENGINE)
    if not voices:
        raise VoiceError("Kokoro is not installed; type: voicefoot voices get kokoro")
    return voices[0]


def _styles(voice: InstalledVoice) -> list[str]:
    found = sorted(path.stem for path in Path(voice.folder, _STYLES).glob("*" + _SUFFIX))
    return [style for style in found if style[:1] in _LANGUAGES]


def _language_of(style: str) -> str:
    return _LANGUAGES[style[0]]


def _pick_style(styles: Sequence[str], asked: str | None, language: str) -> str:
    if asked:
        style = match(asked, styles, "voice of Kokoro's")
        if distance(_language_of(style), language) > 1:
            raise VoiceError(
                f"the voice kokoro:{style} speaks {_language_of(style)}, and the routine is in "
                f'"{escaped(language)}"; use another with --voice (`voicefoot voices` lists them)'
            )
        return style
    near = [style for style in styles if distance(_language_of(style), language) < 2]
    if not near:
        raise VoiceError(f"Kokoro has no voice for {escaped(language)}; use another with --voice")
    return min(near, key=lambda style: (distance(_language_of(style), language), style not in _BEST))
