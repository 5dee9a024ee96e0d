"""Writes raw samples into a named pipe, which another program reads: `--output pipe:/tmp/snapfifo`.

The pipe is made by whoever reads it (Snapcast's server does), or with `mkfifo`; we never make one, since a
mistyped path would be filled with waiting. Nobody there yet is waited for, a while. `pipe:-` is standard
output.
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

from voicefoot.errors import CommandError, SinkError, SinkLost, reason_of
from voicefoot.sinks.paced import LEAD_SECONDS, PATIENCE_SECONDS, PacedSink
from voicefoot.sinks.ports import SinkStatus
from voicefoot.text import escaped

NAME = "pipe"
WAIT_SECONDS = 10.0
LOOK_SECONDS = 0.05
WRITTEN_BYTES = 4096
"""What goes into a pipe at once wherever it says that there is room."""
_THERE = hasattr(os, "mkfifo") and hasattr(select, "poll")
_NOT_THERE = "this system has no named pipes; use `--output tcp:HOST:PORT`"


class PipeWriter:
    """Writes to an open descriptor, and never waits for long. Raises SinkError, not SinkLost, where a reader
    that is gone never `comes_back`.
    """

    def __init__(self, descriptor: int, shown_as: str, *, comes_back: bool = True) -> None:
        self._descriptor = descriptor
        self._shown_as = shown_as
        self._comes_back = comes_back
        self._open = True
        self._room = select.poll()
        self._room.register(descriptor, select.POLLOUT)

    def write(self, data: bytes, stopping: threading.Event) -> None:
        left = memoryview(data)
        waits_until = time.monotonic() + PATIENCE_SECONDS
        while left and not stopping.is_set():
            if not self._room.poll(LOOK_SECONDS * 1000):
                if time.monotonic() > waits_until:
                    raise SinkLost(
                        f"what reads {self._shown_as} takes nothing any more; see whether it is stuck, and "
                        "start it again"
                    )
                continue
            try:
                written = os.write(self._descriptor, left[:WRITTEN_BYTES])
            except BlockingIOError:
                continue  # another writer was faster
            except OSError as error:
                what = f"what reads {self._shown_as} went away ({reason_of(error)})"
                if self._comes_back:
                    raise SinkLost(f"{what}; start it again") from error
                raise SinkError(f"{what}; play again, and --resume goes on from there") from error
            left = left[written:]
            waits_until = time.monotonic() + PATIENCE_SECONDS

    def close(self) -> None:
        if self._open:
            self._open = False
            os.close(self._descriptor)


class PipeAdapter:
    """What the entry point names."""

    def status(self) -> SinkStatus:
        if not _THERE:
            return SinkStatus(NAME, available=False, detail=_NOT_THERE)
        detail = "writes raw samples for another program: --output pipe:PATH, or pipe:- for standard output"
        return SinkStatus(NAME, available=True, detail=detail, latency_seconds=LEAD_SECONDS)

    def open(self, device: str | None) -> PacedSink:
        if device is None:
            raise CommandError('"pipe" needs the path of a pipe; write `--output pipe:PATH`')
        if not _THERE:
            raise SinkError(_NOT_THERE)
        if device == "-":
            return PacedSink(_standard_output, WAIT_SECONDS)
        path = Path(device).expanduser()
        _refuse_others(path)
        return PacedSink(lambda seconds, stopping: _reader_of(path, seconds, stopping), WAIT_SECONDS)


adapter = PipeAdapter()


def _refuse_others(path: Path) -> None:
    """Raises CommandError where something is at `path` that is no pipe."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return  # the reader may make it
    except (OSError, ValueError) as error:
        raise CommandError(f"{escaped(str(path))} can't be used ({reason_of(error)}); name a pipe") from error
    if not stat.S_ISFIFO(mode):
        what = "is a folder" if stat.S_ISDIR(mode) else "is no pipe"
        raise CommandError(
            f"{escaped(str(path))} {what}; make a pipe with `mkfifo PATH`, or write a file with "
            "`voicefoot export`"
        )


def _reader_of(path: Path, wait_seconds: float, stopping: threading.Event) -> PipeWriter:
    """The pipe at `path`, once it is there and somebody reads it."""
    name = escaped(str(path))
    deadline = time.monotonic() + wait_seconds
    opening: _Opening | None = None
    while True:
        if opening is None:
            _refuse_others(path)
            opening = _Opening(path) if path.exists() else None
        given_up = stopping.is_set() or time.monotonic() >= deadline
        if opening is None:
            if given_up:
                raise SinkError(
                    f"there is no pipe {name}; start the program that reads it, or make it with "
                    f"`mkfifo {name}`"
                )
            stopping.wait(LOOK_SECONDS)
            continue
        if opening.done.wait(LOOK_SECONDS):
            if opening.error is None:
                return PipeWriter(opening.descriptor, name)
            raise SinkError(
                f"the pipe {name} can't be opened ({reason_of(opening.error)}); see who may write to it"
            ) from opening.error
        if given_up:
            opening.give_up()
            raise SinkError(f"nobody reads the pipe {name}; start the program that does, then play again")


class _Opening:
    """A pipe that is being opened for writing, in a thread of its own: that takes until a reader comes.

    To look now and then whether one is there would not do: Snapcast's server opens its pipe, finds nobody who
    writes, and closes it again, ten times a second.
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
        """Ends the waiting, by being the reader for a moment."""
        with self._lock:
            self._given_up = True
            if self.descriptor >= 0:
                os.close(self.descriptor)
                return
        with contextlib.suppress(OSError):  # the pipe is gone, and with it whoever could read it
            os.close(os.open(self._path, os.O_RDONLY | os.O_NONBLOCK))


def _standard_output(_wait_seconds: float, _stopping: threading.Event) -> PipeWriter:
    try:
        if sys.stdout is not None and sys.stdout.isatty():
            raise SinkError(
                "standard output is the terminal; lead it into a program, as in "
                "`voicefoot play --output pipe:- | aplay -t raw -f S16_LE -r 48000 -c 2`"
            )
        return PipeWriter(os.dup(1), "standard output", comes_back=False)
    except (OSError, ValueError) as error:
        raise SinkError(f"standard output can't be used ({reason_of(error)}); name a pipe") from error
