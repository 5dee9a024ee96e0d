"""Phrases are synthesized once each, by as many threads as the voice allows."""

from __future__ import annotations

import pytest

from tests.support.voices import SyntheticVoice
from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import max_workers
from voicefoot.speaking.speak import CancellableVoice, speak


def test_each_phrase_is_spoken_once_in_order() -> None:
    voice = SyntheticVoice()
    one, two, fast = Phrase("one"), Phrase("two"), Phrase("one", 1.5)
    clips = speak([one, two, one, fast, two], voice)
    assert voice.requests == [one, two, fast]
    assert list(clips) == [one, two, fast]
    assert clips[one].frames > clips[fast].frames


def test_an_error_of_the_voice_is_passed_on() -> None:
    class Mute(SyntheticVoice):
        def say(self, phrase: Phrase) -> Clip:
            raise VoiceError(f"{phrase.text} can't be said; say something else")

    with pytest.raises(VoiceError, match="one can't be said"):
        speak([Phrase("one")], Mute())


def test_a_cancelled_voice_refuses() -> None:
    cancelled: list[bool] = []
    inner = SyntheticVoice()
    voice = CancellableVoice(inner, lambda: bool(cancelled))
    assert voice.identity == inner.identity
    assert voice.say(Phrase("one")).frames
    cancelled.append(True)
    with pytest.raises(VoiceError, match="not wanted any more"):
        voice.say(Phrase("two"))
    assert inner.requests == [Phrase("one")]


def test_a_voice_has_one_worker_unless_it_says_otherwise() -> None:
    class Pool(SyntheticVoice):
        max_workers = 3

    assert max_workers(SyntheticVoice()) == 1
    assert max_workers(CancellableVoice(Pool(), lambda: False)) == 3
