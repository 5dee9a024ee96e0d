"""Japanese for Kokoro: kana become the phonemes that it was trained on."""

from __future__ import annotations

import pytest

from tests.support.real_voices import need
from voicefoot.errors import VoiceError
from voicefoot.speaking.kokoro_alphabet import TOKENS
from voicefoot.speaking.kokoro_japanese import japanese_clauses, kana_phonemes


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


def test_hiragana_are_read_like_katakana() -> None:
    assert kana_phonemes("じゅうよんびょーかん") == kana_phonemes("ジューヨンビョーカン") == "ʥɨːjombʲoːkaɴ"


def spoken(text: str) -> list[tuple[str, str]]:
    return [(clause.phonemes.replace(" ", ""), clause.mark) for clause in japanese_clauses(text)]


def test_what_the_coach_says_is_read_by_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert spoken("十二回。三十秒間キープします。") == [
        ("ʥɨːɲikai", "."),
        ("saɲʥɨːbʲoːkaɴkʲiːpɯɕimasɨ", "."),
    ]
    assert spoken("左！右？") == [("çidaɾʲi", "!"), ("mʲiɡʲi", "?")]


def test_a_word_without_a_reading_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(VoiceError, match=r'"鬱金香" can be read here; pip install "voicefoot\[japanese\]"'):
        japanese_clauses("鬱金香")


def test_other_texts_are_read_by_a_dictionary() -> None:
    need("pyopenjtalk")
    assert spoken("薔薇の指で、タオルを引き寄せます。残り10秒！") == [
        ("baɾanojɯbʲide", ","),
        ("taoɾɯoçikʲijosemasɨ", "."),
        ("nokoɾʲiʥɨːbʲoː", "!"),
    ]
