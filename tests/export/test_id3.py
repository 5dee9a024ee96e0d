"""The tag of an MP3, read by FFmpeg and by hand."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest

from tests.export.sessions import TAGS, probed, session, wanted
from voicefoot.export.id3 import id3
from voicefoot.export.metadata import Chapter
from voicefoot.export.writer import write_session


def chapters(count: int) -> list[Chapter]:
    return [Chapter(f"Part {number}", number * 1.5, number * 1.5 + 1.5) for number in range(count)]


def frames(tag: bytes) -> list[tuple[bytes, bytes]]:
    """The names and bodies of the frames in `tag`."""
    found, at = [], 10
    while at < len(tag):
        name, length = struct.unpack_from(">4sI", tag, at)
        found.append((name, tag[at + 10 : at + 10 + length]))
        at += 10 + length
    return found


@pytest.mark.parametrize("count", [0, 1, 255, 256, 800])
def test_the_tables_of_contents_name_every_chapter_in_order(count: int) -> None:
    found = frames(id3(TAGS, chapters(count), ""))
    tables: dict[bytes, list[bytes]] = {}
    for kind, body in found:
        if kind == b"CTOC":
            name, rest = body.split(b"\0", 1)
            entries = rest[2:].split(b"\0")[:-1]
            assert rest[1] == len(entries) > 0
            assert rest[0] == (3 if name == b"toc" else 1)  # in order; the first is the top of the tree
            tables[name] = entries

    def named(name: bytes) -> list[bytes]:
        return [each for entry in tables[name] for each in named(entry)] if name in tables else [name]

    told = [body.split(b"\0", 1)[0] for kind, body in found if kind == b"CHAP"]
    assert len(told) == count
    assert (named(b"toc") if count else []) == told


def test_players_read_more_chapters_than_one_table_names(tmp_path: Path) -> None:
    sound = io.BytesIO()
    write_session(session((3,), (1,)), sound, wanted(".mp3"))
    path = tmp_path / "session.mp3"
    at = sound.getvalue().index(b"\xff\xfb")  # where the first frame of sound begins
    path.write_bytes(id3(TAGS, chapters(300), "") + sound.getvalue()[at:])
    read = [(each["tags"]["title"], float(each["start_time"])) for each in probed(path)["chapters"]]
    assert read == [(chapter.name, chapter.start_seconds) for chapter in chapters(300)]
