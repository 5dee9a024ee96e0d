"""A recorded voice is written so that it is whole at any time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.recorded import recorded_voice
from tests.support.voices import tone, with_silence
from voicefoot.audio import Clip
from voicefoot.errors import CommandError, OutputError, VoiceError
from voicefoot.recording.voice_folder import open_folder
from voicefoot.speaking.installed_voices import broken_voices, installed_voices
from voicefoot.speaking.recordings import find_recorded, recordings_of
from voicefoot.storage.paths import voices_folder
from voicefoot.storage.wav import read_wav

WORD = with_silence(tone(0.5, amplitude=0.01, sample_rate=44_100), 0.3, 0.3)


def test_a_voice_is_there_as_others_see_it() -> None:
    written = recorded_voice("ada", {"Take a towel.": WORD, "one": WORD})
    (voice,) = installed_voices(voices_folder())
    assert (voice.name, voice.engine, voice.language) == ("ada", "recorded", "en")
    files = [voice.folder / recording.file for recording in recordings_of(voice).values()]
    assert voice.size == sum(path.stat().st_size for path in files)
    assert len(written) == 2
    assert "take a towel" in written
    clip = read_wav(voice.folder / "take-a-towel.wav")
    assert (clip.sample_rate, clip.channels) == (44_100, 1)
    assert clip.seconds == pytest.approx(0.54, abs=0.02)
    assert float(np.abs(clip.samples).max()) == pytest.approx(10 ** (-3.0 / 20), rel=1e-3)


def test_lines_are_added_another_day() -> None:
    recorded_voice("ada", {"one": WORD})
    recorded_voice("Ada", {"two": WORD})
    assert list(recordings_of(find_recorded("ada", voices_folder()))) == ["one", "two"]
    assert [path.name for path in voices_folder().iterdir()] == ["ada"]


def test_nothing_is_written_before_there_is_a_line() -> None:
    voice = open_folder("ada", "en", voices_folder())
    assert not voices_folder().exists()
    with pytest.raises(CommandError, match='nothing to hear of "one"; record it again'):
        voice.add("one", Clip.silence(48_000, 48_000))
    assert not voices_folder().exists()


def test_a_crash_before_the_end_leaves_the_voice_as_it_was() -> None:
    recorded_voice("ada", {"one": WORD})
    open_folder("ada", "en", voices_folder()).add("two", WORD)
    assert list(recordings_of(find_recorded("ada", voices_folder()))) == ["one"]


def test_a_folder_left_empty_by_a_crash_is_used() -> None:
    (voices_folder() / "ada").mkdir(parents=True)
    assert [voice.name for voice in broken_voices(voices_folder())] == ["ada"]
    recorded_voice("ada", {"one": WORD})
    assert broken_voices(voices_folder()) == []


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", ".ada", "../ada", "a/b", "a\\b", "a:b", "ada ", "ada.", "a\x1bb", "x" * 61]
)
def test_a_name_is_one_that_a_folder_can_have(name: str) -> None:
    with pytest.raises(CommandError, match=r"a voice can't be called .*; choose a plain name, such as ada"):
        open_folder(name, "en", voices_folder())


def test_other_voices_are_left_alone(tmp_path: Path) -> None:
    piper = tmp_path / "thorsten"
    piper.mkdir()
    for name, text in {
        "voice.json": '{"engine": "piper", "language": "de"}',
        "model.onnx": "",
        "model.onnx.json": "{}",
    }.items():
        (piper / name).write_text(text)
    with pytest.raises(CommandError, match="Thorsten is a voice already; choose another name"):
        open_folder("Thorsten", "de", tmp_path)
    (piper / "voice.json").unlink()
    with pytest.raises(VoiceError, match=r"no voice that can be used: voice.json is missing; remove"):
        open_folder("thorsten", "de", tmp_path)


def test_a_voice_has_one_language() -> None:
    recorded_voice("ada", {"one": WORD})
    with pytest.raises(CommandError, match='ada was recorded in "en", and this is in "de"; choose another'):
        open_folder("ada", "de", voices_folder())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"ada can't be made: not a directory; check its rights"):
        open_folder("ada", "en", tmp_path / "file").add("one", WORD)
