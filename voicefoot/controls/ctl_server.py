"""The server of the control socket: programs of the same user control the session, and ask for its status.

One thread serves all connections and blocks on none: one that is silent, sends garbage or never reads its
response is left alone or dropped, and the others are not affected. However many come, there are so many
connections at most: when all are taken, the next one takes the place of one that is silent, or is told that
there is no room.
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
    MAX_REQUEST_BYTES,
    Response,
    error_line,
    read_request,
    response_line,
)
from voicefoot.controls.ctl_sockets import (
    HAS_UNIX_SOCKETS,
    is_ours,
    listen_at,
    private_folder,
    remove_stale,
    socket_file,
)
from voicefoot.errors import CommandError, ControlError
from voicefoot.playing.remote import Command, Remote, Status

MAX_CONNECTIONS = 128
MAX_WAITING_ORDERS = 256
"""How many orders may wait for the session before further ones are refused: who leaves without waiting for
the response could send them without end.
"""
SILENT_SECONDS = 1.0
"""After how long without a request a connection may have to make room for another."""
ORDER_TIMEOUT_SECONDS = 3.0
"""How long an order may take before its sender is told that it is not carried out yet."""
CONNECTION_TIMEOUT_SECONDS = 5.0
"""How long the rest of a line, or the reading of a response, may take."""
POLL_SECONDS = 0.25
"""How often timeouts are checked while there are connections."""
_UNREACHED = "this session can't be steered from another terminal"
_FULL = f"{MAX_CONNECTIONS} programs are connected to this session, as many as it serves"
_NEEDED = "this session has no room for more programs, and another one needed this place; connect again"
_BUSY = f"{MAX_WAITING_ORDERS} commands wait for this session; send it again in a moment"


class _Connection:
    """A connection. Its requests are answered one at a time, and nothing is read from it meanwhile."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.received = b""
        self.to_send = b""
        self.order = 0
        """The number of the order that it waits for; 0 for none."""
        self.last_heard = time.monotonic()
        self.closing = False
        """Whether to disconnect when its response is sent."""

    @property
    def deadline(self) -> float | None:
        """When it times out; None while nothing is under way."""
        if self.order:
            return self.last_heard + ORDER_TIMEOUT_SECONDS
        return self.last_heard + CONNECTION_TIMEOUT_SECONDS if self.received or self.to_send else None


