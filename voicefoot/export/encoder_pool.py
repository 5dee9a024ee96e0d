"""Pieces -> packets, on all cores, and without mixing or encoding again what was encoded before.

Each run is encoded by one encoder, in order; runs are independent of each other, so that as many are
encoded at once as there are cores. What comes out does not depend on how many that are.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from voicefoot.audio import AudioFormat
from voicefoot.export.codecs import Encoder, encoder, encoder_version
from voicefoot.export.formats import FileFormat
from voicefoot.export.packets import Packets, packed, unpacked
from voicefoot.export.splitter import Piece
from voicefoot.storage.disk_cache import DiskCache

_VERSION = 3
"""Of what encoders are asked for: part of the key of all that was encoded before."""
MOST_BYTES = 500 * 10**6
MOST_WAITING_BYTES = 2 * 10**6
"""Samples that wait for an encoder, and packets that wait for others, at the most, for each core."""
MOST_KEPT_BYTES = 16 * 10**6
"""Packets of one work; more are not kept."""


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

    def key(self, digest: bytes) -> str:
        """Under what the packets are kept of samples that have this digest."""
        rate, channels = self.audio_format.sample_rate, self.audio_format.channels
        made_by = encoder_version(self.file_format.codec or "")
        told = f"voicefoot packets {_VERSION} {made_by} {rate} {channels} {self.kbps} "
        return hashlib.sha256(told.encode("ascii") + digest).hexdigest()


@dataclass(slots=True)
class EncodedUnit:
    """What an encoding has done: how many works were encoded, and how many known; how many frames encoded."""

    encoded: int = 0
    known: int = 0
    encoded_frames: int = 0


class KnownPackets:
    """Packets that were made before, in a folder, by what they were made of."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        # Where the folder can't be used, everything is encoded: it takes longer, and nothing is lost.
        self._kept = DiskCache(folder, ".packets", most_bytes, lambda _error: None)

    def read(self, key: str) -> Packets | None:
        data = self._kept.get(key)
        return None if data is None else unpacked(data)

    def put(self, key: str, parts: Sequence[Packets]) -> None:
        self._kept.put_parts(key, packed(parts))


@dataclass(frozen=True, slots=True)
class EncodeJob:
    """Pieces to be encoded, whole runs of them; asked for only where they are not known under `digest`."""

    digest: bytes | None
    pieces: Callable[[], Iterator[Piece]]


def encoded(
    works: Iterable[EncodeJob],
    coding: Coding,
    known: KnownPackets | None = None,
    done: EncodedUnit | None = None,
    cores: int | None = None,
) -> Iterator[Packets]:
    """The packets of `works`, in order. A run that is not the last gives one for every `packet_frames`.

    `known` is asked first, unless it is None; `done` is told how much was encoded. The same pieces give the
    same packets on any number of `cores`, which are all there are unless told.
    """
    done = done or EncodedUnit()
    cores = cores or _cores()
    most_bytes = cores * MOST_WAITING_BYTES
    waiting: deque[_Task] = deque()
    with ThreadPoolExecutor(cores, "voicefoot-encode") as pool:
        try:
            for work in works:
                key = None if work.digest is None or known is None else coding.key(work.digest)
                found = None if key is None or known is None else known.read(key)
                if found is not None:
                    waiting.append(_Task(found))
                    done.known += 1
                else:
                    done.encoded += 1
                    for task in _tasks(work.pieces(), coding, pool, done, _Keeper(known, key)):
                        waiting.append(task)
                        yield from _finished(waiting, most_bytes)
                yield from _finished(waiting, most_bytes)
            while waiting:
                yield waiting.popleft().packets()
        finally:
            for task in waiting:
                task.cancel()


def _finished(waiting: deque[_Task], most_bytes: int) -> Iterator[Packets]:
    """What is ready, and as much more as is needed in order to hold no more than `most_bytes` of samples."""
    while waiting and (waiting[0].is_ready or _held_bytes(waiting) > most_bytes):
        yield waiting.popleft().packets()


