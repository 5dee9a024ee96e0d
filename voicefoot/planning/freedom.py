"""What may change so that a session fits into a time, and what each change costs in seconds.

Three kinds of times may change, each by a share of its own range, from 0 (the shortest) to 1 (the longest):
doses between their ends, rests by a quarter, and the pace by 15 %. `Setting` says what is chosen of each,
`Freedom` what a setting makes of the time that is written. What is said beside that is not known here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from voicefoot.model.choices import Choices, Level, apply_choices, is_whole, kept_exercises, reps_at_level
from voicefoot.model.routine import (
    Breath,
    Exercise,
    Move,
    OnBeat,
    Pace,
    Range,
    RepeatedHold,
    Routine,
    SingleHold,
    TimeToMove,
    UntilTold,
    Work,
)
from voicefoot.planning.group_class import at_own_pace
from voicefoot.planning.order import Station, ordered
from voicefoot.planning.work_cues import UNTIL_TOLD_SECONDS, relax_after

LEAST_REST, MOST_REST = 0.75, 1.25
"""What may become of a written rest, as factors."""
LEAST_PERIOD, MOST_PERIOD = 0.85, 1.15
"""What may become of the time from one repetition to the next, as factors."""
AS_WRITTEN = 0.5
"""The share at which rests and pace are as they are written."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an amount stands: which exercise of the routine, which of its moves, which set or round of that,
    and what of it; for repetitions, on which side, where sides differ.
    """

    exercise: int
    move: int
    work: int
    what: str
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What is chosen of all that may change."""

    amounts: Mapping[Place, float] = field(default_factory=lambda: MappingProxyType({}))
    rests: float = AS_WRITTEN
    """The share of the rests."""
    pace: float = AS_WRITTEN
    """The share of the pace."""
    share: float = AS_WRITTEN
    """The share that all of these were chosen by, before they were rounded to come out even."""

    @property
    def rest_factor(self) -> float:
        return LEAST_REST + (MOST_REST - LEAST_REST) * self.rests

    @property
    def period_factor(self) -> float:
        return LEAST_PERIOD + (MOST_PERIOD - LEAST_PERIOD) * self.pace


def amounts_of(work: Work) -> Iterator[tuple[str, str | None, Range]]:
    """Yield each amount of `work` that is a range: what it is, its side, and the range."""
    if isinstance(work, OnBeat | RepeatedHold | Breath) and work.reps is not None:
        if work.reps.everywhere is not None:
            yield "reps", None, work.reps.everywhere
        for side, amount in work.reps.by_side.items():
            yield "reps", side, amount
    if isinstance(work, RepeatedHold | SingleHold):
        yield "hold", None, work.hold_seconds
    if isinstance(work, TimeToMove) and work.breaths is not None:
        yield "breaths", None, work.breaths
    elif isinstance(work, TimeToMove | OnBeat | Breath) and work.seconds is not None:
        yield "for", None, work.seconds


def has_free_pace(move: Move, exercise: Exercise, *, for_class: bool) -> bool:
    """Return whether the pace of `move` of `exercise` may change: it is a beat of its own, nothing fixes its
    time, and in a class not everybody goes at a pace of their own.
    """
    work = move.work
    has_beat = isinstance(work, OnBeat) and not work.phases and work.follow is None and work.seconds is None
    return has_beat and not (for_class and at_own_pace(move, exercise))


def is_free(exercise: Exercise) -> bool:
    """Return whether anything of `exercise` may change but the number of its sets."""
    return exercise.may_fit and exercise.lasts_seconds is None


@dataclass(frozen=True, slots=True)
class _Group:
    """Stations of one exercise that have the same dose."""

    number: int
    exercise: Exercise
    round_index: int
    count: int
    is_free: bool


