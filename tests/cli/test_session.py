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


RETURNED = """
import ctypes, sys
from voicefoot.cli.session import share_one_arena

share_one_arena(returns_early=sys.argv[1] == "early")
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in "arena ordblks smblks hblks".split()]
    _fields_ += [("others", ctypes.c_int * 6)]

libc.mallinfo.restype = Info
libc.free(libc.malloc(2**20))  # from here on, glibc would map nothing smaller
before = libc.mallinfo().hblks
clips = [libc.malloc(200_000) for _ in range(50)]  # more than there are holes in what is in use
print(libc.mallinfo().hblks - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is asked")
@pytest.mark.parametrize(("asked", "mapped"), [("early", True), ("late", False)])
def test_a_clip_is_given_back_when_it_is_freed(asked: str, mapped: bool) -> None:
    done = subprocess.run([sys.executable, "-c", RETURNED, asked], check=True, stdout=subprocess.PIPE)
    assert (int(done.stdout) > 0) is mapped


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
