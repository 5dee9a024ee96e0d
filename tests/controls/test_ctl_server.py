"""The socket of a session, and callers of every kind."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.controls.terminal import TIMEOUT_SECONDS
from voicefoot.controls import ctl_client, ctl_server, ctl_sockets
from voicefoot.controls.ctl_protocol import MAX_REQUEST_BYTES
from voicefoot.controls.ctl_server import Server
from voicefoot.controls.ctl_sockets import folder, socket_file
from voicefoot.errors import ControlError
from voicefoot.playing.remote import Command, Order, Remote, State, Status

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sockets of POSIX")

PLAYING = Status("Feet", State.PLAYING, ("Towel scrunches", "Seated toe taps"))


class Caller:
    """A program that has connected, and its lines."""

    def __init__(self) -> None:
        connection = ctl_sockets.connect(socket_file(folder(), os.getpid()), TIMEOUT_SECONDS)
        assert connection is not None
        self._socket = connection
        self._received = b""

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def answer(self) -> dict[str, Any]:
        while b"\n" not in self._received:
            more = self._socket.recv(65_536)
            assert more, "it was left without an answer"
            self._received += more
        line, _, self._received = self._received.partition(b"\n")
        said: dict[str, Any] = json.loads(line)
        return said

    def ask(self, request: object) -> dict[str, Any]:
        self.send(json.dumps(request).encode() + b"\n")
        return self.answer()

    def wait_until_left(self) -> None:
        with contextlib.suppress(ConnectionResetError):
            while self._socket.recv(65_536):
                pass

    def send_until_nothing_is_taken(self, data: bytes) -> None:
        self._socket.settimeout(0.2)
        with contextlib.suppress(TimeoutError):
            while True:
                self._socket.sendall(data)

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def remote() -> Remote:
    remote = Remote()
    remote.publish(PLAYING)
    return remote


@pytest.fixture
def taken(remote: Remote) -> Iterator[list[Order]]:
    """The orders that a session of `remote` took; it carries each out by doing nothing."""
    orders: list[Order] = []
    over = threading.Event()

    def take() -> None:
        while not over.is_set():
            order = remote.next_order(0.01)
            if order is not None:
                orders.append(order)

    session = threading.Thread(target=take)
    session.start()
    yield orders
    over.set()
    session.join()


@pytest.fixture
def call(remote: Remote) -> Iterator[Callable[[], Caller]]:
    """Connects to the server of `remote`."""
    callers: list[Caller] = []

    def connect() -> Caller:
        callers.append(Caller())
        return callers[-1]

    with Server(remote) as serving:
        assert serving.problem is None
        yield connect
        for caller in callers:
            caller.close()


Call = Callable[[], Caller]


def assert_serves(call: Call) -> None:
    """Somebody else is answered as ever."""
    assert call().ask({"command": "status"})["status"]["title"] == "Feet"


def test_an_order_is_answered_with_how_things_stand_once_it_is_carried_out(
    remote: Remote, call: Call
) -> None:
    caller = call()
    caller.send(b'{"command": "volume", "value": 0.5}\n')
    assert remote.next_order(TIMEOUT_SECONDS) == Order(Command.VOLUME, 0.5)
    remote.publish(Status("Feet", State.PLAYING, volume=0.5))
    remote.next_order(0.0)
    said = caller.answer()
    assert (said["ok"], said["carried_out"]) == (True, True)
    assert (said["status"]["volume"], said["status"]["state"]) == (0.5, "playing")


def test_requests_that_come_together_are_answered_one_by_one(call: Call, taken: list[Order]) -> None:
    caller = call()
    caller.send(b'{"command": "next"}\n{"command": "go-to", "value": 1}\n{"command": "status"}\n{"comm')
    assert [caller.answer()["ok"] for _ in range(3)] == [True] * 3
    assert taken == [Order(Command.NEXT), Order(Command.GO_TO, 1.0)]
    caller.send(b'and": "pause"}\n')
    assert caller.answer()["carried_out"]
    assert taken[2:] == [Order(Command.PAUSE)]


NO_REQUESTS = [
    b"",
    b"next",
    b"\xff\xfe\x00",
    b"[" * 4000,
    b"NaN",
    b'"next"',
    b"{}",
    b'{"command": ["next"]}',
    b'{"command": "dance"}',
    b'{"command": "next", "value": 1}',
    b'{"command": "volume"}',
    b'{"command": "volume", "value": true}',
    b'{"command": "volume", "value": "0.5"}',
    b'{"command": "volume", "value": 1.1}',
    b'{"command": "volume", "value": -1e999}',
    b'{"command": "volume", "value": NaN}',
    b'{"command": "go-to", "value": 2}',
    b'{"command": "go-to", "value": 0.5}',
    b'{"command": "go-to", "value": ' + b"9" * 4000 + b"}",
]


def test_garbage_is_answered_with_what_is_wrong_and_obeyed_in_nothing(call: Call, taken: list[Order]) -> None:
    caller = call()
    for line in NO_REQUESTS:
        caller.send(line + b"\n")
        said = caller.answer()
        assert not said["ok"], line
        assert "; " in said["error"]
    assert taken == []
    assert caller.ask({"command": "next"})["carried_out"]


def test_the_longest_line_is_read_and_a_longer_one_is_not(call: Call, taken: list[Order]) -> None:
    caller = call()
    line = b'{"command": "next"}'
    caller.send(line + b" " * (MAX_REQUEST_BYTES - len(line)) + b"\n")
    assert caller.answer()["carried_out"]
    caller.send(line + b" " * (MAX_REQUEST_BYTES - len(line) + 1) + b"\n")
    assert not caller.answer()["ok"]
    caller.wait_until_left()
    assert taken == [Order(Command.NEXT)]


def test_a_line_without_an_end_is_not_kept(call: Call) -> None:
    caller = call()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        caller.send(b"x" * 5_000_000)
    caller.wait_until_left()
    assert_serves(call)


def test_who_sends_half_a_line_and_falls_silent_is_left(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    half = call()
    half.send(b'{"command": "ne')
    assert_serves(call)
    monkeypatch.setattr(ctl_server, "CONNECTION_TIMEOUT_SECONDS", 0.0)
    half.wait_until_left()
    assert_serves(call)


def test_who_says_nothing_may_stay(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctl_server, "CONNECTION_TIMEOUT_SECONDS", 0.0)
    monkeypatch.setattr(ctl_server, "POLL_SECONDS", 0.001)
    silent, half = call(), call()
    half.send(b"{")
    half.wait_until_left()
    assert silent.ask({"command": "status"})["ok"]


def test_who_never_reads_harms_nobody(remote: Remote, call: Call) -> None:
    remote.publish(Status("Feet", State.PLAYING, tuple(f"Exercise {number}" for number in range(500))))
    call().send_until_nothing_is_taken(b'{"command": "status"}\n' * 1000)
    assert_serves(call)


def test_a_hundred_at_once_are_all_answered(call: Call, taken: list[Order]) -> None:
    callers = [call() for _ in range(100)]
    with ThreadPoolExecutor(len(callers)) as threads:
        said = list(threads.map(lambda caller: caller.ask({"command": "louder"}), callers))
    assert all(each["carried_out"] for each in said)
    assert taken == [Order(Command.LOUDER)] * 100


def test_the_next_one_takes_the_place_of_who_has_been_silent_longest(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctl_server, "SILENT_SECONDS", 0.0)
    silent = [call() for _ in range(ctl_server.MAX_CONNECTIONS)]
    silent[0].ask({"command": "status"})
    assert_serves(call)
    told = silent[1].answer()
    assert (told["ok"], told["busy"]) == (False, True)
    assert "connect again" in told["error"]
    silent[1].wait_until_left()
    for stays in (silent[0], silent[2]):
        assert stays.ask({"command": "status"})["ok"]


def test_who_finds_no_room_is_told_so(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctl_server, "SILENT_SECONDS", TIMEOUT_SECONDS)
    inside = [call() for _ in range(ctl_server.MAX_CONNECTIONS)]
    for _ in range(20):
        refused = call()
        told = refused.answer()
        assert (told["ok"], told["busy"]) == (False, True)
        assert "try again" in told["error"]
        refused.wait_until_left()
    with ctl_client.attach(os.getpid()) as session, pytest.raises(ControlError, match="try again"):
        session.ask("status")
    assert all(caller.ask({"command": "status"})["ok"] for caller in inside)


def test_who_waits_for_an_order_keeps_its_place(
    remote: Remote, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctl_server, "SILENT_SECONDS", 0.0)
    monkeypatch.setattr(ctl_server, "MAX_CONNECTIONS", 2)
    waiting = call()
    waiting.send(b'{"command": "next"}\n')
    assert remote.next_order(TIMEOUT_SECONDS) == Order(Command.NEXT)
    for _ in range(5):
        assert_serves(call)
    remote.next_order(0.0)
    assert waiting.answer()["carried_out"]


def test_orders_of_those_who_left_are_bounded(
    remote: Remote, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctl_server, "MAX_WAITING_ORDERS", 10)
    for number in range(30):
        leaving = call()
        leaving.send(b'{"command": "next"}\n')
        if number >= 10:
            assert leaving.answer()["busy"]
        leaving.close()
        assert_serves(call)
    assert remote.waiting == 10
    call().send(b'{"command": "stop"}\n')
    assert_serves(call)
    assert remote.next_order(TIMEOUT_SECONDS) == Order(Command.STOP)


def test_who_leaves_before_the_answer_harms_nobody(remote: Remote, call: Call) -> None:
    leaving = call()
    leaving.send(b'{"command": "next"}\n')
    assert remote.next_order(TIMEOUT_SECONDS) == Order(Command.NEXT)
    leaving.close()
    remote.next_order(0.0)
    assert_serves(call)


def test_an_order_that_takes_too_long_is_told_of(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctl_server, "ORDER_TIMEOUT_SECONDS", 0.0)
    said = call().ask({"command": "next"})
    assert (said["ok"], said["carried_out"]) == (True, False)


def test_who_ended_the_session_is_told_so(remote: Remote) -> None:
    with Server(remote):
        stopping, late, another = Caller(), Caller(), Caller()
        stopping.send(b'{"command": "stop"}\n')
        assert remote.next_order(TIMEOUT_SECONDS) == Order(Command.STOP)
        late.send(b'{"command": "next"}\n')
        for _ in range(2):  # what comes after the first answer was sent after the order had been taken
            another.ask({"command": "status"})
        remote.publish(Status("Feet", State.OVER))
    said, too_late = stopping.answer(), late.answer()
    assert (said["carried_out"], said["status"]["state"]) == (True, "over")
    assert (too_late["carried_out"], too_late["status"]["state"]) == (False, "over")
    for caller in (stopping, late, another):
        caller.wait_until_left()
        caller.close()


@pytest.mark.parametrize(("free", "crowd"), [(4, 30), (0, 1)])
def test_with_too_few_descriptors_all_are_answered_in_turn(call: Call, free: int, crowd: int) -> None:
    resource = pytest.importorskip("resource")
    usual = resource.getrlimit(resource.RLIMIT_NOFILE)
    last = os.dup(0)
    spare = [os.dup(0) for _ in range(free)]
    path = socket_file(folder(), os.getpid())
    calling = subprocess.Popen(
        [sys.executable, "-c", CROWD, str(path), str(crowd)], stdout=subprocess.PIPE, text=True
    )
    assert calling.stdout is not None
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(last, *spare, 0) + 1, usual[1]))
        for each in spare:
            os.close(each)
        assert calling.stdout.readline() == "called\n"
        if free:
            assert calling.stdout.readline() == "answered\n"
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, usual)
        os.close(last)
    told, _ = calling.communicate(timeout=TIMEOUT_SECONDS)
    assert free or told == "answered\n"
    assert_serves(call)


CROWD = """
import socket, sys
crowd = []
for _ in range(int(sys.argv[2])):
    crowd.append(socket.socket(socket.AF_UNIX))
    crowd[-1].connect(sys.argv[1])
