"""Words that have their moment: none overlaps another."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass

from voicefoot.counting import AIR_SECONDS

_HAIR_SECONDS = 1e-9
"""Sums of lengths are not exact; nobody hears the difference."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words that start at `at_seconds`; a `number` makes them the count of that repetition."""

    at_seconds: float
    text: str
    number: int | None = None
    beat_seconds: float | None = None


class Placed:
    """Words that have their moment, and the time that they take."""

    def __init__(self) -> None:
        self._taken: list[tuple[float, float, Spoken]] = []

    def in_order(self) -> list[Spoken]:
        return [spoken for _, _, spoken in self._taken]

    def free(self, start: float, end: float) -> bool:
        at = bisect_left(self._taken, start, key=lambda taken: taken[0])
        after_ok = at == len(self._taken) or end + AIR_SECONDS <= self._taken[at][0]
        before_ok = at == 0 or self._taken[at - 1][1] + AIR_SECONDS <= start
        return after_ok and before_ok

    def put(self, spoken: Spoken, length: float) -> bool:
        """Takes `spoken` where its time is free, and tells whether it was."""
        start, end = spoken.at_seconds, spoken.at_seconds + length
        if not self.free(start, end):
            return False
        insort(self._taken, (start, end, spoken), key=lambda taken: taken[0])
        return True

    def put_near(self, text: str, length: float, wanted: float, low: float, high: float) -> bool:
        """Takes `text` at the free moment nearest to `wanted` within `low` and `high`."""
        edges = [wanted, low, high - length]
        edges += [end + AIR_SECONDS + _HAIR_SECONDS for _, end, _ in self._taken]
        edges += [start - AIR_SECONDS - length - _HAIR_SECONDS for start, _, _ in self._taken]
        inside = sorted((e for e in edges if low <= e <= high - length), key=lambda edge: abs(edge - wanted))
        return any(self.put(Spoken(start, text), length) for start in inside)

    def push_aside(self, start: float, end: float, keep_numbers: Iterable[int]) -> bool:
        """Takes counts out of `start` to `end`; not those of `keep_numbers`, nor other words."""
        kept = set(keep_numbers)
        hit = [
            taken for taken in self._taken if taken[0] < end + AIR_SECONDS and taken[1] + AIR_SECONDS > start
        ]
        if any(taken[2].number is None or taken[2].number in kept for taken in hit):
            return False
        numbers = {taken[2].number for taken in hit}
        self._taken = [
            taken for taken in self._taken if taken[2].number is None or taken[2].number not in numbers
        ]
        return True
