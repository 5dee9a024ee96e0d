"""The golden timelines: what three of the built-in routines say and sound, and when."""

from __future__ import annotations

import json
import runpy
from collections import Counter

import pytest

from tests.support.paths import GOLDEN, ROOT

SCRIPT = runpy.run_path(str(ROOT / "scripts" / "make_golden"))
NAMES = SCRIPT["NAMES"]


@pytest.mark.parametrize("variant", ["ALONE", "CLASS"])
@pytest.mark.parametrize("name", NAMES)
def test_timeline(name: str, variant: str) -> None:
    made = SCRIPT["golden"](name, SCRIPT[variant])
    folder = GOLDEN / "class" if variant == "CLASS" else GOLDEN
    kept = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    assert [s["name"] for s in made["sections"]] == [s["name"] for s in kept["sections"]]
    for section, expected in zip(made["sections"], kept["sections"], strict=True):
        assert section == expected
    assert made == kept


def test_there_is_one_for_each_routine() -> None:
    for folder in (GOLDEN, GOLDEN / "class"):
        assert sorted(path.stem for path in folder.glob("*.json")) == sorted(NAMES)


@pytest.mark.parametrize("variant", ["ALONE", "CLASS"])
@pytest.mark.parametrize("name", ["desk", "foot-strength"])
def test_no_line_was_lost_when_written_times_became_exact(name: str, variant: str) -> None:
    """All that was said before is still said as often, but for "halfway" in work of less than 30 s."""
    before = json.loads((GOLDEN.parent / "lines_before_written_times.json").read_text(encoding="utf-8"))
    made = SCRIPT["golden"](name, SCRIPT[variant])
    now = Counter(
        event["text"]
        for section in made["sections"]
        for event in section["events"]
        if event["kind"] == "speech"
    )
    lost = Counter(before[variant.lower()][name]) - now
    assert set(lost) <= {"Halfway."}
    assert lost.total() <= 1
