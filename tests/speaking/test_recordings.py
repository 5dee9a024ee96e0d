"""A text finds its recording by what is said, and a folder tells what is in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.recorded import recorded_voice
from tests.support.voices import tone, with_silence
from voicefoot.errors import CommandError, VoiceError
from voicefoot.speaking.recordings import file_name, find_recorded, line_key, recordings_of
from voicefoot.storage.paths import voices_folder

WORD = with_silence(tone(0.4, sample_rate=48_000), 0.2, 0.2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Left foot.", "left foot"),
        ("Ready.", "ready"),
        ("Twenty-seven", "twenty seven"),
        ("Don't  stop!", "don’t stop"),
        ("Füße", "FÜSSE"),
        ("Fu\u0308ße", "füße"),
        ("いち、に。", "いち に"),
        ("¿Listos?", "listos"),
    ],
)
def test_what_is_said_alike_is_one_line(one: str, other: str) -> None:
    assert line_key(one) == line_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("one", "two"), ("Left foot.", "Right foot."), ("+5", "5"), ("schon", "schön"), ("!", "?")],
)
def test_what_is_said_differently_is_not(one: str, other: str) -> None:
    assert line_key(one) != line_key(other)


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
def test_every_line_has_a_file_of_its_own(one: str, other: str) -> None:
    names = [file_name(line_key(text)) for text in (one, other)]
    assert (names[0] == names[1]) is (line_key(one) == line_key(other))
    for name in names:
        assert name.endswith(".wav")
        assert len(name.encode("utf-8", "surrogatepass")) < 220
        assert not set(name) & set('/\\:*?"<>| ')


def test_files_are_called_by_their_words() -> None:
    assert file_name(line_key("Take a towel.")) == "take-a-towel.wav"
    assert file_name(line_key("なな")) == "なな.wav"


def test_a_file_that_is_gone_was_never_recorded() -> None:
    recorded_voice("ada", {"one": WORD, "two": WORD})
    voice = find_recorded("ada", voices_folder())
    assert list(recordings_of(voice)) == ["one", "two"]
    (voice.folder / "one.wav").unlink()
    assert list(recordings_of(find_recorded("ada", voices_folder()))) == ["two"]


def test_names_are_found_by_their_beginnings() -> None:
    with pytest.raises(VoiceError, match=r"no recorded voice yet; .* voices record"):
        find_recorded(None, voices_folder())
    recorded_voice("Ada", {"one": WORD})
    assert find_recorded(None, voices_folder()).name == "Ada"
    recorded_voice("bert", {"one": WORD})
    assert find_recorded("ad", voices_folder()).name == "Ada"
    with pytest.raises(VoiceError, match=r"several recorded voices \(Ada, bert\); name one"):
        find_recorded(None, voices_folder())
    with pytest.raises(CommandError, match='no recorded voice called "zoe"'):
        find_recorded("zoe", voices_folder())


@pytest.mark.parametrize(
    "lines",
    [
        [],
        {"one": "one.wav"},
        {"one": {"text": "one", "file": "../one.wav", "sha256": ""}},
        {"one": {"text": "one", "file": "..", "sha256": ""}},
        {"one": {"text": "one", "file": "C:one.wav", "sha256": ""}},
        {"one": {"text": 1, "file": "one.wav", "sha256": ""}},
    ],
    ids=str,
)
def test_a_list_that_is_damaged_is_told(lines: object) -> None:
    recorded_voice("ada", {"one": WORD})
    path = voices_folder() / "ada" / "voice.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"lines": lines}))
    with pytest.raises(VoiceError, match=r'voice.json is damaged \("lines"\); put back a copy'):
        recordings_of(find_recorded("ada", voices_folder()))


def test_a_voice_whose_description_is_broken_says_why() -> None:
    recorded_voice("ada", {"one": WORD})
    Path(voices_folder(), "ada", "voice.json").write_text("{")
    with pytest.raises(VoiceError, match=r"the voice ada can't be used: voice.json is damaged .*; put back"):
        find_recorded("ada", voices_folder())
