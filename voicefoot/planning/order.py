"""The order of a session: blocks within blocks, gone through in rounds, become one row of stations.

A station is one exercise in one round. What lies between two stations is said by the innermost list that
holds both. How the body moves over from one position to another is in `positions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicefoot.model.choices import Choices, apply_choices, resolve_brief_for
from voicefoot.model.rounds import Round, RoundStart
from voicefoot.model.routine import Block, Exercise, Item, Rest, Routine, Shuffle


@dataclass(frozen=True, slots=True)
class Station:
    """An exercise at its place in the session."""

    exercise: Exercise
    number: int = 0
    """The index of the exercise in the routine, as it is written."""
    rounds: tuple[Round, ...] = ()
    """The rounds in which it stands, the outermost first."""
    rest_before_seconds: float | None = None
    """The written rest between the work of the station before and its own; None if nothing is written."""
    begins_block: bool = False
    """Whether it is the first of a block."""
    new_round: Round | None = None
    """The innermost round that begins here, if it is not the first of its block."""
    round_starts: tuple[RoundStart, ...] = ()
    """The rounds that begin with its first work, if their start is fixed."""
    fixed_rounds: tuple[RoundStart, ...] = ()
    """The rounds of fixed start in which it is, whether it begins them or not."""
    round_left_seconds: float | None = None
    """The length of the round in which it is, if that is fixed by `round_every`."""

    @property
    def blocks(self) -> tuple[str, ...]:
        """The names of the blocks in which it stands, the outermost first."""
        return tuple(place.block for place in self.rounds if place.block is not None)

    @property
    def round(self) -> Round | None:
        """The innermost round in which it stands, of a list that has several."""
        return next((place for place in reversed(self.rounds) if place.of > 1), None)


def stations(body: Block, seed: str = "") -> list[Station]:
    """Return the stations of `body` in their order. Where it is shuffled or picked from, `seed` decides."""
    return list(_Course(body, seed).of_block(body, ()))


def ordered(routine: Routine, choices: Choices) -> list[Station]:
    """Return the stations of `routine`, to which `choices` were applied, in the order of its session."""
    return stations(routine.body, choices.seed or routine.key)


def has_music(routine: Routine, choices: Choices) -> bool:
    """Return whether music plays in the session that `routine` becomes with `choices`, as its plan has it.

    Raises CommandError if a choice names something that the routine does not have.
    """
    chosen = apply_choices(routine, resolve_brief_for(routine, choices))
    return any(station.exercise.soundtrack is not None for station in ordered(chosen, choices))


def is_drawn(block: Block) -> bool:
    """Return whether a seed makes a difference in `block`, or in a block within it."""
    drawn = block.shuffle is not Shuffle.NO or block.pick is not None
    return drawn or any(is_drawn(item) for item in block.items if isinstance(item, Block))


class _Course:
    def __init__(self, body: Block, seed: str) -> None:
        self._seed = seed
        self._numbers = {id(exercise): number for number, exercise in enumerate(body.exercises)}
        self._passages = 0

    def of_block(self, block: Block, around: tuple[Round, ...]) -> Iterator[Station]:
        """Yield the stations of `block`, of which the first has no rest before it."""
        self._passages += 1
        passage = self._passages
        drawn_once = self._drawn(block, passage, 0)
        begun = False
        for index in range(block.rounds):
            drawn = drawn_once if block.shuffle is Shuffle.ONCE else self._drawn(block, passage, index)
            place = Round(block.name, index + 1, block.rounds)
            is_told = block.rounds > 1 or block.name is not None
            rounds = (*around, place) if is_told else around
            between = block.rest_between_seconds
            if index and block.round_rest_seconds is not None:
                between = block.round_rest_seconds
            rest = between if begun else None
            pending: float | None = None
            is_first = True
            for item in drawn:
                if isinstance(item, Rest):
                    pending = (pending or 0.0) + item.seconds
                    continue
                for at, station in enumerate(self._of_item(item, rounds)):
                    changed = station
                    if at == 0:
                        before = pending if pending is not None and begun else rest
                        changed = replace(station, rest_before_seconds=before)
                    if is_first:
                        changed = self._beginning(changed, block, place, passage)
                    if block.round_every_seconds is not None:
                        start = RoundStart(passage, index, block.round_every_seconds)
                        changed = replace(
                            changed,
                            round_left_seconds=block.round_every_seconds,
                            fixed_rounds=(*changed.fixed_rounds, start),
                        )
                    is_first, begun = False, True
                    yield changed
                pending, rest = None, block.rest_between_seconds

    def _of_item(self, item: Exercise | Block, rounds: tuple[Round, ...]) -> Iterator[Station]:
        if isinstance(item, Block):
            yield from self.of_block(item, rounds)
        else:
            yield Station(item, self._numbers[id(item)], rounds)

    def _beginning(self, station: Station, block: Block, place: Round, passage: int) -> Station:
        """Return `station` as the first of its round."""
        if place.round == 1:
            station = replace(station, begins_block=True)
        elif station.new_round is None:
            station = replace(station, new_round=place)
        if block.round_every_seconds is not None:
            start = RoundStart(passage, place.round - 1, block.round_every_seconds)
            station = replace(station, round_starts=(*station.round_starts, start))
        return station

    def _drawn(self, block: Block, passage: int, index: int) -> Sequence[Item]:
        """Return the items of one round: all of them in their order, or as they are drawn.

        Rests are not drawn; where only some items are picked, they are left out.
        """
        if block.shuffle is Shuffle.NO and block.pick is None:
            return block.items
        import hashlib

        def lot(place: int) -> bytes:
            return hashlib.sha256(f"{self._seed}/{passage}/{index}/{place}".encode()).digest()

        choices = [place for place, item in enumerate(block.items) if not isinstance(item, Rest)]
        drawn = sorted(choices, key=lot)[: block.pick]
        if block.pick is not None:
            places = drawn if block.shuffle is not Shuffle.NO else sorted(drawn)
            return [block.items[place] for place in places]
        # Rests keep their places; the others change theirs among themselves.
        at = dict(zip(choices, drawn, strict=True))
        return [block.items[at.get(place, place)] for place in range(len(block.items))]
