"""A real Snapcast: a server, and a client a room, on this machine alone; each is ended by its own number.

Where Snapcast is not installed these tests are skipped; where `CI` is set they fail instead.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.support.pulse import TIMEOUT_SECONDS, PulseServer, Speaker

_PROGRAMS = ("snapserver", "snapclient")
CONFIGURATION = """\
[server]
datadir = {folder}
[http]
enabled = false
[tcp]
enabled = false
[stream]
bind_to_address = 127.0.0.1
port = {port}
source = {source}&name=voicefoot&sampleformat=48000:16:2&codec=flac&chunk_ms=20
"""


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at just now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]


@contextmanager
def rooms_play(source: str, server: PulseServer, rooms: Sequence[Speaker], folder: Path) -> Iterator[None]:
    """Snapcast reads `source`, and plays it in `rooms`; everything of it lies in `folder`."""
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        reason = f"{', '.join(missing)} not found; apt-get install {' '.join(_PROGRAMS)}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    [port] = free_ports(1)
    configuration = folder / "snapserver.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, source=source))
    environment = os.environ | server.environment | {"HOME": str(folder)}
    with ExitStack() as stack:

        def runs(*command: str) -> None:
            process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)

        runs("snapserver", "--config", str(configuration))
        _wait_until(lambda: _listens(port), "snapserver does not answer")
        for room in rooms:
            runs(
                *("snapclient", "--host", "127.0.0.1", "--port", str(port), "--hostID", room.name),
                *("--player", "pulse:buffer_time=300", "--soundcard", room.name),
            )
        _wait_until(
            lambda: len(server.pactl("list", "short", "sink-inputs").splitlines()) >= 2 * len(rooms),
            "snapclient does not play",
        )
        yield


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True


def _wait_until(holds: Callable[[], bool], complaint: str) -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.05)
