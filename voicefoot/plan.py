"""Routine and choices -> a plan: what is said and sounded, in what order, and why it waits.

The order: rounds, exercises, sets, sides, moves. How long talk takes is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from voicefoot import coach, phrases
from voicefoot.choices import Choices, chosen, dosed, timed
from voicefoot.coach import Context
from voicefoot.cues import Cue, Lasting, Line, Plan, PlannedSection, Reps, Say, Span, TalkCue, Wait, WorkCue
from voicefoot.routine import (
    Exercise,
    HeldAgain,
    HeldOnce,
    Move,
    OnBeat,
    Pace,
    Routine,
)
from voicefoot.sounds import SoundName

RELAX_SECONDS = 2.0
RELAX_LONG_SECONDS = 4.0
LONG_HOLD_SECONDS = 10.0
AFTER_END_SECONDS = 0.8


def plan(routine: Routine, choices: Choices | None = None) -> Plan:
    """The session that `routine` becomes with `choices`.

    Raises CommandError where a choice names what the routine does not have.
    """
    choices = choices or Choices()
    sections = _with_music(list(_sections(chosen(routine, choices), choices)))
    return Plan(routine.title, routine.language, sections, routine.sounds)


def _sections(routine: Routine, choices: Choices) -> Iterator[PlannedSection]:
    exercises = routine.exercises
    count = len(exercises)
    total = count * routine.rounds
    first_beat = _first(exercises, OnBeat)
    first_hold = _first(exercises, HeldAgain)
    first = min(choices.sections_done, total - 1)
    for i in range(first, total):
        exercise = exercises[i % count]
        round_ends = (i + 1) % count == 0 and i + 1 < total
        context = Context(
            routine=routine,
            choices=choices,
            before=exercises[(i - 1) % count] if i > first else None,
            after=exercises[(i + 1) % count] if i + 1 < total else None,
            opens=i == first,
            closes=i + 1 == total,
            rest_after_seconds=routine.round_rest_seconds if round_ends else 0.0,
            explain_beat=i == first_beat,
            explain_hold=i == first_hold,
        )
        yield _section(exercise, context)


def _with_music(sections: list[PlannedSection]) -> tuple[PlannedSection, ...]:
    """Which soundtracks play on into the next section."""
    following = [section.soundtrack for section in sections[1:]] + [None]
    return tuple(
        replace(section, plays_on=section.soundtrack is not None and section.soundtrack == next_soundtrack)
        for section, next_soundtrack in zip(sections, following, strict=True)
    )


def _first(exercises: tuple[Exercise, ...], kind: type) -> int | None:
    """The index of the first exercise with such work."""
    return next((i for i, e in enumerate(exercises) if any(isinstance(m.work, kind) for m in e.moves)), None)


def _section(exercise: Exercise, context: Context) -> PlannedSection:
    cues: list[Cue] = []
    sides = exercise.sides or (None,)
    for set_index in range(exercise.sets):
        for side_index, side in enumerate(sides):
            last = set_index + 1 == exercise.sets and side_index + 1 == len(sides)
            if side_index == 0 and set_index > 0:
                cues += coach.rest(exercise, side, context)
            part: list[TalkCue | WorkCue] = []
            if side_index == 0 and set_index == 0:
                part += coach.beginning(exercise, side, context)
            elif side is not None and (side_index > 0 or exercise.rest_seconds <= 0):
                part += coach.switch(exercise, side, context)
            part += _moves(exercise, side, set_index, side_index, context, last=last)
            if last:
                part += coach.end(exercise, context)
            if exercise.lasts_seconds is None:
                cues += part
            else:
                where = f"{exercise.name}, {side}" if side else exercise.name
                source = context.routine.source
                cues.append(Lasting(exercise.lasts_seconds, tuple(part), where, source, exercise.line))
    if context.rest_after_seconds > 0:
        closing = phrases.rest_over_line(None)
        cues.append(coach.rest_span(context.rest_after_seconds, closing, context))
    fixed = exercise.lasts_seconds is not None
    return PlannedSection(
        exercise.name, tuple(cues), fixed, exercise.soundtrack, duck_db=context.choices.duck_db
    )


def _moves(
    exercise: Exercise, side: str | None, set_index: int, side_index: int, context: Context, *, last: bool
) -> list[TalkCue | WorkCue]:
    cues: list[TalkCue | WorkCue] = []
    for index, move in enumerate(exercise.moves):
        final = last and index + 1 == len(exercise.moves)
        work = _work(move, side, context, ends_with=SoundName.EXERCISE_END if final else SoundName.HOLD_END)
        if set_index == 0:
            cues += coach.instruction(move, side, context)
            if not context.counts_only and coach.tell_dose(move, exercise, side, side_index, context):
                cues += coach.dose(work)
            if side_index == 0:
                if context.full:
                    cues += coach.explanation(exercise, index, context)
                if index == 0 and exercise.caution:
                    cues.append(Say(phrases.sentence(exercise.caution)))
        if isinstance(work, Span):
            cues.append(Say(phrases.READY, 0.6))
        cues.append(work)
        if not final and index + 1 < len(exercise.moves):
            cues.append(Wait(AFTER_END_SECONDS))
    return cues


def _work(move: Move, side: str | None, context: Context, ends_with: SoundName) -> WorkCue:
    work, level = move.work, context.choices.level
    lines = _lines(move) if context.full else ()
    if isinstance(work, OnBeat):
        return Reps(
            None if work.reps is None else dosed(work.reps.for_side(side), level),
            work.pace,
            move.counting,
            side,
            phases=work.phases,
            lines=lines,
            tell_progress=not context.counts_only,
            accent=move.accent,
            follow=work.follow,
            ends_with=ends_with,
        )
    if isinstance(work, HeldAgain):
        hold = timed(work.hold_seconds, level)
        relax = work.relax_seconds
        if relax is None:
            relax = RELAX_LONG_SECONDS if hold >= LONG_HOLD_SECONDS else RELAX_SECONDS
        return Reps(
            None if work.reps is None else dosed(work.reps.for_side(side), level),
            Pace(hold + relax, hold + relax),
            move.counting,
            side,
            hold_seconds=hold,
            relax_seconds=relax,
            lines=lines,
            tell_progress=not context.counts_only,
            ends_with=ends_with,
        )
    if isinstance(work, HeldOnce):
        span = Span(timed(work.hold_seconds, level), held=True)
    else:
        span = Span(None if work.seconds is None else timed(work.seconds, level))
    return replace(
        span,
        side=side,
        ends_with=ends_with,
        lines=lines,
        say_halfway=not context.counts_only,
    )


def _lines(move: Move) -> tuple[Line, ...]:
    """The tips: at their own moment, or spread evenly."""
    spread = sum(tip.at is None for tip in move.tips)
    shares = iter([(i + 1) / (spread + 1) for i in range(spread)])
    return tuple(
        Line(phrases.sentence(tip.say), next(shares) if tip.at is None else tip.at) for tip in move.tips
    )
