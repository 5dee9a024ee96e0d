"""What a routine says of its music is understood, or answered with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.songs import click_song, write_song
from voicefoot.errors import RoutineError
from voicefoot.model.routine import GrooveTrack, Mood, SongTrack, Soundtrack
from voicefoot.reading.read import read_text

BODY = "exercises:\n  - name: A\n    for: 10s\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "routines"
    (home / "songs").mkdir(parents=True)
    write_song(click_song(120, 0.3, 2.0), 44_100, home / "song.mp3")
    for name in ("b.flac", "a.wav"):
        write_song(click_song(120, 0.3, 2.0), 44_100, home / "songs" / name)
    (home / "songs" / "words.txt").write_text("no song")
    write_song(click_song(120, 0.3, 2.0), 44_100, tmp_path / "outside.mp3")
    (home / "link.mp3").symlink_to(tmp_path / "outside.mp3")
    (home / "text.mp3").write_text("This is a text.")
    (home / "empty").mkdir()
    write_song(np.zeros((20_000, 1), dtype=np.float32), 44_100, home / "short.wav")
    return home


def soundtrack(said: str, folder: Path | None) -> Soundtrack | None:
    return read_text(f"title: T\nsoundtrack: {said}\n{BODY}", "r.yaml", folder).exercises[0].soundtrack


@pytest.mark.parametrize(
    ("said", "mood"), [("groove", Mood.STEADY), ("Groove calm", Mood.CALM), ("groove:lively", Mood.LIVELY)]
)
def test_the_groove(said: str, mood: Mood) -> None:
    assert soundtrack(said, None) == GrooveTrack(mood)


def test_none() -> None:
    assert soundtrack("none", None) is None


def test_songs(folder: Path) -> None:
    assert soundtrack("song.mp3", folder) == SongTrack((folder / "song.mp3",))
    assert soundtrack("songs", folder) == SongTrack((folder / "songs" / "a.wav", folder / "songs" / "b.flac"))
    by_hand = soundtrack("{file: song.mp3, bpm: 128, first_beat: 0.35s}", folder)
    assert by_hand == SongTrack((folder / "song.mp3",), 128.0, 0.35)


def test_an_exercise_says_its_own(folder: Path) -> None:
    text = f"title: T\nsoundtrack: groove\n{BODY}  - name: B\n    for: 9s\n    soundtrack: none\n"
    first, second = read_text(text, "r.yaml", folder).exercises
    assert (first.soundtrack, second.soundtrack) == (GrooveTrack(), None)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("none.mp3", '`soundtrack` is "none.mp3", which is not there; check its name'),
        ("../outside.mp3", "which is outside the folder of the routine; put the file beside the routine"),
        ("/etc/hostname", "which is outside the folder of the routine"),
        ("link.mp3", "which leads out of the folder of the routine"),
        ("text.mp3", 'is "text.mp3", which is not a sound file; choose another song'),
        ("short.wav", "which is shorter than a second; choose another song"),
        ("empty", "which has no song in it"),
        ("groove fast", "which is not a mood of the groove; write groove calm, groove steady, groove lively"),
        ("[a.mp3, b.mp3]", "`soundtrack` takes one value, not a list"),
        ("{file: song.mp3, bpm: 128}", "`bpm` is without `first_beat`; write both, or neither"),
        ("{file: songs, bpm: 128, first_beat: 1s}", "which is a folder, and a tempo belongs to one song"),
        ("{bpm: 128, first_beat: 1s}", "there is no `file` in a song"),
        ("{file: song.mp3, tempo: 128}", "`tempo` does not belong in a song"),
        ("{file: song.mp3, bpm: fast, first_beat: 1s}", '`bpm` is "fast", which is not a tempo'),
        ("http://example.org/song.mp3", "which is not there"),
    ],
)
def test_what_is_wrong_is_told_once_and_with_its_place(said: str, message: str, folder: Path) -> None:
    text = f"title: T\nsoundtrack: {said}\n{BODY}  - name: B\n    for: 9s\n"
    with pytest.raises(RoutineError) as caught:
        read_text(text, "r.yaml", folder)
    (problem,) = caught.value.problems
    assert problem.line == 2
    assert message in str(problem)


def test_a_routine_without_a_folder_has_no_songs() -> None:
    with pytest.raises(RoutineError, match="save the routine as a file first"):
        soundtrack("song.mp3", None)
