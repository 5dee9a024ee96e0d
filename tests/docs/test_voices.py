"""What docs/voices.md says is so."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from tests.support.paths import ROOT
from voicefoot.cli.main import cli
from voicefoot.fetching.catalogue import catalogue
from voicefoot.reading.settings import parse_settings

PAGE = (ROOT / "docs" / "voices.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for block in re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
    for line in block.splitlines()
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_is_understood(words: list[str]) -> None:
    command = cli.commands[words[0]]
    arguments = words[1:]
    if isinstance(command, click.Group) and arguments:
        command, arguments = command.commands[arguments[0]], arguments[1:]
    with command.make_context("voicefoot", arguments):
        pass


def languages_of(engine: str) -> set[str]:
    voices = [voice for voice in catalogue().voices if voice.engine == engine]
    return {code.split("-")[0] for voice in voices for code in voice.languages}


def test_the_languages_are_those_of_the_catalogue() -> None:
    rows = {row.split("]")[0]: row for row in re.findall(r"^\| \[(.*)$", PAGE, flags=re.MULTILINE)}
    assert f"| {len(languages_of('piper'))} |" in rows["Piper's"]
    assert all(catalogue().language_name(code) in rows["Kokoro"] for code in languages_of("kokoro"))
    assert rows["Kokoro"].count(",") == len(languages_of("kokoro")) - 1


def test_the_settings_are_some() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    voices = parse_settings(text, "docs/voices.md").voices
    assert voices == {"de": "piper:de_DE-thorsten-medium", "en": "natural"}
