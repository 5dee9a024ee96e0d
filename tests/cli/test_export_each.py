"""`voicefoot export --each`, as a clinic meets it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.clinic.lists import ROUTINE, knee, many, patients, reported
from voicefoot.cli.main import run

pytestmark = pytest.mark.usefixtures("shared_clips")

OPTIONS = ["--voice", "pyttsx3", "--format", "wav", "--sample-rate", "8000"]
LIST = """name;level;Bridge reps;Plank for
Anna;;5;
=Bob;;;
Cem;;many;
Dora;soft;;
Eva;;;9s
"""


def each(folder: Path, text: str, *more: str) -> int:
    command = ["export", str(knee(folder)), "--each", str(patients(folder, text)), "-o", str(folder / "out")]
    return run([*command, *OPTIONS, *more])


def test_a_file_for_each_row_and_the_reason_where_there_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert each(tmp_path, LIST) == 1
    told = capsys.readouterr().err
    assert 'patients.csv:4: Cem: Bridge reps: `reps` is "many", which is not a whole number' in told
    assert "2 files could not be made" in told
    out = tmp_path / "out"
    assert {path.name for path in out.glob("*.wav")} == {"Anna.wav", "=Bob.wav", "Eva.wav"}
    found = reported(out, ";")
    assert [row["what"] for row in found] == ["made", "made", "failed", "failed", "made"]
    assert found[1]["name"] == "'=Bob"
    assert 'there is no level called "soft"' in found[3]["reason"]


def test_each_file_is_what_the_routine_with_these_doses_gives(tmp_path: Path) -> None:
    assert each(tmp_path, "name,Bridge reps,Plank for,talk\nAnna,5,9s,brief\n") == 0
    own = knee(tmp_path, ROUTINE.replace("reps: 3", "reps: 5").replace("hold: 5s", "for: 9s"))
    alone = tmp_path / "alone.wav"
    assert run(["export", str(own), "-o", str(alone), "--talk", "brief", *OPTIONS]) == 0
    assert (tmp_path / "out" / "Anna.wav").read_bytes() == alone.read_bytes()


def test_again_only_what_is_missing_or_changed_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "name,Bridge reps\nAnna,2\nBob,3\nCem,4\n"
    out = tmp_path / "out"
    assert each(tmp_path, text) == 0
    assert each(tmp_path, text) == 0
    assert "0 files made; 3 were there already" in capsys.readouterr().err
    (out / "Bob.wav").unlink()
    assert each(tmp_path, text.replace("Cem,4", "Cem,5")) == 0
    assert [row["what"] for row in reported(out)] == ["unchanged", "made", "made"]
    knee(tmp_path, ROUTINE)
    assert each(tmp_path, text, "--level", "strong") == 0
    assert [row["what"] for row in reported(out)] == ["made"] * 3
    assert each(tmp_path, text, "--level", "strong", "--force") == 0
    assert [row["what"] for row in reported(out)] == ["made"] * 3


def test_what_is_killed_is_gone_on_with(tmp_path: Path) -> None:
    count = 200  # many more than are made before it is looked at again
    out = tmp_path / "out"
    words = ["export", str(knee(tmp_path)), "--each", str(many(tmp_path, count)), "-o", str(out), *OPTIONS]
    process = subprocess.Popen([sys.executable, "-m", "voicefoot", *words], stderr=subprocess.DEVNULL)
    marks = out / ".voicefoot"
    while process.poll() is None and (not marks.is_dir() or len(list(marks.glob("*.json"))) < 8):
        time.sleep(0.02)  # until enough was made; no time is asserted
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    before = {path.name[:-5]: path.stat().st_mtime_ns for path in marks.glob("*.json")}
    assert 0 < len(before) < count, "it was killed in the midst"
    assert not (out / "report.csv").exists()
    assert run(words) == 0
    found = {row["file"]: row["what"] for row in reported(out)}
    assert len(found) == count == len(list(out.glob("*.wav")))
    again = [name for name in before if found[name] != "unchanged"]
    assert not again, "nothing is made twice"
    made = [name for name, what in found.items() if what == "made"]
    assert set(made) == set(found) - set(before) - {
        name for name, what in found.items() if what == "unchanged"
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--split"], "--each writes one file for each row; leave out --split"),
        (["--transcript"], "leave out --transcript"),
        (["desk"], "--each takes one routine, not 2"),
        (["--fit", "10m"], "a file of --each takes as long as its row's doses; leave out --fit"),
        (["--until", "7:30"], "leave out --until"),
        (["--day", "2"], "--each takes a routine, not a day of a programme; name that of the day"),
    ],
)
def test_what_does_not_go_with_a_list_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert each(tmp_path, "name\nAnna\n", *words) == 2
    assert told in capsys.readouterr().err


def test_a_routine_that_fits_a_time_needs_to_be_told_not_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = knee(tmp_path, f"fit: 1 min{ROUTINE}")
    listed = patients(tmp_path, "name\nAnna\n")
    command = ["export", str(own), "--each", str(listed), "-o", str(tmp_path / "out"), *OPTIONS]
    assert run(command) == 2
    assert "knee.yaml has a `fit`, and a file of --each takes" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert run([*command, "--fit", "none"]) == 0
    assert run([*command, "--level", "gentle"]) == 0


def test_the_report_does_not_take_the_place_of_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = patients(tmp_path, "name\nAnna\n").rename(tmp_path / "report.csv")
    command = ["export", str(knee(tmp_path)), "--each", str(own), "-o", str(tmp_path), *OPTIONS]
    assert run(command) == 2
    assert "report.csv is where the report of what was made goes; give the list" in capsys.readouterr().err
    assert own.read_text(encoding="utf-8") == "name\nAnna\n"
    assert not list(tmp_path.glob("*.wav"))


def test_an_address_and_a_cluster_need_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "desk", "-o", "s3://bucket/desk.mp3"]) == 2
    assert run(["export", "desk", "-o", "desk.mp3", "--on", "tcp://127.0.0.1:1"]) == 2
    assert capsys.readouterr().err.count("name one: --each patients.csv") == 2
