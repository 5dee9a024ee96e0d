"""One gain brings a session to its loudness, in no more passes than that takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from voicefoot.audio import AudioFormat, Clip
from voicefoot.dsp.loudness import LoudnessMeter
from voicefoot.mixing.loudness_target import normalization_gains
from voicefoot.mixing.mix import mix_samples
from voicefoot.model.sound_levels import MAX_NORMALIZE_GAIN_DB, SESSION_LUFS
from voicefoot.model.stems import AS_ARRANGED, Gains
from voicefoot.timeline.timeline import Event, EventKind, Section

RATE = 8_000


class Session:
    """Noise of a level, with clicks that are `peaks` times as high, and how often it was asked for."""

    def __init__(self, level: float, peaks: float = 1.0) -> None:
        wave = np.random.default_rng(1).uniform(-level, level, 8 * RATE)
        wave[:: RATE // 10] *= peaks
        event = Event(0, Clip.of(wave, RATE), EventKind.SPEECH)
        self._section = Section("A", 0, 8 * RATE, (event,), audio_format=AudioFormat(RATE))
        self.asked = 0

    def sections(self) -> Iterator[Section]:
        self.asked += 1
        return iter([self._section])

    def loudness_lufs(self, gains: Gains) -> float:
        meter = LoudnessMeter(RATE)
        for samples in mix_samples([self._section], gains=gains):
            meter.add(samples)
        return meter.loudness_lufs()


@pytest.mark.parametrize(
    ("level", "passes"), [(0.05, 2), (0.7, 3)]
)  # the limiter was at work in the loud one
def test_soft_and_loud_sessions_come_to_the_target(level: float, passes: int) -> None:
    session = Session(level)
    gains = normalization_gains(session.sections, AS_ARRANGED, RATE)
    assert session.loudness_lufs(gains) == pytest.approx(SESSION_LUFS, abs=0.06)
    assert session.asked == passes, "the last pass sees that it is right"
    assert normalization_gains(session.sections, gains, RATE) == gains
    assert session.asked == passes + 1


def test_the_other_gains_stay_and_the_overall_one_is_what_it_was_and_what_was_missing() -> None:
    before = Gains(music_db=-4.0, all_db=2.0)
    gains = normalization_gains(Session(0.05).sections, before, RATE)
    alone = normalization_gains(Session(0.05).sections, AS_ARRANGED, RATE)
    assert gains.music_db == -4.0
    assert gains.all_db == pytest.approx(alone.all_db, abs=0.1)


def test_what_the_limiter_takes_back_is_made_up_for_in_three_passes_at_the_most() -> None:
    session = Session(0.05, peaks=18.0)
    gains = normalization_gains(session.sections, AS_ARRANGED, RATE)
    assert session.asked == 3
    assert session.loudness_lufs(gains) == pytest.approx(SESSION_LUFS, abs=0.5)


def test_there_is_no_more_than_so_much_gain_and_none_for_silence() -> None:
    assert normalization_gains(Session(0.002).sections, AS_ARRANGED, RATE).all_db == MAX_NORMALIZE_GAIN_DB
    session = Session(0.0)
    assert normalization_gains(session.sections, AS_ARRANGED, RATE) == AS_ARRANGED
    assert session.asked == 1
