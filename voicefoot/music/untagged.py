"""A song file without its tags, as FFmpeg is to see it.

Titles and pictures of a stranger's song are of no use here, and a tag may unpack to a thousand times its
size. ID3 tags at the beginning are left out; the ID3 chunks of WAV and AIFF files get a name that nobody
reads.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

_TAG_HEAD_BYTES = 10
_HAS_FOOTER = 0x10
_MAX_TAGS = 100
_MAX_CHUNKS = 10_000
_TAG_CHUNKS = (b"ID3 ", b"id3 ")
_HIDDEN_NAME = b"junk"


class UntaggedFile:
    """A view of `file`, a seekable binary stream, without its tags. It reads as any binary stream does."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)
        self._start = _end_of_tags(file, self._size)
        self._hidden = tuple(_tag_chunks(file, self._start, self._size))
        """Where the names of hidden chunks stand in the file."""
        self.seek(0)

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, or all that are left."""
        begin = self._file.tell()
        data = self._file.read(size)
        for name in self._hidden:
            first, last = max(name, begin), min(name + len(_HIDDEN_NAME), begin + len(data))
            if first < last:
                new = _HIDDEN_NAME[first - name : last - name]
                data = data[: first - begin] + new + data[last - begin :]
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, counted from the end of the tags, and return it."""
        base = {os.SEEK_SET: self._start, os.SEEK_CUR: self._file.tell(), os.SEEK_END: self._size}[whence]
        return self._file.seek(max(self._start, base + offset)) - self._start

    def tell(self) -> int:
        """Return the place, counted from the end of the tags."""
        return self._file.tell() - self._start


def _end_of_tags(file: BinaryIO, size: int) -> int:
    """Return where the ID3 tags at the beginning of `file` end."""
    start = 0
    for _ in range(_MAX_TAGS):
        file.seek(start)
        head = file.read(_TAG_HEAD_BYTES)
        if len(head) < _TAG_HEAD_BYTES or head[:3] != b"ID3" or any(byte & 0x80 for byte in head[6:10]):
            break
        length = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        start += _TAG_HEAD_BYTES + length + (_TAG_HEAD_BYTES if head[5] & _HAS_FOOTER else 0)
        if start >= size:
            return size
    return start


def _tag_chunks(file: BinaryIO, start: int, size: int) -> Iterator[int]:
    """Yield where the names of the ID3 chunks of a WAV or AIFF file stand."""
    file.seek(start)
    head = file.read(12)
    if head[:4] in (b"RIFF", b"RF64") and head[8:] == b"WAVE":
        layout = "<4sI"
    elif head[:4] == b"FORM" and head[8:] in (b"AIFF", b"AIFC"):
        layout = ">4sI"
    else:
        return
    at = start + 12
    for _ in range(_MAX_CHUNKS):
        file.seek(at)
        chunk = file.read(8)
        if len(chunk) < 8 or at >= size:
            return
        name, length = struct.unpack(layout, chunk)
        if name in _TAG_CHUNKS:
            yield at
        at += 8 + length + length % 2
