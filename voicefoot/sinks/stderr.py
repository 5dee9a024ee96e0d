"""Keeps sound libraries from writing into the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silenced_stderr() -> Iterator[None]:
    """Drop what C libraries write to standard error meanwhile.

    ALSA and JACK answer a missing device with up to thirty lines there; the adapters say the same in one.
    Only on Linux, and only while a device is opened, since it affects the whole process.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    try:
        saved = os.dup(2)
    except OSError:  # there is no standard error
        yield
        return
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 2)
        os.close(devnull)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
