"""WAV files: reading a short one into a clip, and writing one of any length as it comes.

The layout is RIFF/WAVE; beyond 4 GiB it is RF64 (EBU Tech 3306), which turns the JUNK chunk that
stands first in every file written here into a `ds64` chunk with the true lengths.
"""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import AudioFormat, Block, Clip, Samples
from voicefoot.errors import CommandError

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_LEAST_RATE, _MOST_RATE, _MOST_CHANNELS, _MOST_CHUNKS = 4_000, 192_000, 8, 1_000
_SAVE_AS = "save it as a WAV file with 16-bit PCM samples"

RIFF_LIMIT = 0xFFFF_FFFE
"""The most bytes that a plain RIFF header can count; one more means "unknown"."""

_HEADER_BYTES = 80
_RIFF_OVERHEAD = _HEADER_BYTES - 8


def read_wav(path: Path, longest_seconds: float = 10.0) -> Clip:
    """The clip in the WAV file `path`: PCM of 8, 16, 24 or 32 bits, with up to 8 channels.

    The highest positive step becomes 1.0, so that 16 bits survive `to_int16` unchanged. Raises
    CommandError for whatever is wrong with the file. Nothing longer than `longest_seconds` is read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CommandError(f"{path} is not a file; name a WAV file")
        with path.open("rb") as stream:
            return _read(stream, path, longest_seconds)
    except FileNotFoundError:
        raise CommandError(f"{path} is not there; check the name") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CommandError(f"{path} can't be read ({reason}); check the file and its rights") from None


class WavWriter:
    """Writes blocks as a WAV file into a buffered binary stream: 16 bits a sample, or, `floating`, 32 bits
    with a floating point.

    Where `frames`, the whole length, is known, the stream need not be seekable, and exactly so many
    frames must come; else the header is completed by `close`, on a seekable stream. Both ways give
    the same bytes. An `endless` one is for a pipe: its header says that the length is not known. The
    stream stays open, and its OSErrors are the caller's. As a context manager it closes, but not after an
    error.
    """

    def __init__(
        self,
        stream: BinaryIO,
        audio_format: AudioFormat,
        frames: int | None = None,
        riff_limit: int = RIFF_LIMIT,
        *,
        floating: bool = False,
        endless: bool = False,
    ) -> None:
        self._stream = stream
        self._kind = np.dtype("<f4" if floating else "<i2")
        self._format = audio_format
        self._promised = frames
        self._riff_limit = riff_limit
        self._written = 0
        self._closed = False
        self._more = 0
        """Bytes that follow the samples."""
        self._endless = endless
        self._start = stream.tell() if frames is None and not endless else 0
        stream.write(self._header(frames or 0))

    def write(self, block: Block | Samples) -> None:
        """Appends `block`, int16 or, where the file is floating, float32, (frames, channels)."""
        if self._closed:
            raise ValueError("the writer is closed")
        if block.ndim != 2 or block.dtype != self._kind or block.shape[1] != self._format.channels:
            raise ValueError(f"a block holds {self._kind.name} samples as (frames, channels)")
        if self._promised is not None and self._written + len(block) > self._promised:
            raise ValueError(f"more than the {self._promised} frames that were promised")
        self._stream.write(np.ascontiguousarray(block, dtype=self._kind).tobytes())
        self._written += len(block)

    def close(self, more: bytes = b"") -> None:
        """Writes `more`, whole chunks of their own, after the samples, and completes the header; does nothing
        the second time. Where the length was promised, there is no `more`.
        """
        if self._closed:
            return
        self._closed = True
        if more and self._promised is not None:
            raise ValueError("what follows the samples has to be promised with them")
        self._more = len(more)
        self._stream.write(more)
        if self._promised is None and not self._endless:
            end = self._stream.tell()
            self._stream.seek(self._start)
            self._stream.write(self._header(self._written))
            self._stream.seek(end)
        elif self._promised is not None and self._written != self._promised:
            raise ValueError(f"{self._written} frames came of the {self._promised} that were promised")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()

    def _header(self, frames: int) -> bytes:
        rate, channels = self._format.sample_rate, self._format.channels
        frame_bytes, bits = channels * self._kind.itemsize, 8 * self._kind.itemsize
        kind = _FLOAT if self._kind.kind == "f" else _PCM
        data = frames * frame_bytes
        riff = data + self._more + _RIFF_OVERHEAD
        if self._endless:
            data = riff = 0xFFFF_FFFF
        if riff <= self._riff_limit or self._endless:
            first = struct.pack("<4sI4s4sI28x", b"RIFF", riff, b"WAVE", b"JUNK", 28)
            told = data
        else:
            lengths = struct.pack("<QQQI", riff, data, frames, 0)
            first = struct.pack("<4sI4s4sI28s", b"RF64", 0xFFFF_FFFF, b"WAVE", b"ds64", 28, lengths)
            told = 0xFFFF_FFFF
        shape = struct.pack("<HHIIHH", kind, channels, rate, rate * frame_bytes, frame_bytes, bits)
        return first + struct.pack("<4sI16s4sI", b"fmt ", 16, shape, b"data", told)


def _read(stream: BinaryIO, path: Path, longest_seconds: float) -> Clip:
    head = stream.read(12)
    if not head:
        raise CommandError(f"{path} is empty; {_SAVE_AS}")
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise CommandError(f"{path} is not a WAV file; {_SAVE_AS}")
    shape: _Shape | None = None
    for _ in range(_MOST_CHUNKS):
        chunk = stream.read(8)
        if len(chunk) < 8:
            break
        name, size = struct.unpack("<4sI", chunk)
        if name == b"fmt ":
            shape = _shape(stream.read(min(size, 40)), path)
            stream.seek(size - min(size, 40) + size % 2, 1)
        elif name == b"data" and shape:
            return _samples(stream, size, shape, path, longest_seconds)
        else:
            stream.seek(size + size % 2, 1)
    raise CommandError(f"{path} is a WAV file without sound in it, or damaged; {_SAVE_AS}")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the `fmt ` chunk says of the samples."""

    sample_rate: int
    channels: int
    sample_bytes: int

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.sample_bytes


