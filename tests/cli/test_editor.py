"""Which editor is opened, and how."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from voicefoot.cli.editor import command_for, find_editor, open_editor
from voicefoot.errors import CommandError


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs, and nothing else on the PATH."""
    folder = tmp_path / "the programs"
    folder.mkdir()
    for name in ("nano", "vi", "code"):
        program(folder / name)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(path: Path) -> Path:
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_visual_comes_before_editor_and_both_before_what_is_there(programs: Path) -> None:
    assert find_editor({"VISUAL": "code --wait", "EDITOR": "vi"}) == ("code", "--wait")
    assert find_editor({"VISUAL": " ", "EDITOR": "vi"}) == ("vi",)
    assert find_editor({}) == ("nano",)
    (programs / "nano").unlink()
    assert find_editor({}) == ("vi",)


def test_paths_with_spaces_may_be_quoted_or_stand_alone(programs: Path) -> None:
    assert find_editor({"EDITOR": f"'{programs}/vi' -n 'a b'"}) == (f"{programs}/vi", "-n", "a b")
    assert find_editor({"EDITOR": f"{programs}/vi"}) == (f"{programs}/vi",)


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("ed --fast", "VISUAL names the editor ed, which is not there; name one that is"),
        ("'vi", "VISUAL has a quotation mark that is not closed, in 'vi; close it"),
    ],
)
def test_an_editor_that_is_not_there_is_told_of(value: str, says: str) -> None:
    with pytest.raises(CommandError) as raised:
        find_editor({"VISUAL": value, "EDITOR": "vi"})
    assert str(raised.value).startswith(says)


def test_where_there_is_no_editor_it_is_said_how_to_name_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="there is no editor; install nano"):
        find_editor({})


def test_the_line_is_named_to_editors_that_know_how(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    assert command_for(("/usr/bin/vi",), file, 7) == ["/usr/bin/vi", "+7", str(file)]
    assert command_for(("code", "--wait"), file, 7) == ["code", "--wait", str(file)]
    assert command_for(("vi",), Path("-o.yaml")) == ["vi", "./-o.yaml"]


def test_an_interrupt_is_for_the_editor(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    code = "import signal; signal.raise_signal(signal.SIGINT)"
    with open_editor([sys.executable, "-c", code]) as process:
        os.kill(os.getpid(), signal.SIGINT)
        process.wait()
    assert process.returncode != 0
    assert signal.getsignal(signal.SIGINT) is before
    text = tmp_path / "text"
    text.write_text("no program")
    text.chmod(0o755)
    with pytest.raises(CommandError, match="can't be started"), open_editor([str(text)]):
        pass
