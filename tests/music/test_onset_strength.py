"""The onset strength peaks at attacks, and only the result grows with the song."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from tests.support.songs import click_song
from voicefoot.music.onset_strength import attack_weight, find_attacks, onset_strength_of

RATE = 22_050


def test_attacks_are_where_the_clicks_are() -> None:
    onsets = onset_strength_of([click_song(120.0, 0.4, 20.0, RATE)], RATE)
    clicks = np.arange(0.4, 19.5, 0.5)
    times, strength = find_attacks(onsets, clicks + 0.02, 0.050)
    assert np.abs(times - clicks).max() < 0.003
    assert strength.min() > 2.0
    between = clicks + 0.25
    _, strength_between = find_attacks(onsets, between, 0.050)
    assert np.median(strength_between) < 0.1 * np.median(strength)
    both = np.concatenate((clicks, between))
    assert attack_weight(onsets, clicks, both) > 3.0 * attack_weight(onsets, between, both)


def test_where_nothing_rises_the_attack_is_at_the_time_itself() -> None:
    onsets = onset_strength_of([np.zeros((5 * RATE, 1), dtype=np.float32)], RATE)
    asked = np.array([1.0, 2.5])
    times, strength = find_attacks(onsets, asked, 0.050)
    assert np.array_equal(times, asked)
    assert not strength.any()


def test_memory_holds_the_outcome_alone() -> None:
    def peak_bytes(minutes: int) -> int:
        minute = np.random.default_rng(7).normal(0.0, 0.1, (60 * RATE, 1)).astype(np.float32)
        tracemalloc.start()
        onsets = onset_strength_of((minute for _ in range(minutes)), RATE)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert onsets.seconds == pytest.approx(60.0 * minutes, abs=0.01)
        return peak

    # Two numbers of four bytes for each of 700 cells a second, and once more while they are joined.
    assert peak_bytes(4) - peak_bytes(1) < 3 * 60 * 700 * 16 * 1.2
