"""`voicefoot import`: where the routine goes, and what is told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from voicefoot.cli.main import run

LIST = "Towel scrunches: 15-20 per foot\nPlank 3x40s\nA note to nobody, who has no dose at all and no verb.\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "my-sheet.txt"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_the_routine_passes_check_and_plays(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    routine = sheet.with_name("my.yaml")
    assert run(["import", str(sheet), "-o", str(routine)]) == 0
    told = capsys.readouterr().err
    assert told.startswith(f"2 exercises from {sheet}; 1 line was not understood; it stands as a comment.\n")
    assert run(["check", str(routine)]) == 0
    assert capsys.readouterr().out.startswith(f"{routine}: good")
    assert run(["show", str(routine)]) == 0
    assert "TOWEL SCRUNCHES" in capsys.readouterr().out.upper()


def test_the_commands_that_come_next_are_quoted(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    routine = sheet.with_name("my sheet.yaml")
    assert run(["import", str(sheet), "-o", str(routine)]) == 0
    assert f"then: voicefoot check '{routine}', voicefoot play '{routine}'" in capsys.readouterr().err
    copy = sheet.with_name("my copy.yaml")
    assert run(["new", str(copy)]) == 0
    assert f"then: voicefoot check '{copy}', voicefoot play '{copy}'" in capsys.readouterr().err


def test_it_is_printed_where_no_file_is_named(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(sheet)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("title: My sheet\n")
    assert "  # A note to nobody" in printed


def test_a_file_that_exists_is_left_alone(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    routine = sheet.with_name("my.yaml")
    routine.write_text("mine", encoding="utf-8")
    assert run(["import", str(sheet), "-o", str(routine)]) == 1
    assert "exists already and was left as it is" in capsys.readouterr().err
    assert routine.read_text(encoding="utf-8") == "mine"
    assert run(["import", str(sheet), "-o", str(routine), "--force"]) == 0
    assert "Plank" in routine.read_text(encoding="utf-8")


def test_a_list_comes_through_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LIST.encode("utf-8"))))
    assert run(["import", "-"]) == 0
    assert "name: Plank" in capsys.readouterr().out


def test_its_language_can_be_said(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(sheet), "--language", "de"]) == 0
    assert "language: de" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_can_not_be_read_has_its_message(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(tmp_path / name)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_formulas_and_names_that_come_twice_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("\ufeffexercise;sets;reps\nBridge;3;=B1*2\nClam;3;12\nclam;2;8\n", encoding="utf-8")
    assert run(["import", str(table)]) == 0
    printed = capsys.readouterr()
    assert "# reps: =B1*2" in printed.out
    told = printed.err.splitlines()
    assert told[0].startswith(f"{table}:2:3: warning: the cell in column 3 is a formula (=B1*2)")
    assert told[1].startswith(f'{table}:4:1: warning: "clam" stands in line 3, too; both were taken')
