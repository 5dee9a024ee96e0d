"""What was done is kept, whatever ends the process."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from tests.support.mounts import mounted
from tests.support.paths import DATA
from voicefoot.errors import OutputError
from voicefoot.history import store
from voicefoot.history.feedback import Feeling
from voicefoot.history.records import ExerciseRecord, NewSession, SessionRecord
from voicefoot.history.store import History
from voicefoot.timeline.bookmark import Bookmark

BEGUN = NewSession(
    "feet", "Feet", "standard", "full", ("Taps", "Lifts", "Holds"), ("8 times", "once", "20 s")
)
VERSION_1 = DATA / "history-1.sqlite"
"""Written by the version before: three sessions, one of them finished."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "history.sqlite"


@pytest.fixture
def history(path: Path) -> History:
    return History(path)


def integrity(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        (found,) = database.execute("pragma integrity_check").fetchone()
    return str(found)


def test_no_history_is_no_sessions_and_no_file(history: History, tmp_path: Path) -> None:
    assert history.sessions() == []
    assert list(tmp_path.iterdir()) == []


def test_a_session_comes_back_with_all_that_is_known_of_it(history: History) -> None:
    begun = NewSession(
        "feet", "Füße", "gentle", "full", ("Taps", "Lifts"), ("8 times each side", "once"),
        level_why="the first time is gentle", talk_why="asked for", brief=("Taps",), voice="pyttsx3:en",
        tempo=0.8, options=("play", "feet", "--only", "Big taps"),
    )  # fmt: skip
    at = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)
    number = history.begin(begun, at)
    history.heard(number, Bookmark(1, 3, 7, 0.25), 61.5, [begun.done(0)])
    history.note("Good.", number, at)
    (found,) = history.sessions()
    assert found == SessionRecord(
        number, at.astimezone(), "feet", "Füße", "gentle", "full", ("Taps", "Lifts"),
        Bookmark(1, 3, 7, 0.25), (ExerciseRecord(0, "Taps", "8 times each side"),), 61.5, False,
        "the first time is gentle", "asked for", ("Taps",), "pyttsx3:en", 0.8,
        ("play", "feet", "--only", "Big taps"), found.notes,
    )  # fmt: skip
    assert [(note.text, note.written) for note in found.notes] == [("Good.", at)]
    assert found.stopped_in == "Lifts"
    assert found.command == "voicefoot play feet --only 'Big taps'"


def test_sessions_come_back_the_latest_first(history: History) -> None:
    first = history.begin(BEGUN)
    other = history.begin(NewSession("desk", "Desk", "gentle", "brief", ("Rolls",)))
    history.heard(other, Bookmark(), 9.0, finished=True)
    last = history.begin(BEGUN)
    assert [each.id for each in history.sessions()] == [last, other, first]
    assert [each.id for each in history.sessions("feet")] == [last, first]
    assert [each.id for each in history.sessions("feet", 1)] == [last]


def test_what_is_told_twice_is_done_once(history: History) -> None:
    number = history.begin(BEGUN)
    for _ in range(2):
        history.heard(number, Bookmark(1), 30.0, [BEGUN.done(0), BEGUN.done(2)])
    (found,) = history.sessions()
    assert [(each.name, each.dose) for each in found.doses] == [("Taps", "8 times"), ("Holds", "20 s")]


def test_what_was_done_before_is_told_apart(history: History) -> None:
    number = history.begin(
        NewSession("feet", "Feet", "gentle", "full", ("Taps", "Lifts"), before=[BEGUN.done(0)])
    )
    history.heard(number, Bookmark(1), 9.0, [BEGUN.done(0), BEGUN.done(1)])
    (found,) = history.sessions()
    assert found.done == 2
    assert [each.name for each in found.done_now] == ["Lifts"]


def test_a_note_goes_to_the_latest_session(history: History) -> None:
    assert history.note("too hard") is None
    history.begin(BEGUN)
    latest = history.begin(BEGUN)
    noted = history.note("too hard")
    assert noted is not None
    assert noted.id == latest
    assert [note.feeling for note in noted.notes] == [Feeling.TOO_HARD]
    assert [len(session.notes) for session in history.sessions()] == [1, 0]