def _held_bytes(waiting: deque[_Task]) -> int:
    return sum(task.held_bytes for task in waiting)


def _tasks(
    pieces: Iterator[Piece], coding: Coding, pool: ThreadPoolExecutor, done: EncodedUnit, keeper: _Keeper
) -> Iterator[_Task]:
    """Each of `pieces` in the making; those of one run after each other, by one encoder."""
    run = _Run(coding, pool)
    piece = next(pieces, None)
    while piece is not None:
        following = next(pieces, None)
        done.encoded_frames += len(piece.samples)
        yield _Task(run.add(piece), piece.samples.nbytes, keeper, is_end=following is None)
        if piece.ends:
            run = _Run(coding, pool)
        piece = following


def _cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@dataclass(slots=True)
class _Task:
    """The packets of a piece, known or in the making."""

    result: Packets | Future[Packets]
    samples_bytes: int = 0
    keeper: _Keeper | None = None
    is_end: bool = False

    @property
    def is_ready(self) -> bool:
        return not isinstance(self.result, Future) or self.result.done()

    @property
    def held_bytes(self) -> int:
        """Samples that wait, or the packets of them, which wait for those before them."""
        result = self.result
        if not isinstance(result, Future):
            return len(result.data)
        return len(result.result().data) if result.done() and not result.exception() else self.samples_bytes

    def packets(self) -> Packets:
        packets = self.result.result() if isinstance(self.result, Future) else self.result
        if self.keeper is not None:
            self.keeper.add(packets, is_end=self.is_end)
        return packets

    def cancel(self) -> None:
        if isinstance(self.result, Future):
            self.result.cancel()


@dataclass(slots=True)
class _Keeper:
    """Keeps the packets of a work under its key, when they are all there."""

    known: KnownPackets | None
    key: str | None
    parts: list[Packets] = field(default_factory=list)
    bytes: int = 0

    def add(self, packets: Packets, *, is_end: bool) -> None:
        if self.known is None or self.key is None:
            return
        self.bytes += len(packets.data)
        if self.bytes > MOST_KEPT_BYTES:
            self.parts, self.key = [], None
            return
        self.parts.append(packets)
        if is_end:
            self.known.put(self.key, self.parts)
            self.parts = []


class _Run:
    """One encoder's work: its pieces one after another, by one thread of `pool` at a time.

    No thread waits for another that is busy with the same run; it takes the next run.
    """

    def __init__(self, coding: Coding, pool: ThreadPoolExecutor) -> None:
        self._coding = coding
        self._pool = pool
        self._encoder: Encoder | None = None
        self._frames = self._given = 0
        """What it was given in frames, and what it gave in packets."""
        self._lock = Lock()
        self._waiting: deque[tuple[Piece, Future[Packets]]] = deque()
        self._is_busy = False

    def add(self, piece: Piece) -> Future[Packets]:
        """The packets of `piece`, in the making."""
        future: Future[Packets] = Future()
        with self._lock:
            self._waiting.append((piece, future))
            begins = not self._is_busy
            self._is_busy = True
        if begins:
            self._pool.submit(self._encode_all)
        return future

    def _encode_all(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._is_busy = False
                    return
                piece, future = self._waiting.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                packets = self._encoded(piece)
            except BaseException as error:  # it is told to who asked for the packets
                future.set_exception(error)
            else:
                future.set_result(packets)

    def _encoded(self, piece: Piece) -> Packets:
        self._frames += len(piece.samples)
        self._encoder = self._encoder or self._coding.encoder()
        packets = self._encoder.encode(piece.samples)
        if piece.ends:
            packets += self._encoder.finish()
            if not piece.last:
                # What an encoder still holds at the end of a run is the silence before the cut.
                packets = packets[: self._frames // self._coding.packet_frames - self._given]
        self._given += len(packets)
        return Packets.of(packets)
