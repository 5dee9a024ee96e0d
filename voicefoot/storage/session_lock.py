"""One session at a time: a file that is locked while a session plays. The lock dies with its process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from voicefoot.errors import PlayingError, reason_of
from voicefoot.storage.file_lock import try_lock

_MAX_PID_BYTES = 32


@contextmanager
def session_lock(path: Path, warn: Callable[[str], None], *, anyway: bool = False) -> Iterator[None]:
    """Lock the file at `path` during the block, so that a second session notices this one.

    Raises PlayingError if another process holds the lock, unless `anyway`. If the file can't be used, `warn`
    is called and the session plays without a lock.
    """
    with ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            stack.callback(os.close, handle)  # which releases the lock, too
            is_ours = try_lock(handle)
        except OSError as error:
            reason = reason_of(error)
            warn(f"{path} can't be used ({reason}), so that a second session would not notice this one")
        else:
            if is_ours:
                _write_pid(handle)
            elif not anyway:
                raise PlayingError(
                    f"another session is playing{_owner(handle)}; stop it, or play both with --anyway"
                )
        yield


def _owner(handle: int) -> str:
    """Return the id of the process that wrote the file, as a message names it, or nothing."""
    os.lseek(handle, 0, os.SEEK_SET)
    pid = os.read(handle, _MAX_PID_BYTES).decode("ascii", "replace").strip()
    return f" (pid {pid})" if pid.isdecimal() else ""


def _write_pid(handle: int) -> None:
    try:
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode("ascii"))
    except OSError:
        return  # a full disk: the lock holds without a number in its file
