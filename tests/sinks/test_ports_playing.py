"""Real playing: through a real sound server, recorded, and compared sample for sample."""

from __future__ import annotations

import mmap
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.sinks.signals import SILENT_FRAMES, endless, in_stereo, noise, pull_of
from tests.support.pulse import Speaker, align
from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import CommandError, SinkError
from voicefoot.sinks.miniaudio import MiniaudioSink
from voicefoot.sinks.miniaudio import adapter as miniaudio_adapter
from voicefoot.sinks.ports import Sink
from voicefoot.sinks.simpleaudio import PlayBufferCall, SimpleaudioSink, load_library, set_alsa_plugin_dir
from voicefoot.sinks.simpleaudio import adapter as simpleaudio_adapter

MONO = AudioFormat(48_000, 1)
CALM_BUFFER_MS = "500"
"""What is tested here is that no sample is changed or lost, not that a busy machine is in time: the
buffers that people get (60 ms; 100 ms in simpleaudio) have gaps where other programs take every core.
"""

Opener = Callable[[], Sink]


def open_simpleaudio() -> Sink:
    status = simpleaudio_adapter.status()
    if not status.available:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(status.detail)
    return simpleaudio_adapter.open(None)


def open_miniaudio() -> Sink:
    return miniaudio_adapter.open(None)


both = pytest.mark.parametrize("opened", [open_miniaudio, open_simpleaudio], ids=["miniaudio", "simpleaudio"])


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFOOT_BUFFER_MS", CALM_BUFFER_MS)
    monkeypatch.setenv("PULSE_LATENCY_MSEC", CALM_BUFFER_MS)  # simpleaudio's own can't be changed


@both
def test_every_frame_is_heard_as_it_is(opened: Opener, speaker: Speaker) -> None:
    samples = noise(5.0)
    sink = opened()
    with speaker.record() as recording:
        sink.start(pull_of(samples), MONO)
        assert sink.wait()
        sink.stop()
        heard = recording.finish()
    expected = in_stereo(samples)
    np.testing.assert_array_equal(align(heard, expected), expected)
    assert np.count_nonzero(heard.any(axis=1)) == len(samples) - 2 * SILENT_FRAMES


@pytest.mark.parametrize("channels", [1, 2])
def test_the_longest_buffer_is_one_that_a_sound_server_takes(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch, channels: int
) -> None:
    monkeypatch.setenv("VOICEFOOT_BUFFER_MS", "1000")
    monkeypatch.delenv("PULSE_LATENCY_MSEC")
    samples = noise(1.5)
    sink = open_miniaudio()
    with speaker.record() as recording:
        sink.start(pull_of(np.repeat(samples, channels, axis=1)), AudioFormat(48_000, channels))
        assert sink.latency_seconds * 48_000 * channels * 2 < 65_536
        assert sink.wait()
        sink.stop()
        heard = recording.finish()
    expected = in_stereo(samples)
    np.testing.assert_array_equal(align(heard, expected), expected)


@both
def test_the_last_frame_is_heard_without_silence_behind_it(opened: Opener, speaker: Speaker) -> None:
    samples = noise(1.5)[:-SILENT_FRAMES]
    sink = opened()
    with speaker.record() as recording:
        sink.start(pull_of(samples), MONO)
        assert sink.wait()
        sink.stop()
        heard = recording.finish()
    expected = in_stereo(samples)
    np.testing.assert_array_equal(align(heard, expected), expected)


@both
def test_a_stop_in_mid_play_returns_and_frees_the_speaker(opened: Opener, speaker: Speaker) -> None:
    sink = opened()
    sink.start(endless, MONO)
    assert not sink.wait(0.2)
    sink.stop()
    sink.stop()
    assert not sink.wait()
    assert speaker.server.pactl("list", "short", "sink-inputs") == ""


@both
def test_a_stop_wakes_whoever_waits(opened: Opener, speaker: Speaker) -> None:
    assert speaker.name
    sink = opened()
    sink.start(endless, MONO)
    told: list[bool] = []
    waiter = threading.Thread(target=lambda: told.append(sink.wait()))
    waiter.start()
    sink.stop()
    waiter.join(30.0)
    assert told == [False]


@both
def test_a_pull_that_fails_is_told_to_the_one_who_waits(opened: Opener, speaker: Speaker) -> None:
    assert speaker.name

    def fails(frames: int) -> Block:
        raise OSError(f"no {frames} frames today")

    sink = opened()
    sink.start(fails, MONO)
    with pytest.raises(OSError, match="frames today"):
        sink.wait()
    sink.stop()


@both
def test_a_server_that_dies_in_mid_play_is_an_error(opened: Opener, doomed_speaker: Speaker) -> None:
    sink = opened()
    sink.start(endless, MONO)
    assert not sink.wait(0.5)
    doomed_speaker.server.kill()
    with pytest.raises(SinkError, match=r"the speaker went away; .*`voicefoot export`"):
        sink.wait(30.0)
    sink.stop()


@both
@pytest.mark.usefixtures("no_speaker")
def test_without_a_speaker_the_way_out_is_named(opened: Opener, capfd: pytest.CaptureFixture[str]) -> None:
    sink = opened()
    with pytest.raises(SinkError, match=r"no speaker.*; .*`voicefoot export`") as raised:
        sink.start(endless, MONO)
    assert raised.value.exit_code == 3
    sink.stop()
    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("no_speaker")
