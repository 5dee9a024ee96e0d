"""The tones of breathing."""

from __future__ import annotations

import numpy as np
import pytest

from voicefoot.arranging.breath_tones import breath_tone, louder_with_music_db
from voicefoot.model.breath import BreathKind, BreathPart
from voicefoot.units import to_amplitude


def loudness(kind: BreathKind, gain_db: float = 0.0) -> float:
    return float(np.abs(breath_tone(BreathPart(kind, 4.0), 8_000).samples).max()) * to_amplitude(gain_db)


def test_holds_are_softer_than_breaths_and_the_empty_one_is_softest() -> None:
    assert loudness(BreathKind.IN) == pytest.approx(loudness(BreathKind.OUT), rel=0.01)
    assert loudness(BreathKind.IN) > loudness(BreathKind.FULL) > loudness(BreathKind.EMPTY)


def test_with_music_all_are_equally_loud() -> None:
    heard = [loudness(kind, louder_with_music_db(kind)) for kind in BreathKind]
    assert heard == pytest.approx([heard[0]] * len(heard), rel=0.01)