def _shape(chunk: bytes, path: Path) -> _Shape:
    """The shape in a `fmt ` chunk. Raises CommandError where it is none that is read here."""
    if len(chunk) < 16:
        raise CommandError(f"{path} is a damaged WAV file; {_SAVE_AS}")
    kind, channels, sample_rate, _, frame_bytes, bits = struct.unpack("<HHIIHH", chunk[:16])
    if kind == _EXTENSIBLE and len(chunk) >= 26:
        (kind,) = struct.unpack("<H", chunk[24:26])
    if kind != _PCM:
        what = "floating-point" if kind == _FLOAT else "compressed"
        raise CommandError(f"{path} holds {what} samples; {_SAVE_AS}")
    if bits not in (8, 16, 24, 32):
        raise CommandError(f"{path} has samples of {bits} bits; {_SAVE_AS}")
    if not 1 <= channels <= _MOST_CHANNELS:
        raise CommandError(f"{path} has {channels} channels; save it with 1 or 2")
    if not _LEAST_RATE <= sample_rate <= _MOST_RATE:
        raise CommandError(f"{path} has a sample rate of {sample_rate} Hz; save it with 48000 Hz")
    shape = _Shape(sample_rate, channels, bits // 8)
    if frame_bytes != shape.frame_bytes:
        raise CommandError(f"{path} is a damaged WAV file; {_SAVE_AS}")
    return shape


def _samples(stream: BinaryIO, size: int, shape: _Shape, path: Path, longest_seconds: float) -> Clip:
    frames = size // shape.frame_bytes
    if not frames:
        raise CommandError(f"{path} holds no sound at all; {_SAVE_AS}")
    if frames > longest_seconds * shape.sample_rate:
        raise CommandError(f"{path} is longer than {longest_seconds:g} s; cut it")
    data = stream.read(frames * shape.frame_bytes)
    if len(data) < frames * shape.frame_bytes:
        raise CommandError(f"{path} ends before its sound does; copy or save it again")
    steps = _steps(data, shape.sample_bytes).reshape(frames, shape.channels)
    return Clip.of(steps / (2.0 ** (8 * shape.sample_bytes - 1) - 1.0), shape.sample_rate)


def _steps(data: bytes, sample_bytes: int) -> NDArray[np.int32]:
    """The samples as whole numbers; only those of 8 bits are stored without a sign."""
    if sample_bytes == 1:
        return np.frombuffer(data, dtype=np.uint8).astype(np.int32) - 128
    if sample_bytes == 3:
        wide = np.zeros((len(data) // 3, 4), dtype=np.uint8)
        wide[:, 1:] = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3)
        return wide.reshape(-1).view("<i4").astype(np.int32) >> 8
    return np.frombuffer(data, dtype=f"<i{sample_bytes}").astype(np.int32)
