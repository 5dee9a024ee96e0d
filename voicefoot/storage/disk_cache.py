"""A folder of things that can be made anew, each kept under the SHA-256 of what it is made of.

A file is written beside and then renamed, so that several processes may share a folder. A folder that
can't be used costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_MARK_AGE_SECONDS = 86_400.0
_LEFT_OVER_SECONDS = 3_600.0


class DiskCache:
    """Files with one ending, in groups named after the first two digits of their keys.

    `notes` is told, once, of the first error. Once in its life, after the first thing that it keeps, it
    makes room: what was not used for longest goes until `most_bytes` are left.
    """

    def __init__(self, folder: Path, ending: str, most_bytes: int, notes: Callable[[OSError], None]) -> None:
        self._folder = folder
        self._ending = ending
        self._most_bytes = most_bytes
        self._notes = notes
        self._once = threading.Lock()
        self._has_noted = False
        self._has_evicted = False

    def path(self, key: str) -> Path:
        """Where the thing lies whose SHA-256 is `key`, in hexadecimal."""
        return self._folder / key[:2] / f"{key[2:]}{self._ending}"

    def get(self, key: str) -> bytes | None:
        """What is kept under `key`; None where there is nothing that can be read."""
        path = self.path(key)
        try:
            with path.open("rb") as file:
                used = os.fstat(file.fileno()).st_mtime
                data = file.read()
            if time.time() - used > _MARK_AGE_SECONDS:
                os.utime(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._note(error)
            return None
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keeps `data` under `key`, where that can be."""
        self.put_parts(key, (data,))

    def put_parts(self, key: str, parts: Iterable[bytes | memoryview]) -> None:
        """Keeps `parts`, joined, under `key`, where that can be."""
        path = self.path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=self._ending)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.writelines(parts)
                Path(beside).replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(beside).unlink()
                raise
            self._evict_once()
        except OSError as error:
            self._note(error)

    def _evict_once(self) -> None:
        with self._once:
            if self._has_evicted:
                return
            self._has_evicted = True
        evict(self._folder, self._ending, self._most_bytes)

    def _note(self, error: OSError) -> None:
        with self._once:
            if self._has_noted:
                return
            self._has_noted = True
        self._notes(error)


def evict(folder: Path, ending: str, most_bytes: int) -> None:
    """Removes what was not used for longest, until at most `most_bytes` are left in `folder`, and what
    a process that was killed left behind. What can't be removed stays.
    """
    now = time.time()
    kept: list[tuple[float, int, str]] = []
    for entry in _entries(folder, ending):
        with contextlib.suppress(OSError):  # another process may have removed it
            found = entry.stat()
            if entry.name.startswith("."):
                if now - found.st_mtime > _LEFT_OVER_SECONDS:
                    Path(entry).unlink()
            else:
                kept.append((found.st_mtime, found.st_size, entry.path))
    total = sum(size for _, size, _ in kept)
    for _, size, path in sorted(kept):
        if total <= most_bytes:
            return
        with contextlib.suppress(OSError):
            Path(path).unlink()
        total -= size


def _entries(folder: Path, ending: str) -> Iterator[os.DirEntry[str]]:
    """The files of ours in `folder`, and no others."""
    with os.scandir(folder) as found:
        groups = [
            entry.path for entry in found if len(entry.name) == 2 and entry.is_dir(follow_symlinks=False)
        ]
    for group in groups:
        with os.scandir(group) as found:
            yield from [entry for entry in found if entry.name.endswith(ending)]
