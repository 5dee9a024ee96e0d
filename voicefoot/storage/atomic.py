"""The atomic writer: a file is written without a name, or under another one, and gets its own when whole.

`atomic_writer` is for files that the user asked for, `write_cached` for caches.
"""

from __future__ import annotations

import errno
import glob
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from voicefoot.errors import OutputError, reason_of

LEFTOVER_SECONDS = 3_600.0
"""A temporary file older than this belongs to a process that was killed."""
CACHE_PREFIX = "."
"""The temporary files of `write_cached` begin with it, and end as the file itself does."""

OWN_FILES = Path("/proc/self/fd")
"""Where Linux lists the open files of this process, those without a name too."""

_SUFFIX = ".part"
_CANNOT_BE_UNNAMED = (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT)
"""What the kernel says of a file without a name on a file system, or in a version, that knows of none."""


@contextmanager
def atomic_writer(path: Path) -> Iterator[BinaryIO]:
    """Open a seekable file that takes the name `path` when the block ends without an error.

    Until then, and after an error, an older file of that name stays as it was; a new one inherits its mode.
    The content is synced to the disk before the file is renamed. Temporary files of the same `path` that
    killed writers left more than an hour ago are removed. Raises OutputError if the file can't be written.
    """
    _check_folder(path)
    try:
        with _replacing(path, _prefix(path), _SUFFIX, is_durable=True) as stream:
            yield stream
    except OSError as error:
        raise _output_error(path, error) from error
    _remove_leftovers(path)


def write_cached(path: Path, parts: Iterable[bytes | memoryview]) -> None:
    """Write `parts`, joined, to `path`, and make its folder if needed. Several processes may do so at once.

    Nothing is synced, since a cache can be made again: after a power cut the file may be damaged. Only the
    user may read it. Raises OSError; no temporary file is left then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _replacing(path, CACHE_PREFIX, path.suffix, is_durable=False) as stream:
        stream.writelines(parts)


def check_writable(path: Path) -> None:
    """Raise OutputError if `path` can't be written: for a file that is due only after long work."""
    _check_folder(path)
    try:
        descriptor, temporary = _open_temporary(path.parent, _prefix(path), _SUFFIX)
    except OSError as error:
        raise _output_error(path, error) from error
    os.close(descriptor)
    if temporary is not None:
        temporary.unlink()


@contextmanager
def temporary_files() -> Iterator[None]:
    """Turn an OSError of a block that writes temporary files into an OutputError that names their folder."""
    try:
        yield
    except OSError as error:
        where = tempfile.gettempdir()
        raise OutputError(
            f"the folder for temporary files, {where}, can't be written to: {reason_of(error)}; make room "
            "there, or name another folder in TMPDIR"
        ) from error


@contextmanager
def temporary_file() -> Iterator[BinaryIO]:
    """Yield a file without a name that others could use, to be written and read; it is gone at the end."""
    with tempfile.TemporaryFile() as stream:
        yield cast("BinaryIO", stream)  # on Windows it is an object around one


def ensure_folder(folder: Path) -> Path:
    """Make `folder` if it does not exist, and return it. Raises OutputError if it can't be made."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder} can't be used as a folder: {reason_of(error)}; name another one"
        ) from error
    return folder


@contextmanager
def _replacing(path: Path, prefix: str, suffix: str, *, is_durable: bool) -> Iterator[BinaryIO]:
    """Open a temporary file in the folder of `path`, which gets that name at the end; after an error, it is
    removed. Where the system can do it the file has no name until then, so that nothing stays of it if this
    process is killed.
    """
    descriptor, temporary = _open_temporary(path.parent, prefix, suffix)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            if is_durable:
                os.fsync(descriptor)
            if temporary is None:
                temporary = _given_name(stream, path.parent, prefix, suffix)
        if is_durable:
            temporary.chmod(_mode_for(path))
        temporary.replace(path)
    except BaseException:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()
        raise


def _open_temporary(folder: Path, prefix: str, suffix: str) -> tuple[int, Path | None]:
    """Return the descriptor of a new file in `folder`, and its path if it has a name."""
    if sys.platform == "linux" and OWN_FILES.is_dir():
        try:
            return os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600), None
        except OSError as error:
            if error.errno not in _CANNOT_BE_UNNAMED:
                raise
    descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=folder)
    return descriptor, Path(name)


def _given_name(stream: BinaryIO, folder: Path, prefix: str, suffix: str) -> Path:
    """Give the whole, unnamed file `stream` a temporary name in `folder`; return its path."""
    path = folder / f"{prefix}{os.urandom(4).hex()}{suffix}"
    inside = os.open(folder, os.O_RDONLY)
    try:
        # With descriptors of folders, Python calls linkat, which alone follows the link in /proc.
        os.link(OWN_FILES / str(stream.fileno()), path.name, src_dir_fd=inside, dst_dir_fd=inside)
    except OSError:  # a file system that can open such a file and can't name it: the content is copied
        stream.seek(0)
        descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=folder)
        with os.fdopen(descriptor, "wb") as named:
            shutil.copyfileobj(stream, named)
            named.flush()
            os.fsync(descriptor)
        return Path(name)
    finally:
        os.close(inside)
    return path


def _check_folder(path: Path) -> None:
    """Raise OutputError unless `path` can name a file in an existing folder."""
    folder = path.parent
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)  # is_dir() hides all errors from Python 3.14 on
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            raise _output_error(path, error) from error
        is_folder = False
    if is_folder:
        raise OutputError(f"{path} is a folder; name a file in it, such as {path / 'session.wav'}")
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise OutputError(f"the folder {folder} {what}; make it, or name another one")


def _remove_leftovers(path: Path) -> None:
    """Remove the temporary files that killed writers of `path` left."""
    with suppress(OSError):
        for leftover in path.parent.glob(f"{glob.escape(_prefix(path))}*{_SUFFIX}"):
            if time.time() - leftover.stat().st_mtime > LEFTOVER_SECONDS:
                leftover.unlink()


def _prefix(path: Path) -> str:
    return f".{path.name[:80]}."


def _mode_for(path: Path) -> int:
    """Return the mode of the file that is replaced; for a new file, what the user's umask allows."""
    with suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _output_error(path: Path, error: OSError) -> OutputError:
    remedy = {
        errno.ENOSPC: "make room on that disk, or name another folder",
        errno.EDQUOT: "make room in your quota, or name another folder",
        errno.EROFS: "it can't be written to; name another folder",
        errno.EACCES: "you may not write there; name another folder",
        errno.EPERM: "you may not write there; name another folder",
        errno.ENAMETOOLONG: "choose a shorter name",
    }.get(error.errno or 0, "name another file")
    return OutputError(f"{path} was not written: {reason_of(error)}; {remedy}")
