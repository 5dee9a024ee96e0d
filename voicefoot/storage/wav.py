"""WAV files: read a short one into a clip, and write one of any length block by block.

The layout is RIFF/WAVE. Beyond 4 GiB it is RF64 (EBU Tech 3306): the JUNK chunk with which every file
written here begins becomes a `ds64` chunk that holds the true lengths.
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
from voicefoot.text import escaped

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_BITS = {_PCM: (8, 16, 24, 32), _FLOAT: (32, 64)}
"""The sizes of samples that are read, by encoding."""
_MIN_RATE, _MAX_RATE, _MAX_CHANNELS, _MAX_CHUNKS = 4_000, 192_000, 8, 1_000
_MAX_FLOAT = 1_000.0
"""Beyond full scale there may be something, but not 60 dB."""
_SAVE_AS = "save it as a WAV file with 16-bit PCM samples"

RIFF_LIMIT = 0xFFFF_FFFE
"""The largest size that a plain RIFF header can hold; one more means "unknown"."""
_UNKNOWN_SIZE = RIFF_LIMIT + 1

_HEADER_BYTES = 80
_RIFF_OVERHEAD = _HEADER_BYTES - 8


def read_wav(path: Path, max_seconds: float = 10.0) -> Clip:
    """Read the WAV file `path` as a clip: PCM of 8, 16, 24 or 32 bits, or floats of 32 or 64, with up to 8
    channels.

    The highest positive integer becomes 1.0, so that 16-bit samples survive `to_int16` unchanged. Raises
    CommandError for anything wrong with the file, or if it is longer than `max_seconds`.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CommandError(f"{escaped(str(path))} is not a file; name a WAV file")
        with path.open("rb") as stream:
            return _read(stream, path, max_seconds)
    except FileNotFoundError:
        raise CommandError(f"{escaped(str(path))} is not there; check the name") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CommandError(
            f"{escaped(str(path))} can't be read ({reason}); check the file and its rights"
        ) from None


