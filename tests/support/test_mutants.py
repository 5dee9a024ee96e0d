"""The mutants of modules, and running tests upon them."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.mutants import mutants_of

ROOT = Path(__file__).resolve().parent.parent.parent


def faults(text: str) -> set[tuple[str, str]]:
    """The text of a module with each of its faults, without what a fault's brackets add."""
    source = text.encode()
    return {
        (mutant.operator, ast.unparse(ast.parse(mutant.applied(source))))
        for mutant in mutants_of("voicefoot/some.py", source)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b < c", {("comparison", "a = b <= c")}),
        ("a = b == c", {("comparison", "a = b != c")}),
        ("a = b in c", {("comparison", "a = b not in c")}),
        ("a = b + c", {("arithmetic", "a = b - c")}),
        ("a = b // c", {("arithmetic", "a = b * c")}),
        ("a = -b", {("arithmetic", "a = b")}),
        ("a = b + 'text'", set()),
        ("a = b and c", {("boolean", "a = b or c")}),
        ("a = not b", {("boolean", "a = b")}),
        ("a = True", {("constant", "a = False")}),
        ("a = 0.5", {("constant", "a = 1.0")}),
        ("a = 0", {("off by one", "a = 1")}),
        ("a = 7", {("off by one", "a = 8"), ("off by one", "a = 6")}),
        ("a = b[c:d]", {("off by one", "a = b[c + 1:d]"), ("off by one", "a = b[c:d + 1]")}),
        ("a = range(b)", {("off by one", "a = range(b + 1)")}),
        ("a = b(c, d)", {("swapped arguments", "a = b(d, c)")}),
        ("a = b(c, c)", set()),
        ("a = isinstance(b, c)", set()),
        ("a = min(b, c)", {("call", "a = max(b, c)")}),
        ("a = b if c else d", {("condition", "a = b if not c else d")}),
        ("while a:\n    b = c", {("condition", "while not a:\n    b = c")}),
        ("a()", {("removed statement", "pass")}),
        ("a.b = c", {("removed statement", "pass")}),
        ("a += b", {("removed statement", "pass")}),
        ("def f():\n    return a", {("return value", "def f():\n    return None")}),
        ("def f():\n    return None", set()),
        ("def f(a: b[1]=c) -> d[1]:\n    '''e'''", set()),
        ("@a(True)\nclass B(c(1)):\n    d: e[1]", set()),
        ("if TYPE_CHECKING:\n    a()", {("condition", "if not TYPE_CHECKING:\n    a()")}),
        ("assert a == 1", set()),
        ("a = f'{b + 1}'", set()),
        ("a: b | c = d", set()),
        ("A = b | c", set()),
    ],
)
def test_each_kind_of_fault_is_made_and_none_that_shows_nothing(
    text: str, expected: set[tuple[str, str]]
) -> None:
    assert faults(text) == expected


def test_all_else_stays_on_its_line() -> None:
    text = "a = (b +\n     c)\nif (d and\n        e):\n    f(\n        g\n    )\nh = 1  # ü\ni = 'ü' < j\n"
    for mutant in mutants_of("voicefoot/some.py", text.encode()):
        changed = mutant.applied(text.encode()).decode()
        ast.parse(changed)
        assert changed.count("\n") == text.count("\n"), mutant
        assert changed.splitlines()[mutant.line - 1] != text.splitlines()[mutant.line - 1], mutant


def test_it_is_known_in_which_function_a_fault_is() -> None:
    text = (
        "A = 1\nclass B:\n    c = 2\n    @d\n    def e(self, f=3):\n        def g():\n            return 4\n"
    )
    found = {
        (mutant.before, mutant.function, mutant.first_line)
        for mutant in mutants_of("voicefoot/some.py", text.encode())
    }
    assert found == {
        ("1", None, 0),
        ("2", None, 0),
        ("3", None, 0),
        ("4", "B.e", 4),
        ("return 4", "B.e", 4),
    }


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs forks")
def test_what_is_tested_is_killed_and_what_is_not_lives(tmp_path: Path) -> None:
    """The whole of it, on a package of a few lines, in place of ours."""
    module = """
LIMIT = 3
UNUSED = 5
NEEDED = {1: 2}[1]

def tested(count: int) -> int:
    return min(count, LIMIT)

def ends(count: int) -> int:
    while count > 0:
        count -= 1
    return count

def untested(count: int) -> int:
    return count * 2
"""
    test = """
from voicefoot.mixing.some import ends, tested

def test_it():
    assert [tested(count) for count in (2, 3, 4)] == [2, 3, 3]

def test_the_end():
    assert ends(3) == 0
"""
    (tmp_path / "voicefoot" / "mixing").mkdir(parents=True)
    (tmp_path / "tests" / "mixing").mkdir(parents=True)
    (tmp_path / "scripts").mkdir()
    (tmp_path / "tests" / "support").symlink_to(ROOT / "tests" / "support")
    (tmp_path / "scripts" / "mutate").write_bytes((ROOT / "scripts" / "mutate").read_bytes())
    (tmp_path / "voicefoot" / "mixing" / "some.py").write_text(module)
    (tmp_path / "tests" / "mixing" / "test_some.py").write_text(test)
    for folder in ("voicefoot", "voicefoot/mixing", "tests", "tests/mixing"):
        (tmp_path / folder / "__init__.py").touch()
    command = [sys.executable, str(tmp_path / "scripts" / "mutate"), "mixing", "--patience", "1"]
    command += ["--tests", "tests/mixing"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    outcomes = json.loads((tmp_path / ".cache" / "mutants" / "report.json").read_text())
    lived = {one["mutant"].split(":", 1)[1] for one in outcomes if not one["killed_by"]}
    assert lived == {
        "3 off by one: 5 -> (6)",
        "3 off by one: 5 -> (4)",
        "4 off by one: 2 -> (3)",
        "4 off by one: 2 -> (1)",
        "15 return value: return count * 2 -> return None",
        "15 arithmetic: count * 2 -> (count / 2)",
        "15 off by one: 2 -> (3)",
        "15 off by one: 2 -> (1)",
    }
    assert ran.returncode == 1, ran.stderr
    assert "LIVES voicefoot/mixing/some.py:15 off by one: 2 -> (3) (0 tests)" in ran.stdout
    hung = [one for one in outcomes if one["how"].startswith("ended with no end")]
    assert {one["mutant"].split(" ", 1)[1] for one in hung} == {
        "removed statement: count -= 1 -> pass",
        "off by one: 1 -> (0)",
    }
