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
from voicefoot.sinks.paced import LEAD_SECONDS, WRITE_TIMEOUT_SECONDS, PacedSink
from voicefoot.sinks.ports import SinkStatus
from voicefoot.text import shown

NAME = "tcp"
CONNECT_TIMEOUT_SECONDS = 5.0
POLL_SECONDS = 0.05
SEND_BUFFER_BYTES = 32_768
"""The system's buffer of what was not received yet: about a third of a second with its own margin, so that a
cable that was pulled out is soon noticed.
"""
_USAGE = "write `--output tcp:HOST:PORT`, as in tcp:kitchen.local:4953 or tcp:[::1]:4953"


@dataclass(frozen=True, slots=True)
class Address:
    """The host and port of a listening program."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return shown(f"{host}:{self.port}")


class TcpWriter:
    """Writes to a connected socket, and never blocks for long."""

    def __init__(self, connection: socket.socket, address: Address) -> None:
        self._connection = connection
        self._address = address
        connection.settimeout(POLL_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            connection.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(WRITE_TIMEOUT_SECONDS * 1000)
            )

    def write(self, data: bytes, stopping: threading.Event) -> None:
        left = memoryview(data)
        deadline = time.monotonic() + WRITE_TIMEOUT_SECONDS
        while left and not stopping.is_set():
            try:
                left = left[self._connection.send(left) :]
                deadline = time.monotonic() + WRITE_TIMEOUT_SECONDS
            except OSError as error:
                if isinstance(error, TimeoutError) and error.errno != errno.ETIMEDOUT:
                    if time.monotonic() <= deadline:
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
            raise CommandError(f'"tcp" needs an address; {_USAGE}')
        address = parse_address(device)
        return PacedSink(
            lambda timeout_seconds, _stopping: _connect(address, timeout_seconds), CONNECT_TIMEOUT_SECONDS
        )


adapter = TcpAdapter()


def parse_address(text: str) -> Address:
    """Parse HOST:PORT; an IPv6 host stands in brackets. Raises CommandError."""
    host, colon, port = text.strip().rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    host = host[1:-1] if bracketed else host
    number = int(port) if port.isdecimal() and len(port) <= 5 else 0
    if not colon or not host or (":" in host and not bracketed) or not 0 < number < 65_536:
        raise CommandError(f'"{shown(text)}" is not an address; {_USAGE}')
    return Address(host, number)


@functools.lru_cache(maxsize=16)
def _resolve(address: Address) -> list[tuple[Any, ...]]:
    """Look up `address`, as `socket.getaddrinfo` does. Cached, so that a server that comes back is reached
    at once. Raises SinkError.
    """
    try:
        return list(socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        raise SinkError(
            f"the host {shown(address.host)} is not known ({reason_of(error)}); see how it is spelled, or "
            "use its number"
        ) from error


def _connect(address: Address, timeout_seconds: float) -> TcpWriter:
    """Connect to the first socket address of `address` that answers; all of them share the time. Raises
    SinkError.
    """
    deadline = time.monotonic() + timeout_seconds
    reason: OSError | None = None
    infos = _resolve(address)
    for left, (family, kind, protocol, _, socket_address) in zip(
        range(len(infos), 0, -1), infos, strict=True
    ):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(max(POLL_SECONDS, (deadline - time.monotonic()) / left))
            connection.connect(socket_address)
            return TcpWriter(connection, address)
        except OSError as error:
            connection.close()
            reason = error
    raise SinkError(_connect_problem(address, reason)) from reason


def _connect_problem(address: Address, error: OSError | None) -> str:
    """Say why no connection was made, and what to do."""
    if isinstance(error, ConnectionRefusedError):
        return f"nobody listens at {address}; start the server, or see which port it listens at"
    if isinstance(error, TimeoutError):
        return f"{address} does not answer; see whether that machine is on, and in the same network"
    why = "it has no address" if error is None else reason_of(error)
    return f"{address} can't be reached ({why}); see whether that machine is on, and in the same network"
