"""Translators are told what their pack lacks, a line each."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from voicefoot.cli.main import run
from voicefoot.language.packs import LANGUAGES

pytestmark = pytest.mark.usefixtures("shared_clips")

GERMAN = files("voicefoot.language.packs").joinpath("de.yaml").read_text(encoding="utf-8")


def test_a_whole_pack_is_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = tmp_path / "own.yaml"
    pack.write_text(f"\ufeff{GERMAN}", encoding="utf-8")
    assert run(["language", "check", str(pack)]) == 0
    assert capsys.readouterr().out == f"{pack}: good; Deutsch (de)\n"


def test_all_that_is_missing_is_told_with_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack, no_text, gone = (tmp_path / name for name in ("own.yaml", "bytes.yaml", "gone.yaml"))
    pack.write_text(GERMAN.replace("  ready: Bereit?\n", "").replace("point: ", "dot: "), encoding="utf-8")
    no_text.write_bytes(b"\xff\xfe\x00")
    assert run(["language", "check", str(pack), str(no_text), str(gone), str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        f"{pack}: phrases, ready is missing",
        f"{pack}: spoken: dot is unknown",
        f"{pack}: spoken, point is missing",
        f"{no_text}: it is no UTF-8; save it as UTF-8",
        f"{gone}: it can't be read: no such file or directory",
        f"{tmp_path}: it can't be read: is a directory",
    ]


def test_the_languages_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["language", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(LANGUAGES)
    assert "de     Deutsch (German)" in lines
    assert "en     English" in lines
