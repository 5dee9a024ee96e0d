"""A song of the user's: any common format, decoded as a stream.

A routine, and what lies beside it, is data from a stranger. FFmpeg would follow a playlist to other
files or to the network, whatever its name; so it is only ever handed an open file, and told which
format it is by our own look at the first bytes.
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
from voicefoot.model.limits import MAX_SONG_BYTES, MAX_SONG_SECONDS, MAX_SONGS, MIN_SONG_SECONDS
from voicefoot.text import escaped

if TYPE_CHECKING:
    from av import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

ENDINGS = (".mp3", ".m4a", ".flac", ".ogg", ".oga", ".opus", ".wav", ".aac", ".aif", ".aiff")
"""What is taken for a song in a folder."""

_ANOTHER = "choose another song, such as an MP3, M4A, FLAC, OGG, Opus or WAV file"
_DAMAGED_IN_A_ROW = 1_000
"""So many packets that can't be decoded are the end of a song."""


def songs_in(folder: Path) -> list[Path]:
    """The songs in `folder`, by their names. Raises CommandError where there are none, or far too many."""
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file())
    except OSError as error:
        raise _unreadable(folder, error) from error
    if not files:
        raise CommandError(f"{escaped(str(folder))} has no song in it; lay some there, or name one")
    if len(files) > MAX_SONGS:
        raise CommandError(f"{escaped(str(folder))} has {len(files)} songs in it; leave {MAX_SONGS} at most")
    return files


def check_song(path: Path) -> None:
    """Raises CommandError where the file at `path` can't be played as a song."""
    frames, rate = 0, 8_000
    for block in decoded(path, rate, 1):
        frames += len(block)
        if frames >= MIN_SONG_SECONDS * rate:
            return
    name = escaped(str(path))
    if not frames:
        raise CommandError(f"{name} holds no sound that can be read; {_ANOTHER}")
    raise CommandError(f"{name} is shorter than a second; {_ANOTHER}")


def decoded(path: Path, sample_rate: int, channels: int) -> Iterator[Samples]:
    """The song at `path` from its beginning: float32, (frames, channels), full scale at -1 and 1, in parts
    of any length. Resampled once, and brought to 1 or 2 channels by FFmpeg's usual weights: as loud as it
    was; what were more than two channels may add up beyond full scale. The same song always gives the same
    samples.

    What can't be decoded is left out; a song that was cut off ends where it was cut. Raises CommandError
    where the file is no song at all, and after 4 hours of it.
    """
    import av

    layout = "mono" if channels == 1 else "stereo"
    resampler = av.AudioResampler(format="flt", layout=layout, rate=sample_rate)
    frames = 0
    begun = False
    with _opened(path) as (container, stream):
        for frame in _frames(container, stream):
            # Time stamps of a damaged song jump; its samples simply follow one another.
            frame.pts = None
            begun = True
            for part in resampler.resample(frame):
                frames += part.samples
                if frames > MAX_SONG_SECONDS * sample_rate:
                    raise CommandError(
                        f"{escaped(str(path))} is longer than {MAX_SONG_SECONDS / 3600:g} hours; cut it"
                    )
                yield _samples(part.to_ndarray(), channels)
        if begun:
            for part in resampler.resample(None):
                yield _samples(part.to_ndarray(), channels)


def _samples(interleaved: np.ndarray, channels: int) -> Samples:
    samples: Samples = np.asarray(interleaved, dtype=np.float32).reshape(-1, channels)
    return samples


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, AudioStream]]:
    """The container and its first stream of sound. Raises CommandError."""
    import av

    av.logging.set_level(av.logging.PANIC)
    name = escaped(str(path))
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            what = "is a folder" if stat.S_ISDIR(found.st_mode) else "is not a file"
            raise CommandError(f"{name} {what}; name a song")
        if not found.st_size:
            raise CommandError(f"{name} is empty; {_ANOTHER}")
        if found.st_size > MAX_SONG_BYTES:
            raise CommandError(f"{name} is larger than {MAX_SONG_BYTES / 1e9:g} GB; {_ANOTHER}")
        with path.open("rb") as file:
            kind = _format(file.read(64))
            if kind is None:
                raise CommandError(f"{name} is not a sound file; {_ANOTHER}")
            file.seek(0)
            try:
                container = av.open(file, "r", format=kind)
            except (av.FFmpegError, ValueError) as error:
                raise CommandError(f"{name} is damaged, or was cut off; {_ANOTHER}") from error
            with container:
                if not container.streams.audio:
                    raise CommandError(f"{name} has no sound in it; {_ANOTHER}")
                stream = container.streams.audio[0]
                stream.codec_context.thread_count = 1
                yield container, stream
    except OSError as error:
        raise _unreadable(path, error) from error


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """What can be decoded, in its order."""
    import av

    damaged = 0
    packets = container.demux(stream)
    while damaged < _DAMAGED_IN_A_ROW:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            for frame in packet.decode():
                assert isinstance(frame, av.AudioFrame), "a stream of sound gives sound"
                damaged = 0
                yield frame
        except (av.FFmpegError, ValueError):
            damaged += 1


def _format(head: bytes) -> str | None:
    """FFmpeg's name for the format of a file that begins with `head`."""
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
    if head[:3] == b"ID3":
        return "mp3"
    if len(head) > 1 and head[0] == 0xFF:
        if head[1] & 0xF6 == 0xF0:
            return "aac"
        if head[1] & 0xE0 == 0xE0:
            return "mp3"
    return None


def _unreadable(path: Path, error: OSError) -> CommandError:
    name = escaped(str(path))
    if isinstance(error, FileNotFoundError):
        return CommandError(f"{name} is not there; check its name")
    reason = reason_of(error)
    return CommandError(f"{name} can't be read ({reason}); check the file and its rights")
