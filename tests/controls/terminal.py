"""A real terminal with a program in it, and the log of tests/controls/steered.py."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STEERED = Path(__file__).with_name("steered.py")
TIMEOUT_SECONDS = 60.0
"""How long to wait for a program before the test fails; nothing is right or wrong because of it."""


def wait_until(holds: Callable[[], bool], what: Callable[[], object]) -> None:
    """Waits until `holds()`; tells `what()` was there instead."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, what()
        time.sleep(0.01)


def wait_until_stopped(pid: int) -> None:
    """Waits until a child is stopped by a signal, and not for one that has ended."""

    def stopped() -> bool:
        found = os.waitid(os.P_PID, pid, os.WSTOPPED | os.WEXITED | os.WNOHANG | os.WNOWAIT)
        assert found is None or found.si_code == os.CLD_STOPPED, found
        return found is not None

    wait_until(stopped, lambda: "it was not stopped")


def environment() -> dict[str, str]:
    """Where a program of the tests finds what it is to import."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "dumb"}


def python(log: Path, *what: str) -> list[str]:
    """The command that runs a session for controls to steer."""
    return [sys.executable, str(STEERED), str(log), *what]


class Log:
    """What a steered session wrote down."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []

    def wait_for(self, *lines: str) -> None:
        """Waits until these are the last ones."""
        wait_until(lambda: self.lines()[-len(lines) :] == list(lines), self.lines)

    def wait_for_count(self, line: str, count: int) -> None:
        """Waits until it is there as often as that."""
        wait_until(lambda: self.lines().count(line) >= count, self.lines)


OWNING = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Makes the terminal on its standard input its own, and becomes another program."""


class Terminal:
    """A terminal, the controlling one of the program that runs in it; its modes can be looked at."""

    def __init__(self, command: list[str], log: Path) -> None:
        self._master, self._slave = pty.openpty()
        self.found = self.modes()
        self.log = Log(log)
        self.shown = b""
        self.program = subprocess.Popen(
            [sys.executable, "-c", OWNING, *command],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            start_new_session=True,
            env=environment(),
        )
        self._read_on, self._read_no_more = os.pipe()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        while self._read_on not in (ready := select.select([self._master, self._read_on], [], [])[0]):
            assert ready
            self.shown += os.read(self._master, 4096)

    def modes(self) -> list[Any]:
        return termios.tcgetattr(self._slave)

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def wait_for_modes(self, *, single_keys: bool) -> None:
        def holds() -> bool:
            flags = self.modes()[3]
            wanted = 0 if single_keys else termios.ICANON | termios.ECHO
            return flags & (termios.ICANON | termios.ECHO) == wanted and bool(flags & termios.ISIG)

        wait_until(holds, lambda: (self.modes(), self.shown))

    def wait_for_end(self) -> int:
        """The exit code of the program; the terminal is as it was found."""
        code = self.program.wait(TIMEOUT_SECONDS)
        assert self.modes() == self.found
        return code

    def set_modes(self, modes: list[Any]) -> None:
        termios.tcsetattr(self._slave, termios.TCSANOW, modes)

    def close(self) -> None:
        """Closes it, as somebody does who closes its window."""
        if not self._reading.is_alive():
            return
        os.write(self._read_no_more, b"!")
        self._reading.join(TIMEOUT_SECONDS)
        for descriptor in (self._slave, self._master, self._read_on, self._read_no_more):
            os.close(descriptor)

    def end(self) -> None:
        """Closes it, and whatever the program makes of that, ends it."""
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait()
        self.close()
