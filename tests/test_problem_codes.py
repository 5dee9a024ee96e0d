"""Each kind of problem has a code, which something raises, and which the page about `check` explains."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import voicefoot
from tests.support.paths import ROOT
from voicefoot.model import likely
from voicefoot.problem_codes import Code

PAGE = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(voicefoot.__file__).parent.rglob("*.py")
    if path.name != "problem_codes.py"
)


def test_the_page_explains_each_code_once() -> None:
    tables = PAGE[PAGE.index("## Codes of problems") : PAGE.index("## What is not likely")]
    assert sorted(re.findall(r"^\| `([a-z-]+)` \| ", tables, re.MULTILINE)) == sorted(Code)


@pytest.mark.parametrize("code", Code)
def test_something_has_each_code(code: Code) -> None:
    assert re.search(rf"\bCode\.{code.name}\b", SOURCES)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)


def test_the_page_says_the_numbers_that_hold() -> None:
    table = PAGE[PAGE.index("## What is not likely") :]
    for key, longest in likely.LONGEST.items():
        row = next(line for line in table.splitlines() if f"`{key}`" in line)
        assert f"| more than {longest.seconds / 60:g} min |" in row, key
    for bpm, most, _ in likely.MOST_REPS:
        assert re.search(rf"^\| up to {bpm:g}[^|]*\| more than {most:,} ?[^|]*\|", table, re.MULTILINE)
    assert f"more than {likely.MAX_HOLDS_SECONDS / 60:g} min in a row" in table
    assert f"longer than {likely.MAX_BREATH_SECONDS:g} s" in table
    breaths = f"less than {likely.MIN_BREATH_SECONDS:g} s | for more than"
    assert f"{breaths} {likely.MAX_FAST_BREATHING_SECONDS / 60:g} min" in table
    assert f"more than {likely.MAX_SESSION_SECONDS / 3600:g} h" in table
    assert table.count(f"| {likely.MIN_LONG_TALK_SECONDS:g} s or more, and longer") == 2
