"""espeak-ng's phonemes, clause by clause, with the marks that it swallows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicefoot.errors import VoiceError
from voicefoot.speaking.espeak_phonemes import Clause, EspeakPhonemizer, missing_espeak
from voicefoot.speaking.kokoro_alphabet import ESPEAK_VOICES

pytestmark = pytest.mark.skipif(missing_espeak() is not None, reason="needs espeakng-loader")


def marks(voice: str, text: str) -> str:
    return " ".join(clause.mark or "_" for clause in EspeakPhonemizer(voice).clauses(text))


def test_words_become_phonemes() -> None:
    assert EspeakPhonemizer("en-us").clauses("Heel down, seven.") == [
        Clause("hˈiːl dˈaʊn", ","),
        Clause("sˈɛvən", "."),
    ]
    assert EspeakPhonemizer("de").clauses("sieben") == [Clause("zˈiːbən", "")]


def test_ties_join_what_is_one_sound() -> None:
    assert EspeakPhonemizer("en-us", ties=True).clauses("down")[0].phonemes == "dˈa^ʊn"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ready? One, two! Hold: still; now.", "? , ! : ; ."),
        ("Hold", "_"),
        ("Hold - and rest", "_"),
        ('He says "hold." Then rest.', ". ."),
        ("Hold (still), rest", ", _"),
        ("1.5 kg, e.g. a book.", ", ."),
        ("Wait… go.", "… ."),
        ("Élan, être.", ", ."),
        ("", ""),
        ("...", ""),
    ],
)
def test_each_clause_keeps_its_mark(text: str, expected: str) -> None:
    assert marks("en-us", text) == expected


def test_marks_of_other_scripts_are_understood() -> None:
    assert marks("hi", "एक। दो।") == ". ."


def test_a_word_of_another_language_brings_no_flags() -> None:
    (clause,) = EspeakPhonemizer("fr").clauses("Le weekend")
    assert "(" not in clause.phonemes


@pytest.mark.parametrize("voice", [*ESPEAK_VOICES.values(), "de", "nl", "pl", "cs", "uk", "fr-fr"])
def test_voices_are_there(voice: str) -> None:
    assert EspeakPhonemizer(voice).clauses("Ok.")


def test_a_voice_that_is_not_there_is_told() -> None:
    with pytest.raises(VoiceError, match='espeak-ng has no phonemes for "klingon2"; use another voice'):
        EspeakPhonemizer("klingon2")


def test_the_last_voice_speaks_whoever_asks() -> None:
    german, english = EspeakPhonemizer("de"), EspeakPhonemizer("en-us")
    assert german.clauses("seven") == english.clauses("seven")


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    for clause in EspeakPhonemizer("en-us").clauses(text):
        assert clause.phonemes.strip()
        assert len(clause.mark) <= 1


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert 'pip install "voicefoot[voices]"' in (missing_espeak() or "")
