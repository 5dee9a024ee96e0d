"""What can't be the spoken text is found out, and what people can understand never is."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.voices import FAULTS, RATE, tone
from voicefoot.audio import Clip
from voicefoot.language.packs import LANGUAGES, language_pack
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.clip_check import fault_of, seconds_it_can_take

SEVEN = Phrase("seven")


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("empty", "it gave no sound"),
        ("short", "it gave no sound"),
        ("rushed", "it spoke for 0.1 s only"),
        ("endless", "it spoke for 600 s"),
        ("silent", "it was silent"),
        ("damaged", "its sound is damaged"),
        ("not a number", "its sound is damaged"),
        ("noise", "it made noise"),
        ("unreal", "a sample rate of 7"),
        ("well", None),
    ],
)
def test_each_fault_is_told(fault: str, found: str | None) -> None:
    assert fault_of(FAULTS[fault](), SEVEN) == found


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 22_050, 48_000])
def test_noise_is_noise_at_any_rate_and_length(sample_rate: int) -> None:
    random = np.random.default_rng(1)
    for seconds in (0.2, 0.6, 2.0):
        noise = Clip.of(random.normal(0.0, 0.1, round(seconds * sample_rate)), sample_rate)
        assert fault_of(noise, SEVEN) == "it made noise"


def test_a_click_is_no_word() -> None:
    samples = np.zeros(RATE)
    samples[RATE // 2] = 0.9
    assert fault_of(Clip.of(samples, RATE), SEVEN) == "it made noise"


def test_a_word_that_is_cut_short_or_drawn_out_is_told() -> None:
    line = Phrase("Keep your knee straight, and lift the leg halfway.")
    assert fault_of(tone(3.0), line) is None
    assert fault_of(tone(0.8), line) == "it spoke for 0.8 s only"
    assert fault_of(tone(30.0), line) == "it spoke for 30 s"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_count_may_take_what_people_take_for_it(language: str) -> None:
    numbers = language_pack(language).numbers
    for number in range(101):
        shortest, longest = seconds_it_can_take(Phrase(numbers.counted(number)))
        assert shortest < 1.2
        assert 2.0 < longest < 10.0


def test_twice_as_fast_may_take_half_as_long_and_no_less_is_allowed_above() -> None:
    calm, fast = (
        seconds_it_can_take(Phrase("seventy seven")),
        seconds_it_can_take(Phrase("seventy seven", 2.0)),
    )
    assert fast == (calm[0] / 2, calm[1])
    assert seconds_it_can_take(Phrase("seven", 0.5))[1] > seconds_it_can_take(SEVEN)[1]


@pytest.mark.parametrize("text", ["深く息を吸ってください。", "两只脚并拢，站稳。"])
def test_a_character_of_chinese_or_japanese_takes_as_long_as_several_letters(text: str) -> None:
    shortest, longest = seconds_it_can_take(Phrase(text))
    assert 0.4 < shortest < 1.0
    assert longest > 10.0
