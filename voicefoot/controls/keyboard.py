"""The terminal's keyboard as a control: single keys, read in a thread of their own."""

from __future__ import annotations

import codecs
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

from voicefoot.controls.key_bindings import HELP_KEY, command_of, help_text, split_keys
from voicefoot.playing.remote import Remote

OnHelp = Callable[[str], None]
"""Called with the text that shows all keys, in the keyboard's thread."""


class _Typed:
    """Turns typed keys into commands."""

    def __init__(self, remote: Remote, on_help: OnHelp) -> None:
        self._remote = remote
        self._on_help = on_help
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.begun = ""
        """The beginning of a key whose rest has not come yet."""

    def feed(self, data: bytes) -> None:
        keys, self.begun = split_keys(self.begun + self._decoder.decode(data))
        for key in keys:
            self.press(key)

    def press(self, key: str) -> None:
        command = command_of(key)
        if command is not None:
            self._remote.send(command)
        elif key == HELP_KEY:
            self._on_help(help_text())


if sys.platform == "win32":
    import msvcrt

    _POLL_SECONDS = 0.05
    _ARROWS = {"H": "\x1b[A", "P": "\x1b[B", "M": "\x1b[C", "K": "\x1b[D"}

    class Keyboard:
        """The keys of the console, sent to `remote` as commands. Untested."""

        def __init__(self, stream: TextIO, remote: Remote, on_help: OnHelp) -> None:
            self._typed = _Typed(remote, on_help)
            self._stream = stream
            self._over = threading.Event()
            self._thread = threading.Thread(target=self._read, name="keyboard", daemon=True)

        def __enter__(self) -> Self:
            if self._stream.isatty():
                self._thread.start()
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            self._over.set()
            if self._thread.ident is not None:
                self._thread.join()

        def suspend(self) -> None:
            """Do nothing: the console keeps its modes."""

        def resume(self) -> None:
            """Do nothing: the console was not given back."""

        def _read(self) -> None:
            while not self._over.wait(_POLL_SECONDS):
                while msvcrt.kbhit():
                    key = msvcrt.getwch()
                    if key in ("\x00", "\xe0"):
                        key = _ARROWS.get(msvcrt.getwch(), "")
                    self._typed.press(key)

