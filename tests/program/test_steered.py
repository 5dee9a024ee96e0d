"""Real sessions, steered with real keys and recorded: what is heard of a key, and what the score says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.controls.terminal import Terminal
from tests.support.pulse import SAMPLE_RATE, Recording, Speaker
from tests.support.tones import (
    STEADY_FRAMES,
    Samples,
    changed_at,
    heard,
    tone_routine,
    wait_for_tone,
    wait_until_heard,
    write_late_sound,
    write_tone,
)

pytestmark = pytest.mark.usefixtures("shared_clips")

PLAY = [sys.executable, "-m", "voicefoot", "play"]
OPTIONS = ["--voice", "pyttsx3", "--talk", "counts"]


@pytest.fixture(autouse=True)
def _calm_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long buffers: what is tested is what a key does to the sound, not how busy this machine is."""
    monkeypatch.setenv("VOICEFOOT_BUFFER_MS", "300")


@pytest.fixture
def tone(tmp_path: Path, speaker: Speaker) -> Iterator[tuple[Terminal, Recording]]:
    """A session of a steady tone, in a terminal, and what is heard of it."""
    write_tone(tmp_path / "tone.wav", 20.0)
    write_late_sound(tmp_path / "late.wav")
    (tmp_path / "tone.yaml").write_text(tone_routine(2, late=True), encoding="utf-8")
    with speaker.record() as recording:
        terminal = Terminal([*PLAY, str(tmp_path / "tone.yaml"), *OPTIONS], tmp_path / "no log")
        yield terminal, recording
        terminal.end()


def largest_step(samples: Samples) -> int:
    return int(np.abs(np.diff(samples)).max())


def has_changed(first: int, samples: Samples) -> bool:
    return changed_at(samples, first) is not None


def test_a_key_makes_no_click(tone: tuple[Terminal, Recording]) -> None:
    """In the 150 ms after pause, skip and stop no step from sample to sample is larger than before them. The
    sound that answers comes later here, since it has steps of its own.
    """
    terminal, recording = tone
    for keys in (b"n", b" ", b"q"):
        wait_for_tone(recording)
        first = len(recording.frames())
        terminal.type(keys)
        changed = changed_at(wait_until_heard(recording, partial(has_changed, first)), first)
        assert changed is not None
        recording.wait_for(SAMPLE_RATE // 4)
        samples = heard(recording)
        before = largest_step(samples[first - STEADY_FRAMES : first])
        assert largest_step(samples[changed - 2 : changed + round(0.15 * SAMPLE_RATE)]) <= before, keys
        if keys == b" ":
            terminal.type(b" ")
    assert terminal.wait_for_end() == 0