def test_without_a_speaker_the_status_says_so() -> None:
    status = miniaudio_adapter.status()
    assert not status.available
    assert status.devices == ()
    assert "no speaker was found; " in status.detail
    with pytest.raises(SinkError):
        miniaudio_adapter.open("Headset")


def test_a_block_of_the_wrong_shape_is_an_error_and_not_silence(speaker: Speaker) -> None:
    assert speaker.name
    sink = MiniaudioSink()
    sink.start(lambda frames: np.zeros((frames, 2), dtype=np.int16), MONO)
    with pytest.raises(ValueError, match="was given int16"):
        sink.wait()
    sink.stop()


def test_more_sinks_may_come_and_go_than_a_server_takes_at_a_time(speaker: Speaker) -> None:
    assert speaker.name
    for _ in range(70):
        sink = MiniaudioSink()
        sink.start(endless, MONO)
        sink.stop()


def test_a_device_is_chosen_by_its_name(speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULSE_SINK")
    other, module = speaker.server.add_speaker()
    speaker.server.pactl("set-default-sink", other)
    status = miniaudio_adapter.status()
    assert status.available
    assert "PulseAudio" in status.detail
    assert speaker.description in status.devices
    samples = noise(1.0)
    sink = miniaudio_adapter.open(speaker.description.lower())
    with speaker.record() as recording:
        sink.start(pull_of(samples), MONO)
        assert sink.wait()
        sink.stop()
        heard = recording.finish()
    speaker.server.pactl("unload-module", module)
    expected = in_stereo(samples)
    np.testing.assert_array_equal(align(heard, expected), expected)


def test_a_device_that_is_not_there_is_a_wrong_command(speaker: Speaker) -> None:
    with pytest.raises(CommandError, match=f'did you mean "{speaker.description}"'):
        miniaudio_adapter.open("Tset-" + speaker.name)


@pytest.mark.parametrize("text", ["9", "1001", "-60", "6e1", "fast"])
def test_a_buffer_of_no_sense_is_a_wrong_command(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFOOT_BUFFER_MS", text)
    with pytest.raises(CommandError, match="from 10 to 1000"):
        miniaudio_adapter.open(None)


def test_a_session_longer_than_a_call_loses_no_frame(speaker: Speaker) -> None:
    open_simpleaudio()  # or skip
    samples = noise(4.0)
    sink = SimpleaudioSink(load_library(), call_seconds=3.0)
    with speaker.record() as recording:
        sink.start(pull_of(samples), MONO)
        assert sink.wait()
        sink.stop()
        heard = recording.finish()
    sounding = heard[heard.any(axis=1)]
    np.testing.assert_array_equal(sounding, in_stereo(samples)[SILENT_FRAMES:-SILENT_FRAMES])


def test_simpleaudio_asks_at_the_pace_of_the_clock(speaker: Speaker) -> None:
    assert speaker.name
    sink = open_simpleaudio()
    asked: list[int] = []
    pull = pull_of(noise(1.0))

    def counted(frames: int) -> Block:
        asked.append(frames)
        return pull(frames)

    sink.start(counted, MONO)
    assert sink.wait()
    sink.stop()
    assert set(asked) == {2400}


@pytest.mark.skipif(not hasattr(mmap, "MADV_DONTNEED"), reason="memory can't be given back here")
def test_simpleaudio_gives_back_the_memory_of_what_was_heard() -> None:
    call = PlayBufferCall(None, MONO, 10.0)
    call.write(np.ones((96_000, 1), dtype=np.int16))
    ends = call.written_frames
    call.release_before(ends - 1000)
    kept = int(np.flatnonzero(call.samples[:, 0])[0])
    assert ends - 1000 - mmap.PAGESIZE // 2 <= kept <= ends - 1000
    assert call.samples[kept:ends].all()


def test_simpleaudio_fades_what_was_not_heard_yet() -> None:
    call = PlayBufferCall(None, MONO, 10.0)
    call.write(np.full((48_000, 1), 10_000, dtype=np.int16))
    start, from_frame = call.written_frames - 48_000, call.written_frames - 24_000
    call.fade_out(from_frame)
    assert (call.samples[start:from_frame] == 10_000).all()
    assert np.abs(np.diff(call.samples[from_frame - 1 :, 0].astype(int))).max() <= 11
    assert not call.samples[from_frame + 960 :].any()


def test_a_rate_that_simpleaudio_does_not_know_is_an_error(speaker: Speaker) -> None:
    assert speaker.name
    sink = open_simpleaudio()
    with pytest.raises(SinkError, match="can't play this"):
        sink.start(endless, AudioFormat(12_345, 1))


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
def test_the_fork_is_shown_where_the_plugins_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALSA_PLUGIN_DIR", raising=False)
    monkeypatch.setattr(Path, "is_dir", lambda self: self.parent.name.endswith("-linux-gnu"))
    set_alsa_plugin_dir()
    assert os.environ["ALSA_PLUGIN_DIR"].endswith("-linux-gnu/alsa-lib")
