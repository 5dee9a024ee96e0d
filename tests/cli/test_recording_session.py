"""Recording a voice: a real microphone, which is the monitor of a speaker, and a real terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tests.controls.terminal import Terminal, wait_until
from tests.support.pulse import TIMEOUT_SECONDS, Speaker
from voicefoot.audio import AudioFormat, Clip, to_int16
from voicefoot.cli.recording_session import meter
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.recordings import find_recorded, recordings_of
from voicefoot.speaking.registry import choose, open_voice
from voicefoot.storage.paths import voices_folder
from voicefoot.storage.wav import WavWriter, read_wav

ROUTINE = """\
title: Two
sides: none
exercises:
  - {name: Rise, reps: 2, every: 2s}
"""


@pytest.fixture(scope="module")
def says() -> Iterator[Callable[[str], Clip]]:
    """A speaker who reads what is asked for, the same text always alike."""
    with open_voice(choose("pyttsx3", "en"), 48_000, None) as voice:
        yield cache(lambda text: voice.say(Phrase(text)))


def record(folder: Path) -> list[str]:
    """The command that records the routine in `folder`."""
    path = str(folder / "two.yaml")
    return [sys.executable, "-m", "voicefoot", "voices", "record", "ada", path, "--talk", "counts"]


class Studio:
    """The program in a terminal, and somebody in front of the microphone."""

    def __init__(self, folder: Path, speaker: Speaker, says: Callable[[str], Clip], *words: str) -> None:
        self._folder, self._speaker, self._says = folder, speaker, says
        self.terminal = Terminal([*record(folder), "--output", "null", *words], folder / "no log")

    def wait_for(self, text: str, after: int = 0) -> int:
        """Wait until `text` is shown behind the first `after` bytes; return where it ends."""
        raw = text.encode()
        terminal = self.terminal
        wait_until(
            lambda: raw in terminal.shown[after:] or terminal.program.poll() is not None,
            lambda: terminal.shown,
        )
        assert raw in terminal.shown[after:], terminal.shown
        return terminal.shown.index(raw, after) + len(raw)

    def answer(self, keys: str = "") -> int:
        """Type `keys` and Enter; return where the terminal stands."""
        before = len(self.terminal.shown)
        self.terminal.type(keys.encode() + b"\n")
        return before

    def take(self, text: str, gain: float = 0.5) -> int:
        """Begin a take and speak; return where the terminal stood before."""
        before = self.answer()
        self.wait_for("speak", before)
        path = self._folder / "said.wav"
        samples = np.clip(self._says(text).samples * np.float32(gain), -1.0, 1.0)
        with path.open("wb") as stream, WavWriter(stream, AudioFormat(48_000, 1), len(samples)) as writer:
            writer.write(to_int16(samples))
        subprocess.run(["paplay", "-d", self._speaker.name, str(path)], check=True, timeout=TIMEOUT_SECONDS)
        return before


@pytest.fixture
def studio(
    tmp_path: Path,
    speaker: Speaker,
    says: Callable[[str], Clip],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Studio]]:
    monkeypatch.setenv("PULSE_SOURCE", f"{speaker.name}.monitor")
    (tmp_path / "two.yaml").write_text(ROUTINE)
    opened: list[Studio] = []

    def start(*words: str) -> Studio:
        opened.append(Studio(tmp_path, speaker, says, *words))
        return opened[-1]

    yield start
    for each in opened:
        each.terminal.end()


def test_bad_takes_are_asked_for_again_and_the_rest_another_day(studio: Callable[..., Studio]) -> None:
    first = studio()
    first.wait_for("1/4  one")
    first.wait_for("stop here")
    for text, gain, fault in [
        ("one", 30.0, "it is too loud and clipped"),
        ("one", 0.005, "it is too quiet"),
        ("one, and two, and three, and four", 0.5, "it is too long"),
    ]:
        first.wait_for("stop here", first.wait_for(f"Once more: {fault}", first.take(text, gain)))
    at = first.wait_for("Enter: keep", first.take("one"))
    assert b"#####" in first.terminal.shown, "the level is shown"
    first.wait_for("stop here", at)
    first.wait_for("Enter: keep", first.answer("p"))
    first.wait_for("stop here", first.wait_for("1/4  one", first.answer("r")))
    first.wait_for("Enter: keep", first.take("one"))
    at = first.wait_for("2/4  two", first.answer())
    first.wait_for("stop here", at)
    first.wait_for("1 line recorded; the voice ada has 1 line.", first.answer("q"))
    first.wait_for("3 lines left; the same command goes on there.")
    assert first.terminal.wait_for_end() == 0

    second = studio("--no-playback")
    at = second.wait_for("2/4  two")
    for text, shown in [("two", "3/4  ready"), ("ready", "4/4  and"), ("and", "4 lines.")]:
        second.wait_for("stop here", at)
        at = second.wait_for(shown, second.take(text))
    second.wait_for("Hear it: voicefoot play --voice recorded:ada", at)
    assert second.terminal.wait_for_end() == 0
    assert b"one" not in second.terminal.shown

    third = studio()
    third.wait_for("The voice ada has all 4 lines.")
    assert third.terminal.wait_for_end() == 0


def test_a_take_is_what_was_said(studio: Callable[..., Studio], says: Callable[[str], Clip]) -> None:
    session = studio("--no-playback")
    session.wait_for("stop here")
    session.wait_for("2/4  two", session.take("one"))
    voice = find_recorded("ada", voices_folder())
    kept = read_wav(voice.folder / recordings_of(voice)["one"].file)

    said = says("one")
    assert kept.seconds == pytest.approx(said.seconds, abs=0.06)
    length = min(kept.frames, said.frames) + 4_800
    spectra = [np.fft.rfft(clip.samples[:, 0], 2 * length) for clip in (kept, said)]
    matched = np.abs(np.fft.irfft(spectra[0] * np.conj(spectra[1]))).max()
    assert matched > 0.98 * np.sqrt(np.prod([float((clip.samples**2).sum()) for clip in (kept, said)]))


def test_ctrl_c_keeps_what_was_recorded(studio: Callable[..., Studio]) -> None:
    session = studio("--no-playback")
    session.wait_for("stop here")
    session.wait_for("stop here", session.wait_for("2/4  two", session.take("one")))
    session.terminal.type(b"\x03")
    session.wait_for("3 lines left; the same command goes on there.")
    assert session.terminal.wait_for_end() == 130
    assert list(recordings_of(find_recorded("ada", voices_folder()))) == ["one"]


@pytest.mark.usefixtures("no_speaker")
def test_without_a_microphone_one_message_says_so(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(ROUTINE)
    terminal = Terminal(record(tmp_path), tmp_path / "no log")
    try:
        assert terminal.wait_for_end() == 3
        wait_until(lambda: b"\n" in terminal.shown, lambda: terminal.shown)
        assert terminal.shown.startswith(b"voicefoot: no microphone was found; plug in")
        assert terminal.shown.count(b"\n") == 1
    finally:
        terminal.end()
    assert not voices_folder().exists()


def test_an_output_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(ROUTINE)
    terminal = Terminal([*record(tmp_path), "--output", "nothing"], tmp_path / "no log")
    try:
        assert terminal.wait_for_end() == 2
        wait_until(lambda: b"\n" in terminal.shown, lambda: terminal.shown)
        assert b'no output called "nothing"' in terminal.shown
        assert b"Enter" not in terminal.shown
    finally:
        terminal.end()


def test_a_pipe_is_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(ROUTINE)
    done = subprocess.run(
        record(tmp_path),
        input="\n",
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert done.returncode == 2
    assert "type this in a terminal" in done.stderr


def test_the_meter_has_a_range() -> None:
    bars = [meter(level).count("#") for level in (-100.0, -50.0, -25.0, 0.0, 6.0)]
    assert bars == [0, 0, 10, 20, 20]
