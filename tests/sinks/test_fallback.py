"""Outputs that come and go: a real sound server that is killed and comes back, speakers unplugged."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tests.sinks.signals import endless, noise, pull_of
from tests.sinks.test_ports_playing import open_simpleaudio
from tests.sinks.test_registry import point
from tests.support.pulse import PulseServer, Recording, Speaker
from voicefoot.audio import AudioFormat
from voicefoot.errors import SinkLost
from voicefoot.sinks.fallback import Fallback, start_fallback
from voicefoot.sinks.miniaudio import MiniaudioSink
from voicefoot.sinks.ports import Sink
from voicefoot.sinks.registry import is_local, open_output

T = TypeVar("T")
MONO = AudioFormat(48_000, 1)
TIMEOUT_SECONDS = 30.0


@pytest.fixture(autouse=True)
def _first_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    """An underrun on a busy machine makes the buffer larger for the whole process."""
    monkeypatch.setattr(MiniaudioSink, "grown_seconds", 0.0)


@pytest.fixture
def server(doomed_server: PulseServer, monkeypatch: pytest.MonkeyPatch) -> PulseServer:
    """A server to which this process finds by itself, and that has no speaker yet."""
    for key, value in doomed_server.environment.items():
        monkeypatch.setenv(key, value)
    return doomed_server


def started(names: tuple[str, ...] = ()) -> Fallback:
    """What is there, as a session finds it that tries again and again."""
    return retried(lambda: start_fallback(endless, MONO, names))


def retried(start: Callable[[], T | None]) -> T:
    """What `start` returns, called again and again until it is not None."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while (found := start()) is None:
        assert time.monotonic() < deadline, "nothing came back"
        time.sleep(0.05)
    return found


def hears(recording: Recording) -> bool:
    """Whether something sounds from now on; some sinks are two seconds late, and a busy machine is later."""
    before = len(recording.frames())
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        recording.wait_for(2_400)
        if recording.frames()[before:].any():
            return True
    return False


def lost(sink: Sink) -> SinkLost:
    with pytest.raises(SinkLost) as raised:
        sink.wait(TIMEOUT_SECONDS)
    sink.stop()
    return raised.value


def test_a_server_that_is_killed_and_comes_back_five_times_is_found_again(server: PulseServer) -> None:
    server.add_speaker(name="lamp")
    sink: Sink = open_output()
    sink.start(endless, MONO)
    for _ in range(5):
        assert not sink.wait(0.2)
        server.kill()
        lost(sink)
        assert start_fallback(endless, MONO) is None
        server.start()
        server.add_speaker(name="lamp")
        fallback = started()
        assert fallback.notice == "the sound is back"
        sink = fallback.sink
        with Speaker(server, "lamp").record() as recording:
            assert hears(recording)
    sink.stop()
    assert server.pactl("list", "short", "sink-inputs") == ""


def test_simpleaudio_comes_back_too(server: PulseServer) -> None:
    server.add_speaker(name="lamp")
    sink = open_simpleaudio()
    sink.start(endless, MONO)
    for _ in range(2):
        server.kill()
        lost(sink)
        server.start()
        server.add_speaker(name="lamp")
        sink = started(("simpleaudio",)).sink
        with Speaker(server, "lamp").record() as recording:
            assert hears(recording)
    sink.stop()


def test_a_speaker_that_is_unplugged_is_replaced_and_comes_back(server: PulseServer) -> None:
    server.add_speaker(name="wall")
    server.pactl("set-default-sink", "wall")
    _, module = server.add_speaker(name="headset")
    sink: Sink = open_output("Test-headset")
    sink.start(endless, MONO)
    assert not sink.wait(0.3)
    server.pactl("unload-module", module)
    assert str(lost(sink)).startswith("the speaker went away; ")
    stand_in = started(("Test-headset",))
    assert stand_in.notice == '"Test-headset" is not there; the sound goes on where the system plays'
    assert stand_in.stands_in
    with Speaker(server, "wall").record() as recording:
        assert hears(recording)
    stand_in.sink.stop()
    server.add_speaker(name="headset")
    back = started(("Test-headset",))
    assert back.notice == 'the sound is back on "Test-headset"'
    assert not back.stands_in
    with Speaker(server, "headset").record() as recording:
        assert hears(recording)
    back.sink.stop()


