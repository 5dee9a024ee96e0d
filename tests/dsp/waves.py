"""Waves for tests: a sine, and something like speech."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float64]


def sine(hertz: float, seconds: float, sample_rate: int = 48_000, amplitude: float = 1.0) -> Wave:
    time = np.arange(round(seconds * sample_rate)) / sample_rate
    wave: Wave = amplitude * np.sin(2 * np.pi * hertz * time)
    return wave


def talk(seconds: float, sample_rate: int = 48_000, seed: int = 0) -> Wave:
    """Something like speech: a buzz of 110 Hz in syllables, with hiss and pauses."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * sample_rate)) / sample_rate
    buzz = sum(np.sin(2 * np.pi * 110 * k * time + 0.1 * k * k) / k for k in range(1, 30))
    words = np.sin(2 * np.pi * 0.21 * time + 0.3) > 0.0
    syllables = words * (0.6 + 0.4 * np.sin(2 * np.pi * 3.7 * time))
    wave: Wave = 0.2 * syllables * (buzz + 0.3 * random.standard_normal(len(time)))
    return wave
