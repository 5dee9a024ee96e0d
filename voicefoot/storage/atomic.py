"""Files that are never seen half-written under their own name."""

from __future__ import annotations

import errno
import glob
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from voicefoot.errors import OutputError, reason_of

_ENDING = ".part"
_LEFT_OVER_SECONDS = 3_600.0


@contextmanager
def atomic_writer(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, seekable, that takes the name `path` when the block ends well.

    Until then, and where it does not end well, whatever stood under that name stays as it was. What writers
    of the same file left that were killed more than an hour ago goes. Raises OutputError where the file
    can't be written.
    """
    descriptor, name = _begun(path)
    written = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        written.chmod(_mode_for(path))
        written.replace(path)
    except OSError as error:
        raise _output_error(path, error) from error
    finally:
        with suppress(FileNotFoundError):
            written.unlink()
    _tidy(path)


def check_writable(path: Path) -> None:
    """Raises OutputError where `path` can't be written, for what is known only much later."""
    descriptor, name = _begun(path)
    os.close(descriptor)
    Path(name).unlink()


@contextmanager
def temporary_space() -> Iterator[None]:
    """For what is written to temporary files: raises OutputError where that can't be, and says where."""
    try:
        yield
    except OSError as error:
        where = tempfile.gettempdir()
        raise OutputError(
            f"{where}, which holds what is in the making, can't be written to: {reason_of(error)}; make room "
            "there, or name another folder in TMPDIR"
        ) from error


def ensure_folder(folder: Path) -> Path:
    """`folder`, made where it is not there. Raises OutputError where it can't be."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder} can't be used as a folder: {reason_of(error)}; name another one"
        ) from error
    return folder


def _begun(path: Path) -> tuple[int, str]:
    """A new file beside `path`, opened, and its name."""
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
    try:
        return tempfile.mkstemp(prefix=_prefix(path), suffix=_ENDING, dir=folder)
    except OSError as error:
        raise _output_error(path, error) from error


def _tidy(path: Path) -> None:
    """Removes what killed writers of `path` left."""
    with suppress(OSError):
        for left in path.parent.glob(f"{glob.escape(_prefix(path))}*{_ENDING}"):
            if time.time() - left.stat().st_mtime > _LEFT_OVER_SECONDS:
                left.unlink()


def _prefix(path: Path) -> str:
    return f".{path.name[:80]}."


def _mode_for(path: Path) -> int:
    """The mode of the file that is replaced; for a new one what the user's mask allows."""
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
