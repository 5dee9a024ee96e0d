"""One session at a time: a file that is held while a session plays, by a lock that dies with its process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from voicefoot.errors import PlayingError, reason_of

_LOCKED_BYTE = 1 << 20
"""Far behind what is written into the file: on Windows nobody else can read what is locked."""
_LONGEST = 32


@contextmanager
def session_lock(path: Path, notes: Callable[[str], None], *, anyway: bool = False) -> Iterator[None]:
    """Holds the file at `path`, so that a second session knows of this one.

    Raises PlayingError where another process holds it, unless `anyway`. Where the file can't be used, `notes`
    is told, and the session plays.
    """
    with ExitStack() as held:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            held.callback(os.close, handle)  # which lets go of the lock, too
            is_ours = _take(handle)
        except OSError as error:
            reason = reason_of(error)
            notes(f"{path} can't be used ({reason}), so that a second session would not notice this one")
        else:
            if is_ours:
                _write(handle, str(os.getpid()))
            elif not anyway:
                raise PlayingError(
                    f"another session is playing{_whose(handle)}; stop it, or play both with --anyway"
                )
        yield


def _whose(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    told = os.read(handle, _LONGEST).decode("ascii", "replace").strip()
    return f" (pid {told})" if told.isdecimal() else ""


def _write(handle: int, text: str) -> None:
    try:
        os.ftruncate(handle, 0)
        os.write(handle, text.encode("ascii"))
    except OSError:
        return  # a full disk: the lock holds without a number in its file


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        """Whether the lock could be had. Untested."""
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        """Whether the lock could be had. Raises OSError where the file system has none."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
