"""Piper's voices (VITS), run by onnxruntime: one model for each voice, in about 45 languages.

A model comes with a JSON file that tells its phonemes, its sample rate and its speakers. Both of its noises
are off, so that the same text gives the same bytes.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.espeak_phonemes import Clause, EspeakPhonemizer, missing_espeak
from voicefoot.speaking.installed_voices import InstalledVoice
from voicefoot.speaking.onnx_model import OnnxModel, again, missing_onnxruntime
from voicefoot.speaking.pick_installed import fingerprint, pick_installed, versions, voices_of
from voicefoot.speaking.ports import Voice, VoiceStatus
from voicefoot.speaking.sentences import PAUSE_SECONDS, join_sentences
from voicefoot.speaking.time_stretch import at_speed
from voicefoot.text import shown

_ENGINE = "piper"
_VERSION = 1
"""Part of the cache key; raise it when the same text would be read differently than before."""
_MODEL = "model.onnx"
_DESCRIPTION = "model.onnx.json"

_MIN_SPEED, _MAX_SPEED = 0.5, 1.6
"""What the models do well; time-stretching does the rest."""

_BEGIN, _PAD, _END = "^", "_", "$"
NOTHING: Mapping[str, str] = {}
_ALWAYS_REPLACED: Mapping[str, dict[str, str]] = {"pt-br": {"c": "k"}}
"""By the voice of espeak-ng: what Piper replaces without its models saying so."""
_SAMPLE_RATES = range(4_000, 192_001)


@dataclass(frozen=True, slots=True)
class PiperModel:
    """What `model.onnx.json` says that is needed here."""

    sample_rate: int
    espeak_voice: str | None
    """None where the model reads letters in place of phonemes."""
    ids: Mapping[str, tuple[int, ...]]
    replaced: Mapping[str, str]
    """Phonemes that the model was trained without, and what stood in their place."""
    length_scale: float
    speakers: int


class PiperAdapter:
    """Adapter for the Piper voices in the user's folder; the variant is a voice's name."""

    def status(self) -> VoiceStatus:
        voices = voices_of(_ENGINE)
        languages = tuple(dict.fromkeys(voice.language for voice in voices))
        names = tuple(voice.name for voice in voices)
        if not voices:
            detail = "no voice of Piper's is installed; `voicefoot voices get de` fetches one in German"
            return VoiceStatus(_ENGINE, False, detail)
        missing = missing_onnxruntime() or missing_espeak()
        if missing:
            return VoiceStatus(_ENGINE, False, missing, languages, names, broken=True, all_variants=True)
        return VoiceStatus(
            _ENGINE, True, "Piper's voices, by onnxruntime", languages, names, all_variants=True
        )

    def identity(self, variant: str | None, language: str) -> str:
        voice = pick_installed(voices_of(_ENGINE), variant, language)
        engine = versions("onnxruntime", "espeakng-loader")
        reading = f"pauses of {PAUSE_SECONDS:g} s, reading {_VERSION}"
        return f"piper:{voice.name}, {fingerprint(voice)}, {reading}, {engine}"

    def open(self, variant: str | None, language: str) -> Voice:
        installed = pick_installed(voices_of(_ENGINE), variant, language)
        description = read_description(installed)
        return PiperVoice(
            OnnxModel(installed, _MODEL, ("input", "input_lengths", "scales")),
            description,
            _speaker_of(installed, description),
            None if description.espeak_voice is None else EspeakPhonemizer(description.espeak_voice),
            self.identity(variant, language),
        )


class PiperVoice:
    """One of Piper's voices in this process."""

    def __init__(
        self,
        model: OnnxModel,
        description: PiperModel,
        speaker: int,
        phonemizer: EspeakPhonemizer | None,
        identity: str,
    ) -> None:
        self._model = model
        self._description = description
        self._speaker = speaker
        self._phonemizer = phonemizer
        self._identity = identity

    @property
    def identity(self) -> str:
        return self._identity

    def say(self, phrase: Phrase) -> Clip:
        return at_speed(phrase.speed, _MIN_SPEED, _MAX_SPEED, lambda speed: self._say(phrase, speed))

    def _say(self, phrase: Phrase, speed: float) -> Clip:
        clauses = self._clauses(phrase.text)
        sentences = [
            self._synthesize(ids, speed)
            for ids in sentence_ids(clauses, self._description.ids, self._description.replaced)
        ]
        if not sentences:
            raise VoiceError(f'there is nothing to say in "{shown(phrase.text)}"; write it in words')
        return join_sentences(sentences, speed)

    def _clauses(self, text: str) -> list[Clause]:
        return [Clause(text.casefold(), "")] if self._phonemizer is None else self._phonemizer.clauses(text)

    def _synthesize(self, ids: Sequence[int], speed: float) -> Clip:
        inputs: dict[str, NDArray[Any]] = {
            "input": np.array([ids], dtype=np.int64),
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": np.array([0.0, self._description.length_scale / speed, 0.0], dtype=np.float32),
        }
        if "sid" in self._model.inputs:
            inputs["sid"] = np.array([self._speaker], dtype=np.int64)
        return Clip.of(self._model.run(inputs), self._description.sample_rate)


