"""A session as it is heard: through a real sound server, recorded, and held against the export."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.support.pulse import Speaker, align
from voicefoot.audio import Block

pytestmark = pytest.mark.usefixtures("shared_clips")

MINUTE = """\
title: Three quarters of a minute
sides: [right, left]
exercises:
  - name: Heel raises
    say: Rise, and lower.
    get_ready: 0s
    reps: 2
    every: 1s
  - name: Stretch
    say: Draw your toes back.
    sides: none
    get_ready: 1s
    reps: 2
    hold: 3s
"""

SHORT = MINUTE[: MINUTE.index("  - name: Stretch")].replace("sides: [right, left]\n", "")
LEAD_IN_FRAMES = 33_600
FADE_FRAMES = 480
WAKE_PEAK = 100
"""What wakes a speaker is quieter."""

SINKS = [
    "miniaudio",
    pytest.param(
        "simpleaudio",
        marks=pytest.mark.skipif(
            not (importlib.util.find_spec("simpleaudio") or importlib.util.find_spec("simpleaudiohamiltoncs"))
            and not os.environ.get("CI"),
            reason="simpleaudio is not installed",
        ),
    ),
]


@pytest.fixture(autouse=True)
def _calm_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long buffers: what is tested is which samples are played, not how busy this machine is."""
    monkeypatch.setenv("VOICEFOOT_BUFFER_MS", "500")
    monkeypatch.setenv("PULSE_LATENCY_MSEC", "500")


@pytest.fixture
def minute(tmp_path: Path) -> Path:
    path = tmp_path / "minute.yaml"
    path.write_text(MINUTE, encoding="utf-8")
    return path


def voicefoot(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "voicefoot", *arguments, "--voice", "pyttsx3", "--talk", "brief"]


def exported(routine: Path) -> Block:
    """What `voicefoot export` writes, in as many channels as the speaker has."""
    out = routine.with_suffix(".wav")
    subprocess.run(voicefoot("export", str(routine), "-o", str(out)), check=True, capture_output=True)
    with wave.open(str(out)) as written:
        samples = np.frombuffer(written.readframes(written.getnframes()), dtype="<i2")
    return np.repeat(samples[:, np.newaxis], 2, axis=1)


def in_time(recorded: Block, expected: Block) -> Block:
    """`recorded` without what a busy machine adds between the lead-in and the first word: that waits for the
    voice.
    """
    first, word = (int(np.flatnonzero(np.abs(expected).max(axis=1) > peak)[0]) for peak in (0, WAKE_PEAK))
    begun, heard = (int(np.flatnonzero(np.abs(recorded).max(axis=1) > peak)[0]) for peak in (0, WAKE_PEAK))
    late = (heard - begun) - (word - first)
    led_in = begun - first + LEAD_IN_FRAMES
    return np.concatenate([recorded[:led_in], recorded[led_in + max(0, late) :]])


@pytest.mark.parametrize("sink", SINKS)
def test_what_is_heard_is_the_export_sample_for_sample(speaker: Speaker, minute: Path, sink: str) -> None:
    if sink != "miniaudio":
        minute.write_text(SHORT, encoding="utf-8")
    expected = exported(minute)
    assert (35 if sink == "miniaudio" else 12) < len(expected) / 48_000 < 60
    with speaker.record() as recording:
        done = subprocess.run(
            voicefoot("play", str(minute), "--output", sink),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        heard = recording.finish()
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Heel raises") == 1, "in the end it is not at its beginning again"
    played = align(in_time(heard, expected), expected)
    last = int(np.flatnonzero(expected.any(axis=1))[-1]) + 1
    assert len(played) >= last
    difference = np.abs(played[:last].astype(int) - expected[:last].astype(int))
    assert np.count_nonzero(difference > 1) == 0, (
        f"first at frame {int(np.argmax(difference.max(axis=1) > 1))} of {last}"
    )


def test_ctrl_c_ends_it_without_a_click_and_without_a_traceback(
    speaker: Speaker, minute: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A fade is waited for as long as the sink's own buffer lasts; the server's must be short for that.
    monkeypatch.setenv("VOICEFOOT_BUFFER_MS", "100")
    monkeypatch.delenv("PULSE_LATENCY_MSEC")
    expected = exported(minute)[:, 0].astype(int)
    with speaker.record() as recording:
        playing = subprocess.Popen(voicefoot("play", str(minute)), stderr=subprocess.PIPE, text=True)
        while np.abs(recording.frames().astype(int)).max(initial=0) < 3_000:
            recording.wait_for(480)
            assert playing.poll() is None
        playing.send_signal(signal.SIGINT)
        _, error = playing.communicate(timeout=60)
        heard = np.append(recording.finish()[:, 0].astype(int), np.zeros(FADE_FRAMES, dtype=int))
    assert playing.returncode == 130
    assert "Traceback" not in error
    assert np.abs(np.diff(heard)).max() <= np.abs(np.diff(expected)).max()
    last = int(np.flatnonzero(heard)[-1])
    at = where_it_is_heard(expected, heard[: last - FADE_FRAMES])
    assert any(
        np.abs(
            heard[start : last + FADE_FRAMES] - faded(expected[at + start :], last + FADE_FRAMES - start)
        ).max()
        <= 1
        and np.array_equal(heard[last - FADE_FRAMES : start], expected[at + last - FADE_FRAMES : at + start])
        for start in range(last - FADE_FRAMES, last + 2)
    ), "it plays as exported, fades out in 10 ms, and is silent"


def where_it_is_heard(expected: Block, heard: Block) -> int:
    """The frame of `expected` at which the first frame of `heard` would stand, found by the last 50 ms."""
    mark = heard[-2_400:].astype(float)
    window = np.ones(len(mark))
    exact = expected.astype(float)
    difference = np.correlate(exact**2, window) - 2 * np.correlate(exact, mark)
    return int(np.argmin(difference)) - (len(heard) - len(mark))


def faded(samples: Block, frames: int) -> Block:
    """`samples` as a cut makes them: they fade by the square of a cosine, and are silent up to `frames`."""
    gains = np.zeros(frames)
    fade = min(frames, FADE_FRAMES)
    gains[:fade] = np.cos(np.arange(FADE_FRAMES) / FADE_FRAMES * np.pi / 2)[:fade] ** 2
    return np.rint(samples[:frames] * gains).astype(np.int16)