class Freedom:
    """What may change of a routine with the choices of a session, and what that costs."""

    def __init__(self, routine: Routine, choices: Choices) -> None:
        """Raises CommandError as `apply_choices` does."""
        self._for_class = choices.for_class
        self._level = choices.level
        chosen = apply_choices(routine, choices)
        numbers = kept_exercises(routine, choices)
        order = ordered(chosen, choices)[choices.sections_done :]
        counted: Counter[tuple[int, int, bool]] = Counter()
        exercises = dict(zip(numbers, chosen.exercises, strict=True))
        self.passages = 0
        """How often an exercise is gone through, on one side: each time something is said."""
        self.rest_seconds = 0.0
        """How long all rests are altogether."""
        for station in order:
            number = numbers[station.number]
            round_index = _round_index(station)
            free = is_free(station.exercise) and not station.fixed_rounds
            counted[number, round_index, free] += 1
            self.passages += station.exercise.sets * _sides(station.exercise)
            self.rest_seconds += station.rest_before_seconds or 0.0
            self.rest_seconds += (station.exercise.sets - 1) * (station.exercise.rest_seconds or 0.0)
        self._groups = [
            _Group(number, exercises[number], round_index, count, free)
            for (number, round_index, free), count in counted.items()
        ]

    @cached_property
    def ranges(self) -> dict[Place, Range]:
        """All amounts that may change, each with its range."""
        return {
            Place(group.number, m, w, what, side): amount
            for group in self._groups
            if group.is_free
            for m, move in enumerate(group.exercise.moves)
            for w, work in enumerate(move.works)
            for what, side, amount in amounts_of(work)
            if amount.low < amount.high
        }

    def amounts_at(self, share: float) -> dict[Place, float]:
        """Return each amount at `share` of its range, unrounded."""
        return {place: at_share(amount, share) for place, amount in self.ranges.items()}

    def work_seconds(self, setting: Setting, only: int | None = None) -> float:
        """Return the time that all work takes, or that of the exercise `only`."""
        return sum(
            group.count * self._seconds(group, setting)
            for group in self._groups
            if only is None or group.number == only
        )

    def fixed_times(self) -> Iterator[tuple[str, float]]:
        """Yield what of the work can't change at all, in words of the routine, and how long it takes."""
        for group in self._groups:
            exercise = group.exercise
            seconds = group.count * self._seconds(group, Setting(self.amounts_at(0.0), pace=0.0))
            if not exercise.may_fit:
                yield f"`fit: none` fixes {exercise.name}", seconds
            elif exercise.lasts_seconds is not None:
                yield f"`lasts` fixes {exercise.name}", seconds
            elif not group.is_free:
                yield f"`round_every` fixes {exercise.name}", seconds
            elif not any(place.exercise == group.number for place in self.ranges):
                yield f"the dose of {exercise.name} is no range", seconds

    def _seconds(self, group: _Group, setting: Setting) -> float:
        """Return how long the work of one station takes."""
        exercise = group.exercise
        if exercise.lasts_seconds is not None:
            return exercise.lasts_seconds * exercise.sets * _sides(exercise)
        sides = (exercise.sides[:1] if exercise.alternates else exercise.sides) or (None,)
        total = 0.0
        for index in range(exercise.sets):
            at = group.round_index if exercise.varies_by_round else index
            for m, move in enumerate(exercise.moves):
                is_paced = has_free_pace(move, exercise, for_class=self._for_class)
                w = min(at, len(move.later_works))
                work = move.works[w]
                free = group.is_free
                factor = setting.period_factor if free and is_paced else 1.0
                amounts = setting.amounts if free else {}
                for side in sides:
                    seconds = self._of_work(work, Place(group.number, m, w, "", side), amounts, factor)
                    total += 2 * seconds if exercise.alternates else seconds
        return total

    def _of_work(self, work: Work, at: Place, amounts: Mapping[Place, float], factor: float) -> float:
        def amount(what: str, side: str | None, written: Range) -> float:
            found = amounts.get(Place(at.exercise, at.move, at.work, what, side))
            return self._at_level(written) if found is None else found

        def reps() -> float:
            dose = getattr(work, "reps", None)
            if dose is None:
                return 0.0
            own = at.side if at.side in dose.by_side else None
            return amount("reps", own, dose.for_side(at.side))

        if isinstance(work, OnBeat):
            if work.seconds is not None:
                return amount("for", None, work.seconds)
            return reps() * period_of(work.pace) * factor
        if isinstance(work, RepeatedHold):
            hold = amount("hold", None, work.hold_seconds)
            relax = relax_after(work, hold)
            return max(0.0, reps() * (hold + relax) - relax)
        if isinstance(work, SingleHold):
            return amount("hold", None, work.hold_seconds)
        if isinstance(work, Breath):
            if work.seconds is not None:
                return amount("for", None, work.seconds)
            return reps() * work.period_seconds
        if isinstance(work, UntilTold):
            return work.at_most_seconds or UNTIL_TOLD_SECONDS
        if work.breaths is not None and work.seconds is not None:
            return amount("breaths", None, work.breaths) * breath_seconds(work)
        return 0.0 if work.seconds is None else amount("for", None, work.seconds)

    def _at_level(self, amount: Range) -> float:
        if amount.chosen is not None:
            return amount.chosen
        if self._level is Level.STANDARD:
            return (amount.low + amount.high) / 2
        return float(reps_at_level(amount, self._level))


def at_share(amount: Range, share: float) -> float:
    """Return what lies at `share` of `amount`, unrounded."""
    return amount.low + (amount.high - amount.low) * share


def is_stepped(amount: Range, what: str) -> bool:
    """Return whether only whole numbers may be chosen of `amount`."""
    return what in ("reps", "breaths") or is_whole(amount)


def rounded_down(amount: float) -> float:
    """Return the whole number below `amount`, or `amount` itself if it is one but for a hair."""
    return float(math.floor(amount + 1e-6))


def breath_seconds(work: TimeToMove) -> float:
    """Return how long one breath is, where a time is written in breaths."""
    assert work.seconds is not None, "a time was written"
    assert work.breaths is not None, "it was written in breaths"
    return work.seconds.low / work.breaths.low


def period_of(pace: Pace) -> float:
    """Return the time of one repetition, on average over a ramp: about so, since tempo goes evenly there."""
    if pace.first_seconds == pace.last_seconds:
        return pace.first_seconds
    # The mean of 1/x between two tempos.
    first, last = 1.0 / pace.first_seconds, 1.0 / pace.last_seconds
    return math.log(last / first) / (last - first)


def _sides(exercise: Exercise) -> int:
    return 1 if exercise.alternates else max(1, len(exercise.sides))


def _round_index(station: Station) -> int:
    place = station.round
    return place.round - 1 if place and station.exercise.varies_by_round else 0
