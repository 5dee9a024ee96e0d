"""The page that explains the format: its examples are read, it names every key, and its limits hold."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.support.paths import ROOT, ROUTINES
from voicefoot.model import levels, limits
from voicefoot.model.routine import Routine
from voicefoot.model.sound_names import SOUND_NAMES
from voicefoot.reading import read as reader
from voicefoot.reading import values
from voicefoot.reading.fields import FIELDS, LANGUAGES, POSITIONS

PAGE = (ROOT / "docs" / "routine-format.md").read_text(encoding="utf-8")
CLICK = ROUTINES / "click.wav"
EXAMPLES = re.findall(r"^```yaml ?(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)

LIMITS = (
    f"in up to {limits.MAX_TITLE_CHARACTERS} characters. Needed.",
    f"in up to {limits.MAX_NAME_CHARACTERS} characters. Needed; each has its own.",
    f"gone through, {limits.MIN_ROUNDS} to {limits.MAX_ROUNDS}.",
    f"The exercises, up to {limits.MAX_EXERCISES}.",
    f"is done, {limits.MIN_SETS} to {limits.MAX_SETS}.",
    f"of each side, {limits.MIN_LASTS_SECONDS:g} seconds or more",
    f"How many repetitions, {limits.MIN_REPS} to {limits.MAX_REPS:,}:",
    f"to the next, {limits.MIN_PERIOD_SECONDS:g} to {limits.MAX_PERIOD_SECONDS:g} seconds.",
    f"The beat, {limits.MIN_BPM:g} to {limits.MAX_BPM:g} bpm.",
    f"Its tempo, {limits.MIN_BPM:g} to {limits.MAX_BPM:g}.",
    f"the tick is louder: {limits.MIN_ACCENT_BEATS} to {limits.MAX_ACCENT_BEATS}.",
    f"up to {limits.MAX_SOUND_BYTES / 1e6:g} MB, and {limits.MAX_SOUND_SECONDS:g} seconds.",
    f"A file of {limits.MAX_ROUTINE_BYTES / 1e6:g} MB;",
    f"spoken words of {limits.MAX_TEXT_CHARACTERS} characters",
    f"{limits.MAX_SIDES} sides; {limits.MAX_MOVES} moves and {limits.MAX_TIPS} tips an exercise;",
    f"{limits.MAX_SESSION_SECONDS / 3600:g} hours a session.",
    f"music is {levels.DUCK_DB:g} dB lower.",
    f"nearest to {values.MUSIC_BPM[0]:g} to {values.MUSIC_BPM[1]:g} bpm",
    f"is within {values.MAX_FOLLOW_FACTOR - 1:.0%} of 120.".replace("%", " %"),
)
"""What the page says of numbers that are set elsewhere."""


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


@pytest.mark.parametrize("limit", LIMITS)
def test_the_limits_are_those_that_hold(limit: str) -> None:
    assert limit in " ".join(PAGE.split())


@pytest.mark.parametrize("name", [*LANGUAGES, *POSITIONS])
def test_every_choice_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE
