"""A recorded voice says what was recorded, at any speed, and nothing else."""

from __future__ import annotations

import pytest

from tests.support.recorded import recorded_voice, write_wav
from tests.support.voices import tone, with_silence
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_recorded import RecordedAdapter
from voicefoot.storage.paths import voices_folder

adapter = RecordedAdapter()
WORD = with_silence(tone(0.5, sample_rate=48_000), 0.2, 0.2)
LONGER = with_silence(tone(0.7, sample_rate=48_000), 0.2, 0.2)


def test_the_status_tells_which_there_are() -> None:
    assert not adapter.status().available
    assert "voicefoot voices record" in adapter.status().detail
    recorded_voice("ada", {"one": WORD})
    recorded_voice("bert", {"eins": WORD}, "de")
    status = adapter.status()
    assert (status.available, status.variants, status.languages) == (True, ("ada", "bert"), ("en", "de"))


@pytest.mark.parametrize("speed", [0.5, 1.0, 1.3, 2.0, 2.5, 5.0])
def test_it_says_what_was_recorded_at_any_speed(speed: float) -> None:
    recorded_voice("ada", {"Left foot.": WORD})
    voice = adapter.open("ada", "en")
    assert voice.identity == adapter.identity("ada", "en")
    clip = voice.say(Phrase("left foot", speed))
    assert clip.channels == 1
    assert clip.seconds == pytest.approx(0.54 / speed, abs=0.05)


def test_it_tells_what_it_has() -> None:
    recorded_voice("ada", {"Left foot.": WORD})
    has = adapter.lines("ada", "en")
    assert [has(text) for text in ("left foot", "LEFT FOOT!", "right foot")] == [True, True, False]
    with pytest.raises(VoiceError, match=r'ada has no recording of "right foot"; record it with: voicefoot'):
        adapter.open("ada", "en").say(Phrase("right foot"))


def test_another_take_is_another_identity() -> None:
    recorded_voice("ada", {"one": WORD})
    before = adapter.identity(None, "en")
    recorded_voice("ada", {"one": LONGER})
    after = adapter.identity(None, "en")
    assert after != before
    write_wav(voices_folder() / "ada" / "one.wav", WORD)
    assert adapter.identity(None, "en") not in (before, after)


@pytest.mark.parametrize(("recorded", "language"), [("en", "en-GB"), ("en-GB", "en"), ("pt-BR", "pt_br")])
def test_it_speaks_its_language(recorded: str, language: str) -> None:
    recorded_voice("ada", {"one": WORD}, recorded)
    assert adapter.identity("ada", language).startswith("recorded:ada, ")


def test_it_speaks_no_other() -> None:
    recorded_voice("ada", {"one": WORD})
    with pytest.raises(VoiceError, match='was recorded in "en", and the routine is in "de"; use another'):
        adapter.identity("ada", "de")


def test_a_damaged_file_is_told() -> None:
    recorded_voice("ada", {"one": WORD})
    path = voices_folder() / "ada" / "one.wav"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(VoiceError, match=r"one\.wav ends before its sound does; record it with: voicefoot"):
        adapter.open("ada", "en").say(Phrase("one"))