else:
    import os
    import select
    import signal
    import termios

    _ESCAPE_SECONDS = 0.1
    """How long the rest of a sequence may take; after that it was the Escape key, or nothing."""
    _FOREGROUND_POLL_SECONDS = 0.5
    """How often a process in the background looks whether it was brought to the foreground."""

    class Keyboard:
        """The keys of the terminal `stream`, sent to `remote` as commands as soon as they are pressed.

        A context manager. Within it the terminal gives single keys and does not show them, and Ctrl-C and
        Ctrl-Z do what they always do; in the end it is as it was found, whatever happened. Where
        `stream` is no terminal nothing is done; in the background nothing, until we come to the foreground.

        Nothing else may change the terminal's modes and change them back meanwhile: it would take these for
        those that it found, or its own would be taken for them. Before the process is stopped call
        `suspend`, and `resume` when it goes on; both may be called from any thread, and more than once.
        """

        def __init__(self, stream: TextIO, remote: Remote, on_help: OnHelp) -> None:
            self._fd = _terminal(stream)
            self._typed = _Typed(remote, on_help)
            self._lock = threading.RLock()  # a signal's handler may come in between in the same thread
            self._saved_modes: list[object] | None = None
            """The modes to restore; None if they were not changed."""
            self._modes_stale = True
            """Whether others may have set other modes since we set ours."""
            self._suspended = False
            self._over = False
            self._thread = threading.Thread(target=self._read, name="keyboard", daemon=True)

        def __enter__(self) -> Self:
            if self._fd is not None:
                self._wake_reader, self._wake_writer = os.pipe()
                os.set_blocking(self._wake_writer, False)
                self._enter_cbreak_mode()
                self._thread.start()
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            if self._fd is None:
                return
            self._over = True
            self._restore_modes()
            self._wake_thread()
            self._thread.join()
            os.close(self._wake_reader)
            os.close(self._wake_writer)

        def suspend(self) -> None:
            """Give the terminal back for as long as the process is stopped."""
            with self._lock:
                self._suspended = True
                self._restore_modes()

        def resume(self) -> None:
            """Take the terminal again if the process is in its foreground, whatever its modes are now."""
            with self._lock:
                self._suspended, self._modes_stale = False, True
            self._wake_thread()

        def _wake_thread(self) -> None:
            if self._fd is not None and self._thread.is_alive():
                try:
                    os.write(self._wake_writer, b"!")
                except BlockingIOError:
                    return  # full of wake-ups already

        def _enter_cbreak_mode(self) -> bool:
            """Enter cbreak mode: single keys, without echo. Return False if the terminal is not ours."""
            with self._lock:
                if self._fd is None or self._suspended or self._over or not _is_ours(self._fd):
                    self._modes_stale = True
                    return False
                if self._modes_stale:
                    found = _set_cbreak(self._fd)
                    # What was not restored is still to be: the modes now may be our own.
                    self._saved_modes = self._saved_modes or found
                    self._modes_stale = found is None
                return not self._modes_stale

        def _restore_modes(self) -> None:
            with self._lock:
                found, self._saved_modes = self._saved_modes, None
                # In the background it is the shell's, which has set it as it likes it.
                if found is not None and self._fd is not None and _is_ours(self._fd):
                    _set(self._fd, found)

        def _read(self) -> None:
            # Then a read in the background is an error, instead of stopping the whole process.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTIN, signal.SIGTTOU})
            assert self._fd is not None
            while not self._over:
                ours = self._enter_cbreak_mode()
                watched = [self._wake_reader, self._fd] if ours else [self._wake_reader]
                wait = _ESCAPE_SECONDS if self._typed.begun else None if ours else _FOREGROUND_POLL_SECONDS
                ready, _, _ = select.select(watched, [], [], wait)
                if self._wake_reader in ready:
                    os.read(self._wake_reader, 4096)
                elif self._fd in ready:
                    if not self._read_keys(self._fd):
                        return
                else:
                    self._typed.begun = ""

        def _read_keys(self, fd: int) -> bool:
            """Read what was typed; return False if nothing will come any more."""
            if not _is_ours(fd):
                return True
            try:
                data = os.read(fd, 1024)
            except OSError:
                return not _is_ours(fd)  # the terminal was closed, or only taken away in the meantime
            self._typed.feed(data)
            return data != b""

    def _terminal(stream: TextIO) -> int | None:
        try:
            return stream.fileno() if stream.isatty() else None
        except (OSError, ValueError):  # closed, or no file at all
            return None

    def _is_ours(fd: int) -> bool:
        """Return whether this process is in the foreground of the terminal, or has another terminal."""
        try:
            return os.tcgetpgrp(fd) == os.getpgrp()
        except OSError:
            return True

    def _set_cbreak(fd: int) -> list[object] | None:
        """Turn on cbreak mode; return the modes before, or None if they can't be had."""
        try:
            found: list[object] = termios.tcgetattr(fd)
            *modes, characters = termios.tcgetattr(fd)
        except (OSError, termios.error):
            return None
        modes[3] &= ~(termios.ICANON | termios.ECHO)
        characters[termios.VMIN], characters[termios.VTIME] = 1, 0
        return found if _set(fd, [*modes, characters]) else None

    def _set(fd: int, modes: list[object]) -> bool:
        """Set modes at once, without waiting for output that Ctrl-S may hold back."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        try:
            termios.tcsetattr(fd, termios.TCSANOW, modes)  # type: ignore[arg-type] # as tcgetattr gave them
        except (OSError, termios.error):
            return False
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return True
