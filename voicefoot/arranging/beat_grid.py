"""The beat grid of a piece of work: when its ticks and chimes sound.

All moments are in seconds from the start of the work: its first beat, or the start of a span. How beats of
work and of music come together is in `beat_sync`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from voicefoot.arranging.count_in import count_in_seconds
from voicefoot.arranging.countdown import (
    COUNTDOWN_FROM_SECONDS,
    COUNTDOWN_SECONDS,
    end_ticks,
    ends_in_ticks,
    lead_ticks,
    leads_aloud,
)
from voicefoot.arranging.quiet_signs import LONGEST_SILENCE_SECONDS
from voicefoot.model.breath import BreathPart
from voicefoot.model.cues import Breaths, Reps, Span, WorkCue
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Pace
from voicefoot.model.sound_names import SoundName
from voicefoot.units import to_period_seconds

LONG_HOLD_SECONDS = 5.0
"""Holds from here on end with a chime of their own; shorter ones are released softly."""
AFTER_HOLD_END_SECONDS = 1.0
"""From the end of the last hold to the end of the exercise, so that the two are told apart."""


@dataclass(frozen=True, slots=True)
class GridSound:
    """A sound at `at_seconds`, and why; those of a count-in come before zero.

    `repetition` counts from 1; None outside of repetitions.
    """

    at_seconds: float
    sound: SoundName | BreathPart
    origin: Origin
    repetition: int | None = None
    side: str | None = None
    """The side that moves, where sides alternate."""


def onsets(pace: Pace, reps: int) -> list[float]:
    """Return the beats 0 to `reps`, of which the last is the end of the last repetition.

    On a ramp from a to b beats a minute over N repetitions the period of repetition n is
    60 / (a + (b - a) n / (N - 1)) seconds.
    """
    if pace.first_seconds == pace.last_seconds or reps < 2:
        return [n * pace.first_seconds for n in range(reps + 1)]
    first, last = 60 / pace.first_seconds, 60 / pace.last_seconds
    periods = (to_period_seconds(first + (last - first) * n / (reps - 1)) for n in range(reps))
    return [0.0, *accumulate(periods)]


def beats_of(work: Reps) -> list[float]:
    """Return the beats of `work` and its end: those of the music that it follows, or its own."""
    assert work.reps is not None, "arrange knows the repetitions by now"
    return list(work.beat_seconds) or onsets(work.pace, work.reps * work.sides_per_rep)


def breath_onsets(work: Breaths) -> list[float]:
    """Return the start of each breath, and the end of the last."""
    assert work.reps is not None, "arrange knows the breaths by now"
    return [n * work.period_seconds for n in range(work.reps + 1)]


def starts_of(work: WorkCue) -> list[float]:
    """Return the start of each repetition, or of each movement where sides alternate, and the end of the
    last; a span has none.
    """
    if isinstance(work, Span):
        return []
    return breath_onsets(work) if isinstance(work, Breaths) else beats_of(work)


def reps_within(work: Reps | Breaths, seconds: float) -> int:
    """Return how many repetitions fit into `seconds`, without count-in and end sound.

    The `relax` after the last hold is not needed.
    """
    if isinstance(work, Breaths):
        return int((seconds + 1e-9) / work.period_seconds)
    low, high = 0, int(seconds / min(work.pace.first_seconds, work.pace.last_seconds)) + 2
    while high - low > 1:
        middle = (low + high) // 2
        if _end_of_reps(work, middle) <= seconds + 1e-9:
            low = middle
        else:
            high = middle
    return low


def _end_of_reps(work: Reps, reps: int) -> float:
    last = onsets(work.pace, reps)
    return last[-2] + work.hold_seconds if work.hold_seconds and reps else last[-1]


def done_seconds(work: WorkCue) -> float:
    """Return the moment at which nothing is left to be done."""
    if isinstance(work, Span):
        assert work.seconds is not None, "arrange knows the length by now"
        return work.seconds
    if work.seconds is not None:
        return work.seconds
    if isinstance(work, Breaths):
        return breath_onsets(work)[-1]
    assert work.reps is not None, "arrange knows the repetitions by now"
    return work.beat_seconds[-1] if work.beat_seconds else _end_of_reps(work, work.reps * work.sides_per_rep)


def lead_in_seconds(work: WorkCue) -> float:
    """Return the moment of the first sound that leads into `work`: 0, or a moment before it."""
    if isinstance(work, Reps):
        return min([0.0, *count_in_seconds(work)])
    if leads_aloud(work):
        return -float(COUNTDOWN_SECONDS[0])
    return min([0.0, *lead_ticks(work)])


def length_seconds(work: WorkCue) -> float:
    """Return the moment of the last sound of the work's own."""
    held = work.held if isinstance(work, Span) else isinstance(work, Reps) and work.hold_seconds > 0
    extra = AFTER_HOLD_END_SECONDS if held and work.ends_with is SoundName.EXERCISE_END else 0.0
    return done_seconds(work) + extra


