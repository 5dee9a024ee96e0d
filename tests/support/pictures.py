"""The heads of pictures of any size, made when they are needed."""

from __future__ import annotations

import struct


def png(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + bytes(4)


def jpeg(width: int, height: int, comment: bytes = b"") -> bytes:
    """With a comment and a table before its frame."""
    segments = b"\xff\xfe" + struct.pack(">H", 2 + len(comment)) + comment
    segments += b"\xff\xc4" + struct.pack(">H", 2)
    frame = struct.pack(">HBHHB", 8, 8, height, width, 0)
    return b"\xff\xd8" + segments + b"\xff\xff\xc2" + frame


def _webp(kind: bytes, content: bytes) -> bytes:
    body = b"WEBP" + kind + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp(width: int, height: int) -> bytes:
    """Of the extended kind."""
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return _webp(b"VP8X", bytes(4) + sizes + bytes(20))


def webp_lossless(width: int, height: int) -> bytes:
    return _webp(b"VP8L", b"\x2f" + (width - 1 | height - 1 << 14).to_bytes(4, "little") + bytes(20))


def webp_lossy(width: int, height: int) -> bytes:
    return _webp(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", width, height) + bytes(20))