class WavWriter:
    """Write blocks as a WAV file to a buffered binary stream: 16-bit samples or, if `floating`, 32-bit
    floats.

    If `frames`, the whole length, is given, the stream need not be seekable, and exactly that many frames
    must be written; otherwise `close` completes the header, on a seekable stream. Both ways give the same
    bytes. `endless` is for a pipe: the header says that the length is unknown. The stream stays open,
    and its OSErrors pass through. As a context manager it closes itself, but not after an error.
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
        self._dtype = np.dtype("<f4" if floating else "<i2")
        self._format = audio_format
        self._declared = frames
        self._riff_limit = riff_limit
        self._written_frames = 0
        self._closed = False
        self._trailer_bytes = 0
        self._endless = endless
        self._start = stream.tell() if frames is None and not endless else 0
        stream.write(self._header(frames or 0))

    def write(self, block: Block | Samples) -> None:
        """Append `block`: int16, or float32 if the file is floating, (frames, channels)."""
        if self._closed:
            raise ValueError("the writer is closed")
        if block.ndim != 2 or block.dtype != self._dtype or block.shape[1] != self._format.channels:
            raise ValueError(f"a block holds {self._dtype.name} samples as (frames, channels)")
        if self._declared is not None and self._written_frames + len(block) > self._declared:
            raise ValueError(f"more than the {self._declared} frames that were declared")
        self._stream.write(np.ascontiguousarray(block, dtype=self._dtype).tobytes())
        self._written_frames += len(block)

    def close(self, trailer: bytes = b"") -> None:
        """Write `trailer`, which is whole chunks, after the samples, and complete the header.

        If the writer is already closed, nothing happens. Raises ValueError if the length was declared and a
        trailer or another number of frames came.
        """
        if self._closed:
            return
        self._closed = True
        if trailer and self._declared is not None:
            raise ValueError("a file of declared length can't have a trailer")
        self._trailer_bytes = len(trailer)
        self._stream.write(trailer)
        if self._declared is None and not self._endless:
            end = self._stream.tell()
            self._stream.seek(self._start)
            self._stream.write(self._header(self._written_frames))
            self._stream.seek(end)
        elif self._declared is not None and self._written_frames != self._declared:
            raise ValueError(f"{self._written_frames} frames came of the {self._declared} that were declared")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()

    def _header(self, frames: int) -> bytes:
        rate, channels = self._format.sample_rate, self._format.channels
        frame_bytes, bits = channels * self._dtype.itemsize, 8 * self._dtype.itemsize
        encoding = _FLOAT if self._dtype.kind == "f" else _PCM
        data = frames * frame_bytes
        riff = data + self._trailer_bytes + _RIFF_OVERHEAD
        if self._endless:
            data = riff = _UNKNOWN_SIZE
        if riff <= self._riff_limit or self._endless:
            first = struct.pack("<4sI4s4sI28x", b"RIFF", riff, b"WAVE", b"JUNK", 28)
            data_size = data
        else:
            lengths = struct.pack("<QQQI", riff, data, frames, 0)
            first = struct.pack("<4sI4s4sI28s", b"RF64", _UNKNOWN_SIZE, b"WAVE", b"ds64", 28, lengths)
            data_size = _UNKNOWN_SIZE
        layout = struct.pack("<HHIIHH", encoding, channels, rate, rate * frame_bytes, frame_bytes, bits)
        return first + struct.pack("<4sI16s4sI", b"fmt ", 16, layout, b"data", data_size)


def _read(stream: BinaryIO, path: Path, max_seconds: float) -> Clip:
    head = stream.read(12)
    if not head:
        raise CommandError(f"{escaped(str(path))} is empty; {_SAVE_AS}")
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise CommandError(f"{escaped(str(path))} is not a WAV file; {_SAVE_AS}")
    layout: _Layout | None = None
    for _ in range(_MAX_CHUNKS):
        chunk = stream.read(8)
        if len(chunk) < 8:
            break
        name, size = struct.unpack("<4sI", chunk)
        if name == b"fmt ":
            layout = _layout(stream.read(min(size, 40)), path)
            stream.seek(size - min(size, 40) + size % 2, 1)
        elif name == b"data" and layout:
            return _samples(stream, size, layout, path, max_seconds)
        else:
            stream.seek(size + size % 2, 1)
    raise CommandError(f"{escaped(str(path))} is a WAV file without sound in it, or damaged; {_SAVE_AS}")


@dataclass(frozen=True, slots=True)
class _Layout:
    """The layout of the samples, from the `fmt ` chunk."""

    sample_rate: int
    channels: int
    sample_bytes: int
    floating: bool

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.sample_bytes


def _layout(chunk: bytes, path: Path) -> _Layout:
    """Parse a `fmt ` chunk. Raises CommandError for a layout that is not supported here."""
    if len(chunk) < 16:
        raise CommandError(f"{escaped(str(path))} is a damaged WAV file; {_SAVE_AS}")
    encoding, channels, sample_rate, _, frame_bytes, bits = struct.unpack("<HHIIHH", chunk[:16])
    if encoding == _EXTENSIBLE and len(chunk) >= 26:
        (encoding,) = struct.unpack("<H", chunk[24:26])
    if encoding not in _BITS:
        raise CommandError(f"{escaped(str(path))} holds compressed samples; {_SAVE_AS}")
    if bits not in _BITS[encoding]:
        raise CommandError(f"{escaped(str(path))} has samples of {bits} bits; {_SAVE_AS}")
    if not 1 <= channels <= _MAX_CHANNELS:
        raise CommandError(f"{escaped(str(path))} has {channels} channels; save it with 1 or 2")
    if not _MIN_RATE <= sample_rate <= _MAX_RATE:
        raise CommandError(
            f"{escaped(str(path))} has a sample rate of {sample_rate} Hz; save it with 48000 Hz"
        )
    layout = _Layout(sample_rate, channels, bits // 8, encoding == _FLOAT)
    if frame_bytes != layout.frame_bytes:
        raise CommandError(f"{escaped(str(path))} is a damaged WAV file; {_SAVE_AS}")
    return layout


def _samples(stream: BinaryIO, size: int, layout: _Layout, path: Path, max_seconds: float) -> Clip:
    frames = size // layout.frame_bytes
    if not frames:
        raise CommandError(f"{escaped(str(path))} holds no sound at all; {_SAVE_AS}")
    if frames > max_seconds * layout.sample_rate:
        raise CommandError(f"{escaped(str(path))} is longer than {max_seconds:g} s; cut it")
    data = stream.read(frames * layout.frame_bytes)
    if len(data) < frames * layout.frame_bytes:
        raise CommandError(f"{escaped(str(path))} ends before its sound does; copy or save it again")
    if layout.floating:
        samples = np.frombuffer(data, dtype=f"<f{layout.sample_bytes}").reshape(frames, layout.channels)
        if not (np.abs(samples) < _MAX_FLOAT).all():  # nor is NaN
            raise CommandError(
                f"{escaped(str(path))} has samples that are no numbers, or far beyond full scale; {_SAVE_AS}"
            )
        return Clip.of(samples, layout.sample_rate)
    integers = _integers(data, layout.sample_bytes).reshape(frames, layout.channels)
    return Clip.of(integers / (2.0 ** (8 * layout.sample_bytes - 1) - 1.0), layout.sample_rate)


def _integers(data: bytes, sample_bytes: int) -> NDArray[np.int32]:
    """Return the samples as signed integers, int32, (samples,); only those of 8 bits are stored unsigned."""
    if sample_bytes == 1:
        return np.frombuffer(data, dtype=np.uint8).astype(np.int32) - 128
    if sample_bytes == 3:
        wide = np.zeros((len(data) // 3, 4), dtype=np.uint8)
        wide[:, 1:] = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3)
        return wide.reshape(-1).view("<i4").astype(np.int32) >> 8
    return np.frombuffer(data, dtype=f"<i{sample_bytes}").astype(np.int32)
