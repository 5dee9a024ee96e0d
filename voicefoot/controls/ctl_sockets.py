"""Where the sockets of sessions lie, and the checks that keep others away from them.

Each session has one, named after its process, in a private folder of the user's. Where there are no such
sockets (on Windows), sessions can't be controlled from another terminal.
"""

from __future__ import annotations

import os
import socket
import stat
import struct
import sys
import time
import warnings
from pathlib import Path

from voicefoot.errors import ControlError

ENDING = ".sock"
_RETRY_SECONDS = 0.01
HAS_UNIX_SOCKETS = sys.platform != "win32"
NO_UNIX_SOCKETS = (
    "on Windows a session can't be reached from another window; use the keys in its own, ? shows them"
)


def folder() -> Path:
    """Return the folder of the sockets; it may not exist."""
    from platformdirs import user_runtime_path

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where it falls back to is checked here in any case
            return user_runtime_path("voicefoot", appauthor=False)
    except PermissionError as error:
        raise ControlError(f"{error}") from error


def private_folder() -> Path:
    """Return the folder of the sockets, created if missing. Raises ControlError if it is not private to the
    user.
    """
    path = folder()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ControlError(
            f"{path} could not be made ({error.strerror}); set XDG_RUNTIME_DIR to a folder of yours"
        ) from error
    check_private(path)
    return path


def check_private(path: Path) -> None:
    """Raise ControlError if `path`, or the folder that it is in, may be another user's."""
    if sys.platform == "win32":
        raise ControlError(NO_UNIX_SOCKETS)
    above, here = path.parent.lstat(), path.lstat()
    open_to_all = above.st_mode & 0o022 and not above.st_mode & stat.S_ISVTX
    if (
        not stat.S_ISDIR(here.st_mode)
        or here.st_uid != os.geteuid()
        or not stat.S_ISDIR(above.st_mode)
        or above.st_uid not in (os.geteuid(), 0)
        or open_to_all
    ):
        raise ControlError(f"{path} is not yours alone; set XDG_RUNTIME_DIR to a folder that is")
    if here.st_mode & 0o077:
        path.chmod(0o700)


def socket_file(folder: Path, pid: int) -> Path:
    """Return the path of the socket of the session in the process `pid`."""
    return folder / f"{pid}{ENDING}"


def pids(folder: Path) -> list[int]:
    """Return the processes whose sockets lie in `folder`, dead or alive, the newest first."""
    found = []
    for path in folder.glob(f"*{ENDING}"):
        try:
            found.append((path.lstat().st_mtime_ns, int(path.name.removesuffix(ENDING))))
        except (OSError, ValueError):  # gone in the meantime, or no socket of ours
            continue
    return [pid for _, pid in sorted(found, reverse=True)]


def connect(path: Path, timeout_seconds: float) -> socket.socket | None:
    """Connect to the socket at `path`; None if nobody listens there any more, and then it is removed.

    Raises OSError if it can't be reached, ControlError if another user listens.
    """
    connection = _unix_socket()
    try:
        connection.settimeout(timeout_seconds)
        _connect(connection, path, timeout_seconds)
        if not is_ours(connection):
            raise ControlError(f"{path} is another user's; set XDG_RUNTIME_DIR to a folder of yours")
    except (ConnectionRefusedError, FileNotFoundError):
        connection.close()
        path.unlink(missing_ok=True)
        return None
    except BaseException:
        connection.close()
        raise
    return connection


def listen_at(path: Path, connections: int) -> socket.socket:
    """Return a socket that listens at `path`, to this user alone, for so many who wait, and blocks nobody."""
    listener = _unix_socket()
    try:
        listener.bind(os.fspath(path))
        path.chmod(0o600)
        listener.listen(connections)
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener


def _unix_socket() -> socket.socket:
    if sys.platform == "win32":
        raise ControlError(NO_UNIX_SOCKETS)
    return socket.socket(socket.AF_UNIX)


def _connect(connection: socket.socket, path: Path, timeout_seconds: float) -> None:
    """Connect, and retry while the backlog is full, which the system reports at once."""
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            connection.connect(os.fspath(path))
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise TimeoutError from error
            time.sleep(_RETRY_SECONDS)
        else:
            return


def remove_stale(folder: Path) -> None:
    """Remove the sockets of processes that ended without doing so."""
    for pid in pids(folder):
        try:
            connection = connect(socket_file(folder, pid), 1.0)
        except (OSError, ControlError):
            continue  # somebody is there, and busy or not ours
        if connection is not None:
            connection.close()


def is_ours(connection: socket.socket) -> bool:
    """Return whether the peer is a process of the same user. Where the system can't tell, the private folder
    has to do.
    """
    if sys.platform != "linux":
        return True
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, uid, _ = struct.unpack("3i", credentials)
    return bool(uid == os.geteuid())
