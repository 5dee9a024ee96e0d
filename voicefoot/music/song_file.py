"""Decodes the file of a song, in any common format, in this very process: see `song_process.py`.

A routine, and the files beside it, are untrusted. FFmpeg would follow a playlist to other files or to the
network, whatever its name. So it is only ever given an open file, and told the format, which is sniffed from
the first bytes behind the tags.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voicefoot.audio import Samples
from voicefoot.errors import CommandError, reason_of
from voicefoot.model.limits import (
    MAX_SONG_BYTES,
    MAX_SONG_CHANNELS,
    MAX_SONG_RATE,
    MAX_SONG_SECONDS,
    MIN_SONG_RATE,
)
from voicefoot.music.untagged import UntaggedFile
from voicefoot.text import escaped

if TYPE_CHECKING:
    from av import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

REMEDY = "choose another song, such as an MP3, M4A, FLAC, OGG, Opus or WAV file"
_MAX_LEVEL = 16.0
"""As many channels at full scale add up to no more."""
_MAX_DAMAGED_PACKETS = 1_000
"""So many undecodable packets in a row end a song."""


def decode_file(path: Path, sample_rate: int, channels: int) -> Iterator[Samples]:
    """Decode the file at `path` from its beginning, resampled to `sample_rate`, in blocks of any length:
    float32, (frames, channels), full scale at -1 and 1.

    It is mixed to 1 or 2 channels by FFmpeg's default weights, which keep its loudness; more than two
    channels may add up beyond full scale. The same song always gives the same samples. Damaged packets are
    skipped; a truncated song ends where it was cut off. Raises CommandError if the file is no song at all,
    if a limit of `model/limits.py` doesn't allow what it holds, and after 4 hours of it.
    """
    import av

    layout = "mono" if channels == 1 else "stereo"
    resampler = av.AudioResampler(format="flt", layout=layout, rate=sample_rate)
    frames = 0
    has_frames = False
    with _open_stream(path) as (container, stream):
        for frame in _decode_frames(container, stream):
            # Timestamps jump where a song is damaged; ignore them, so that its samples follow one another.
            frame.pts = None
            _check_shape(frame.sample_rate, frame.layout.nb_channels, path)
            has_frames = True
            for resampled in resampler.resample(frame):
                frames += resampled.samples
                if frames > MAX_SONG_SECONDS * sample_rate:
                    raise CommandError(
                        f"{escaped(str(path))} is longer than {MAX_SONG_SECONDS / 3600:g} hours; cut it"
                    )
                yield _to_samples(resampled.to_ndarray(), channels)
        if has_frames:
            for resampled in resampler.resample(None):
                yield _to_samples(resampled.to_ndarray(), channels)


def _to_samples(interleaved: np.ndarray, channels: int) -> Samples:
    samples: Samples = np.asarray(interleaved, dtype=np.float32).reshape(-1, channels)
    # A file of floats may hold what is no number, or no level.
    np.nan_to_num(samples, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(samples, -_MAX_LEVEL, _MAX_LEVEL)


def _check_shape(sample_rate: int, channels: int, path: Path) -> None:
    """Raise CommandError for a rate or channels that are out of bounds."""
    name = escaped(str(path))
    if not MIN_SONG_RATE <= sample_rate <= MAX_SONG_RATE:
        raise CommandError(f"{name} has a sample rate of {sample_rate} Hz; {REMEDY}")
    if not 1 <= channels <= MAX_SONG_CHANNELS:
        raise CommandError(f"{name} has {channels} channels; {REMEDY}")


@contextmanager
def _open_stream(path: Path) -> Iterator[tuple[InputContainer, AudioStream]]:
    """Open the container and its first audio stream. Raises CommandError."""
    import av

    av.logging.set_level(av.logging.PANIC)
    name = escaped(str(path))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "is a folder" if stat.S_ISDIR(status.st_mode) else "is not a file"
            raise CommandError(f"{name} {what}; name a song")
        if not status.st_size:
            raise CommandError(f"{name} is empty; {REMEDY}")
        if status.st_size > MAX_SONG_BYTES:
            raise CommandError(f"{name} is larger than {MAX_SONG_BYTES / 1e9:g} GB; {REMEDY}")
        with path.open("rb") as file:
            untagged = UntaggedFile(file)
            format_name = _sniff_format(untagged.read(64))
            if format_name is None:
                raise CommandError(f"{name} is not a sound file; {REMEDY}")
            untagged.seek(0)
            try:
                container = av.open(untagged, "r", format=format_name)
            except (av.FFmpegError, ValueError) as error:
                raise CommandError(f"{name} is damaged, or was cut off; {REMEDY}") from error
            with container:
                if not container.streams.audio:
                    raise CommandError(f"{name} has no sound in it; {REMEDY}")
                stream = container.streams.audio[0]
                stream.codec_context.thread_count = 1
                if stream.rate and stream.channels:  # some formats tell only with the first frame
                    _check_shape(stream.rate, stream.channels, path)
                yield container, stream
    except OSError as error:
        raise unreadable(path, error) from error


def _decode_frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Decode the frames of `stream` in order, skipping damaged packets."""
    import av

    damaged = 0
    packets = container.demux(stream)
    while damaged < _MAX_DAMAGED_PACKETS:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            for frame in packet.decode():
                assert isinstance(frame, av.AudioFrame), "an audio stream gives audio"
                damaged = 0
                yield frame
        except (av.FFmpegError, ValueError):
            damaged += 1


def _sniff_format(head: bytes) -> str | None:
    """Return FFmpeg's name for the format of a file that begins with `head`; None if it is not audio."""
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if head[4:8] == b"ftyp":
        return "mov"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"OggS":
        return "ogg"
    if len(head) > 1 and head[0] == 0xFF:
        if head[1] & 0xF6 == 0xF0:
            return "aac"
        if head[1] & 0xE0 == 0xE0:
            return "mp3"
    return None


def unreadable(path: Path, error: OSError) -> CommandError:
    """Return what to tell of a file or folder that can't be read."""
    name = escaped(str(path))
    if isinstance(error, FileNotFoundError):
        return CommandError(f"{name} is not there; check its name")
    reason = reason_of(error)
    return CommandError(f"{name} can't be read ({reason}); check the file and its rights")
