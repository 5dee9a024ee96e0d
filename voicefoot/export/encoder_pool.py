"""Samples -> packets, on all cores, without mixing or encoding again what is in the cache.

Each run is encoded by one encoder, in order. Runs are independent, so as many are encoded at once as there
are cores. The packets do not depend on how many that are.
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
from voicefoot.export.formats import Codec
from voicefoot.export.packets import Packets, deserialized, serialized
from voicefoot.export.splitter import Chunk
from voicefoot.storage.disk_cache import DiskCache

_VERSION = 3
"""The version of the encoders' settings: part of the key of each cache entry."""
CACHE_MAX_BYTES = 500 * 10**6
MAX_PENDING_BYTES = 2 * 10**6
"""Per core, the samples that wait for an encoder and the packets that wait for earlier ones."""
MAX_ENTRY_BYTES = 16 * 10**6
"""The packets of a job that are more are not cached."""


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """All that decides, beside the samples, what packets an encoder makes. `kbps` is 0 if there is no bit
    rate.
    """

    codec: Codec
    audio_format: AudioFormat
    kbps: int

    @property
    def packet_frames(self) -> int:
        return self.codec.frames_per_packet(self.audio_format.sample_rate)

    def encoder(self) -> Encoder:
        """Start an encoder with these settings. Raises OutputError if it is not installed."""
        return encoder(self.codec, self.audio_format, self.kbps)

    def key(self, digest: bytes) -> str:
        """Return the cache key of the packets of samples with this digest."""
        rate, channels = self.audio_format.sample_rate, self.audio_format.channels
        version = encoder_version(self.codec)
        settings = f"voicefoot packets {_VERSION} {version} {rate} {channels} {self.kbps} "
        return hashlib.sha256(settings.encode("ascii") + digest).hexdigest()


@dataclass(slots=True)
class EncodeStats:
    """How many jobs were encoded and how many were in the cache, and how many frames were encoded."""

    encoded: int = 0
    known: int = 0
    encoded_frames: int = 0


class PacketCache:
    """The cache of encoded packets, in a folder."""

    def __init__(self, folder: Path, max_bytes: int = CACHE_MAX_BYTES) -> None:
        # If the folder can't be used, everything is encoded: it takes longer, and nothing is lost.
        self._cache = DiskCache(folder, ".packets", max_bytes, lambda _error: None)

    def get(self, key: str) -> Packets | None:
        """Return the packets stored under `key`, or None if there are none or they are damaged."""
        data = self._cache.get(key)
        return None if data is None else deserialized(data)

    def put(self, key: str, parts: Sequence[Packets]) -> None:
        """Store all packets of `parts` as one entry under `key`, if the folder can be used."""
        self._cache.put_parts(key, serialized(parts))


@dataclass(frozen=True, slots=True)
class EncodeJob:
    """Whole runs of chunks to encode. `chunks` is called only if there are no packets under `digest` in the
    cache.
    """

    digest: bytes | None
    chunks: Callable[[], Iterator[Chunk]]


def encode_jobs(
    jobs: Iterable[EncodeJob],
    settings: EncoderSettings,
    cache: PacketCache | None = None,
    stats: EncodeStats | None = None,
    cores: int | None = None,
) -> Iterator[Packets]:
    """Yield the packets of `jobs`, in order. A run that is not the session's last has one packet for every
    `packet_frames` frames.

    Without `cache`, everything is encoded. `stats` is updated as jobs are taken. The same chunks give the
    same packets on any number of `cores`; None: all that this process may use. Raises OutputError if the
    encoder is not installed.
    """
    stats = stats or EncodeStats()
    cores = cores or available_cores()
    max_bytes = cores * MAX_PENDING_BYTES
    pending: deque[_PendingPackets] = deque()
    with ThreadPoolExecutor(cores, "voicefoot-encode") as pool:
        try:
            for job in jobs:
                key = None if job.digest is None or cache is None else settings.key(job.digest)
                cached = None if key is None or cache is None else cache.get(key)
                if cached is not None:
                    pending.append(_PendingPackets(cached))
                    stats.known += 1
                else:
                    stats.encoded += 1
                    writer = _CacheWriter(cache, key)
                    for item in _submit(job.chunks(), settings, pool, stats, writer):
                        pending.append(item)
                        yield from _take_ready(pending, max_bytes)
                yield from _take_ready(pending, max_bytes)
            while pending:
                yield pending.popleft().packets()
        finally:
            for item in pending:
                item.cancel()


