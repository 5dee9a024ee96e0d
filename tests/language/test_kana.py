"""Japanese lines are read in kana, as they are pronounced."""

from __future__ import annotations

import pytest

from voicefoot.language.kana import in_kana
from voicefoot.language.packs import language_pack, readings
from voicefoot.language.phrase_names import Line


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("十四", "じゅうよん"),
        ("十二回。", "じゅうにかい。"),
        ("二十一回", "にじゅういっかい"),
        ("二十回", "にじゅっかい"),
        ("三十秒間キープします。", "さんじゅうびょーかん きーぷ します。"),
        ("第一週、二日目。", "だいいっしゅう、ふつかめ。"),
        ("第三週、十一日目、もう一度。", "だいさんしゅう、じゅういちにちめ、もーいちど。"),
        ("膝をついて、立ちます。", "ひざお ついて、たちます。"),
    ],
)
def test_readings(text: str, read: str) -> None:
    assert in_kana(text, readings("ja")) == read


def test_all_that_the_coach_says_has_a_reading() -> None:
    words = language_pack("ja")
    lines = [
        *map(words.line, Line),
        *(words.number_words(number) for number in range(1000)),
        *(words.reps_line(number, each_side=number % 2 == 0) for number in range(1, 101)),
        *(words.hold_line(seconds) for seconds in (0.5, 1.5, 2.4, *range(1, 130))),
        *(words.set_line(number, 9) for number in range(1, 10)),
        *(words.round_line(number, 99) for number in range(1, 100)),
        *(words.time_left_line(seconds) for seconds in range(10, 6000, 10)),
        *(words.breaths_line(number) for number in range(1, 60)),
        *(line for each in words.positions.values() for line in (each.usual, *each.by_departure.values())),
        *(words.more_line(level) for level in words.levels),
        *(words.day_line(week, 2, again=True, last=True) for week in range(1, 105)),
        *(words.day_line(None, day) for day in range(1, 729)),
        *(words.back_line(level) for level in words.levels),
    ]
    assert [line for line in lines if in_kana(line, readings("ja")) is None] == []


def test_what_has_no_reading_is_told() -> None:
    assert in_kana("鬱金香", readings("ja")) is None
    assert in_kana("チューリップ", readings("ja")) == "チューリップ"


def test_other_languages_need_no_readings() -> None:
    assert readings("de") == {}
