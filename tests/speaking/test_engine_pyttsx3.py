"""The default voice: a real engine through pyttsx3, in its own process, as a session uses it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.dsp.leveling import trim_silence
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_pyttsx3 import EngineVoice, adapter, find_voice, split_text
from voicefoot.speaking.subprocess_voice import RetryPolicy, SubprocessVoice

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="about the engine of Linux")

NUMBERS = ["one", "two", "three", "five", "six", "seven", "ten", "twenty-seven", "thirty"]


def system_voice(variant: str | None = None, language: str = "en") -> SubprocessVoice:
    return SubprocessVoice(
        "voicefoot.speaking.engine_pyttsx3:adapter",
        variant,
        language,
        name="pyttsx3",
        identity=adapter.identity(variant, language),
        policy=RetryPolicy(start_seconds=60.0, phrase_seconds=60.0),
    )


@pytest.fixture(scope="module")
def voice() -> Iterator[SubprocessVoice]:
    with closing(system_voice()) as voice:
        yield voice


def test_it_is_there() -> None:
    status = adapter.status()
    assert status.available
    assert status.languages == ()


@on_linux
def test_it_lists_its_english_voices() -> None:
    assert {"en-gb", "en-us", "en-gb-x-rp"} <= set(adapter.status().variants)


def test_its_identity_names_engine_version_voice_and_rate() -> None:
    identity = adapter.identity(None, "en")
    assert "pyttsx3 2." in identity
    assert "words a minute" in identity
    assert len({identity, adapter.identity("en-us", "en"), adapter.identity(None, "de")}) == 3


def test_it_speaks_a_sentence(voice: SubprocessVoice) -> None:
    clip = trim_silence(voice.say(Phrase("Gather the towel with your toes, heel down.")))
    assert 1.5 < clip.seconds < 5.0
    assert np.sqrt(np.mean(clip.samples**2)) > 0.01


@pytest.mark.parametrize("text", [*NUMBERS, "up", "and", "Ready", "Seven.", "Ready, and"])
def test_it_speaks_short_words(text: str, voice: SubprocessVoice) -> None:
    assert 0.1 < trim_silence(voice.say(Phrase(text))).seconds < 1.5


def test_every_one_of_many_phrases_is_whole(voice: SubprocessVoice) -> None:
    seconds = [
        trim_silence(voice.say(Phrase("Change feet, and move the towel over."))).seconds for _ in range(100)
    ]
    assert max(seconds) - min(seconds) < 0.05


def test_each_change_of_speed_is_heeded(voice: SubprocessVoice) -> None:
    text = "Gather the towel with your toes, heel down."
    slow, plain, fast = 0.6, 1.0, 2.0
    for _ in range(5):
        lengths = [
            trim_silence(voice.say(Phrase(text, speed))).seconds for speed in (slow, fast, plain, fast, slow)
        ]
        assert lengths[0] > 1.3 * lengths[2] > 1.3 * 1.3 * lengths[1]
        assert lengths[0] == pytest.approx(lengths[4], abs=0.05)
        assert lengths[1] == pytest.approx(lengths[3], abs=0.05)


def test_a_long_text_is_spoken_whole(voice: SubprocessVoice) -> None:
    sentence = "Lift the heel of the right foot, and lower it slowly. "
    one, many = (voice.say(Phrase(sentence * count)).seconds for count in (5, 50))
    assert many == pytest.approx(10 * one, rel=0.1)


@on_linux
@pytest.mark.parametrize("variant", ["en-us", "EN_US", "gmw/en-us", "English (America)", "de"])
def test_an_asked_voice_speaks(variant: str) -> None:
    with closing(system_voice(variant)) as voice:
        assert voice.say(Phrase("Hello")).frames


@on_linux
def test_voices_differ() -> None:
    text = "Stand with your bare feet flat on the floor."
    with closing(system_voice("en-us")) as american, closing(system_voice("en-gb-scotland")) as scottish:
        assert abs(american.say(Phrase(text)).frames - scottish.say(Phrase(text)).frames) > 200


@on_linux
def test_other_languages_are_spoken() -> None:
    with closing(system_voice(None, "de")) as voice:
        assert voice.say(Phrase("Fünf Übungen für die Füße.")).seconds > 1.0


@on_linux
@pytest.mark.parametrize(("tag", "language"), [("de-AT", "de"), ("zh-TW", "zh")])
def test_a_country_without_a_voice_has_that_of_its_language(tag: str, language: str) -> None:
    with closing(system_voice(None, tag)) as one, closing(system_voice(None, language)) as other:
        assert one.say(Phrase("Halten.")).frames == other.say(Phrase("Halten.")).frames


@on_linux
def test_an_unknown_voice_is_refused_with_the_nearest() -> None:
    with (
        closing(system_voice("en-gbb")) as voice,
        pytest.raises(VoiceError, match='"en-gbb"; did you mean "en-gb"'),
    ):
        voice.say(Phrase("Hello"))


@on_linux
def test_an_unknown_language_is_refused() -> None:
    with closing(system_voice(None, "xx")) as voice, pytest.raises(VoiceError, match='no voice called "xx"'):
        voice.say(Phrase("Hello"))


ESPEAK = [
    EngineVoice("gmw/en-029", "English (Caribbean)", ("en-029",)),
    EngineVoice("gmw/en", "English (Great Britain)", ("en-gb",)),
    EngineVoice("gmw/en-us", "English (America)", ("en-us",)),
    EngineVoice("gmw/de", "German", ("de",)),
]
APPLE = [
    EngineVoice("com.apple.voice.compact.de-DE.Anna", "Anna", ("de-de",)),
    EngineVoice("com.apple.voice.compact.en-GB.Daniel", "Daniel", ("en-gb",)),
    EngineVoice("com.apple.voice.compact.en-US.Samantha", "Samantha", ("en-us",)),
]


@pytest.mark.parametrize(
    ("voices", "asked", "current", "expected"),
    [
        (ESPEAK, "gmw/en-us", None, 2),
        (ESPEAK, "en-us", None, 2),
        (ESPEAK, "EN_US", None, 2),
        (ESPEAK, "english (america)", None, 2),
        (ESPEAK, "en", None, 1),
        (ESPEAK, "germ", None, 3),
        (APPLE, "en", None, 1),
        (APPLE, "en", APPLE[2].id, 2),
        (APPLE, "en-us", APPLE[1].id, 2),
        (APPLE, "de", APPLE[1].id, 0),
        (APPLE, "SAMANTHA", None, 2),
        (APPLE, "sam", APPLE[0].id, 2),
    ],
)
def test_a_voice_is_found_by_any_of_its_names(
    voices: list[EngineVoice], asked: str, current: str | None, expected: int
) -> None:
    assert find_voice(voices, asked, current) == voices[expected]


def test_no_voice_is_taken_for_another() -> None:
    with pytest.raises(VoiceError, match='"Samanta"; did you mean "Samantha"'):
        find_voice(APPLE, "Samanta")
    with pytest.raises(VoiceError, match="lists what there is"):
        find_voice([], "en")


@given(st.text(alphabet="ab .,;!?\n", max_size=400), st.integers(1, 60))
def test_parts_hold_all_words_and_are_short(text: str, longest: int) -> None:
    found = split_text(text, longest)
    assert all(0 < len(part) <= longest for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_parts_end_where_a_speaker_breathes() -> None:
    assert split_text("Heel down. Toes up. Now rest.", 22) == ["Heel down. Toes up.", "Now rest."]
    assert split_text("Heel down, toes up, and rest", 22) == ["Heel down, toes up,", "and rest"]
    assert split_text("one two three four", 10) == ["one two", "three four"]
    assert split_text("  Heel\n down.  ", 100) == ["Heel down."]
