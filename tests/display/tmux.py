"""A real terminal, tmux, in which programs are run and looked at."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

TIMEOUT_SECONDS = 60.0

Lines = list[str]


class Tmux:
    """A terminal of `columns` by `rows`, with a shell in it that runs `script`, in `folder`."""

    def __init__(self, folder: Path, columns: int, rows: int, script: str) -> None:
        self.folder = folder
        self._socket = folder / "tmux"
        whole = f"cd {folder}; trap : INT; {script}; exec cat"
        (folder / "tmux.conf").write_text("set -g status off\nset -g history-limit 100\n", encoding="utf-8")
        self.run("new-session", "-d", "-x", str(columns), "-y", str(rows), "sh", "-c", whole)

    def run(self, *arguments: str) -> str:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C.UTF-8"}
        command = ["tmux", "-u", "-S", str(self._socket), "-f", str(self.folder / "tmux.conf"), *arguments]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        return done.stdout

    def lines(self) -> Lines:
        return [line.rstrip() for line in self.run("capture-pane", "-p").splitlines()]

    def resize(self, columns: int, rows: int) -> None:
        self.run("resize-window", "-x", str(columns), "-y", str(rows))

    def wait_until(self, holds: Callable[[Lines], bool]) -> Lines:
        """Waits for lines on the screen of which `holds` is true."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not holds(lines := self.lines()):
            assert time.monotonic() < deadline, "\n".join(["the screen shows:", *lines])
            time.sleep(0.02)
        return lines

    def wait_for(self, text: str) -> Lines:
        return self.wait_until(lambda lines: any(text in line for line in lines))

    def wait_for_picture(self, picture: Lines, rows: int) -> None:
        self.wait_until((picture + [""] * (rows - len(picture))).__eq__)

    def echoes(self) -> bool:
        """Returns whether what is typed now would show."""
        with Path(self.run("display-message", "-p", "#{pane_tty}").strip()).open() as pane:
            return bool(termios.tcgetattr(pane)[3] & termios.ECHO)

    def assert_as_found(self, status: int) -> None:
        """What ran between `BEFORE` and `AFTER` is over, and the terminal is as it was before."""
        lines = self.wait_until(lambda lines: "over" in lines)
        assert lines[0] == "before"
        assert f"after {status}" in lines
        self.assert_own_screen()
        modes = [(self.folder / f"modes-{when}").read_text(encoding="utf-8") for when in ("before", "after")]
        assert modes[0] == modes[1]

    def assert_own_screen(self) -> None:
        """There is no picture, and cursor and wrapping are as usual."""
        assert "█" not in "".join(self.lines())
        flags = self.run("display-message", "-p", "#{cursor_flag} #{wrap_flag} #{alternate_on}")
        assert flags.split() == ["1", "1", "0"]


BEFORE = "echo before; stty -g > modes-before"
AFTER = "echo after $?; stty -g > modes-after; echo over"


class Driven(Tmux):
    """A terminal that shows what it is asked to: `driver` runs in it."""

    def __init__(
        self,
        folder: Path,
        columns: int,
        rows: int,
        before: str = "",
        after: str = "",
        frame: int = 0,
    ) -> None:
        self._control = folder / "control"
        self.ask(frame, into=folder)
        driver = shlex.join([sys.executable, "-m", "tests.display.driver", str(self._control)])
        super().__init__(folder, columns, rows, f"{BEFORE}; {before} {driver} {after}; {AFTER}")

    def ask(
        self,
        frame: int,
        end: str = "",
        state: str = "playing",
        *,
        keys: bool = False,
        into: Path | None = None,
    ) -> None:
        aside = (into or self.folder) / "control.new"
        wish = {"frame": frame, "end": end, "state": state, "help": keys}
        aside.write_text(json.dumps(wish), encoding="utf-8")
        aside.replace(self._control)


@contextmanager
def own_folders() -> Iterator[Callable[[], Path]]:
    """Gives folders with short names, as the path of a socket must be short; skips where there is no tmux."""
    if shutil.which("tmux") is None and not os.environ.get("CI"):
        pytest.skip("needs tmux: apt-get install tmux")
    with tempfile.TemporaryDirectory(prefix="vf", ignore_cleanup_errors=True) as parent:
        made: list[Path] = []

        def make() -> Path:
            made.append(Path(parent, str(len(made))))
            made[-1].mkdir()
            return made[-1]

        yield make
        for folder in made:
            subprocess.run(
                ["tmux", "-S", str(folder / "tmux"), "kill-server"], check=False, stderr=subprocess.DEVNULL
            )
