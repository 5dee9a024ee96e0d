"""Packets of an encoder, in order: held together, so that a million of them are not a million objects."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
