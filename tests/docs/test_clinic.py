"""What docs/clinic.md says is so."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.support.paths import ROOT
from voicefoot.cli.main import cli
from voicefoot.clinic.columns import understand
from voicefoot.clinic.report import FILE
from voicefoot.clinic.row_maker import State
from voicefoot.clinic.targets import MARKS

PAGE = (ROOT / "docs" / "clinic.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line)[1:]
    for block in re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
    for line in block.splitlines()
    if line.startswith("voicefoot ")
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_is_understood(words: list[str]) -> None:
    with cli.commands[words[0]].make_context("voicefoot", words[1:]):
        pass


def test_the_columns_are_understood() -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith("| name "))
    headers = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(understand(headers, ["Bridge", "Plank"], "patients.csv")) == len(headers)


def test_names_are_those_of_the_program() -> None:
    assert all(f"`{name}`" in PAGE for name in (FILE, MARKS, *State))
