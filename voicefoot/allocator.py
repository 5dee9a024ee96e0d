"""How the C library hands out memory."""

from __future__ import annotations

import sys

_M_ARENA_MAX = -8
"""glibc's number for it (malloc.h)."""


def share_one_arena() -> None:
    """Lets all threads take their memory from one place; to be called before there are any.

    By itself glibc gives each thread a place of its own, and what one thread made and another let go of (a
    clip, a piece, its packets) leaves holes in all of them, more with the length of a session. Where the C
    library is another it does nothing.
    """
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
