"""Which repetitions are counted aloud, and in what words.

A count belongs to its beat. Where the words are too long for the time until the next ones, they take a
shorter form or stay unsaid; the beat never waits for them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from voicefoot.arranging.speech_track import AIR_SECONDS, ExtentOf
from voicefoot.language.numbers import Numbers
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Counting, CountMode

ALWAYS_LAST = 5
THINNED = ((2, ALWAYS_LAST), (2, 1), (5, 1))
"""Where not every repetition can be counted: every second and the last five are; or every second and the last
one; or every fifth and the last one.
"""

FASTER = (1.3, 1.6)
"""How much faster counts, and the words that lead in, may be spoken where the beat is fast. At 1.6 x nine of
ten are understood or more, at 2 x four of five: rather than that, fewer are said.
"""
LAST_FASTER = (2.0, 2.5)
"""How much faster still the very last count may be, which nobody wants to miss."""
FAST_PERIOD_SECONDS = 1.25
"""Only below this period are counts, and the words that lead in, ever spoken faster."""


def is_fast(period_seconds: float) -> bool:
    """Return whether words may be spoken faster where beats are `period_seconds` apart."""
    return period_seconds < FAST_PERIOD_SECONDS


def ways_to_count(
    number: int, numbers: Numbers, *, fast: bool, in_eights: bool = False, last: bool = False
) -> list[Phrase]:
    """Return how `number` may be said, the fullest and calmest first; `last`: where none comes after it.

    There are as many ways for every number, and the same place is the same way: a number that has no shorter
    form has its short one there once more.
    """
    if in_eights:
        texts = [numbers.counted_in_eights(number)]
    else:
        texts = [numbers.counted(number), numbers.counted_short(number), numbers.counted_shortest(number)]
    ways = [Phrase(text) for text in texts]
    speeds = (*FASTER, *LAST_FASTER) if last else FASTER
    return ways + [Phrase(texts[-1], speed) for speed in speeds] if fast else ways


def counts_in_eights(numbers: Numbers, counting: Counting, *, fast: bool) -> bool:
    """Return whether each repetition is counted in eights, as some languages do where beats are fast."""
    return fast and numbers.counts_in_eights and counting == Counting(CountMode.AUTO)


def numbers_said(reps: int, counting: Counting) -> Sequence[int]:
    """Return the number that stands for each repetition: it goes up from 1, or down to 1."""
    return range(reps, 0, -1) if counting.mode is CountMode.DOWN else range(1, reps + 1)


def choose_counts(
    onsets: Sequence[float],
    rooms: Sequence[float],
    extent_of: ExtentOf,
    counting: Counting,
    words: Numbers,
    *,
    fast: bool,
) -> dict[int, Phrase]:
    """Return what is said at each repetition: its index from 0 -> the phrase.

    `onsets` are the moments of the repetitions and `rooms` the time that each has for its own words at the
    most, in seconds; each phrase is heard to happen on its beat, and is one of `ways_to_count` its number.
    `auto` takes the fullest of these that leaves air everywhere: every number; every number, in short forms;
    the same, spoken faster; the same, each only as much faster as it must be; every second and the last five;
    every second and the last one; every fifth and the last one.
    """
    reps = len(onsets)
    numbers = numbers_said(reps, counting)

    def fits(index: int, phrase: Phrase, next_start: float) -> bool:
        end = onsets[index] + extent_of(phrase).after_seconds + AIR_SECONDS
        return end <= min(onsets[index] + rooms[index], next_start)

    def start(index: int, phrase: Phrase) -> float:
        return onsets[index] - extent_of(phrase).before_seconds

    in_eights = counts_in_eights(words, counting, fast=fast)

    known: dict[tuple[int, bool, bool], list[Phrase]] = {}

    def ways(index: int, *, last: bool = False) -> list[Phrase]:
        # Kept, since a hundred thousand repetitions are counted in a few hundred ways.
        number = numbers[index] if in_eights else words.counted_as(numbers[index])
        key = (number, in_eights, last)
        if key not in known:
            known[key] = ways_to_count(number, words, fast=fast, in_eights=in_eights, last=last)
        return known[key]

    def all_alike(said: Sequence[int], next_start: float = math.inf) -> dict[int, Phrase] | None:
        """Say all of `said` in one way, the fullest that fits every one of them; None where none does."""
        for alike in zip(*(ways(index) for index in said), strict=True):
            starts = [*(start(index, phrase) for index, phrase in zip(said, alike, strict=True)), next_start]
            if all(fits(index, alike[k], starts[k + 1]) for k, index in enumerate(said)):
                return dict(zip(said, alike, strict=True))
        return None

    def each(said: Sequence[int], next_start: float = math.inf) -> dict[int, Phrase]:
        """Say each of `said` in its fullest way, and leave out those that fit in none."""
        chosen: dict[int, Phrase] = {}
        for index in reversed(said):
            possible = ways(index, last=index == reps - 1)
            phrase = next((way for way in possible if fits(index, way, next_start)), None)
            if phrase is not None:
                chosen[index] = phrase
                next_start = start(index, phrase)
        return dict(sorted(chosen.items()))

    everyone = range(reps)
    if counting.mode is CountMode.NONE:
        return {}
    if counting.last is not None:
        last = everyone[-counting.last :]
        return all_alike(last) or each(last)
    if counting.mode is CountMode.EVERY:
        return each([index for index in everyone if numbers[index] % counting.step == 0])
    whole = all_alike(everyone) or each(everyone)
    if len(whole) == reps:
        return whole
    # What is counted every now and then is counted by its own number.
    in_eights = False
    found: dict[int, Phrase] = {}
    for step, last_ones in THINNED:
        ending = everyone[-last_ones:]
        others = [index for index in everyone[:-last_ones] if numbers[index] % step == 0]
        found = all_alike(ending) or each(ending)
        first_start = min((start(index, phrase) for index, phrase in found.items()), default=math.inf)
        found = (all_alike(others, first_start) or each(others, first_start)) | found
        # One that comes right before the ending may yield to it.
        needed = [index for index in others if index + 1 != ending[0]]
        if all(index in found for index in (needed if last_ones == 1 else [*needed, *ending])):
            break
    return found
