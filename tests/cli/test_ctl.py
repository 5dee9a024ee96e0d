"""`voicefoot ctl`, and sessions in other processes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.controls.terminal import TIMEOUT_SECONDS, Log, environment, python, wait_until_stopped
from voicefoot.cli.ctl import described
from voicefoot.cli.main import cli, run
from voicefoot.controls import ctl_client, ctl_sockets
from voicefoot.controls.ctl_protocol import STATUS
from voicefoot.controls.ctl_server import MAX_CONNECTIONS
from voicefoot.controls.ctl_sockets import folder, socket_file
from voicefoot.playing.remote import Command, State, Status

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sockets of POSIX")

Start = Callable[..., subprocess.Popen[bytes]]
Ctl = Callable[..., str]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a session with a socket."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(*what: str) -> subprocess.Popen[bytes]:
        log = Log(tmp_path / f"log {len(started)}")
        started.append(subprocess.Popen(python(log.path, "server", *what), env=environment()))
        log.wait_for("playing")
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def ctl(capsys: pytest.CaptureFixture[str]) -> Ctl:
    def type_and_read(*words: str, code: int | None = 0) -> str:
        assert run(["ctl", *words]) in ({0, 1} if code is None else {code})
        said = capsys.readouterr()
        assert "" in (said.out, said.err)
        return (said.out + said.err).removesuffix("\n")

    return type_and_read


def test_a_session_is_steered_from_another_terminal(start: Start, ctl: Ctl, tmp_path: Path) -> None:
    session = start()
    assert ctl("status") == "Playing: Towel scrunches (1 of 3), right foot, 10:23 left"
    assert ctl("pause") == "Paused: Towel scrunches (1 of 3), right foot, 10:23 left"
    assert ctl("toggle").startswith("Playing: ")
    assert ctl("next") == "Playing: Seated toe taps (2 of 3), right foot, 10:23 left"
    assert ctl("prev").startswith("Playing: Towel scrunches (1 of 3)")
    assert ctl("go-to", "seated s").startswith("Playing: Seated stretch (3 of 3)")
    assert ctl("go-to", "2").startswith("Playing: Seated toe taps (2 of 3)")
    assert ctl("volume", "60%").endswith(", 10:23 left, volume 60%")
    assert ctl("slower").endswith(", volume 60%, tempo 90%")
    others = ("repeat", "again", "left", "faster", "quieter", "louder", "too-hard", "too-easy", "resume")
    for word in (*others, "done", "media-next"):
        assert ctl(word).startswith("Playing: Seated toe taps")
    assert ctl("stop") == "Over: Seated toe taps (2 of 3), right foot, volume 60%, tempo 90%"
    assert session.wait(TIMEOUT_SECONDS) == 0
    heard = Log(tmp_path / "log 0").lines()
    assert {word for word in heard if not word.startswith("now ")} == {*Command, "playing", "saved"}
    assert list(folder().iterdir()) == []


def test_programs_read_how_it_stands(start: Start, ctl: Ctl) -> None:
    start()
    expected = Status(
        "Feet",
        State.PLAYING,
        ("Towel scrunches", "Seated toe taps", "Seated stretch"),
        side="right foot",
        left_seconds=622.4,
    )
    as_lists = json.loads(json.dumps(asdict(expected)))
    assert json.loads(ctl("status", "--json")) == as_lists
    assert json.loads(ctl("volume", "50", "--json")) == {**as_lists, "volume": 0.5}


def test_a_name_is_sought_in_this_round_and_then_in_the_others(start: Start, ctl: Ctl) -> None:
    start("rounds")
    assert ctl("status").startswith("Playing: Towel scrunches, round 1 of 2 (1 of 6), right foot")
    assert ctl("go-to", "seated toe").startswith("Playing: Seated toe taps, round 1 of 2 (2 of 6)")
    assert ctl("go-to", "Towel scrunches").startswith("Playing: Towel scrunches, round 1 of 2 (1 of 6)")
    assert ctl("go-to", "6").startswith("Playing: Seated stretch, round 2 of 2 (6 of 6)")
    assert ctl("go-to", "towel").startswith("Playing: Towel scrunches, round 2 of 2 (4 of 6)")
    status = json.loads(ctl("status", "--json"))
    assert status["rounds"][0] == [{"block": "Feet", "round": 1, "of": 2, "words": ""}]
    assert len(status["rounds"]) == len(status["exercises"]) == 6


def test_without_a_session_it_says_so(ctl: Ctl) -> None:
    alone = "voicefoot: no session is running; start one with: voicefoot play"
    assert ctl("status", code=1) == alone
    folder().mkdir(mode=0o700)
    assert ctl("next", code=1) == alone
    assert ctl("next", "--pid", "1", code=1) == alone


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("dance",), "there is no command called"),
        (("s",), "type more of it"),
        (("volume",), "for example: voicefoot ctl volume 60"),
        (("volume", "loud"), "give a percentage from 0 to 100"),
        (("volume", "101"), "give a percentage from 0 to 100"),
        (("volume", "9" * 5000), "give a percentage from 0 to 100"),
        (("go-to",), "for example: voicefoot ctl go-to 2"),
        (("go-to", "0"), "give a number from 1 to 3"),
        (("go-to", "4"), "give a number from 1 to 3"),
        (("go-to", "seated"), '"Seated toe taps" or "Seated stretch"; type more of it'),
        (("go-to", "towl scrunches"), 'did you mean "Towel scrunches"?'),
        (("next", "2"), 'leave out "2"'),
    ],
)
def test_what_makes_no_sense_is_told_with_what_to_do(
    start: Start, ctl: Ctl, words: tuple[str, ...], told: str
) -> None:
    start()
    assert told in ctl(*words, code=2)
    assert ctl("status").startswith("Playing: Towel scrunches (1 of 3), right foot, 10:23 left")


def test_what_is_not_done_yet_is_no_success(start: Start, ctl: Ctl) -> None:
    start("slow")
    told = ctl("next", code=1)
    assert "the session received next but has not carried it out yet; check" in told
    assert ctl("status").startswith("Playing: Seated toe taps (2 of 3)")


def test_of_several_sessions_the_newest_is_meant_unless_another_is_chosen(start: Start, ctl: Ctl) -> None:
    first, second = start(), start("paused")
    assert ctl("status").startswith("Paused")
    assert ctl("next", "--pid", str(first.pid)).startswith("Playing: Seated toe taps")
    assert f"try --pid {second.pid} or {first.pid}" in ctl("next", "--pid", "1", code=1)
    second.kill()
    second.wait()
    assert ctl("status").startswith("Playing: Seated toe taps")
    assert [path.name for path in folder().iterdir()] == [f"{first.pid}.sock"], "the dead one is cleared away"


def test_a_session_that_is_stopped_is_not_waited_for_without_end(
    start: Start, ctl: Ctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = start()
    session.send_signal(signal.SIGSTOP)
    wait_until_stopped(session.pid)
    monkeypatch.setattr(ctl_client, "TIMEOUT_SECONDS", 0.1)
    assert "does not answer; where Ctrl-Z stopped it, type fg in its terminal" in ctl("status", code=1)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"", "ended before it answered"),
        (b"nonsense\n", "can't be understood"),
        (b"[" * 100_000 + b"\n", "can't be understood"),
        (b'{"ok": true, "carried_out": true, "status": {"title": "Feet"}}\n', "can't be understood"),
        (b'{"ok": true, "carried_out": true, "status": 7}\n', "can't be understood"),
        (b"7\n", "can't be understood"),
    ],
)
def test_an_answer_that_is_none_is_one_message(ctl: Ctl, answer: bytes, told: str) -> None:
    folder().mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(socket_file(folder(), 1)))
        listener.listen()

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(100)
                connection.sendall(answer)

        other = threading.Thread(target=serve)
        other.start()
        assert told in ctl("status", code=1)
        other.join()


def test_it_starts_without_what_only_sound_needs() -> None:
    heavy = "('numpy', 'yaml', 'av', 'miniaudio', 'sqlite3', 'rich')"
    code = (
        "import sys; from voicefoot.cli.main import run; run(['ctl', 'status']); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=True
    )
    assert done.stdout.strip() == "[]"
    assert "no session is running" in done.stderr


def test_the_help_names_every_command() -> None:
    told = (cli.commands["ctl"].help or "").split()
    assert {*Command, STATUS} <= set(told)


def test_names_do_not_steer_the_terminal() -> None:
    status = Status("Feet", State.PAUSED, ("\x1b[31mTa\nps",), side="\x9b2Jleft")
    assert described(status) == "Paused: [31mTa ps (1 of 1), 2Jleft"


STATUS_OF_ALL = Status("Feet", State.PLAYING, ("Taps", "Lifts"), exercise=1, left_seconds=3661.2)


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (STATUS_OF_ALL, "Playing: Lifts (2 of 2), 1:01:02 left"),
        (replace(STATUS_OF_ALL, state=State.WAITING), "Waiting for you: Lifts (2 of 2), 1:01:02 left"),
        (replace(STATUS_OF_ALL, state=State.LOST), "Waiting for a speaker: Lifts (2 of 2), 1:01:02 left"),
        (Status(), "Starting"),
        (Status("Feet"), "Starting: Feet"),
    ],
)
def test_how_a_session_stands_is_one_line(status: Status, line: str) -> None:
    assert described(status) == line


def connected(pid: int) -> socket.socket:
    connection = ctl_sockets.connect(socket_file(folder(), pid), TIMEOUT_SECONDS)
    assert connection is not None
    return connection


def send_as_far_as_taken(connection: socket.socket, data: bytes) -> None:
    connection.setblocking(False)
    with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
        while True:
            connection.send(data)


@pytest.mark.skipif(sys.platform != "linux", reason="counts what a process has open as Linux shows it")
def test_a_crowd_of_every_kind_costs_few_descriptors_and_no_thread(start: Start, ctl: Ctl) -> None:
    pid = start().pid
    assert ctl("status").startswith("Playing: ")

    def count(what: str) -> int:
        return len(list(Path(f"/proc/{pid}/{what}").iterdir()))

    threads, descriptors = count("task"), count("fd")
    with contextlib.ExitStack() as crowd:
        for number in range(2 * MAX_CONNECTIONS):
            each = crowd.enter_context(connected(pid))
            match number % 6:
                case 0:
                    each.sendall(b'{"command": "sta')
                case 1:
                    send_as_far_as_taken(each, b'{"command": "status"}\n')
                case 2:
                    send_as_far_as_taken(each, b"x" * 100_000)
                case 3:
                    each.sendall(b'{"command": "louder"}\n')
                    each.close()
                case 4:
                    each.close()
            assert count("task") == threads
            assert count("fd") <= descriptors + MAX_CONNECTIONS + 1
        # One that finds no room is told, and others are silent for long enough soon.
        assert ctl("pause", code=None).startswith(("Paused: ", "voicefoot: 128 programs are connected"))
    assert ctl("next").startswith(("Paused: ", "Playing: "))
