"""What is asked of the C library does what it should."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

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
