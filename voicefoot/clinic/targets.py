"""Where the files of a list go: a folder, or any place that fsspec knows by a URL.

Beside the files, in `.voicefoot/`, lies a small mark for each: what it was made from, and its size. It is
written after its file, so that a file without one, or with another one, is made again. Files and marks are
whole or not there at all. How a file is called is up to its row: `Row.stem` in `patient_list`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from voicefoot.errors import CommandError, OutputError, reason_of
from voicefoot.storage.atomic import atomic_writer, ensure_folder, temporary_file, temporary_files
from voicefoot.text import escaped

MARKS = ".voicefoot"
"""The folder of the marks."""
_LOCAL = "file"
"""What fsspec calls the file system of this machine."""


Digest = Callable[[], str | None]
"""Returns that of what a file was made from, once it is made; None if it is to be made again next time."""


class Target(Protocol):
    """A place for files, each known by its name alone."""

    def prepare(self) -> None:
        """Make the folder where that is needed. Raises OutputError if nothing can be written there."""
        ...

    def path_of(self, name: str) -> str:
        """Return what messages call the file."""
        ...

    def made_from(self, name: str) -> str | None:
        """Return the digest of what the file was made from; None if it is not there as it was made."""
        ...

    def writer(self, name: str, digest: Digest | None = None) -> _Writer:
        """Open a seekable file that appears under `name` when the block ends without an error, with what
        `digest` returns then as its mark; where that is None, it has none any more. Raises OutputError.
        """
        ...


class _Writer(Protocol):
    def __enter__(self) -> BinaryIO: ...

    def __exit__(self, *error: Any) -> bool | None: ...


def open_target(place: str) -> Target:
    """Return the target that `place` names, a path or a URL. Raises CommandError for a URL that nothing here
    can write to.
    """
    if not is_url(place):
        return Folder(Path(place))
    remote = RemoteFolder(place)
    return Folder(Path(remote.root)) if remote.is_local else remote


def is_url(place: str) -> bool:
    """Return whether `place` is an address rather than a path."""
    return "://" in place


def _marked(digest: str, size: int) -> bytes:
    return json.dumps({"made_from": digest, "size": size}).encode("ascii")


def _digest_in(mark: bytes, size: int) -> str | None:
    """Return the digest that `mark` holds, if it belongs to a file of that size."""
    try:
        found = json.loads(mark)
        digest = found["made_from"] if found["size"] == size else None
    except (ValueError, KeyError, TypeError):
        return None
    return digest if isinstance(digest, str) else None


class Folder:
    """A folder of this machine, or one that is shared with others under the same path."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def prepare(self) -> None:
        ensure_folder(self._path)
        ensure_folder(self._path / MARKS)
        if not os.access(self._path, os.W_OK):
            raise OutputError(f"{escaped(str(self._path))} can't be written to; name another folder")

    def path_of(self, name: str) -> str:
        return str(self._path / name)

    def made_from(self, name: str) -> str | None:
        try:
            return _digest_in(self._mark(name).read_bytes(), (self._path / name).stat().st_size)
        except OSError:
            return None

    @contextmanager
    def writer(self, name: str, digest: Digest | None = None) -> Iterator[BinaryIO]:
        with atomic_writer(self._path / name) as stream:
            yield stream
        made_from = None if digest is None else digest()
        if made_from is not None:
            with atomic_writer(self._mark(name)) as mark:
                mark.write(_marked(made_from, (self._path / name).stat().st_size))
        else:
            self._mark(name).unlink(missing_ok=True)

    def _mark(self, name: str) -> Path:
        return self._path / MARKS / f"{name}.json"


class RemoteFolder:
    """A folder behind a URL. Each file is made here, and then sent as one, in a transaction of fsspec's."""

    def __init__(self, url: str) -> None:
        try:
            import fsspec
        except ImportError:
            what = f"{escaped(url)} is an address, and fsspec is not installed"
            raise CommandError(f"{what}; type: pip install 'voicefoot[cluster]', or name a folder") from None
        self._url = url.rstrip("/")
        try:
            self._files, self._root = fsspec.core.url_to_fs(self._url)
        except Exception as error:  # a file system can fail in any way
            remedy = "check the address, and install what fsspec asks for"
            raise CommandError(f"{escaped(url)} can't be written to: {_told(error)}; {remedy}") from error

    @property
    def root(self) -> str:
        """The folder, as its file system calls it."""
        return str(self._root)

    @property
    def is_local(self) -> bool:
        """Whether it is a folder of this machine."""
        return _LOCAL in self._files.protocol

    def prepare(self) -> None:
        with self._written():
            self._files.makedirs(f"{self._root}/{MARKS}", exist_ok=True)

    def path_of(self, name: str) -> str:
        return f"{self._url}/{name}"

    def made_from(self, name: str) -> str | None:
        with suppress(Exception):  # whatever can't be read is made again
            mark = self._files.cat_file(self._mark(name))
            return _digest_in(mark, int(self._files.info(f"{self._root}/{name}")["size"]))
        return None

    @contextmanager
    def writer(self, name: str, digest: Digest | None = None) -> Iterator[BinaryIO]:
        with temporary_file() as stream:
            with temporary_files():
                yield stream
            size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            with self._written():
                self._send(f"{self._root}/{name}", stream)
                made_from = None if digest is None else digest()
                if made_from is not None:
                    with temporary_file() as mark:
                        mark.write(_marked(made_from, size))
                        mark.seek(0)
                        self._send(self._mark(name), mark)
                elif self._files.exists(self._mark(name)):
                    self._files.rm(self._mark(name))

    def _send(self, path: str, stream: BinaryIO) -> None:
        with self._files.transaction, self._files.open(path, "wb") as out:
            while data := stream.read(1 << 20):
                out.write(data)

    def _mark(self, name: str) -> str:
        return f"{self._root}/{MARKS}/{name}.json"

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            what = f"{escaped(self._url)} can't be written to: {_told(error)}"
            raise OutputError(f"{what}; check the address, and whether you may write there") from error


def _told(error: Exception) -> str:
    return escaped(reason_of(error) or type(error).__name__)
