"""Sections -> a file of any format, with all that belongs into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO

from voicefoot.audio import AudioFormat
from voicefoot.export.encode_units import EncodeUnit, encode_units
from voicefoot.export.encoder_pool import Coding, EncodedUnit, EncodeJob, KnownPackets, encoded
from voicefoot.export.formats import FileFormat
from voicefoot.export.metadata import Chapter, FileMetadata, Tags
from voicefoot.export.muxer import packed_file
from voicefoot.export.packets import spooled
from voicefoot.export.splitter import Piece
from voicefoot.export.wav_export import labels
from voicefoot.mixing.mix import mix
from voicefoot.model.stems import AS_ARRANGED, Gains
from voicefoot.storage.wav import WavWriter
from voicefoot.timeline.timeline import Section


@dataclass(frozen=True, slots=True)
class FileRequest:
    """What kind of file is wanted. `kbps` None: what is usual. `cover` draws a picture of the title and the
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
    """What was written, and how much of it had to be encoded."""

    contents: FileMetadata
    done: EncodedUnit


def write_session(
    sections: Iterable[Section],
    stream: BinaryIO,
    wanted: FileRequest,
    known: KnownPackets | None = None,
    cores: int | None = None,
) -> WrittenFile:
    """Writes the session of `sections` to `stream`, which is empty and can be sought in.

    `known` holds what was encoded before; None: all is encoded. The bytes depend on neither of it, nor on how
    many `cores` there are. OSErrors are the caller's. Raises CommandError for a sample rate or bit rate that
    the format can't have, OutputError where the codec is missing.
    """
    wanted.file_format.check(wanted.audio_format)
    kbps = wanted.file_format.bit_rate_kbps(wanted.audio_format.channels, wanted.kbps)
    contents, done = FileMetadata(), EncodedUnit()
    passing = contents.gathered(sections)
    if wanted.file_format.codec is None:
        _write_samples(passing, stream, wanted, contents)
        return WrittenFile(contents, done)
    coding = Coding(wanted.file_format, wanted.audio_format, kbps)
    found = encode_units(passing, coding.packet_frames, wanted.gains, cut=wanted.file_format.joinable)
    with spooled() as spool:
        works = (
            EncodeJob(stretch.digest, partial(_pieces, stretch, coding, wanted.gains)) for stretch in found
        )
        for packets in encoded(works, coding, known, done, cores):
            spool.add(packets)
        packed_file(spool, stream, coding, contents, _tags(wanted, contents))
    return WrittenFile(contents, done)


def _pieces(stretch: EncodeUnit, coding: Coding, gains: Gains) -> Iterator[Piece]:
    if coding.file_format.joinable:
        return stretch.pieces(coding.packet_frames, gains)
    return stretch.uncut(gains)


def _tags(wanted: FileRequest, contents: FileMetadata) -> Tags:
    if wanted.cover is None:
        return wanted.tags
    return replace(wanted.tags, cover_png=wanted.cover(wanted.tags.title, contents.chapters))


def _write_samples(
    passing: Iterable[Section], stream: BinaryIO, wanted: FileRequest, contents: FileMetadata
) -> None:
    writer = WavWriter(stream, wanted.audio_format)
    for block in mix(passing, gains=wanted.gains):
        writer.write(block)
    writer.close(labels(contents, wanted.tags, wanted.audio_format.sample_rate))
