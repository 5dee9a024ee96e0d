"""A cache on the disk: what goes in comes out, and errors are reported once and stop nothing."""

from __future__ import annotations

from pathlib import Path

from voicefoot.storage.disk_cache import DiskCache

KEY = "ab" * 32


def cache(folder: Path, errors: list[OSError]) -> DiskCache:
    return DiskCache(folder, ".data", 1_000, errors.append)


def test_parts_come_out_joined(tmp_path: Path) -> None:
    errors: list[OSError] = []
    store = cache(tmp_path / "deep" / "folder", errors)
    assert store.get(KEY) is None
    store.put_parts(KEY, [b"one", memoryview(b" two")])
    assert store.get(KEY) == b"one two"
    store.put(KEY, b"other")
    assert cache(tmp_path / "deep" / "folder", errors).get(KEY) == b"other"
    assert [path.name for path in store.path(KEY).parent.iterdir()] == [store.path(KEY).name]
    assert errors == []


def test_only_the_first_error_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    errors: list[OSError] = []
    store = cache(tmp_path / "file", errors)
    for _ in range(2):
        store.put(KEY, b"data")
        assert store.get(KEY) is None
    assert len(errors) == 1
