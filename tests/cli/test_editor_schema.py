"""Editors find the schema through the first line of a routine, and a file by its name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from voicefoot.cli.main import run
from voicefoot.reading.json_schema import json_schema, translation_schema
from voicefoot.reading.read import read
from voicefoot.storage.paths import schemas_folder


def schema_of(routine: Path) -> Path:
    """The schema to which the first line of a file leads."""
    line = routine.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(file://\S+)", line)
    assert found, line
    return Path(url2pathname(urlsplit(found[1]).path))


@pytest.mark.parametrize("options", [[], ["--from", "desk"], ["--from", "desk", "--language", "de"]])
def test_a_new_routine_leads_editors_to_its_schema(tmp_path: Path, options: list[str]) -> None:
    path = tmp_path / "my.voicefoot.yaml"
    assert run(["new", str(path), *options]) == 0
    assert json.loads(schema_of(path).read_text(encoding="utf-8")) == json_schema()
    assert run(["check", str(path)]) == 0


def test_without_a_place_for_the_schema_there_is_a_routine_all_the_same(tmp_path: Path) -> None:
    schemas_folder().parent.mkdir(parents=True, exist_ok=True)
    schemas_folder().write_bytes(b"")
    path = tmp_path / "my.yaml"
    assert run(["new", str(path)]) == 0
    assert path.read_text(encoding="utf-8").startswith("# A routine for voicefoot.")
    assert run(["check", str(path)]) == 0


def test_check_renews_the_schema_of_another_version(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    assert run(["check", "desk"]) == 0
    assert not schemas_folder().exists(), "only where it is wanted"
    assert run(["new", str(path)]) == 0
    schema = schema_of(path)
    schema.write_text('{"$comment": "voicefoot 0.0.1"}')
    assert run(["check", str(path)]) == 0
    assert json.loads(schema.read_text(encoding="utf-8")) == json_schema()


def test_schema_prints_or_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json_schema()
    assert run(["schema", "--translation", "-o", str(tmp_path / "t.json")]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "t.json is written" in said.err
    assert json.loads((tmp_path / "t.json").read_text(encoding="utf-8")) == translation_schema()


def test_a_file_may_say_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    routine = tmp_path / "sore-knee.voicefoot.yaml"
    routine.write_text("- {name: Bridge, hold: 20s}\n", encoding="utf-8")
    (tmp_path / "sore-knee.voicefoot.de.yaml").write_text("exercises: {Bridge: {Bridge: Brücke}}\n", "utf-8")
    assert read(str(routine)).title == "Sore knee"
    assert read(str(routine), "de").exercises[0].name == "Brücke"
    assert run(["check", str(routine), str(tmp_path / "sore-knee.voicefoot.de.yaml")]) == 0
    assert "also in de" in capsys.readouterr().out
    assert run(["export", str(routine)]) == 2
    assert "-o sore-knee.mp3" in capsys.readouterr().err
