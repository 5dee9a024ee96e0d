"""A real sound server without a sound card: a private PulseAudio whose speakers only listen.

The server is ours alone: its socket, its home and its ALSA configuration lie in a temporary folder.
Each test gets a speaker of its own, so tests may run side by side. What a speaker hears is recorded
from its monitor by `parec`, as 16-bit frames.

Where PulseAudio is not installed these tests are skipped; where `CI` is set they fail instead.
"""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from voicefoot.audio import Block

SAMPLE_RATE = 48_000
CHANNELS = 2
TIMEOUT_SECONDS = 30.0
"""How long to wait for a program before the test fails; nothing is right or wrong because of it."""

_PROGRAMS = ("pulseaudio", "pactl", "parec")
_MAPS = {2: "front-left,front-right", 4: "front-left,front-right,rear-left,rear-right"}
_numbers = itertools.count(1)


def is_listened_to(path: Path) -> bool:
    """Whether a connection to the socket at `path` is taken: it is there a moment earlier than that."""
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True


class PulseServer:
    """A running server; `environment` leads clients to it, through PulseAudio and through ALSA."""

    def __init__(self, folder: Path) -> None:
        """Everything of the server's lies in `folder`."""
        self._folder = folder
        (folder / "run").mkdir(mode=0o700)
        (folder / "asound.conf").write_text("pcm.default { type pulse }\nctl.default { type pulse }\n")
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "PULSE_SERVER": f"unix:{folder}/native",
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
        }
        self.start()

    def start(self) -> None:
        """Starts the server, at the same socket each time, without any speaker; waits until it answers."""
        native = self._folder / "native"
        native.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--use-pid-file=no",
                "--exit-idle-time=-1",
                "--disable-shm=no",
                "--log-level=error",
                "-L",
                f"module-native-protocol-unix auth-anonymous=1 socket={native}",
            ],
            env=os.environ | self.environment | {"HOME": str(self._folder)},
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not is_listened_to(native):
            assert self.process.poll() is None, "pulseaudio ended at once"
            assert time.monotonic() < deadline, "pulseaudio does not answer"
            time.sleep(0.01)

    def pactl(self, *arguments: str) -> str:
        """What pactl printed."""
        done = subprocess.run(
            ["pactl", *arguments],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"pactl {' '.join(arguments)}: {done.stderr}"
        return done.stdout.strip()

    def add_speaker(
        self, sample_rate: int = SAMPLE_RATE, channels: int = CHANNELS, name: str | None = None
    ) -> tuple[str, str]:
        """Adds a speaker; gives its name and the number by which it goes away again."""
        name = name or f"speaker{next(_numbers)}"
        module = self.pactl(
            "load-module",
            "module-null-sink",
            f"sink_name={name}",
            f"rate={sample_rate}",
            f"channels={channels}",
            f"channel_map={_MAPS[channels]}",
            "format=s16le",
            "norewinds=1",  # with rewinds the first thousands of frames are lost
            f"sink_properties=device.description=Test-{name}",
        )
        return name, module

    def add_rooms(self) -> tuple[Speaker, Speaker, Speaker]:
        """Two speakers of two channels each, and one of four that hears both: one recording, one clock."""
        both, _ = self.add_speaker(channels=4)
        rooms = []
        for number, pair in enumerate(("front-left,front-right", "rear-left,rear-right")):
            name = f"{both}-room{number}"
            self.pactl(
                "load-module",
                "module-remap-sink",
                f"sink_name={name}",
                f"master={both}",
                "channels=2",
                "channel_map=front-left,front-right",
                f"master_channel_map={pair}",
                "remix=no",
                f"sink_properties=device.description=Test-{name}",
            )
            rooms.append(Speaker(self, name))
        return Speaker(self, both), rooms[0], rooms[1]

    def kill(self) -> None:
        """Ends the server at once, as a crash would."""
        self.process.kill()
        self.process.wait()


@dataclass
class Recording:
    """Frames as they come in from `parec`."""

    process: subprocess.Popen[bytes]
    channels: int = CHANNELS
    parts: list[bytes] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    """When each of `parts` came, on the monotonic clock."""
    grown: threading.Condition = field(default_factory=threading.Condition)

    def collect(self) -> None:
        """Reads until `parec` ends; runs in a thread of its own."""
        stdout = self.process.stdout
        assert stdout is not None
        while part := os.read(stdout.fileno(), 65_536):
            with self.grown:
                self.parts.append(part)
                self.arrived.append(time.monotonic())
                self.grown.notify_all()

    def frames(self) -> Block:
        """What was heard so far: int16, (frames, channels)."""
        with self.grown:
            raw = b"".join(self.parts)
        whole = len(raw) // (2 * self.channels) * self.channels
        return np.frombuffer(raw, dtype="<i2", count=whole).reshape(-1, self.channels)

    def begun_at(self) -> float:
        """When the first frame was heard, on the monotonic clock.

        The speaker takes frames when the first of them is due, and hands them to us at once. So each part
        tells it, late by what this machine was busy with just then; the middle one of them is taken.
        """
        with self.grown:
            sizes = [len(part) // (2 * self.channels) for part in self.parts]
            firsts = np.cumsum([0, *sizes[:-1]]) / SAMPLE_RATE
            return float(np.median(np.array(self.arrived) - firsts))

    def wait_for(self, frames: int) -> None:
        """Waits until that many more frames have come in."""
        with self.grown:
            enough = sum(map(len, self.parts)) + frames * 2 * self.channels
            came = self.grown.wait_for(lambda: sum(map(len, self.parts)) >= enough, TIMEOUT_SECONDS)
        assert came, "the recorder has stopped"

    def finish(self) -> Block:
        """All that was heard, and half a second more, so that nothing is still under way."""
        self.wait_for(SAMPLE_RATE // 2)
        return self.frames()


@dataclass(frozen=True)
class Speaker:
    """A speaker that a test has to itself. Clients play on it by themselves, since it is the
    default in the test's environment.
    """

    server: PulseServer
    name: str

    @property
    def description(self) -> str:
        """The name that people see."""
        return f"Test-{self.name}"

    @contextmanager
    def record(self, channels: int = CHANNELS) -> Iterator[Recording]:
        """A recording that has begun."""
        process = subprocess.Popen(
            [
                "parec",
                "-d",
                f"{self.name}.monitor",
                "--format=s16le",
                f"--rate={SAMPLE_RATE}",
                f"--channels={channels}",
                f"--channel-map={_MAPS[channels]}",  # its own for four is another, and would be mixed
                "--latency-msec=50",
                "--raw",
            ],
            env=os.environ | self.server.environment,
            stdout=subprocess.PIPE,
        )
        recording = Recording(process, channels)
        reader = threading.Thread(target=recording.collect)
        reader.start()
        try:
            recording.wait_for(1)
            yield recording
        finally:
            process.kill()
            process.wait()
            reader.join()
            assert process.stdout is not None
            process.stdout.close()


def align(recorded: Block, expected: Block) -> Block:
    """The part of `recorded` that begins as `expected` does, as long as that is.

    Both are int16, (frames, channels); the first frame that is not silent is the mark. Shorter where
    the recording is.
    """
    heard = np.flatnonzero(recorded.any(axis=1))
    assert heard.size, "nothing was heard"
    start = int(heard[0]) - int(np.flatnonzero(expected.any(axis=1))[0])
    assert start >= 0, "the recording began too late"
    return recorded[start : start + len(expected)]


@contextmanager
def _running_server() -> Iterator[PulseServer]:
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        reason = (
            f"{', '.join(missing)} not found; apt-get install pulseaudio pulseaudio-utils libasound2-plugins"
        )
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Not below pytest's own folder: the path of a socket may have 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="vf-pulse-", ignore_cleanup_errors=True) as name:
        server = PulseServer(Path(name))
        try:
            yield server
        finally:
            server.kill()


@pytest.fixture(scope="session")
def pulse_server() -> Iterator[PulseServer]:
    """The server that all tests of one process share."""
    with _running_server() as server:
        yield server


@pytest.fixture
def doomed_server() -> Iterator[PulseServer]:
    """A server for one test, which may kill it."""
    with _running_server() as server:
        yield server


def lead_to(monkeypatch: pytest.MonkeyPatch, server: PulseServer, speaker: str) -> Speaker:
    """Makes `speaker` the default of this process, through PulseAudio and through ALSA."""
    for key, value in (server.environment | {"PULSE_SINK": speaker}).items():
        monkeypatch.setenv(key, value)
    return Speaker(server, speaker)


@pytest.fixture
def speaker(pulse_server: PulseServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Speaker]:
    """A speaker that this test has to itself; it is the default."""
    name, module = pulse_server.add_speaker()
    yield lead_to(monkeypatch, pulse_server, name)
    pulse_server.pactl("unload-module", module)


@pytest.fixture
def doomed_speaker(doomed_server: PulseServer, monkeypatch: pytest.MonkeyPatch) -> Speaker:
    """A speaker of a server that the test may kill."""
    name, _ = doomed_server.add_speaker()
    return lead_to(monkeypatch, doomed_server, name)


@pytest.fixture
def no_speaker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No sound server answers, and ALSA knows no device."""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "asound.conf").write_text("")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
