"""A song is seen without its tags, byte for byte, wherever one reads."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.music.untagged import UntaggedFile

SONG = bytes(range(1, 200))


def id3(content: bytes, flags: int = 0) -> bytes:
    size = len(content)
    footer = b"3DI" + bytes(7) if flags & 0x10 else b""
    return b"ID3\x04\x00" + bytes([flags, 0, 0, size >> 7, size & 0x7F]) + content + footer


@pytest.mark.parametrize(
    "tags", [b"", id3(b"title"), id3(b"x" * 300) + id3(b"y"), id3(b"with a footer", 0x10)]
)
def test_tags_at_the_beginning_are_not_there(tags: bytes) -> None:
    file = UntaggedFile(io.BytesIO(tags + SONG))
    assert file.read() == SONG
    assert file.seek(0, os.SEEK_END) == len(SONG)
    assert file.seek(-9, os.SEEK_CUR) == len(SONG) - 9 == file.tell()
    assert file.read(4) == SONG[-9:-5]
    assert file.seek(-1_000, os.SEEK_CUR) == 0


def test_a_tag_that_claims_more_than_the_file_leaves_nothing() -> None:
    assert UntaggedFile(io.BytesIO(b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + SONG)).read() == b""


@given(st.lists(st.integers(0, 40), max_size=30), st.binary(max_size=40))
def test_a_chunk_of_tags_has_another_name_however_it_is_read(sizes: list[int], tag: bytes) -> None:
    tag += bytes(len(tag) % 2)
    data = b"RIFF\x00\x00\x00\x00WAVEfmt \x04\x00\x00\x00ABCD"
    data += b"ID3 " + len(tag).to_bytes(4, "little") + tag + b"data\x04\x00\x00\x00EFGH"
    file = UntaggedFile(io.BytesIO(data))
    read = b"".join(file.read(size) for size in sizes) + file.read()
    assert read == data.replace(b"ID3 ", b"junk", 1)


@given(st.binary(max_size=60))
def test_any_bytes_can_be_read(data: bytes) -> None:
    for start in (b"", b"ID3", b"RIFF\x00\x00\x00\x00WAVE", b"FORM\x00\x00\x00\x00AIFF"):
        read = UntaggedFile(io.BytesIO(start + data)).read()
        assert len(read) <= len(start + data)
