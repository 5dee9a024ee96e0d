"""What a song's file claims costs bounded memory and time, in a process that is stopped if need be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.support import hostile_songs as hostile
from voicefoot.errors import CommandError
from voicefoot.model import limits
from voicefoot.music import decoder
from voicefoot.music.decoder import check_songs, decode_song

BOMBS = ("before.mp3", "before.flac", "chunk.wav", "small-chunk.wav", "chunk.aiff", "between.aac")

MEASURE = """
import resource, sys
from pathlib import Path
from voicefoot.errors import CommandError
from voicefoot.music.decoder import check_songs
try:
    check_songs([Path(sys.argv[1])])
    print("good")
except CommandError as error:
    print(error)
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
own = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(max(children, int(own[0]) * 1024))
"""


def checked(path: Path) -> tuple[str, int]:
    """What `check_songs` says of a file, in a process of its own, and the most bytes that it took."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True, timeout=600
    )
    said, size = done.stdout.rsplit("\n", 2)[:2]
    return said, int(size)


def bomb(name: str, folder: Path) -> Path:
    tag, path = hostile.bomb_tag(), folder / name
    match name:
        case "before.mp3" | "before.flac":
            song = hostile.write_plain(folder / f"plain{path.suffix}").read_bytes()
            path.write_bytes(hostile.with_tag_before(song, tag + tag))
        case "chunk.wav" | "small-chunk.wav":
            song = hostile.write_plain(folder / "plain.wav").read_bytes()
            chunk = b"id3 " if name.startswith("small") else b"ID3 "
            path.write_bytes(hostile.with_tag_chunk(song, tag, chunk))
        case "chunk.aiff":
            path.write_bytes(hostile.aiff_with_tag(tag))
        case _:
            path.write_bytes(hostile.adts_with_tag(tag, folder / "plain.aac"))
    return path


@pytest.mark.parametrize("name", BOMBS)
def test_a_tag_that_unpacks_to_gigabytes_costs_no_memory(name: str, tmp_path: Path) -> None:
    said, size = checked(bomb(name, tmp_path))
    assert size < limits.MAX_SONG_MEMORY_BYTES + 100_000_000
    assert said == "good" or "too much memory" in said
    if name != "between.aac":  # such a tag is not passed over, but not unpacked either
        assert said == "good"
        assert size < 200_000_000


def test_a_song_with_a_tag_is_the_same_samples_as_without(tmp_path: Path) -> None:
    plain = hostile.write_plain(tmp_path / "plain.mp3")
    tagged = tmp_path / "tagged.mp3"
    tagged.write_bytes(hostile.with_tag_before(plain.read_bytes(), hostile.bomb_tag(1)))
    both = [np.concatenate(list(decode_song(path, 22_050, 1))) for path in (plain, tagged)]
    assert np.array_equal(both[0], both[1])


def test_an_index_that_unpacks_to_a_gigabyte_is_refused_within_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "song.m4a"
    path.write_bytes(hostile.packed_index(1_000))
    said, size = checked(path)
    assert said.startswith(f"{path} ")
    assert said != "good"
    assert size < limits.MAX_SONG_MEMORY_BYTES + 100_000_000


@pytest.mark.parametrize(
    ("rate", "channels", "is_good"),
    [
        (limits.MIN_SONG_RATE - 1, 1, False),
        (limits.MIN_SONG_RATE, 1, True),
        (limits.MAX_SONG_RATE, 1, True),
        (limits.MAX_SONG_RATE + 1, 1, False),
        (8_000, limits.MAX_SONG_CHANNELS, True),
        (8_000, limits.MAX_SONG_CHANNELS + 1, False),
    ],
)
def test_rates_and_channels_are_bounded(rate: int, channels: int, is_good: bool, tmp_path: Path) -> None:
    path = tmp_path / "song.wav"
    path.write_bytes(hostile.wav_that_claims(rate, channels))
    if is_good:
        check_songs([path])
    else:
        with pytest.raises(CommandError, match=r"sample rate of|channels; "):
            check_songs([path])


