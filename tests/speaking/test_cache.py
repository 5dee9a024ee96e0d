"""The cache gives what was spoken before, notices damage, and never stops a session."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.voices import SyntheticVoice, tone
from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.cache import CachedVoice, decode_clip, encode_clip, entry_key
from voicefoot.storage.disk_cache import DiskCache, evict

ONE = Phrase("one")


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def cached(inner: SyntheticVoice, folder: Path, notices: list[str] | None = None) -> CachedVoice:
    return CachedVoice(inner, folder, (notices if notices is not None else []).append)


def same(one: Clip, other: Clip) -> bool:
    return one.sample_rate == other.sample_rate and np.array_equal(one.samples, other.samples)


def test_a_phrase_is_spoken_once_and_is_the_same_ever_after(tmp_path: Path) -> None:
    inner = SyntheticVoice()
    first = cached(inner, tmp_path / "deep" / "clips").say(ONE)
    second = cached(inner, tmp_path / "deep" / "clips").say(ONE)
    assert inner.requests == [ONE]
    assert same(first, second)
    assert not second.samples.flags.writeable


@pytest.mark.parametrize(
    ("identity", "phrase"),
    [
        ("other", ONE),
        ("synthetic", Phrase("One")),
        ("synthetic", Phrase("one ")),
        ("synthetic", Phrase("one", 1.25)),
        ("syntheticone", Phrase("")),
    ],
)
def test_all_that_changes_the_sound_is_in_the_key(identity: str, phrase: Phrase) -> None:
    assert entry_key(identity, phrase) != entry_key("synthetic", ONE)


def test_a_speed_is_the_same_however_it_is_written() -> None:
    assert entry_key("v", Phrase("one", 1)) == entry_key("v", Phrase("one", 1.0))


def test_two_voices_share_a_folder(tmp_path: Path) -> None:
    low, high = SyntheticVoice("low"), SyntheticVoice("high")
    for _ in range(2):
        cached(low, tmp_path).say(ONE)
        cached(high, tmp_path).say(ONE)
    assert len(low.requests) == len(high.requests) == 1
    assert len(entries(tmp_path)) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:30],
        lambda data: data[:-4],
        lambda data: data + b"\0\0\0\0",
        lambda data: data[:2000] + bytes([data[2000] ^ 1]) + data[2001:],
        lambda data: data[:41] + bytes([data[41] ^ 1]) + data[42:],
        lambda data: b"RIFF" + data,
        lambda data: bytes(len(data)),
    ],
)
def test_a_damaged_entry_is_made_anew(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    inner = SyntheticVoice()
    good = cached(inner, tmp_path).say(ONE)
    (path,) = entries(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert same(cached(inner, tmp_path).say(ONE), good)
    assert len(inner.requests) == 2
    assert same(cached(inner, tmp_path).say(ONE), good)
    assert len(inner.requests) == 2


@given(st.binary(max_size=200))
def test_foreign_bytes_are_no_clip(data: bytes) -> None:
    assert decode_clip(data) is None
    assert decode_clip(b"VFCLIP1\n" + data) is None


@pytest.mark.parametrize("frames", [0, 1, 4801])
@pytest.mark.parametrize("channels", [1, 2])
def test_an_entry_gives_back_its_clip(frames: int, channels: int) -> None:
    samples = np.random.default_rng(0).normal(size=(frames, channels))
    clip = Clip.of(samples, 44_100)
    back = decode_clip(encode_clip(clip))
    assert back is not None
    assert same(back, clip)
    assert back.channels == channels


def test_an_error_of_the_voice_is_not_kept(tmp_path: Path) -> None:
    class Mute(SyntheticVoice):
        def say(self, phrase: Phrase) -> Clip:
            raise VoiceError(f"{phrase.text}: no; try again")

    with pytest.raises(VoiceError):
        cached(Mute(), tmp_path).say(ONE)
    assert entries(tmp_path) == []


def test_a_folder_that_cannot_be_is_told_once_and_stops_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "clips"
    blocked.write_text("not a folder")
    notices: list[str] = []
    inner = SyntheticVoice()
    voice = cached(inner, blocked, notices)
    assert same(voice.say(ONE), voice.say(ONE))
    voice.say(Phrase("two"))
    assert len(inner.requests) == 3
    assert len(notices) == 1
    assert str(blocked) in notices[0]
    assert blocked.read_text() == "not a folder"


def test_an_entry_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    path = DiskCache(tmp_path, ".clip", 1, print).path(entry_key("synthetic", ONE))
    path.mkdir(parents=True)
    notices: list[str] = []
    assert cached(SyntheticVoice(), tmp_path, notices).say(ONE).frames
    assert len(notices) == 1
    assert [file.name for file in entries(tmp_path)] == []


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _target: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    notices: list[str] = []
    assert cached(SyntheticVoice(), tmp_path, notices).say(ONE).frames
    assert entries(tmp_path) == []
    assert "No space left" in notices[0]


def test_many_writers_at_once_leave_whole_entries(tmp_path: Path) -> None:
    def speak(_: int) -> Clip:
        return cached(SyntheticVoice(), tmp_path).say(ONE)

    with ThreadPoolExecutor(8) as pool:
        clips = list(pool.map(speak, range(64)))
    assert all(same(clip, clips[0]) for clip in clips)
    (path,) = entries(tmp_path)
    kept = decode_clip(path.read_bytes())
    assert kept is not None
    assert same(kept, clips[0])


def store(folder: Path, name: str, size: int, used: float) -> Path:
    path = folder / name[:2] / f"{name[2:]}.clip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, (used, used))
    return path


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    old, older, new = (store(tmp_path, f"aa{used}", 100, used) for used in (2000, 1000, 3000))
    foreign = tmp_path / "aa" / "notices.txt"
    foreign.write_bytes(bytes(500))
    evict(tmp_path, ".clip", 200)
    assert old.exists()
    assert new.exists()
    assert foreign.exists()
    assert not older.exists()


def test_what_a_killed_writer_left_goes_when_it_is_old(tmp_path: Path) -> None:
    left = store(tmp_path, "aa.left", 10, 1000)
    writing = tmp_path / "aa" / ".writing.clip"
    writing.write_bytes(b"now")
    evict(tmp_path, ".clip", 1000)
    assert not left.exists()
    assert writing.exists()


def test_the_folder_stays_within_its_bound(tmp_path: Path) -> None:
    older = store(tmp_path, "aaold", 90_000, 1000)
    voice = CachedVoice(SyntheticVoice(), tmp_path, print, max_bytes=50_000)
    voice.say(ONE)
    assert not older.exists()
    assert len(entries(tmp_path)) == 1


def test_a_use_is_remembered(tmp_path: Path) -> None:
    inner = SyntheticVoice()
    cached(inner, tmp_path).say(ONE)
    (path,) = entries(tmp_path)
    os.utime(path, (1000, 1000))
    cached(inner, tmp_path).say(ONE)
    assert path.stat().st_mtime > 1_000_000
    assert len(inner.requests) == 1


def test_the_wished_voice_never_gets_another_voices_clip(tmp_path: Path) -> None:
    cached(SyntheticVoice("pyttsx3"), tmp_path).say(ONE)
    natural = SyntheticVoice("natural")
    assert same(cached(natural, tmp_path).say(ONE), tone(0.18, hertz=503.0))
    assert natural.requests == [ONE]


def test_phonemes_are_part_of_the_key_where_there_are_any() -> None:
    plain, stressed = Phrase("Psoas."), Phrase("Psoas.", 1.0, (("Psoas", "ˈsoʊæs"),))
    assert entry_key("voice", plain) != entry_key("voice", stressed)
    assert entry_key("voice", stressed) != entry_key("voice", Phrase("Psoas.", 1.0, (("Psoas", "soʊæs"),)))
