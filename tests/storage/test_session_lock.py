"""A second session is told of the first, and a killed one is in nobody's way."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.mounts import mounted
from voicefoot.errors import PlayingError
from voicefoot.storage.session_lock import session_lock

HOLDER = """
import sys
from pathlib import Path
from voicefoot.storage.session_lock import session_lock
with session_lock(Path(sys.argv[1]), print):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the file until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def silent(text: str) -> None:
    raise AssertionError(text)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "playing"


def test_the_second_is_told_politely(path: Path) -> None:
    with holder(path) as process:
        expected = rf"^another session is playing \(pid {process.pid}\); stop it, or play both with --anyway$"
        for _ in range(2):
            with pytest.raises(PlayingError, match=expected), session_lock(path, silent):
                raise AssertionError("it plays")
    with session_lock(path, silent):
        assert path.read_text() == str(os.getpid())
    with session_lock(path, silent):
        assert path.read_text() == str(os.getpid())


def test_anyway_plays_both(path: Path) -> None:
    with holder(path) as process:
        with session_lock(path, silent, anyway=True):
            assert path.read_text() == str(process.pid), "the first one keeps it"
        with pytest.raises(PlayingError), session_lock(path, silent):
            raise AssertionError("it plays")


def test_a_killed_session_is_in_nobodys_way(path: Path) -> None:
    with holder(path) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with session_lock(path, silent):
            pass


def test_what_a_session_raises_lets_go(path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), session_lock(path, silent):
        raise KeyboardInterrupt
    with session_lock(path, silent):
        pass


def test_where_nothing_can_be_held_it_plays_and_says_so(tmp_path: Path) -> None:
    warnings: list[str] = []
    with mounted(tmp_path / "ro", "ro") as folder, session_lock(folder / "playing", warnings.append):
        assert len(warnings) == 1
    assert "read-only file system" in warnings[0]


@pytest.mark.parametrize("anyway", [False, True])
@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_where_there_are_no_locks_it_plays_and_says_so(
    anyway: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on some file systems of the network."""

    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", refused)
    warnings: list[str] = []
    with session_lock(tmp_path / "playing", warnings.append, anyway=anyway):
        pass
    assert warnings == [
        f"{tmp_path / 'playing'} can't be used (no locks available), so that a second session would not "
        "notice this one"
    ]