@pytest.mark.parametrize(("seconds", "is_good"), [(2.999, True), (3.001, False)])
def test_the_length_is_bounded(
    seconds: float, is_good: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voicefoot.music import song_file

    monkeypatch.setattr(song_file, "MAX_SONG_SECONDS", 3.0)
    path = tmp_path / "song.wav"
    path.write_bytes(hostile.wav_that_claims(8_000, 1, seconds))
    if is_good:
        assert sum(map(len, song_file.decode_file(path, 8_000, 1))) == round(seconds * 8_000)
    else:
        with pytest.raises(CommandError, match="is longer than"):
            list(song_file.decode_file(path, 8_000, 1))


@pytest.mark.parametrize(("more", "is_good"), [(0, True), (1, False)])
def test_the_size_is_bounded(
    more: int, is_good: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voicefoot.music import song_file

    path = tmp_path / "song.wav"
    path.write_bytes(hostile.wav_that_claims(8_000, 1))
    monkeypatch.setattr(song_file, "MAX_SONG_BYTES", path.stat().st_size - more)
    if is_good:
        assert list(song_file.decode_file(path, 8_000, 1))
    else:
        with pytest.raises(CommandError, match="is larger than"):
            list(song_file.decode_file(path, 8_000, 1))


@pytest.mark.parametrize("worst", [float("nan"), float("inf"), 1e30])
def test_samples_that_are_no_level_do_no_harm(worst: float, tmp_path: Path) -> None:
    good = np.full(16_000, 0.25, dtype="<f4")
    good[100] = worst
    head = hostile.wav_that_claims(8_000, 1, 0.0)
    body = head[8:20] + b"\x03\x00" + head[22:24] + b"\x40\x1f\x00\x00" + b"\x00\x7d\x00\x00\x04\x00\x20\x00"
    body += b"data" + len(good.tobytes()).to_bytes(4, "little") + good.tobytes()
    path = tmp_path / "song.wav"
    path.write_bytes(b"RIFF" + len(body).to_bytes(4, "little") + body)
    samples = np.concatenate(list(decode_song(path, 8_000, 1)))
    assert len(samples) == 16_000
    assert np.abs(samples).max() <= 16.0
    assert samples[8_000, 0] == pytest.approx(0.25)


def test_a_process_that_gives_nothing_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "MAX_SONG_WAIT_SECONDS", 0.001)  # a fresh Python takes longer
    path = hostile.write_plain(tmp_path / "song.wav")
    song = decode_song(path, 8_000, 1)
    with pytest.raises(CommandError, match=r"song\.wav takes too long to decode; choose another song"):
        list(song)
    assert list(song) == []


def test_a_process_that_works_without_end_ends_itself() -> None:
    """The bound on its work, tried with a second and a loop."""
    code = (
        "from voicefoot.music import song_process as p; p.MAX_SONG_CPU_SECONDS = 0; p._limit_resources()\n"
        "while True: pass"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=600).returncode < 0


def test_the_process_can_write_no_file_and_open_but_a_few(tmp_path: Path) -> None:
    code = (
        "import sys; from voicefoot.music import song_process as p; p._limit_resources()\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n    open(sys.argv[1], 'wb', buffering=0).write(b'x')\n"
        "except OSError: print('no write')\n"
        "try:\n    kept = [open(sys.executable) for _ in range(100)]\n"
        "except OSError: print('no more files')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "new")], capture_output=True, text=True, check=True
    )
    assert done.stdout == "no write\nno more files\n"


def test_every_song_of_a_folder_is_checked_in_one_process_and_the_bad_one_is_named(tmp_path: Path) -> None:
    good = [hostile.write_plain(tmp_path / f"{name}.wav") for name in "ab"]
    check_songs(good)
    bad = tmp_path / "c.wav"
    bad.write_bytes(b"RIFF\0\0\0\0WAVE")
    with pytest.raises(CommandError, match=r"c\.wav "):
        check_songs([*good, bad])


def test_a_stream_that_is_left_leaves_no_process(tmp_path: Path) -> None:
    song = decode_song(hostile.write_plain(tmp_path / "song.wav", 30.0), 48_000, 2)
    next(song)
    process = song._process._process
    del song
    assert process.returncode is not None
