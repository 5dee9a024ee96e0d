"""The page about editors, and the entries for SchemaStore's catalogue."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase

import pytest

from tests.support.paths import ROOT
from voicefoot.cli.main import cli
from voicefoot.language.packs import LANGUAGES

PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
ROUTINE, TRANSLATION = json.loads((ROOT / "docs" / "schemastore.json").read_text(encoding="utf-8"))


def matches(entry: dict[str, list[str]], name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in entry["fileMatch"])


@pytest.mark.parametrize("name", ["knee.voicefoot.yaml", "week 3.voicefoot.yml"])
def test_the_catalogue_knows_routines(name: str) -> None:
    assert matches(ROUTINE, name)
    assert not matches(TRANSLATION, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_knows_translations(language: str) -> None:
    assert matches(TRANSLATION, f"knee.voicefoot.{language}.yaml")
    assert not matches(ROUTINE, f"knee.voicefoot.{language}.yaml")


@pytest.mark.parametrize("name", ["knee.yaml", "knee.de.yaml", "voicefoot.yaml", "knee.voicefoot.json"])
def test_the_catalogue_leaves_others_alone(name: str) -> None:
    assert not matches(ROUTINE, name)
    assert not matches(TRANSLATION, name)


@pytest.mark.parametrize("entry", [ROUTINE, TRANSLATION], ids=["routine", "translation"])
def test_an_entry_has_what_the_catalogue_wants(entry: dict[str, object]) -> None:
    assert entry.keys() == {"name", "description", "fileMatch", "url"}
    assert str(entry["url"]).startswith("https://json.schemastore.org/voicefoot-")


def test_the_page_names_options_that_there_are() -> None:
    options = {name for parameter in cli.commands["schema"].params for name in parameter.opts}
    for line in re.findall(r"voicefoot schema ([^`#\n]*)", PAGE):
        assert set(re.findall(r"(?<!\S)--?[a-z]+", line)) <= options
