"""The least time that a session takes: a stranger's routine must not plan a year.

And the least time of a round, which must fit into `round_every`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from voicefoot.model.limits import MAX_REPS, MAX_SESSION_SECONDS, MAX_WORKS
from voicefoot.model.routine import (
    Block,
    Breath,
    Exercise,
    Item,
    OnBeat,
    Range,
    RepeatedHold,
    Rest,
    Routine,
    SingleHold,
    TimeToMove,
    Work,
)
from voicefoot.problem_codes import Code
from voicefoot.reading.problems import Location, Problems
from voicefoot.reading.values import format_duration
from voicefoot.text import shown

MIN_TALK_SECONDS = 1.0
"""The least talk in each move on each side: "ready"."""


def check_duration(routine: Routine, places: Mapping[int, Location], problems: Problems) -> None:
    """Record a problem if a session of the full doses would last longer than a day, or if the least doses of
    a round take longer than its `round_every`.

    `places` are those of the items, by their `id`.
    """
    _check_counts(routine, places, problems)
    longest = _Reckoning(_high, MIN_TALK_SECONDS)
    total = longest.of_block(routine.body)
    if total > MAX_SESSION_SECONDS:
        _, item = max(longest.shares(routine.body), key=lambda share: share[0])
        most = f'with "{shown(item.name)}"' if isinstance(item, Exercise) else "at rest"
        problems.add(
            places[id(item)],
            f"the session would last at least {total / 3600:,.0f} hours, most of it {most}",
            f"a session lasts {MAX_SESSION_SECONDS / 3600:.0f} hours at most; lower doses, sets or rounds",
            Code.OUT_OF_RANGE,
        )
    shortest = _Reckoning(_low, 0.0)
    for block in _blocks(routine.body):
        if block.round_every_seconds is not None:
            least = max(shortest.of_rounds(block))
            if least > block.round_every_seconds:
                problems.add(
                    places[id(block)],
                    f"`round_every` is {format_duration(block.round_every_seconds)}, and a round takes "
                    f"{format_duration(least)} at least",
                    f"write {format_duration(least)} or more, or lower the doses",
                    Code.OUT_OF_RANGE,
                )


def _check_counts(routine: Routine, places: Mapping[int, Location], problems: Problems) -> None:
    """Record a problem if there are more pieces of work, or repetitions in a time, than there may be."""
    works = _works_of(routine.body)
    if works > MAX_WORKS:
        most = max(routine.body.exercises, key=_works_of)
        problems.add(
            places[id(most)],
            f"work would begin {works:,} times: each move, on each side, in each set and round",
            f"it begins {MAX_WORKS:,} times at most; lower the rounds, sets, sides or moves",
            Code.OUT_OF_RANGE,
        )
    for exercise in routine.body.exercises:
        reps, seconds = max(_reps_in_time(exercise), default=(0.0, 0.0))
        if reps > MAX_REPS:
            problems.add(
                places[id(exercise)],
                f'"{shown(exercise.name)}" would have {reps:,.0f} repetitions in {format_duration(seconds)}',
                f"a move has {MAX_REPS:,} at most; write a shorter time, or a slower pace",
                Code.OUT_OF_RANGE,
            )


def _works_of(item: Item) -> int:
    """Return how often work begins in `item`, at the most."""
    if isinstance(item, Rest):
        return 0
    if isinstance(item, Block):
        works = sorted(map(_works_of, item.items), reverse=True)
        return item.rounds * sum(works[: item.pick])
    sides = 1 if item.alternates else max(1, len(item.sides))
    return item.sets * sides * len(item.moves)


def _reps_in_time(exercise: Exercise) -> Iterator[tuple[float, float]]:
    """Yield of each work of `exercise` whose time is written, and not its repetitions: how many of these fit
    into it, and this time, in seconds.
    """
    for work in (work for move in exercise.moves for work in move.works):
        if isinstance(work, SingleHold | TimeToMove) or work.reps is not None:
            continue
        written = None if isinstance(work, RepeatedHold) else getattr(work, "seconds", None)
        seconds = written.high if written else exercise.lasts_seconds
        if seconds is None:
            continue
        if isinstance(work, OnBeat):
            yield seconds / min(work.pace.first_seconds, work.pace.last_seconds), seconds
        elif isinstance(work, RepeatedHold):
            yield seconds / (work.hold_seconds.low + (work.relax_seconds or 0.0)), seconds


def _blocks(block: Block) -> Iterator[Block]:
    yield block
    for item in block.items:
        if isinstance(item, Block):
            yield from _blocks(item)


def _low(amount: Range) -> float:
    return amount.low


def _high(amount: Range) -> float:
    return amount.high


class _Reckoning:
    """Reckons times from one end of every range, `end`, and `talk_seconds` for each move on each side."""

    def __init__(self, end: Callable[[Range], float], talk_seconds: float) -> None:
        self._end = end
        self._talk_seconds = talk_seconds
        self._by_round: dict[int, Sequence[float]] = {}

    def of_block(self, block: Block, index: int = 0) -> float:
        """Return the seconds of `block` in the round `index` of the innermost list around it with several."""
        rounds = self.of_rounds(block, index)
        pauses = (len(rounds) - 1) * _round_rest(block)
        if block.round_every_seconds is None:
            return sum(rounds) + pauses
        return sum(max(seconds, block.round_every_seconds) for seconds in rounds[:-1]) + rounds[-1]

    def of_rounds(self, block: Block, index: int = 0) -> Sequence[float]:
        """Return the seconds of each round of `block`, without the rest that follows it."""
        if block.rounds == 1:
            return [self._of_round(block, index)]
        if id(block) not in self._by_round:
            self._by_round[id(block)] = [self._of_round(block, each) for each in range(block.rounds)]
        return self._by_round[id(block)]

    def _of_round(self, block: Block, index: int) -> float:
        seconds = [self._of_item(item, index) for item in block.items]
        between = _pairs(block.items)
        if block.pick is not None and block.pick < len(seconds):
            seconds = sorted(seconds, reverse=self._end is _high)[: block.pick]
            between = block.pick - 1
        return sum(seconds) + between * (block.rest_between_seconds or 0.0)

    def _of_item(self, item: Item, index: int) -> float:
        if isinstance(item, Rest):
            return item.seconds
        if isinstance(item, Block):
            return self.of_block(item, index)
        by_round = self._of_exercise(item)
        return by_round[min(index, len(by_round) - 1)]

    def shares(self, block: Block, times: int = 1, indices: range = range(1)) -> Iterator[tuple[float, Item]]:
        """Yield what each exercise takes of the session, each rest, and what the rounds of each block wait.

        The innermost list around `block` with several rounds has those of `indices`, `times` over.
        """
        rounds = self.of_rounds(block)
        waits = (len(rounds) - 1) * _round_rest(block)
        if block.round_every_seconds is not None:
            waits = sum(max(block.round_every_seconds - seconds, 0.0) for seconds in rounds[:-1])
        waits += len(rounds) * _pairs(block.items) * (block.rest_between_seconds or 0.0)
        yield times * len(indices) * waits, block
        if block.rounds > 1:
            times, indices = times * len(indices), range(block.rounds)
        for item in block.items:
            if isinstance(item, Block):
                yield from self.shares(item, times, indices)
            else:
                yield times * sum(self._of_item(item, index) for index in indices), item

    def _of_exercise(self, exercise: Exercise) -> Sequence[float]:
        """Return the seconds of `exercise`: one number, or one for each round."""
        if id(exercise) not in self._by_round:
            counts = max(len(move.works) for move in exercise.moves)
            rests = (exercise.sets - 1) * (exercise.rest_seconds or 0.0)
            sets = [self._of_set(exercise, index) for index in range(counts)]
            if exercise.varies_by_round:
                self._by_round[id(exercise)] = sets
            elif counts > 1:
                self._by_round[id(exercise)] = [sum(sets) + rests]
            else:
                self._by_round[id(exercise)] = [exercise.sets * sets[0] + rests]
        return self._by_round[id(exercise)]

    def _of_set(self, exercise: Exercise, index: int) -> float:
        """Return the seconds of all sides in the set or round `index`."""
        sides: Sequence[str | None] = exercise.sides or (None,)
        if exercise.lasts_seconds is not None:
            return exercise.lasts_seconds * len(sides)
        return sum(
            self._of_work(move.work_in(index), side) + self._talk_seconds
            for side in sides
            for move in exercise.moves
        )

    def _of_work(self, work: Work, side: str | None) -> float:
        """Return the seconds of one side."""

        def of(amount: Range | None) -> float:
            return self._end(amount) if amount else 0.0

        reps = 0.0
        if not isinstance(work, SingleHold | TimeToMove) and work.reps:
            reps = self._end(work.reps.for_side(side))
        if isinstance(work, OnBeat):
            return of(work.seconds) or reps * (work.pace.first_seconds + work.pace.last_seconds) / 2
        if isinstance(work, RepeatedHold):
            return reps * of(work.hold_seconds) + max(reps - 1, 0.0) * (work.relax_seconds or 0.0)
        if isinstance(work, SingleHold):
            return of(work.hold_seconds)
        if isinstance(work, TimeToMove):
            return of(work.seconds)
        if isinstance(work, Breath):
            return of(work.seconds) or reps * work.period_seconds
        return (work.at_most_seconds or 0.0) if self._end is _high else 0.0


def _round_rest(block: Block) -> float:
    """Return the seconds between two rounds of `block`, if `round_every` does not fix them."""
    if block.round_rest_seconds is not None:
        return block.round_rest_seconds
    return block.rest_between_seconds or 0.0


def _pairs(items: Sequence[Item]) -> int:
    """Return how many of `items` follow on each other without a rest item between."""
    return sum(
        not isinstance(before, Rest) and not isinstance(after, Rest) for before, after in pairwise(items)
    )
