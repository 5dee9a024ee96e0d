"""The program itself in a real terminal, steered with keys, and seen."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.display.tmux import AFTER, BEFORE, Lines, Tmux, own_folders
from voicefoot.controls.key_bindings import BINDINGS

ROUTINE = """\
title: Two of them
sides: none
exercises:
  - {name: Heel raises, say: Rise., get_ready: 0s, reps: 200, every: 1s}
  - {name: Towel scrunches, say: Gather., get_ready: 0s, reps: 300, every: 1s}
"""
SIZES = pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 15)])
OPTIONS = ["--output", "null", "--voice", "pyttsx3", "--talk", "counts"]

Open = Callable[..., Tmux]


@pytest.fixture
def playing() -> Iterator[Open]:
    """A terminal in which the session counts."""
    with own_folders() as make:

        def start(columns: int, rows: int, before: str = "", after: str = "") -> Tmux:
            folder: Path = make()
            (folder / "two.yaml").write_text(ROUTINE, encoding="utf-8")
            play = shlex.join([sys.executable, "-m", "voicefoot", "play", "two.yaml", *OPTIONS])
            terminal = Tmux(folder, columns, rows, f"{BEFORE}; {before} {play} 2>&1 {after}; {AFTER}")
            terminal.wait_for("of 200")
            return terminal

        yield start


def shows(*texts: str) -> Callable[[Lines], bool]:
    return lambda lines: all(any(text in line for line in lines) for text in texts)


@SIZES
def test_keys_are_seen_and_the_terminal_is_given_back(playing: Open, columns: int, rows: int) -> None:
    terminal = playing(columns, rows)
    terminal.run("send-keys", "Space")
    terminal.wait_until(shows("Paused. Space goes on.", "Heel raises"))
    terminal.run("send-keys", "?")
    keys = [binding.does for binding in BINDINGS if binding.named != "?"]
    lines = terminal.wait_until(shows("? closes", *keys[: rows - 3]))
    assert max(map(len, lines)) <= columns
    terminal.run("send-keys", "?")
    terminal.wait_until(lambda lines: not shows("? closes")(lines))
    terminal.run("send-keys", "Right")
    terminal.wait_until(
        lambda lines: shows("Towel scrunches", "of 300")(lines) and not shows("Paused")(lines)
    )
    terminal.run("send-keys", "-")
    terminal.wait_for("Volume 90%")
    terminal.run("send-keys", "q", "Space", "n")
    terminal.assert_as_found(0)


def test_ctrl_z_pauses_it_and_fg_goes_on(playing: Open) -> None:
    terminal = playing(80, 24, "set -m;", "; stty -g > modes-stopped; echo stopped; cat; fg")
    terminal.run("send-keys", "C-z")
    terminal.wait_until(lambda lines: "stopped" in lines)
    terminal.assert_own_screen()
    modes = [(terminal.folder / f"modes-{when}").read_text() for when in ("before", "stopped")]
    assert modes[0] == modes[1]
    terminal.run("send-keys", "C-d")
    terminal.wait_until(lambda lines: shows("Heel raises", "of 200")(lines) and not shows("Paused")(lines))
    terminal.run("send-keys", "q")
    terminal.assert_as_found(0)