def _take_ready(pending: deque[_PendingPackets], max_bytes: int) -> Iterator[Packets]:
    """Yield the packets that are ready, and wait for more as long as more than `max_bytes` are pending."""
    while pending and (pending[0].is_ready or sum(item.memory_bytes for item in pending) > max_bytes):
        yield pending.popleft().packets()


def _submit(
    chunks: Iterator[Chunk],
    settings: EncoderSettings,
    pool: ThreadPoolExecutor,
    stats: EncodeStats,
    writer: _CacheWriter,
) -> Iterator[_PendingPackets]:
    """Submit each of `chunks` to the encoder of its run."""
    run = _RunEncoder(settings, pool)
    chunk = next(chunks, None)
    while chunk is not None:
        following = next(chunks, None)
        stats.encoded_frames += len(chunk.samples)
        yield _PendingPackets(run.add(chunk), chunk.samples.nbytes, writer, ends_job=following is None)
        if chunk.ends_run:
            run = _RunEncoder(settings, pool)
        chunk = following


def available_cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _PendingPackets:
    """The packets of a chunk, once they are encoded, or those of a job, from the cache."""

    result: Packets | Future[Packets]
    samples_bytes: int = 0
    writer: _CacheWriter | None = None
    ends_job: bool = False

    @property
    def is_ready(self) -> bool:
        return not isinstance(self.result, Future) or self.result.done()

    @property
    def memory_bytes(self) -> int:
        """The size of the samples that wait, or of their packets, which wait for those before them."""
        result = self.result
        if not isinstance(result, Future):
            return len(result.data)
        return len(result.result().data) if result.done() and not result.exception() else self.samples_bytes

    def packets(self) -> Packets:
        """Wait for the packets, and hand them to the cache."""
        packets = self.result.result() if isinstance(self.result, Future) else self.result
        if self.writer is not None:
            self.writer.add(packets, ends_job=self.ends_job)
        return packets

    def cancel(self) -> None:
        if isinstance(self.result, Future):
            self.result.cancel()


@dataclass(slots=True)
class _CacheWriter:
    """Collects the packets of a job, and stores them under its key when it ends."""

    cache: PacketCache | None
    key: str | None
    parts: list[Packets] = field(default_factory=list)
    bytes: int = 0

    def add(self, packets: Packets, *, ends_job: bool) -> None:
        if self.cache is None or self.key is None:
            return
        self.bytes += len(packets.data)
        if self.bytes > MAX_ENTRY_BYTES:
            self.parts, self.key = [], None
            return
        self.parts.append(packets)
        if ends_job:
            self.cache.put(self.key, self.parts)
            self.parts = []


class _RunEncoder:
    """Encodes the chunks of one run in order, in one thread of `pool` at a time.

    No thread waits for another that is busy with the same run; it takes the next run.
    """

    def __init__(self, settings: EncoderSettings, pool: ThreadPoolExecutor) -> None:
        self._settings = settings
        self._pool = pool
        self._encoder: Encoder | None = None
        self._frames_in = self._packets_out = 0
        self._lock = Lock()
        self._queue: deque[tuple[Chunk, Future[Packets]]] = deque()
        self._is_busy = False

    def add(self, chunk: Chunk) -> Future[Packets]:
        """Queue `chunk`, and return the future of its packets."""
        future: Future[Packets] = Future()
        with self._lock:
            self._queue.append((chunk, future))
            was_busy, self._is_busy = self._is_busy, True
        if not was_busy:
            self._pool.submit(self._encode_queue)
        return future

    def _encode_queue(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._is_busy = False
                    return
                chunk, future = self._queue.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                packets = self._encode(chunk)
            except BaseException as error:  # the caller of Future.result gets it
                future.set_exception(error)
            else:
                future.set_result(packets)

    def _encode(self, chunk: Chunk) -> Packets:
        self._frames_in += len(chunk.samples)
        self._encoder = self._encoder or self._settings.encoder()
        packets = self._encoder.encode(chunk.samples)
        if chunk.ends_run:
            packets += self._encoder.finish()
            if not chunk.is_last:
                # What the encoder still holds at the end of a run is the silence before the split.
                packets = packets[: self._frames_in // self._settings.packet_frames - self._packets_out]
        self._packets_out += len(packets)
        return Packets.of(packets)
