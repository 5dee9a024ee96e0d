"""The sessions of a fast day are real ones, and what they leave behind is seen."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.support import fast_days
from tests.support.fast_days import Day, Held, grown, held, own_folders, sessions
from voicefoot.playing import live_session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")

ROUTINE = """
title: Short
exercises:
  - {name: Taps, say: Tap your toes., reps: 30, tempo: 60 bpm}
  - {name: Hold, for: 40s}
"""
CHANCE = random.Random(1)  # noqa: S311 - it picks moments, not secrets
FEW = Held(memory_mb=60.0, descriptors=6, threads=2, processes=0, files=0)


def test_sessions_are_disturbed_and_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_days, "EVENTS_EACH_SECONDS", (6.0, 12.0))
    monkeypatch.setattr(fast_days, "ORDERS", ("pause", "loss", "pause", "loss", "stop"))
    monkeypatch.setattr(fast_days, "PAUSE_SECONDS", (1.0, 10.0))
    monkeypatch.setattr(live_session, "REOPEN_SECONDS", 0.0)
    routine = tmp_path / "short.yaml"
    routine.write_text(ROUTINE, encoding="utf-8")
    day = Day(CHANCE)
    after = list(sessions(tmp_path, day, [(str(routine),)], 240.0))
    assert day.seconds >= 240.0
    assert {"pause", "resume", "loss", "stop"} <= set(day.happened)
    for name in ("descriptors", "threads", "processes", "files"):
        assert max(getattr(each, name) for each in after[1:]) <= getattr(after[0], name), name


def test_what_a_session_would_leave_behind_is_seen(tmp_path: Path) -> None:
    over = threading.Event()
    with own_folders(tmp_path):
        before = held(tmp_path)
        thread = threading.Thread(target=over.wait)
        thread.start()
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        (tmp_path / "tmp" / "empty").mkdir()
        after = held(tmp_path)
        over.set()
        thread.join()
        child.communicate(b"\n")
    assert after.threads == before.threads + 1
    assert after.processes == before.processes + 1
    assert after.files == before.files + 1
    assert after.descriptors == before.descriptors + 1


def test_what_came_while_it_settled_is_no_growth() -> None:
    first = Held(memory_mb=20.0, descriptors=3, threads=1, processes=0, files=0)
    assert set(grown([first, *[FEW] * 9], 1).values()) == {0.0}


@pytest.mark.parametrize("name", ["memory_mb", "descriptors", "threads", "processes", "files"])
def test_what_goes_on_growing_is_growth(name: str) -> None:
    from dataclasses import replace

    rising = [replace(FEW, **{name: getattr(FEW, name) + number}) for number in range(9)]
    assert grown(rising, 0) == {key: 6.0 if key == name else 0.0 for key in grown([FEW] * 3, 0)}


def test_a_session_that_fails_ends_the_day(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no-such-routine"):
        list(sessions(tmp_path, Day(CHANCE), [("no-such-routine",)], 60.0))
