"""The verb `plan`: turn a routine and the user's choices into cues.

The order is rounds, exercises, sets, sides, moves. How long talk takes is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from voicefoot.language import english
from voicefoot.model.choices import Choices, apply_choices, reps_at_level, resolve_brief_for, seconds_at_level
from voicefoot.model.cues import (
    Cue,
    Plan,
    PlannedSection,
    Reps,
    Say,
    Span,
    TalkCue,
    TimeBox,
    TimedLine,
    Wait,
    WorkCue,
)
from voicefoot.model.levels import CLASS_ENDS_LOUDER_DB
from voicefoot.model.origin import Origin
from voicefoot.model.routine import (
    Breath,
    Dose,
    Exercise,
    Move,
    OnBeat,
    Pace,
    Range,
    RepeatedHold,
    Routine,
    SingleHold,
    UntilTold,
)
from voicefoot.model.sound_names import SoundName
from voicefoot.planning import coach, group_class
from voicefoot.planning.coach import Context
from voicefoot.planning.stations import stations

RELAX_SECONDS = 2.0
RELAX_LONG_SECONDS = 4.0
LONG_RELAX_FROM_SECONDS = 10.0
"""Holds from here on are followed by a longer relaxation."""
AFTER_END_SECONDS = 0.8


def plan(routine: Routine, choices: Choices | None = None) -> Plan:
    """Return the session that `routine` becomes with `choices`.

    Raises CommandError if a choice names something that the routine does not have.
    """
    choices = resolve_brief_for(routine, choices or Choices())
    sections = _with_music(list(_sections(apply_choices(routine, choices), choices)))
    return Plan(routine.title, routine.language, sections, routine.sounds)


def _sections(routine: Routine, choices: Choices) -> Iterator[PlannedSection]:
    order = stations(routine.body)
    exercises = [station.exercise for station in order]
    total = len(order)
    first_beat = _first(exercises, OnBeat, choices)
    first_hold = _first(exercises, RepeatedHold, choices)
    first = min(choices.sections_done, total - 1)
    explained = {station.number for station in order[:first]}
    for i in range(first, total):
        exercise, number = exercises[i], order[i].number
        context = Context(
            routine=routine,
            choices=choices,
            talk=choices.talk_for(exercise.name),
            before=exercises[i - 1] if i > first else None,
            after=exercises[i + 1] if i + 1 < total else None,
            opens=i == first,
            closes=i + 1 == total,
            rest_after_seconds=(order[i + 1].rest_before_seconds or 0.0) if i + 1 < total else 0.0,
            explain_beat=i == first_beat,
            explain_hold=i == first_hold,
            needs=group_class.needed(exercises[first:])
            if choices.for_class and choices.with_intro and i == first
            else (),
            known=number in explained,
        )
        explained.add(number)
        yield _section(exercise, context)


def _with_music(sections: list[PlannedSection]) -> tuple[PlannedSection, ...]:
    """Return `sections` with each told whether its soundtrack plays on into the next."""
    following = [section.soundtrack for section in sections[1:]] + [None]
    return tuple(
        replace(section, plays_on=section.soundtrack is not None and section.soundtrack == next_soundtrack)
        for section, next_soundtrack in zip(sections, following, strict=True)
    )


def _first(exercises: Sequence[Exercise], kind: type, choices: Choices) -> int | None:
    """Return the index of the first exercise with such work, or None."""
    return next(
        (i for i, e in enumerate(exercises) if coach.first_counted(e, kind, choices) is not None), None
    )


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
                # Announcements and fetching take none of the time that the exercise `lasts`.
                (cues if context.announces or context.needs else part).extend(coach.opening(context))
                part += coach.beginning(exercise, side, context)
            elif side is not None and (side_index > 0 or not exercise.rest_seconds):
                part += coach.switch(exercise, side, context)
            part += _moves(exercise, side, set_index, side_index, context, last=last)
            if last:
                part += coach.end(exercise, context)
            if exercise.lasts_seconds is None:
                cues += part
            else:
                where = f"{exercise.name}, {side}" if side else exercise.name
                source = context.routine.source
                cues.append(TimeBox(exercise.lasts_seconds, tuple(part), where, source, exercise.line))
    if context.rest_after_seconds > 0:
        closing = english.rest_over_line(None)
        cues.append(coach.rest_span(context.rest_after_seconds, closing, context))
    fixed = exercise.lasts_seconds is not None
    choices = context.choices
    return PlannedSection(
        exercise.name,
        tuple(cues),
        fixed,
        exercise.soundtrack,
        duck_db=choices.duck_db,
        ends_louder_db=CLASS_ENDS_LOUDER_DB if choices.for_class else 0.0,
        waits=choices.wait and not context.opens,
    )


def _moves(
    exercise: Exercise, side: str | None, set_index: int, side_index: int, context: Context, *, last: bool
) -> list[TalkCue | WorkCue]:
    cues: list[TalkCue | WorkCue] = []
    for index, move in enumerate(exercise.moves):
        final = last and index + 1 == len(exercise.moves)
        work = _work(move, exercise, side, context, SoundName.EXERCISE_END if final else SoundName.HOLD_END)
        if set_index == 0:
            told = coach.instruction(move, side, context)
            twice = index > 0 and side_index == 0 and context.told_twice(exercise)
            cues += coach.once_more(told) if twice else told
            if not context.counts_only and coach.tell_dose(move, exercise, side, side_index, context):
                cues += coach.dose(work, exercise)
            if side_index == 0:
                if context.full:
                    cues += coach.explanation(exercise, index, context)
                if index == 0 and exercise.caution:
                    cues.append(Say(english.sentence(exercise.caution), Origin.CAUTION))
        if isinstance(work, Span):
            cues.append(Say(english.READY, Origin.READY, 0.6))
        cues.append(work)
        if not final and index + 1 < len(exercise.moves):
            cues.append(Wait(AFTER_END_SECONDS))
    return cues


def _work(
    move: Move, exercise: Exercise, side: str | None, context: Context, ends_with: SoundName
) -> WorkCue:
    work, level, told = move.work, context.choices.level, not context.counts_only
    lines = _lines(move) if context.full else ()
    if context.for_class and group_class.at_own_pace(move, exercise):
        return _at_own_pace(move, side, context, ends_with)
    if isinstance(work, OnBeat):
        reps = None if work.reps is None else reps_at_level(work.reps.for_side(side), level)
        return Reps(
            reps,
            work.pace,
            move.counting,
            side,
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
        relax = work.relax_seconds
        if relax is None:
            relax = RELAX_LONG_SECONDS if hold >= LONG_RELAX_FROM_SECONDS else RELAX_SECONDS
        return Reps(
            None if work.reps is None else reps_at_level(work.reps.for_side(side), level),
            Pace(hold + relax, hold + relax),
            move.counting,
            side,
            hold_seconds=hold,
            relax_seconds=relax,
            lines=lines,
            tell_progress=told,
            newcomer_reps=_newcomer_reps(work.reps, side, context),
            newcomer_hold_seconds=_newcomer_seconds(work.hold_seconds, context),
            ends_with=ends_with,
        )
    if isinstance(work, Breath | UntilTold):
        raise NotImplementedError  # the reader makes neither of them yet
    amount = work.hold_seconds if isinstance(work, SingleHold) else work.seconds
    return Span(
        None if amount is None else seconds_at_level(amount, level),
        side,
        ends_with=ends_with,
        held=isinstance(work, SingleHold),
        lines=lines,
        say_halfway=told,
        newcomer_seconds=None if amount is None else _newcomer_seconds(amount, context),
    )


def _at_own_pace(move: Move, side: str | None, context: Context, ends_with: SoundName) -> Span:
    """Return a span as long as the repetitions of `move` would take on their beat."""
    assert isinstance(move.work, OnBeat), "only a beat can be left to each"
    dose, pace = move.work.reps, move.work.pace
    period = (pace.first_seconds + pace.last_seconds) / 2
    reps = None if dose is None else reps_at_level(dose.for_side(side), context.choices.level)
    fewest = _newcomer_reps(dose, side, context)
    return Span(
        None if reps is None else reps * period,
        side,
        ends_with=ends_with,
        lines=_lines(move) if context.full else (),
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


def _lines(move: Move) -> tuple[TimedLine, ...]:
    """Return the tips of `move` at their moments; those without one are spread evenly."""
    spread = sum(tip.at is None for tip in move.tips)
    shares = iter([(i + 1) / (spread + 1) for i in range(spread)])
    return tuple(
        TimedLine(english.sentence(tip.say), next(shares) if tip.at is None else tip.at) for tip in move.tips
    )
