"""A session as a WAV file, or its stems as one each."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from voicefoot.audio import AudioFormat, Block, Samples
from voicefoot.export.captions import one_line
from voicefoot.export.metadata import ARTIST, GENRE, FileMetadata, Tags
from voicefoot.model.stems import Stem
from voicefoot.storage.atomic import atomic_writer, ensure_folder
from voicefoot.storage.wav import WavWriter
from voicefoot.units import to_frames

_LAST_FRAME = 0xFFFF_FFFF


def write_wav(blocks: Iterable[Block], path: Path, audio_format: AudioFormat) -> int:
    """Writes `blocks` to `path`, 16 bit, and gives the number of frames.

    The file appears under its name when it is whole. Raises OutputError where it can't be written.
    """
    with atomic_writer(path) as stream, WavWriter(stream, audio_format) as writer:
        frames = 0
        for block in blocks:
            writer.write(block)
            frames += len(block)
    return frames


def labels(contents: FileMetadata, tags: Tags, sample_rate: int) -> bytes:
    """The chunks that follow the samples: a cue point with a label at the beginning of each chapter, and the
    title. What lies beyond the last frame that a cue can name has none.
    """
    points, names = [], []
    for number, chapter in enumerate(contents.chapters, 1):
        frame = to_frames(chapter.start_seconds, sample_rate)
        if frame <= _LAST_FRAME:
            points.append(struct.pack("<II4sIII", number, frame, b"data", 0, 0, frame))
            names.append(_chunk(b"labl", struct.pack("<I", number) + _text(chapter.name)))
    told = ((b"INAM", tags.title), (b"IART", ARTIST), (b"IGNR", GENRE), (b"ICMT", tags.comment))
    info = b"".join(_chunk(name, _text(text)) for name, text in told if text)
    return (
        _chunk(b"cue ", struct.pack("<I", len(points)) + b"".join(points))
        + _chunk(b"LIST", b"adtl" + b"".join(names))
        + _chunk(b"LIST", b"INFO" + info)
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def _text(text: str) -> bytes:
    return one_line(text).encode("utf-8", "replace") + b"\0"


def write_stems(steps: Iterable[Mapping[Stem, Samples]], folder: Path, audio_format: AudioFormat) -> int:
    """Writes each stem to `folder`, which is made where it is not there: voice.wav, beat.wav, chime.wav
    and music.wav, of one length, which it gives, in frames. Samples have 32 bits with a floating point, so
    that the sum of the files is the mix before its limiter.

    The files appear together when all are whole. Raises OutputError where they can't be written.
    """
    ensure_folder(folder)
    frames = 0
    with ExitStack() as stack:
        writers = {
            stem: stack.enter_context(
                WavWriter(
                    stack.enter_context(atomic_writer(folder / f"{stem}.wav")), audio_format, floating=True
                )
            )
            for stem in Stem
        }
        for step in steps:
            for stem, samples in step.items():
                writers[stem].write(samples)
            frames += len(step[Stem.VOICE])
    return frames
