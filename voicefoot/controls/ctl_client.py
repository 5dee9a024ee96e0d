"""The client of the control socket: another terminal sends orders to the session that plays."""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from voicefoot.controls.ctl_protocol import MAX_RESPONSE_BYTES, Response, read_response, request_line
from voicefoot.controls.ctl_sockets import (
    HAS_UNIX_SOCKETS,
    NO_UNIX_SOCKETS,
    check_private,
    connect,
    folder,
    pids,
    socket_file,
)
from voicefoot.errors import ControlError

if TYPE_CHECKING:
    import socket

TIMEOUT_SECONDS = 5.0
"""Longer than a session takes to report that an order is not carried out yet."""


class Session:
    """A running session, seen from another process; a context manager."""

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self._connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def ask(self, command: str, value: float | None = None) -> Response:
        """Send an order, or request the `status`, and wait for the response.

        Raises CommandError if it is refused, ControlError if there is no response.
        """
        try:
            with suppress(BrokenPipeError):  # what it said before it left is read below
                self._connection.sendall(request_line(command, value))
            line = b""
            while not line.endswith(b"\n"):
                more = self._connection.recv(65_536)
                if not more or len(line) > MAX_RESPONSE_BYTES:
                    raise ControlError("the session ended before it answered; see: voicefoot history")
                line += more
        except TimeoutError as error:
            raise _unresponsive(self.pid) from error
        except OSError as error:
            raise ControlError(
                f"the session ended before it answered ({error.strerror}); see: voicefoot history"
            ) from error
        return read_response(line)


def attach(pid: int | None = None) -> Session:
    """Connect to the newest running session, or to the one in the process `pid`.

    Raises ControlError if there is none.
    """
    if not HAS_UNIX_SOCKETS:
        raise ControlError(NO_UNIX_SOCKETS)
    where = folder()
    if not where.exists():
        raise _no_session()
    check_private(where)
    running = pids(where)
    for each in running if pid is None else [pid]:
        try:
            connection = connect(socket_file(where, each), TIMEOUT_SECONDS)
        except OSError as error:
            raise _unresponsive(each) from error
        if connection is not None:
            return Session(each, connection)
    others = [str(each) for each in running if each != pid]
    if pid is not None and others:
        raise ControlError(f"no session runs in the process {pid}; try --pid {' or '.join(others)}")
    raise _no_session()


def _no_session() -> ControlError:
    return ControlError("no session is running; start one with: voicefoot play")


def _unresponsive(pid: int) -> ControlError:
    return ControlError(
        f"the session in the process {pid} does not answer; where Ctrl-Z stopped it, type fg in its terminal"
    )
