"""A file that is edited: its text, and the encoding that it keeps."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from voicefoot.reading.problems import Problems
from voicefoot.reading.source import decode, read_bytes
from voicefoot.storage.atomic import atomic_writer

_BY_MARK = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WITHOUT_MARK = ("utf-8", "utf-16-le", "utf-16-be")


@dataclass(frozen=True, slots=True)
class EditedFile:
    """The text of a file, without its byte order mark, and how the file holds it."""

    path: Path
    text: str
    mark: bytes
    encoding: str

    def write(self, text: str) -> None:
        """Write `text` in the encoding of the file, as `write_bytes` does. Raises OutputError."""
        write_bytes(self.path, self.mark + text.encode(self.encoding))


def read_edited(path: Path, name: str) -> EditedFile:
    """Read the file at `path`, which messages call `name`. Raises RoutineError if it is not one of text."""
    problems = Problems(name)
    content = read_bytes(path, problems)
    text = decode(content, problems).removeprefix("\ufeff")
    mark = next((mark for mark in _BY_MARK if content.startswith(mark)), b"")
    encodings = (_BY_MARK[mark],) if mark else _WITHOUT_MARK
    encoding = next((each for each in encodings if mark + text.encode(each) == content), encodings[0])
    return EditedFile(path, text, mark, encoding)


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to the file at `path`, all of it or nothing. Raises OutputError.

    The file keeps its mode. Where `path` is a link, what it leads to is written.
    """
    with atomic_writer(path.resolve()) as file:
        file.write(content)
