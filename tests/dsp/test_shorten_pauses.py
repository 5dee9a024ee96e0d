"""The silences within a clip of speech are shortened; its sound stays."""

from __future__ import annotations

import numpy as np
import pytest

from voicefoot.audio import Clip
from voicefoot.dsp.shorten_pauses import shorten_pauses

RATE = 22_050
TONE = 0.5 * np.sin(2 * np.pi * 800 * np.arange(RATE // 2) / RATE)


def speech(*pauses: float, noise: float = 0.0) -> Clip:
    """Half a second of sound, a pause, half a second of sound, and so on."""
    parts = [TONE]
    for seconds in pauses:
        parts += [np.zeros(round(seconds * RATE)), TONE]
    samples = np.concatenate(parts)
    return Clip.of(samples + noise * np.random.default_rng(1).standard_normal(len(samples)), RATE)


def sounds(clip: Clip) -> int:
    """How many frames are not silent."""
    return int(np.count_nonzero(np.abs(clip.samples) > 0.02))


@pytest.mark.parametrize("noise", [0.0, 0.0005])
def test_a_long_silence_becomes_as_long_as_it_may_be(noise: float) -> None:
    whole = speech(0.7, 0.3, 2.0, noise=noise)
    short = shorten_pauses(whole, 0.45)
    assert short.seconds == pytest.approx(4 * 0.5 + 0.45 + 0.3 + 0.45, abs=0.04)
    assert sounds(short) == sounds(whole)


def test_what_has_no_long_silence_stays_as_it_is() -> None:
    clip = speech(0.3, 0.2)
    assert shorten_pauses(clip, 0.45) is clip
    silence = Clip.silence(RATE, RATE)
    assert shorten_pauses(silence, 0.45) is silence


def test_where_it_was_cut_there_is_no_click() -> None:
    rng = np.random.default_rng(2)
    samples = np.concatenate([TONE, 0.001 * rng.standard_normal(RATE), TONE])
    short = shorten_pauses(Clip.of(samples, RATE), 0.45).samples[:, 0]
    middle = short[len(TONE) + 2000 : len(short) - len(TONE) - 2000]
    assert np.abs(np.diff(middle)).max() < 0.01
