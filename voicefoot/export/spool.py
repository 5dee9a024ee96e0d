"""Packets that wait for the head of their file."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

_SPOOL_BYTES = 10**6
"""More than that waits on the disk."""


class Spool:
    """Packets that wait for the head of their file, which can be written only when all of them are known."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lengths = array("I")
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, packets: list[bytes]) -> None:
        self._lengths.extend(len(packet) for packet in packets)
        self.bytes += self._stream.write(b"".join(packets))

    def __iter__(self) -> Iterator[bytes]:
        self._stream.seek(0)
        for length in self._lengths:
            yield self._stream.read(length)

    def last(self) -> bytes:
        """The last packet."""
        self._stream.seek(self.bytes - self._lengths[-1])
        return self._stream.read(self._lengths[-1])

    def parts(self) -> Iterator[bytes]:
        """All bytes, without regard to where packets end."""
        self._stream.seek(0)
        while part := self._stream.read(1 << 20):
            yield part


@contextmanager
def spooled() -> Iterator[Spool]:
    """A spool that is gone when the block ends."""
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as stream:
        yield Spool(stream)  # type: ignore[arg-type]  # a BinaryIO in all but name