crowd[-1].settimeout(60)
crowd[-1].sendall(b'{"command": "status"}\\n')
print("called", flush=True)
print("answered" if crowd[-1].recv(100).startswith(b'{"ok": true') else "not", flush=True)
"""


def test_where_too_many_come_at_once_the_next_one_waits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "socket"
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(str(path))
        listener.listen(0)
        with contextlib.suppress(BlockingIOError):
            while True:
                one = stack.enter_context(socket.socket(socket.AF_UNIX))
                one.setblocking(False)
                one.connect(str(path))
        # As it waits, one of the others is attended to.
        monkeypatch.setattr(time, "sleep", lambda _seconds: stack.enter_context(listener.accept()[0]))
        connection = ctl_sockets.connect(path, TIMEOUT_SECONDS)
        assert connection is not None
        stack.enter_context(connection)


# -- whose it is ----------------------------------------------------------------------------------

NOBODY = 65_534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs another user, and so root")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_the_socket_is_the_users_alone_and_goes_with_the_session(remote: Remote) -> None:
    before = os.umask(0)
    try:
        with Server(remote):
            assert mode(folder()) == 0o700
            assert mode(socket_file(folder(), os.getpid())) == 0o600
    finally:
        os.umask(before)
    assert list(folder().iterdir()) == []


def test_a_folder_that_is_open_to_others_is_closed(remote: Remote) -> None:
    folder().mkdir()
    folder().chmod(0o777)
    with Server(remote):
        assert mode(folder()) == 0o700


def assert_not_served(remote: Remote) -> None:
    with Server(remote) as serving:
        assert serving.problem is not None
        assert "set XDG_RUNTIME_DIR to" in serving.problem


def test_a_folder_that_is_somewhere_else_is_not_trusted(remote: Remote, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    folder().symlink_to(elsewhere)
    assert_not_served(remote)
    assert list(elsewhere.iterdir()) == []


@as_root
def test_a_folder_of_another_user_is_not_trusted(remote: Remote) -> None:
    folder().mkdir(mode=0o700)
    os.chown(folder(), NOBODY, NOBODY)
    assert_not_served(remote)


def test_a_file_in_the_way_is_told_of(remote: Remote) -> None:
    folder().write_text("in the way", encoding="utf-8")
    assert_not_served(remote)


def test_a_folder_whose_neighbours_could_exchange_it_is_not_trusted(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = folder()
    here.parent.chmod(0o777)
    monkeypatch.setattr(ctl_sockets, "folder", lambda: here)
    assert_not_served(remote)
    here.parent.chmod(0o1777)
    with Server(remote) as serving:
        assert serving.problem is None, "as in /tmp"


CALL = """
import os, socket, sys
os.setgroups([]), os.setgid(int(sys.argv[2])), os.setuid(int(sys.argv[2]))
with socket.socket(socket.AF_UNIX) as connection:
    connection.settimeout(60)
    connection.connect(sys.argv[1])
    print("connected", flush=True)
    connection.sendall(b'{"command": "status"}\\n')
    print("answered", len(connection.recv(100)))
