"""A session whose voice fails goes on, and what is asked of the C library does what it should."""

from __future__ import annotations

import platform
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from voicefoot.cli.main import run
from voicefoot.speaking import registry

pytestmark = pytest.mark.usefixtures("shared_clips")

COUNTED = """
import ctypes, re, sys, threading
from voicefoot.cli.session import share_one_arena

if sys.argv[1] == "shared":
    share_one_arena()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
together = threading.Barrier(4)

def take():
    together.wait()
    libc.malloc(1_000)
    together.wait()

threads = [threading.Thread(target=take) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is asked")
@pytest.mark.parametrize(("asked", "one"), [("shared", True), ("not shared", False)])
def test_all_threads_share_one_arena(asked: str, one: bool) -> None:
    done = subprocess.run([sys.executable, "-c", COUNTED, asked], check=True, capture_output=True, text=True)
    assert (done.stderr.count("Arena ") == 1) is one


ROUTINE = """
title: Toes
sides: none
exercises:
  - {name: Taps, say: Tap., reps: 2, tempo: 60 bpm}
"""


@pytest.mark.parametrize("command", [["show"], ["prepare"]])
def test_a_session_whose_voice_fails_ends_well_and_says_who_spoke(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [
        EntryPoint("faulty", "tests.support.voices:faulty", registry.GROUP),
        EntryPoint("pyttsx3", "voicefoot.speaking.engine_pyttsx3:adapter", registry.GROUP),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda **_: found)
    monkeypatch.setattr("voicefoot.storage.paths.clip_cache", lambda: tmp_path / "clips")
    routine = tmp_path / "toes.yaml"
    routine.write_text(ROUTINE, encoding="utf-8")
    assert run([*command, str(routine), "--voice", "faulty:noise"]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "faulty:noise failed" in line]
    assert len(told) == 1
    assert told[0].startswith("the voice faulty:noise failed (it made noise), so pyttsx3 spoke ")
