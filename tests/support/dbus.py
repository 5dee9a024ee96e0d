"""A real D-Bus of a test's own: a `dbus-daemon` whose socket lies in a temporary folder, and its clients.

Nothing of the user's desktop is on it, and it starts no services. Where D-Bus or playerctl is not installed
these tests are skipped; where `CI` is set they fail instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TIMEOUT_SECONDS = 30.0
"""How long to wait for a program before the test fails; nothing is right or wrong because of it."""

_PROGRAMS = ("dbus-daemon", "dbus-monitor", "dbus-send", "gdbus", "playerctl")
_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass
class Lines:
    """What a program prints, line by line, as it comes."""

    process: subprocess.Popen[str]
    so_far: list[str] = field(default_factory=list)
    more: threading.Condition = field(default_factory=threading.Condition)

    def collect(self) -> None:
        """Reads until the program ends; runs in a thread of its own."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self.more:
                self.so_far.append(line.rstrip("\n"))
                self.more.notify_all()

    def wait_for(self, wanted: Callable[[str], bool]) -> str:
        """The first line, of those that came and those to come, that is `wanted`."""
        with self.more:
            came = self.more.wait_for(lambda: any(map(wanted, self.so_far)), TIMEOUT_SECONDS)
            assert came, f"it did not come; what came: {self.so_far}"
            return next(filter(wanted, self.so_far))


@dataclass(frozen=True)
class Bus:
    """A running bus; the test's process and its programs are led to it."""

    process: subprocess.Popen[bytes]
    address: str

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs a client to its end."""
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
            env=self._environment(),
        )

    def ask(self, *command: str) -> str:
        """What a client printed; it must succeed."""
        done = self.run(*command)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout.strip()

    @contextmanager
    def listen(self, *command: str) -> Iterator[Lines]:
        """A client that goes on printing."""
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=self._environment())
        lines = Lines(process)
        reader = threading.Thread(target=lines.collect)
        reader.start()
        try:
            yield lines
        finally:
            process.kill()
            process.wait()
            reader.join()
            assert process.stdout is not None
            process.stdout.close()

    def wait_for_name(self, name: str) -> None:
        """Waits until somebody has `name`."""
        self.ask("gdbus", "wait", "--session", f"--timeout={TIMEOUT_SECONDS:.0f}", name)

    def names(self) -> str:
        """Who is on the bus."""
        return self.ask(
            "gdbus", "call", "--session", "--dest=org.freedesktop.DBus",
            "--object-path=/org/freedesktop/DBus", "--method=org.freedesktop.DBus.ListNames",
        )  # fmt: skip

    def kill(self) -> None:
        """Ends the bus at once, as a crash would."""
        self.process.kill()
        self.process.wait()

    def _environment(self) -> dict[str, str]:
        return os.environ | {"DBUS_SESSION_BUS_ADDRESS": self.address}


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """A bus that this test has to itself; it may kill it."""
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        reason = f"{', '.join(missing)} not found; apt-get install dbus playerctl libglib2.0-bin"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Not below pytest's own folder: the path of a socket may have 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="vf-dbus-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "bus.conf").write_text(_CONFIGURATION.format(socket=folder / "bus"))
        process = subprocess.Popen(
            ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", "--print-address"],
            stdout=subprocess.PIPE,
            # It complains of limits that it may not raise.
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        try:
            address = process.stdout.readline().decode().strip()
            assert address, "the bus did not start"
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            yield Bus(process, address)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
