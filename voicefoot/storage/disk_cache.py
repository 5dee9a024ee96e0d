"""A cache on the disk: files that can be made again, each named by the SHA-256 of what it is made of.

Files are written atomically, so several processes may share a folder. A folder that can't be used costs time
and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from voicefoot.storage.atomic import CACHE_PREFIX, LEFTOVER_SECONDS, write_cached

_TOUCH_SECONDS = 86_400.0
"""An entry is marked as used no more often than once a day."""


class DiskCache:
    """Files with one ending, in subfolders named after the first two digits of their keys.

    `on_error` is called with the first OSError, and with no other. After its first `put`, and only then, the
    cache evicts the least recently used files until `max_bytes` are left.
    """

    def __init__(
        self, folder: Path, ending: str, max_bytes: int, on_error: Callable[[OSError], None]
    ) -> None:
        self._folder = folder
        self._ending = ending
        self._max_bytes = max_bytes
        self._on_error = on_error
        self._lock = threading.Lock()
        self._has_reported = False
        self._has_evicted = False

    def path(self, key: str) -> Path:
        """Return the path of the entry `key`, a SHA-256 in hexadecimal."""
        return self._folder / key[:2] / f"{key[2:]}{self._ending}"

    def get(self, key: str) -> bytes | None:
        """Return the data stored under `key`, or None if there is none or it can't be read."""
        path = self.path(key)
        try:
            with path.open("rb") as file:
                used = os.fstat(file.fileno()).st_mtime
                data = file.read()
            if time.time() - used > _TOUCH_SECONDS:
                os.utime(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._report(error)
            return None
        return data

    def put(self, key: str, data: bytes) -> None:
        """Store `data` under `key`, if the folder can be used."""
        self.put_parts(key, (data,))

    def put_parts(self, key: str, parts: Iterable[bytes | memoryview]) -> None:
        """Store `parts`, joined, under `key`, if the folder can be used."""
        try:
            write_cached(self.path(key), parts)
            self._evict_once()
        except OSError as error:
            self._report(error)

    def _evict_once(self) -> None:
        with self._lock:
            if self._has_evicted:
                return
            self._has_evicted = True
        evict(self._folder, self._ending, self._max_bytes)

    def _report(self, error: OSError) -> None:
        with self._lock:
            if self._has_reported:
                return
            self._has_reported = True
        self._on_error(error)


def evict(folder: Path, ending: str, max_bytes: int) -> None:
    """Remove the least recently used entries until `folder` holds at most `max_bytes`, and the temporary
    files of killed processes. What can't be removed stays.
    """
    now = time.time()
    entries: list[tuple[float, int, str]] = []
    for file in _files(folder, ending):
        with contextlib.suppress(OSError):  # another process may have removed it
            status = file.stat()
            if file.name.startswith(CACHE_PREFIX):
                if now - status.st_mtime > LEFTOVER_SECONDS:
                    Path(file).unlink()
            else:
                entries.append((status.st_mtime, status.st_size, file.path))
    total = sum(size for _, size, _ in entries)
    for _, size, path in sorted(entries):
        if total <= max_bytes:
            return
        with contextlib.suppress(OSError):
            Path(path).unlink()
        total -= size


@dataclass(frozen=True, slots=True)
class CacheUsage:
    """How many files a cache holds, and how many bytes they have together."""

    files: int
    size: int


def cache_usage(folder: Path) -> CacheUsage:
    """Return what is in the cache `folder`; nothing if it can't be read."""
    sizes = [size for _, size in _all_files(folder)]
    return CacheUsage(len(sizes), sum(sizes))


def clear_cache(folder: Path) -> CacheUsage:
    """Remove all files of the cache `folder`, and return what was removed. What can't be removed stays."""
    removed, size_removed = 0, 0
    for path, size in list(_all_files(folder)):
        with contextlib.suppress(OSError):  # another process may have removed it
            path.unlink()
            removed, size_removed = removed + 1, size_removed + size
    return CacheUsage(removed, size_removed)


def _all_files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield each file of the cache `folder`, and its size; none that a link leads to."""
    with contextlib.suppress(OSError):
        for group in [folder, *(path for path in folder.iterdir() if len(path.name) == 2)]:
            if group.is_dir() and not group.is_symlink():
                for path in list(group.iterdir()):
                    if path.is_file() and not path.is_symlink():
                        yield path, path.stat().st_size


def _files(folder: Path, ending: str) -> Iterator[os.DirEntry[str]]:
    """Yield the cache's own files in `folder`, and no others."""
    with os.scandir(folder) as found:
        groups = [
            entry.path for entry in found if len(entry.name) == 2 and entry.is_dir(follow_symlinks=False)
        ]
    for group in groups:
        with os.scandir(group) as found:
            yield from [entry for entry in found if entry.name.endswith(ending)]
