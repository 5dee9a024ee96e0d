"""Japanese for Kokoro: kana become the phonemes that it was trained on."""

from __future__ import annotations

import pytest

from tests.support.real_voices import need
from voicefoot.speaking.kokoro_alphabet import TOKENS
from voicefoot.speaking.kokoro_japanese import japanese_clauses, kana_phonemes, missing_japanese


@pytest.mark.parametrize(
    ("reading", "phonemes"),
    [
        ("イチ", "iʨi"), ("ニ", "ɲi"), ("サン", "saɴ"), ("シ", "ɕi"), ("ゴ", "ɡo"), ("ロク", "ɾokɯ"),
        ("シチ", "ɕiʨi"), ("ハチ", "haʨi"), ("キュー", "kʲɨː"), ("ジュー", "ʥɨː"), ("ビョー", "bʲoː"),
        ("リョーテ", "ɾʲoːte"), ("シャ", "ɕa"), ("ヒャク", "çakɯ"), ("ニャ", "ɲa"), ("ジョ", "ʥo"),
        ("ユックリ", "jɯʔkɯɾʲi"), ("サンボン", "samboɴ"), ("サンカイ", "saŋkai"), ("サンニン", "saɲɲiɴ"),
        ("センタ", "senta"), ("フォーム", "ɸoːmɯ"), ("ティ", "tʲi"), ("ディ", "dʲi"), ("トゥ", "tɯ"),
        ("チェ", "ʨe"), ("ウィ", "βi"), ("イェ", "je"), ("クァ", "kᵝa"), ("ヴァ", "va"), ("ツァ", "ʦa"),
        ("フィ", "ɸʲi"), ("シェ", "ɕe"), ("キ’ヨセ", "kʲijose"), ("Ready？", ""), ("", ""),
    ],
)  # fmt: skip
def test_kana_are_read(reading: str, phonemes: str) -> None:
    assert kana_phonemes(reading) == phonemes


def test_every_kana_has_signs_that_the_model_knows() -> None:
    kana = [chr(code) for code in range(ord("ァ"), ord("ヴ") + 1)]
    for reading in (first + second for first in kana for second in kana):
        assert set(kana_phonemes(reading)) <= set(TOKENS), reading


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert 'pip install "voicefoot[japanese]"' in (missing_japanese() or "")


def test_a_text_is_read_clause_by_clause() -> None:
    need("pyopenjtalk")
    clauses = japanese_clauses("足の指で、タオルを引き寄せます。残り10秒！ゆっくり")
    assert [(clause.phonemes.replace(" ", ""), clause.mark) for clause in clauses] == [
        ("aɕinojɯbʲide", ","),
        ("taoɾɯoçikʲijosemasɨ", "."),
        ("nokoɾʲiʥɨːbʲoː", "!"),
        ("jɯʔkɯɾʲi", ""),
    ]
