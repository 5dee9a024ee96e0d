"""Know when a file is written anew, by whatever program: in place, or as a new file under the old name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_Stamp = tuple[int, int, int]


class FileWatch:
    """Watches files by being asked again and again, some ten times a second; not thread-safe.

    A file has changed when other bytes are in it, and it has come to rest: two looks see the same. While a
    program renames another file over it, or empties it to write it anew, it is as it was.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self._seen: dict[Path, _Stamp | None] = {}
        self._digests: dict[Path, bytes | None] = {}
        self._restless: dict[Path, _Stamp] = {}
        self.watch(files)

    def watch(self, files: Iterable[Path]) -> None:
        """Watch `files` as they are now, and no others; those that were watched before, as they were then."""
        wanted = list(dict.fromkeys(files))
        for path in wanted:
            if path not in self._seen:
                self._seen[path], self._digests[path] = _stamp(path), _digest(path)
        for path in self._seen.keys() - set(wanted):
            del self._seen[path], self._digests[path]
            self._restless.pop(path, None)

    def changed(self) -> bool:
        """Return whether a file was changed since the last look, or since it is watched."""
        return sum(self._has_changed(path) for path in self._seen) > 0  # each has to be looked at

    def _has_changed(self, path: Path) -> bool:
        stamp = _stamp(path)
        if stamp is None or stamp == self._seen[path]:
            self._restless.pop(path, None)
            return False
        if self._restless.get(path) != stamp:
            self._restless[path] = stamp
            return False
        del self._restless[path]
        self._seen[path] = stamp
        digest = _digest(path)
        if digest is None or digest == self._digests[path]:
            return False
        self._digests[path] = digest
        return True


def _stamp(path: Path) -> _Stamp | None:
    """Return what changes when a file does; None where there is none, or nothing is in it yet."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found.st_size else None


def _digest(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return None
