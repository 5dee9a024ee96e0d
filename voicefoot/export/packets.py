"""Packets of an encoder, in order: held together, so that a million of them are not a million objects."""

from __future__ import annotations

import hashlib
import struct
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from voicefoot.storage.atomic import temporary_space

_DIGEST_BYTES = 32
_LENGTH = np.dtype("<u4")
_HEAD_BYTES = _DIGEST_BYTES + 4


@dataclass(frozen=True, slots=True, eq=False)
class Packets:
    """`data` holds one after another, as many bytes each as `lengths` tells. Iterating gives each apart."""

    lengths: NDArray[np.uint32]
    data: bytes | memoryview

    @classmethod
    def of(cls, packets: Iterable[bytes]) -> Packets:
        held = list(packets)
        return cls(np.array([len(packet) for packet in held], dtype=_LENGTH), b"".join(held))

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Iterator[bytes]:
        at = 0
        for length in self.lengths.tolist():
            yield bytes(self.data[at : at + length])
            at += length


def packed(parts: Sequence[Packets]) -> list[bytes | memoryview]:
    """What is kept of `parts`, which belong together, as bytes to be joined: a SHA-256 of the rest, the
    number of packets, their lengths, and themselves.
    """
    lengths = [part.lengths.tobytes() for part in parts]
    body = [struct.pack("<I", sum(map(len, parts))), *lengths, *(part.data for part in parts)]
    digest = hashlib.sha256()
    for each in body:
        digest.update(each)
    return [digest.digest(), *body]


def unpacked(data: bytes) -> Packets | None:
    """The packets in `data`, which is not copied; None where they are damaged."""
    view = memoryview(data)
    if len(data) < _HEAD_BYTES or hashlib.sha256(view[_DIGEST_BYTES:]).digest() != data[:_DIGEST_BYTES]:
        return None
    (count,) = struct.unpack_from("<I", data, _DIGEST_BYTES)
    lengths = np.frombuffer(data, _LENGTH, count, _HEAD_BYTES)
    return Packets(lengths, view[_HEAD_BYTES + lengths.nbytes :])


_SPOOL_BYTES = 10**6
"""More than that waits on the disk."""
_READ_BYTES = 1 << 20
_LENGTHS_READ_BYTES = 1 << 16


class Spool:
    """Packets that wait for the head of their file, which can be written only when all of them are known.

    They lie in one stream, and their lengths in another: of ten hours there are more than a million.
    """

    def __init__(self, packets: BinaryIO, lengths: BinaryIO) -> None:
        self._packets = packets
        self._lengths = lengths
        self._count = self._last_length = 0
        self.bytes = 0

    def __len__(self) -> int:
        return self._count

    def add(self, packets: Packets) -> None:
        """Appends `packets`; all are added before any is read. Raises OutputError where there is no room."""
        if not len(packets):
            return
        with temporary_space():
            self._lengths.write(packets.lengths.tobytes())
            self.bytes += self._packets.write(packets.data)
            # Buffers hold 128 kB from Python 3.14 on: a full disk has to show here, not when they are read.
            self._lengths.flush()
            self._packets.flush()
        self._count += len(packets)
        self._last_length = int(packets.lengths[-1])

    def __iter__(self) -> Iterator[bytes]:
        self._packets.seek(0)
        self._lengths.seek(0)
        while read := self._lengths.read(_LENGTHS_READ_BYTES):
            for length in np.frombuffer(read, "<u4").tolist():
                yield self._packets.read(length)

    def last(self) -> bytes:
        """The last packet."""
        self._packets.seek(self.bytes - self._last_length)
        return self._packets.read(self._last_length)

    def parts(self) -> Iterator[bytes]:
        """All bytes, without regard to where packets end."""
        self._packets.seek(0)
        while part := self._packets.read(_READ_BYTES):
            yield part


@contextmanager
def spooled() -> Iterator[Spool]:
    """A spool that is gone when the block ends."""
    with _temporary_file() as packets, _temporary_file() as lengths:
        yield Spool(packets, lengths)


@contextmanager
def _temporary_file() -> Iterator[BinaryIO]:
    """A file that is removed when the block ends, in memory while it is small."""
    file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 - closed below
    try:
        yield file  # type: ignore[misc]  # a BinaryIO in all but name
    finally:
        with suppress(OSError):  # closing writes again what a full disk refused; that was reported
            file.close()
