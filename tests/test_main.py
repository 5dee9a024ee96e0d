"""How the package and its command begin."""

from __future__ import annotations

import subprocess
import sys
from types import FunctionType

import pytest

import voicefoot
from voicefoot import __main__
from voicefoot.cli import main
from voicefoot.errors import INTERRUPTED


def printed(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("name", voicefoot.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(voicefoot, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'sing'"):
        _ = voicefoot.sing


@pytest.mark.parametrize(
    "first",
    [
        "voicefoot.planning.plan",
        "voicefoot.mixing.mix",
        "voicefoot.arranging.arrange",
        "voicefoot.timeline.score",
    ],
)
def test_a_verb_keeps_its_name_whatever_is_imported_first(first: str) -> None:
    name = first.rpartition(".")[2]
    told = printed(f"import {first}; import voicefoot; print(type(voicefoot.{name}).__name__)")
    assert told == FunctionType.__name__


@pytest.mark.parametrize(
    ("before", "after"), [("os.environ.pop(name, None)", "1"), ("os.environ[name] = '3'", "3")]
)
def test_numpy_is_to_start_no_threads_unless_it_was_told_to(before: str, after: str) -> None:
    name = "import os, sys, voicefoot.__main__; name = 'OPENBLAS_NUM_THREADS'"
    run = "sys.argv = ['voicefoot', '--version']\ntry: voicefoot.__main__.main()\nexcept SystemExit: pass"
    assert printed(f"{name}; {before}\n{run}\nprint(os.environ[name])").split()[-1] == after


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["play", "--help"]])
def test_what_is_not_used_is_not_imported(arguments: list[str]) -> None:
    names = "numpy", "yaml", "av", "miniaudio", "asyncio", "dbus_fast", "rich", "wakepy"
    heavy = f"[name for name in {names} if name in sys.modules]"
    told = printed(f"import sys; from voicefoot.cli.main import run; run({arguments}); print({heavy})")
    assert told.splitlines()[-1] == "[]"


def test_ctrl_c_at_the_very_start_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "run", interrupted)
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == INTERRUPTED
