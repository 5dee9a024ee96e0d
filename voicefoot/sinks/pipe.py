"""Writes raw samples into a named pipe, which another program reads: `--output pipe:/tmp/snapfifo`.

The pipe is made by its reader (Snapcast's server does), or with `mkfifo`. We never make one: at a mistyped
path we would only wait in vain. A pipe or a reader that is not there yet is waited for, up to
CONNECT_TIMEOUT_SECONDS. `pipe:-` is standard output.
"""

from __future__ import annotations

import contextlib
import os
import select
import stat
import sys
import threading
import time
from pathlib import Path
from typing import Any

from voicefoot.errors import CommandError, SinkError, SinkLost, reason_of
from voicefoot.sinks.paced import LEAD_SECONDS, WRITE_TIMEOUT_SECONDS, PacedSink
from voicefoot.sinks.ports import SinkStatus
from voicefoot.text import escaped

NAME = "pipe"
CONNECT_TIMEOUT_SECONDS = 10.0
POLL_SECONDS = 0.05
WRITE_BYTES = 4096
"""What a pipe surely takes at once where `poll` says that there is room."""
_SUPPORTED = sys.platform != "win32"
_UNSUPPORTED = "this system has no named pipes; use `--output tcp:HOST:PORT`"


class PipeWriter:
    """Writes to an open file descriptor, and never blocks for long."""

    _poll: Any
    """A `select.poll`, which Windows lacks."""

    def __init__(self, descriptor: int, name: str, *, may_return: bool = True) -> None:
        """`name` is for error messages. `may_return`: whether a reader that is gone may come back; if not,
        its loss is a SinkError and no SinkLost.
        """
        self._descriptor = descriptor
        self._name = name
        self._may_return = may_return
        self._closed = False
        if sys.platform == "win32":
            raise SinkError(_UNSUPPORTED)
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLOUT)

    def write(self, data: bytes, stopping: threading.Event) -> None:
        left = memoryview(data)
        deadline = time.monotonic() + WRITE_TIMEOUT_SECONDS
        while left and not stopping.is_set():
            if not self._poll.poll(POLL_SECONDS * 1000):
                if time.monotonic() > deadline:
                    raise SinkLost(
                        f"what reads {self._name} takes nothing any more; see whether it is stuck, and "
                        "start it again"
                    )
                continue
            try:
                written = os.write(self._descriptor, left[:WRITE_BYTES])
            except BlockingIOError:
                continue  # another writer was faster
            except OSError as error:
                what = f"what reads {self._name} went away ({reason_of(error)})"
                if self._may_return:
                    raise SinkLost(f"{what}; start it again") from error
                raise SinkError(f"{what}; play again, and --resume goes on from there") from error
            left = left[written:]
            deadline = time.monotonic() + WRITE_TIMEOUT_SECONDS

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            os.close(self._descriptor)


class PipeAdapter:
    """What the entry point names."""

    def status(self) -> SinkStatus:
        if not _SUPPORTED:
            return SinkStatus(NAME, available=False, detail=_UNSUPPORTED)
        detail = "writes raw samples for another program: --output pipe:PATH, or pipe:- for standard output"
        return SinkStatus(NAME, available=True, detail=detail, latency_seconds=LEAD_SECONDS)

    def open(self, device: str | None) -> PacedSink:
        if device is None:
            raise CommandError('"pipe" needs the path of a pipe; write `--output pipe:PATH`')
        if not _SUPPORTED:
            raise SinkError(_UNSUPPORTED)
        if device == "-":
            return PacedSink(_open_standard_output, CONNECT_TIMEOUT_SECONDS)
        path = Path(device).expanduser()
        _check_path(path)
        return PacedSink(
            lambda timeout_seconds, stopping: _open_pipe(path, timeout_seconds, stopping),
            CONNECT_TIMEOUT_SECONDS,
        )


adapter = PipeAdapter()


def _check_path(path: Path) -> None:
    """Raise CommandError if there is something at `path` that is no pipe."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return  # the reader may make it yet
    except (OSError, ValueError) as error:
        raise CommandError(f"{escaped(str(path))} can't be used ({reason_of(error)}); name a pipe") from error
    if not stat.S_ISFIFO(mode):
        what = "is a folder" if stat.S_ISDIR(mode) else "is no pipe"
        raise CommandError(
            f"{escaped(str(path))} {what}; make a pipe with `mkfifo PATH`, or write a file with "
            "`voicefoot export`"
        )


def _open_pipe(path: Path, timeout_seconds: float, stopping: threading.Event) -> PipeWriter:
    """Wait until the pipe at `path` exists and has a reader, and return a writer to it. Raises SinkError if
    that takes longer than `timeout_seconds`, and if it can't be opened.
    """
    name = escaped(str(path))
    deadline = time.monotonic() + timeout_seconds
    opener: _PipeOpener | None = None
    while True:
        if opener is None:
            _check_path(path)
            opener = _PipeOpener(path) if path.exists() else None
        expired = stopping.is_set() or time.monotonic() >= deadline
        if opener is None:
            if expired:
                raise SinkError(
                    f"there is no pipe {name}; start the program that reads it, or make it with "
                    f"`mkfifo {name}`"
                )
            stopping.wait(POLL_SECONDS)
            continue
        if opener.done.wait(POLL_SECONDS):
            if opener.error is None:
                return PipeWriter(opener.descriptor, name)
            raise SinkError(
                f"the pipe {name} can't be opened ({reason_of(opener.error)}); see who may write to it"
            ) from opener.error
        if expired:
            opener.give_up()
            raise SinkError(f"nobody reads the pipe {name}; start the program that does, then play again")


class _PipeOpener:
    """Opens a pipe for writing in a thread of its own, since that blocks until a reader comes.

    Polling for a reader with O_NONBLOCK would not do: Snapcast's server opens its pipe, finds no writer, and
    closes it again, ten times a second.
    """

    def __init__(self, path: Path) -> None:
        self.done = threading.Event()
        self.descriptor = -1
        self.error: OSError | None = None
        self._path = path
        self._given_up = False
        self._lock = threading.Lock()
        threading.Thread(target=self._open, name="voicefoot-pipe", daemon=True).start()

    def _open(self) -> None:
        if sys.platform == "win32":
            return  # nobody comes here: the adapter says that there are no pipes
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC)
        except OSError as error:
            self.error = error
            self.done.set()
            return
        with self._lock:
            if self._given_up:
                os.close(descriptor)
                return
            os.set_blocking(descriptor, False)
            self.descriptor = descriptor
            self.done.set()

    def give_up(self) -> None:
        """End the wait, by being the reader for a moment."""
        if sys.platform == "win32":
            return
        with self._lock:
            self._given_up = True
            if self.descriptor >= 0:
                os.close(self.descriptor)
                return
        with contextlib.suppress(OSError):  # the pipe is gone, and with it whoever could read it
            os.close(os.open(self._path, os.O_RDONLY | os.O_NONBLOCK))


def _open_standard_output(_timeout_seconds: float, _stopping: threading.Event) -> PipeWriter:
    """Return a writer to standard output. Raises SinkError if that is a terminal, or closed."""
    try:
        if sys.stdout is not None and sys.stdout.isatty():
            raise SinkError(
                "standard output is the terminal; pipe it into a program, as in "
                "`voicefoot play --output pipe:- | aplay -t raw -f S16_LE -r 48000 -c 2`"
            )
        return PipeWriter(os.dup(1), "standard output", may_return=False)
    except (OSError, ValueError) as error:
        raise SinkError(f"standard output can't be used ({reason_of(error)}); name a pipe") from error
