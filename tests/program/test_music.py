"""Music from the command line to the file: whatever the song is, a correct session or a clear message."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.support.songs import click_song, write_song
from voicefoot.cli.main import run
from voicefoot.dsp.loudness import loudness_lufs, true_peak_db
from voicefoot.model.stems import Stem
from voicefoot.storage.wav import read_wav

pytestmark = pytest.mark.usefixtures("shared_clips")

ROUTINE = """\
title: Taps
exercises:
  - name: Toe taps
    say: Tap your toes.
    reps: 12
    tempo: 120 bpm
  - name: Rest
    for: 8s
"""
VOICE = ["--voice", "pyttsx3"]


@pytest.fixture
def routine(tmp_path: Path) -> Path:
    path = tmp_path / "taps.yaml"
    path.write_text(ROUTINE)
    return path


def scored(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert run(["show", *arguments, "--json", *VOICE]) == 0
    score = json.loads(capsys.readouterr().out)
    return [event for section in score["sections"] for event in section["events"]]


@pytest.mark.parametrize(
    ("name", "rate", "layout", "channels"),
    [("low.wav", 8_000, "mono", 1), ("six.wav", 192_000, "5.1", 6), ("song.mp3", 44_100, "stereo", 2)],
)
def test_unusual_songs_make_a_correct_session(
    routine: Path, tmp_path: Path, name: str, rate: int, layout: str, channels: int
) -> None:
    song = np.repeat(click_song(123, 0.42, 6.0, rate), channels, axis=1)
    write_song(song, rate, tmp_path / name, layout)
    out = tmp_path / "session.wav"
    assert run(["export", str(routine), "-o", str(out), "--music", str(tmp_path / name), *VOICE]) == 0
    clip = read_wav(out, 600.0)
    assert clip.channels == 2
    assert true_peak_db(clip) <= -0.95
    assert loudness_lufs(clip) == pytest.approx(-16.0, abs=1.5)


def test_a_song_that_was_cut_off_plays_as_far_as_it_goes(routine: Path, tmp_path: Path) -> None:
    song = write_song(click_song(123, 0.42, 10.0), 44_100, tmp_path / "song.mp3")
    song.write_bytes(song.read_bytes()[:60_000])
    stems = tmp_path / "stems"
    assert run(["export", str(routine), "--stems", str(stems), "--music", str(song), *VOICE]) == 0
    assert {path.name for path in stems.iterdir()} == {f"{stem}.wav" for stem in Stem}


def test_a_session_with_the_same_song_is_not_encoded_again(
    routine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, song = tmp_path / "session.mp3", tmp_path / "song.wav"
    command = ["export", str(routine), "-o", str(out), "--music", str(song), *VOICE]
    files = []
    for bpm in (123, 123, 110):
        write_song(click_song(bpm, 0.42, 10.0), 44_100, song)
        assert run(command) == 0
        known = "nothing was encoded" in capsys.readouterr().err
        files.append((known, out.read_bytes()))
    assert [known for known, _ in files] == [False, True, False]
    assert files[0][1] == files[1][1] != files[2][1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "song.mp3 is empty; choose another song"),
        (b"This is a text.\n" * 50, "song.mp3 is not a sound file; choose another song"),
        (b"ID3" + bytes(9_000), "song.mp3 is not a sound file; choose another song"),
        (b"\xff\xfb\x90\x64" + bytes(9_000), "song.mp3 is damaged, or was cut off; choose another song"),
    ],
)
def test_what_is_no_song_is_one_clear_message(
    routine: Path, tmp_path: Path, content: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    song = tmp_path / "song.mp3"
    song.write_bytes(content)
    out = tmp_path / "session.wav"
    assert run(["export", str(routine), "-o", str(out), "--music", str(song), *VOICE]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
    assert not out.exists()


def test_silence_and_one_sample_are_no_music(
    routine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    silent = write_song(np.zeros((90_000, 1), dtype=np.float32), 44_100, tmp_path / "silent.wav")
    single = write_song(np.zeros((1, 1), dtype=np.float32), 44_100, tmp_path / "single.wav")
    for song in (silent, single, tmp_path / "none.mp3"):
        assert run(["show", str(routine), "--music", str(song), *VOICE]) == 2
        assert str(song) in capsys.readouterr().err


def test_the_groove_and_none(routine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_groove = scored(capsys, str(routine), "--music", "groove:calm")
    music = [event for event in with_groove if event["kind"] == "music"]
    assert [event["text"] for event in music] == ["groove", "groove"]
    assert music[0]["end"] == music[1]["start"]
    routine.write_text("soundtrack: groove\n" + ROUTINE)
    assert scored(capsys, str(routine)) != scored(capsys, str(routine), "--music", "none")
    assert not [e for e in scored(capsys, str(routine), "--music", "none") if e["kind"] == "music"]
    assert run(["show", str(routine), "--music", "groove wild"]) == 2
    assert "is not a mood of the groove" in capsys.readouterr().err


def test_gains_and_depth_are_as_asked(routine: Path, tmp_path: Path) -> None:
    def stems(name: str, *arguments: str) -> dict[str, np.ndarray]:
        folder = tmp_path / name
        command = ["export", str(routine), "--stems", str(folder), "--music", "groove", *VOICE]
        assert run([*command, *arguments]) == 0
        return {p.stem: np.frombuffer(p.read_bytes()[80:], "<f4") for p in folder.iterdir()}

    plain = stems("plain")
    changed = stems("changed", "--music-gain", "-6", "--voice-gain", "3", "--beat-gain", "-3")
    for stem, gain_db in (("music", -6.0), ("voice", 3.0), ("beat", -3.0), ("chime", 0.0)):
        np.testing.assert_allclose(changed[stem], plain[stem] * 10 ** (gain_db / 20), atol=1e-5)
    spoken = np.abs(plain["voice"]) > 0.2
    deeper = stems("deeper", "--duck", "24")["music"][spoken]
    ratio = np.sqrt(np.mean(deeper**2) / np.mean(plain["music"][spoken] ** 2))
    assert 20 * np.log10(ratio) == pytest.approx(-12.0, abs=0.3)


def test_a_tempo_in_percent(routine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = scored(capsys, str(routine), "--tempo", "80%")
    countdown = {"cue": "countdown", "repetition": None}
    ticks = [e["start"] for e in events if e["text"] == "tick" and e["why"] != countdown]
    assert np.diff(np.array(ticks, dtype=float)) == pytest.approx(0.625, abs=1e-4)
    for wrong in ("fast", "10%", "300%"):
        assert run(["show", str(routine), "--tempo", wrong]) == 2
