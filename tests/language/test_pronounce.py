"""Words are said as a routine or the user asks, before anything else is made of them."""

from __future__ import annotations

import pytest

from voicefoot.language.english_spoken import spoken
from voicefoot.language.pronounce import speller


@pytest.mark.parametrize(
    ("pronounce", "written", "said"),
    [
        ({"Feldenkrais": "felden-krise"}, "feldenkrais, FELDENKRAIS.", "felden-krise, felden-krise."),
        ({"SIJ": "sacroiliac joint"}, "SIJ, not sij", "sacroiliac joint, not sij"),
        ({"band": "strap"}, "A band, bands, waistband", "A strap, bands, waistband"),
        ({"IT": "I T", "IT band": "outer thigh"}, "The IT band", "The outer thigh"),
        ({"w/": "along with"}, "w/ a band, w/band", "along with a band, along withband"),
        ({"90/90": "ninety ninety"}, "90/90 stretch", "ninety ninety stretch"),
        ({"reps": "10 times"}, "Reps", "ten times"),
        ({"a": "b", "b": "a"}, "a b", "b a"),
        ({"(x": "y", ".*": "z"}, "(x and .* too", "y and z too"),
        ({"Straße": "street"}, "STRASSE, straße", "STRASSE, street"),
        ({"": "never"}, "as it is", "as it is"),
        ({}, "2x15", "two times fifteen"),
    ],
)
def test_words_are_said_as_asked(pronounce: dict[str, str], written: str, said: str) -> None:
    assert speller(spoken, pronounce)(written) == said


def test_the_first_mapping_goes_before_the_next() -> None:
    spell = speller(spoken, {"band": "strap"}, {"Band": "ribbon", "ball": "sphere", "band ball": "both"})
    assert spell("Band") == "strap"
    assert spell("ball") == "sphere"
    assert spell("band ball") == "both"


def test_a_full_mapping_is_taken() -> None:
    spell = speller(spoken, {f"word {number}x": f"w {number}" for number in range(200)}, {"word": "term"})
    assert spell("word 7x and word") == "w seven and term"
    assert spell("😀") == ""
