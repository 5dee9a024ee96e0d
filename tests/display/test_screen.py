"""In a real terminal: it shows the session, survives what terminals do, and is left as it was found."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.display.moments import PLAYING, RATE, drawn, sections
from tests.display.tmux import AFTER, BEFORE, Driven, Lines, Tmux, own_folders
from voicefoot.timeline.snapshot import snapshot_at

Open = Callable[..., Driven]

SHORT = """\
title: A short while
sides: none
exercises:
  - name: Heel raises
    say: Rise, and lower.
    get_ready: 0s
    reps: 6
    every: 1s
"""


@pytest.fixture
def folder() -> Iterator[Callable[[], Path]]:
    with own_folders() as make:
        yield make


@pytest.fixture
def tmux(folder: Callable[[], Path]) -> Open:
    def open_terminal(
        columns: int = 80, rows: int = 24, before: str = "", after: str = "", frame: int = 0
    ) -> Driven:
        return Driven(folder(), columns, rows, before, after, frame)

    return open_terminal


def picture(
    frame: int, columns: int, rows: int, name: str = "Towel scrunches", *, keys: bool = True
) -> Lines:
    return drawn(snapshot_at(sections(name), frame, RATE, 9.0), columns, rows, PLAYING, keys=keys)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 15), (20, 15)])
def test_a_terminal_shows_the_session_and_is_given_back(tmux: Open, columns: int, rows: int) -> None:
    def wait_for_picture(frame: int) -> None:
        terminal.wait_for_picture(picture(frame, columns, rows, keys=False), rows)

    # Without a keyboard that sets the modes, it is the view that keeps typed keys off its picture.
    terminal = tmux(columns, rows, before="NO_KEYBOARD=1")
    wait_for_picture(0)
    terminal.ask(2 * RATE)
    wait_for_picture(2 * RATE)
    assert not terminal.echoes()
    terminal.run("send-keys", "typed keys", "Enter")
    terminal.ask(2 * RATE + RATE // 2)
    wait_for_picture(2 * RATE + RATE // 2)
    terminal.ask(6 * RATE, end="well")
    terminal.assert_as_found(0)


def test_survives_a_resize(tmux: Open) -> None:
    terminal = tmux(80, 24, frame=2 * RATE)
    for columns, rows in [(80, 24), (40, 15), (100, 40), (20, 3), (80, 24)]:
        terminal.resize(columns, rows)
        terminal.wait_for_picture(picture(2 * RATE, columns, rows), rows)
    terminal.ask(2 * RATE, end="well")
    terminal.assert_as_found(0)


def test_a_size_that_was_exported_is_not_believed(tmux: Open) -> None:
    terminal = tmux(40, 15, before="COLUMNS=100 LINES=50", frame=2 * RATE)
    terminal.wait_for_picture(picture(2 * RATE, 40, 15), 15)


def test_states_and_keys_come_and_go(tmux: Open) -> None:
    terminal = tmux(40, 15, frame=2 * RATE)
    terminal.wait_for_picture(picture(2 * RATE, 40, 15), 15)
    terminal.ask(2 * RATE, state="paused")
    terminal.wait_for("Paused. Space goes on.")
    terminal.ask(2 * RATE, state="paused", keys=True)
    terminal.wait_for("? closes")
    terminal.ask(2 * RATE)
    terminal.wait_for_picture(picture(2 * RATE, 40, 15), 15)


def test_an_error_gives_the_terminal_back(tmux: Open) -> None:
    terminal = tmux(after="2> errors")
    terminal.wait_for_picture(picture(0, 80, 24), 24)
    terminal.ask(RATE, end="badly")
    terminal.assert_as_found(1)
    assert "something broke" in (terminal.folder / "errors").read_text(encoding="utf-8")


def test_an_interrupt_gives_the_terminal_back(tmux: Open) -> None:
    terminal = tmux(after="2> errors")
    terminal.wait_for_picture(picture(0, 80, 24), 24)
    terminal.run("send-keys", "C-c")
    terminal.assert_as_found(130)


def test_a_stopped_session_gives_the_terminal_back_until_it_goes_on(tmux: Open) -> None:
    look = "stty -g > modes-stopped; echo stopped; cat; fg"
    terminal = tmux(before="set -m;", after=f"; {look}", frame=2 * RATE)
    terminal.wait_for_picture(picture(2 * RATE, 80, 24), 24)
    terminal.run("send-keys", "C-z")
    terminal.wait_until(lambda lines: "stopped" in lines)
    terminal.assert_own_screen()
    modes = [
        (terminal.folder / f"modes-{when}").read_text(encoding="utf-8") for when in ("before", "stopped")
    ]
    assert modes[0] == modes[1]
    terminal.run("send-keys", "C-d")
    terminal.wait_for_picture(picture(2 * RATE, 80, 24), 24)
    terminal.ask(2 * RATE, end="well")
    terminal.assert_as_found(0)


@pytest.mark.parametrize(
    "name", ["足の指でタオルをたぐり寄せる運動、右足と左足", "पैर की उंगलियों से तौलिया खींचें"]
)
@pytest.mark.parametrize("rows", [15, 8, 3])
def test_characters_of_all_widths_stay_within_their_columns(tmux: Open, name: str, rows: int) -> None:
    terminal = tmux(40, rows, before=f"EXERCISE={shlex.quote(name)}", frame=2 * RATE)
    terminal.wait_for_picture(picture(2 * RATE, 40, rows, name), rows)


def test_a_line_that_is_too_long_after_all_breaks_no_other(tmux: Open) -> None:
    terminal = tmux()
    terminal.wait_for_picture(picture(0, 80, 24), 24)
    flags = terminal.run("display-message", "-p", "#{cursor_flag} #{wrap_flag} #{alternate_on}")
    assert flags.split() == ["0", "0", "1"]


def test_colour_is_for_those_who_want_it(tmux: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    colour = re.compile(r"\x1b\[[0-9;]*3[0-7][;m]")
    plain = tmux()
    plain.wait_for_picture(picture(0, 80, 24), 24)
    shown = plain.run("capture-pane", "-p", "-e")
    assert "\x1b[1mTowel scrunches" in shown
    assert not colour.search(shown)
    monkeypatch.delenv("NO_COLOR")
    coloured = tmux(frame=4 * RATE)
    coloured.wait_for_picture(picture(4 * RATE, 80, 24), 24)
    assert colour.search(coloured.run("capture-pane", "-p", "-e"))


def test_an_old_encoding_shows_plain_digits(tmux: Open) -> None:
    terminal = tmux(before="PYTHONIOENCODING=ascii", frame=2 * RATE)
    plain = [line.translate(str.maketrans("█░·…", "#-|~")) for line in picture(2 * RATE, 80, 24)]
    terminal.wait_for_picture(plain, 24)


def test_a_dumb_terminal_gets_lines(tmux: Open) -> None:
    terminal = tmux(before="TERM=dumb")
    terminal.wait_for("0:00  Towel scrunches")
    terminal.ask(6 * RATE, state="paused")
    lines = terminal.wait_for("Paused. Space goes on.")
    assert "0:05  Seated toe taps" in lines
    terminal.ask(0, end="well")
    terminal.assert_as_found(0)


def test_in_the_background_it_leaves_the_screen_to_the_shell(tmux: Open) -> None:
    terminal = tmux(before="set -m;", after="& wait $!")
    terminal.wait_for("0:00  Towel scrunches")
    terminal.ask(0, end="well")
    terminal.assert_as_found(0)


def shows_count_and_bars(margin: str, block: str, count_rows: int) -> Callable[[Lines], bool]:
    """A count as high as `count_rows` or more, made of blocks, and two bars at this margin."""

    def holds(lines: Lines) -> bool:
        bars = [
            any(line.startswith(f"{margin}{bar}  █") for line in lines) for bar in ("Exercise", "Session ")
        ]
        return all(bars) and sum(block in line for line in lines) >= count_rows

    return holds


def test_the_program_itself(folder: Callable[[], Path]) -> None:
    own = folder()
    (own / "short.yaml").write_text(SHORT, encoding="utf-8")
    options = ["--output", "null", "--voice", "pyttsx3", "--talk", "counts"]
    play = [sys.executable, "-m", "voicefoot", "play", "short.yaml", *options]
    terminal = Tmux(own, 80, 24, f"{BEFORE}; {shlex.join(play)}; {AFTER}")
    terminal.wait_until(shows_count_and_bars("  ", "████", 14))
    terminal.resize(40, 15)
    terminal.wait_until(shows_count_and_bars(" ", "██", 7))
    terminal.run("send-keys", "C-c")
    terminal.assert_as_found(130)
