"""Songs of the user's, in any common format, as a stream of samples.

They are decoded in a process of their own (`song_process.py`), which is bounded and can be stopped, whatever
a stranger's file claims. It decodes no faster than the samples are taken.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

import numpy as np

from voicefoot.audio import Samples
from voicefoot.errors import CommandError
from voicefoot.model.limits import (
    MAX_SONG_SECONDS,
    MAX_SONG_WAIT_SECONDS,
    MAX_SONGS,
    MIN_SONG_SECONDS,
)
from voicefoot.music.song_file import REMEDY, unreadable
from voicefoot.music.song_process import ERROR, HEAD, NEXT, SAMPLES
from voicefoot.text import escaped

SONG_SUFFIXES = (".mp3", ".m4a", ".flac", ".ogg", ".oga", ".opus", ".wav", ".aac", ".aif", ".aiff")
"""The files of a folder that are taken for songs."""

_PROCESS = "voicefoot.music.song_process"
_MAX_RECORD_BYTES = 64 * 2**20
_CHECK_RATE = 8_000


def list_songs(folder: Path) -> list[Path]:
    """Return the songs in `folder`, by name. Raises CommandError if there are none, or far too many."""
    try:
        files = sorted(
            path for path in folder.iterdir() if path.suffix.lower() in SONG_SUFFIXES and path.is_file()
        )
    except OSError as error:
        raise unreadable(folder, error) from error
    if not files:
        raise CommandError(f"{escaped(str(folder))} has no song in it; put some there, or name one")
    if len(files) > MAX_SONGS:
        raise CommandError(
            f"{escaped(str(folder))} has {len(files)} songs in it; keep at most {MAX_SONGS} there"
        )
    return files


def check_songs(paths: Sequence[Path]) -> None:
    """Raise CommandError if one of the files can't be played as a song; the message begins with its name."""
    songs = _SongProcess(paths, _CHECK_RATE, 1, MIN_SONG_SECONDS)
    try:
        for path in paths:
            frames = sum(len(samples) for samples in songs)
            name = escaped(str(path))
            if not frames:
                raise CommandError(f"{name} holds no sound that can be decoded; {REMEDY}")
            if frames < MIN_SONG_SECONDS * _CHECK_RATE:
                raise CommandError(f"{name} is shorter than a second; {REMEDY}")
    finally:
        songs.close()


def decode_song(path: Path, sample_rate: int, channels: int) -> SongStream:
    """Decode the song at `path` from its beginning, resampled to `sample_rate`, in blocks of any length:
    float32, (frames, channels), full scale at -1 and 1.

    It is mixed to 1 or 2 channels by FFmpeg's default weights, which keep its loudness; more than two
    channels may add up beyond full scale. The same song always gives the same samples. Damaged packets are
    skipped; a truncated song ends where it was cut off. The process starts at once, and `close` ends it.
    Taking a block raises CommandError if the file is no song at all, claims more than `model/limits.py`
    allows, or takes too much memory or time; and after 4 hours of it.
    """
    return SongStream(path, sample_rate, channels)


class SongStream:
    """The blocks of one song; see `decode_song`."""

    def __init__(self, path: Path, sample_rate: int, channels: int) -> None:
        self._process = _SongProcess([path], sample_rate, channels, MAX_SONG_SECONDS + 1.0)
        self._ended = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Samples:
        if self._ended:
            raise StopIteration
        try:
            return next(self._process)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the process. If it has ended already, nothing happens."""
        self._ended = True
        self._process.close()

    def __del__(self) -> None:
        if not getattr(self, "_ended", True):
            self.close()


class _SongProcess(Iterator[Samples]):
    """A process that decodes up to `seconds` of each of `paths`: it iterates over the blocks of one, and is
    then ready for the next.
    """

    def __init__(self, paths: Sequence[Path], sample_rate: int, channels: int, seconds: float) -> None:
        self._paths = list(paths)
        self._index = 0
        self._channels = channels
        self._is_late = False
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, and no shell
            # -P: don't import modules that happen to lie in the working directory.
            [sys.executable, "-P", "-m", _PROCESS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            **_detached(),
        )
        request = {
            "paths": [str(path.absolute()) for path in paths],
            "rate": sample_rate,
            "channels": channels,
            "seconds": seconds,
        }
        stream = _pipe(self._process.stdin)
        with suppress(OSError):  # it has ended: told when its answer is read
            stream.write(json.dumps(request).encode("ascii") + b"\n")
            stream.close()

    def __next__(self) -> Samples:
        """Return the next block of the present song; StopIteration: the next song follows."""
        kind, content = self._record()
        if kind == SAMPLES:
            samples: Samples = np.frombuffer(content, dtype=np.float32).reshape(-1, self._channels)
            return samples
        if kind == NEXT:
            self._index += 1
            raise StopIteration
        name = escaped(str(self._paths[self._index]))
        if kind == ERROR and content:
            raise CommandError(_named(content.decode("utf-8", "replace"), self._paths[self._index]))
        what = "takes too long to decode" if self._is_late else "takes too much memory or time to decode"
        raise CommandError(f"{name} {what}; {REMEDY}")

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                _pipe(stream).close()

    def _record(self) -> tuple[bytes, bytes]:
        """Return the next record, or an empty kind if there is none that makes sense, in time."""
        stream = _pipe(self._process.stdout)
        timer = threading.Timer(MAX_SONG_WAIT_SECONDS, self._stop)
        timer.daemon = True
        timer.start()
        try:
            head = stream.read(HEAD.size)
            if len(head) < HEAD.size:
                return b"", b""
            kind, size = HEAD.unpack(head)
            if size > _MAX_RECORD_BYTES or kind not in (SAMPLES, NEXT, ERROR):
                return b"", b""
            content = stream.read(size)
            return (kind, content) if len(content) == size else (b"", b"")
        finally:
            timer.cancel()

    def _stop(self) -> None:
        self._is_late = True
        self._process.kill()


def _named(message: str, path: Path) -> str:
    """Return what the process tells, with `path` as the user gave it."""
    absolute = escaped(str(path.absolute()))
    return escaped(str(path)) + message[len(absolute) :] if message.startswith(absolute) else message


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "the process was started with pipes"
    return stream


def _environment() -> dict[str, str]:
    """Our environment, so that the process imports the modules that we import; and no threads for sums."""
    path = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path)
    return os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _detached() -> dict[str, Any]:
    """Popen options that keep a Ctrl-C in the terminal from the process, and give it no window of its own."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"process_group": 0}
