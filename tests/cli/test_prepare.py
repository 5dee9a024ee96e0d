"""`voicefoot prepare` speaks ahead, and says how much of it there was already."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicefoot.cli.main import run

ROUTINE = """
title: Toes
sides: none
exercises:
  - {name: Taps, say: Tap., reps: 4, tempo: 60 bpm}
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicefoot.storage.paths.clip_cache", lambda: tmp_path / "clips")


@pytest.fixture
def toes(tmp_path: Path) -> Path:
    path = tmp_path / "toes.yaml"
    path.write_text(ROUTINE, encoding="utf-8")
    return path


def test_a_prepared_session_starts_no_engine(
    toes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["prepare", str(toes), "--voice", "pyttsx3"]) == 0
    first = capsys.readouterr().out
    assert first.startswith("Toes: ")
    assert first.endswith(" lines were spoken by pyttsx3\n")
    kept = len(list((tmp_path / "clips").rglob("*.clip")))
    assert int(first.split()[1]) == kept > 8
    monkeypatch.setattr("voicefoot.speaking.worker_process.WorkerProcess", None)
    out = tmp_path / "toes.wav"
    assert run(["export", str(toes), "--voice", "pyttsx3", "-o", str(out)]) == 0
    capsys.readouterr()
    assert run(["prepare", str(toes), "--voice", "pyttsx3"]) == 0
    assert capsys.readouterr().out == f"Toes: nothing to speak; {kept} lines were there already\n"


def test_only_what_is_missing_is_spoken(
    toes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["prepare", str(toes), "--voice", "pyttsx3"]) == 0
    next((tmp_path / "clips").rglob("*.clip")).unlink()
    there = len(list((tmp_path / "clips").rglob("*.clip")))
    capsys.readouterr()
    assert run(["prepare", str(toes), "--voice", "pyttsx3"]) == 0
    said = capsys.readouterr().out
    assert said == f"Toes: 1 line was spoken by pyttsx3; {there} lines were there already\n"


def test_all_routines_are_read_before_anything_is_spoken(
    toes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["prepare", str(toes), "nowhere.yaml", "--voice", "pyttsx3"]) == 2
    assert not (tmp_path / "clips").exists()
    assert run(["prepare"]) == 2
    assert "voicefoot prepare foot-strength" in capsys.readouterr().err
