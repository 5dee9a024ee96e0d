"""How far a session has come is written down while it plays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from voicefoot.errors import OutputError
from voicefoot.history.recorder import HistoryRecorder
from voicefoot.history.records import ExerciseRecord, NewSession, SessionRecord
from voicefoot.history.store import History
from voicefoot.model.tally import Tally
from voicefoot.timeline.bookmark import Bookmark

BEGUN = NewSession(
    "feet", "Feet", "standard", "full", ("Taps", "Lifts", "Holds"), ("8 times", "once", "20 s")
)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.sqlite")


def written(history: History, recorder: HistoryRecorder) -> SessionRecord:
    recorder.flush()
    return history.sessions()[0]


def test_each_step_is_written_and_each_tenth_second(history: History) -> None:
    recorder = HistoryRecorder(history, BEGUN)
    seen = []
    for seconds in range(0, 40, 4):
        place = Bookmark(0, step=0 if seconds < 15 else 1, reps=seconds, seconds=float(seconds))
        recorder.record_position(place, float(seconds))
        found = written(history, recorder)
        seen.append((found.heard_seconds, found.place.step))
    assert seen == [
        (0, 0), (0, 0), (0, 0), (12, 0), (16, 1), (16, 1), (16, 1), (28, 1), (28, 1), (28, 1)
    ]  # fmt: skip
    recorder.close(finished=False)
    (session,) = history.sessions()
    assert session.place == Bookmark(0, 1, 36, 36.0)
    assert (session.heard_seconds, session.finished, session.stopped_in) == (36.0, False, "Taps")


def test_what_was_left_out_is_not_done(history: History) -> None:
    recorder = HistoryRecorder(history, BEGUN)
    recorder.record_position(Bookmark(0), 1.0)
    recorder.exercise_done(0)
    assert [each.name for each in written(history, recorder).doses] == ["Taps"]
    recorder.record_position(Bookmark(2, 1), 9.0)
    recorder.record_position(Bookmark(2, 3), 19.0)
    recorder.exercise_done(2)
    recorder.exercise_done(2)
    recorder.close(finished=True)
    (session,) = history.sessions()
    assert session.doses == (ExerciseRecord(0, "Taps", "8 times"), ExerciseRecord(2, "Holds", "20 s"))
    assert (session.done, session.finished, session.stopped_in) == (2, True, None)


def test_what_is_said_during_the_session_is_noted(history: History) -> None:
    recorder = HistoryRecorder(history, BEGUN)
    recorder.note("before the first sound")
    recorder.record_position(Bookmark(0), 0.0)
    recorder.note("too hard")
    assert [note.text for note in written(history, recorder).notes] == ["before the first sound", "too hard"]
    recorder.close(finished=False)
    assert len(history.sessions()[0].notes) == 2


def test_nothing_heard_is_nothing_written(history: History, tmp_path: Path) -> None:
    recorder = HistoryRecorder(history, BEGUN)
    recorder.close(finished=False)
    assert list(tmp_path.iterdir()) == []


def test_a_history_that_cannot_be_used_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(b"This is no database." * 100)
    recorder = HistoryRecorder(History(path), BEGUN)
    recorder.record_position(Bookmark(0), 0.0)
    recorder.exercise_done(0)
    recorder.note("too easy")
    recorder.close(finished=True)
    assert recorder.problem is not None
    assert recorder.problem.startswith("this session was not written down: ")
    assert "mend or remove it" in recorder.problem


def test_killed_as_soon_as_it_is_entered_it_is_known_where_it_was(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise OutputError("nothing is written any more; begin anew")

    monkeypatch.setattr(History, "heard", killed)
    recorder = HistoryRecorder(history, BEGUN)
    recorder.record_position(Bookmark(2, 1, 7, 0.5), 0.0)
    assert written(history, recorder).place == Bookmark(2, 1, 7, 0.5)


def test_what_could_not_be_written_is_written_when_it_can_be(history: History, tmp_path: Path) -> None:
    recorder = HistoryRecorder(history, BEGUN)
    recorder.record_position(Bookmark(0), 0.0)
    recorder.flush()
    with closing(sqlite3.connect(tmp_path / "history.sqlite", isolation_level=None)) as other:
        other.execute("begin immediate")
        recorder.note("too hard")
        recorder.exercise_done(0)
        recorder.flush()
        assert recorder.problem is not None
        assert "another program is holding it" in recorder.problem
        other.execute("rollback")
    recorder.record_position(Bookmark(1), 20.0)
    recorder.close(finished=False)
    assert recorder.problem is None
    (session,) = history.sessions()
    assert [each.name for each in session.doses] == ["Taps"]
    assert [note.text for note in session.notes] == ["too hard"]


def test_what_is_counted_is_written_whether_its_exercise_is_done_or_not(history: History) -> None:
    recorder = HistoryRecorder(history, BEGUN)
    recorder.record_tallies({})
    recorder.record_position(Bookmark(0), 1.0)
    counted = {0: Tally(1, "rounds")}
    recorder.record_tallies(counted)
    counted[0] = Tally(2, "rounds")
    recorder.record_tallies(counted)
    assert written(history, recorder).tallies == {0: Tally(2, "rounds")}
    recorder.exercise_done(0)
    counted[0] = Tally(3, "rounds")
    recorder.record_tallies(counted)
    found = written(history, recorder)
    assert (found.tallies, found.dose_words(found.doses[0])) == (counted, "Taps: 8 times, 3 rounds")
    recorder.record_tallies({})
    recorder.close(finished=False)
    assert history.sessions()[0].tallies == {}, "it was begun again"


def test_what_was_counted_before_is_known_from_the_start(history: History) -> None:
    recorder = HistoryRecorder(history, replace(BEGUN, tallies={1: Tally(7, "rounds")}))
    recorder.record_position(Bookmark(1, 1), 0.0)
    assert written(history, recorder).tallies == {1: Tally(7, "rounds")}
    recorder.close(finished=False)
    assert history.sessions()[0].tallies == {1: Tally(7, "rounds")}


def test_of_two_exercises_of_one_name_each_is_known_by_its_number(history: History) -> None:
    """Killed in the second, so that nothing more is written."""
    twice = replace(BEGUN, exercises=("Squats", "Plank", "Squats"), doses=("12 times", "20 s", "10 times"))
    diary = HistoryRecorder(history, twice)
    diary.record_position(Bookmark(0), 0.0)
    diary.exercise_done(0)
    diary.record_position(Bookmark(1, 1), 30.0)
    diary.exercise_done(1)
    diary.record_position(Bookmark(2, 1, 4, 0.5), 60.0)
    killed = written(history, diary)
    assert killed.place == Bookmark(2, 1, 4, 0.5)
    assert [(each.exercise, each.name, each.dose) for each in killed.doses] == [
        (0, "Squats", "12 times"), (1, "Plank", "20 s")
    ]  # fmt: skip
    assert (killed.done, killed.stopped_in, killed.finished) == (2, "Squats", False)

    again = HistoryRecorder(history, replace(twice, before=killed.doses))
    again.record_position(killed.place, 1.0)
    again.exercise_done(2)
    again.close(finished=True)
    latest = history.sessions()[0]
    assert [(each.exercise, each.dose, each.before) for each in latest.doses] == [
        (0, "12 times", True), (1, "20 s", True), (2, "10 times", False)
    ]  # fmt: skip
    assert (latest.done, latest.stopped_in) == (3, None)
    assert [each.name for each in latest.done_now] == ["Squats"]
