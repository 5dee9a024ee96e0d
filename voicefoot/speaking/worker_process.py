"""The parent's end of a worker: starts the process, sends it requests, and kills it when it is too slow.

The protocol is described in `worker.py`.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from voicefoot.model.phrase import Phrase
from voicefoot.storage.temporary_folder import TemporaryFolder

_WORKER = "voicefoot.speaking.worker"
_MALLOC_ENVIRONMENT = {"MALLOC_TRIM_THRESHOLD_": "67108864", "MALLOC_MMAP_THRESHOLD_": "67108864"}
"""For glibc: returning the memory of each clip to the system, only to request it again, would cost a fifth of
the time.
"""
_MAX_HEADER_BYTES = 65_536
_MAX_CLIP_BYTES = 512 * 2**20  # more is nonsense


class WorkerError(Exception):
    """The worker did not respond as it should, and is of no further use. Never reaches a user."""


@dataclass(frozen=True, slots=True)
class Response:
    """One response of the worker: its header, and the raw float32 samples that followed."""

    header: dict[str, Any]
    samples: bytes


class WorkerProcess:
    """A worker process, started at once. `kill` ends it and may be called from any thread."""

    def __init__(self, target: str, variant: str | None, language: str, sample_rate: int) -> None:
        # Engines write temporary files; if they are killed, nobody else would remove them.
        self._temp_folder = TemporaryFolder()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, and no shell
                # -P: don't import modules that happen to lie in the working directory.
                [sys.executable, "-P", "-m", _WORKER, target, variant or "", language, str(sample_rate)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(str(self._temp_folder.path)),
                **_detached(),
            )
        except BaseException:
            self._temp_folder.remove()
            raise
        self._responses: queue.Queue[Response | None] = queue.Queue()
        self._kill_lock = threading.Lock()
        self._reader = threading.Thread(target=self._read_responses, name="voice responses", daemon=True)
        self._reader.start()

    def request(self, phrase: Phrase) -> None:
        """Send `phrase` to synthesize; `response` returns the result. Raises WorkerError."""
        line = json.dumps(asdict(phrase)).encode("ascii") + b"\n"
        stream = _pipe(self._process.stdin)
        try:
            stream.write(line)
            stream.flush()
        except (OSError, ValueError) as error:
            raise WorkerError("its process ended") from error

    def response(self, timeout_seconds: float) -> Response:
        """Return the next response. Raises WorkerError if it doesn't come in time or can't be read."""
        try:
            response = self._responses.get(timeout=timeout_seconds)
        except queue.Empty:
            raise WorkerError(f"it took longer than {timeout_seconds:g} s") from None
        if response is None:
            raise WorkerError(f"its process ended{self._exit_status()}")
        return response

    def kill(self) -> None:
        """End the process at once, with whatever it has started, and release its resources. If it was killed
        already, nothing happens.
        """
        with self._kill_lock:
            _kill_group(self._process)
            self._process.wait()
            self._reader.join()
            for stream in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):  # unsent bytes have nowhere to go
                    _pipe(stream).close()
            self._temp_folder.remove()

    def _exit_status(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(timeout=1.0)
            return f" by signal {-code}" if code < 0 else f" with code {code}"
        return ""

    def _read_responses(self) -> None:
        """Queue every response for `response`; None marks the end, or bytes that can't be parsed."""
        stream = _pipe(self._process.stdout)
        try:
            while line := stream.readline(_MAX_HEADER_BYTES):
                response = _read_response(line, stream)
                self._responses.put(response)
                if response is None:
                    return
        except (OSError, ValueError):
            pass  # not a line of the protocol: treated like the end, which `response` reports
        self._responses.put(None)


def _read_response(line: bytes, stream: IO[bytes]) -> Response | None:
    header = json.loads(line)
    if not isinstance(header, dict):
        return None
    size = 4 * int(header.get("frames", 0)) * int(header.get("channels", 1))
    if not 0 <= size <= _MAX_CLIP_BYTES:
        return None
    samples = stream.read(size)
    return Response(header, samples) if len(samples) == size else None


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process of `_detached`, and on POSIX its children: a command that speaks may hang."""
    if sys.platform != "win32" and process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "the process was started with pipes"
    return stream


def _environment(temp_folder: str) -> dict[str, str]:
    """Our environment, so that the worker imports the modules that we import, and its temporary folder."""
    path = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path)
    overrides = {"PYTHONPATH": path, "TMPDIR": temp_folder, "TEMP": temp_folder, "TMP": temp_folder}
    return _MALLOC_ENVIRONMENT | os.environ | overrides


def _detached() -> dict[str, Any]:
    """Popen options that keep a Ctrl-C in the terminal from the process, and give it no window of its own."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"process_group": 0}
