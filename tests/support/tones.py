"""Sessions that are nothing but a steady tone, so that a recording shows what a key does to it."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.support.pulse import SAMPLE_RATE, TIMEOUT_SECONDS, Recording

HERTZ = 250
PERIOD = SAMPLE_RATE // HERTZ
STEADY_FRAMES = 3 * SAMPLE_RATE // 2
"""More than lies between the ticks that lead back into work."""
QUIET_PEAK = 33
"""The near-silence that keeps a speaker awake is below it."""

Samples = NDArray[np.int64]
"""One channel of a recording."""


def write_tone(path: Path, seconds: float) -> None:
    """Write a steady sine of `HERTZ`, as a WAV file."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    _write(path, 0.3 * np.sin(2 * np.pi * HERTZ * times))


def write_late_sound(path: Path) -> None:
    """A pip after half a second of silence: it answers a key, and leaves what the key does to be seen."""
    times = np.arange(SAMPLE_RATE // 10) / SAMPLE_RATE
    pip = 0.2 * np.sin(2 * np.pi * 880 * times) * np.hanning(len(times))
    _write(path, np.concatenate([np.zeros(SAMPLE_RATE // 2), pip]))


def _write(path: Path, samples: NDArray[np.float64]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.rint(samples * 32_767).astype("<i2").tobytes())


def tone_routine(exercises: int, *, minutes: float = 2.0, late: bool = False) -> str:
    """A routine of that many exercises, each a tone from its beginning to its end but for a word or two; it
    needs `tone.wav`, and `late.wav` where sounds come `late`.
    """
    sounds = "sounds: {paused: late.wav, answer: late.wav}\n" if late else ""
    each = (
        f"  - {{name: Exercise {n}, for: {minutes} min, get_ready: 0s}}\n" for n in range(1, exercises + 1)
    )
    return f"title: Tone\nsides: none\nsoundtrack: tone.wav\n{sounds}exercises:\n{''.join(each)}"


def heard(recording: Recording) -> Samples:
    """Return the left channel of the recording so far."""
    return recording.frames()[:, 0].astype(np.int64)


def wait_for_tone(recording: Recording) -> None:
    """Wait until nothing but the tone has been heard for a while."""
    wait_until_heard(recording, lambda samples: is_steady(samples[-STEADY_FRAMES:]))


def wait_until_heard(recording: Recording, holds: Callable[[Samples], bool]) -> Samples:
    """Wait until `holds` is true of what was heard, and return that."""
    for _ in range(round(TIMEOUT_SECONDS * 50)):
        samples = heard(recording)
        if holds(samples):
            return samples
        recording.wait_for(SAMPLE_RATE // 50)
    raise AssertionError("it was not heard")


def is_steady(samples: Samples) -> bool:
    """Whether `samples` are the tone, and nothing else."""
    return len(samples) == STEADY_FRAMES and bool(
        np.abs(samples).max() > 1_000 and np.abs(samples[PERIOD:] - samples[:-PERIOD]).max() <= 1
    )


def changed_at(samples: Samples, first: int) -> int | None:
    """Return the first frame after `first`, at which the tone is steady, that differs from the tone."""
    tone = samples[first - PERIOD : first]
    expected = np.tile(tone, (len(samples) - first) // PERIOD + 1)[: len(samples) - first]
    differs = np.flatnonzero(np.abs(samples[first:] - expected) > 1)
    return first + int(differs[0]) if len(differs) else None


def silent_at(samples: Samples, first: int) -> int | None:
    """Return the first frame after `first` at which a tenth of a second of silence begins."""
    loud = np.flatnonzero(np.abs(samples[first:]) > QUIET_PEAK)
    ends = [*loud, len(samples) - first]
    for before, after in zip([-1, *loud], ends, strict=True):
        if after - before > SAMPLE_RATE // 10:
            return first + int(before) + 1
    return None
