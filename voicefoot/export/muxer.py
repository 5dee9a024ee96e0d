"""Packets -> a file: the container, with chapters, tags, lyrics and a cover.

MP3 is muxed here, and everything else by FFmpeg, which is told to leave out dates and random numbers.
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
from voicefoot.export.captions import lyrics, timestamp
from voicefoot.export.encoder_pool import EncoderSettings
from voicefoot.export.formats import Chapters, Cover, FileFormat, Tagging
from voicefoot.export.id3 import id3
from voicefoot.export.languages import three_letters
from voicefoot.export.metadata import ARTIST, GENRE, FileMetadata, Tags
from voicefoot.export.mp3_frames import info_frame
from voicefoot.export.packets import Spool
from voicefoot.outgoing import for_comment, for_player
from voicefoot.storage.atomic import OWN_FILES, temporary_files
from voicefoot.units import to_milliseconds

if TYPE_CHECKING:
    import av
    from av.container import OutputContainer
    from av.stream import Stream

_COVER_FRONT = 3
_STREAMINFO_AT = len(b"fLaC") + 4
"""Where a FLAC file holds it: after the mark of the file and the header of its first block."""


def mux(
    spool: Spool,
    stream: BinaryIO,
    file_format: FileFormat,
    settings: EncoderSettings,
    metadata: FileMetadata,
    tags: Tags,
) -> None:
    """Write the packets of `spool` as a file to `stream`, which is empty and seekable.

    OSErrors of `stream` pass through. Raises OutputError if FFmpeg fails otherwise, or if there is no room
    for a temporary file.
    """
    if file_format.container == "mp3":
        _mux_mp3(spool, stream, file_format, settings, metadata, tags)
    else:
        _mux_av(spool, stream, file_format, settings, metadata, tags)


def _mux_mp3(
    spool: Spool,
    stream: BinaryIO,
    file_format: FileFormat,
    settings: EncoderSettings,
    metadata: FileMetadata,
    tags: Tags,
) -> None:
    words = lyrics(metadata.lines) if file_format.has_lyrics else ""
    stream.write(id3(tags, metadata.chapters, words))
    stream.write(info_frame(settings.audio_format, len(spool), spool.bytes, metadata.frames, settings.kbps))
    for chunk in spool.chunks():
        stream.write(chunk)


def _mux_av(
    spool: Spool,
    stream: BinaryIO,
    file_format: FileFormat,
    settings: EncoderSettings,
    metadata: FileMetadata,
    tags: Tags,
) -> None:
    import av

    recorder: _ErrorRecorder | None = None
    try:
        if file_format.brand:
            # To move its index to the front, FFmpeg opens the MP4 file that it has written again, by name.
            with ExitStack() as stack:
                with temporary_files():
                    path = _reopenable_file(stack)
                    _write_container(spool, str(path), file_format, settings, metadata, tags)
                with path.open("rb") as whole:
                    shutil.copyfileobj(whole, stream)
        else:
            recorder = _ErrorRecorder(stream)
            _write_container(spool, recorder, file_format, settings, metadata, tags)
            if settings.codec.ends_with_header:
                _write_streaminfo(spool, stream)
    except av.FFmpegError as error:
        if recorder is not None and recorder.error is not None:
            raise recorder.error from error
        if isinstance(error, OSError) and error.errno:
            raise OSError(error.errno, error.strerror) from error
        raise OutputError(f"the file can't be put together ({error}); choose another ending") from error


def _reopenable_file(stack: ExitStack) -> Path:
    """Return the path of a temporary file. On Linux that is all the name it has: nothing stays of it, even if
    this process is killed.
    """
    if OWN_FILES.is_dir():
        file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        return OWN_FILES / str(file.fileno())
    return Path(stack.enter_context(tempfile.TemporaryDirectory())) / "session"


def _write_streaminfo(spool: Spool, stream: BinaryIO) -> None:
    """Write what FLAC knows only at its end, lengths and a checksum of all samples, where it left room."""
    stream.seek(_STREAMINFO_AT)
    stream.write(spool.last())
    stream.seek(0, io.SEEK_END)


class _ErrorRecorder:
    """A stream that records the OSError of a write: FFmpeg would report only that something failed."""

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


def _write_container(
    spool: Spool,
    output: str | _ErrorRecorder,
    file_format: FileFormat,
    settings: EncoderSettings,
    metadata: FileMetadata,
    tags: Tags,
) -> None:
    import av

    codec, sample_rate = settings.codec, settings.audio_format.sample_rate
    options = {"fflags": "+bitexact"}
    if file_format.brand:
        options |= {"brand": file_format.brand, "movflags": "+faststart"}
    with av.open(output, "w", format=file_format.container, options=options) as container:
        sound = _add_sound(container, settings)
        container.metadata.update(_tags(file_format, metadata, tags))
        if file_format.tagging is Tagging.MP4:
            sound.metadata["language"] = three_letters(tags.language)
        if file_format.chapters is Chapters.CONTAINER:
            container.set_chapters(_chapters(metadata))
        cover = _add_cover(container, tags) if file_format.cover is Cover.STREAM else None
        container.start_encoding()
        if cover is not None:
            # Before all else: FFmpeg holds back the packets that come before it.
            container.mux(cover)
        clock = codec.clock(sample_rate)
        packet_ticks = settings.packet_frames * clock // sample_rate
        count = len(spool)
        if codec.ends_with_header:
            packet_ticks = sound.codec_context.frame_size
            count -= 1
        end = metadata.frames * clock // sample_rate
        at = -codec.delay_frames
        for data in islice(spool, count):
            packet = av.Packet(data)
            packet.stream, packet.time_base = sound, Fraction(1, clock)
            packet.pts = packet.dts = at
            packet.duration = max(1, min(packet_ticks, end - at))
            container.mux(packet)
            at += packet_ticks


def _add_sound(container: OutputContainer, settings: EncoderSettings) -> Any:
    codec, audio_format = settings.codec, settings.audio_format
    layout = "mono" if audio_format.channels == 1 else "stereo"
    sound = container.add_stream(
        codec.av_encoder, rate=audio_format.sample_rate, layout=layout, format=codec.av_sample_format
    )
    if settings.kbps:
        sound.codec_context.bit_rate = settings.kbps * 1_000
    return sound


def _tags(file_format: FileFormat, metadata: FileMetadata, tags: Tags) -> dict[str, str]:
    """Return FFmpeg's metadata of the container."""
    found = {
        "title": for_player(tags.title),
        "album": for_player(tags.album or tags.title),
        "artist": ARTIST,
        "genre": GENRE,
        "comment": for_comment(tags.comment),
    }
    if tags.track is not None:
        found["track"] = "{}/{}".format(*tags.track)
    if file_format.has_lyrics:
        found["lyrics"] = lyrics(metadata.lines)
    if file_format.tagging is Tagging.VORBIS:
        found["language"] = tags.language
    if file_format.chapters is Chapters.COMMENTS:
        for number, chapter in enumerate(metadata.chapters):
            found[f"CHAPTER{number:03}"] = timestamp(chapter.start_seconds)
            found[f"CHAPTER{number:03}NAME"] = for_player(chapter.name)
            if chapter.attachments.link:
                found[f"CHAPTER{number:03}URL"] = for_player(chapter.attachments.link)
    if file_format.cover is Cover.COMMENT and tags.cover_png is not None:
        found["METADATA_BLOCK_PICTURE"] = base64.b64encode(_picture_block(tags.cover_png)).decode("ascii")
    return found


def _chapters(metadata: FileMetadata) -> list[Any]:
    return [
        {
            "id": number,
            "start": to_milliseconds(chapter.start_seconds),
            "end": to_milliseconds(chapter.end_seconds),
            "time_base": Fraction(1, 1_000),
            "metadata": {"title": for_player(chapter.name)},
        }
        for number, chapter in enumerate(metadata.chapters)
    ]


def _add_cover(container: OutputContainer, tags: Tags) -> av.Packet[Any] | None:
    """Add a stream for the cover, if there is one, and return its packet."""
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


def _picture_block(png: bytes) -> bytes:
    """Return the body of FLAC's picture block, which Ogg borrows."""
    mime = b"image/png"
    head = struct.pack(">II", _COVER_FRONT, len(mime)) + mime + struct.pack(">I", 0)
    return head + struct.pack(">IIIII", *_size(png), 24, 0, len(png)) + png


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height
