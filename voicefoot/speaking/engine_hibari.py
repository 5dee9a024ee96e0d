"""The engine hibari-tts: a natural English voice that comes inside its wheel and needs no network."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import Voice, VoiceStatus
from voicefoot.speaking.time_stretch import at_speed
from voicefoot.text import shown

_VOICE = "heart"
"""The only voice inside the wheel; the others would be downloaded."""

_SEED = 0
"""For the noise in consonants and breath: the same seed gives the same samples."""

_DICTION = "clear t, commas"
"""Names how texts are spoken, for the cache: see `with_clear_t` and `with_commas`."""

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
        return VoiceStatus("natural", True, "hibari-tts, offline", ("en",), (_VOICE,), takes_phonemes=True)

    def identity(self, variant: str | None, language: str) -> str:  # noqa: ARG002 - the port's signature
        engine = "hibari-tts " + importlib.metadata.version("hibari-tts")
        return f"natural:{variant or _VOICE}, seed {_SEED}, {_DICTION}, {engine}"

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
        return at_speed(phrase.speed, _MIN_SPEED, _MAX_SPEED, lambda speed: self._say(phrase, speed))

    def _say(self, phrase: Phrase, speed: float) -> Clip:
        sentences = [
            self._hibari.from_phonemes(with_main_stress(phonemes), speed=speed, seed=_SEED)
            for phonemes in self._phonemize(phrase)
        ]
        samples = np.concatenate(sentences) if sentences else np.zeros(0, dtype=np.float32)
        return Clip.of(samples, self._hibari.sample_rate)

    def _phonemize(self, phrase: Phrase) -> list[str]:
        """Return the phonemes of each sentence, with those that the phrase gives in their places."""
        text = with_full_stop(with_commas(phrase.text))
        if not phrase.phonemes:
            found: list[str] = self._hibari.phonemize(text)
            return [with_clear_t(word) for word in found] if is_single_word(text) else found
        given = dict(phrase.phonemes)
        words = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in given))
        return [self._with_given(sentence, words, given) for sentence in self._hibari.split_sentences(text)]

    def _with_given(self, sentence: str, words: re.Pattern[str], given: Mapping[str, str]) -> str:
        phonemes, begin = "", 0
        for found in words.finditer(sentence):
            phonemes += self._between(sentence[begin : found.start()]) + in_hibaris_alphabet(given[found[0]])
            begin = found.end()
        return phonemes + self._between(sentence[begin:])

    def _between(self, text: str) -> str:
        """Return the phonemes of what stands between the words that are given, with its spaces."""
        inner: str = self._hibari.g2p(text).strip() if text.strip() else ""
        before = " " if text[:1].isspace() else ""
        return before + inner + (" " if inner and text[-1:].isspace() else "")


def with_full_stop(text: str) -> str:
    """End `text` with a full stop; without one the engine swallows the last consonant ("hold", "heel")."""
    text = text.strip()
    return text + "." if text and text[-1].isalnum() else text


_OTHER_PAUSES = re.compile(r"\s*(?:[:;…]|\.{3,})(?=\s)")


def with_commas(text: str) -> str:
    """Replace colons, semicolons and dots within `text` by commas.

    The engine makes a vowel of them: "Next: bridge" is heard as "Next a bridge".
    """
    return _OTHER_PAUSES.sub(",", text)


def is_single_word(text: str) -> bool:
    """Return whether `text` is one word, such as a number: "seven", "forty-two"."""
    return len(text.split()) == 1


def with_clear_t(phonemes: str) -> str:
    """Replace each t that Americans flap, nearly a d, by a clear one.

    In a sentence the flap is natural. In a number that stands alone it is misheard: of the even counts 0 to
    100, a recogniser takes "forty" for "4D", "eighty" for "Adi", and hears all with a clear t.
    """
    return phonemes.replace("T", "t")


def with_main_stress(phonemes: str) -> str:
    """Give `phonemes`, in IPA, a main stress if they have none.

    The dictionary gives none to a particle ("up", "down"), which would be mumbled when it stands alone.
    """
    return phonemes if "ˈ" in phonemes else phonemes.replace("ˌ", "ˈ", 1)


_ALPHABET = (
    ("t͡ʃ", "ʧ"), ("d͡ʒ", "ʤ"), ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"),
    ("oʊ", "O"), ("əʊ", "O"), ("ɚ", "əɹ"), ("ɝ", "ɜɹ"), ("ɒ", "ɑ"), ("r", "ɹ"), ("g", "ɡ"), ("e", "ɛ"),
    ("a", "æ"), ("'", "ˈ"), ("ː", ""), (".", ""), ("-", ""), ("‿", ""), ("|", ""), ("(", ""), (")", ""),
)  # fmt: skip
"""IPA as dictionaries of English write it, and the sign of the engine's alphabet, which is that of misaki: a
capital letter for each diphthong. Replaced in this order.
"""

_VOWELS = "AIOQWYaeiouyæøœɐɑɒɔəɚɛɜɪɨɯɤʊʌᵊᵻ"
_STRESS = re.compile(rf"([ˈˌ])([^ˈˌ\s{_VOWELS}]+)(?=[{_VOWELS}])")
"""A stress mark before its syllable, as IPA has it; the engine has it before the vowel."""


def in_hibaris_alphabet(ipa: str) -> str:
    """Return `ipa` in the engine's alphabet. The engine passes over signs that it doesn't know."""
    for sign, own in _ALPHABET:
        ipa = ipa.replace(sign, own)
    return _STRESS.sub(r"\2\1", ipa)


adapter = HibariAdapter()
