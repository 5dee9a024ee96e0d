from __future__ import annotations

import pytest

from tests.support.voices import SyntheticVoice
from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.speak import speak


def test_each_phrase_is_spoken_once_in_order() -> None:
    voice = SyntheticVoice()
    one, two, fast = Phrase("one"), Phrase("two"), Phrase("one", 1.5)
    clips = speak([one, two, one, fast, two], voice)
    assert voice.asked == [one, two, fast]
    assert list(clips) == [one, two, fast]
    assert clips[one].frames > clips[fast].frames


def test_an_error_of_the_voice_is_passed_on() -> None:
    class Mute(SyntheticVoice):
        def say(self, phrase: Phrase) -> Clip:
            raise VoiceError(f"{phrase.text} can't be said; say something else")

    with pytest.raises(VoiceError, match="one can't be said"):
        speak([Phrase("one")], Mute())
