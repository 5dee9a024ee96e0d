"""The keyboard, at a real terminal."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("termios")

from tests.controls.terminal import Log, Terminal, environment, python, wait_until, wait_until_stopped
from voicefoot.controls.key_bindings import help_text
from voicefoot.controls.keyboard import Keyboard
from voicefoot.playing.remote import Remote

Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    opened: list[Terminal] = []

    def open_terminal(*what: str, shell: list[str] | None = None) -> Terminal:
        log = tmp_path / f"log {len(opened)}"
        opened.append(Terminal(shell or python(log, *what), log))
        return opened[-1]

    yield open_terminal
    for each in opened:
        each.end()


def test_keys_are_commands_and_the_terminal_is_given_back(terminal: Open) -> None:
    window = terminal("keyboard")
    window.log.wait_for("playing")
    window.wait_for_modes(single_keys=True)
    window.type(b" ")
    window.log.wait_for("toggle", "now paused")
    window.type(b"\x1b[C\x1bOCNx\xe8\xb6\xb3\xffp")
    window.log.wait_for("next", "next", "next", "previous")
    window.type(b"q")
    assert window.wait_for_end() == 0
    assert window.log.lines()[-1] == "saved"
    assert window.shown == b"", "what was typed is not shown"


def test_an_escape_alone_does_nothing_and_takes_no_key_with_it(terminal: Open) -> None:
    window = terminal("keyboard")
    window.log.wait_for("playing")
    window.type(b"\x1b")
    window.type(b"\x1b[A")
    window.log.wait_for("playing", "louder")
    window.type(b"\x1b")

    def heard() -> bool:
        window.type(b"n")
        return "next" in window.log.lines()

    wait_until(heard, window.log.lines)
    window.type(b"q")
    assert window.wait_for_end() == 0


def test_a_question_mark_shows_the_keys(terminal: Open) -> None:
    window = terminal("keyboard")
    window.log.wait_for("playing")
    window.type(b"?")
    window.log.wait_for("playing", *help_text().splitlines())
    window.type(b"q")
    assert window.wait_for_end() == 0


def test_ctrl_c_interrupts_as_ever(terminal: Open) -> None:
    window = terminal("keyboard")
    window.log.wait_for("playing")
    window.type(b"\x03")
    assert window.wait_for_end() in (1, -signal.SIGINT)
    assert b"KeyboardInterrupt" in window.shown


def test_an_error_gives_the_terminal_back(terminal: Open) -> None:
    window = terminal("keyboard", "broken")
    window.log.wait_for("playing")
    window.type(b"q")
    assert window.wait_for_end() == 1
    assert b"something broke" in window.shown


def test_when_it_goes_on_after_whatever_stopped_it_keys_are_commands_again(terminal: Open) -> None:
    window = terminal("keyboard", "signals")
    window.log.wait_for("playing")
    window.program.send_signal(signal.SIGSTOP)
    wait_until_stopped(window.program.pid)
    window.set_modes(window.found)
    window.program.send_signal(signal.SIGCONT)
    window.wait_for_modes(single_keys=True)
    window.type(b"n")
    window.log.wait_for("next")
    window.type(b"q")
    assert window.wait_for_end() == 0
    assert window.log.lines() == ["playing", "next", "stop", "now over", "saved"]


def test_modes_that_nobody_changed_while_it_was_stopped_are_not_taken_for_those_found(terminal: Open) -> None:
    window = terminal("keyboard", "users", "signals")
    window.log.wait_for("playing")
    window.program.send_signal(signal.SIGSTOP)
    wait_until_stopped(window.program.pid)
    window.program.send_signal(signal.SIGCONT)
    window.log.wait_for("first takes it", "second takes it")
    window.type(b"n")
    window.log.wait_for("second takes it", "next")
    window.type(b"q")
    assert window.wait_for_end() == 0


def test_a_terminal_that_is_closed_ends_the_session_cleanly(terminal: Open) -> None:
    window = terminal("keyboard", "signals")
    window.log.wait_for("playing")
    window.close()
    assert window.program.wait(60) == 0
    assert window.log.lines() == ["playing", "stop", "now over", "saved"]


def test_a_terminal_that_is_closed_ends_nothing_but_the_keyboard_where_that_is_ignored(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    ignoring = ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"]
    window = Terminal([*ignoring, *python(log, "keyboard", "users", "signals")], log)
    window.log.wait_for("playing")
    window.close()  # which sends SIGCONT together with SIGHUP
    window.log.wait_for("playing", "first takes it", "second takes it")
    window.program.terminate()
    assert window.program.wait(60) == 0
    assert window.log.lines()[3:] == ["stop", "now over", "saved"]


# -- job control, with a real shell ---------------------------------------------------------------


SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "--noediting", "-i"],  # sets modes of its own when a job stops
    "dash": ["dash", "-i"],  # takes them as the job left them
}


@pytest.fixture(params=SHELLS)
def shell(terminal: Open, request: pytest.FixtureRequest) -> Terminal:
    if shutil.which(request.param) is None and not os.environ.get("CI"):
        pytest.skip(f"needs {request.param}")
    window = terminal(shell=SHELLS[request.param])
    typed(window, "PS1='rea''dy> '")
    return window


def typed(window: Terminal, line: str, control: bytes = b"") -> str:
    """What is shown after `line` was typed, or a control character, until the shell asks for the next."""
    before = len(window.shown)
    window.type(control or line.encode() + b"\n")
    wait_until(lambda: window.shown[before:].endswith(b"ready> "), lambda: window.shown)
    return window.shown[before:].decode().removeprefix(line).removesuffix("ready> ").strip()


def run_in(window: Terminal, *what: str) -> None:
    window.type(shlex.join(python(window.log.path, *what)).encode() + b"\n")
    window.log.wait_for("playing")
    window.wait_for_modes(single_keys=True)


CTRL_Z = b"\x1a"
MODES = "stty -a | grep -ow -e '-\\?icanon' -e '-\\?echo' | xargs"


def test_a_stopped_session_gives_the_terminal_back_and_takes_it_again(shell: Terminal) -> None:
    run_in(shell, "keyboard", "signals")
    typed(shell, "", CTRL_Z)
    shell.log.wait_for("playing", "pause", "now paused")
    assert typed(shell, MODES) == "icanon echo"
    shell.type(b"fg\n")
    shell.log.wait_for("now paused", "resume", "now playing")
    shell.wait_for_modes(single_keys=True)
    shell.type(b"n")
    shell.log.wait_for("next")
    shell.type(b"q")
    shell.log.wait_for("stop", "now over", "saved")
    typed(shell, "")
    assert typed(shell, MODES) == "icanon echo"


def test_in_the_background_keys_are_the_shells(shell: Terminal) -> None:
    run_in(shell, "keyboard", "signals")
    typed(shell, "", CTRL_Z)
    typed(shell, "bg")
    shell.log.wait_for("resume", "now playing")
    assert typed(shell, "echo quiet | tr q Q") == "Quiet"
    assert "stop" not in shell.log.lines()
    assert "Running" in typed(shell, "jobs")
    shell.type(b"fg\n")
    shell.wait_for_modes(single_keys=True)
    shell.type(b"q")
    shell.log.wait_for("stop", "now over", "saved")


def test_started_in_the_background_it_waits_for_the_foreground(shell: Terminal) -> None:
    command = shlex.join(python(shell.log.path, "keyboard", "signals"))
    typed(shell, f"{command} &")
    shell.log.wait_for("playing")
    assert "Running" in typed(shell, "jobs")
    shell.type(b"fg\n")
    shell.wait_for_modes(single_keys=True)
    shell.type(b"q")
    shell.log.wait_for("stop", "now over", "saved")


def test_a_session_that_ends_in_the_background_leaves_the_terminal_alone(shell: Terminal) -> None:
    run_in(shell, "keyboard", "signals")
    typed(shell, "", CTRL_Z)
    typed(shell, "bg")
    shell.log.wait_for("resume", "now playing")
    assert "over" in typed(shell, "kill %1; wait; echo over").splitlines()
    assert shell.log.lines()[-3:] == ["stop", "now over", "saved"]


# -- no terminal ----------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", [False, True])
def test_what_is_no_terminal_is_left_alone(closed: bool) -> None:
    stream = io.StringIO("qqq")
    if closed:
        stream.close()
    remote = Remote()
    with Keyboard(stream, remote, lambda _text: None) as keyboard:
        keyboard.suspend()
        keyboard.resume()
        assert remote.next_order(0.0) is None


def test_what_is_piped_in_is_not_read(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    session = subprocess.Popen(
        [*python(log.path, "keyboard", "signals")],
        stdin=subprocess.PIPE,
        env=environment(),
    )
    assert session.stdin is not None
    session.stdin.write(b"nnn")
    session.stdin.close()
    log.wait_for("playing")
    session.terminate()
    assert session.wait(60) == 0
    assert log.lines() == ["playing", "stop", "now over", "saved"]
