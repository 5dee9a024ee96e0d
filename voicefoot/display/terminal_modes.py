"""The modes of a terminal: whether it may be drawn on, its size, and whether typed keys are echoed."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

USUAL_SIZE = os.terminal_size((80, 24))


def is_drawable(stream: TextIO) -> bool:
    """Return whether `stream` is a terminal that understands ANSI sequences, and is ours to draw on."""
    if not stream.isatty():
        return False
    if sys.platform == "win32":
        return True
    if os.environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        return False
    return _is_ours(stream)


def size_of(stream: TextIO) -> os.terminal_size:
    """Return its columns and rows, or a usual size if it does not tell."""
    try:
        size = os.get_terminal_size(stream.fileno())
    except OSError:
        return USUAL_SIZE
    return size if size.columns and size.lines else USUAL_SIZE


if sys.platform == "win32":
    import ctypes
    import msvcrt

    _ANSI_SEQUENCES = 0x0004

    class Modes:
        """Let the console understand ANSI sequences for a while. Untested.

        `keys` makes no difference: a console echoes what is typed only while a program reads a line.
        """

        def __init__(self, stream: TextIO, *, keys: bool) -> None:  # noqa: ARG002 - it is asked for as elsewhere
            self._handle = msvcrt.get_osfhandle(stream.fileno())
            self._found: int | None = None

        def set(self) -> None:
            found = ctypes.c_uint32()
            if ctypes.windll.kernel32.GetConsoleMode(self._handle, ctypes.byref(found)):
                self._found = found.value
                ctypes.windll.kernel32.SetConsoleMode(self._handle, found.value | _ANSI_SEQUENCES)

        def restore(self) -> None:
            if self._found is not None:
                ctypes.windll.kernel32.SetConsoleMode(self._handle, self._found)
                self._found = None

    def _is_ours(_stream: TextIO) -> bool:
        return True

    def is_by_lines(_stream: TextIO) -> bool:
        """Return False: it is not known here whether another program shows itself on `_stream`."""
        return False

else:
    import termios

    def _is_ours(stream: TextIO) -> bool:
        try:
            return os.tcgetpgrp(stream.fileno()) == os.getpgrp()  # in the background it is the shell's
        except OSError:
            return True  # a terminal, though not the one that this process was started from

    _LOCAL_FLAGS = 3

    def is_by_lines(stream: TextIO) -> bool:
        """Return whether the terminal `stream` hands on whole lines, as it does unless a program shows itself
        on all of it.
        """
        try:
            return bool(termios.tcgetattr(stream.fileno())[_LOCAL_FLAGS] & termios.ICANON)
        except termios.error:
            return False

    class Modes:
        """Turn the echo of typed keys off for a while, and change nothing else back afterwards.

        With `keys`, a keyboard controls the session through this terminal, and sets the modes itself: two
        that change modes would each take the other's for those they found.
        """

        def __init__(self, stream: TextIO, *, keys: bool) -> None:
            self._stream = stream
            self._keys = keys
            self._hushed = False

        def set(self) -> None:
            self._hushed = not self._keys and self._echo(wanted=False)

        def restore(self) -> None:
            if self._hushed:
                self._hushed = False
                self._echo(wanted=True)

        def _echo(self, *, wanted: bool) -> bool:
            """Return whether it had to be changed."""
            if not _is_ours(self._stream):
                return False  # its modes are the shell's now, and to touch them would stop the process
            with suppress(OSError, termios.error):  # no terminal any more, or one without modes
                modes = termios.tcgetattr(self._stream.fileno())
                if bool(modes[_LOCAL_FLAGS] & termios.ECHO) is not wanted:
                    modes[_LOCAL_FLAGS] ^= termios.ECHO
                    termios.tcsetattr(self._stream.fileno(), termios.TCSADRAIN, modes)
                    return True
            return False
