"""The page that explains the format: its examples are read, it names every key, and its limits hold."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.support.paths import ROOT, ROUTINES
from voicefoot.arranging.estimate import estimated_section_seconds
from voicefoot.language.packs import LANGUAGES
from voicefoot.model import limits, sound_levels
from voicefoot.model.choices import Choices, Level
from voicefoot.model.position import POSITIONS
from voicefoot.model.routine import Announce, Routine
from voicefoot.model.sound_names import SOUND_NAMES
from voicefoot.planning.plan import plan
from voicefoot.planning.sense import doubts
from voicefoot.problem_codes import Code
from voicefoot.reading import read as reader
from voicefoot.reading import values
from voicefoot.reading.check_translations import check_as_translation
from voicefoot.reading.fields import FIELDS

PAGE = (ROOT / "docs" / "routine-format.md").read_text(encoding="utf-8")
CLICK = ROUTINES / "click.wav"
EXAMPLES = re.findall(r"^```yaml ?(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)

UNLIKELY = {Code.UNLIKELY_TIME, Code.UNLIKELY_TEMPO, Code.ONE_SIDE}

KEY_LIMITS: dict[str, tuple[float, ...]] = {
    "title": (limits.MAX_TITLE_CHARACTERS,),
    "rounds": (limits.MIN_ROUNDS, limits.MAX_ROUNDS),
    "block": (limits.MAX_NAME_CHARACTERS,),
    "exercises": (limits.MAX_EXERCISES,),
    "note": (limits.MAX_NOTE_CHARACTERS,),
    "image": (limits.MAX_IMAGE_BYTES / 1e6,),
    "breath": (limits.MIN_BREATH_PART_SECONDS, limits.MAX_BREATH_SECONDS),
    "name": (limits.MAX_NAME_CHARACTERS,),
    "sets": (limits.MIN_SETS, limits.MAX_SETS),
    "lasts": (limits.MIN_LASTS_SECONDS,),
    "reps": (limits.MIN_REPS, limits.MAX_REPS),
    "every": (limits.MIN_PERIOD_SECONDS, limits.MAX_PERIOD_SECONDS),
    "tempo": (limits.MIN_BPM, limits.MAX_BPM),
    "accent": (limits.MIN_ACCENT_BEATS, limits.MAX_ACCENT_BEATS),
    "bpm": (limits.MIN_BPM, limits.MAX_BPM),
}
"""The numbers that belong in a key's row of a table."""

TEXT_LIMITS = (
    f"{limits.MAX_SOUND_BYTES / 1e6:g} MB",
    f"{limits.MAX_SOUND_SECONDS:g} seconds",
    f"{limits.MAX_ROUTINE_BYTES / 1e6:g} MB",
    f"{limits.MAX_TEXT_CHARACTERS} ",
    f"{limits.MAX_SIDES} sides",
    f"{limits.MAX_MOVES} moves",
    f"{limits.MAX_TIPS} tips",
    f"blocks {limits.MAX_BLOCK_DEPTH} deep",
    f"{limits.MAX_INCLUDED_FILES} included",
    f"{limits.MAX_SESSION_SECONDS / 3600:g} hours",
    f"{sound_levels.DUCK_DB:g} dB",
    f"{values.MUSIC_BPM[0]:g} to {values.MUSIC_BPM[1]:g} bpm",
    f"{100 * (values.MAX_FOLLOW_FACTOR - 1):.0f} %",
)
"""What the text says of numbers."""


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


def put_included_file(example: str, folder: Path) -> None:
    """Put the routine that `example` includes, which is an example itself, into `folder`."""
    if "include: knee.yaml" in example:
        knee = next(text for _, text in EXAMPLES if text.startswith("title: Knee\n"))
        (folder / "knee.yaml").write_text(knee, encoding="utf-8")


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_every_example_is_read(kind: str, example: str, tmp_path: Path) -> None:
    for name in re.findall(r"\S+\.wav", example):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(CLICK, tmp_path / name)
    if kind == "translation":
        original, translation = tmp_path / "feet.yaml", tmp_path / "feet.de.yaml"
        original.write_text(EXAMPLES[0][1], encoding="utf-8")
        translation.write_text(example, encoding="utf-8")
        found = check_as_translation(translation)
        assert found is not None
        assert found.problems == found.warnings == ()
        return
    put_included_file(example, tmp_path)
    assert isinstance(reader.read_text(assembled(kind, example), "page", tmp_path), Routine)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_no_example_is_doubted(kind: str, example: str, tmp_path: Path) -> None:
    put_included_file(example, tmp_path)
    if kind == "translation":
        return
    path = tmp_path / "page.yaml"
    path.write_text(assembled(kind, example), encoding="utf-8")
    for name in re.findall(r"\S+\.wav", example):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(CLICK, tmp_path / name)
    found = reader.read_with_warnings(path)
    planned = plan(found.routine, Choices(level=Level.STRONG))
    assert [each for each in found.warnings if each.code in UNLIKELY] == []
    assert list(doubts(found.routine, planned, estimated_section_seconds(planned))) == []


def test_there_are_examples_of_each_kind() -> None:
    assert {kind for kind, _ in EXAMPLES} == {
        "",
        "top",
        "exercises",
        "keys",
        "sides",
        "sounds",
        "translation",
    }


@pytest.mark.parametrize("name", sorted({field.name for field in FIELDS} | set(SOUND_NAMES)))
def test_every_key_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGE or f"`{{{name}:" in PAGE


@pytest.mark.parametrize(("key", "numbers"), KEY_LIMITS.items())
def test_a_key_is_explained_with_its_limits(key: str, numbers: tuple[float, ...]) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| `{key}` |")]
    written = [set(re.findall(r"[0-9](?:[0-9.,]*[0-9])?", row)) for row in rows]
    for number in numbers:
        plain = {f"{number:.10g}", f"{number:,.10g}"}
        assert any(plain & found for found in written), (key, number)


@pytest.mark.parametrize("limit", TEXT_LIMITS)
def test_the_text_says_the_limits_that_hold(limit: str) -> None:
    assert re.search(rf"(?<![0-9.,]){limit}", " ".join(PAGE.split()))


@pytest.mark.parametrize("name", [*LANGUAGES, *(position.name for position in POSITIONS), *Announce])
def test_every_choice_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE
