"""Sends raw samples over the network to a program that listens: `--output tcp:HOST:PORT`."""

from __future__ import annotations

import errno
import functools
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

from voicefoot.errors import CommandError, SinkError, SinkLost, reason_of
from voicefoot.sinks.paced import LEAD_SECONDS, PATIENCE_SECONDS, PacedSink
from voicefoot.sinks.ports import SinkStatus
from voicefoot.text import shown

NAME = "tcp"
WAIT_SECONDS = 5.0
LOOK_SECONDS = 0.05
KEPT_BYTES = 32_768
"""What the system keeps for us that was not received yet: about a third of a second with its own margin, so
that a cable that was pulled out is soon noticed.
"""
_HOW = "write `--output tcp:HOST:PORT`, as in tcp:kitchen.local:4953 or tcp:[::1]:4953"


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody listens."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return shown(f"{host}:{self.port}")


class TcpWriter:
    """Writes to a connected socket, and never waits for long."""

    def __init__(self, connection: socket.socket, address: Address) -> None:
        self._connection = connection
        self._address = address
        connection.settimeout(LOOK_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KEPT_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(PATIENCE_SECONDS * 1000))

    def write(self, data: bytes, stopping: threading.Event) -> None:
        left = memoryview(data)
        waits_until = time.monotonic() + PATIENCE_SECONDS
        while left and not stopping.is_set():
            try:
                left = left[self._connection.send(left) :]
                waits_until = time.monotonic() + PATIENCE_SECONDS
            except OSError as error:
                if isinstance(error, TimeoutError) and error.errno != errno.ETIMEDOUT:
                    if time.monotonic() <= waits_until:
                        continue
                    reason = "takes nothing any more; see whether it is stuck"
                else:
                    reason = f"went away ({reason_of(error)}); see whether it runs"
                raise SinkLost(f"{self._address} {reason} and can be reached") from error

    def close(self) -> None:
        self._connection.close()


class TcpAdapter:
    """What the entry point names."""

    def status(self) -> SinkStatus:
        detail = "sends raw samples to a program that listens: --output tcp:HOST:PORT"
        return SinkStatus(NAME, available=True, detail=detail, latency_seconds=LEAD_SECONDS)

    def open(self, device: str | None) -> PacedSink:
        if device is None:
            raise CommandError(f'"tcp" needs to know where to; {_HOW}')
        address = parsed(device)
        return PacedSink(lambda seconds, _stopping: _connected(address, seconds), WAIT_SECONDS)


adapter = TcpAdapter()


def parsed(text: str) -> Address:
    """The address that `text` names, HOST:PORT. Raises CommandError."""
    host, colon, port = text.strip().rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    host = host[1:-1] if bracketed else host
    number = int(port) if port.isdecimal() and len(port) <= 5 else 0
    if not colon or not host or (":" in host and not bracketed) or not 0 < number < 65_536:
        raise CommandError(f'"{shown(text)}" is no address; {_HOW}')
    return Address(host, number)


@functools.lru_cache(maxsize=16)
def _found(address: Address) -> list[tuple[Any, ...]]:
    """Where `address` is. Kept, so that a server that comes back is reached at once."""
    try:
        return list(socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        raise SinkError(
            f"the host {shown(address.host)} is not known ({reason_of(error)}); see how it is spelled, or "
            "use its number"
        ) from error


def _connected(address: Address, wait_seconds: float) -> TcpWriter:
    """A connection to the first place that answers."""
    deadline = time.monotonic() + wait_seconds
    reason: OSError | None = None
    places = _found(address)
    for left, (family, kind, protocol, _, place) in zip(range(len(places), 0, -1), places, strict=True):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(max(LOOK_SECONDS, (deadline - time.monotonic()) / left))
            connection.connect(place)
            return TcpWriter(connection, address)
        except OSError as error:
            connection.close()
            reason = error
    raise SinkError(_no_answer(address, reason)) from reason


def _no_answer(address: Address, error: OSError | None) -> str:
    if isinstance(error, ConnectionRefusedError):
        return f"nobody listens at {address}; start the server, or see which port it listens at"
    if isinstance(error, TimeoutError):
        return f"{address} does not answer; see whether that machine is on, and in the same network"
    why = "it has no address" if error is None else reason_of(error)
    return f"{address} can't be reached ({why}); see whether that machine is on, and in the same network"
