"""Songs of all formats are read alike; what is no song is told so, and nothing else is ever opened."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.songs import CODECS, click_song, write_song
from voicefoot.audio import Samples
from voicefoot.errors import CommandError
from voicefoot.music.decoder import check_songs, decode_song, list_songs

RATE = 48_000


def whole(path: Path, sample_rate: int = RATE, channels: int = 1) -> Samples:
    return np.concatenate(list(decode_song(path, sample_rate, channels)))


@pytest.mark.parametrize("ending", CODECS)
def test_every_format_is_the_same_song_from_its_beginning(ending: str, tmp_path: Path) -> None:
    song = click_song(120, 0.3, 4.0)
    read = whole(write_song(song, 44_100, tmp_path / f"song{ending}"))
    assert abs(len(read) - 4.0 * RATE) <= 1_024
    plain = whole(write_song(song, 44_100, tmp_path / "plain.wav"))
    # Where the first click is heard, and how alike the rest is.
    window = slice(round(0.2 * RATE), round(3.5 * RATE))
    lags: dict[int, float] = {
        lag: float(np.dot(read[window.start + lag : window.stop + lag, 0], plain[window, 0]))
        for lag in range(-60, 61)
    }
    best = max(lags.items(), key=lambda item: item[1])[0]
    assert abs(best) <= 1
    assert lags[0] / float(np.dot(plain[window, 0], plain[window, 0])) == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(("rate", "layout", "channels"), [(8_000, "mono", 1), (192_000, "5.1", 6)])
def test_unusual_shapes_are_brought_to_the_sessions(
    rate: int, layout: str, channels: int, tmp_path: Path
) -> None:
    song = np.repeat(click_song(120, 0.3, 2.0, rate), channels, axis=1)
    read = whole(write_song(song, rate, tmp_path / "song.wav", layout), RATE, 2)
    assert abs(len(read) - 2.0 * RATE) < 50
    assert 0.1 < np.abs(read).max() < 2.0
    np.testing.assert_allclose(read[:, 0], read[:, 1], atol=0.02)


def test_the_same_song_is_always_the_same_samples(tmp_path: Path) -> None:
    path = write_song(click_song(100, 0.1, 3.0), 44_100, tmp_path / "song.mp3")
    assert np.array_equal(whole(path), whole(path))


def test_one_channel_becomes_two_alike(tmp_path: Path) -> None:
    path = write_song(click_song(100, 0.1, 2.0), 44_100, tmp_path / "song.flac")
    both = whole(path, RATE, 2)
    assert np.array_equal(both[:, 0], both[:, 1])


@pytest.mark.parametrize("ending", [".mp3", ".flac", ".ogg"])
def test_a_song_that_was_cut_off_ends_where_it_was_cut(ending: str, tmp_path: Path) -> None:
    path = write_song(click_song(120, 0.3, 8.0), 44_100, tmp_path / f"song{ending}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    check_songs([path])
    assert 2.0 * RATE < len(whole(path)) < 7.0 * RATE


def test_damage_in_the_middle_is_left_out(tmp_path: Path) -> None:
    path = write_song(click_song(120, 0.3, 8.0), 44_100, tmp_path / "song.mp3")
    content = bytearray(path.read_bytes())
    content[20_000:24_000] = bytes(4_000)
    path.write_bytes(content)
    assert 6.0 * RATE < len(whole(path)) <= 8.1 * RATE


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/hostname\n#EXT-X-ENDLIST\n"

BAD: dict[str, tuple[bytes, str]] = {
    "empty.mp3": (b"", "is empty"),
    "text.mp3": (b"This is a text, and no song.\n" * 100, "is not a sound file"),
    "playlist.mp3": (PLAYLIST, "is not a sound file"),
    "concat.mp3": (b"ffconcat version 1.0\nfile /etc/hostname\n", "is not a sound file"),
    "noise.mp3": (b"\xff\xfb" + bytes(range(256)) * 50, ""),
    "title.mp3": (b"ID3" + bytes(5_000), ""),
    "head.ogg": (b"OggS" + bytes(500), ""),
    "head.wav": (b"RIFF\0\0\0\0WAVE", ""),
    "head.m4a": (b"\0\0\0\x20ftypM4A " + bytes(100), ""),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_song_is_told_by_its_name(name: str, tmp_path: Path) -> None:
    content, what = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        check_songs([path])
    assert str(caught.value).startswith(f"{path} {what}")
    assert "; " in str(caught.value)


def test_a_song_of_one_sample_is_too_short(tmp_path: Path) -> None:
    path = write_song(np.zeros((1, 1), dtype=np.float32), 44_100, tmp_path / "song.wav")
    with pytest.raises(CommandError, match=r"song\.wav (is shorter than a second|holds no sound)"):
        check_songs([path])


def test_a_song_that_lost_its_index_is_told(tmp_path: Path) -> None:
    path = write_song(click_song(120, 0.3, 4.0), 44_100, tmp_path / "song.m4a")
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(CommandError, match=r"song\.m4a is damaged, or was cut off"):
        check_songs([path])


def test_what_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.mp3 is not there"):
        check_songs([tmp_path / "none.mp3"])
    with pytest.raises(CommandError, match="is a folder; name a song"):
        check_songs([tmp_path])


def test_the_songs_of_a_folder_by_their_names(tmp_path: Path) -> None:
    for name in ("b.mp3", "A.FLAC", "notes.txt", "c.wav"):
        (tmp_path / name).touch()
    assert [path.name for path in list_songs(tmp_path)] == ["A.FLAC", "b.mp3", "c.wav"]
    with pytest.raises(CommandError, match="has no song in it"):
        list_songs(_empty(tmp_path))


def _empty(folder: Path) -> Path:
    empty = folder / "empty"
    empty.mkdir()
    return empty


def test_a_song_may_be_left_early(tmp_path: Path) -> None:
    path = write_song(click_song(120, 0.3, 4.0), 44_100, tmp_path / "song.mp3")
    parts = decode_song(path, RATE, 1)
    next(parts)
    parts.close()
    path.unlink()
