"""The work of a move -> its cue, with the dose of a level: repetitions, a span of time, or breaths.

When its ticks and chimes sound is decided in `arranging.beat_grid`.
"""

from __future__ import annotations

from voicefoot.model.breath import BreathKind, BreathPart
from voicefoot.model.choices import (
    reps_at_level,
    seconds_at_level,
)
from voicefoot.model.cues import (
    Breaths,
    Reps,
    Span,
    TimedLine,
    WorkCue,
)
from voicefoot.model.routine import (
    Breath,
    Dose,
    Exercise,
    Move,
    OnBeat,
    Pace,
    Range,
    RepeatedHold,
    SingleHold,
    UntilTold,
    Work,
)
from voicefoot.model.sound_names import SoundName
from voicefoot.planning import group_class
from voicefoot.planning.coach import Context

RELAX_SECONDS = 2.0
RELAX_LONG_SECONDS = 4.0
LONG_RELAX_FROM_SECONDS = 10.0
"""Holds from here on are followed by a longer relaxation."""
WORDED_BREATHS = 3
"""In so many breaths words tell what the tones mean."""
UNTIL_TOLD_SECONDS = 120.0
"""How long work that the user ends may be where nothing else is written."""


def work_cue(
    move: Move,
    work: Work,
    exercise: Exercise,
    side: str | None,
    context: Context,
    ends_with: SoundName,
) -> WorkCue:
    """Return the cue of `work`, which is that of `move` in one set or round, on `side`."""
    level, told = context.choices.level, not context.counts_only
    lines = _lines(move, context) if context.full else ()
    if context.for_class and group_class.at_own_pace(move, exercise):
        return _at_own_pace(move, work, side, context, ends_with)
    if isinstance(work, OnBeat):
        reps = None if work.reps is None else reps_at_level(work.reps.for_side(side), level)
        seconds = None if work.seconds is None else seconds_at_level(work.seconds, level)
        if seconds is not None:
            reps = _whole(seconds, work.pace.first_seconds)
            if not reps:
                # Slowed down, not even one repetition fits: the time is what was asked for.
                return Span(seconds, side, ends_with=ends_with, lines=lines, say_halfway=told)
        return Reps(
            reps,
            work.pace,
            move.counting,
            None if exercise.alternates else side,
            alternates=_alternating(exercise),
            seconds=seconds,
            phases=work.phases,
            lines=lines,
            tell_progress=told,
            accent=move.accent,
            follow=work.follow,
            newcomer_reps=_newcomer_reps(work.reps, side, context),
            ends_with=ends_with,
        )
    if isinstance(work, RepeatedHold):
        hold = seconds_at_level(work.hold_seconds, level)
        relax = relax_after(work, hold)
        return Reps(
            None if work.reps is None else reps_at_level(work.reps.for_side(side), level),
            Pace(hold + relax, hold + relax),
            move.counting,
            None if exercise.alternates else side,
            alternates=_alternating(exercise),
            hold_seconds=hold,
            relax_seconds=relax,
            written_relax_seconds=work.relax_seconds,
            lines=lines,
            tell_progress=told,
            newcomer_reps=_newcomer_reps(work.reps, side, context),
            newcomer_hold_seconds=_newcomer_seconds(work.hold_seconds, context),
            ends_with=ends_with,
        )
    if isinstance(work, Breath):
        return _breaths(work, side, context, lines, ends_with)
    if isinstance(work, UntilTold):
        left = context.station.round_left_seconds
        return Span(
            work.at_most_seconds or left or UNTIL_TOLD_SECONDS,
            side,
            ends_with=ends_with,
            lines=lines,
            say_halfway=False,
            is_written=False,
            until_told=True,
            own_pace=True,
            reps_at_own_pace=None if work.reps is None else reps_at_level(work.reps.for_side(side), level),
        )
    amount = work.hold_seconds if isinstance(work, SingleHold) else work.seconds
    return Span(
        None if amount is None else seconds_at_level(amount, level),
        side,
        ends_with=ends_with,
        held=isinstance(work, SingleHold),
        lines=lines,
        say_halfway=told,
        breaths=None
        if isinstance(work, SingleHold) or work.breaths is None
        else reps_at_level(work.breaths, level),
        newcomer_seconds=None if amount is None else _newcomer_seconds(amount, context),
        tally=None if isinstance(work, SingleHold) else work.tally,
    )


