from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from voicefoot.arranging.beat_grid import length_seconds, onsets, reps_within, sounds_of
from voicefoot.arranging.count_in import count_in_seconds
from voicefoot.model.cues import Reps, Span
from voicefoot.model.routine import Counting, Pace, Phase
from voicefoot.model.sound_names import SoundName

EVEN = Counting()


def reps(count: int | None, period: float, last_period: float | None = None, **fields: Any) -> Reps:
    return Reps(count, Pace(period, last_period or period), EVEN, **fields)


def test_beats_come_from_absolute_time() -> None:
    assert onsets(Pace(0.1, 0.1), 100_000)[99_999] == 99_999 * 0.1


def test_ramp() -> None:
    # From 100 to 130 beats a minute over four repetitions: 100, 110, 120, 130.
    beats = onsets(Pace(60 / 100, 60 / 130), 4)
    periods = [b - a for a, b in pairwise(beats)]
    assert periods == pytest.approx([60 / 100, 60 / 110, 60 / 120, 60 / 130])


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (0.5, [-2.0, -1.5, -1.0, -0.5]),
        (1.0, [-4.0, -3.0, -2.0, -1.0]),
        (1.5, [-3.0, -1.5]),
        (2.0, [-4.0, -2.0]),
        (6.0, [-2.0, -1.0]),
    ],
)
def test_count_in(period: float, expected: list[float]) -> None:
    assert count_in_seconds(reps(10, period)) == expected


def test_the_end_sounds_a_full_period_after_the_last_beat() -> None:
    sounds = [s for s in sounds_of(reps(3, 2.0)) if s.sound is not SoundName.ACCENT]
    assert [(s.at_seconds, s.sound) for s in sounds] == [
        (0.0, SoundName.TICK),
        (2.0, SoundName.TICK),
        (4.0, SoundName.TICK),
        (6.0, SoundName.HOLD_END),
    ]


def test_short_holds_are_released_softly() -> None:
    work = reps(2, 4.0, hold_seconds=2.0, relax_seconds=2.0)
    sounds = [(s.at_seconds, s.sound) for s in sounds_of(work) if s.sound is not SoundName.ACCENT]
    assert sounds == [
        (0.0, SoundName.TICK),
        (2.0, SoundName.RELEASE),
        (4.0, SoundName.TICK),
        (6.0, SoundName.RELEASE),
    ]
    assert length_seconds(work) == 6.0


def test_ticks_stand_for_the_countdown_in_the_middle_holds() -> None:
    work = reps(3, 14.0, hold_seconds=10.0, relax_seconds=4.0)
    ticks = [s.at_seconds for s in sounds_of(work) if s.sound is SoundName.TICK]
    assert ticks == [0.0, 14.0, 21.0, 22.0, 23.0, 28.0]
    assert [s.at_seconds for s in sounds_of(work) if s.sound is SoundName.HOLD_END] == [10.0, 24.0, 38.0]


def test_the_end_of_the_exercise_is_apart_from_the_end_of_the_hold() -> None:
    work = reps(1, 4.0, hold_seconds=2.0, relax_seconds=2.0, ends_with=SoundName.EXERCISE_END)
    ends = [(s.at_seconds, s.sound) for s in sounds_of(work)][-2:]
    assert ends == [(2.0, SoundName.RELEASE), (3.0, SoundName.EXERCISE_END)]
    span = Span(30.0, held=True, ends_with=SoundName.EXERCISE_END)
    assert [s.sound for s in sounds_of(span)] == [SoundName.READY, SoundName.HOLD_END, SoundName.EXERCISE_END]


def test_phases_are_ticked_once_their_words_are_known() -> None:
    phases = (Phase("up", 1.0), Phase("down", 2.0))
    ticks = [s.at_seconds for s in sounds_of(reps(4, 3.0, phases=phases)) if s.sound is SoundName.TICK]
    assert ticks == [0.0, 3.0, 6.0, 7.0, 9.0, 10.0]


@pytest.mark.parametrize(("seconds", "expected"), [(0.0, 0), (2.9, 0), (3.0, 1), (29.9, 9), (30.0, 10)])
def test_as_many_as_fit(seconds: float, expected: int) -> None:
    assert reps_within(reps(None, 3.0), seconds) == expected


def test_as_many_holds_as_fit_need_no_time_to_relax_after_the_last() -> None:
    assert reps_within(reps(None, 4.0, hold_seconds=2.0, relax_seconds=2.0), 6.0) == 2


def test_as_many_as_fit_on_a_ramp() -> None:
    work = reps(None, 0.6, 0.4)
    found = reps_within(work, 30.0)
    assert onsets(work.pace, found)[-1] <= 30.0 < onsets(work.pace, found + 1)[-1]
