"""The page for language models: what it shows is good, and what it names is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from voicefoot.cli.main import cli, run
from voicefoot.model.position import POSITIONS
from voicefoot.reading.fields import FIELDS, KEY_SYNONYMS

pytestmark = pytest.mark.usefixtures("shared_clips")

PAGE = (ROOT / "docs" / "for-assistants.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_its_routines_are_good(example: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(example, encoding="utf-8")
    assert run(["check", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []


def test_there_are_two() -> None:
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize("move", re.findall(r"^\| [^|`]+ \| (`[a-z]+: [^|]+) \|$", PAGE, re.MULTILINE))
def test_each_way_to_move_is_one(move: str, tmp_path: Path) -> None:
    """The keys in a row of the table: the first of those between which it leaves the choice."""
    keys = re.findall(r"`([a-z_]+: [^`]+)`", move.partition("`, `4-7-8`")[0].partition(" or `")[0] + "`")
    keys += ["reps: 5"] if keys[0].startswith("breath") else []
    path = tmp_path / "my.yaml"
    path.write_text("title: T\nexercises:\n  - name: A\n" + "".join(f"    {key}\n" for key in keys), "utf-8")
    assert run(["check", str(path)]) == 0


def test_it_names_what_is_there() -> None:
    keys = {field.name for field in FIELDS}
    named = set(re.findall(r"`([a-z_]+)(?::[^`]*)?`", PAGE))
    refused = {"duration", "time", "weight", "description"}
    others = {"line", "column", "remedy", "shortest_seconds", "longest_seconds"}
    assert named - refused - others <= keys
    assert refused <= KEY_SYNONYMS.keys()
    assert all(position.name in " ".join(PAGE.split()) for position in POSITIONS)
    assert set(re.findall(r"`voicefoot (\w+)", PAGE)) <= set(cli.commands)


def test_it_names_all_that_there_is() -> None:
    """Each key stands in it as a key, in the text or in an example."""
    prose = re.sub(r"(?ms)^```.*?^```$", "", PAGE)
    inside = " ".join(re.findall(r"`[^`]+`", prose) + EXAMPLES)
    keys = set(re.findall(r"(?<![\w.-])([a-z_]+)(?=:|`)", inside))
    assert {field.name for field in FIELDS} - keys == set()


def test_it_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= 130
