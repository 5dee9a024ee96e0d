from __future__ import annotations

import numpy as np
import pytest

from voicefoot.audio import Clip
from voicefoot.dsp.p_center import p_center_seconds

RATE = 48_000


def word(onset_seconds: float, rise_seconds: float, rate: int = RATE) -> Clip:
    """A vowel of 1 kHz that begins at `onset_seconds` and rises for `rise_seconds`."""
    time = np.arange(int(0.6 * rate)) / rate
    level = np.clip((time - onset_seconds) / rise_seconds, 0.0, 1.0) * (time < 0.5)
    return Clip.of(0.3 * level * np.sin(2 * np.pi * 1_000 * time), rate)


def test_a_sudden_vowel_happens_where_it_begins() -> None:
    assert p_center_seconds(word(0.2, 0.001)) == pytest.approx(0.2, abs=0.005)


def test_a_slow_rise_happens_in_its_middle() -> None:
    assert p_center_seconds(word(0.1, 0.2)) == pytest.approx(0.2, abs=0.01)


def test_a_hiss_before_the_vowel_does_not_count() -> None:
    clip = word(0.25, 0.01)
    hiss = np.zeros(clip.frames)
    noise = np.random.default_rng(1).normal(0, 0.05, 9_600)
    hiss[1_000:10_600] = np.diff(noise, n=3, prepend=[0, 0, 0])  # all but nothing below 4 kHz
    sounding = Clip.of(clip.samples[:, 0] + hiss, RATE)
    assert p_center_seconds(sounding) == pytest.approx(p_center_seconds(clip), abs=0.008)


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 96_000])
def test_the_rate_does_not_matter(rate: int) -> None:
    expected = p_center_seconds(word(0.15, 0.05))
    assert p_center_seconds(word(0.15, 0.05, rate)) == pytest.approx(expected, abs=0.001)


def test_loudness_does_not_matter() -> None:
    clip = word(0.15, 0.05)
    assert p_center_seconds(clip.scaled(0.01)) == pytest.approx(p_center_seconds(clip), abs=1e-6)


def test_silence_happens_at_once() -> None:
    assert p_center_seconds(Clip.silence(1_000, RATE)) == 0.0
    assert p_center_seconds(Clip.silence(0, RATE)) == 0.0
