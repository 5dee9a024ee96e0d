from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.support.builders import arranged, exercise, held, routine
from voicefoot.arranging.beat_grid import (
    done_seconds,
    lead_in_seconds,
    length_seconds,
    onsets,
    reps_within,
    sounds_of,
)
from voicefoot.arranging.count_in import count_in_seconds
from voicefoot.arranging.quiet_signs import LONGEST_SILENCE_SECONDS
from voicefoot.model.breath import BreathKind, BreathPart
from voicefoot.model.cues import Breaths, Reps, Span
from voicefoot.model.origin import Origin
from voicefoot.model.routine import CountdownStyle, Counting, Pace, Phase
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


def shown(work: Reps | Span | Breaths) -> list[tuple[float, str, int | None, str | None]]:
    return [(round(s.at_seconds, 3), str(s.sound), s.repetition, s.side) for s in sounds_of(work)]


TICK, ACCENT, RELEASE = str(SoundName.TICK), str(SoundName.ACCENT), str(SoundName.RELEASE)
HOLD_END, EXERCISE_END = str(SoundName.HOLD_END), str(SoundName.EXERCISE_END)


def test_each_tick_knows_its_repetition_and_where_sides_take_turns_its_side() -> None:
    work = reps(2, 2.0, alternates=("right", "left"), accent=3)
    assert shown(work) == [
        (-4.0, ACCENT, None, None), (-2.0, ACCENT, None, None),
        (0.0, ACCENT, 1, "right"), (2.0, TICK, 1, "left"), (4.0, TICK, 2, "right"), (6.0, ACCENT, 2, "left"),
        (8.0, HOLD_END, None, None),
    ]  # fmt: skip


def test_a_short_hold_is_released_softly_and_a_long_one_counted_down() -> None:
    short = [sound for sound in shown(reps(2, 4.0, hold_seconds=2.0, relax_seconds=2.0)) if sound[2]]
    assert short == [
        (0.0, TICK, 1, None), (2.0, RELEASE, 1, None), (4.0, TICK, 2, None), (6.0, RELEASE, 2, None),
    ]  # fmt: skip
    long = shown(reps(3, 12.0, hold_seconds=10.0, relax_seconds=2.0))
    second = [sound for sound in long if sound[2] == 2]
    assert second == [
        (12.0, TICK, 2, None), (19.0, TICK, 2, None), (20.0, TICK, 2, None), (21.0, TICK, 2, None),
        (22.0, second[-1][1], 2, None),
    ]  # fmt: skip
    assert [sound[0] for sound in long if sound[2] == 3] == [24.0, 34.0], "the voice counts the last down"


def test_phases_tick_where_their_words_are_said_no_more() -> None:
    work = reps(3, 3.0, phases=(Phase("up", 1.0), Phase("down", 2.0)), worded_reps=1)
    ticks = [(at, number) for at, sound, number, _ in shown(work) if number]
    assert ticks == [(0.0, 1), (3.0, 2), (4.0, 2), (6.0, 3), (7.0, 3)]


def test_each_part_of_a_breath_knows_which_breath_it_is() -> None:
    parts = (BreathPart(BreathKind.IN, 4.0), BreathPart(BreathKind.OUT, 6.0))
    assert [(at, number) for at, _, number, _ in shown(Breaths(2, parts)) if number] == [
        (0.0, 1), (4.0, 1), (10.0, 2), (14.0, 2),
    ]  # fmt: skip


def test_work_that_goes_on_until_it_is_told_has_a_sign_now_and_then() -> None:
    signs = [
        at
        for at, sound, _, _ in shown(Span(3 * LONGEST_SILENCE_SECONDS, until_told=True))
        if sound == RELEASE
    ]
    assert signs == [LONGEST_SILENCE_SECONDS, 2 * LONGEST_SILENCE_SECONDS]


@pytest.mark.parametrize(
    ("rest", "countdown", "lead", "ticks"),
    [
        (30.0, CountdownStyle.VOICE, -3.0, []),
        (30.0, CountdownStyle.TICKS, -3.0, [-3.0, -2.0, -1.0]),
        (30.0, CountdownStyle.NONE, 0.0, []),
        (None, CountdownStyle.VOICE, 0.0, []),
    ],
)
def test_a_written_rest_leads_in_aloud_by_ticks_or_not_at_all(
    rest: float | None, countdown: CountdownStyle, lead: float, ticks: list[float]
) -> None:
    work = Span(5.0, rest_before_seconds=rest, countdown=countdown)
    assert lead_in_seconds(work) == lead
    assert [at for at, _, _, _ in shown(work) if at < 0.0] == ticks


def test_words_that_count_a_hold_down_know_which_it_is() -> None:
    timeline = arranged(routine(exercise(held(3, 6.0), name="Lifts")))
    words = [event for event in timeline.events if event.origin is Origin.COUNTDOWN and event.text != TICK]
    assert [(event.text, event.repetition) for event in words] == [
        (word, number) for number in (1, 3) for word in ("three", "two", "one")
    ]


def test_breathing_is_done_when_the_last_breath_is() -> None:
    parts = (BreathPart(BreathKind.IN, 4.0), BreathPart(BreathKind.OUT, 6.0))
    assert done_seconds(Breaths(3, parts)) == 30.0
    assert done_seconds(Breaths(3, parts, seconds=35.0)) == 35.0
