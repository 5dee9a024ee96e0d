"""Packets -> a file: the container, with chapters, tags, words and a cover.

MP3 is written here; the others by FFmpeg, which is told to leave out dates and random numbers.
"""

from __future__ import annotations

import base64
import io
import shutil
import struct
import tempfile
from contextlib import ExitStack
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from voicefoot.errors import OutputError
from voicefoot.export.captions import lines_of, lyrics, one_line, stamp
from voicefoot.export.codecs import AV_CODECS
from voicefoot.export.encoder_pool import Coding
from voicefoot.export.id3 import id3
from voicefoot.export.languages import three_letters
from voicefoot.export.metadata import ARTIST, GENRE, FileMetadata, Tags
from voicefoot.export.mp3_frames import info_frame
from voicefoot.export.packets import Spool
from voicefoot.storage.atomic import temporary_space
from voicefoot.units import to_milliseconds

if TYPE_CHECKING:
    import av
    from av.container import OutputContainer
    from av.stream import Stream

_CONTAINERS = {".m4a": "mp4", ".m4b": "mp4", ".flac": "flac", ".opus": "ogg", ".ogg": "ogg"}
_BRANDS = {".m4a": "M4A ", ".m4b": "M4B "}
_DELAYS = {"aac": 1_024, "opus": 312, "flac": 0}
"""Frames at the codec's clock by which its packets begin before the sound."""
_OPUS_CLOCK = 48_000
_COVER_FRONT = 3
_STREAMINFO_AT = len(b"fLaC") + 4
"""Where a FLAC file holds it: after its mark and the head of its first block."""


def packed_file(
    spool: Spool,
    stream: BinaryIO,
    coding: Coding,
    contents: FileMetadata,
    tags: Tags,
) -> None:
    """Writes the file of `spool` to `stream`, which is empty and can be sought in."""
    if coding.file_format.codec == "mp3":
        _pack_mp3(spool, stream, coding, contents, tags)
    else:
        _pack_av(spool, stream, coding, contents, tags)


def _pack_mp3(spool: Spool, stream: BinaryIO, coding: Coding, contents: FileMetadata, tags: Tags) -> None:
    stream.write(id3(tags, contents.chapters, lyrics(contents.lines)))
    stream.write(info_frame(coding.audio_format, len(spool), spool.bytes, contents.frames, coding.kbps))
    for part in spool.parts():
        stream.write(part)


def _pack_av(
    spool: Spool,
    stream: BinaryIO,
    coding: Coding,
    contents: FileMetadata,
    tags: Tags,
) -> None:
    import av

    watched: _Watched | None = None
    try:
        if coding.file_format.ending in _BRANDS:
            # So that the index comes first, FFmpeg opens what it has written once more, by its name.
            with ExitStack() as stack:
                with temporary_space():
                    folder = stack.enter_context(tempfile.TemporaryDirectory())
                    path = Path(folder) / f"session{coding.file_format.ending}"
                    _mux(spool, str(path), coding, contents, tags)
                with path.open("rb") as whole:
                    shutil.copyfileobj(whole, stream)
        else:
            watched = _Watched(stream)
            _mux(spool, watched, coding, contents, tags)
            if coding.file_format.codec == "flac":
                _write_streaminfo(spool, stream)
    except av.FFmpegError as error:
        if watched is not None and watched.error is not None:
            raise watched.error from error
        if isinstance(error, OSError) and error.errno:
            raise OSError(error.errno, error.strerror) from error
        raise OutputError(f"the file can't be put together ({error}); choose another ending") from error


def _write_streaminfo(spool: Spool, stream: BinaryIO) -> None:
    """Writes what FLAC knows only at its end, lengths and a checksum of all, where FFmpeg left room."""
    stream.seek(_STREAMINFO_AT)
    stream.write(spool.last())
    stream.seek(0, io.SEEK_END)


