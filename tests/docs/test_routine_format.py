"""The page that explains the format: its examples are read, and no key is missing from it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.support.paths import ROOT, ROUTINES
from voicefoot.model.routine import Routine
from voicefoot.model.sound_names import SOUND_NAMES
from voicefoot.reading import read as reader
from voicefoot.reading.fields import FIELDS

PAGE = (ROOT / "docs" / "routine-format.md").read_text(encoding="utf-8")
CLICK = ROUTINES / "click.wav"
EXAMPLES = re.findall(r"^```yaml ?(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def assembled(kind: str, example: str) -> str:
    """The whole routine that `example` is a part of; see the note at the top of the page."""
    sides = "sides: [right foot, left foot]\n" if kind == "sides" else ""
    if kind in {"keys", "sides"}:
        keys = "".join(f"    {line}\n" for line in example.splitlines())
        return f"title: T\n{sides}exercises:\n  - name: A\n{keys}"
    if kind == "exercises":
        return f"title: T\nexercises:\n{example}"
    if kind == "top":
        return f"{example}exercises:\n  - name: A\n    for: 10s\n"
    if kind == "sounds":
        return f"title: T\n{example}exercises:\n  - name: A\n    for: 10s\n"
    assert kind == ""
    return example


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_every_example_is_read(kind: str, example: str, tmp_path: Path) -> None:
    for name in re.findall(r"\S+\.wav", example):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(CLICK, tmp_path / name)
    assert isinstance(reader.read_text(assembled(kind, example), "page", tmp_path), Routine)


def test_there_are_examples_of_each_kind() -> None:
    assert {kind for kind, _ in EXAMPLES} == {"", "top", "exercises", "keys", "sides", "sounds"}


@pytest.mark.parametrize("name", sorted({field.name for field in FIELDS} | set(SOUND_NAMES)))
def test_every_key_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGE or f"`{{{name}:" in PAGE
