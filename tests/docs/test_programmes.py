"""The page on programmes: its examples are read, and its commands understood."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from voicefoot.cli.main import cli
from voicefoot.model import limits
from voicefoot.model.programme import Return
from voicefoot.reading.read_programme import check_routines, read_programme

PAGE = (ROOT / "docs" / "programmes.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^    voicefoot (.*)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_read(example: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(example, encoding="utf-8")
    assert check_routines(read_programme(str(path))) == []


def test_there_are_examples_with_weeks_and_without() -> None:
    assert ["weeks:" in example for example in EXAMPLES] == [True, False]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_understood(command: str) -> None:
    name, *words = shlex.split(command, comments=True)
    with cli.commands[name].make_context("voicefoot", words):
        pass


@pytest.mark.parametrize("how", Return)
def test_each_way_on_is_named(how: Return) -> None:
    assert f"`{how}`" in " ".join(PAGE.split())


def test_the_limits_are_those_that_hold() -> None:
    rows = dict(re.findall(r"^\| `([a-z ]+)` \| (.*)$", PAGE, re.MULTILINE))
    assert str(limits.MAX_PROGRAMME_WEEKS) in rows["weeks"]
    assert str(limits.MAX_PROGRAMME_DAYS) in rows["days"]
    assert str(limits.MAX_TITLE_CHARACTERS) in rows["programme"]
    assert f"{limits.MAX_NOTE_CHARACTERS:,}" in rows["note"]
