"""A second terminal: reaches the session that plays, and asks it things."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from voicefoot.controls.ctl_protocol import LONGEST_ANSWER_BYTES, Answer, read_answer, request_line
from voicefoot.controls.ctl_sockets import THERE_ARE_SOCKETS, check, connected, folder, pids, socket_file
from voicefoot.errors import ControlError

if TYPE_CHECKING:
    import socket

PATIENCE_SECONDS = 5.0
"""More than a session takes to say that something is not carried out yet."""


class Session:
    """A running session, as another process sees it; a context manager."""

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self._connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def ask(self, command: str, value: float | None = None) -> Answer:
        """Gives an order, or asks for the `status`, and waits for the answer.

        Raises CommandError where it is refused, ControlError where no answer comes.
        """
        try:
            self._connection.sendall(request_line(command, value))
            line = b""
            while not line.endswith(b"\n"):
                more = self._connection.recv(65_536)
                if not more or len(line) > LONGEST_ANSWER_BYTES:
                    raise ControlError("the session ended before it answered; see: voicefoot history")
                line += more
        except TimeoutError as error:
            raise _silent(self.pid) from error
        except OSError as error:
            raise ControlError(
                f"the session ended before it answered ({error.strerror}); see: voicefoot history"
            ) from error
        return read_answer(line)


def reach(pid: int | None = None) -> Session:
    """The newest of the sessions that are running, or the one in the process `pid`.

    Raises ControlError where there is none.
    """
    if not THERE_ARE_SOCKETS:
        raise ControlError(
            "on Windows a session can't be reached from another window; use the keys in its own, ? shows them"
        )
    where = folder()
    if not where.exists():
        raise _none()
    check(where)
    running = pids(where)
    for each in running if pid is None else [pid]:
        try:
            connection = connected(socket_file(where, each), PATIENCE_SECONDS)
        except OSError as error:
            raise _silent(each) from error
        if connection is not None:
            return Session(each, connection)
    others = [str(each) for each in running if each != pid]
    if pid is not None and others:
        raise ControlError(f"no session runs in the process {pid}; try --pid {' or '.join(others)}")
    raise _none()


def _none() -> ControlError:
    return ControlError("no session is running; start one with: voicefoot play")


def _silent(pid: int) -> ControlError:
    return ControlError(
        f"the session in the process {pid} does not answer; where Ctrl-Z stopped it, type fg in its terminal"
    )
