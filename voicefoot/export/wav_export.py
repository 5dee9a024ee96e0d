"""Write a session as a WAV file, or each of its stems as one."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from voicefoot.audio import AudioFormat, Block, Samples
from voicefoot.export.metadata import ARTIST, GENRE, FileMetadata, Tags
from voicefoot.model.stems import Stem
from voicefoot.outgoing import for_player
from voicefoot.storage.atomic import atomic_writer, ensure_folder
from voicefoot.storage.wav import WavWriter
from voicefoot.units import to_frames

_MAX_CUE_FRAME = 0xFFFF_FFFF


def write_wav(blocks: Iterable[Block], path: Path, audio_format: AudioFormat) -> int:
    """Write `blocks`, int16, (frames, channels), to `path` as a WAV file, and return how many frames it has.

    The file appears under its name when it is whole. Raises OutputError if it can't be written.
    """
    with atomic_writer(path) as stream, WavWriter(stream, audio_format) as writer:
        frames = 0
        for block in blocks:
            writer.write(block)
            frames += len(block)
    return frames


def metadata_chunks(metadata: FileMetadata, tags: Tags, sample_rate: int) -> bytes:
    """Return the chunks that follow the samples: labelled cue points where chapters start, and the tags.

    A chapter that begins beyond the last frame that a cue point can hold has none.
    """
    points, labels = [], []
    for number, chapter in enumerate(metadata.chapters, 1):
        frame = to_frames(chapter.start_seconds, sample_rate)
        if frame <= _MAX_CUE_FRAME:
            points.append(struct.pack("<II4sIII", number, frame, b"data", 0, 0, frame))
            labels.append(_chunk(b"labl", struct.pack("<I", number) + _text(chapter.name)))
    entries = ((b"INAM", tags.title), (b"IART", ARTIST), (b"IGNR", GENRE), (b"ICMT", tags.comment))
    info = b"".join(_chunk(name, _text(text)) for name, text in entries if text)
    return (
        _chunk(b"cue ", struct.pack("<I", len(points)) + b"".join(points))
        + _chunk(b"LIST", b"adtl" + b"".join(labels))
        + _chunk(b"LIST", b"INFO" + info)
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def _text(text: str) -> bytes:
    return for_player(text).encode("utf-8", "replace") + b"\0"


def write_stems(steps: Iterable[Mapping[Stem, Samples]], folder: Path, audio_format: AudioFormat) -> int:
    """Write each stem to a file of its own in `folder`, which is made if needed: voice.wav, beat.wav,
    chime.wav and music.wav. Return their length, which is the same for all, in frames.

    Samples, (frames, channels), are 32-bit floats, so that the sum of the files is the mix before the
    limiter. The files appear together when all are whole. Raises OutputError if they can't be written.
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
