"""What README.md says is tried."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from voicefoot.cli.main import cli, run
from voicefoot.reading.builtin import SHELF
from voicefoot.reading.read import read_text

README = (ROOT / "README.md").read_text(encoding="utf-8")
CLASS_PAGE = (ROOT / "docs" / "class.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.usefixtures("_light_voice", "shared_clips")


@pytest.fixture
def _light_voice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEFOOT_VOICE", "pyttsx3")
    monkeypatch.chdir(tmp_path)


def blocks(language: str, page: str = README) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, flags=re.DOTALL)


def commands(page: str = README) -> list[list[str]]:
    lines = [line for block in blocks("sh", page) for line in block.splitlines() if line.strip()]
    return [shlex.split(line.partition("|")[0], comments=True) for line in lines]


VOICEFOOT = [words[1:] for words in commands() if words[0] == "voicefoot"]
IN_A_CLASS = [words[1:] for words in commands(CLASS_PAGE) if words[0] == "voicefoot"]
SCRIPTS = [words[0] for words in commands() if words[0].startswith("scripts/")]


def test_the_first_two_commands_are_scripts_that_can_be_run() -> None:
    assert SCRIPTS == ["scripts/listen", "scripts/test"]
    assert all((ROOT / script).stat().st_mode & 0o111 for script in SCRIPTS)


@pytest.mark.parametrize("words", [*VOICEFOOT, *IN_A_CLASS], ids=" ".join)
def test_every_command_is_understood(words: list[str]) -> None:
    command = cli.commands[words[0]]
    with command.make_context("voicefoot", words[1:], resilient_parsing=False):
        pass


@pytest.mark.parametrize("words", [words for words in VOICEFOOT if words[0] == "export"], ids=" ".join)
def test_every_export_writes_its_file(words: list[str], tmp_path: Path) -> None:
    assert run(words) == 0
    assert (tmp_path / words[words.index("-o") + 1]).stat().st_size > 100_000


def test_the_commands_named_in_the_text_are_there() -> None:
    named = set(re.findall(r"`voicefoot (\w+)", README))
    assert named <= set(cli.commands)
    options = set(re.findall(r"`(--[a-z-]+)", README))
    known = {
        name for command in cli.commands.values() for parameter in command.params for name in parameter.opts
    }
    assert options - {"--help"} <= known


def test_the_table_of_routines_is_the_shelf() -> None:
    section = README.partition("## Built-in routines")[2].partition("##")[0]
    rows = re.findall(r"^\| (\w[^|]*) \| (`[^|]*) \|$", section, flags=re.MULTILINE)
    assert {group: tuple(re.findall(r"`([a-z-]+)`", cells)) for group, cells in rows} == {
        group.lower(): routines for group, routines in SHELF.items()
    }


def test_the_routine_is_one() -> None:
    (text,) = blocks("yaml")
    assert [exercise.name for exercise in read_text(text, "README.md", None).exercises] == [
        "Toe taps",
        "Sole stretch",
    ]


def test_the_transcript_is_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    (text,) = blocks("text")
    is_natural = importlib.util.find_spec("hibari") is not None
    assert run(["show", "foot-strength", "--voice", "natural" if is_natural else "pyttsx3"]) == 0
    said, expected = capsys.readouterr().out.splitlines(), text.splitlines()[:-1]
    assert len(expected) > 25
    if not is_natural:  # another voice takes other times
        said, expected = ([line[7:] for line in lines[1:]] for lines in (said, expected))
    assert said[: len(expected)] == expected


def test_the_library_turns_a_routine_into_a_file(tmp_path: Path) -> None:
    (code,) = blocks("python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (tmp_path / "toothbrush.wav").stat().st_size == pytest.approx(120 * 48_000 * 2, rel=0.01)
