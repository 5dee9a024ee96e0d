"""Words are said as a routine or the user asks, before anything else is made of them."""

from __future__ import annotations

import pytest

from voicefoot.language.english_spoken import spoken
from voicefoot.language.pronounce import ipa_fault, is_ipa, phoneme_finder, speller


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


IPA = {"Feldenkrais": "/ˈfɛldənkraɪs/", "SIJ": "sacroiliac joint"}


def test_a_word_with_phonemes_stays_as_it_is_written() -> None:
    assert speller(spoken, IPA)("Feldenkrais and SIJ") == "Feldenkrais and sacroiliac joint"
    assert speller(spoken, IPA, {"Feldenkrais": "felden-krise"})("Feldenkrais") == "Feldenkrais"


def test_the_phonemes_of_a_text_are_found_with_the_word_as_it_stands_there() -> None:
    find = phoneme_finder(IPA, {"feldenkrais": "/nɛvə/", "psoas": "/ˈsoʊæs/"})
    assert find("feldenkrais, with the Psoas.") == (("feldenkrais", "ˈfɛldənkraɪs"), ("Psoas", "ˈsoʊæs"))
    assert find("Feldenkraises and SIJ") == ()
    assert find("") == ()


def test_what_the_routine_respells_the_users_phonemes_do_not_change() -> None:
    assert phoneme_finder({"psoas": "so-ass"}, {"psoas": "/ˈsoʊæs/"})("psoas") == ()
    assert phoneme_finder()("psoas") == ()


@pytest.mark.parametrize("text", ["/", "//", "/a", "a/", "felden-krise", ""])
def test_without_two_slashes_it_is_no_ipa(text: str) -> None:
    assert not is_ipa(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("/ˈfɛl.dən ˌkraɪs/", None), ("/t͡ʃɛə̯/", None), ("/fəʊniːmz/", None), ("/f3:/", "3"), ("/a/b/", "/")],
)
def test_a_sign_that_is_none_of_ipas_is_told(text: str, fault: str | None) -> None:
    assert ipa_fault(text) == fault
