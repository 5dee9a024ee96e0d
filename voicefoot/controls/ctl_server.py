"""A socket as a control: programs of the same user steer the session, and ask how it stands.

One thread serves all callers, none of whom it waits for: one that is silent, sends garbage or never reads its
answer is left alone or dropped, and the others don't notice.
"""

from __future__ import annotations

import os
import queue
import selectors
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from voicefoot.controls.ctl_protocol import (
    LONGEST_REQUEST_BYTES,
    Answer,
    answer_line,
    read_request,
    refusal_line,
)
from voicefoot.controls.ctl_sockets import (
    THERE_ARE_SOCKETS,
    clear_away_dead,
    is_ours,
    private_folder,
    socket_file,
)
from voicefoot.errors import CommandError, ControlError
from voicefoot.playing.remote import Remote

MOST_CALLERS = 64
ORDER_PATIENCE_SECONDS = 3.0
"""How long an order may take before its sender is told that it is not carried out yet."""
CALLER_PATIENCE_SECONDS = 5.0
"""How long the rest of a line may take, and the reading of an answer."""
_LOOK_SECONDS = 0.25
"""How often deadlines are looked at, while there are callers."""
_UNREACHED = "this session can't be steered from another terminal"


class _Caller:
    """Somebody who is connected. It has one request answered at a time, and is not read from meanwhile."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.received = b""
        self.to_send = b""
        self.order = 0
        """The number of the order that it waits for; 0 for none."""
        self.last_heard = time.monotonic()
        self.closing = False
        """Whether it is to be left when its answer is sent."""

    @property
    def deadline(self) -> float | None:
        """When our patience ends; None while nothing is under way."""
        if self.order:
            return self.last_heard + ORDER_PATIENCE_SECONDS
        return self.last_heard + CALLER_PATIENCE_SECONDS if self.received or self.to_send else None


class Server:
    """Serves the session of `remote` through a socket that only the same user can open.

    A context manager. Where the socket can't be had the session goes on without it, and `problem` says why;
    where there are no such sockets (on Windows) nothing is done.
    """

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._callers: set[_Caller] = set()
        self._orders = 0
        self._carried_out: queue.SimpleQueue[tuple[_Caller, int]] = queue.SimpleQueue()
        self._over = False
        self._thread: threading.Thread | None = None
        self.problem: str | None = None

    def __enter__(self) -> Self:
        if not THERE_ARE_SOCKETS:
            return self
        try:
            self._listener, self._path = _listening()
        except ControlError as error:
            self.problem = f"{_UNREACHED}: {error}"
            return self
        except OSError as error:  # its path may be too long, too
            why = error.strerror or str(error)
            self.problem = f"{_UNREACHED}: {why}; set XDG_RUNTIME_DIR to another folder of yours"
            return self
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._woken.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._serve, name="socket", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is None:
            return
        self._over = True
        self._look()
        self._thread.join()
        with suppress(OSError):  # the next session finds nobody there, and takes its place
            self._path.unlink()
        for each in (self._listener, self._wake, self._woken, *(each.connection for each in self._callers)):
            each.close()
        self._selector.close()

    def _look(self) -> None:
        """Wakes the thread; safe from any other."""
        with suppress(OSError):  # woken often enough already, or closed
            self._wake.send(b"!")

    # -- in the thread -----------------------------------------------------------------------------

    def _serve(self) -> None:
        while not self._over:
            for key, _ in self._selector.select(_LOOK_SECONDS if self._callers else None):
                if isinstance(key.data, _Caller):
                    self._attend(key.data)
                elif key.fileobj is self._listener:
                    self._accept()
                else:
                    self._woken.recv(4096)
            self._answer_carried_out()
            self._look_at_deadlines()
        self._answer_carried_out()
        for caller in list(self._callers):
            if caller.order:
                self._answer(caller, carried_out=False)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, ConnectionAbortedError):  # gone again
            return
        except OSError:  # this process has too many files open
            self._leave_longest_silent()
            time.sleep(_LOOK_SECONDS)
            return
        if not is_ours(connection):
            connection.close()
            return
        if len(self._callers) >= MOST_CALLERS:
            self._leave_longest_silent()
        connection.setblocking(False)
        caller = _Caller(connection)
        self._callers.add(caller)
        self._selector.register(connection, selectors.EVENT_READ, caller)

    def _leave_longest_silent(self) -> None:
        if self._callers:
            self._leave(min(self._callers, key=lambda caller: (bool(caller.order), caller.last_heard)))

    def _leave(self, caller: _Caller) -> None:
        if caller in self._callers:
            self._callers.remove(caller)
            with suppress(KeyError):  # while its order is carried out it is not watched
                self._selector.unregister(caller.connection)
            caller.connection.close()

    def _attend(self, caller: _Caller) -> None:
        """Reads what it sent, or sends what it did not take before."""
        if caller not in self._callers:
            return
        if caller.to_send:
            self._send(caller)
            self._read_on(caller)
            return
        try:
            received = caller.connection.recv(LONGEST_REQUEST_BYTES)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self._leave(caller)
            return
        if not caller.received:
            caller.last_heard = time.monotonic()
        caller.received += received
        self._read_on(caller)

    def _read_on(self, caller: _Caller) -> None:
        """Deals with the requests that have come, until one of them has to wait for something."""
        while caller in self._callers and not (caller.order or caller.to_send or caller.closing):
            line, end, rest = caller.received.partition(b"\n")
            if len(line) > LONGEST_REQUEST_BYTES:
                caller.closing = True
                most = f"a request has at most {LONGEST_REQUEST_BYTES} bytes; send less"
                self._say(caller, refusal_line(most))
            elif end:
                caller.received = rest
                self._take(caller, line)
            else:
                return

    def _take(self, caller: _Caller, line: bytes) -> None:
        try:
            order = read_request(line, len(self._remote.status.exercises))
        except CommandError as error:
            self._say(caller, refusal_line(str(error)))
            return
        if order is None:
            self._say(caller, answer_line(Answer(carried_out=True, status=self._remote.status)))
            return
        self._orders += 1
        number = caller.order = self._orders
        caller.last_heard = time.monotonic()
        self._selector.unregister(caller.connection)

        def done() -> None:
            self._carried_out.put((caller, number))
            self._look()

        self._remote.send(order.command, order.value, done)

    def _answer_carried_out(self) -> None:
        while not self._carried_out.empty():
            caller, number = self._carried_out.get()
            if caller in self._callers and caller.order == number:
                self._answer(caller, carried_out=True)

    def _look_at_deadlines(self) -> None:
        now = time.monotonic()
        for caller in list(self._callers):
            if caller.deadline is None or now < caller.deadline:
                continue
            if caller.order:
                self._answer(caller, carried_out=False)
            else:
                self._leave(caller)

    def _answer(self, caller: _Caller, *, carried_out: bool) -> None:
        """Tells whoever waits for an order what has become of it."""
        caller.order = 0
        self._selector.register(caller.connection, selectors.EVENT_READ, caller)
        self._say(caller, answer_line(Answer(carried_out, self._remote.status)))
        self._read_on(caller)

    def _say(self, caller: _Caller, line: bytes) -> None:
        caller.last_heard = time.monotonic()
        caller.to_send = line
        self._send(caller)

    def _send(self, caller: _Caller) -> None:
        try:
            sent = caller.connection.send(caller.to_send)
        except BlockingIOError:
            sent = 0
        except OSError:  # it does not want to know any more
            self._leave(caller)
            return
        caller.to_send = caller.to_send[sent:]
        if caller.closing and not caller.to_send:
            self._leave(caller)
            return
        wanted = selectors.EVENT_WRITE if caller.to_send else selectors.EVENT_READ
        self._selector.modify(caller.connection, wanted, caller)


def _listening() -> tuple[socket.socket, Path]:
    """A socket of this process that others can connect to, and where it lies.

    It comes to its name when it listens: whoever finds a socket that nobody listens at clears it away.
    """
    folder = private_folder()
    clear_away_dead(folder)
    path = socket_file(folder, os.getpid())
    coming = path.with_suffix(".new")
    coming.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(os.fspath(coming))
        coming.chmod(0o600)
        listener.listen(MOST_CALLERS)
        listener.setblocking(False)
        coming.rename(path)
    except BaseException:
        listener.close()
        coming.unlink(missing_ok=True)
        raise
    return listener, path
