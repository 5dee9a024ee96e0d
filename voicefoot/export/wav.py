"""A session as a WAV file, or its stems as one each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from voicefoot.audio import AudioFormat, Block, Samples
from voicefoot.errors import OutputError
from voicefoot.export.safe import safely_written
from voicefoot.stems import Stem
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


def write_stems(steps: Iterable[Mapping[Stem, Samples]], folder: Path, audio_format: AudioFormat) -> int:
    """Writes each stem to `folder`, which is made where it is not there: voice.wav, beat.wav, chime.wav
    and music.wav, of one length, which it gives, in frames. Samples have 32 bits with a floating point, so
    that the sum of the files is the mix before its limiter.

    The files appear together when all are whole. Raises OutputError where they can't be written.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder} can't be used for the stems: {reason}; name a folder") from error
    frames = 0
    with ExitStack() as stack:
        writers = {
            stem: stack.enter_context(
                WavWriter(
                    stack.enter_context(safely_written(folder / f"{stem}.wav")), audio_format, floating=True
                )
            )
            for stem in Stem
        }
        for step in steps:
            for stem, samples in step.items():
                writers[stem].write(samples)
            frames += len(step[Stem.VOICE])
    return frames