class Server:
    """Serves the session of `remote` through a socket that only the same user can open.

    A context manager. If the socket can't be had, the session goes on without it, and `problem` says why;
    where there are no such sockets (on Windows) nothing is done.
    """

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._callers: set[_Connection] = set()
        self._orders = 0
        self._accepts_again_at: float | None = None
        """When to accept connections again; None while they are accepted."""
        self._status_line: tuple[Status, bytes] | None = None
        """The status that was sent last, and the response that holds it."""
        self._carried_out: queue.SimpleQueue[tuple[_Connection, int]] = queue.SimpleQueue()
        self._over = False
        self._thread: threading.Thread | None = None
        self.problem: str | None = None

    def __enter__(self) -> Self:
        if not HAS_UNIX_SOCKETS:
            return self
        try:
            self._listener, self._path = _listen()
        except ControlError as error:
            self.problem = f"{_UNREACHED}: {error}"
            return self
        except OSError as error:  # its path may be too long, too
            why = error.strerror or str(error)
            self.problem = f"{_UNREACHED}: {why}; set XDG_RUNTIME_DIR to another folder of yours"
            return self
        self._wake_writer, self._wake_reader = socket.socketpair()
        self._wake_writer.setblocking(False)
        self._wake_reader.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._wake_reader, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._serve, name="socket", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is None:
            return
        self._over = True
        self._wake_thread()
        self._thread.join()
        with suppress(OSError):  # the next session finds nobody there, and takes its place
            self._path.unlink()
        connections = [caller.connection for caller in self._callers]
        for each in (self._listener, self._wake_writer, self._wake_reader, *connections):
            each.close()
        self._selector.close()

    def _wake_thread(self) -> None:
        """Wake the thread; safe to call from any other."""
        with suppress(OSError):  # woken often enough already, or closed
            self._wake_writer.send(b"!")

    # -- in the thread -----------------------------------------------------------------------------

    def _serve(self) -> None:
        while not self._over:
            idle = not self._callers and self._accepts_again_at is None
            ready = [key for key, _ in self._selector.select(None if idle else POLL_SECONDS)]
            for key in ready:
                if isinstance(key.data, _Connection):
                    self._handle_ready(key.data)
                elif key.fileobj is self._wake_reader:
                    self._wake_reader.recv(4096)
            # After the others, so that nobody who has just sent something counts as silent.
            if any(key.fileobj is self._listener for key in ready):
                self._accept()
            self._complete_orders()
            self._check_deadlines()
        self._complete_orders()
        for caller in list(self._callers):
            if caller.order:
                self._complete_order(caller, carried_out=False)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, ConnectionAbortedError):  # gone again
            return
        except OSError:  # this process has too many files open: who comes waits until it has fewer
            if not self._make_room(0.0):
                self._selector.unregister(self._listener)
                self._accepts_again_at = time.monotonic() + POLL_SECONDS
            return
        if not is_ours(connection):
            connection.close()
            return
        connection.setblocking(False)
        caller = _Connection(connection)
        if len(self._callers) >= MAX_CONNECTIONS and not self._make_room(SILENT_SECONDS):
            self._tell(caller, f"{_FULL}; try again in a moment, or end one of them")
            connection.close()
            return
        self._callers.add(caller)
        self._selector.register(connection, selectors.EVENT_READ, caller)

    def _make_room(self, silent_seconds: float) -> bool:
        """Disconnect who has been silent for longest. Return False if nobody was for so long: who waits for
        an order is not silent.
        """
        silent = min(
            (caller for caller in self._callers if not caller.order),
            key=lambda caller: caller.last_heard,
            default=None,
        )
        if silent is None or time.monotonic() - silent.last_heard < silent_seconds:
            return False
        if not silent.to_send:  # else the line would come in the middle of another
            self._tell(silent, _NEEDED)
        self._disconnect(silent)
        return True

    def _tell(self, caller: _Connection, why: str) -> None:
        """Tell it why it is left, if it listens."""
        with suppress(OSError):
            caller.connection.send(error_line(why, busy=True))

    def _disconnect(self, caller: _Connection) -> None:
        if caller in self._callers:
            self._callers.remove(caller)
            with suppress(KeyError):  # while its order is carried out it is not watched
                self._selector.unregister(caller.connection)
            caller.connection.close()

    def _handle_ready(self, caller: _Connection) -> None:
        """Receive what it sent, or send what it did not accept before."""
        if caller not in self._callers:
            return
        if caller.to_send:
            self._send(caller)
            self._process_received(caller)
            return
        try:
            received = caller.connection.recv(MAX_REQUEST_BYTES)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self._disconnect(caller)
            return
        if not caller.received:
            caller.last_heard = time.monotonic()
        caller.received += received
        self._process_received(caller)

    def _process_received(self, caller: _Connection) -> None:
        """Handle the requests that have come, until one of them has to wait for something."""
        while caller in self._callers and not (caller.order or caller.to_send or caller.closing):
            line, end, rest = caller.received.partition(b"\n")
            if len(line) > MAX_REQUEST_BYTES:
                caller.closing = True
                message = f"a request has at most {MAX_REQUEST_BYTES} bytes; send less"
                self._respond(caller, error_line(message))
            elif end:
                caller.received = rest
                self._handle_request(caller, line)
            else:
                return

    def _handle_request(self, caller: _Connection, line: bytes) -> None:
        try:
            order = read_request(line, len(self._remote.status.exercises))
        except CommandError as error:
            self._respond(caller, error_line(str(error)))
            return
        if order is None:
            self._respond(caller, self._status_response())
            return
        if order.command is not Command.STOP and self._remote.waiting >= MAX_WAITING_ORDERS:
            self._respond(caller, error_line(_BUSY, busy=True))
            return
        self._orders += 1
        number = caller.order = self._orders
        caller.last_heard = time.monotonic()
        self._selector.unregister(caller.connection)

        def done() -> None:
            self._carried_out.put((caller, number))
            self._wake_thread()

        self._remote.send(order.command, order.value, done)

    def _status_response(self) -> bytes:
        """Return the response to a request of the status. It is made once for each status, so that many
        requests take no time from the sound.
        """
        status = self._remote.status
        if self._status_line is None or self._status_line[0] is not status:
            self._status_line = status, response_line(Response(carried_out=True, status=status))
        return self._status_line[1]

    def _complete_orders(self) -> None:
        while not self._carried_out.empty():
            caller, number = self._carried_out.get()
            if caller in self._callers and caller.order == number:
                self._complete_order(caller, carried_out=True)

    def _check_deadlines(self) -> None:
        now = time.monotonic()
        if self._accepts_again_at is not None and now >= self._accepts_again_at:
            self._accepts_again_at = None
            self._selector.register(self._listener, selectors.EVENT_READ)
        for caller in list(self._callers):
            if caller.deadline is None or now < caller.deadline:
                continue
            if caller.order:
                self._complete_order(caller, carried_out=False)
            else:
                self._disconnect(caller)

    def _complete_order(self, caller: _Connection, *, carried_out: bool) -> None:
        """Respond to those that wait for an order that was carried out, or timed out."""
        caller.order = 0
        self._selector.register(caller.connection, selectors.EVENT_READ, caller)
        self._respond(caller, response_line(Response(carried_out, self._remote.status)))
        self._process_received(caller)

    def _respond(self, caller: _Connection, line: bytes) -> None:
        caller.last_heard = time.monotonic()
        caller.to_send = line
        self._send(caller)

    def _send(self, caller: _Connection) -> None:
        try:
            sent = caller.connection.send(caller.to_send)
        except BlockingIOError:
            sent = 0
        except OSError:  # it does not want to know any more
            self._disconnect(caller)
            return
        caller.to_send = caller.to_send[sent:]
        if caller.closing and not caller.to_send:
            self._disconnect(caller)
            return
        wanted = selectors.EVENT_WRITE if caller.to_send else selectors.EVENT_READ
        self._selector.modify(caller.connection, wanted, caller)


def _listen() -> tuple[socket.socket, Path]:
    """Return a listening socket of this process, and its path.

    It gets its name only when it listens, since anybody who finds a socket without a listener removes it.
    """
    folder = private_folder()
    remove_stale(folder)
    path = socket_file(folder, os.getpid())
    coming = path.with_suffix(".new")
    coming.unlink(missing_ok=True)
    try:
        listener = listen_at(coming, MAX_CONNECTIONS)
    except BaseException:
        coming.unlink(missing_ok=True)
        raise
    try:
        coming.rename(path)
    except BaseException:
        listener.close()
        coming.unlink(missing_ok=True)
        raise
    return listener, path
