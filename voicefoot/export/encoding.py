"""Pieces -> packets, on all cores, and without encoding again what was encoded before.

Each run is encoded by one encoder, in order; runs are independent of each other, so that as many are
encoded at once as there are cores. What comes out does not depend on how many that are.
"""

from __future__ import annotations

import hashlib
import os
import struct
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.export.codecs import Encoder, encoder
from voicefoot.export.cutting import Piece
from voicefoot.export.formats import FileFormat
from voicefoot.kept import Kept

_VERSION = 1
"""Of what encoders are asked for: part of the key of all that was encoded before."""
MOST_BYTES = 500 * 10**6
MOST_WAITING_BYTES = 32 * 10**6
"""Samples that wait for an encoder, at the most."""
MOST_HOPED_BYTES = 16 * 10**6
"""Samples of a run that are held because all of it may turn out to be known."""

_BLOCKS_AHEAD = 16

Packets = list[bytes]


@dataclass(frozen=True, slots=True)
class Coding:
    """How samples become packets."""

    file_format: FileFormat
    audio_format: AudioFormat
    kbps: int

    @property
    def packet_frames(self) -> int:
        return self.file_format.packet_frames(self.audio_format.sample_rate)

    def encoder(self) -> Encoder:
        assert self.file_format.codec is not None, "samples that are written as they are have no encoder"
        return encoder(self.file_format.codec, self.audio_format, self.kbps)

    def digest(self) -> hashlib._Hash:
        """The beginning of a key of what is encoded so."""
        rate, channels = self.audio_format.sample_rate, self.audio_format.channels
        told = f"voicefoot packets {_VERSION} {self.file_format.codec} {rate} {channels} {self.kbps}"
        return hashlib.sha256(told.encode("ascii"))


@dataclass(slots=True)
class Done:
    """What an encoding has done: frames that were encoded, and that were known."""

    encoded_frames: int = 0
    known_frames: int = 0


