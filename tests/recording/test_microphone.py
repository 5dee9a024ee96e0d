"""The microphone gives every sample that it hears, and says when it is gone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.support.pulse import TIMEOUT_SECONDS, Speaker
from tests.support.recorded import write_wav
from voicefoot.audio import Clip, to_int16
from voicefoot.errors import CommandError, MicrophoneError
from voicefoot.recording import microphone
from voicefoot.recording.microphone import SAMPLE_RATE, Microphone

NOISE = Clip.of(np.random.default_rng(5).uniform(-0.5, 0.5, (SAMPLE_RATE, 1)), SAMPLE_RATE)


def test_every_sample_is_heard(speaker: Speaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SOURCE", f"{speaker.name}.monitor")
    write_wav(tmp_path / "noise.wav", NOISE)
    play = ["paplay", "-d", speaker.name, str(tmp_path / "noise.wav")]
    with Microphone() as heard:
        heard.listen()
        with subprocess.Popen(play) as playing:
            parts = [heard.read()]
            while not parts[-1].any():
                parts.append(heard.read())
            while parts[-1].any():
                parts.append(heard.read())
            assert playing.wait(TIMEOUT_SECONDS) == 0
        heard.ignore()
    samples = to_int16(np.concatenate(parts))
    start = int(np.flatnonzero(samples)[0]) - int(np.flatnonzero(to_int16(NOISE.samples))[0])
    recorded = samples[start : start + SAMPLE_RATE].astype(int)
    assert np.abs(recorded - to_int16(NOISE.samples)).max() <= 1


def test_what_was_heard_before_is_forgotten(
    speaker: Speaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SOURCE", f"{speaker.name}.monitor")
    write_wav(tmp_path / "noise.wav", NOISE)
    play = ["paplay", "-d", speaker.name, str(tmp_path / "noise.wav")]
    with Microphone() as heard:
        heard.listen()
        subprocess.run(play, check=True, timeout=TIMEOUT_SECONDS)
        heard.ignore()
        heard.listen()
        frames = sum(len(part) for part in (heard.read() for _ in range(50)) if part.any())
    assert frames < SAMPLE_RATE // 2, "no more than was still under way"


def test_a_microphone_is_found_by_its_name(speaker: Speaker) -> None:
    with Microphone(f"Monitor of {speaker.description}") as heard:
        heard.listen()
        assert len(heard.read())
    with (
        pytest.raises(CommandError, match='there is no microphone called "Grammophone"'),
        Microphone("Grammophone"),
    ):
        pass


def test_a_microphone_that_goes_away_is_told(
    doomed_speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microphone, "_SILENT_SECONDS", 0.5)
    monkeypatch.setenv("PULSE_SOURCE", f"{doomed_speaker.name}.monitor")
    with Microphone() as heard:
        heard.listen()
        heard.read()
        doomed_speaker.server.kill()
        with pytest.raises(MicrophoneError, match="the microphone gives no sound; plug in or switch on"):
            read_on(heard)


def read_on(heard: Microphone) -> None:
    while True:
        heard.read()


@pytest.mark.usefixtures("no_speaker")
@pytest.mark.parametrize("name", [None, "Headset"])
def test_without_any_it_is_told(name: str | None) -> None:
    with pytest.raises(MicrophoneError, match="no microphone was found; plug in"), Microphone(name):
        pass
