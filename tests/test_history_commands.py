"""`play` writes down what was done, goes on where it was left, and `history` tells of it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from voicefoot.cli import run
from voicefoot.folders import history_file
from voicefoot.history import Begun, History

ROUTINE = """\
title: Feet
exercises:
  - {name: Lifts, say: Lift., get_ready: 0s, reps: 2, every: 1s}
  - {name: Taps, say: Tap., get_ready: 0s, reps: 2, every: 1s}
"""


@pytest.fixture(autouse=True)
def _light_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFOOT_VOICE", "pyttsx3")


@pytest.fixture
def feet(tmp_path: Path) -> Path:
    path = tmp_path / "feet.yaml"
    path.write_text(ROUTINE, encoding="utf-8")
    return path


def left_after_lifts(feet: Path) -> None:
    history = History(history_file())
    number = history.begin(Begun(str(feet), "Feet", "standard", "full", ("Lifts", "Taps")))
    history.heard(number, 1, 20.0)


def test_a_session_that_was_left_is_told_of_and_gone_on_with(
    feet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left_after_lifts(feet)
    assert run(["play", str(feet), "--resume", "--output", "null", "--talk", "counts"]) == 0
    told = capsys.readouterr().err
    assert "Taps" in told
    assert "Lifts" not in told
    latest = History(history_file()).sessions()[0]
    assert (latest.exercises, latest.done, latest.finished) == (("Lifts", "Taps"), 2, True)
    assert latest.heard_seconds > 2.0
    assert run(["play", str(feet), "--resume"]) == 2
    assert "no session of" in capsys.readouterr().err


def test_a_bare_play_says_that_it_can_go_on(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left_after_lifts(feet)
    assert run(["play", str(feet), "--output", "null", "--talk", "counts"]) == 0
    assert "You stopped in Taps last time; --resume goes on from there." in capsys.readouterr().err


def test_other_exercises_cannot_be_gone_on_with(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left_after_lifts(feet)
    assert run(["play", str(feet), "--resume", "--only", "Taps", "--output", "null"]) == 2
    told = capsys.readouterr().err
    assert "other exercises" in told
    assert '--from "Taps"' in told


def test_a_session_is_heard_although_it_cannot_be_written_down(
    feet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history_file().parent.mkdir(parents=True)
    history_file().write_bytes(b"no database" * 100)
    assert run(["play", str(feet), "--output", "null", "--talk", "counts"]) == 0
    assert capsys.readouterr().err.count("this session was not written down") == 1
    assert run(["history"]) == 1
    assert "mend or remove it" in capsys.readouterr().err


def test_history_for_people_and_programs(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history"]) == 0
    assert "No session was played yet" in capsys.readouterr().out
    left_after_lifts(feet)
    assert run(["history"]) == 0
    told = capsys.readouterr().out
    assert "1 of 2  Feet, stopped in Taps" in told
    assert "1 day in a row" in told
    assert run(["history", "--json"]) == 0
    (session,) = json.loads(capsys.readouterr().out)
    assert (session["done"], session["exercises"], session["finished"]) == (1, ["Lifts", "Taps"], False)
    assert run(["history", "--csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["title"], row["done"], row["exercises"]) == ("Feet", "1", "2")
