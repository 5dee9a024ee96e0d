"""Words that have their moment: none overlaps another."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass

from voicefoot.arranging.counts import AIR_SECONDS, ExtentOf
from voicefoot.model.phrase import Phrase

_HAIR_SECONDS = 1e-9
"""Sums of lengths are not exact; nobody hears the difference."""


@dataclass(frozen=True, slots=True)
class PlacedPhrase:
    """A phrase that starts at `at_seconds`; a `number` makes it the count of that repetition."""

    at_seconds: float
    phrase: Phrase
    number: int | None = None
    beat_seconds: float | None = None


class SpeechTrack:
    """Phrases that have their moment, with air between them."""

    def __init__(self, extent_of: ExtentOf) -> None:
        self.extent_of = extent_of
        self._taken: list[tuple[float, float, PlacedPhrase]] = []

    def seconds_of(self, text: str) -> float:
        return self.extent_of(Phrase(text)).seconds

    def in_order(self) -> list[PlacedPhrase]:
        return [spoken for _, _, spoken in self._taken]

    def put(self, spoken: PlacedPhrase) -> bool:
        """Takes `spoken` where its time is free, and tells whether it was."""
        start = spoken.at_seconds
        end = start + self.extent_of(spoken.phrase).seconds
        at = bisect_left(self._taken, start, key=lambda taken: taken[0])
        if at < len(self._taken) and end + AIR_SECONDS > self._taken[at][0]:
            return False
        if at > 0 and self._taken[at - 1][1] + AIR_SECONDS > start:
            return False
        insort(self._taken, (start, end, spoken), key=lambda taken: taken[0])
        return True

    def on_beat(self, beat_seconds: float, phrase: Phrase, number: int | None = None) -> bool:
        """As `put`, for words that are heard to happen at `beat_seconds`; with a `number`, its count."""
        start = beat_seconds - self.extent_of(phrase).before_seconds
        return self.put(PlacedPhrase(start, phrase, number, None if number is None else beat_seconds))

    def say(self, at_seconds: float, text: str) -> bool:
        """As `put`, for words that start at `at_seconds`."""
        return self.put(PlacedPhrase(at_seconds, Phrase(text)))

    def say_before(self, end_seconds: float, text: str) -> bool:
        """As `put`, for words that end at `end_seconds`."""
        return self.say(end_seconds - self.seconds_of(text), text)

    def say_near(self, text: str, wanted: float, low: float, high: float) -> bool:
        """Takes `text` at the free moment nearest to `wanted`, within `low` and `high`."""
        length = self.seconds_of(text)
        edges = [wanted, low, high - length]
        edges += [end + AIR_SECONDS + _HAIR_SECONDS for _, end, _ in self._taken]
        edges += [start - AIR_SECONDS - length - _HAIR_SECONDS for start, _, _ in self._taken]
        inside = sorted((e for e in edges if low <= e <= high - length), key=lambda edge: abs(edge - wanted))
        return any(self.say(start, text) for start in inside)

    def push_aside(self, start: float, end: float, keep_numbers: Iterable[int]) -> bool:
        """Takes counts out of `start` to `end`; not those of `keep_numbers`, nor other words."""
        kept = set(keep_numbers)
        low, high = start - AIR_SECONDS, end + AIR_SECONDS
        hit = [taken for taken in self._taken if taken[0] < high and taken[1] > low]
        if any(spoken.number is None or spoken.number in kept for _, _, spoken in hit):
            return False
        numbers = {spoken.number for _, _, spoken in hit}
        self._taken = [t for t in self._taken if t[2].number is None or t[2].number not in numbers]
        return True
