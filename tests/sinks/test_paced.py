"""Pipes and sockets: real ones, and a clock that is ours where it is about time."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.sinks.signals import endless, in_stereo, noise, pull_of
from tests.sinks.test_null import Clock
from tests.support.paths import ROOT
from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import CommandError, SinkError, SinkLost
from voicefoot.sinks.paced import PacedSink, Writer
from voicefoot.sinks.pipe import adapter as pipe_adapter
from voicefoot.sinks.tcp import adapter as tcp_adapter
from voicefoot.sinks.tcp import parse_address

MONO = AudioFormat(48_000, 1)
TIMEOUT_SECONDS = 30.0


class RecordingWriter:
    """A writer that records what it is given, and when."""

    def __init__(self, clock: Clock | None = None, slow_seconds: float = 0.0) -> None:
        self.clock, self.slow_seconds = clock or Clock(), slow_seconds
        self.parts: list[bytes] = []
        self.times: list[float] = []
        self.closed = 0

    def connect(self, _wait_seconds: float, _stopping: threading.Event) -> Writer:
        return self

    def write(self, data: bytes, _stopping: threading.Event) -> None:
        self.clock.now += self.slow_seconds
        self.parts.append(data)
        self.times.append(self.clock.now)

    def close(self) -> None:
        self.closed += 1

    @property
    def frames(self) -> Block:
        return np.frombuffer(b"".join(self.parts), dtype="<i2").reshape(-1, 2)


def paced(clock: Clock, writer: RecordingWriter) -> PacedSink:
    return PacedSink(writer.connect, 0.0, clock, clock.sleep)


def test_it_writes_20_ms_at_a_time_and_a_tenth_of_a_second_ahead() -> None:
    clock = Clock()
    writer = RecordingWriter(clock)
    sink = paced(clock, writer)
    samples = noise(2.0)
    sink.start(pull_of(samples), MONO)
    assert sink.wait(TIMEOUT_SECONDS)
    assert {len(part) for part in writer.parts} == {960 * 4}
    due = 100.0 - 0.1 + 0.02 * np.arange(len(writer.times))
    np.testing.assert_allclose(writer.times, np.maximum(due, 100.0), atol=1e-6)
    np.testing.assert_array_equal(writer.frames[: len(samples)], in_stereo(samples))
    assert not writer.frames[len(samples) :].any()
    assert len(writer.frames) >= len(samples) + 14_400, "a reader's last piece gets full"
    assert writer.closed == 1


def test_a_stereo_session_stays_as_it_is() -> None:
    clock = Clock()
    writer = RecordingWriter(clock)
    samples = np.stack([np.arange(1, 3001), np.arange(3001, 1, -1)], axis=1).astype(np.int16)
    sink = paced(clock, writer)
    sink.start(pull_of(samples), AudioFormat(44_100, 2))
    assert sink.wait(TIMEOUT_SECONDS)
    assert {len(part) for part in writer.parts} == {882 * 4}
    np.testing.assert_array_equal(writer.frames[:3000], samples)


def test_a_reader_that_is_slower_is_not_raced() -> None:
    clock = Clock()
    writer = RecordingWriter(clock, slow_seconds=0.03)
    sink = paced(clock, writer)
    sink.start(pull_of(noise(3.0)), MONO)
    assert sink.wait(TIMEOUT_SECONDS)
    np.testing.assert_allclose(np.diff(writer.times), 0.03, atol=1e-6)


@contextmanager
def drained(descriptor: int) -> Iterator[list[bytes]]:
    """Reads until the other side closes."""
    parts: list[bytes] = []

    def read() -> None:
        while part := os.read(descriptor, 65_536):
            parts.append(part)

    thread = threading.Thread(target=read)
    thread.start()
    yield parts
    thread.join(TIMEOUT_SECONDS)
    assert not thread.is_alive()


def heard(parts: list[bytes]) -> Block:
    return np.frombuffer(b"".join(parts), dtype="<i2").reshape(-1, 2)


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "fifo with spaces"
    os.mkfifo(path)
    return path


def test_a_pipe_gets_every_frame(fifo: Path) -> None:
    samples = noise(1.0)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reader, True)
    sink = pipe_adapter.open(str(fifo))
    sink.start(pull_of(samples), MONO)
    with drained(reader) as parts:
        assert sink.wait(TIMEOUT_SECONDS)
        sink.stop()
    os.close(reader)
    np.testing.assert_array_equal(heard(parts)[: len(samples)], in_stereo(samples))


def test_a_pipe_and_its_reader_are_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "later"
    sink = pipe_adapter.open(str(path))
    sink.connect_timeout_seconds = TIMEOUT_SECONDS
    starting = threading.Thread(target=sink.start, args=(pull_of(noise(0.7)), MONO))
    starting.start()
    os.mkfifo(path)
    with path.open("rb") as reader, drained(reader.fileno()) as parts:
        starting.join(TIMEOUT_SECONDS)
        assert sink.wait(TIMEOUT_SECONDS)
        sink.stop()
    assert len(heard(parts)) > 33_600


def test_a_stop_ends_the_waiting_for_a_reader(fifo: Path) -> None:
    sink = pipe_adapter.open(str(fifo))
    sink.connect_timeout_seconds = TIMEOUT_SECONDS * 2
    raised: list[BaseException] = []

    def start() -> None:
        try:
            sink.start(endless, MONO)
        except SinkError as error:
            raised.append(error)

    starting = threading.Thread(target=start)
    starting.start()
    sink.stop()
    starting.join(TIMEOUT_SECONDS)
    assert len(raised) == 1


def test_nobody_who_reads_is_an_error_in_words(fifo: Path, tmp_path: Path) -> None:
    sink = pipe_adapter.open(str(fifo))
    sink.limit_start_wait(0.0)
    assert sink.wait(0.0) is False
    with pytest.raises(SinkError, match=r"nobody reads the pipe .*; start the program"):
        sink.start(endless, MONO)
    missing = pipe_adapter.open(str(tmp_path / "nothing"))
    missing.limit_start_wait(0.0)
    with pytest.raises(SinkError, match=r"there is no pipe .*nothing; .*mkfifo"):
        missing.start(endless, MONO)


def test_a_reader_that_leaves_is_a_loss(fifo: Path) -> None:
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    sink = pipe_adapter.open(str(fifo))
    sink.start(endless, MONO)
    os.close(reader)
    with pytest.raises(SinkLost, match=r"went away .*; start it again"):
        sink.wait(TIMEOUT_SECONDS)
    sink.stop()


def test_a_reader_that_is_stuck_is_a_loss(fifo: Path) -> None:
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    sink = pipe_adapter.open(str(fifo))
    sink.start(endless, MONO)
    with pytest.raises(SinkLost, match="takes nothing any more"):
        sink.wait(TIMEOUT_SECONDS)
    sink.stop()
    os.close(reader)


def test_what_is_no_pipe_is_refused(tmp_path: Path) -> None:
    (tmp_path / "session.raw").write_text("precious")
    for name, what in (("session.raw", "is no pipe"), (".", "is a folder")):
        with pytest.raises(CommandError, match=what):
            pipe_adapter.open(str(tmp_path / name))
    assert (tmp_path / "session.raw").read_text() == "precious"
    with pytest.raises(CommandError, match="pipe:PATH"):
        pipe_adapter.open(None)


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_socket_gets_every_frame(family: socket.AddressFamily) -> None:
    try:
        server = socket.create_server(("127.0.0.1" if family == socket.AF_INET else "::1", 0), family=family)
    except OSError:
        assert family == socket.AF_INET6
        pytest.skip("there is no IPv6 here")
    with server:
        host, port = server.getsockname()[:2]
        sink = tcp_adapter.open(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
        samples = noise(1.0)
        sink.start(pull_of(samples), MONO)
        connection, _ = server.accept()
        with connection, drained(connection.fileno()) as parts:
            assert sink.wait(TIMEOUT_SECONDS)
            sink.stop()
    np.testing.assert_array_equal(heard(parts)[: len(samples)], in_stereo(samples))


def test_a_receiver_that_leaves_is_a_loss() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        sink = tcp_adapter.open(f"127.0.0.1:{server.getsockname()[1]}")
        sink.start(endless, MONO)
        connection, _ = server.accept()
        connection.close()
        with pytest.raises(SinkLost, match="went away"):
            sink.wait(TIMEOUT_SECONDS)
        sink.stop()


def test_a_receiver_that_is_stuck_is_a_loss_and_a_stop_ends_the_waiting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sinks = [tcp_adapter.open(f"127.0.0.1:{server.getsockname()[1]}") for _ in range(2)]
        for sink in sinks:
            sink.start(endless, MONO)
        sinks[1].stop()
        assert not sinks[1].wait()
        with pytest.raises(SinkLost, match=r"takes nothing any more|went away"):
            sinks[0].wait(TIMEOUT_SECONDS)
        sinks[0].stop()


def test_nobody_who_listens_is_an_error_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(SinkError, match=f"nobody listens at 127.0.0.1:{port}; start the server"):
        tcp_adapter.open(f"127.0.0.1:{port}").start(endless, MONO)


def test_a_host_that_nobody_knows_is_an_error_in_words() -> None:
    with pytest.raises(SinkError, match=r"the host .* is not known"):
        tcp_adapter.open("a..b:4953").start(endless, MONO)


@pytest.mark.parametrize(
    "text", ["kitchen", "kitchen:", ":4953", "kitchen:0", "kitchen:65536", "::1:4953", "kitchen:http"]
)
def test_what_is_no_address_is_a_wrong_command(text: str) -> None:
    with pytest.raises(CommandError, match="is not an address; write `--output tcp:HOST:PORT`"):
        parse_address(text)


def test_addresses_are_shown_as_they_are_written() -> None:
    for text in ("kitchen.local:4953", "[::1]:4953", "127.0.0.1:1"):
        assert str(parse_address(text)) == text


def test_both_say_that_what_reads_them_sleeps_in_silence(fifo: Path) -> None:
    for sink in (pipe_adapter.open(str(fifo)), tcp_adapter.open("127.0.0.1:4953")):
        assert sink.sleeps_in_silence
        assert sink.latency_seconds == 0.1


def test_standard_output_is_a_pipe_too() -> None:
    script = (
        "from tests.sinks.signals import noise, pull_of\n"
        "from voicefoot.audio import AudioFormat\n"
        "from voicefoot.sinks.pipe import adapter\n"
        "sink = adapter.open('-')\n"
        "sink.start(pull_of(noise(0.7)), AudioFormat())\n"
        "assert sink.wait(30)\n"
        "sink.stop()\n"
    )
    root = ROOT
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=root, check=True)
    samples = noise(0.7)
    np.testing.assert_array_equal(heard([done.stdout])[: len(samples)], in_stereo(samples))
