"""Only what lies where speech is counts, whatever else sounds."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.dsp.waves import sine
from voicefoot.audio import Samples
from voicefoot.dsp.speech_band import speech_band_db


def mono(wave: NDArray[np.float64]) -> Samples:
    return wave.astype(np.float32)[:, np.newaxis]


@pytest.mark.parametrize("sample_rate", [16_000, 44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.25, 1.0])
def test_a_sine_in_the_band_has_its_power_and_one_outside_has_none(sample_rate: int, seconds: float) -> None:
    def level(hertz: float, amplitude: float) -> float:
        return speech_band_db(mono(sine(hertz, seconds, sample_rate, amplitude)), sample_rate)

    assert level(1_000.0, 1.0) == pytest.approx(-3.01, abs=0.1)
    assert level(1_000.0, 0.1) == pytest.approx(-23.01, abs=0.1)
    assert level(100.0, 1.0) < -25.0
    assert level(6_000.0, 1.0) < -25.0


def test_channels_add_up_and_silence_is_none() -> None:
    wave = mono(sine(800.0, 0.5, 48_000, 0.5))
    both = np.concatenate([wave, wave], axis=1)
    assert speech_band_db(both, 48_000) == pytest.approx(speech_band_db(wave, 48_000) + 3.01, abs=0.01)
    assert speech_band_db(np.zeros((100, 1), dtype=np.float32), 48_000) == -np.inf
    assert speech_band_db(np.zeros((0, 1), dtype=np.float32), 48_000) == -np.inf
