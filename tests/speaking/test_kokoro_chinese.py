"""Chinese for Kokoro: pinyin become the phonemes that it was trained on, with their tones."""

from __future__ import annotations

import pytest

from tests.support.real_voices import need
from voicefoot.speaking.kokoro_alphabet import TOKENS
from voicefoot.speaking.kokoro_chinese import (
    chinese_clauses,
    chinese_number,
    syllable_phonemes,
)


@pytest.mark.parametrize(
    ("pinyin", "phonemes"),
    [
        ("yi1", "i→"), ("er4", "ɚ↘"), ("san1", "sa→n"), ("si4", "sɨ↘"), ("wu3", "u↓"), ("liu4", "ljou↘"),
        ("qi1", "ʨʰi→"), ("ba1", "pa→"), ("jiu3", "ʨjou↓"), ("shi2", "ʂɨ↗"), ("zhua1", "ꭧwa→"),
        ("chu1", "ꭧʰu→"), ("ri4", "ɻɨ↘"), ("yong4", "jʊ↘ŋ"), ("you4", "jou↘"), ("yue4", "ɥe↘"),
        ("yuan2", "ɥɛ↗n"), ("yun2", "y↗n"), ("xue2", "ɕɥe↗"), ("jun1", "ʨy→n"), ("nv3", "ny↓"),
        ("lüe4", "lɥe↘"), ("wei4", "wei↘"), ("wen4", "wə↘n"), ("wang3", "wa↓ŋ"), ("wo3", "wo↓"),
        ("ying2", "i↗ŋ"), ("yin2", "i↗n"), ("ya1", "ja→"), ("ye3", "je↓"), ("de5", "tɤ"), ("o1", "wo→"),
        ("hng5", ""), ("Ready", ""), ("", ""),
    ],
)  # fmt: skip
def test_syllables_are_read(pinyin: str, phonemes: str) -> None:
    assert syllable_phonemes(pinyin) == phonemes


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("0", "零"), ("8", "八"), ("10", "十"), ("15", "十五"), ("20", "二十"), ("21", "二十一"),
        ("100", "一百"), ("101", "一百零一"), ("110", "一百一十"), ("250", "二百五十"),
        ("1001", "一千零一"), ("1100", "一千一百"), ("05", "零五"), ("12345", "一二三四五"),
    ],
)  # fmt: skip
def test_numbers_are_read(digits: str, said: str) -> None:
    assert chinese_number(digits) == said


def test_every_common_character_is_read() -> None:
    need("pypinyin")
    common = (
        "一二三四五六七八九十零百次组秒分钟左右腿脚手膝肩背腰头站坐躺跪上下前后开始停放松呼吸保持休息慢快换边"
    )
    for character in common:
        (clause,) = chinese_clauses(character)
        assert clause.phonemes, character
        assert set(clause.phonemes) <= set(TOKENS), character


def test_a_text_is_read_clause_by_clause() -> None:
    need("pypinyin")
    clauses = chinese_clauses("用脚趾抓住毛巾，脚跟着地。还有10秒！")
    assert [clause.mark for clause in clauses] == [",", ".", "!"]
    assert clauses[2].phonemes.replace(" ", "") == "xai↗jou↓ʂɨ↗mjau↓"
