"""The lock of an open file, which no two processes hold at once. It dies with its process."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1 << 20
    """Far behind what is in the file: nobody else can read bytes that are locked."""

    def try_lock(handle: int) -> bool:
        """Lock the file and return True, or return False if another process holds it. Untested."""
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def try_lock(handle: int) -> bool:
        """Lock the file and return True, or return False if another process holds it.

        Raises OSError if the file system has no locks.
        """
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
