"""Signals to a real process."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.controls.terminal import TIMEOUT_SECONDS, Log, environment, python, wait_until_stopped
from voicefoot.controls.signals import signals
from voicefoot.playing.remote import Remote

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

Start = Callable[..., tuple[subprocess.Popen[str], Log]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a session in a process group of its own, as a shell does, or in a session of its own."""
    started: list[subprocess.Popen[str]] = []

    def begin(*what: str, alone: bool = False) -> tuple[subprocess.Popen[str], Log]:
        log = Log(tmp_path / f"log {len(started)}")
        process = subprocess.Popen(
            python(log.path, "signals", *what),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=alone,
            process_group=None if alone else 0,
        )
        started.append(process)
        log.wait_for("playing")
        return process, log

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_ends_a_process_ends_the_session_cleanly(start: Start, number: signal.Signals) -> None:
    session, log = start()
    while session.poll() is None:  # again and again, while it saves, and to its very end
        session.send_signal(number)
    assert session.returncode == 0
    assert log.lines() == ["playing", "stop", "now over", "saved"]


def test_a_session_that_hears_nothing_is_interrupted(start: Start) -> None:
    session, log = start("deaf")
    session.terminate()
    _, stderr = session.communicate(timeout=TIMEOUT_SECONDS)
    assert session.returncode == -signal.SIGINT
    assert stderr.splitlines()[-1] == "KeyboardInterrupt"
    assert log.lines() == ["playing"]


def test_a_session_is_paused_before_it_is_stopped_and_goes_on_with_the_process(start: Start) -> None:
    session, log = start("users")
    for times in range(1, 4):
        session.send_signal(signal.SIGTSTP)
        wait_until_stopped(session.pid)
        log.wait_for("pause", "now paused", "second gives it back", "first gives it back")
        session.send_signal(signal.SIGCONT)
        log.wait_for_count("now playing", times)
        # They may be told twice: by the signal, and by going on.
        assert log.lines().count("first takes it") >= times
    session.terminate()
    assert session.wait(TIMEOUT_SECONDS) == 0
    assert log.lines()[-2:] == ["now over", "saved"]


def test_who_paused_it_before_has_the_say_about_how_it_goes_on(start: Start) -> None:
    session, log = start("paused", "users")
    session.send_signal(signal.SIGTSTP)
    wait_until_stopped(session.pid)
    session.send_signal(signal.SIGCONT)
    log.wait_for("second takes it")
    session.terminate()
    assert session.wait(TIMEOUT_SECONDS) == 0
    assert "resume" not in log.lines()


def test_a_session_that_was_not_paused_by_a_signal_is_not_told_to_go_on(start: Start) -> None:
    session, log = start("users")
    session.send_signal(signal.SIGSTOP)
    wait_until_stopped(session.pid)
    session.send_signal(signal.SIGCONT)
    log.wait_for("playing", "first takes it", "second takes it")
    session.terminate()
    assert session.wait(TIMEOUT_SECONDS) == 0
    assert log.lines()[3:] == ["stop", "now over", "saved"]


def test_a_session_that_hears_nothing_is_stopped_all_the_same(start: Start) -> None:
    session, _ = start("deaf")
    session.send_signal(signal.SIGTSTP)
    wait_until_stopped(session.pid)


def test_where_no_shell_could_let_it_go_on_it_is_only_paused(start: Start) -> None:
    session, log = start("users", alone=True)
    session.send_signal(signal.SIGTSTP)
    log.wait_for(
        "now paused", "second gives it back", "first gives it back", "first takes it", "second takes it"
    )
    session.send_signal(signal.SIGCONT)
    log.wait_for("resume", "now playing")


def test_afterwards_signals_do_what_they_did_before() -> None:
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP, signal.SIGCONT)
    before = [signal.getsignal(number) for number in numbers]
    with signals(Remote()):
        assert all(signal.getsignal(number) not in (signal.SIG_DFL, *before) for number in numbers)
    assert [signal.getsignal(number) for number in numbers] == before


def test_outside_of_the_main_thread_nothing_is_done() -> None:
    found = []

    def look() -> None:
        with signals(Remote()):
            found.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [signal.getsignal(signal.SIGTERM)]
