"""A cache on the disk: what goes in comes out, and errors are reported once and stop nothing."""

from __future__ import annotations

from pathlib import Path

from voicefoot.storage.disk_cache import CacheUsage, DiskCache, cache_usage, clear_cache

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


def test_what_is_in_it_is_told_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    assert cache_usage(folder) == CacheUsage(0, 0)
    store = cache(folder, [])
    for number in range(3):
        store.put(f"{number:064x}", bytes(100))
    (folder / "one.json").write_bytes(bytes(50))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "file").write_text("mine")
    (folder / "zz").symlink_to(mine)
    (folder / "link").symlink_to(mine / "file")
    assert cache_usage(folder) == CacheUsage(4, 350)
    assert clear_cache(folder) == CacheUsage(4, 350)
    assert cache_usage(folder) == CacheUsage(0, 0)
    assert (mine / "file").read_text() == "mine"
    store.put(KEY, b"data")
    assert store.get(KEY) == b"data"
