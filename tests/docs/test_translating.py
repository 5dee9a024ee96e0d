"""The guide for translators names all that a pack has."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.support.paths import ROOT
from voicefoot.language.packs import language_pack
from voicefoot.language.plurals import CLASSES, plural_rule

GUIDE = (ROOT / "docs" / "translating.md").read_text(encoding="utf-8")
GERMAN = yaml.load(
    (ROOT / "voicefoot" / "language" / "packs" / "de.yaml").read_text(encoding="utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506 - every scalar is text, as the program reads it
)


def mentioned(name: str) -> bool:
    return (
        re.search(
            rf"(?m)^ *{re.escape(name)}:|`{re.escape(name)}`|\*\*{re.escape(name.capitalize())}\*\*", GUIDE
        )
        is not None
    )


@pytest.mark.parametrize("section", sorted(GERMAN))
def test_every_section_is_explained(section: str) -> None:
    assert mentioned(section) or f"## {section.capitalize()}" in GUIDE


@pytest.mark.parametrize("section", ["numbers", "customs", "things", "spoken"])
def test_every_key_is_explained(section: str) -> None:
    assert [key for key in GERMAN[section] if not mentioned(key)] == []


def test_the_classes_are_named_and_the_rule_can_be_read() -> None:
    assert all(f"`{name}`" in GUIDE for name in CLASSES)
    rules = dict(re.findall(r"(?m)^  (one|few): (n .*)$", GUIDE))
    assert [plural_rule(rules)(number) for number in (1, 3, 13, 5)] == ["one", "few", "other", "other"]


@pytest.mark.parametrize(
    ("code", "quoted"),
    [("de", "eineinhalb"), ("de", "eine halbe Stunde"), ("es", "veintiuna"), ("nl", "Eé")],
)
def test_examples_are_those_of_the_packs(code: str, quoted: str) -> None:
    assert quoted in GUIDE
    path = ROOT / "voicefoot" / "language" / "packs" / f"{language_pack(code).code}.yaml"
    assert quoted.split()[0] in path.read_text(encoding="utf-8")
