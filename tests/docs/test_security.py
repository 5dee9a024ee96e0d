"""docs/security.md names tests that there are, and limits as they are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from voicefoot.model import limits

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_each_test_that_is_named_is_there(file: str, test: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert test in names if test else any(name.startswith("test_") for name in names)


def test_each_threat_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| threat")]
    assert len(rows) > 25
    assert all("`tests/" in row.split("|")[3] for row in rows)


def test_the_limits_are_as_written() -> None:
    for words in (
        f"{limits.MAX_SONG_MEMORY_BYTES / 1e6:g} MB",
        f"{limits.MAX_SONG_CPU_SECONDS} s of work",
        f"{limits.MAX_IMAGE_BYTES / 1e6:g} MB, {limits.MAX_IMAGE_SIDE:,} pixels a side",
        f"{limits.MAX_IMAGE_PIXELS / 1e6:g} million",
    ):
        assert words in PAGE
    assert limits.MAX_SONG_WAIT_SECONDS == 120
    assert "two minutes" in PAGE


def test_the_readme_leads_there() -> None:
    assert "(docs/security.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