class _Watched:
    """A stream that remembers what went wrong: FFmpeg would only tell that something did."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._stream.write(data)
        except OSError as error:
            self.error = error
            raise


def _mux(
    spool: Spool,
    into: str | _Watched,
    coding: Coding,
    contents: FileMetadata,
    tags: Tags,
) -> None:
    import av

    kind = coding.file_format
    assert kind.codec is not None, "samples that are written as they are need no packets"
    options = {"fflags": "+bitexact"}
    if kind.ending in _BRANDS:
        options |= {"brand": _BRANDS[kind.ending], "movflags": "+faststart"}
    with av.open(into, "w", format=_CONTAINERS[kind.ending], options=options) as container:
        sound = _add_sound(container, coding, kind.codec)
        container.metadata.update(_told(kind.ending, contents, tags))
        if kind.ending in _BRANDS:
            sound.metadata["language"] = three_letters(tags.language)
            container.set_chapters(_chapters(contents))
        cover = _add_cover(container, tags) if kind.ending not in (".opus", ".ogg") else None
        clock = _OPUS_CLOCK if kind.codec == "opus" else coding.audio_format.sample_rate
        packet_frames = coding.packet_frames * clock // coding.audio_format.sample_rate
        container.start_encoding()
        count = len(spool)
        if kind.codec == "flac":
            packet_frames = sound.codec_context.frame_size
            count -= 1
        end = contents.frames * clock // coding.audio_format.sample_rate
        if cover is not None:
            # First of all: FFmpeg holds back what comes before it.
            container.mux(cover)
        at = -_DELAYS[kind.codec]
        for data in islice(spool, count):
            packet = av.Packet(data)
            packet.stream, packet.time_base = sound, Fraction(1, clock)
            packet.pts = packet.dts = at
            packet.duration = max(1, min(packet_frames, end - at))
            container.mux(packet)
            at += packet_frames


def _add_sound(container: OutputContainer, coding: Coding, codec: str) -> Any:
    name, sample_format = AV_CODECS[codec]
    layout = "mono" if coding.audio_format.channels == 1 else "stereo"
    sound = container.add_stream(
        name, rate=coding.audio_format.sample_rate, layout=layout, format=sample_format
    )
    if coding.kbps:
        sound.codec_context.bit_rate = coding.kbps * 1_000
    return sound


def _told(ending: str, contents: FileMetadata, tags: Tags) -> dict[str, str]:
    told = {
        "title": one_line(tags.title),
        "album": one_line(tags.album or tags.title),
        "artist": ARTIST,
        "genre": GENRE,
        "comment": lines_of(tags.comment),
    }
    if tags.track is not None:
        told["track"] = "{}/{}".format(*tags.track)
    if ending in _BRANDS:
        return told | {"lyrics": lyrics(contents.lines)}
    told["language"] = tags.language
    for number, chapter in enumerate(contents.chapters):
        told[f"CHAPTER{number:03}"] = stamp(chapter.start_seconds)
        told[f"CHAPTER{number:03}NAME"] = one_line(chapter.name)
    if tags.cover_png is not None and ending != ".flac":
        told["METADATA_BLOCK_PICTURE"] = base64.b64encode(_picture(tags.cover_png)).decode("ascii")
    return told


def _chapters(contents: FileMetadata) -> list[Any]:
    return [
        {
            "id": number,
            "start": to_milliseconds(chapter.start_seconds),
            "end": to_milliseconds(chapter.end_seconds),
            "time_base": Fraction(1, 1_000),
            "metadata": {"title": one_line(chapter.name)},
        }
        for number, chapter in enumerate(contents.chapters)
    ]


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _add_cover(container: OutputContainer, tags: Tags) -> av.Packet[Any] | None:
    """The packet of the cover."""
    import av
    from av.stream import Disposition

    if tags.cover_png is None:
        return None
    width, height = _size(tags.cover_png)
    picture: Stream = container.add_mux_stream("png", width=width, height=height)
    picture.disposition = Disposition.attached_pic
    picture.metadata["comment"] = "Cover (front)"
    packet = av.Packet(tags.cover_png)
    packet.stream, packet.time_base, packet.pts, packet.dts = picture, Fraction(1, 1_000), 0, 0
    return packet


def _picture(png: bytes) -> bytes:
    """The cover as FLAC describes a picture, which Ogg borrows."""
    mime = b"image/png"
    head = struct.pack(">II", _COVER_FRONT, len(mime)) + mime + struct.pack(">I", 0)
    return head + struct.pack(">IIIII", *_size(png), 24, 0, len(png)) + png
