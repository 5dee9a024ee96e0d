"""The process in which songs are decoded: `python -m voicefoot.music.song_process`.

What a song's file claims is believed by nobody else. This process may take `MAX_SONG_MEMORY_BYTES`, may write
no file, and ends by itself where a piece takes `MAX_SONG_CPU_SECONDS` of work, as far as the system can hold
it to that. The one that started it ends it when it waits too long.

The request is a line of JSON on standard input: `{"paths": [str], "rate": int, "channels": int, "seconds":
float}`. Records follow on standard output: a letter, four bytes of length (little-endian), and so many bytes.

    S  samples of the present song: float32, interleaved
    N  the present song has ended, or `seconds` of it are over; the next one follows
    E  what is wrong with the present song, in UTF-8; nothing follows
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from voicefoot.errors import CommandError
from voicefoot.model.limits import MAX_SONG_CPU_SECONDS, MAX_SONG_MEMORY_BYTES
from voicefoot.music.song_file import decode_file

SAMPLES, NEXT, ERROR = b"S", b"N", b"E"
HEAD = struct.Struct("<cI")
_PIECE_SECONDS = 0.5
_MAX_OPEN_FILES = 16


def main() -> None:
    """Serve one request."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process when it wants to
    request = json.loads(sys.stdin.buffer.readline())
    output = sys.stdout.buffer
    _load_decoders()
    _limit_resources()
    try:
        for path in request["paths"]:
            rate, channels = int(request["rate"]), int(request["channels"])
            frames_left = round(float(request["seconds"]) * rate)
            for piece in _pieces(Path(path), rate, channels):
                piece = piece[: frames_left * channels]
                _renew_time()
                _send(output, SAMPLES, piece.tobytes())
                frames_left -= len(piece) // channels
                if frames_left <= 0:
                    break
            _send(output, NEXT)
    except CommandError as error:
        _send(output, ERROR, str(error).encode("utf-8", "replace"))
    except MemoryError:
        _send(output, ERROR)
    except BrokenPipeError:
        pass  # nobody listens any more
    # Nothing of a stranger's file is to be closed with care: leave.
    with contextlib.suppress(OSError):
        output.flush()
    os._exit(0)


def _pieces(path: Path, rate: int, channels: int) -> Iterator[np.ndarray]:
    """Yield the samples of a song, interleaved, in pieces of about `_PIECE_SECONDS`."""
    least = round(_PIECE_SECONDS * rate) * channels
    gathered: list[np.ndarray] = []
    count = 0
    for block in decode_file(path, rate, channels):
        gathered.append(block.reshape(-1))
        count += block.size
        if count >= least:
            yield np.concatenate(gathered)
            gathered, count = [], 0
    if gathered:
        yield np.concatenate(gathered)


def _send(output: IO[bytes], kind: bytes, content: bytes = b"") -> None:
    output.write(HEAD.pack(kind, len(content)) + content)
    output.flush()


def _load_decoders() -> None:
    """Load what takes memory and files of its own, before both are short."""
    import av

    av.AudioResampler(format="flt", layout="mono", rate=8_000)
    "".encode("utf-8", "replace")  # what is wrong is told with this codec


def _limit_resources() -> None:
    """Bound memory and files, where the system can. macOS bounds no memory, and Windows nothing."""
    if sys.platform == "win32":
        return
    import resource

    for kind, limit in (
        (resource.RLIMIT_DATA, MAX_SONG_MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
    ):
        hard = resource.getrlimit(kind)[1]
        bound = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        with contextlib.suppress(ValueError, OSError):  # a bound that the system doesn't know
            resource.setrlimit(kind, (bound, hard))
    _renew_time()


def _renew_time() -> None:
    """Allow another `MAX_SONG_CPU_SECONDS` of work from now on."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + MAX_SONG_CPU_SECONDS
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    bound = seconds if hard == resource.RLIM_INFINITY else min(seconds, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (bound, hard))


if __name__ == "__main__":
    main()