adapter = PiperAdapter()


def read_description(voice: InstalledVoice) -> PiperModel:
    """Read the JSON file beside the model of `voice`. Raises VoiceError."""
    try:
        said = json.loads((voice.folder / _DESCRIPTION).read_text(encoding="utf-8"))
        kind = said.get("phoneme_type", "espeak")
        if kind not in ("espeak", "text"):
            raise VoiceError(
                f'the voice {voice.name} wants phonemes of the kind "{shown(str(kind))}", which are unknown '
                "here; use another voice"
            )
        description = PiperModel(
            int(said["audio"]["sample_rate"]),
            str(said["espeak"]["voice"]) if kind == "espeak" else None,
            {str(sign): tuple(map(int, ids)) for sign, ids in said["phoneme_id_map"].items()},
            _ALWAYS_REPLACED.get(said.get("espeak", {}).get("voice"), {})
            | {str(sign): "".join(signs) for sign, signs in (said.get("phoneme_map") or {}).items()},
            float(said.get("inference", {}).get("length_scale", 1.0)),
            int(said.get("num_speakers", 1)),
        )
        if description.sample_rate not in _SAMPLE_RATES or not 0.1 < description.length_scale < 10.0:
            raise ValueError("it has no use for such numbers")
        for sign in (_BEGIN, _PAD, _END):
            description.ids[sign]
    except (OSError, AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise VoiceError(f"{_DESCRIPTION} of the voice {voice.name} can't be used; {again(voice)}") from error
    return description


def sentence_ids(
    clauses: Sequence[Clause], ids: Mapping[str, Sequence[int]], replaced: Mapping[str, str] = NOTHING
) -> Iterator[list[int]]:
    """Yield what a model reads, by its table of `ids`, for each sentence of `clauses`.

    Each phoneme has the pad behind it. Phonemes that the model doesn't know are left out.
    """
    pad = ids[_PAD]
    found: list[int] = []
    for index, clause in enumerate(clauses):
        is_last = index == len(clauses) - 1
        signs = "".join(replaced.get(sign, sign) for sign in _phonemes(clause))
        known = [sign for sign in signs if sign in ids]
        mark = clause.mark or ("." if is_last else "")  # without an end, the last sound is swallowed
        for sign in (*known, *_mark_signs(mark)) if known else ():
            found += (*ids[sign], *pad) if sign in ids else ()
        if found and (clause.ends_sentence or is_last):
            yield [*ids[_BEGIN], *pad, *found, *ids[_END]]
            found = []


def _phonemes(clause: Clause) -> str:
    """Return the phonemes decomposed, as models are trained: a nasal vowel is a vowel and a tilde."""
    return unicodedata.normalize("NFD", clause.phonemes)


def _mark_signs(mark: str) -> str:
    """Return the signs of a mark at the end of a clause; models know fewer marks than people type."""
    mark = {"…": ".", "—": ","}.get(mark, mark)
    return mark + " " if mark and mark in ",:;" else mark


def _speaker_of(voice: InstalledVoice, description: PiperModel) -> int:
    speaker = voice.settings.get("speaker", 0)
    if not isinstance(speaker, int) or not 0 <= speaker < max(description.speakers, 1):
        raise VoiceError(
            f'the voice {voice.name} has no speaker "{shown(str(speaker))}"; it has {description.speakers}, '
            "counted from 0"
        )
    return speaker
