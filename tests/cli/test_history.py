"""`play` writes down what was done, goes on where it was left, and `history` and `log` tell of it."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.storage.test_session_lock import holder
from voicefoot.cli.from_history import ResolvedPlay, known_as, resolve_play
from voicefoot.cli.main import run
from voicefoot.cli.options import SessionRequest
from voicefoot.controls.ctl_client import attach
from voicefoot.controls.ctl_protocol import STATUS
from voicefoot.errors import CommandError, ControlError
from voicefoot.history.records import NewSession
from voicefoot.history.store import History
from voicefoot.model.choices import Choices, Level, Talk
from voicefoot.model.stems import Gains
from voicefoot.model.tally import Tally
from voicefoot.playing.remote import Command
from voicefoot.storage.paths import history_file, playing_file
from voicefoot.timeline.bookmark import Bookmark

pytestmark = pytest.mark.usefixtures("shared_clips")

ROUTINE = """\
title: Feet
exercises:
  - {name: Lifts, say: Lift., get_ready: 0s, reps: 1-3, every: 1s}
  - {name: Taps, say: Tap., get_ready: 0s, reps: 1-3, every: 1s}
"""
NAMES = ("Lifts", "Taps")


@pytest.fixture(autouse=True)
def _light_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFOOT_VOICE", "pyttsx3")


@pytest.fixture
def feet(tmp_path: Path) -> Path:
    path = tmp_path / "feet.yaml"
    path.write_text(ROUTINE, encoding="utf-8")
    return path


def begun_of(feet: Path, level: str, exercises: tuple[str, ...] = NAMES) -> NewSession:
    options = ("play", str(feet), "--only", "Lifts") if len(exercises) == 1 else ()
    return NewSession(
        str(feet), "Feet", level, "full", exercises, ["twice" for _ in exercises],
        level_why="as the last time", talk_why="asked for", brief=("Lifts",), options=options,
    )  # fmt: skip


def left_after_lifts(feet: Path) -> None:
    history, begun = History(history_file()), begun_of(feet, "strong")
    history.heard(history.begin(begun), Bookmark(1, 2, 0, 0.5), 20.0, [begun.done(0)])


def finished(feet: Path, *days_ago: int, level: str = "gentle") -> None:
    """Whole sessions, so many days ago."""
    history, begun = History(history_file()), begun_of(feet, level)
    for days in days_ago:
        number = history.begin(begun, datetime.now(UTC) - timedelta(days=days))
        history.heard(number, Bookmark(1, 2), 60.0, [begun.done(0), begun.done(1)], finished=True)


def session_request(choices: Choices | None = None, *, auto: bool = True) -> SessionRequest:
    return SessionRequest(
        choices or Choices(), None, 1.0, 48_000, Gains(), None, auto_level=auto, auto_talk=auto
    )


def resolved(feet: Path, *, resume: bool = False) -> ResolvedPlay:
    return resolve_play(str(feet), session_request(), resume=resume)


# -- going on --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("hurried")
def test_a_session_that_was_left_is_gone_on_with(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left_after_lifts(feet)
    assert run(["play", str(feet), "--resume", "--output", "null", "--talk", "counts"]) == 0
    told = capsys.readouterr().err
    assert "Taps\n" in told
    assert "Lifts\n" not in told
    latest = History(history_file()).sessions()[0]
    assert (latest.exercises, latest.done, latest.finished) == (NAMES, 2, True)
    assert [(each.name, each.dose) for each in latest.done_now] == [("Taps", "3 times")]
    assert (latest.level, latest.talk) == ("strong", "counts")
    assert latest.heard_seconds > 2.0
    assert run(["play", str(feet), "--resume"]) == 2
    assert "no unfinished session of" in capsys.readouterr().err


def test_a_session_of_which_nothing_was_done_hides_no_other(feet: Path) -> None:
    left_after_lifts(feet)
    history = History(history_file())
    history.heard(history.begin(begun_of(feet, "gentle")), Bookmark(0, 0, 0, 2.0), 2.0)
    found = resolved(feet, resume=True)
    assert found.resumed is not None
    assert found.resumed.place == Bookmark(1, 2, 0, 0.5)
    finished(feet, 0)
    with pytest.raises(CommandError, match="no unfinished session of"):
        resolved(feet, resume=True)


def test_it_goes_on_at_the_step_and_with_what_was_chosen(feet: Path) -> None:
    left_after_lifts(feet)
    found = resolved(feet, resume=True)
    assert found.resumed is not None
    assert found.resumed.place == Bookmark(1, 2, 0, 0.5)
    choices = found.request.choices
    assert (choices.level, choices.talk, choices.brief_for) == (Level.STRONG, Talk.FULL, frozenset({"Lifts"}))
    assert found.level_why == found.talk_why == "as in the session that it resumes"
    found = resolve_play(str(feet), session_request(Choices(Level.GENTLE), auto=False), resume=True)
    assert found.request.choices.level is Level.GENTLE, "it was asked for"


def test_a_bare_play_says_that_it_can_go_on(
    feet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_opened(*_: object, **__: object) -> None:
        raise CommandError("this is as far as it goes")

    monkeypatch.setattr("voicefoot.cli.play.open_session", not_opened)
    left_after_lifts(feet)
    assert run(["play", str(feet), "--output", "null"]) == 2
    assert "You stopped in Taps last time; --resume goes on from there." in capsys.readouterr().err
    finished(feet, 0)
    assert run(["play", str(feet), "--output", "null"]) == 2
    assert "You stopped" not in capsys.readouterr().err


def test_other_exercises_cannot_be_gone_on_with(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left_after_lifts(feet)
    assert run(["play", str(feet), "--resume", "--only", "Taps", "--output", "null"]) == 2
    told = capsys.readouterr().err
    assert "other exercises" in told
    assert '--from "Taps"' in told
    history = History(history_file())
    history.heard(history.begin(begun_of(feet, "gentle", ("Lifts",))), Bookmark(0, 1), 3.0)
    assert run(["play", str(feet), "--resume", "--output", "null"]) == 2
    assert f"type: voicefoot play {feet} --only Lifts --resume" in capsys.readouterr().err


@pytest.mark.usefixtures("hurried")
def test_it_goes_on_in_the_round_in_which_it_was_killed(feet: Path) -> None:
    in_rounds = ROUTINE.replace("title: Feet", "title: Feet\nrounds: 2\nrest_between: 2s")
    feet.write_text(in_rounds, encoding="utf-8")
    history, begun = History(history_file()), begun_of(feet, "strong", NAMES * 2)
    history.heard(history.begin(begun), Bookmark(2), 20.0, [begun.done(0), begun.done(1)])
    assert run(["play", str(feet), "--resume", "--output", "null", "--talk", "counts"]) == 0
    latest = History(history_file()).sessions()[0]
    assert (latest.exercises, latest.done, latest.finished) == (NAMES * 2, 4, True)
    assert [(each.exercise, each.name) for each in latest.done_now] == [(2, "Lifts"), (3, "Taps")]


def test_a_session_that_was_killed_can_be_gone_on_with(feet: Path) -> None:
    arguments = ["play", str(feet), "--output", "null", "--level", "strong", "--talk", "counts"]
    command = [sys.executable, "-m", "voicefoot", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while not process.stderr.readline().endswith("Lifts\n"):
            assert process.poll() is None
        while not (sessions := History(history_file()).sessions()):
            assert process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
    assert History(history_file()).sessions()[0].id == sessions[0].id
    found = resolved(feet, resume=True)
    assert found.resumed is not None
    assert found.resumed.id == sessions[0].id
    assert found.request.choices.level is Level.STRONG
    assert run(["play", str(feet), "--output", "nowhere"]) == 2, "a killed session holds nobody up"


# -- what is chosen --------------------------------------------------------------------------------


def test_the_first_session_is_gentle_and_says_all(feet: Path) -> None:
    found = resolved(feet)
    assert found.request.choices == Choices(Level.GENTLE)
    assert (found.level_why, found.talk_why) == ("the first time is gentle", "the exercises are new")


def test_it_rises_and_says_less_when_it_was_kept_up(feet: Path) -> None:
    finished(feet, 5, 3, 1)
    found = resolved(feet)
    assert found.request.choices == Choices(
        Level.STANDARD, Talk.BRIEF, announce="Standard from today: a little more."
    )
    assert found.talk_why == "every exercise is known"


def test_what_is_asked_for_is_not_chosen(feet: Path) -> None:
    finished(feet, 5, 3, 1)
    found = resolve_play(str(feet), session_request(Choices(Level.STRONG), auto=False), resume=False)
    assert found.request.choices == Choices(Level.STRONG)
    assert found.level_why == found.talk_why == "asked for"


def test_a_new_exercise_is_told_in_full_beside_those_that_are_known(feet: Path) -> None:
    finished(feet, 5, 3, 1)
    with feet.open("a", encoding="utf-8") as file:
        file.write("  - {name: Holds, hold: 5s}\n")
    choices = resolved(feet).request.choices
    assert (choices.talk, choices.brief_for) == (Talk.FULL, frozenset(NAMES))


def test_where_there_is_no_range_nothing_is_said_of_levels(feet: Path) -> None:
    finished(feet, 5, 3, 1)
    feet.write_text(ROUTINE.replace("1-3", "2"), encoding="utf-8")
    found = resolved(feet)
    assert (found.request.choices.level, found.request.choices.announce) == (Level.STANDARD, "")
    assert found.level_why == "its doses have no ranges"


def test_another_routine_has_a_history_of_its_own(feet: Path, tmp_path: Path) -> None:
    finished(feet, 5, 3, 1)
    other = tmp_path / "other.yaml"
    other.write_text(ROUTINE, encoding="utf-8")
    assert resolved(other).request.choices.level is Level.GENTLE


def test_a_routine_is_known_by_its_whole_name(monkeypatch: pytest.MonkeyPatch, feet: Path) -> None:
    monkeypatch.chdir(feet.parent)
    assert known_as("feet.yaml") == known_as(str(feet)) == str(feet.resolve())
    assert known_as("toothb") == known_as("TOOTHBRUSH") == "toothbrush"


@pytest.mark.parametrize("command", [["show", "desk"], ["export", "desk", "-o", "x.wav"]])
@pytest.mark.parametrize("option", ["--level", "--talk"])
def test_only_play_goes_by_what_was_done(
    command: list[str], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, option, "auto"]) == 2
    assert "auto is for `play`" in capsys.readouterr().err


@pytest.mark.usefixtures("hurried")
def test_what_was_played_is_written_down_and_can_be_typed_again(
    feet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["play", str(feet), "--output", "null", "--only", "lifts", "--brief", "lifts"]) == 0
    expected = f"voicefoot play {feet} --level gentle --talk full --brief lifts --voice pyttsx3 --only lifts"
    assert f"The same again: {expected}\n" in capsys.readouterr().err
    (session,) = History(history_file()).sessions()
    assert session.command == expected
    assert (session.level, session.level_why) == ("gentle", "the first time is gentle")
    assert [(each.name, each.dose) for each in session.doses] == [("Lifts", "once")]
    assert (session.voice, session.tempo, session.finished) == ("pyttsx3", 1.0, True)
    assert run([*shlex.split(expected)[1:], "--output", "nowhere"]) == 2
    assert "there is no output called" in capsys.readouterr().err, "all else was understood"


@pytest.mark.skipif(os.name == "nt", reason="sockets of POSIX")
def test_what_was_counted_is_written_down_and_goes_on_when_it_is_resumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    circuit = tmp_path / "circuit.yaml"
    circuit.write_text(
        "title: Circuit\nexercises:\n- {name: Circuit, get_ready: 0s, for: 4s, tally: rounds}\n", "utf-8"
    )
    begun = NewSession(
        str(circuit), "circuit", "standard", "full", ("Circuit",), tallies={0: Tally(7, "rounds")}
    )
    history = History(history_file())
    history.heard(history.begin(begun), Bookmark(0, 1, 1, 1.0), 5.0, tallies=begun.tallies)
    assert run(["history"]) == 0
    assert "stopped in Circuit after 7 rounds" in capsys.readouterr().out

    counter = threading.Thread(target=count_one)
    counter.start()
    assert run(["play", str(circuit), "--resume", "--output", "null"]) == 0
    counter.join()
    capsys.readouterr()
    assert history.sessions()[0].tallies == {0: Tally(8, "rounds")}
    assert run(["history"]) == 0
    assert "Circuit: 4 s, 8 rounds\n" in capsys.readouterr().out


def count_one() -> None:
    """Counts one in the session of this process, as soon as there is something to count."""
    deadline = time.monotonic() + 60.0
    while time.monotonic() < deadline:
        with suppress(ControlError), attach(os.getpid()) as session:
            if session.ask(STATUS).status.tally is not None:
                session.ask(Command.DONE)
                return
        time.sleep(0.02)


# -- two at once -----------------------------------------------------------------------------------


def test_a_second_session_is_told_politely(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with holder(playing_file()) as process:
        assert run(["play", str(feet), "--output", "null"]) == 1
        told = capsys.readouterr().err
        assert told == (
            f"voicefoot: another session is playing (pid {process.pid}); "
            "stop it, or play both with --anyway\n"
        )
        assert run(["play", str(feet), "--output", "nowhere", "--anyway"]) == 2
        assert "nowhere" in capsys.readouterr().err


# -- telling ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("hurried")
def test_a_session_is_heard_although_it_cannot_be_written_down(
    feet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history_file().parent.mkdir(parents=True)
    history_file().write_bytes(b"no database" * 100)
    assert run(["play", str(feet), "--output", "null", "--only", "lifts", "--talk", "counts"]) == 0
    told = capsys.readouterr().err
    assert told.count("can't be used") == 1
    assert told.count("this session was not written down") == 1
    assert run(["history"]) == 1
    assert "mend or remove it" in capsys.readouterr().err


def test_history_for_people_and_programs(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history"]) == 0
    assert "No session was played yet" in capsys.readouterr().out
    left_after_lifts(feet)
    assert run(["history"]) == 0
    told = capsys.readouterr().out
    assert "1 of 2  Feet, stopped in Taps" in told
    assert "strong (as the last time); talk full (asked for)" in told
    assert "Lifts: twice" in told
    assert "1 day in a row" in told
    assert run(["history", "--json"]) == 0
    (session,) = json.loads(capsys.readouterr().out)
    assert (session["done"], session["exercises"], session["finished"]) == (1, ["Lifts", "Taps"], False)
    assert session["doses"] == [{"exercise": "Lifts", "dose": "twice", "tally": None}]
    assert run(["history", "--csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["title"], row["done"], row["exercises"]) == ("Feet", "1", "2")
    assert (row["level_why"], row["doses"]) == ("as the last time", "Lifts: twice")


@pytest.mark.parametrize(
    ("level", "text", "answer"),
    [
        ("strong", "too hard", "The next time is standard."),
        ("standard", "Too easy!", "The next time is strong."),
        ("gentle", "too hard", "The next time is gentle again; --tempo 80% slows it down"),
        ("strong", "too easy", "The next time is strong again; --tempo 110%"),
        ("strong", "my left knee", ""),
    ],
)
def test_a_note_is_kept_and_its_answer_is_true(
    feet: Path, capsys: pytest.CaptureFixture[str], level: str, text: str, answer: str
) -> None:
    finished(feet, 0, level=level)
    assert run(["log", *text.split()]) == 0
    first, _, second = capsys.readouterr().out.partition("\n")
    assert first.startswith("Noted for Feet, ")
    assert second.strip().startswith(answer)
    assert bool(second.strip()) == bool(answer)
    if answer:
        assert f"The next time is {resolved(feet).request.choices.level}" in second
    assert run(["log"]) == 0
    assert capsys.readouterr().out.strip().endswith(f"Feet: {text}")
    assert run(["history"]) == 0
    assert f'you said: "{text}"' in capsys.readouterr().out


def test_a_note_where_there_is_no_range_promises_nothing(
    feet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = History(history_file())
    history.begin(
        NewSession(str(feet), "Feet", "standard", "full", NAMES, level_why="its doses have no ranges")
    )
    assert run(["log", "too hard"]) == 0
    assert "Its doses have no ranges, so it stays as it is" in capsys.readouterr().out


def test_without_a_session_there_is_nothing_to_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["log"]) == 0
    assert "Nothing was noted yet" in capsys.readouterr().out
    assert run(["log", "too hard"]) == 2
    assert "there is no session yet" in capsys.readouterr().err