def test_a_stream_on_the_default_moves_with_it(server: PulseServer) -> None:
    server.add_speaker(name="wall")
    _, module = server.add_speaker(name="headset")
    server.pactl("set-default-sink", "wall")
    sink = open_output()
    sink.start(endless, MONO)
    with Speaker(server, "headset").record() as recording:
        server.pactl("set-default-sink", "headset")
        assert not sink.wait(0.1)
        assert hears(recording)
    with Speaker(server, "wall").record() as recording:
        server.pactl("unload-module", module)  # the default is unplugged: what is left is the default
        assert not sink.wait(0.1)
        assert hears(recording)
    sink.stop()


def test_of_two_outputs_one_may_be_unplugged_and_come_back(server: PulseServer) -> None:
    server.add_speaker(name="wall")
    _, module = server.add_speaker(name="headset")
    sink = open_output(("Test-headset", "Test-wall"))
    sink.start(endless, MONO)
    assert not sink.wait(0.3)
    server.pactl("unload-module", module)
    news: list[str] = []
    with Speaker(server, "wall").record() as recording:
        while not news:
            assert not sink.wait(0.05)
            news += sink.notices()
            recording.wait_for(480)
        assert hears(recording)
    assert news == [
        "miniaudio:Test-headset: the speaker went away; the session goes on through miniaudio:Test-wall."
    ]
    server.add_speaker(name="headset")
    with Speaker(server, "headset").record() as recording:
        while not (news := sink.notices()):
            assert not sink.wait(0.05)
            recording.wait_for(480)
        assert news == ["miniaudio:Test-headset is back."]
        assert hears(recording)
    sink.stop()


def test_of_several_outputs_those_that_are_there_are_taken(server: PulseServer) -> None:
    server.add_speaker(name="wall")
    sink = started(("Test-headset", "Test-wall")).sink
    assert sink.notices() == ["Test-headset is not there; the session plays without it until it is."]
    with Speaker(server, "wall").record() as recording:
        assert hears(recording)
    assert sink.latency_seconds == pytest.approx(0.06)
    assert sink.sleeps_in_silence
    sink.stop()


def test_nothing_stands_in_for_a_pipe_or_a_server(server: PulseServer, tmp_path: Path) -> None:
    server.add_speaker(name="wall")
    assert start_fallback(endless, MONO, (f"pipe:{tmp_path}/nobody",)) is None
    assert start_fallback(endless, MONO, ("tcp:nowhere",)) is None


def test_more_losses_than_connections_that_a_server_allows(server: PulseServer) -> None:
    server.add_speaker(name="wall")
    for _ in range(70):
        fallback = start_fallback(pull_of(noise(0.7)), MONO, ("Test-headset",))
        assert fallback is not None
        fallback.sink.stop()
    assert len(server.pactl("list", "short", "clients").splitlines()) <= 2


def test_alsa_does_not_stand_in_for_a_sound_server_that_is_away(
    server: PulseServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "asound.conf").write_text("pcm.default { type null }\nctl.default { type pulse }\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    server.add_speaker(name="wall")
    sink: Sink = open_output()
    sink.start(endless, MONO)
    server.kill()
    lost(sink)
    assert start_fallback(endless, MONO) is None


def test_which_outputs_are_local() -> None:
    points = [point(name, "speakers") for name in ("miniaudio", "simpleaudio", "tcp", "pipe", "null")]
    local = [name for name in ("headset", "2", "miniaudio:Headset", "simpleaudio") if is_local(name, points)]
    assert len(local) == 4
    assert not any(is_local(name, points) for name in ("tcp:kitchen:4953", "PIPE:/tmp/x", "null"))
