"""The program in surroundings that are poor, odd or broken: it does the same, or says what is missing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from voicefoot.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell and signals of POSIX")

ROUTINE = """\
title: Short
exercises:
  - {name: Lifts, say: Lift., get_ready: 0s, reps: 2, every: 1s}
"""
ODD_HOME = 'it\'s "my" home 🦶 '


class Here:
    """A folder with a routine, and a cache in which all of its speech is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self.home = folder / "home"
        self.home.mkdir()
        (folder / "short.yaml").write_text(ROUTINE, encoding="utf-8")

    def start(self, before: str, words: str, python: str = "", **environment: str) -> subprocess.Popen[str]:
        """Start `voicefoot` with `words`, after the commands `before` of a shell."""
        return subprocess.Popen(
            ["bash", "-c", f'{before}\nexec "$PYTHON" {python} -m voicefoot {words}'],
            cwd=self.folder,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def environment(self) -> dict[str, str]:
        """A home of its own, with all that usually lies in it but the cache."""
        usual = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        return usual | {
            "PYTHON": sys.executable, "VOICEFOOT_VOICE": "pyttsx3", "LC_ALL": "C.UTF-8",
            "HOME": str(self.home), "XDG_CACHE_HOME": str(self.cache),
        }  # fmt: skip

    def run(self, before: str, words: str, python: str = "", **environment: str) -> str:
        """Run it to its end, and return what it said."""
        process = self.start(before, words, python, **environment)
        _, told = process.communicate(timeout=300)
        assert process.returncode == 0, told
        assert "Traceback" not in told
        return told

    def exported(self, before: str = "", python: str = "", **environment: str) -> bytes:
        self.run(before, "export short.yaml --force -o x.m4a", python, **environment)
        return (self.folder / "x.m4a").read_bytes()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Here, bytes]:
    """A folder, and the file that an export writes there."""
    here = Here(tmp_path_factory.mktemp("here"))
    here.exported()
    return here, here.exported()


@pytest.mark.parametrize(
    ("before", "python", "environment"),
    [
        pytest.param("ulimit -n 32", "", {}, id="few files"),
        pytest.param("ulimit -v 1500000", "", {}, id="little memory"),
        pytest.param("", "", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="C"),
        pytest.param("", "-O", {}, id="-O"),
        pytest.param("", "-W error", {}, id="-W error"),
        pytest.param("", "", {"HOME": "/nonexistent/home"}, id="no home"),
        pytest.param("unset HOME", "", {}, id="HOME is not set"),
    ],
)
def test_the_same_file_is_written(
    before: str, python: str, environment: dict[str, str], prepared: tuple[Here, bytes]
) -> None:
    here, usual = prepared
    assert here.exported(before, python, **environment) == usual


def test_any_name_may_a_home_have(prepared: tuple[Here, bytes], tmp_path: Path) -> None:
    here, _ = prepared
    home = tmp_path / ODD_HOME
    home.mkdir()
    assert here.exported("unset XDG_CACHE_HOME", HOME=str(home))
    assert any(path.is_file() for path in home.rglob("*")), "it is used"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
@pytest.mark.parametrize("read_only", [tempfile.gettempdir(), "$HOME", "$XDG_CACHE_HOME"])
def test_where_nothing_can_be_written_it_is_shown(read_only: str, prepared: tuple[Here, bytes]) -> None:
    here, _ = prepared
    out = here.folder / "show.txt"
    mount = f"mount --bind {read_only} {read_only} && mount -o remount,bind,ro {read_only}"
    inside = f'{mount} && exec "$PYTHON" -m voicefoot show short.yaml'
    with out.open("w", encoding="utf-8") as stdout:
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", inside],
            cwd=here.folder,
            env=here.environment,
            stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=300, check=False,
        )  # fmt: skip
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("there are no namespaces here")
    assert done.returncode == 0, done.stderr
    assert "Lift." in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:0], id="empty"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut"),
        pytest.param(lambda data: data[:-50] + bytes([data[-50] ^ 4]) + data[-49:], id="a flipped bit"),
        pytest.param(lambda data: bytes(len(data)), id="zeros"),
    ],
)
def test_a_cache_that_is_damaged_is_made_anew(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    here = Here(tmp_path)
    here.exported()
    files = [path for path in here.cache.rglob("*") if path.is_file() and path.stat().st_size > 100]
    assert len({path.parent for path in files}) > 1, "there are clips, and packets"
    for path in files:
        path.write_bytes(damage(path.read_bytes()))
    again = here.exported()
    assert here.exported() == again
    (here.folder / "x.m4a").unlink()
    for path in files:
        if path.suffix != ".clip":
            path.unlink(missing_ok=True)
    assert here.exported() == again, "what was encoded is what is spoken"


def test_processes_that_fill_one_cache_at_once_write_whole_files(tmp_path: Path) -> None:
    here = Here(tmp_path)
    both = [here.start("", f"export short.yaml -o {name}.wav") for name in ("a", "b")]
    for process in both:
        _, told = process.communicate(timeout=300)
        assert process.returncode == 0, told
    sizes = {name: (tmp_path / f"{name}.wav").stat().st_size for name in ("a", "b")}
    assert min(sizes.values()) > 100_000
    assert here.exported() == here.exported()
    assert not [path for path in here.cache.rglob("*") if path.name.startswith(".")]


def test_a_session_that_was_frozen_plays_to_its_end(prepared: tuple[Here, bytes]) -> None:
    here, _ = prepared
    (here.folder / "run").mkdir(mode=0o700)
    words = "play short.yaml --talk counts --output null --anyway"
    process = here.start("", words, XDG_RUNTIME_DIR=f"{here.folder}/run")
    assert process.stderr is not None
    told = ""
    while "Lifts" not in told and process.poll() is None:
        told += process.stderr.readline()
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
    # What an output does that is behind its clock by any time is in `tests/sinks/test_null.py`.
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(300)
        asking.connect(str(here.folder / "run" / "voicefoot" / f"{process.pid}.sock"))
        asking.sendall(b'{"command": "status"}\n')
        process.send_signal(signal.SIGCONT)
        assert b'"playing"' in asking.recv(100_000), "it answers what it was asked while it was frozen"
    _, more = process.communicate(timeout=300)
    assert process.returncode == 0, told + more
    assert "Traceback" not in more


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        ImportError("libav.so: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
        OSError(12, "Cannot allocate memory"),
    ],
)
def test_too_little_memory_is_told(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(main.cli, "main", fail)
    assert main.run(["list"]) == 1
    assert capsys.readouterr().err == (
        "voicefoot: there is not enough memory; end other programs, or see `ulimit`\n"
    )
