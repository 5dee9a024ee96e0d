"""Image files: told by how they begin, and read into memory. What is in them is not looked at."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from voicefoot.errors import CommandError, reason_of

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


def read_image(path: Path, max_bytes: int) -> ImageFile:
    """Read the image `path`. Raises CommandError if it can't be read, is none, or has over `max_bytes`."""
    try:
        # A pipe that took the place of the file is not waited for.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise CommandError(f"{path} is not a file; name a picture")
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise CommandError(
            f"{path} can't be read ({reason_of(error)}); check the file and its rights"
        ) from error
    if len(data) > max_bytes:
        raise CommandError(f"{path} is larger than {max_bytes / 1e6:g} MB; save it smaller")
    mime = media_type(data[:HEAD_BYTES])
    if mime is None:
        raise CommandError(f"{path} is not a picture; save it as PNG, JPEG or WebP")
    return ImageFile(mime, data)
