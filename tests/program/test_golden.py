"""The golden timelines: what every built-in routine says and sounds, and when."""

from __future__ import annotations

import json
import runpy

import pytest

from tests.support.paths import GOLDEN, ROOT
from voicefoot.reading.builtin import names


@pytest.mark.parametrize("variant", ["ALONE", "CLASS"])
@pytest.mark.parametrize("name", names())
def test_timeline(name: str, variant: str) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "make_golden"))
    made = script["golden"](name, script[variant])
    folder = GOLDEN / "class" if variant == "CLASS" else GOLDEN
    kept = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    assert [s["name"] for s in made["sections"]] == [s["name"] for s in kept["sections"]]
    for section, expected in zip(made["sections"], kept["sections"], strict=True):
        assert section == expected
    assert made == kept


def test_there_is_one_for_each_routine() -> None:
    for folder in (GOLDEN, GOLDEN / "class"):
        assert sorted(path.stem for path in folder.glob("*.json")) == names()