def sounds_of(work: WorkCue) -> Iterator[GridSound]:
    """Yield ticks and chimes in order of time."""
    for at in count_in_seconds(work):
        yield GridSound(at, SoundName.ACCENT, Origin.COUNT_IN)
    if isinstance(work, Reps):
        yield from _reps_sounds(work)
        return
    for at in lead_ticks(work):
        yield GridSound(at, SoundName.TICK, Origin.COUNTDOWN)
    yield from _span_sounds(work) if isinstance(work, Span) else _breath_sounds(work)


def _span_sounds(work: Span) -> Iterator[GridSound]:
    assert work.seconds is not None, "arrange knows the length by now"
    if work.starts_with:
        yield GridSound(0.0, work.starts_with, Origin.READY)
    for at in end_ticks(work):
        yield GridSound(at, SoundName.TICK, Origin.COUNTDOWN)
    if work.held:
        yield GridSound(work.seconds, SoundName.HOLD_END, Origin.RELEASE)
    if work.until_told and Origin.QUIET_SIGN not in work.unsaid:
        signs = range(1, math.ceil(work.seconds / LONGEST_SILENCE_SECONDS))
        for n in signs:
            yield GridSound(n * LONGEST_SILENCE_SECONDS, SoundName.RELEASE, Origin.QUIET_SIGN)
    if work.ends_with and not (work.held and work.ends_with is SoundName.HOLD_END):
        yield GridSound(length_seconds(work), work.ends_with, Origin.END)


def _breath_sounds(work: Breaths) -> Iterator[GridSound]:
    for index, start in enumerate(breath_onsets(work)[:-1]):
        at = start
        for part in work.parts:
            if part.seconds > 0.0:
                yield GridSound(at, part, Origin.BREATH, index + 1)
            at += part.seconds
    yield GridSound(length_seconds(work), work.ends_with, Origin.END)


def _reps_sounds(work: Reps) -> Iterator[GridSound]:
    assert work.reps is not None, "arrange knows the repetitions by now"
    beats = beats_of(work)
    hold = work.hold_seconds
    release_chime = SoundName.HOLD_END if hold >= LONG_HOLD_SECONDS else SoundName.RELEASE
    movements = len(beats) - 1
    for index, beat in enumerate(beats[:-1]):
        repetition = index // work.sides_per_rep + 1
        side = work.alternates[index % 2] if work.alternates else None
        accented = work.accent and index % work.accent == 0
        tick = SoundName.ACCENT if accented else SoundName.TICK
        yield GridSound(beat, tick, Origin.BEAT, repetition, side)
        if hold:
            if hold >= COUNTDOWN_FROM_SECONDS and ends_in_ticks(work, index, movements):
                for left in COUNTDOWN_SECONDS:
                    yield GridSound(beat + hold - left, SoundName.TICK, Origin.COUNTDOWN, repetition, side)
            yield GridSound(beat + hold, release_chime, Origin.RELEASE, repetition, side)
        elif index >= work.worded_reps * work.sides_per_rep:
            for at, _ in list(phase_onsets(work))[1:]:
                yield GridSound(beat + at, SoundName.TICK, Origin.PHASE, repetition, side)
    if not hold or work.ends_with is SoundName.EXERCISE_END:
        yield GridSound(length_seconds(work), work.ends_with, Origin.END)


def phase_onsets(work: Reps) -> Iterator[tuple[float, str]]:
    """Yield when each phase of a repetition begins, in seconds from the repetition's beat, and its word."""
    at = 0.0
    for phase in work.phases:
        yield at, phase.word
        at += phase.seconds
