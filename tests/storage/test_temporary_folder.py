"""Temporary folders go with their process, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from voicefoot.storage.temporary_folder import YOUNG_SECONDS, TemporaryFolder

HOLD = (
    "import sys; from voicefoot.storage.temporary_folder import TemporaryFolder\n"
    "folder = TemporaryFolder(); print(folder.path, flush=True); sys.stdin.read()"
)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def aged(folder: Path) -> Path:
    old = folder.stat().st_mtime - 2 * YOUNG_SECONDS
    os.utime(folder, (old, old))
    return folder


def test_it_is_removed_with_what_is_in_it(temporary: Path) -> None:
    folder = TemporaryFolder()
    (folder.path / "engine.wav").write_bytes(b"x")
    assert folder.path.stat().st_mode & 0o777 == 0o700
    folder.remove()
    folder.remove()
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_what_a_killed_process_left_goes_with_the_next_and_what_is_held_stays(temporary: Path) -> None:
    command = [sys.executable, "-c", HOLD]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as killed,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as living,
    ):
        assert killed.stdout is not None
        assert living.stdout is not None
        left, held = (Path(each.stdout.readline().strip()) for each in (killed, living) if each.stdout)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        (left / "half.wav").write_bytes(b"x")
        aged(left)
        aged(held)
        folder = TemporaryFolder()
        assert set(temporary.iterdir()) == {held, folder.path}
        folder.remove()


def test_what_is_young_or_not_of_this_kind_stays(temporary: Path) -> None:
    young = temporary / "voicefoot-young"
    other = temporary / "voicefoot-notes"
    elsewhere = temporary / "elsewhere"
    for each in (young, other, elsewhere):
        each.mkdir()
    (young / "in-use").touch()
    (elsewhere / "in-use").touch()
    link = temporary / "voicefoot-link"
    link.symlink_to(elsewhere)
    for each in (other, elsewhere):
        aged(each)
    TemporaryFolder().remove()
    assert set(temporary.iterdir()) == {young, other, elsewhere, link}
