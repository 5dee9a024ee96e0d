"""`check --json`: all that is found, for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from voicefoot.cli.main import run

BAD = """title: T
langage: en
exercises:
  - {name: A, reps: many, every: 2s}
  - {name: B, hold: 10 min}
"""


def check(capsys: pytest.CaptureFixture[str], *files: str) -> tuple[int, Any, str]:
    code = run(["check", "--json", *files])
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


def test_problems_have_places_codes_and_remedies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "r.yaml")
    Path(file).write_text(BAD, encoding="utf-8")
    code, found, err = check(capsys, file)
    assert (code, err) == (2, "")
    assert found["files"] == [{"file": file, "good": False}]
    first, second = found["problems"]
    assert first == {
        "file": file, "line": 2, "column": 1, "end_line": 2, "end_column": 8, "severity": "error",
        "code": "unknown-key", "message": "there is no key `langage` at the top",
        "remedy": "did you mean `language`?",
    }  # fmt: skip
    assert (second["line"], second["column"], second["end_column"], second["code"]) == (
        4,
        21,
        25,
        "bad-value",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("odd", [" ", "\u2028"])
def test_ends_are_those_of_the_file_in_any_encoding(
    encoding: str, odd: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"title: T\r\nexercises:\r\n  - name: Toe{odd}taps\r\n    hold: many  # so\r\n"
    (tmp_path / "r.yaml").write_bytes(text.encode(encoding))
    _, found, _ = check(capsys, str(tmp_path / "r.yaml"))
    problem = next(each for each in found["problems"] if "`hold`" in each["message"])
    assert [problem[key] for key in ("line", "column", "end_line", "end_column")] == [4, 11, 4, 15]


def test_a_good_file_has_its_length_and_its_warnings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "r.yaml")
    Path(file).write_text("title: T\nexercises: [{name: B, hold: 5-10 min}]\n", encoding="utf-8")
    code, found, err = check(capsys, file, "desk")
    assert (code, err) == (0, "")
    (warning,) = found["problems"]
    assert (warning["severity"], warning["code"]) == ("warning", "unlikely-time")
    own, desk = found["files"]
    assert 600 < own["longest_seconds"] < 630
    assert 300 < own["shortest_seconds"] < 330
    assert own["kind"] == desk["kind"] == "routine"
    assert own["languages"] == ["en"]
    assert {"en", "de"} <= set(desk["languages"])


def test_translations_and_missing_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r.yaml").write_text("title: T\nexercises: [{name: B, hold: 9s}]\n", encoding="utf-8")
    translation = tmp_path / "r.de.yaml"
    translation.write_text("texts: {T: Titel}\nexercises: {B: {B: Be}}\n", encoding="utf-8")
    code, found, _ = check(capsys, str(translation), str(tmp_path / "none.yaml"))
    assert code == 2
    assert found["files"][0] == {
        "file": str(translation), "good": True, "kind": "translation", "languages": ["de"],
    }  # fmt: skip
    assert [problem["code"] for problem in found["problems"]] == ["unreadable-file"]
    translation.write_text("texts: [T]\n", encoding="utf-8")
    code, found, _ = check(capsys, str(translation), str(tmp_path / "r.yaml"))
    assert code == 2
    assert [file["good"] for file in found["files"]] == [False, False]
    assert [problem["code"] for problem in found["problems"]] == ["wrong-shape"], "and told once"
