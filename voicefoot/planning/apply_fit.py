"""Put into a routine what fits it into a time: doses, rests and pace of a `Setting`, and what is cut. The
setting is chosen in `fit_model`, and made exact in `arranging.fit_session`.

Where the shortest of all ranges is too long, `cuts_of` has what is done without, step by step: sets and
rounds, one at a time and from all alike; then exercises that are optional, then those of low priority.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from voicefoot.model.choices import Choices, kept_exercises, named_exercises
from voicefoot.model.routine import (
    Block,
    Breath,
    Dose,
    Exercise,
    Item,
    Move,
    OnBeat,
    Pace,
    Priority,
    Range,
    RepeatedHold,
    Rest,
    Routine,
    SingleHold,
    TimeToMove,
    Work,
)
from voicefoot.planning.freedom import Place, Setting, breath_seconds, has_free_pace, is_free


@dataclass(frozen=True, slots=True)
class Cuts:
    """What is done without: how many sets are left of an exercise, and rounds of a block, by their indices in
    the order in which they are written; and which exercises are left out.
    """

    sets: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    rounds: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    left_out: frozenset[int] = frozenset()


def cuts_of(routine: Routine, choices: Choices) -> list[Cuts]:
    """Return all cuts, each with one step more than the one before; the first cuts nothing."""
    kept = kept_exercises(routine, choices)
    walk = list(_walk(routine.body))
    exercises = {index: item for index, item in enumerate(routine.exercises) if index in kept}
    blocks = [item for item, _ in walk if isinstance(item, Block)]
    fixed = [around for item, around in walk if isinstance(item, Exercise)]
    counts: dict[tuple[str, int], int] = {}
    for index, block in enumerate(blocks):
        if block.may_fit and block.rounds > 1:
            counts["rounds", index] = block.rounds
    for index, exercise in exercises.items():
        # In a round of fixed length, fewer sets only make more rest.
        if exercise.may_fit and exercise.sets > 1 and not fixed[index]:
            counts["sets", index] = exercise.sets
    written = dict(counts)
    steps = [Cuts()]
    while any(count > 1 for count in counts.values()):
        # From what is most complete yet; from the last of equals.
        left = [key for key, count in counts.items() if count > 1]
        most = max(reversed(left), key=lambda key: (counts[key] - 1) / (written[key] - 1))
        counts[most] -= 1
        steps.append(_cuts(counts, written, frozenset()))
    left_out: frozenset[int] = frozenset()
    for index in _in_order_of_leaving(exercises, named_exercises(routine, choices)):
        if len(left_out) + 1 < len(exercises):
            left_out |= {index}
            steps.append(_cuts(counts, written, left_out))
    return steps


def _cuts(
    counts: Mapping[tuple[str, int], int], written: Mapping[tuple[str, int], int], left_out: frozenset[int]
) -> Cuts:
    changed = {key: count for key, count in counts.items() if count != written[key]}
    sets = {index: count for (kind, index), count in changed.items() if kind == "sets"}
    rounds = {index: count for (kind, index), count in changed.items() if kind == "rounds"}
    return Cuts(MappingProxyType(sets), MappingProxyType(rounds), left_out)


def _in_order_of_leaving(exercises: Mapping[int, Exercise], named: frozenset[str]) -> Iterator[int]:
    """Yield the exercises that may be left out, the first to go first: none that the user asked for."""
    may_go = [(index, each) for index, each in exercises.items() if each.may_fit and each.key not in named]
    yield from (index for index, each in reversed(may_go) if each.optional)
    yield from (
        index for index, each in reversed(may_go) if each.priority is Priority.LOW and not each.optional
    )


def _walk(block: Block, *, fixed: bool = False) -> Iterator[tuple[Item, bool]]:
    """Yield `block` and all in it in the order in which they are written, each with whether it lies in a
    round of fixed length.
    """
    yield block, fixed
    inside = fixed or block.round_every_seconds is not None
    for item in block.items:
        if isinstance(item, Block):
            yield from _walk(item, fixed=inside)
        else:
            yield item, inside


def cut(routine: Routine, cuts: Cuts) -> Routine:
    """Return `routine` without what is cut."""
    return _Fitter(cuts, None, for_class=False).of(routine)


def fitted(routine: Routine, setting: Setting, *, for_class: bool) -> Routine:
    """Return `routine` with the doses, rests and pace of `setting`."""
    return _Fitter(Cuts(), setting, for_class=for_class).of(routine)


class _Fitter:
    """Goes through a routine once, and counts its exercises and blocks."""

    def __init__(self, cuts: Cuts, setting: Setting | None, *, for_class: bool) -> None:
        self._cuts = cuts
        self._setting = setting
        self._for_class = for_class
        self._exercise = 0
        self._block = 0

    def of(self, routine: Routine) -> Routine:
        return replace(routine, body=self._of_block(routine.body, fixed=False))

    def _of_block(self, block: Block, *, fixed: bool) -> Block:
        rounds = self._cuts.rounds.get(self._block, block.rounds)
        self._block += 1
        inside = fixed or block.round_every_seconds is not None
        factor = self._rest_factor(may_fit=block.may_fit and not inside)
        items: list[Item] = []
        for item in block.items:
            if isinstance(item, Block):
                items.append(self._of_block(item, fixed=inside))
            elif isinstance(item, Rest):
                items.append(replace(item, seconds=item.seconds * factor))
            else:
                items.append(self._of_exercise(item, fixed=inside))
        return replace(
            block,
            items=tuple(items),
            rounds=rounds,
            round_rest_seconds=_times(block.round_rest_seconds, factor),
            rest_between_seconds=_times(block.rest_between_seconds, factor),
        )

    def _rest_factor(self, *, may_fit: bool) -> float:
        return self._setting.rest_factor if self._setting is not None and may_fit else 1.0

    def _of_exercise(self, exercise: Exercise, *, fixed: bool) -> Exercise:
        number = self._exercise
        self._exercise += 1
        exercise = replace(
            exercise,
            sets=self._cuts.sets.get(number, exercise.sets),
            left_out=exercise.left_out or number in self._cuts.left_out,
        )
        setting = self._setting
        if setting is None or fixed or not exercise.may_fit:
            return exercise
        exercise = replace(exercise, rest_seconds=_times(exercise.rest_seconds, setting.rest_factor))
        if not is_free(exercise):
            return exercise
        moves = tuple(
            self._of_move(move, exercise, number, index, setting) for index, move in enumerate(exercise.moves)
        )
        return replace(exercise, moves=moves)

    def _of_move(self, move: Move, exercise: Exercise, number: int, index: int, setting: Setting) -> Move:
        is_paced = has_free_pace(move, exercise, for_class=self._for_class)
        factor = setting.period_factor if is_paced else 1.0
        works = [
            _of_work(work, factor, Place(number, index, w, ""), setting.amounts)
            for w, work in enumerate(move.works)
        ]
        return replace(move, work=works[0], later_works=tuple(works[1:]))


def _times(seconds: float | None, factor: float) -> float | None:
    return None if seconds is None else seconds * factor


def _of_work(work: Work, factor: float, at: Place, amounts: Mapping[Place, float]) -> Work:
    """Return `work`, which stands at `at`, at another pace and with what is chosen of its amounts."""

    def chosen(what: str, amount: Range, side: str | None = None) -> Range:
        found = amounts.get(Place(at.exercise, at.move, at.work, what, side))
        return amount if found is None else replace(amount, chosen=found)

    def dose(written: Dose | None) -> Dose | None:
        if written is None:
            return None
        everywhere = None if written.everywhere is None else chosen("reps", written.everywhere)
        by_side = {side: chosen("reps", amount, side) for side, amount in written.by_side.items()}
        return Dose(everywhere, MappingProxyType(by_side))

    def seconds(written: Range | None) -> Range | None:
        return None if written is None else chosen("for", written)

    if isinstance(work, OnBeat):
        pace = Pace(work.pace.first_seconds * factor, work.pace.last_seconds * factor)
        return replace(work, reps=dose(work.reps), pace=pace, seconds=seconds(work.seconds))
    if isinstance(work, RepeatedHold):
        return replace(work, reps=dose(work.reps), hold_seconds=chosen("hold", work.hold_seconds))
    if isinstance(work, SingleHold):
        return replace(work, hold_seconds=chosen("hold", work.hold_seconds))
    if isinstance(work, Breath):
        return replace(work, reps=dose(work.reps), seconds=seconds(work.seconds))
    if isinstance(work, TimeToMove) and work.breaths is not None and work.seconds is not None:
        breaths = chosen("breaths", work.breaths)
        if breaths.chosen is None:
            return work
        told = replace(work.seconds, chosen=breaths.chosen * breath_seconds(work))
        return replace(work, breaths=breaths, seconds=told)
    return replace(work, seconds=seconds(work.seconds)) if isinstance(work, TimeToMove) else work