def test_a_name_that_is_no_text_is_kept_all_the_same(history: History) -> None:
    name = os.fsdecode(b"/routines/\xff.yaml")
    history.begin(NewSession(name, "Feet", "gentle", "full", ("Taps",), options=("play", name)))
    assert [session.title for session in history.sessions(name)] == ["Feet"]


# -- an older file ---------------------------------------------------------------------------------


def test_a_file_of_version_1_loses_nothing(path: Path) -> None:
    path.parent.mkdir()
    shutil.copy(VERSION_1, path)
    with closing(sqlite3.connect(VERSION_1)) as database:
        database.row_factory = sqlite3.Row
        old = [dict(row) for row in database.execute("select * from session order by id desc")]
    assert [row["done"] for row in old] == [0, 2, 1]
    history = History(path)
    found = history.sessions()
    told = [
        {
            "id": each.id,
            "begun": each.begun.astimezone(UTC).isoformat(timespec="seconds"),
            "routine": each.routine,
            "title": each.title,
            "level": each.level,
            "talk": each.talk,
            "exercises": json.dumps(list(each.exercises)),
            "done": each.done,
            "heard_seconds": each.heard_seconds,
            "finished": int(each.finished),
        }
        for each in found
    ]
    assert told == old
    assert [each.stopped_in for each in found] == ["Heben", None, "Seated toe taps"]
    assert [each.place for each in found] == [Bookmark(0), Bookmark(1), Bookmark(1)]
    assert [each.name for each in found[1].doses] == ["Towel scrunches", "Seated toe taps"]
    number = history.begin(BEGUN)
    history.heard(number, Bookmark(1, 2), 3.0, [BEGUN.done(0)])
    assert [session.done for session in history.sessions()] == [1, 0, 2, 1]
    assert integrity(path) == "ok"


def test_a_file_is_brought_up_to_date_whole_or_not_at_all(path: Path) -> None:
    path.parent.mkdir()
    shutil.copy(VERSION_1, path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table note (stands text, in_the way)")
    with pytest.raises(OutputError, match="mend or remove it"):
        History(path).sessions()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("pragma user_version").fetchone() == (1,)
        assert database.execute("select sum(done) from session").fetchone() == (3,)
        database.execute("drop table note")
    assert [session.done for session in History(path).sessions()] == [0, 2, 1]


def test_a_file_from_before_programmes_loses_nothing(history: History, path: Path) -> None:
    number = history.begin(BEGUN)
    history.heard(number, Bookmark(1), 30.0, [BEGUN.done(0)])
    before = history.sessions()
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "drop index session_programme; alter table session drop column programme;"
            "alter table session drop column programme_day; pragma user_version = 3;"
        )
    assert history.sessions() == before
    assert history.programme_sessions() == []
    assert integrity(path) == "ok"


def test_the_sessions_of_a_programme_are_told_apart(history: History) -> None:
    days = [("four-weeks", 1), ("", 0), ("/home/ada/knee.yaml", 1), ("four-weeks", 3)]
    numbers = [history.begin(replace(BEGUN, programme=name, programme_day=day)) for name, day in days]
    found = history.programme_sessions("four-weeks")
    assert [(each.id, each.programme, each.programme_day) for each in found] == [
        (numbers[3], "four-weeks", 3), (numbers[0], "four-weeks", 1),
    ]  # fmt: skip
    assert [each.id for each in history.programme_sessions()] == [numbers[3], numbers[2], numbers[0]]
    assert len(history.sessions()) == 4


def test_sessions_are_found_by_the_index(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    history.begin(replace(BEGUN, programme="four-weeks"))
    plans: list[str] = []

    def explained(database: sqlite3.Connection, clause: str, values: tuple[object, ...]) -> Iterator[Any]:
        found = database.execute(f"explain query plan select * from session {clause}", values)  # noqa: S608 - own
        plans.append(" ".join(row["detail"] for row in found))
        return iter(())

    monkeypatch.setattr(store, "_read", explained)
    history.sessions("feet", 1)
    history.programme_sessions("four-weeks")
    assert [re.findall(r"USING INDEX (\w+)", plan) for plan in plans] == [
        ["session_routine"],
        ["session_programme"],
    ]
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]


def test_a_newer_history_is_left_alone(history: History, path: Path) -> None:
    history.begin(BEGUN)
    with closing(sqlite3.connect(path)) as database:
        database.execute("pragma user_version = 9")
    with pytest.raises(OutputError, match="newer voicefoot"):
        history.sessions()


