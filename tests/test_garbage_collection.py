"""The garbage of a start: put off, and never longer than the start lasts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BEFORE = """
import gc, sys
usual, frozen = (gc.get_threshold(), gc.callbacks[:]), gc.get_freeze_count()
def state():
    thresholds = gc.get_threshold()
    print(thresholds[0] > usual[0][0], (thresholds, gc.callbacks) == usual, gc.get_freeze_count() > frozen)
"""
PUT_OFF, USUAL = "True False False", "False True True"
RUN = """
import voicefoot.__main__
sys.argv = ["voicefoot", *sys.argv[1:]]
try: voicefoot.__main__.main()
except SystemExit as end: assert not end.code, end.code
state()
"""
ROUTINE = "title: Short\nannounce: none\nexercises:\n  - {name: Shake, for: 1s, get_ready: 0s}\n"


def printed(code: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + code, *arguments],
        stdout=subprocess.PIPE, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_a_start_collects_nothing_until_a_first_collection() -> None:
    assert printed(RUN + "gc.collect(); state()", "--version")[-2:] == [PUT_OFF, USUAL]


def test_a_session_collects_as_usual_and_not_what_its_start_made(tmp_path: Path) -> None:
    routine = tmp_path / "short.yaml"
    routine.write_text(ROUTINE, encoding="utf-8")
    told = printed(RUN, "play", str(routine), "--voice", "pyttsx3", "--output", "null")
    assert told[-1] == USUAL
