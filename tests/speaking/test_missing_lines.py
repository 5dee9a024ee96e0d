"""A stand-in speaks what a voice does not have, in its own name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.recorded import recorded_voice
from tests.support.voices import SyntheticVoice, tone, with_silence
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking import registry
from voicefoot.speaking.cache import entry_key
from voicefoot.speaking.missing_lines import PartialVoice
from voicefoot.speaking.registry import choose, open_voice

WORD = with_silence(tone(0.5, sample_rate=48_000), 0.2, 0.2)


@dataclass
class Other(SyntheticVoice):
    name: str = "other"
    closed: bool = False

    def is_kept(self, phrase: Phrase) -> bool:
        return phrase in self.requests

    def close(self) -> None:
        self.closed = True


def test_each_says_what_is_theirs() -> None:
    own, other = SyntheticVoice("ada"), Other("other")
    voice = PartialVoice("ada", own, lambda text: text == "one", lambda: other)
    voice.say(Phrase("one"))
    assert voice.stand_in_name is None
    voice.say(Phrase("two", 1.3))
    assert own.requests == [Phrase("one")]
    assert other.requests == [Phrase("two", 1.3)]
    assert voice.stand_in_name == "other"
    voice.close()
    assert other.closed


def test_a_stand_in_is_opened_once_and_only_if_it_is_needed() -> None:
    opened: list[Other] = []

    def start() -> Other:
        opened.append(Other("other"))
        return opened[-1]

    voice = PartialVoice("ada", SyntheticVoice("ada"), lambda text: text == "one", start)
    voice.say(Phrase("one"))
    assert opened == []
    voice.say(Phrase("two"))
    voice.say(Phrase("three"))
    assert len(opened) == 1
    voice.close()
    with pytest.raises(VoiceError):
        voice.say(Phrase("four"))


def test_without_one_a_missing_line_is_an_error() -> None:
    voice = PartialVoice("ada", SyntheticVoice("ada"), lambda _: False, None)
    with pytest.raises(VoiceError, match='the voice ada has no recording of "two"; record it, or leave out'):
        voice.say(Phrase("two"))


def test_what_a_stand_in_spoke_is_kept_in_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "PREFERRED", ("pyttsx3",))
    recorded_voice("ada", {"one": WORD})
    with open_voice(choose("recorded:ada", "en"), 48_000, tmp_path) as voice:
        assert voice.partial is not None
        clips = {text: voice.say(Phrase(text)) for text in ("one", "two")}
        assert voice.partial.stand_in_name == "pyttsx3"
        own = voice.identity
    with open_voice(choose("pyttsx3", "en"), 48_000, tmp_path) as other:
        theirs = other.identity
    with open_voice(choose("recorded:ada", "en"), 48_000, tmp_path) as again:
        assert [again.is_kept(Phrase(text)) for text in ("one", "two", "three")] == [True, True, False]
    keys = {path.parent.name + path.stem for path in tmp_path.rglob("*.clip")}
    assert keys == {entry_key(own, Phrase("one")), entry_key(theirs, Phrase("two"))}
    assert clips["one"].seconds == pytest.approx(0.54, abs=0.02)
    assert all(clip.sample_rate == 48_000 and clip.p_center_seconds > 0.0 for clip in clips.values())


def test_a_stand_in_has_no_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PREFERRED", ("recorded",))
    recorded_voice("ada", {"one": WORD})
    with open_voice(choose("recorded:ada", "en"), 48_000, None) as voice:
        voice.say(Phrase("one"))
        with pytest.raises(VoiceError, match='has no recording of "two"; record it'):
            voice.say(Phrase("two"))
