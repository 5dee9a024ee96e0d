"""What is found out about a song is kept by its content, and found anew where it was lost."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from tests.support.songs import click_song, write_song
from voicefoot.errors import CommandError
from voicefoot.music import analysis
from voicefoot.music.analysis import analyze_song

has_librosa = importlib.util.find_spec("librosa") is not None
needs_librosa = pytest.mark.skipif(not has_librosa, reason="needs voicefoot[music], an extra")


def ignore(_: str) -> None:
    """Ignore a notice."""


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("song") / "song.mp3"
    return write_song(click_song(123, 0.42, 30.0), 44_100, path).read_bytes()


@pytest.fixture
def song(encoded: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "song.mp3"
    path.write_bytes(encoded)
    return path


@needs_librosa
def test_the_tempo_and_the_beats_of_a_song_are_found(song: Path) -> None:
    found = analyze_song(song, None, print, beats=True)
    assert found.seconds == pytest.approx(30.0, abs=0.03)
    assert found.beat_seconds is not None
    beats = np.array(found.beat_seconds)
    assert 60.0 / np.diff(beats).mean() == pytest.approx(123.0, abs=0.1)
    assert np.abs(beats - (0.42 + 60.0 / 123.0 * np.arange(len(beats)))).max() < 0.010


def test_what_is_known_is_not_looked_for_again(song: Path, tmp_path: Path) -> None:
    notices: list[str] = []
    first = analyze_song(song, tmp_path / "cache", notices.append, beats=False)
    moved = song.rename(tmp_path / "other.mp3")
    second = analyze_song(moved, tmp_path / "cache", notices.append, beats=False)
    assert notices == ["listening to song.mp3 ..."]
    assert first.loudness_lufs == second.loudness_lufs
    np.testing.assert_allclose(first.momentary_lufs, second.momentary_lufs, atol=0.051)


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"version": 0}', '{"version": 1, "seconds": "x"}', "null"]
)
def test_a_damaged_note_is_found_anew(song: Path, tmp_path: Path, damage: str) -> None:
    cache = tmp_path / "cache"
    analyze_song(song, cache, ignore, beats=False)
    (kept,) = cache.iterdir()
    kept.write_text(damage)
    assert analyze_song(song, cache, ignore, beats=False).seconds == pytest.approx(30.0, abs=0.03)
    assert json.loads(kept.read_text())["version"] == 1


def test_a_song_that_changed_is_another(song: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    analyze_song(song, cache, ignore, beats=False)
    write_song(click_song(100, 0.1, 10.0), 44_100, song)
    assert analyze_song(song, cache, ignore, beats=False).seconds == pytest.approx(10.0, abs=0.03)


def test_without_the_library_it_says_how_to_get_it_and_goes_on(
    song: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise CommandError("librosa is missing; install it")

    monkeypatch.setattr(analysis, "find_beats", missing)
    notices: list[str] = []
    found = analyze_song(song, tmp_path / "cache", notices.append, beats=True)
    assert found.beat_seconds is None
    assert notices[-1] == "librosa is missing; install it"


def test_a_folder_that_can_not_be_written_to_is_no_hindrance(song: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    assert analyze_song(song, tmp_path / "cache", ignore, beats=False).seconds > 29.0


def test_a_song_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be read"):
        analyze_song(tmp_path / "none.mp3", tmp_path, ignore, beats=False)
