"""The phonemes that Kokoro-82M was trained on, and how those of espeak-ng become its own.

Kokoro has one sign for each diphthong and affricate: `A` is the vowel of "day". Its number of each sign, and
how it writes each language, are facts of the model (hexgrad/Kokoro-82M and its front end misaki, Apache-2.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from voicefoot.speaking.espeak_phonemes import Clause
from voicefoot.speaking.languages import normalized

_NUMBERED_SIGNS = (
    (1, ";:,.!?"), (9, "—…\"()“” \u0303ʣʥʦʨᵝꭧAI"), (31, "O"), (33, "Q"), (35, "ST"), (39, "W"), (41, "Yᵊ"),
    (43, "abcdef"), (50, "hijklmnopqrstuvwxyzɑɐɒæ"), (75, "βɔɕç"), (80, "ɖðʤə"), (85, "ɚɛɜ"), (90, "ɟ"),
    (92, "ɡ"), (99, "ɥ"), (101, "ɨɪʝ"), (110, "ɯɰŋɳɲɴø"), (118, "ɸθœ"), (123, "ɹ"), (125, "ɾɻ"),
    (128, "ʁɽʂʃʈʧ"), (135, "ʊʋ"), (138, "ʌɣɤ"), (142, "χʎ"), (147, "ʒʔ"), (156, "ˈˌː"), (162, "ʰ"),
    (164, "ʲ"), (169, "↓"), (171, "→↗↘"), (177, "ᵻ"),
)  # fmt: skip
TOKENS: Mapping[str, int] = {
    sign: first + offset for first, signs in _NUMBERED_SIGNS for offset, sign in enumerate(signs)
}
"""The number of each sign."""

MAX_TOKENS = 508
"""In one call, without the pads at both ends: the model has a place for 510."""

_ENGLISH = (
    ("ʔˌn\u0329", "tᵊn"), ("ʔn\u0329", "tᵊn"), ("ʔn", "tᵊn"), ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("ə^l", "ᵊl"), ("ɚ", "əɹ"), ("ʲ", ""), ("\u0303", ""),
    ("r", "ɹ"), ("x", "k"), ("ç", "k"), ("ɐ", "ə"), ("ɬ", "l"), ("ʔ", "t"),
)  # fmt: skip
_BRITISH = (("e^ə", "ɛː"), ("iə", "ɪə"), ("ə^ʊ", "Q"))
_AMERICAN = (("o^ʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""))
_OTHERS = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ə^ʊ", "Q"),
    ("s^s", "S"), ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("-", ""),
)  # fmt: skip
_SYLLABIC = re.compile("(\\S)\u0329")

ESPEAK_VOICES: Mapping[str, str] = {
    "en-us": "en-us", "en-gb": "en-gb", "es": "es", "fr": "fr", "hi": "hi", "it": "it", "pt-br": "pt-br",
}  # fmt: skip
"""The voice of espeak-ng whose phonemes each of Kokoro's languages has; Japanese and Chinese have others."""


def kokoro_phonemes(ipa: str, language: str) -> str:
    """Return Kokoro's phonemes for `ipa`, which is espeak-ng's, with ties."""
    code = normalized(language)
    if not code.startswith("en"):
        return _replaced(ipa, _OTHERS).replace("^", "")
    phonemes = _SYLLABIC.sub(r"ᵊ\1", _replaced(ipa, _ENGLISH))
    phonemes = _replaced(phonemes, _BRITISH if code == "en-gb" else _AMERICAN)
    return phonemes.replace("^", "").replace("o", "ɔ").replace("e", "A")


def sentence_tokens(clauses: Sequence[Clause]) -> Iterator[list[int]]:
    """Yield the numbers of each sentence of `clauses`, which are in Kokoro's phonemes.

    What the model doesn't know is left out. A sentence that is too long for it is cut between two words.
    """
    found: list[int] = []
    for index, clause in enumerate(clauses):
        is_last = index == len(clauses) - 1
        mark = clause.mark or ("." if is_last else "")
        for tokens in _words(clause.phonemes + mark) if set(clause.phonemes) & TOKENS.keys() else ():
            if found and len(found) + 1 + len(tokens) > MAX_TOKENS:
                yield found
                found = []
            found += [TOKENS[" "], *tokens] if found else tokens
        if found and (clause.ends_sentence or is_last):
            yield found
            found = []


def _words(phonemes: str) -> Iterator[list[int]]:
    """Yield the numbers of each word, at most `MAX_TOKENS` at a time."""
    for word in phonemes.split():
        tokens = [TOKENS[sign] for sign in word if sign in TOKENS]
        yield from (tokens[start : start + MAX_TOKENS] for start in range(0, len(tokens), MAX_TOKENS))


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text
