"""The parent's end of a worker: a child process that is asked, and killed when it is too slow."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_WORKER = "voicefoot.speaking.worker"
_KEEPS_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "67108864", "MALLOC_MMAP_THRESHOLD_": "67108864"}
"""For glibc: giving each clip's memory back, to ask for it again, would cost a fifth of the time."""
_LONGEST_HEADER = 65_536
_MOST_BYTES = 512 * 2**20  # of one clip; more is nonsense


class ChildError(Exception):
    """The child did not answer as it should; it is of no more use. Never reaches a user."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the worker: its line, and the samples that followed it."""

    header: dict[str, Any]
    samples: bytes


class Child:
    """A worker process, started at once; `kill` ends it, and may be called from any thread."""

    def __init__(self, target: str, variant: str | None, language: str, sample_rate: int) -> None:
        # Engines write files; when they are killed, nobody else would clean up.
        self._folder = tempfile.TemporaryDirectory(prefix="voicefoot-", ignore_cleanup_errors=True)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, and no shell
                # -P: a module that lies in the folder where one happens to be is none of ours.
                [sys.executable, "-P", "-m", _WORKER, target, variant or "", language, str(sample_rate)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(self._folder.name),
                **_apart(),
            )
        except BaseException:
            self._folder.cleanup()
            raise
        self._answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._killing = threading.Lock()
        self._reader = threading.Thread(target=self._read, name="voice answers", daemon=True)
        self._reader.start()

    def ask(self, text: str, speed: float) -> None:
        """Hands over a phrase; `answer` gives what became of it. Raises ChildError."""
        line = json.dumps({"text": text, "speed": speed}).encode("ascii") + b"\n"
        stream = _stream(self._process.stdin)
        try:
            stream.write(line)
            stream.flush()
        except (OSError, ValueError) as error:
            raise ChildError("its process ended") from error

    def answer(self, within_seconds: float) -> Answer:
        """The next answer. Raises ChildError where it does not come in time, or can't be read."""
        try:
            answer = self._answers.get(timeout=within_seconds)
        except queue.Empty:
            raise ChildError(f"it took longer than {within_seconds:g} s") from None
        if answer is None:
            raise ChildError(f"its process ended{self._how_it_ended()}")
        return answer

    def kill(self) -> None:
        """Ends the process at once and frees what it held; does nothing the second time."""
        with self._killing:
            self._process.kill()
            self._process.wait()
            self._reader.join()
            for stream in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):  # what was not sent yet has nowhere to go
                    _stream(stream).close()
            self._folder.cleanup()

    def _how_it_ended(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(timeout=1.0)
            return f" by signal {-code}" if code < 0 else f" with code {code}"
        return ""

    def _read(self) -> None:
        """Puts every answer where `answer` finds it; None is the end, or what can't be read."""
        stream = _stream(self._process.stdout)
        try:
            while header := stream.readline(_LONGEST_HEADER):
                answer = _answer(header, stream)
                self._answers.put(answer)
                if answer is None:
                    return
        except (OSError, ValueError):
            pass  # not one of our lines: the same as an end, and `answer` says so
        self._answers.put(None)


def _answer(line: bytes, stream: IO[bytes]) -> Answer | None:
    header = json.loads(line)
    if not isinstance(header, dict):
        return None
    size = 4 * int(header.get("frames", 0)) * int(header.get("channels", 1))
    if not 0 <= size <= _MOST_BYTES:
        return None
    samples = stream.read(size)
    return Answer(header, samples) if len(samples) == size else None


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "the process was started with pipes"
    return stream


def _environment(folder: str) -> dict[str, str]:
    """As ours; the child finds the modules that we find, and leaves its files in `folder`."""
    path = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path)
    ours = {"PYTHONPATH": path, "TMPDIR": folder, "TEMP": folder, "TMP": folder}
    return _KEEPS_MEMORY | os.environ | ours


def _apart() -> dict[str, Any]:
    """Out of reach of a Ctrl-C in the terminal, and without a window of its own."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"process_group": 0}
