"""Standard input, output and error as the program needs them, whatever it was started with.

Daemons, launchers and cron close them, terminals vanish, and disks that they lead to are full.
"""

from __future__ import annotations

import io
import os
import sys

from voicefoot.errors import OutputError

_FILES = (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY), ("stderr", os.O_WRONLY))


def prepare_standard_streams() -> None:
    """Open each standard stream that is closed as `/dev/null`. From now on what can't be written to standard
    output is an OutputError, and a message that can't be printed stops nothing.

    Call this before any file is opened: it would get the number of a closed stream.
    """
    for number, (name, flags) in enumerate(_FILES):
        try:
            os.fstat(number)
        except OSError:
            if os.open(os.devnull, flags) == number:  # the lowest free number, and those below are taken
                os.set_inheritable(number, True)
                mode = "r" if flags == os.O_RDONLY else "w"
                setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    if sys.platform != "win32":  # where a console has no bytes
        sys.stdout = _over(_Output(1, "wb", closefd=False), sys.stdout)
        sys.stderr = _over(_Messages(2, "wb", closefd=False), sys.stderr)


def _over(raw: io.FileIO, before: object) -> io.TextIOWrapper:
    """Return a text stream like `before` that writes to `raw`."""
    assert isinstance(before, io.TextIOWrapper), "nothing has taken its place yet"
    before.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=before.encoding,
        errors=before.errors,
        line_buffering=before.line_buffering,
        write_through=before.write_through,
    )


class _Output(io.FileIO):
    """Standard output. Once it failed it takes everything: the error is told, and Python flushes at exit."""

    _has_failed = False

    def write(self, data: bytes) -> int:  # type: ignore[override]  # any buffer, as FileIO's
        """Write `data`, and return how many bytes were taken. Raise OutputError where that fails."""
        if self._has_failed:
            return len(data)
        try:
            return super().write(data)
        except (BrokenPipeError, BlockingIOError):
            raise
        except OSError as error:
            self._has_failed = True
            reason = (error.strerror or "").lower()
            raise OutputError(f"standard output can't be written ({reason}); see where it leads") from error


class _Messages(io.FileIO):
    """Standard error, which takes everything: what can't be written is dropped, and the work goes on."""

    def write(self, data: bytes) -> int:  # type: ignore[override]  # any buffer, as FileIO's
        """Write `data`, and return how many bytes were taken."""
        try:
            return super().write(data)
        except BlockingIOError:
            raise
        except OSError:
            return len(data)
