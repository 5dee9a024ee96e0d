"""A session as a WAV file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from voicefoot.audio import AudioFormat, Block
from voicefoot.export.safe import safely_written
from voicefoot.wave_file import WavWriter


def write_wav(blocks: Iterable[Block], path: Path, audio_format: AudioFormat) -> int:
    """Writes `blocks` to `path`, 16 bit, and gives the number of frames.

    The file appears under its name when it is whole. Raises OutputError where it can't be written.
    """
    with safely_written(path) as stream, WavWriter(stream, audio_format) as writer:
        frames = 0
        for block in blocks:
            writer.write(block)
            frames += len(block)
    return frames
