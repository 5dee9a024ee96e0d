from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from voicefoot.errors import OutputError
from voicefoot.storage.atomic import atomic_writer, write_cached


def test_the_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    with atomic_writer(path) as stream:
        stream.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["x.wav"]


def write_half(path: Path, error: BaseException) -> None:
    with atomic_writer(path) as stream:
        stream.write(b"half")
        raise error


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), RuntimeError(), OSError(28, "No space left on device")]
)
def test_what_was_there_stays_where_it_does_not_end_well(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(b"older")
    with pytest.raises((KeyboardInterrupt, RuntimeError, OutputError)):
        write_half(path, error)
    assert path.read_bytes() == b"older"
    assert [p.name for p in tmp_path.iterdir()] == ["x.wav"]


def test_a_full_disk_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no space left on device; make room"):
        write_half(tmp_path / "x.wav", OSError(28, "No space left on device"))


def test_the_mode_is_that_of_the_older_file_or_of_the_mask(tmp_path: Path) -> None:
    older = tmp_path / "older.wav"
    older.write_bytes(b"")
    older.chmod(0o640)
    mask = os.umask(0o027)
    try:
        for path in (older, tmp_path / "new.wav"):
            with atomic_writer(path) as stream:
                stream.write(b"x")
    finally:
        os.umask(mask)
    assert older.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new.wav").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("no/x.wav", "does not exist; make it"),
        ("file/x.wav", "is not a folder"),
        (".", "is a folder; name a file"),
        ("x" * 300 + ".wav", "choose a shorter name"),
    ],
)
def test_a_place_where_no_file_can_be(tmp_path: Path, path: str, part: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=part):
        write_half(tmp_path / path, AssertionError("nothing can be written there"))


def test_what_a_killed_writer_left_goes_when_it_is_old(tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in (".a.wav.x1.part", ".a.wav.x2.part", ".b.wav.x3.part"))
    for path in (old, new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (1_000, 1_000))
    with atomic_writer(tmp_path / "a.wav") as stream:
        stream.write(b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [new.name, other.name, "a.wav"]


def test_a_cached_file_is_private_and_makes_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "x.json"
    write_cached(path, [b"one", memoryview(b" two")])
    assert path.read_bytes() == b"one two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["x.json"]


def test_a_cached_file_that_fails_leaves_the_older_one(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    path = tmp_path / "x.json"
    path.write_bytes(b"older")
    with pytest.raises(OSError, match="No space left"):
        write_cached(path, broken())
    assert path.read_bytes() == b"older"
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


def test_a_killed_export_leaves_the_older_file_or_the_new_one() -> None:
    script = ROOT / "scripts" / "torture_exports"
    command = [sys.executable, str(script), "--kills", "5"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "5 of them killed" in done.stdout
    assert done.stdout.endswith("0 broken, 0 leftovers\n")


@pytest.mark.skipif(sys.platform != "linux", reason="files without a name")
def test_what_is_being_written_has_no_name_that_could_stay(tmp_path: Path) -> None:
    with atomic_writer(tmp_path / "x.wav") as stream:
        stream.write(b"whole")
        assert list(tmp_path.iterdir()) == []
    assert (tmp_path / "x.wav").read_bytes() == b"whole"
    assert [path.name for path in tmp_path.iterdir()] == ["x.wav"]


@pytest.mark.parametrize("cannot", ["open", "link"])
def test_where_there_are_no_such_files_it_is_written_all_the_same(
    cannot: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refused(path: Path | str, flags: int, *more: int) -> int:
        if flags & getattr(os, "O_TMPFILE", 0) == getattr(os, "O_TMPFILE", -1):
            raise OSError(errno.EOPNOTSUPP, "Operation not supported")
        return real(path, flags, *more)

    def unlinked(*_: object, **__: object) -> None:
        raise OSError(errno.ENOENT, "No such file or directory")

    if cannot == "open":
        monkeypatch.setattr(os, "open", refused)
    else:
        monkeypatch.setattr(os, "link", unlinked)
    (tmp_path / "x.wav").write_bytes(b"older")
    with atomic_writer(tmp_path / "x.wav") as stream:
        stream.write(b"whole")
    assert (tmp_path / "x.wav").read_bytes() == b"whole"
    assert [path.name for path in tmp_path.iterdir()] == ["x.wav"]
