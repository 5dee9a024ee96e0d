"""The verb `plan`: turn a routine and the user's choices into cues.

The order is that of the stations; in each sets, sides, moves. How long talk takes is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from voicefoot.language import english, english_spoken
from voicefoot.language.pronounce import speller
from voicefoot.model.attachments import Attachments
from voicefoot.model.breath import BreathKind, BreathPart
from voicefoot.model.choices import (
    Choices,
    Talk,
    apply_choices,
    reps_at_level,
    resolve_brief_for,
    seconds_at_level,
)
from voicefoot.model.cues import (
    Breaths,
    Cue,
    Plan,
    PlannedSection,
    PreRoll,
    Reps,
    Say,
    Span,
    TalkCue,
    TimeBox,
    TimedLine,
    TimedRest,
    Wait,
    WorkCue,
)
from voicefoot.model.levels import CLASS_ENDS_LOUDER_DB
from voicefoot.model.origin import Origin
from voicefoot.model.routine import (
    Announce,
    Breath,
    CountdownStyle,
    Counting,
    CountMode,
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
    Work,
)
from voicefoot.model.sound_names import SoundName
from voicefoot.model.spans import SpanKind
from voicefoot.planning import coach, group_class
from voicefoot.planning.coach import Context
from voicefoot.planning.next_told import with_next_told
from voicefoot.planning.reckoning import reckoned_seconds
from voicefoot.planning.silences import is_silenced, silenced_origins
from voicefoot.planning.spelling import spelled
from voicefoot.planning.stations import stations

RELAX_SECONDS = 2.0
RELAX_LONG_SECONDS = 4.0
LONG_RELAX_FROM_SECONDS = 10.0
"""Holds from here on are followed by a longer relaxation."""
AFTER_END_SECONDS = 0.8
WORDED_BREATHS = 3
"""In so many breaths words tell what the tones mean."""
UNTIL_TOLD_SECONDS = 120.0
"""How long work that the user ends may be where nothing else is written."""


def plan(routine: Routine, choices: Choices | None = None) -> Plan:
    """Return the session that `routine` becomes with `choices`.

    Raises CommandError if a choice names something that the routine does not have.
    """
    choices = resolve_brief_for(routine, choices or Choices())
    chosen = apply_choices(routine, choices)
    told = with_next_told(list(_sections(chosen, choices)))
    say = speller(english_spoken.spoken, routine.pronounce, choices.pronounce)
    heard = [spelled(section, say) for section in _with_title(told, chosen, choices)]
    sections = _with_music(heard)
    return Plan(routine.title, routine.language, sections, routine.sounds)


def _sections(routine: Routine, choices: Choices) -> Iterator[PlannedSection]:
    order = stations(routine.body, choices.seed or routine.title)
    exercises = [station.exercise for station in order]
    total = len(order)
    first_beat = _first(exercises, OnBeat, choices)
    first_hold = _first(exercises, RepeatedHold, choices)
    first = min(choices.sections_done, total - 1)
    explained = {station.number for station in order[:first]} if first else set[int]()
    told = _Told()
    for i in range(first, total):
        station = order[i]
        context = Context(
            routine=routine,
            choices=choices,
            talk=choices.talk_for(station.exercise.name),
            station=station,
            before=exercises[i - 1] if i > first else None,
            after=order[i + 1] if i + 1 < total else None,
            opens=i == first,
            closes=i + 1 == total,
            explain_beat=i == first_beat,
            explain_hold=i == first_hold,
            needs=group_class.needed(exercises[first:])
            if choices.for_class and choices.with_intro and i == first
            else (),
            # Whoever begins here is told everything.
            known=station.number in explained and i > first,
        )
        explained.add(station.number)
        yield _Section(station.exercise, context, told).planned()


def _with_title(sections: list[PlannedSection], routine: Routine, choices: Choices) -> list[PlannedSection]:
    """Return `sections` with the line that opens the session, unless its time is fixed as a whole."""
    is_fixed = all(section.fixed for section in sections)
    is_silenced = choices.talk is Talk.COUNTS or Announce.TITLE in routine.silenced
    if not choices.with_intro or is_silenced or is_fixed:
        return sections
    first = sections[0]
    if isinstance(first.cues[0], TimeBox):
        # The title takes none of the time that the exercise `lasts`, and is said after the pre-roll.
        wake, *inside = first.cues[0].cues
        assert isinstance(wake, PreRoll), "a session begins with it"
        first = replace(first, cues=(wake, replace(first.cues[0], cues=tuple(inside)), *first.cues[1:]))
    told_before = (PreRoll, Say) if choices.announce else (PreRoll,)
    at = next(i for i, cue in enumerate(first.cues) if not isinstance(cue, told_before) or i > 1)
    title = english.sentence(routine.title)
    is_full = any(choices.talk_for(section.name) is Talk.FULL for section in sections)
    if is_full and Announce.LENGTH not in routine.silenced:
        to_come = [replace(first, cues=first.cues[at:]), *sections[1:]]
        order = stations(routine.body, choices.seed or routine.title)
        exercises = len({station.number for station in order})
        title = english.title_line(routine.title, exercises, reckoned_seconds(to_come))
    opening = Say(title, Origin.TITLE, coach.INTRO_PAUSE_SECONDS)
    return [replace(first, cues=(*first.cues[:at], opening, *first.cues[at:])), *sections[1:]]


def _with_music(sections: Sequence[PlannedSection]) -> tuple[PlannedSection, ...]:
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


@dataclass(slots=True)
class _Told:
    """What was said last in the session, and need not be said again until it changes."""

    rest_seconds: float | None = None
    doses: dict[tuple[int, int], list[TalkCue]] = field(default_factory=dict)
    """By the number of the exercise, and the index of the move."""


class _Section:
    """The cues of one station, while they are put together."""

    def __init__(self, exercise: Exercise, context: Context, told: _Told) -> None:
        """`told`: what was said last; it is kept up."""
        self._exercise = exercise
        self._context = context
        self._told = told

    def planned(self) -> PlannedSection:
        exercise, context = self._exercise, self._context
        cues: list[Cue] = []
        passages = list(self._passages())
        for number, (set_index, side_index, side) in enumerate(passages):
            last = number + 1 == len(passages)
            opening = coach.opening(context) if number == 0 else []
            talk = self._leading(number, set_index, side_index, side)
            moves = self._moves(side, set_index, side_index, last=last)
            talk += moves.pop(0)
            rest = self._rest(number, set_index, side_index)
            if exercise.lasts_seconds is not None:
                # Announcements and fetching take none of the time that the exercise `lasts`.
                is_apart = bool(opening) and (context.announces or bool(context.needs))
                cues += opening if is_apart else ()
                inside = [*(() if is_apart else opening), *talk]
                cues += self._box(inside, moves, rest, side, last=last)
                continue
            cues += opening
            talk = [cue for cue in talk if not is_silenced(cue, exercise, timed=context.is_timed)]
            if rest is None:
                cues += talk
            else:
                lines = tuple(cue for cue in talk if isinstance(cue, Say) and cue.origin is not Origin.READY)
                cues.append(replace(rest, lines=(*rest.lines, *lines)))
            for part in moves:
                cues += [cue for cue in part if not is_silenced(cue, exercise, timed=context.is_timed)]
            if last:
                cues += coach.end(exercise, context)
        choices, station = context.choices, context.station
        return PlannedSection(
            exercise.name,
            tuple(cues),
            exercise.lasts_seconds is not None,
            exercise.soundtrack,
            duck_db=choices.duck_db,
            ends_louder_db=CLASS_ENDS_LOUDER_DB if choices.for_class else 0.0,
            waits=choices.wait and not context.opens and self._may_wait(),
            rounds=station.rounds,
            round_starts=station.round_starts,
            attachments=Attachments(exercise.link, exercise.note, exercise.image),
        )

    def _box(
        self,
        talk: list[TalkCue],
        moves: list[list[TalkCue | WorkCue]],
        rest: TimedRest | None,
        side: str | None,
        *,
        last: bool,
    ) -> Iterator[Cue]:
        """Yield the box of a side whose time is fixed, after the rest before it."""
        exercise, context = self._exercise, self._context
        if rest is not None:
            yield rest
        parts: list[TalkCue | WorkCue] = [*talk, *(cue for part in moves for cue in part)]
        parts = [cue for cue in parts if not is_silenced(cue, exercise, timed=context.is_timed)]
        if last:
            parts += coach.end(exercise, context)
        where = f"{exercise.name}, {side}" if side else exercise.name
        assert exercise.lasts_seconds is not None, "the time of the side is fixed"
        yield TimeBox(exercise.lasts_seconds, tuple(parts), where, context.routine.source, exercise.line)

    def _may_wait(self) -> bool:
        """Return whether a session that waits for a command does so here: where no written time fixes the
        start, and before each block and round.
        """
        context = self._context
        return not context.is_timed or context.station.begins_block or bool(context.station.new_round)

    def _passages(self) -> Iterator[tuple[int, int, str | None]]:
        """Yield set and side of each time that the moves are gone through, with the name of the side."""
        exercise = self._exercise
        sides = (exercise.sides[:1] if exercise.alternates else exercise.sides) or (None,)
        order = list(product(range(exercise.sets), range(len(sides))))
        if exercise.sets_by_side:
            order.sort(key=lambda place: (place[1], place[0]))
        for set_index, side_index in order:
            yield set_index, side_index, sides[side_index]

    def _rest(self, number: int, set_index: int, side_index: int) -> TimedRest | None:
        """Return the written time before the passage `number`, with the line about its length; None where
        none is written.
        """
        exercise, context = self._exercise, self._context
        station = context.station
        kind, until, seconds = SpanKind.REST, None, None
        if number == 0:
            if not context.is_timed:
                return None
            until = next((start for start in station.round_starts if start.round), None)
            seconds = None if until else station.rest_before_seconds
        elif self._begins_set(set_index, side_index) and exercise.rest_seconds is not None:
            seconds = exercise.rest_seconds
        elif exercise.switch_seconds is not None and self._changes_side(set_index, side_index):
            kind, seconds = SpanKind.SWITCH, exercise.switch_seconds
        else:
            return None
        if exercise.lasts_seconds is not None and kind is SpanKind.SWITCH:
            return None
        says: tuple[Say, ...] = ()
        is_new = seconds is not None and seconds != self._told.rest_seconds
        if kind is SpanKind.REST and is_new and Announce.REST not in exercise.silenced:
            says = coach.rest_length(seconds, context)
            self._told.rest_seconds = seconds
        tells_ten_seconds = not context.counts_only and Announce.TEN_SECONDS not in exercise.silenced
        return TimedRest(
            seconds,
            says,
            until,
            kind,
            exercise.name,
            context.routine.source,
            exercise.line,
            tells_ten_seconds=tells_ten_seconds,
        )

    def _begins_set(self, set_index: int, side_index: int) -> bool:
        """Return whether a further set begins with this side."""
        return set_index > 0 and (side_index == 0 or self._exercise.sets_by_side)

    def _changes_side(self, set_index: int, side_index: int) -> bool:
        if len(self._exercise.sides) < 2 or self._exercise.alternates:
            return False
        if self._exercise.sets_by_side:
            return side_index > 0 and set_index == 0
        return side_index > 0 or set_index > 0

    def _leading(self, number: int, set_index: int, side_index: int, side: str | None) -> list[TalkCue]:
        """Return the talk that leads to a passage, up to its first instruction."""
        exercise, context = self._exercise, self._context
        if number == 0:
            return coach.beginning(exercise, side, context)
        begins_set = self._begins_set(set_index, side_index)
        changes = side is not None and self._changes_side(set_index, side_index)
        if changes and not (begins_set and exercise.rest_seconds):
            assert side is not None, "it is the side that changes"
            cues = coach.switch(exercise, side, context)
            if begins_set:
                cues = [*coach.next_set(set_index + 1, exercise, None, context), *cues]
            return cues
        cues = coach.next_set(set_index + 1, exercise, side, context)
        if not exercise.rest_seconds and side is None and exercise.lasts_seconds is None:
            cues.append(Wait(context.longer(exercise, coach.GET_READY_SECONDS)))
        return cues

    def _moves(self, side: str | None, set_index: int, side_index: int, *, last: bool) -> list[list[Any]]:
        """Return the talk before the first work, then the first work with what follows on it, then the rest:
        each further move with its talk.
        """
        exercise, context = self._exercise, self._context
        several = len(exercise.moves) > 1
        is_first = set_index == 0 and not (context.known and not several)
        parts: list[list[TalkCue | WorkCue]] = []
        index_of_dose = self._dose_index(set_index)
        for index, move in enumerate(exercise.moves):
            final = last and index + 1 == len(exercise.moves)
            ends_with = SoundName.EXERCISE_END if final else SoundName.HOLD_END
            work = _work(move, move.work_in(index_of_dose), exercise, side, context, ends_with)
            if exercise.sets > 1:
                work = replace(work, set_number=set_index + 1)
            talk = self._instruction(move, index, side, set_index, side_index) if is_first or several else []
            talk += self._dose(move, index, work, index_of_dose, is_named=several and set_index > 0)
            if set_index == 0 and side_index == 0:
                if context.explains:
                    talk += coach.explanation(exercise, index, context)
                if index == 0 and exercise.caution and not context.known:
                    talk.append(Say(english.sentence(exercise.caution), Origin.CAUTION))
            work = self._silenced(work)
            if not isinstance(work, Reps):
                talk.append(Say(english.READY, Origin.READY, 0.6))
            following: list[TalkCue | WorkCue] = [work]
            if not final and index + 1 < len(exercise.moves):
                following.append(Wait(AFTER_END_SECONDS))
            parts += [[*talk], following] if index == 0 else [[*talk, *following]]
        return parts

    def _silenced(self, work: WorkCue) -> WorkCue:
        """Return `work` with what the routine asks not to hear left out."""
        exercise = self._exercise
        work = replace(work, unsaid=silenced_origins(exercise), countdown=exercise.countdown)
        if not exercise.bells_only:
            return work
        work = replace(work, countdown=CountdownStyle.NONE)
        if isinstance(work, Reps):
            return replace(work, counting=Counting(CountMode.NONE), worded_reps=0)
        return replace(work, worded_reps=0) if isinstance(work, Breaths) else work

    def _dose_index(self, set_index: int) -> int:
        """Return the index of the doses that hold in this set."""
        place = self._context.station.round
        return (place.round - 1 if place else 0) if self._exercise.varies_by_round else set_index

    def _instruction(
        self, move: Move, index: int, side: str | None, set_index: int, side_index: int
    ) -> list[TalkCue]:
        exercise, context = self._exercise, self._context
        named = len(exercise.moves) > 1 and (set_index > 0 or context.known)
        if exercise.lasts_seconds is not None and side_index > 0:
            # The time is fixed, and what was told is known.
            return []
        told = coach.instruction(move, side, context, named=named)
        twice = index > 0 and side_index == 0 and set_index == 0 and context.told_twice(exercise)
        return coach.once_more(told, exercise) if twice else told

    def _dose(
        self, move: Move, index: int, work: WorkCue, dose_index: int, *, is_named: bool
    ) -> list[TalkCue]:
        """Return the dose, unless it is the one that was said last for this move."""
        if self._context.counts_only:
            return []
        told = coach.dose(work, self._exercise, move.load_in(dose_index))
        key = (self._context.station.number, index)
        if self._told.doses.get(key) == told and not is_named:
            return []
        self._told.doses[key] = told
        return told


def _work(
    move: Move,
    work: Work,
    exercise: Exercise,
    side: str | None,
    context: Context,
    ends_with: SoundName,
) -> WorkCue:
    level, told = context.choices.level, not context.counts_only
    lines = _lines(move) if context.full else ()
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
        relax = work.relax_seconds
        if relax is None:
            relax = RELAX_LONG_SECONDS if hold >= LONG_RELAX_FROM_SECONDS else RELAX_SECONDS
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
