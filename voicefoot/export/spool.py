"""Packets that wait for the head of their file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np

from voicefoot.export.packets import Packets
from voicefoot.export.safe import temporary_space

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
    with (
        tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as packets,
        tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as lengths,
    ):
        yield Spool(packets, lengths)  # type: ignore[arg-type]  # each a BinaryIO in all but name
