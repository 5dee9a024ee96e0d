"""What was done is kept, whatever ends the process."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from voicefoot.audio import AudioFormat
from voicefoot.diary import Diary
from voicefoot.errors import OutputError
from voicefoot.history import Begun, History
from voicefoot.place import Place
from voicefoot.timeline import Section

BEGUN = Begun("feet", "Feet", "standard", "full", ("Taps", "Lifts", "Holds"))
RATE = 1_000


def section_of(start_frame: int, end_frame: int) -> Section:
    return Section("A section", start_frame, end_frame, (), None, AudioFormat(RATE, 1))


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "deep" / "history.sqlite")


def test_no_history_is_no_sessions_and_no_file(history: History, tmp_path: Path) -> None:
    assert history.sessions() == []
    assert list(tmp_path.iterdir()) == []


def test_sessions_come_back_the_latest_first(history: History) -> None:
    first = history.begin(BEGUN)
    history.heard(first, 2, 61.5)
    other = history.begin(Begun("desk", "Desk", "gentle", "brief", ("Rolls",)))
    history.heard(other, 1, 9.0, finished=True)
    found = history.sessions()
    assert [(each.routine, each.done, each.heard_seconds, each.finished) for each in found] == [
        ("desk", 1, 9.0, True),
        ("feet", 2, 61.5, False),
    ]
    assert found[1].stopped_in == "Holds"
    assert [each.routine for each in history.sessions("feet")] == ["feet"]


def test_the_diary_follows_the_session(history: History) -> None:
    diary = Diary(history, BEGUN, RATE)
    sections = [section_of(start, start + 30 * RATE) for start in (0, 30 * RATE, 60 * RATE)]
    diary.update([], 0, Place())
    assert history.sessions() == []
    seen = []
    for seconds in range(0, 90, 5):
        left = [each for each in sections if each.end_frame > seconds * RATE]
        diary.update(left, seconds * RATE, Place(3 - len(left)))
        seen.append((history.sessions()[0].done, history.sessions()[0].heard_seconds))
    assert seen[:8] == [(0, 0), (0, 0), (0, 10), (0, 10), (0, 20), (0, 20), (1, 30), (1, 30)]
    assert seen[-1][0] == 2
    diary.close(finished=True)
    (session,) = history.sessions()
    assert (session.done, session.finished, session.stopped_in) == (3, True, None)


def test_a_history_that_cannot_be_used_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(b"This is no database." * 100)
    history = History(path)
    with pytest.raises(OutputError, match=r"history\.sqlite can't be used .* mend or remove it"):
        history.sessions()
    diary = Diary(history, BEGUN, RATE)
    diary.update([section_of(0, 30 * RATE)], 0, Place())
    diary.close(finished=True)
    assert diary.problem is not None
    assert diary.problem.startswith("this session was not written down: ")


def test_a_newer_history_is_left_alone(history: History, tmp_path: Path) -> None:
    history.begin(BEGUN)
    with sqlite3.connect(tmp_path / "deep" / "history.sqlite") as database:
        database.execute("pragma user_version = 9")
    database.close()
    with pytest.raises(OutputError, match="newer voicefoot"):
        history.sessions()


KILLED = """
import sys
from pathlib import Path
from voicefoot.history import Begun, History
history = History(Path(sys.argv[1]))
number = history.begin(Begun("feet", "Feet", "standard", "full", ("Taps", "Lifts", "Holds")))
for done in range(10**6):
    history.heard(number, done % 3, float(done))
    print(done, flush=True)
"""


def test_a_killed_process_leaves_all_that_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    for round_ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(3 + 5 * round_)]
        os.kill(process.pid, signal.SIGKILL)
        told += [int(line) for line in process.stdout.read().split()]
        process.wait()
        process.stdout.close()
        latest = History(path).sessions()[0]
        assert latest.heard_seconds >= told[-1]
        with sqlite3.connect(path) as database:
            assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        database.close()
    assert len(History(path).sessions()) == 5
