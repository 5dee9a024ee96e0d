"""What is written, and when: on a screen only what changed, elsewhere lines."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

import pytest

from tests.display.moments import PLAYING, RATE, sections
from voicefoot.controls.keyboard import Keyboard
from voicefoot.display.live_view import HELP_SECONDS, NOTICE_SECONDS, LiveView
from voicefoot.model.rounds import Round
from voicefoot.playing.remote import Remote, State
from voicefoot.timeline.timeline import Section

PAUSED = replace(PLAYING, state=State.PAUSED)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


# -- where there is no terminal -------------------------------------------------------------------


def test_elsewhere_each_exercise_is_a_line_with_its_time() -> None:
    stream = io.StringIO()
    with LiveView(stream, RATE) as view:
        view.update([], 0, None)
        for frame in range(0, 9 * RATE, RATE // 4):
            view.update(sections(), frame, 9.0)
    assert stream.getvalue() == "0:00  Towel scrunches\n0:05  Seated toe taps\n"


def test_elsewhere_an_exercise_that_was_gone_to_has_its_time_in_the_session() -> None:
    stream = io.StringIO()
    with LiveView(stream, RATE) as view:
        gone_to = replace(PLAYING, exercise=1, exercise_starts_seconds=(0.0, 75.0))
        view.update(sections("Seated toe taps"), 0, 9.0, gone_to)
    assert stream.getvalue() == "1:15  Seated toe taps\n"


def test_elsewhere_what_happens_is_a_line_too() -> None:
    stream = io.StringIO()
    with LiveView(stream, RATE) as view:
        view.show_notice("The voice is another one.")
        for status in (PLAYING, PAUSED, PAUSED, replace(PLAYING, volume=0.7), PLAYING):
            view.update(sections(), 0, 9.0, status)
        view.show_help(["space  pause", "n  next"])
        view.update(sections(), 0, 9.0, replace(PLAYING, state=State.LOST))
    assert stream.getvalue().splitlines() == [
        "0:00  Towel scrunches",
        "The voice is another one.",
        "Paused. Space goes on.",
        "Volume 70%",
        "Volume 100%",
        "The speaker is gone. Waiting for it.",
        "space pause",
        "n next",
    ]


def test_without_keys_none_is_named() -> None:
    stream = io.StringIO()
    with LiveView(stream, RATE, keys=False) as view:
        view.update(sections(), 0, 9.0, PAUSED)
    assert stream.getvalue() == "0:00  Towel scrunches\nPaused.\n"


def test_an_exercise_that_is_arranged_anew_is_no_other_one() -> None:
    stream = io.StringIO()
    again = [Section("Towel scrunches", RATE, 6 * RATE, ())]
    with LiveView(stream, RATE) as view:
        view.update(sections(), 2 * RATE, 9.0, PLAYING)
        view.update(again, 2 * RATE, 9.0, PLAYING)
        assert stream.getvalue() == "0:00  Towel scrunches\n"
        view.update(again, 3 * RATE, 9.0, replace(PLAYING, exercise=1))
    assert stream.getvalue() == "0:00  Towel scrunches\n0:01  Towel scrunches\n", "the second round"


def test_elsewhere_each_round_is_a_line() -> None:
    stream = io.StringIO()
    rounds = [(Round(None, number, 3),) for number in (1, 2, 3)]
    made = [Section("Squats", 5 * n * RATE, 5 * (n + 1) * RATE, (), rounds=rounds[n]) for n in range(3)]
    status = replace(PLAYING, exercises=("Squats",) * 3)
    with LiveView(stream, RATE) as view:
        for frame in range(0, 15 * RATE, RATE // 4):
            view.update(made, frame, 15.0, replace(status, exercise=frame // (5 * RATE)))
    assert stream.getvalue() == (
        "0:00  Squats, round 1 of 3\n0:05  Squats, round 2 of 3\n0:10  Squats, round 3 of 3\n"
    )


def test_elsewhere_too_a_name_steers_nothing() -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, "latin-1", newline="")
    with LiveView(stream, RATE) as view:
        view.update(sections("Fuß\x1b[2J\n日"), 0, None)
        view.show_notice("\x1b[2Jnews\n")
        view.update(sections("Fuß\x1b[2J\n日"), 0, None)
    assert written.getvalue() == b"0:00  Fu\xdf[2J ?\n[2Jnews\n"


def test_without_a_terminal_no_screen_is_prepared() -> None:
    asked = (
        "import io, sys; from voicefoot.display.live_view import LiveView;"
        "from voicefoot.timeline.timeline import Section;"
        "view = LiveView(io.StringIO(), 48000); view.update([Section('one', 0, 9, ())], 0, None);"
        "print('rich.console' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# -- a terminal of our own ------------------------------------------------------------------------


class Screen(io.StringIO):
    """A stream that says it is a terminal, and has no size of its own."""

    def isatty(self) -> bool:
        return True

    def new_text(self) -> str:
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm")
    return Screen()


def test_redraws_only_what_changed(screen: Screen) -> None:
    with LiveView(screen, RATE) as view:
        view.update(sections(), 2 * RATE, 9.0)
        assert screen.new_text().startswith("\x1b[?1049h")
        view.update(sections(), 2 * RATE, 9.0)
        view.update(sections(), 2 * RATE + RATE // 100, 9.0)
        assert screen.new_text() == ""
        view.update(sections(), 2 * RATE + RATE // 2, 9.0)
        text = screen.new_text()
        assert text.count("\x1b[2K") == 2, "two bars"
        assert "█" in text


def test_nothing_is_written_before_there_is_something_to_show(screen: Screen) -> None:
    with LiveView(screen, RATE) as view:
        view.update([], 0, None, PAUSED)
        view.suspend()
    assert screen.getvalue() == ""


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_dumb_terminal_gets_lines(screen: Screen, monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    monkeypatch.setenv("TERM", term)
    with LiveView(screen, RATE) as view:
        view.update(sections(), 0, 9.0)
    assert screen.getvalue() == "0:00  Towel scrunches\n"


def test_a_terminal_that_goes_away_does_not_end_the_session(screen: Screen) -> None:
    def gone(_: str) -> int:
        raise OSError(5, "Input/output error")

    with LiveView(screen, RATE) as view:
        view.update(sections(), 0, 9.0)
        screen.write = gone  # type: ignore[method-assign]  # the other end hangs up
        view.update(sections(), RATE, 9.0)
        view.update(sections(), 2 * RATE, 9.0)


def test_a_notice_is_shown_for_a_short_while(screen: Screen) -> None:
    clock = Clock()
    with LiveView(screen, RATE, now_seconds=clock) as view:
        view.update(sections(), 0, 9.0, PLAYING)
        view.update(sections(), 0, 9.0, replace(PLAYING, volume=0.7))
        assert "Volume 70%" in screen.new_text()
        clock.seconds += NOTICE_SECONDS - 0.1
        view.update(sections(), 0, 9.0, replace(PLAYING, volume=0.7))
        assert screen.new_text() == ""
        clock.seconds += 0.2
        view.update(sections(), 0, 9.0, replace(PLAYING, volume=0.7))
        assert "space pause" in screen.new_text()


def test_the_keys_are_shown_until_they_are_asked_for_again_or_for_a_while(screen: Screen) -> None:
    clock = Clock()
    with LiveView(screen, RATE, now_seconds=clock) as view:
        view.update(sections(), 0, 9.0, PLAYING)
        for closing_seconds in (0.0, HELP_SECONDS + 1):
            view.show_help(["space  pause"])
            view.update(sections(), 0, 9.0, PLAYING)
            assert "space  pause" in screen.new_text()
            if not closing_seconds:
                view.show_help(["space  pause"])
            clock.seconds += closing_seconds
            view.update(sections(), 0, 9.0, PLAYING)
            assert "Gather the towel." in screen.new_text()


def test_suspended_it_writes_nothing_and_then_draws_all_anew(screen: Screen) -> None:
    with LiveView(screen, RATE) as view:
        view.update(sections(), 2 * RATE, 9.0)
        first = screen.new_text()
        view.suspend()
        assert screen.new_text().endswith("\x1b[?7h\x1b[?25h\x1b[?1049l")
        view.update(sections(), 3 * RATE, 9.0)
        assert screen.new_text() == ""
        view.resume()
        view.update(sections(), 2 * RATE, 9.0)
        assert screen.new_text() == first


# -- typed keys -----------------------------------------------------------------------------------


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with open(theirs, "w", encoding="utf-8") as stream:  # noqa: PTH123 # a descriptor has no path
        yield stream
    os.close(ours)


def echoes(stream: TextIO) -> bool:
    return bool(termios.tcgetattr(stream)[3] & termios.ECHO)


def test_where_no_keyboard_steers_it_typed_keys_do_not_show_while_it_draws(
    terminal: TextIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    found = termios.tcgetattr(terminal)
    with LiveView(terminal, RATE, keys=False) as view:
        assert echoes(terminal)
        view.update(sections(), 0, 9.0)
        assert not echoes(terminal)
        view.suspend()
        assert echoes(terminal)
        view.resume()
        view.update(sections(), 0, 9.0)
        assert not echoes(terminal)
    assert termios.tcgetattr(terminal) == found


@pytest.mark.parametrize("first", ["keyboard", "view"])
def test_whoever_of_view_and_keyboard_comes_first_the_terminal_is_as_it_was(
    terminal: TextIO, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """After a stop the view may draw before the keyboard has its modes again."""
    monkeypatch.setenv("TERM", "xterm")
    found = termios.tcgetattr(terminal)
    with LiveView(terminal, RATE) as view:
        if first == "view":
            view.update(sections(), 0, 9.0)
        with Keyboard(terminal, Remote(), lambda _text: None):
            assert not echoes(terminal)
            view.update(sections(), 0, 9.0)
            view.suspend()
            assert not echoes(terminal), "the keyboard still listens"
    assert termios.tcgetattr(terminal) == found
