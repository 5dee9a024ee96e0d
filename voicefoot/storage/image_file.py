"""Image files: told by how they begin, and read into memory. What is in them is not looked at, but how large
they claim to be.
"""

from __future__ import annotations

import io
import os
import stat
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from voicefoot.errors import CommandError, reason_of
from voicefoot.text import escaped

HEAD_BYTES = 12
"""So much of a file tells its type."""


@dataclass(frozen=True, slots=True)
class ImageFile:
    """The content of an image file, and its media type, such as "image/png"."""

    mime: str
    data: bytes


def media_type(head: bytes) -> str | None:
    """Return the media type of an image whose file begins with `head`: PNG, JPEG or WebP; None for others."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return None


_MAX_JPEG_SEGMENTS = 1_000
_JPEG_WITHOUT_SIZE = {0xC4, 0xC8, 0xCC}
"""Markers among those of frames that begin no frame."""


def image_size(stream: BinaryIO) -> tuple[int, int] | None:
    """Return the width and height, in pixels, that the image in the seekable `stream` claims; None if it
    tells none, and so is damaged. Reads only heads.
    """
    stream.seek(0)
    head = stream.read(30)
    mime = media_type(head[:HEAD_BYTES])
    size: tuple[int, int] | None = None
    if mime == "image/png" and head[12:16] == b"IHDR" and len(head) >= 24:
        size = struct.unpack(">II", head[16:24])
    elif mime == "image/webp" and len(head) >= 30:
        size = _webp_size(head)
    elif mime == "image/jpeg":
        size = _jpeg_size(stream)
    return size if size and min(size) > 0 else None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    """After RFC 9649."""
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg_size(stream: BinaryIO) -> tuple[int, int] | None:
    """After ITU-T T.81, annex B."""
    at = 2
    for _ in range(_MAX_JPEG_SEGMENTS):
        stream.seek(at)
        segment = stream.read(9)
        if len(segment) < 4 or segment[0] != 0xFF:
            return None
        marker = segment[1]
        if marker == 0xFF:  # filled up
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in _JPEG_WITHOUT_SIZE:
            height, width = struct.unpack(">HH", segment[5:9]) if len(segment) == 9 else (0, 0)
            return width, height
        elif 0xD0 <= marker <= 0xD8 or marker == 0x01:  # alone
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(segment[2:4], "big"))
    return None


def check_image_size(path: Path, stream: BinaryIO, max_side: int, max_pixels: int) -> None:
    """Raise CommandError if the image in `stream`, the file at `path`, claims more pixels, or none."""
    size, name = image_size(stream), escaped(str(path))
    if size is None:
        raise CommandError(f"{name} is a damaged picture; save it again as PNG, JPEG or WebP")
    width, height = size
    if max(size) > max_side or width * height > max_pixels:
        raise CommandError(f"{name} has {width:,} x {height:,} pixels; save it smaller")


def read_image(path: Path, max_bytes: int, max_side: int, max_pixels: int) -> ImageFile:
    """Read the image `path`. Raises CommandError if it can't be read, is none, has over `max_bytes`, or
    claims a side of more than `max_side` pixels, or more than `max_pixels` of them.
    """
    try:
        # A pipe that took the place of the file is not waited for.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise CommandError(f"{escaped(str(path))} is not a file; name a picture")
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise CommandError(
            f"{escaped(str(path))} can't be read ({reason_of(error)}); check the file and its rights"
        ) from error
    if len(data) > max_bytes:
        raise CommandError(f"{escaped(str(path))} is larger than {max_bytes / 1e6:g} MB; save it smaller")
    mime = media_type(data[:HEAD_BYTES])
    if mime is None:
        raise CommandError(f"{escaped(str(path))} is not a picture; save it as PNG, JPEG or WebP")
    check_image_size(path, io.BytesIO(data), max_side, max_pixels)
    return ImageFile(mime, data)
