"""Kokoro's archive of styles -> a file of float32 samples for each of its voices.

The archive is a NumPy one: a ZIP of arrays. It comes from strangers, so it is taken apart here by a narrow
reading of the format: whatever is not exactly one array of a style, under a plain name, is refused.
"""

from __future__ import annotations

import ast
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from voicefoot.errors import FetchError, OutputError, reason_of
from voicefoot.text import shown

STYLE_SHAPE = (510, 1, 256)
"""A vector of 256 numbers for each number of phonemes."""
STYLE_BYTES = 510 * 256 * 4

MAX_STYLES = 500
_MAX_HEADER_BYTES = 1_000
_NAME = re.compile(r"[a-z]{2}_[a-z]{1,40}")
_MAGIC = b"\x93NUMPY\x01\x00"
_ENDING = ".npy"


def unpack_styles(archive: Path, folder: Path) -> None:
    """Write each style of `archive` to `folder`, as NAME.bin: 510 x 256 float32, little-endian.

    Raises FetchError if the archive is anything else than that, and OutputError if a file can't be written.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            for name, data in _styles(opened):
                _write(folder / f"{name}.bin", data)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise _bad(f"it can't be opened ({shown(str(error))})") from error


def _styles(opened: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield each style's name and its samples. Raises FetchError."""
    members = opened.infolist()
    if not 0 < len(members) <= MAX_STYLES:
        raise _bad(f"it holds {len(members)} files")
    names = [member.filename.removesuffix(_ENDING) for member in members]
    for member, name in zip(members, names, strict=True):
        if not member.filename.endswith(_ENDING) or not _NAME.fullmatch(name) or names.count(name) > 1:
            raise _bad(f'a file in it is called "{shown(member.filename)}"')
        if not STYLE_BYTES < member.file_size <= STYLE_BYTES + _MAX_HEADER_BYTES:
            raise _bad(f"{member.filename} in it has {member.file_size} bytes")
        with opened.open(member) as stream:
            data = stream.read(STYLE_BYTES + _MAX_HEADER_BYTES + 1)  # whatever it says its size is
        yield name, _samples(data, member.filename)


def _samples(data: bytes, what: str) -> bytes:
    """Return the samples of `data`, an array in NumPy's format, version 1. Raises FetchError."""
    if not data.startswith(_MAGIC) or len(data) < len(_MAGIC) + 2:
        raise _bad(f"{what} in it is no array")
    (length,) = struct.unpack_from("<H", data, len(_MAGIC))
    begin = len(_MAGIC) + 2 + length
    try:
        said = ast.literal_eval(data[len(_MAGIC) + 2 : begin].decode("latin-1").strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        said = None
    if said != {"descr": "<f4", "fortran_order": False, "shape": STYLE_SHAPE}:
        raise _bad(f"{what} in it is another array")
    if len(data) - begin != STYLE_BYTES:
        raise _bad(f"{what} in it is cut")
    return data[begin:]


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path} was not written: {reason_of(error)}; make room there") from error


def _bad(reason: str) -> FetchError:
    return FetchError(
        f"the archive of styles is not what it should be: {reason}; nothing was installed. "
        "Fetch it from elsewhere with --from"
    )
