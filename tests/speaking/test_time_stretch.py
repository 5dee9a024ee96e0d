from __future__ import annotations

import numpy as np
import pytest

from tests.support.voices import tone
from voicefoot.audio import Clip
from voicefoot.speaking.time_stretch import at_speed, time_stretch


@pytest.mark.parametrize("factor", [1.25, 1.5625, 0.8])
def test_it_is_shorter_at_the_same_pitch(factor: float) -> None:
    clip = tone(0.6, hertz=300.0, sample_rate=24_000)
    faster = time_stretch(clip, factor)
    assert faster.seconds == pytest.approx(clip.seconds / factor, abs=0.03)
    spectrum = np.abs(np.fft.rfft(faster.samples[:, 0]))
    assert np.argmax(spectrum) * faster.sample_rate / faster.frames == pytest.approx(300.0, abs=5.0)


def test_the_same_words_give_the_same_samples() -> None:
    clip = tone(0.3)
    assert np.array_equal(time_stretch(clip, 1.3).samples, time_stretch(clip, 1.3).samples)


def test_silence_of_no_length_stays_so() -> None:
    assert time_stretch(Clip.silence(0, 24_000), 2.0).frames == 0


@pytest.mark.parametrize(("speed", "spoken"), [(0.2, 0.5), (0.5, 0.5), (1.3, 1.3), (2.0, 2.0)])
def test_an_engine_speaks_at_the_speeds_that_it_does_well(speed: float, spoken: float) -> None:
    asked: list[float] = []

    def speak(at: float) -> Clip:
        asked.append(at)
        return tone(0.6)

    assert np.array_equal(at_speed(speed, 0.5, 2.0, speak).samples, tone(0.6).samples)
    assert asked == [spoken]


def test_beyond_them_the_rest_is_stretched() -> None:
    fastest = tone(0.6)
    faster = at_speed(3.0, 0.5, 2.0, lambda at: fastest if at == 2.0 else tone(9.0))
    assert np.array_equal(faster.samples, time_stretch(fastest, 1.5).samples)
