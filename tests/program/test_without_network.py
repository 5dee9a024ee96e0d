"""Every voice speaks in a fresh process that has no network, and nothing kept from before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tests.support.paths import ROOT
from tests.support.real_voices import data_home, install_kokoro, install_piper, need
from voicefoot.storage.wav import read_wav

ROUTINE = "title: Lifts\nexercises:\n  - {name: Lifts, say: Lift., reps: 2, every: 1s, get_ready: 0s}\n"
CUT = ("unshare", "--map-root-user", "--net", "--")
"""Runs a program with no network but a loopback that is down, in a user namespace, as nobody special may."""

NO_ROUTE = "import socket; socket.create_connection(('192.0.2.1', 80), 1.0)"
"""Fails at once where there is no network; 192.0.2.0/24 is for documentation, so nobody is asked."""


@cache
def can_cut() -> bool:
    if shutil.which(CUT[0]) is None:
        return False
    return subprocess.run([*CUT, "true"], capture_output=True, check=False).returncode == 0


@pytest.fixture(autouse=True)
def _cut() -> None:
    if not can_cut():
        if "CI" in os.environ:
            pytest.fail("unshare can't make a network namespace here")
        pytest.skip("unshare can't make a network namespace here")


def spoken(voice: str, folder: Path) -> float:
    """Export a session with `voice`, and return the largest sample."""
    (folder / "lifts.yaml").write_text(ROUTINE, encoding="utf-8")
    command = ["export", str(folder / "lifts.yaml"), "-o", str(folder / "lifts.wav"), "--voice", voice]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*CUT, sys.executable, "-m", "voicefoot", *command, "--stems", str(folder / "stems")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "in its place" not in done.stderr
    return float(np.abs(read_wav(folder / "stems" / "voice.wav", max_seconds=300.0).samples).max())


def test_the_network_is_cut() -> None:
    done = subprocess.run([*CUT, sys.executable, "-c", NO_ROUTE], capture_output=True, text=True, check=False)
    assert "Network is unreachable" in done.stderr


@pytest.mark.parametrize(
    ("voice", "module"), [("natural", "hibari"), ("pico", "py_nanotts"), ("pyttsx3", "espeakng_loader")]
)
def test_a_voice_of_a_package_speaks(voice: str, module: str, tmp_path: Path) -> None:
    need(module)
    assert spoken(voice, tmp_path) > 0.05


def test_a_voice_of_pipers_speaks(tmp_path: Path) -> None:
    with data_home(tmp_path / "data") as voices:
        install_piper(voices)
        assert spoken("piper", tmp_path) > 0.05


def test_kokoro_speaks(tmp_path: Path) -> None:
    with data_home(tmp_path / "data") as voices:
        install_kokoro(voices)
        assert spoken("kokoro", tmp_path) > 0.05
