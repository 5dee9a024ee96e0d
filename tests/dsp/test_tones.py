"""The tones that wake a device are soft, fade in and out, and loop without a seam."""

from __future__ import annotations

import numpy as np
import pytest

from voicefoot.dsp.tones import keep_alive_tone, pre_roll_tone
from voicefoot.units import to_amplitude


@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 44_100, 48_000])
def test_the_looped_tone_has_no_seam(sample_rate: int) -> None:
    tone = keep_alive_tone(sample_rate).samples[:, 0]
    steps = np.abs(np.diff(np.concatenate([tone, tone])))
    assert len(tone) == sample_rate
    assert steps[len(tone) - 1] <= steps[: len(tone) - 1].max() + 1e-9


def test_the_pre_roll_fades_and_is_at_its_level() -> None:
    tone = np.abs(pre_roll_tone(48_000, 48_000).samples[:, 0])
    assert tone.max() == pytest.approx(to_amplitude(-66.0), rel=0.01)
    assert tone[:100].max() < 0.01 * tone.max()
    assert tone[-100:].max() < 0.01 * tone.max()
