"""A station -> its section: the cues of one exercise, set by set, side by side, move by move.

The lines themselves, and what is said around the work, are in `coach`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product

from voicefoot.language.codes import ENGLISH
from voicefoot.language.phrase_names import Line
from voicefoot.model.attachments import Attachments
from voicefoot.model.cues import (
    Breaths,
    Cue,
    PlannedSection,
    Reps,
    Say,
    TalkCue,
    TimeBox,
    TimedRest,
    Wait,
    WorkCue,
)
from voicefoot.model.origin import Origin
from voicefoot.model.rounds import Round
from voicefoot.model.routine import (
    Announce,
    CountdownStyle,
    Counting,
    CountMode,
    Exercise,
    Move,
)
from voicefoot.model.sound_levels import CLASS_ENDS_LOUDER_DB
from voicefoot.model.sound_names import SoundName
from voicefoot.model.spans import SpanKind
from voicefoot.planning import coach
from voicefoot.planning.coach import Context
from voicefoot.planning.pauses import with_pauses
from voicefoot.planning.unsaid import is_silenced, silenced_origins
from voicefoot.planning.variables import Passage, filled
from voicefoot.planning.work_cues import work_cue

AFTER_END_SECONDS = 0.8


@dataclass(slots=True)
class LastSaid:
    """What was said last in the session, and need not be said again until it changes."""

    rest_seconds: float | None = None
    doses: dict[tuple[int, int], list[TalkCue]] = field(default_factory=dict)
    """By the number of the exercise, and the index of the move."""


class SectionBuilder:
    """The cues of one station, while they are put together."""

    def __init__(self, exercise: Exercise, context: Context, told: LastSaid) -> None:
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
            self._exercise = filled(exercise, self._passage(set_index, side))
            opening = coach.opening(context) if number == 0 else []
            talk = self._leading(number, set_index, side_index, side)
            first_talk, moves = self._moves(side, set_index, side_index, last=last)
            talk += first_talk
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
            cues += [cue for cue in moves if not is_silenced(cue, exercise, timed=context.is_timed)]
            if last:
                cues += coach.end(exercise, context)
        choices, station = context.choices, context.station
        return PlannedSection(
            exercise.name,
            tuple(with_pauses(cues, context.words)),
            exercise.lasts_seconds is not None,
            exercise.soundtrack,
            duck_db=choices.duck_db,
            ends_louder_db=CLASS_ENDS_LOUDER_DB if choices.for_class else 0.0,
            waits=choices.wait and not context.opens and not context.is_timed,
            rounds=tuple(self._worded(place) for place in station.rounds),
            # A session that begins amid a round reckons the next one from here.
            round_starts=station.fixed_rounds if context.opens else station.round_starts,
            language=context.routine.language,
            original_name=exercise.original.name if exercise.original is not None else None,
            attachments=Attachments(exercise.link, exercise.note, exercise.image),
        )

    def _worded(self, place: Round) -> Round:
        """Return `place` with its words, if they are in another language than English."""
        words = self._context.words
        if words.code == ENGLISH or place.of == 1:
            return place
        return replace(place, words=words.round_title(place.round, place.of))

    def _box(
        self,
        talk: list[TalkCue],
        moves: list[TalkCue | WorkCue],
        rest: TimedRest | None,
        side: str | None,
        *,
        last: bool,
    ) -> Iterator[Cue]:
        """Yield the box of a side whose time is fixed, after the rest before it."""
        exercise, context = self._exercise, self._context
        if rest is not None:
            yield rest
        parts: list[TalkCue | WorkCue] = [*talk, *moves]
        parts = [cue for cue in parts if not is_silenced(cue, exercise, timed=context.is_timed)]
        if last:
            parts += coach.end(exercise, context)
        where = f"{exercise.name}, {side}" if side else exercise.name
        assert exercise.lasts_seconds is not None, "the time of the side is fixed"
        yield TimeBox(exercise.lasts_seconds, tuple(parts), where, self._source, exercise.line)

    @property
    def _source(self) -> str:
        """The file in which the exercise is written."""
        return self._exercise.source or self._context.routine.source

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
            self._source,
            exercise.line,
            tells_ten_seconds=tells_ten_seconds,
        )

    def _passage(self, set_index: int, side: str | None) -> Passage:
        context = self._context
        return Passage(
            context.words,
            context.choices.level,
            set_index + 1,
            self._dose_index(set_index),
            None if self._exercise.alternates else side,
            context.after.exercise.name if context.after is not None else None,
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

    def _moves(
        self, side: str | None, set_index: int, side_index: int, *, last: bool
    ) -> tuple[list[TalkCue], list[TalkCue | WorkCue]]:
        """Return the talk before the first work; and this work with all that follows: each further move with
        its talk.
        """
        exercise, context = self._exercise, self._context
        several = len(exercise.moves) > 1
        is_first = set_index == 0 and not (context.known and not several)
        first_talk: list[TalkCue] = []
        cues: list[TalkCue | WorkCue] = []
        index_of_dose = self._dose_index(set_index)
        for index, move in enumerate(exercise.moves):
            final = last and index + 1 == len(exercise.moves)
            ends_with = SoundName.EXERCISE_END if final else SoundName.HOLD_END
            work = work_cue(move, move.work_in(index_of_dose), exercise, side, context, ends_with)
            if exercise.sets > 1:
                work = replace(work, set_number=set_index + 1)
            talk = self._instruction(move, index, side, set_index, side_index) if is_first or several else []
            talk += self._dose(move, index, work, index_of_dose, is_named=several and set_index > 0)
            if set_index == 0 and side_index == 0:
                if context.explains:
                    talk += coach.explanation(exercise, index, context)
                if index == 0 and exercise.caution and not context.known:
                    talk.append(Say(self._context.words.sentence(exercise.caution), Origin.CAUTION))
            work = self._silenced(work)
            if not isinstance(work, Reps):
                talk.append(Say(self._context.words.line(Line.READY), Origin.READY, 0.6))
            if index == 0:
                first_talk = talk
            else:
                cues += talk
            cues.append(work)
            if not final and index + 1 < len(exercise.moves):
                cues.append(Wait(AFTER_END_SECONDS))
        return first_talk, cues

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
        return coach.once_more(told, exercise, context) if twice else told

    def _dose(
        self, move: Move, index: int, work: WorkCue, dose_index: int, *, is_named: bool
    ) -> list[TalkCue]:
        """Return the dose, unless it is the one that was said last for this move."""
        if self._context.counts_only:
            return []
        told = coach.dose(work, self._exercise, move.load_in(dose_index), self._context)
        key = (self._context.station.number, index)
        if self._told.doses.get(key) == told and not is_named:
            return []
        self._told.doses[key] = told
        return told