def relax_after(work: RepeatedHold, hold_seconds: float) -> float:
    """Return the time between two holds of `work` that last `hold_seconds` each."""
    if work.relax_seconds is not None:
        return work.relax_seconds
    return RELAX_LONG_SECONDS if hold_seconds >= LONG_RELAX_FROM_SECONDS else RELAX_SECONDS


def _alternating(exercise: Exercise) -> tuple[str, str] | None:
    """Return the two sides that take turns in each repetition, if they do."""
    return (exercise.sides[0], exercise.sides[1]) if exercise.alternates else None


def _whole(seconds: float, period_seconds: float) -> int:
    """Return how many whole repetitions fit into `seconds`."""
    return int(seconds / period_seconds + 1e-9)


def _breaths(
    work: Breath, side: str | None, context: Context, lines: tuple[TimedLine, ...], ends_with: SoundName
) -> Breaths | Span:
    level = context.choices.level
    parts = (
        BreathPart(BreathKind.IN, work.in_seconds),
        BreathPart(BreathKind.FULL, work.hold_seconds),
        BreathPart(BreathKind.OUT, work.out_seconds),
        BreathPart(BreathKind.EMPTY, work.hold_after_seconds),
    )
    reps = None if work.reps is None else reps_at_level(work.reps.for_side(side), level)
    seconds = None if work.seconds is None else seconds_at_level(work.seconds, level)
    if seconds is not None:
        reps = _whole(seconds, work.period_seconds)
        if not reps:
            return Span(seconds, side, ends_with=ends_with, lines=lines)
    return Breaths(
        reps,
        tuple(part for part in parts if part.seconds > 0.0),
        seconds,
        side,
        worded_reps=0 if context.counts_only else WORDED_BREATHS,
        lines=lines,
        tell_progress=not context.counts_only,
        ends_with=ends_with,
    )


def _at_own_pace(move: Move, work: Work, side: str | None, context: Context, ends_with: SoundName) -> Span:
    """Return a span as long as the repetitions of `work` would take on their beat."""
    assert isinstance(work, OnBeat), "only a beat can be left to each"
    dose, pace = work.reps, work.pace
    period = (pace.first_seconds + pace.last_seconds) / 2
    reps = None if dose is None else reps_at_level(dose.for_side(side), context.choices.level)
    fewest = _newcomer_reps(dose, side, context)
    return Span(
        None if reps is None else reps * period,
        side,
        ends_with=ends_with,
        lines=_lines(move, context) if context.full else (),
        say_halfway=not context.counts_only,
        newcomer_seconds=None if fewest is None else fewest * period,
        own_pace=True,
    )


def _newcomer_reps(dose: Dose | None, side: str | None, context: Context) -> int | None:
    if dose is None or not context.for_class:
        return None
    amount = dose.for_side(side)
    least = group_class.newcomer_dose(amount, reps_at_level(amount, context.choices.level))
    return None if least is None else int(least)


def _newcomer_seconds(amount: Range, context: Context) -> float | None:
    if not context.for_class:
        return None
    return group_class.newcomer_dose(amount, seconds_at_level(amount, context.choices.level))


def _lines(move: Move, context: Context) -> tuple[TimedLine, ...]:
    """Return the tips of `move` at their moments; those without one are spread evenly."""
    spread = sum(tip.at is None for tip in move.tips)
    shares = iter([(i + 1) / (spread + 1) for i in range(spread)])
    return tuple(
        TimedLine(context.words.sentence(tip.say), next(shares) if tip.at is None else tip.at)
        for tip in move.tips
    )