class KnownPackets:
    """Packets that were made before, in a folder, by what they were made of."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        # Where the folder can't be used, everything is encoded: it takes longer, and nothing is lost.
        self._kept = Kept(folder, ".packets", most_bytes, lambda _error: None)

    def read(self, key: str) -> Packets | None:
        data = self._kept.read(key)
        return None if data is None else unpacked(data)

    def keep(self, key: str, packets: Packets) -> None:
        self._kept.keep(key, packed(packets))


def packed(packets: Packets) -> bytes:
    """`packets` as bytes: their SHA-256, their number, their lengths, and themselves."""
    lengths = np.array([len(packet) for packet in packets], dtype="<u4").tobytes()
    body = struct.pack("<I", len(packets)) + lengths + b"".join(packets)
    return hashlib.sha256(body).digest() + body


def unpacked(data: bytes) -> Packets | None:
    """The packets in `data`; None where they are damaged."""
    if len(data) < 36 or hashlib.sha256(memoryview(data)[32:]).digest() != data[:32]:
        return None
    (count,) = struct.unpack_from("<I", data, 32)
    lengths = np.frombuffer(data, "<u4", count, 36)
    ends = np.cumsum(lengths, dtype=np.int64) + 36 + 4 * count
    return [data[end - length : end] for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)]


def encoded(
    pieces: Iterable[Piece],
    coding: Coding,
    known: KnownPackets | None = None,
    done: Done | None = None,
    cores: int | None = None,
) -> Iterator[Packets]:
    """The packets of `pieces`, in order. A run that is not the last gives one for every `packet_frames`.

    `known` is asked first, unless it is None; `done` is told how much was encoded. The same pieces give the
    same packets on any number of `cores`, which are all there are unless told.
    """
    done = done or Done()
    cores = cores or _cores()
    waiting: deque[_Task] = deque()
    with ThreadPoolExecutor(cores, "voicefoot-encode") as pool:
        try:
            run = _Run(coding, known)
            for piece in pieces:
                for task in run.tasks(piece, pool, done):
                    waiting.append(task)
                    while len(waiting) > 1 and sum(each.held_bytes for each in waiting) > MOST_WAITING_BYTES:
                        yield waiting.popleft().packets()
                if piece.ends:
                    run = _Run(coding, known)
                while waiting and waiting[0].is_ready:
                    yield waiting.popleft().packets()
            while waiting:
                yield waiting.popleft().packets()
        finally:
            for task in waiting:
                task.cancel()


def _cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@dataclass(slots=True)
class _Task:
    """The packets of a piece, known or in the making."""

    result: Packets | Future[Packets]
    samples_bytes: int = 0

    @property
    def is_ready(self) -> bool:
        return not isinstance(self.result, Future) or self.result.done()

    @property
    def held_bytes(self) -> int:
        return 0 if self.is_ready else self.samples_bytes

    def packets(self) -> Packets:
        return self.result.result() if isinstance(self.result, Future) else self.result

    def cancel(self) -> None:
        if isinstance(self.result, Future):
            self.result.cancel()


@dataclass(slots=True)
class _Run:
    """One encoder's work. As long as every piece of it is known, it only holds them: a piece further on may
    turn out to be new, and an encoder has to have heard what came before.
    """

    coding: Coding
    known: KnownPackets | None
    hoped: list[tuple[Piece, str, Packets]] = field(default_factory=list)
    hoped_bytes: int = 0
    digest: hashlib._Hash | None = None
    encoder: Encoder | None = None
    before: Future[Packets] | None = None
    frames: int = 0
    given: int = 0
    """Packets that the run has given."""

    def tasks(self, piece: Piece, pool: ThreadPoolExecutor, done: Done) -> Iterator[_Task]:
        """What becomes of `piece`, and of those that were held."""
        self.frames += len(piece.samples)
        self.digest = self.digest or self.coding.digest()
        self.digest.update(np.ascontiguousarray(piece.samples).data)
        self.digest.update(b"last" if piece.last else b"ends" if piece.ends else b"")
        key = self.digest.hexdigest()
        found = self.known.read(key) if self.known is not None and self.encoder is None else None
        if found is not None and self.hoped_bytes <= MOST_HOPED_BYTES:
            self.hoped.append((piece, key, found))
            self.hoped_bytes += piece.samples.nbytes
            if piece.ends:
                done.known_frames += self.frames
                yield from (_Task(packets) for _, _, packets in self.hoped)
            return
        for earlier, earlier_key, _ in self.hoped:
            yield self._begun(earlier, earlier_key, pool, done)
        self.hoped.clear()
        yield self._begun(piece, key, pool, done)

    def _begun(self, piece: Piece, key: str, pool: ThreadPoolExecutor, done: Done) -> _Task:
        self.encoder = self.encoder or self.coding.encoder()
        done.encoded_frames += len(piece.samples)
        self.before = pool.submit(self._encode, self.encoder, piece, key, self.before, self.frames)
        return _Task(self.before, piece.samples.nbytes)

    def _encode(
        self, made_by: Encoder, piece: Piece, key: str, before: Future[Packets] | None, frames: int
    ) -> Packets:
        if before is not None:
            before.result()  # begun before this one, so it comes to its end
        packets = made_by.encode(piece.samples)
        if piece.ends:
            packets += made_by.finish()
            if not piece.last:
                # What an encoder still holds at the end of a run is the silence before the cut.
                packets = packets[: frames // self.coding.packet_frames - self.given]
        self.given += len(packets)
        if self.known is not None:
            self.known.keep(key, packets)
        return packets


def streamed(blocks: Iterable[Block], made_by: Encoder) -> Iterator[Packets]:
    """The packets of one stream, encoded in one thread while the next blocks are made in this one."""
    waiting: deque[Future[Packets]] = deque()
    with ThreadPoolExecutor(1, "voicefoot-encode") as pool:
        try:
            for block in blocks:
                waiting.append(pool.submit(made_by.encode, block))
                if len(waiting) > _BLOCKS_AHEAD:
                    yield waiting.popleft().result()
            waiting.append(pool.submit(made_by.finish))
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
