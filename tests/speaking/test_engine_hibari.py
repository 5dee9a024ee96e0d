"""The natural voice, where it is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from voicefoot.dsp.leveling import trim_silence
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_hibari import (
    adapter,
    in_hibaris_alphabet,
    is_single_word,
    with_clear_t,
    with_commas,
    with_full_stop,
    with_main_stress,
)
from voicefoot.speaking.subprocess_voice import RetryPolicy, SubprocessVoice

installed = pytest.mark.skipif(
    importlib.util.find_spec("hibari") is None, reason="needs voicefoot[natural], an extra"
)


def natural_voice(variant: str | None = None) -> SubprocessVoice:
    return SubprocessVoice(
        "voicefoot.speaking.engine_hibari:adapter",
        variant,
        "en",
        name="natural",
        identity=adapter.identity(variant, "en"),
        policy=RetryPolicy(start_seconds=120.0, phrase_seconds=120.0),
    )


@pytest.fixture(scope="module")
def voice() -> Iterator[SubprocessVoice]:
    with closing(natural_voice()) as voice:
        yield voice


def test_where_it_is_missing_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    status = adapter.status()
    assert not status.available
    assert not status.broken
    assert 'pip install "voicefoot[natural]"' in status.detail


def test_half_of_it_is_a_broken_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "onnxruntime" else name)
    status = adapter.status()
    assert not status.available
    assert status.broken
    assert "onnxruntime" in status.detail


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("seven", "seven."),
        (" Hold ", "Hold."),
        ("Hold.", "Hold."),
        ("Ready, and", "Ready, and."),
        ("Go!", "Go!"),
        ("", ""),
    ],
)
def test_a_sentence_has_an_end(text: str, sentence: str) -> None:
    assert with_full_stop(text) == sentence


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Next: bridge.", "Next, bridge."),
        ("Knees; hips … and go on.", "Knees, hips, and go on."),
        ("Wait... now.", "Wait, now."),
        ("Lift, then hold.", "Lift, then hold."),
        ("At 7:30.", "At 7:30."),
        ("Ready…", "Ready…"),
    ],
)
def test_pauses_that_the_engine_makes_a_vowel_of_are_commas(text: str, spoken: str) -> None:
    assert with_commas(text) == spoken


@pytest.mark.parametrize(
    ("phonemes", "spoken"), [("ˌʌp.", "ˈʌp."), ("hˈil ˌʌp.", "hˈil ˌʌp."), ("ænd.", "ænd."), ("", "")]
)
def test_a_word_alone_is_stressed(phonemes: str, spoken: str) -> None:
    assert with_main_stress(phonemes) == spoken


@pytest.mark.parametrize(
    ("text", "single"), [("forty", True), ("Forty-two.", True), ("forty times", False), ("", False)]
)
def test_a_number_is_a_single_word(text: str, single: bool) -> None:
    assert is_single_word(text) is single


def test_the_t_of_a_number_is_clear() -> None:
    assert with_clear_t("fˈɔɹTi tˈu.") == "fˈɔɹti tˈu."


@installed
def test_only_a_word_that_stands_alone_has_a_clear_t(voice: SubprocessVoice) -> None:
    forty, given = voice.say(Phrase("forty")), (("ball", "fˈɔɹti"),)
    assert np.array_equal(forty.samples, voice.say(Phrase("ball", 1.0, given)).samples)
    sentence = voice.say(Phrase("Forty times."))
    assert not np.array_equal(
        sentence.samples, voice.say(Phrase("Ball times.", 1.0, (("Ball", "fˈɔɹti"),))).samples
    )


@installed
def test_it_speaks_several_sentences(voice: SubprocessVoice) -> None:
    one, two = (
        trim_silence(voice.say(Phrase(text))).seconds for text in ("Heel down.", "Heel down. Toes up.")
    )
    assert two > 1.5 * one


@installed
def test_it_is_there() -> None:
    assert adapter.status().available
    assert adapter.status().languages == ("en",)
    assert "hibari-tts 0." in adapter.identity(None, "en")


@installed
def test_the_same_words_are_the_same_samples_in_another_process_too(voice: SubprocessVoice) -> None:
    phrase = Phrase("Gather the towel with your toes, heel down.")
    first = voice.say(phrase)
    voice.say(Phrase("Something else."))
    assert np.array_equal(voice.say(phrase).samples, first.samples)
    with closing(natural_voice()) as other:
        assert np.array_equal(other.say(phrase).samples, first.samples)


@installed
@pytest.mark.parametrize(
    "text", ["one", "two", "five", "seven", "Seven.", "twenty-seven", "up", "and", "Ready"]
)
def test_it_speaks_short_words(text: str, voice: SubprocessVoice) -> None:
    assert 0.2 < trim_silence(voice.say(Phrase(text))).seconds < 1.5


@pytest.mark.parametrize(
    ("ipa", "own"),
    [
        ("ˈfɛldənkraɪs", "fˈɛldənkɹIs"),
        ("fəʊniːmz", "fOnimz"),
        ("tʃeə̯.dʒɝ", "ʧɛə̯ʤɜɹ"),
        ("t͡ʃaʊ", "ʧW"),
        ("ɡoʊ", "ɡO"),
        ("ˌstɹɛŋkˈθɛn", "stɹˌɛŋkθˈɛn"),
        ("ˈæpl", "ˈæpl"),
    ],
)
def test_ipa_is_written_in_the_engines_letters(ipa: str, own: str) -> None:
    assert in_hibaris_alphabet(ipa) == own


@installed
def test_it_speaks_the_phonemes_that_are_given(voice: SubprocessVoice) -> None:
    seven = voice.say(Phrase("seven"))
    assert np.array_equal(voice.say(Phrase("psoas", 1.0, (("psoas", "ˈsɛvən"),))).samples, seven.samples)
    assert not np.array_equal(voice.say(Phrase("psoas")).samples, seven.samples)


@installed
def test_the_words_around_given_phonemes_are_spoken_as_ever(voice: SubprocessVoice) -> None:
    plain = voice.say(Phrase("Lift seven, and rest. Then seven."))
    respelled = voice.say(Phrase("Lift psoas, and rest. Then psoas.", 1.0, (("psoas", "ˈsɛvən"),)))
    assert np.array_equal(respelled.samples, plain.samples)


@installed
def test_it_heeds_the_speed(voice: SubprocessVoice) -> None:
    text = "Gather the towel with your toes, heel down."
    slow, plain, fast = (trim_silence(voice.say(Phrase(text, speed))).seconds for speed in (0.6, 1.0, 1.8))
    assert slow > 1.3 * plain > 1.3 * 1.3 * fast


@installed
def test_a_voice_that_it_does_not_have_is_refused() -> None:
    with (
        closing(natural_voice("emma")) as voice,
        pytest.raises(VoiceError, match='no variant "emma"; there is "heart"'),
    ):
        voice.say(Phrase("Hello"))
