"""Temporary folders of which nothing stays, even if their process is killed.

Each is locked while its process lives. Whoever makes the next one removes those that nobody holds.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from voicefoot.storage.file_lock import try_lock

PREFIX = "voicefoot-"
YOUNG_SECONDS = 60.0
"""A folder younger than this may not be locked yet by the process that makes it."""
_LOCK = "in-use"


class TemporaryFolder:
    """A new folder at `path`, which only the user may enter; `remove` ends it. Raises OSError."""

    def __init__(self) -> None:
        _remove_abandoned()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = -1
        with suppress(OSError):  # without a lock it is taken for abandoned, in a minute
            self._lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            try_lock(self._lock)

    def remove(self) -> None:
        """Remove the folder with all that is in it, as far as that can be. Calling it again does nothing."""
        lock, self._lock = self._lock, -1
        if lock >= 0:
            os.close(lock)
        shutil.rmtree(self.path, ignore_errors=True)


def remove_orphaned() -> None:
    """Remove the folder that this process was given for its temporary files by one that is gone."""
    folder = Path(tempfile.gettempdir())
    if folder.name.startswith(PREFIX) and (folder / _LOCK).exists():
        shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned() -> None:
    """Remove the folders of processes that are gone."""
    with suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            with suppress(OSError):
                if _is_abandoned(folder):
                    shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    """Return whether `folder` is the user's, and nobody holds it. Raises OSError if that can't be known."""
    told = folder.lstat()
    if not stat.S_ISDIR(told.st_mode) or time.time() - told.st_mtime < YOUNG_SECONDS:
        return False
    if sys.platform != "win32" and told.st_uid != os.getuid():
        return False
    lock = os.open(folder / _LOCK, os.O_RDWR)
    try:
        return try_lock(lock)
    finally:
        os.close(lock)
