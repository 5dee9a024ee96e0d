"""The ID3v2.3 tag that begins an MP3 file (id3.org, with its chapter addendum)."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from voicefoot.export.languages import three_letters
from voicefoot.export.metadata import ARTIST, GENRE, Chapter, Tags
from voicefoot.outgoing import for_comment, for_player
from voicefoot.units import to_milliseconds

_MAX_ENTRIES = 255
"""The most that one table of contents can name."""
_TOP, _ORDERED = 2, 1
"""The flags of a table of contents."""
_NO_DESCRIPTION = b"\xff\xfe\x00\x00"
"""An empty description, in UTF-16, and its end."""


def id3(tags: Tags, chapters: Sequence[Chapter], lyrics: str) -> bytes:
    """Return the whole tag, which stands before the first MPEG frame; `lyrics` may be empty."""
    language = three_letters(tags.language).encode("ascii")
    title = for_player(tags.title)
    frames = [
        _frame(b"TIT2", _text(title)),
        _frame(b"TPE1", _text(ARTIST)),
        _frame(b"TALB", _text(for_player(tags.album or tags.title))),
        _frame(b"TCON", _text(GENRE)),
        _frame(b"TLAN", _text(language.decode("ascii"))),
    ]
    if tags.track is not None:
        frames.append(_frame(b"TRCK", _text("{}/{}".format(*tags.track))))
    if chapters:
        frames.append(_frame(b"TLEN", _text(str(to_milliseconds(chapters[-1].end_seconds)))))
    if tags.comment:
        frames.append(
            _frame(b"COMM", b"\x01" + language + _NO_DESCRIPTION + _utf16(for_comment(tags.comment)))
        )
    if lyrics:
        frames.append(_frame(b"USLT", b"\x01" + language + _NO_DESCRIPTION + _utf16(lyrics)))
    if tags.cover_png is not None:
        frames.append(_frame(b"APIC", b"\x00image/png\x00\x03\x00" + tags.cover_png))
    names = [f"chp{number}".encode("ascii") + b"\x00" for number in range(len(chapters))]
    frames += _tables_of_contents(names)
    for name, chapter in zip(names, chapters, strict=True):
        times = struct.pack(
            ">IIII",
            to_milliseconds(chapter.start_seconds),
            to_milliseconds(chapter.end_seconds),
            0xFFFF_FFFF,
            0xFFFF_FFFF,
        )
        frames.append(_frame(b"CHAP", name + times + _frame(b"TIT2", _text(for_player(chapter.name)))))
    body = b"".join(frames)
    return b"ID3\x03\x00\x00" + _synchsafe(len(body)) + body


def _tables_of_contents(names: Sequence[bytes]) -> list[bytes]:
    """Return one table that names the chapters or, if they are too many, one that names further tables."""
    groups = [names[at : at + _MAX_ENTRIES] for at in range(0, len(names), _MAX_ENTRIES)]
    if len(groups) <= 1:
        return [_table(b"toc\x00", _TOP | _ORDERED, group) for group in groups]
    tables = [f"toc{number}".encode("ascii") + b"\x00" for number in range(len(groups))]
    inner = [_table(name, _ORDERED, group) for name, group in zip(tables, groups, strict=True)]
    return [_table(b"toc\x00", _TOP | _ORDERED, tables), *inner]


def _table(name: bytes, flags: int, entries: Sequence[bytes]) -> bytes:
    return _frame(b"CTOC", name + bytes([flags, len(entries)]) + b"".join(entries))


def _frame(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">IH", len(body), 0) + body


def _text(text: str) -> bytes:
    return b"\x01" + _utf16(text)


def _utf16(text: str) -> bytes:
    # Half of a surrogate pair can't be encoded; alone it is no character.
    return b"\xff\xfe" + text.encode("utf-16-le", "replace")


def _synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
