"""Encoded packets, in order: many in one buffer, as bytes for the cache, and spooled until they are muxed."""

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

from voicefoot.storage.atomic import temporary_files

SPOOL_MEMORY_BYTES = 10**6
"""A spool that holds more moves to the disk."""
LENGTHS_READ_BYTES = 1 << 16

_DIGEST_BYTES = 32
_LENGTH = np.dtype("<u4")
_HEADER_BYTES = _DIGEST_BYTES + 4
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Packets:
    """Packets in one buffer, so that a million of them are not a million objects.

    `lengths` are their sizes in bytes, (packets,), and `data` the packets one after another. Iterating yields
    each packet.
    """

    lengths: NDArray[np.uint32]
    data: bytes | memoryview

    @classmethod
    def of(cls, packets: Iterable[bytes]) -> Packets:
        packets = list(packets)
        return cls(np.array([len(packet) for packet in packets], dtype=_LENGTH), b"".join(packets))

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Iterator[bytes]:
        at = 0
        for length in self.lengths.tolist():
            yield bytes(self.data[at : at + length])
            at += length


def serialized(parts: Sequence[Packets]) -> list[bytes | memoryview]:
    """Return one cache entry for all of `parts`, as bytes to be joined: a SHA-256 of the rest, the number of
    packets, their lengths, and the packets.
    """
    lengths = [part.lengths.tobytes() for part in parts]
    body = [struct.pack("<I", sum(map(len, parts))), *lengths, *(part.data for part in parts)]
    digest = hashlib.sha256()
    for item in body:
        digest.update(item)
    return [digest.digest(), *body]


def deserialized(data: bytes) -> Packets | None:
    """Return the packets of the cache entry `data`, which is not copied, or None if it is damaged."""
    view = memoryview(data)
    if len(data) < _HEADER_BYTES or hashlib.sha256(view[_DIGEST_BYTES:]).digest() != data[:_DIGEST_BYTES]:
        return None
    (count,) = struct.unpack_from("<I", data, _DIGEST_BYTES)
    lengths = np.frombuffer(data, _LENGTH, count, _HEADER_BYTES)
    return Packets(lengths, view[_HEADER_BYTES + lengths.nbytes :])


class Spool:
    """Packets that wait for the header of their file, which can be written only when all of them are known.

    One stream holds the packets and another their lengths: ten hours have more than a million.
    """

    def __init__(self, packets: BinaryIO, lengths: BinaryIO) -> None:
        self._packets = packets
        self._lengths = lengths
        self._count = self._last_length = 0
        self.bytes = 0

    def __len__(self) -> int:
        return self._count

    def add(self, packets: Packets) -> None:
        """Append `packets`; all must be added before any is read. Raises OutputError if the disk is full."""
        if not len(packets):
            return
        with temporary_files():
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
        while lengths := self._lengths.read(LENGTHS_READ_BYTES):
            for length in np.frombuffer(lengths, _LENGTH).tolist():
                yield self._packets.read(length)

    def last(self) -> bytes:
        """Return the last packet."""
        self._packets.seek(self.bytes - self._last_length)
        return self._packets.read(self._last_length)

    def chunks(self) -> Iterator[bytes]:
        """Yield all bytes in chunks that pay no regard to packets."""
        self._packets.seek(0)
        while chunk := self._packets.read(_READ_BYTES):
            yield chunk


@contextmanager
def spooled() -> Iterator[Spool]:
    """Open an empty spool, which is deleted when the block ends."""
    with _temporary_file() as packets, _temporary_file() as lengths:
        yield Spool(packets, lengths)


@contextmanager
def _temporary_file() -> Iterator[BinaryIO]:
    """Open a file that is deleted when the block ends, and held in memory while it is small."""
    file = tempfile.SpooledTemporaryFile(max_size=SPOOL_MEMORY_BYTES)  # noqa: SIM115 - closed below
    try:
        yield file  # type: ignore[misc]  # a BinaryIO in all but name
    finally:
        with suppress(OSError):  # closing retries what a full disk refused, which was reported
            file.close()