# -- whatever happens ------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from voicefoot.history.records import NewSession
from voicefoot.history.store import History
from voicefoot.timeline.bookmark import Bookmark
history = History(Path(sys.argv[1]))
begun = NewSession("feet", "Feet", "standard", "full", [str(at) for at in range(10**5)])
print("ready", flush=True)
sys.stdin.readline()
number = history.begin(begun)
print(number, flush=True)
for at in range(int(sys.argv[2])):
    history.heard(number, Bookmark(at, at % 7), float(at), [begun.done(at)])
    print(at, flush=True)
"""


@contextmanager
def writer(path: Path, count: int) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes, once it gets a line; it tells each number that it has written."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(count)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_killed_process_leaves_all_that_it_wrote(path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - it picks moments, not secrets
    for _ in range(8):
        with writer(path, 10**5) as process:
            begin(process)
            assert process.stdout is not None
            number = int(process.stdout.readline())
            told = [int(process.stdout.readline()) for _ in range(chance.randrange(1, 20))]
            os.kill(process.pid, signal.SIGKILL)
            told += [int(line) for line in process.stdout.read().split()]
        assert integrity(path) == "ok"
        latest = History(path).sessions()[0]
        assert latest.id == number
        assert latest.place.exercise >= told[-1]
        assert latest.place.step == latest.place.exercise % 7
        assert [each.exercise for each in latest.doses] == list(range(latest.place.exercise + 1))
    assert len(History(path).sessions()) == 8


@pytest.mark.parametrize("older", [False, True])
def test_processes_that_write_at_once_lose_nothing(path: Path, older: bool) -> None:
    if older:
        path.parent.mkdir()
        shutil.copy(VERSION_1, path)
    with writer(path, 25) as one, writer(path, 25) as two, writer(path, 25) as three:
        for each in (one, two, three):
            begin(each)
        for each in (one, two, three):
            assert each.wait() == 0
    written = History(path).sessions("feet")
    assert [len(session.doses) for session in written] == [25] * 3
    assert len(History(path).sessions()) == 3 + 3 * older
    assert integrity(path) == "ok"


def test_a_file_that_another_process_is_just_making_is_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("create table stands (here text)")
        other.execute("begin immediate")
        pauses = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            other.execute("rollback")

        monkeypatch.setattr("voicefoot.history.migrations.time.sleep", pause)
        assert History(path).begin(BEGUN) == 1
    assert len(pauses) == 1


def test_a_file_that_is_no_database_is_told(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"This is no database." * 100)
    with pytest.raises(OutputError, match=r"history\.sqlite can't be used .* mend or remove it"):
        History(path).sessions()


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    with (
        mounted(tmp_path / "ro", "ro") as folder,
        pytest.raises(OutputError, match="its folder is there and can be written to"),
    ):
        History(folder / "history.sqlite").begin(BEGUN)


def fill_up(path: Path) -> None:
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"0" * 1024)


def begin_often(history: History) -> None:
    """More often than what is left in the last page of a file allows."""
    for _ in range(100):
        history.begin(BEGUN)


def test_a_full_disk_is_told_and_leaves_what_was_written(tmp_path: Path) -> None:
    with mounted(tmp_path / "full", "size=256k") as folder:
        path = folder / "history.sqlite"
        history = History(path)
        first = history.begin(BEGUN)
        filling = folder / "filling"
        fill_up(filling)
        with pytest.raises(OutputError, match=r"make room on its disk|look after its disk"):
            begin_often(history)
        filling.unlink()
        assert first in [session.id for session in history.sessions()]
        assert integrity(path) == "ok"
        history.heard(first, Bookmark(1), 5.0, finished=True)


def test_the_latest_session_is_the_one_begun_last_whatever_the_clock_says(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        hour_now = 12

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Clock:
            return cls(2026, 3, 1, cls.hour_now, tzinfo=tz)

    monkeypatch.setattr("voicefoot.history.store.datetime", Clock)
    first = history.begin(BEGUN)
    history.heard(first, Bookmark(0), 5.0)
    Clock.hour_now = 11
    second = history.begin(BEGUN)
    history.heard(second, Bookmark(1), 5.0)
    assert [session.id for session in history.sessions()] == [second, first]
    assert history.sessions(limit=1)[0].place == Bookmark(1)