"""


def called_by_another_user(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", CALL, str(path), str(NOBODY)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def open_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder that other users can walk to, since pytest's own is closed to them."""
    with tempfile.TemporaryDirectory(prefix="vf") as place:
        monkeypatch.setenv("XDG_RUNTIME_DIR", place)
        yield Path(place)


@as_root
def test_another_user_can_not_connect(remote: Remote, open_place: Path) -> None:
    with Server(remote):
        open_place.chmod(0o755)
        path = open_place / "voicefoot" / f"{os.getpid()}.sock"
        assert "PermissionError" in called_by_another_user(path)


@as_root
def test_another_user_who_connects_all_the_same_is_left_at_once(remote: Remote, open_place: Path) -> None:
    with Server(remote):
        path = open_place / "voicefoot" / f"{os.getpid()}.sock"
        for each in (open_place, path.parent, path):
            each.chmod(0o777)
        output = called_by_another_user(path)
    assert "connected" in output
    assert "answered 0" in output or "BrokenPipeError" in output or "ConnectionResetError" in output


def test_a_path_that_is_too_long_is_told_of(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    assert_not_served(remote)


def test_the_sockets_of_the_dead_are_cleared_away(remote: Remote) -> None:
    folder().mkdir(mode=0o700)
    dead = socket_file(folder(), 1)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(dead))
    (folder() / "a note").write_text("of somebody", encoding="utf-8")
    with Server(remote):
        assert {path.name for path in folder().iterdir()} == {f"{os.getpid()}.sock", "a note"}
