"""A track of spoken phrases, none of which overlaps another."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from voicefoot.audio import Clip
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase

AIR_SECONDS = 0.05
"""Silence that is left between two phrases, at least."""
BEFORE_BEAT_SECONDS = 0.2
"""Silence between a line and the beat before which it is said."""
_EPSILON_SECONDS = 1e-9
"""Sums of lengths are not exact; nobody hears the difference."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a spoken phrase reaches before and after its P-centre, the moment at which it is heard to
    happen.
    """

    before_seconds: float
    after_seconds: float

    @property
    def seconds(self) -> float:
        return self.before_seconds + self.after_seconds


UNSPOKEN = Extent(math.inf, math.inf)
"""The extent of a phrase that has no clip: it fits nowhere, so that a phrase which nobody asked for stays
unsaid.
"""

ExtentOf = Callable[[Phrase], Extent]


def extents_of(clips: Mapping[Phrase, Clip]) -> ExtentOf:
    """Return a function that gives the extent of each phrase in `clips`, and `UNSPOKEN` for any other."""

    def extent_of(phrase: Phrase) -> Extent:
        clip = clips.get(phrase)
        if clip is None:
            return UNSPOKEN
        return Extent(clip.p_center_seconds, clip.seconds - clip.p_center_seconds)

    return extent_of


@dataclass(frozen=True, slots=True)
class PlacedPhrase:
    """A phrase that starts at `start_seconds`.

    `repetition` counts from 1, `beat_seconds` is the beat on which the phrase is heard to happen; either is
    None where the phrase has none.
    """

    start_seconds: float
    phrase: Phrase
    origin: Origin
    repetition: int | None = None
    beat_seconds: float | None = None
    side: str | None = None
    """The side that moves, where sides alternate."""

    @property
    def number(self) -> int | None:
        """The repetition that this phrase counts, or None where it is no count."""
        return self.repetition if self.origin is Origin.COUNT else None


class SpeechTrack:
    """Phrases at their moments, with air between them. A phrase is placed whole, or not at all."""

    def __init__(
        self, extent_of: ExtentOf, beats: Sequence[float] = (), done_seconds: float = math.inf
    ) -> None:
        """`beats`: the moments of the repetitions, and the end of the last, in seconds; none in a span.
        `done_seconds`: the end of the work.
        """
        self.extent_of = extent_of
        self.beats = beats
        self.done_seconds = done_seconds
        self._placed: list[tuple[float, float, PlacedPhrase]] = []

    def seconds_of(self, text: str) -> float:
        """Return how long `text` takes at the voice's own pace."""
        return self.extent_of(Phrase(text)).seconds

    def in_order(self) -> list[PlacedPhrase]:
        """Return all placed phrases in order of time."""
        return [placed for _, _, placed in self._placed]

    def count_beats(self) -> dict[int, float]:
        """Return the beat of each repetition that is counted aloud, by its number."""
        return {
            placed.number: placed.beat_seconds
            for _, _, placed in self._placed
            if placed.number is not None and placed.beat_seconds is not None
        }

    def try_place(self, phrase: PlacedPhrase) -> bool:
        """Place `phrase` if its time is free, and return whether it was."""
        start = phrase.start_seconds
        seconds = self.extent_of(phrase.phrase).seconds
        if math.isinf(seconds):
            return False
        end = start + seconds
        at = bisect_left(self._placed, start, key=lambda placed: placed[0])
        if at < len(self._placed) and end + AIR_SECONDS > self._placed[at][0]:
            return False
        if at > 0 and self._placed[at - 1][1] + AIR_SECONDS > start:
            return False
        insort(self._placed, (start, end, phrase), key=lambda placed: placed[0])
        return True

    def place_on_beat(
        self,
        phrase: Phrase,
        beat_seconds: float,
        origin: Origin,
        repetition: int | None = None,
        side: str | None = None,
    ) -> bool:
        """Try to place `phrase` so that it is heard to happen at `beat_seconds`."""
        start = beat_seconds - self.extent_of(phrase).before_seconds
        return self.try_place(PlacedPhrase(start, phrase, origin, repetition, beat_seconds, side))

    def place_at(self, start_seconds: float, text: str, origin: Origin) -> bool:
        """Try to place `text` so that it starts at `start_seconds`."""
        return self.try_place(PlacedPhrase(start_seconds, Phrase(text), origin))

    def place_before(self, end_seconds: float, text: str, origin: Origin) -> bool:
        """Try to place `text` so that it ends at `end_seconds`."""
        return self.place_at(end_seconds - self.seconds_of(text), text, origin)

    def place_near(
        self, ideal_seconds: float, text: str, origin: Origin, earliest_seconds: float, latest_seconds: float
    ) -> bool:
        """Try to place `text` at the free moment nearest to `ideal_seconds`.

        It starts at `earliest_seconds` or later, and ends by `latest_seconds`.
        """
        seconds = self.seconds_of(text)
        last_start = latest_seconds - seconds
        starts = [ideal_seconds, earliest_seconds, last_start]
        starts += [end + AIR_SECONDS + _EPSILON_SECONDS for _, end, _ in self._placed]
        starts += [start - AIR_SECONDS - seconds - _EPSILON_SECONDS for start, _, _ in self._placed]
        possible = [start for start in starts if earliest_seconds <= start <= last_start]
        possible.sort(key=lambda start: abs(start - ideal_seconds))
        return any(self.place_at(start, text, origin) for start in possible)

    def evict_counts(self, start_seconds: float, end_seconds: float, keep_numbers: Iterable[int]) -> bool:
        """Remove the counts between two moments, and return whether the time is free now.

        Nothing is removed where another phrase, or a count of `keep_numbers`, lies in between.
        """
        kept = set(keep_numbers)
        low, high = start_seconds - AIR_SECONDS, end_seconds + AIR_SECONDS
        hit = [placed for start, end, placed in self._placed if start < high and end > low]
        if any(placed.number is None or placed.number in kept for placed in hit):
            return False
        numbers = {placed.number for placed in hit}
        self._placed = [
            each for each in self._placed if each[2].number is None or each[2].number not in numbers
        ]
        return True
