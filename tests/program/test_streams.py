"""Whatever the standard streams are, the program does its work, and names what stands in its way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")

ROUTINE = """\
title: Short
exercises:
  - {name: Lifts, say: Lift., get_ready: 0s, reps: 2, every: 1s}
"""
CLOSED = ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"]


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "short.yaml"
    path.write_text(ROUTINE, encoding="utf-8")
    return path


def shell(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `voicefoot` with the rest of a shell's line."""
    return subprocess.run(
        ["sh", "-c", f'exec "$PYTHON" -m voicefoot {command}'],
        cwd=folder,
        env={**os.environ, "PYTHON": sys.executable, "VOICEFOOT_VOICE": "pyttsx3", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("closed", CLOSED)
def test_a_file_is_written_with_streams_closed(closed: str, short: Path) -> None:
    done = shell(f"export {short} -o x.m4a {closed}", short.parent)
    assert done.returncode == 0, done.stderr
    assert (short.parent / "x.m4a").stat().st_size > 10_000
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", ["<&-", "<&- >&- 2>&-"])
def test_a_session_plays_to_its_end_with_streams_closed(closed: str, short: Path) -> None:
    done = shell(f"play {short} --output null {closed}", short.parent)
    assert done.returncode == 0, done.stderr
    history = shell("history", short.parent)
    assert "Short" in history.stdout


@pytest.mark.parametrize("command", ["list", "check short.yaml", "history", "--help"])
def test_what_cannot_be_printed_is_not_missed(command: str, short: Path) -> None:
    done = shell(f"{command} >&-", short.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert shell(f"{command} 2>&-", short.parent).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
@pytest.mark.parametrize("command", ["list", "schema", "outputs", "history --csv", "--help"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_behind_standard_output_is_named(command: str, unbuffered: str, tmp_path: Path) -> None:
    done = shell(f"{command} >/dev/full", tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 1
    assert done.stderr == (
        "voicefoot: standard output can't be written (no space left on device); see where it leads\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_messages_that_cannot_be_written_change_no_exit_code(short: Path) -> None:
    assert shell("check nothing.yaml 2>/dev/full", short.parent).returncode == 2
    assert shell(f"export {short} -o x.wav 2>/dev/full", short.parent).returncode == 0
    assert (short.parent / "x.wav").exists()


def test_a_session_goes_on_where_its_terminal_vanished(short: Path) -> None:
    """A terminal that is gone gives an error for each line; the signal of that is ignored, as by nohup."""
    import pty

    master, slave = pty.openpty()
    process = subprocess.Popen(
        ["sh", "-c", f'trap "" HUP; exec "$PYTHON" -m voicefoot play {short} --output null'],
        env={**os.environ, "PYTHON": sys.executable, "VOICEFOOT_VOICE": "pyttsx3", "TERM": "xterm"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    seen = b""
    while b"Lifts" not in seen:
        seen += os.read(master, 1_000)
    os.close(master)
    assert process.wait(300) == 0
