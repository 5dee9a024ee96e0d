"""Sections -> a file of any format, with its metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO

from voicefoot.audio import AudioFormat
from voicefoot.export.encode_units import EncodeUnit, encode_units
from voicefoot.export.encoder_pool import (
    EncodeJob,
    EncoderSettings,
    EncodeStats,
    PacketCache,
    encode_jobs,
)
from voicefoot.export.formats import Cover, FileFormat
from voicefoot.export.metadata import Chapter, FileMetadata, Tags
from voicefoot.export.muxer import mux
from voicefoot.export.packets import spooled
from voicefoot.export.splitter import Chunk
from voicefoot.export.wav_export import metadata_chunks
from voicefoot.mixing.mix import mix
from voicefoot.model.stems import AS_ARRANGED, Gains
from voicefoot.storage.wav import WavWriter
from voicefoot.timeline.timeline import Section


@dataclass(frozen=True, slots=True)
class FileRequest:
    """The file to write. `kbps` None: the format's default. `cover` draws a picture of the title and the
    chapters, as PNG.
    """

    file_format: FileFormat
    audio_format: AudioFormat
    tags: Tags
    gains: Gains = AS_ARRANGED
    kbps: int | None = None
    cover: Callable[[str, Sequence[Chapter]], bytes] | None = None


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """The metadata of the file that was written, and how much of it had to be encoded."""

    metadata: FileMetadata
    stats: EncodeStats


def write_session(
    sections: Iterable[Section],
    stream: BinaryIO,
    request: FileRequest,
    cache: PacketCache | None = None,
    cores: int | None = None,
) -> WrittenFile:
    """Write the session of `sections` to `stream`, which is empty and seekable.

    Without `cache`, everything is encoded. The bytes depend neither on it nor on the number of `cores` (None:
    all). OSErrors of the stream pass through. Raises CommandError for a sample rate or bit rate that the
    format can't have, OutputError if the encoder is not installed or there is no room for temporary files.
    """
    file_format, audio_format = request.file_format, request.audio_format
    file_format.check(audio_format)
    kbps = file_format.bit_rate_kbps(audio_format.channels, request.kbps)
    metadata, stats = FileMetadata(), EncodeStats()
    collected = metadata.collect(sections)
    if file_format.codec is None:
        _write_samples(collected, stream, request, metadata)
        return WrittenFile(metadata, stats)
    gains = file_format.mastered(request.gains)
    settings = EncoderSettings(file_format.codec, audio_format, kbps)
    units = encode_units(
        collected,
        settings.packet_frames,
        gains,
        peak_db=file_format.peak_db,
        may_split=file_format.codec.joinable,
    )
    jobs = (
        EncodeJob(unit.digest, partial(_chunks, unit, settings, gains, file_format.peak_db)) for unit in units
    )
    with spooled() as spool:
        for packets in encode_jobs(jobs, settings, cache, stats, cores):
            spool.add(packets)
        mux(spool, stream, file_format, settings, metadata, _tags(request, metadata))
    return WrittenFile(metadata, stats)


def _chunks(unit: EncodeUnit, settings: EncoderSettings, gains: Gains, peak_db: float) -> Iterator[Chunk]:
    if settings.codec.joinable:
        return unit.chunks(settings.packet_frames, gains, peak_db)
    return unit.whole(gains, peak_db)


def _tags(request: FileRequest, metadata: FileMetadata) -> Tags:
    """Return the tags with the cover, which can be drawn only when all chapters are known."""
    if request.cover is None or request.file_format.cover is Cover.NONE:
        return request.tags
    return replace(request.tags, cover_png=request.cover(request.tags.title, metadata.chapters))


def _write_samples(
    sections: Iterable[Section], stream: BinaryIO, request: FileRequest, metadata: FileMetadata
) -> None:
    writer = WavWriter(stream, request.audio_format)
    for block in mix(sections, gains=request.gains):
        writer.write(block)
    writer.close(metadata_chunks(metadata, request.tags, request.audio_format.sample_rate))
