"""Which repetitions are counted aloud, and in what words.

A count belongs to its beat. Where the words are too long for the time until the next ones, they
take a shorter form or stay unsaid; the beat never waits for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voicefoot.phrases import number_words
from voicefoot.routine import Counting, CountMode

AIR_SECONDS = 0.05
"""Silence that is left between a count and what follows it."""

ALWAYS_LAST = 5
THINNED_STEP = 5

LengthOf = Callable[[str], float]
"""The length of spoken words, in seconds."""


def full_form(number: int) -> str:
    """`number` as it is counted. After a hundred only the last two digits are said, as people do;
    each hundred is said in full.
    """
    return number_words(number if number <= 100 or number % 100 == 0 else number % 100)


def short_form(number: int) -> str:
    """After twenty: the units, with the tens in full ("twenty", "one", "two")."""
    last_two = number % 100
    return number_words(number % 10) if last_two > 20 and number % 10 else full_form(number)


FORMS = (full_form, short_form)
"""The fullest first."""


def numbers_said(reps: int, counting: Counting) -> Sequence[int]:
    """For each repetition, the number that stands for it: it goes up from 1, or down to 1."""
    return range(reps, 0, -1) if counting.mode is CountMode.DOWN else range(1, reps + 1)


def forms(reps: int, counting: Counting) -> set[str]:
    """All words that `spoken` may choose from."""
    if counting.mode is CountMode.NONE:
        return set()
    return {form(n) for n in numbers_said(reps, counting) for form in FORMS}


def spoken(
    onsets: Sequence[float], rooms: Sequence[float], length_of: LengthOf, counting: Counting
) -> dict[int, str]:
    """What is said at each repetition: its index from 0 -> the words.

    `onsets` are the moments of the repetitions and `rooms` the time that each has for its own words
    at the most, in seconds. `auto` takes the fullest of these that leaves air everywhere: every
    number; every number, in short forms; every fifth and the last five.
    """
    reps = len(onsets)
    numbers = numbers_said(reps, counting)

    def fits(index: int, words: str, following: int | None) -> bool:
        room = rooms[index]
        if following is not None:
            room = min(room, onsets[following] - onsets[index])
        return length_of(words) + AIR_SECONDS <= room

    def fitted(said: Sequence[int]) -> dict[int, str]:
        chosen: dict[int, str] = {}
        following = None
        for index in reversed(said):
            words = next(
                (form(numbers[index]) for form in FORMS if fits(index, form(numbers[index]), following)), None
            )
            if words is not None:
                chosen[index] = words
                following = index
        return dict(sorted(chosen.items()))

    everyone = range(reps)
    if counting.mode is CountMode.NONE:
        return {}
    if counting.last is not None:
        return fitted(everyone[-counting.last :])
    if counting.mode is CountMode.EVERY:
        return fitted([i for i in everyone if numbers[i] % counting.step == 0])
    for form in FORMS:
        words = {i: form(numbers[i]) for i in everyone}
        if all(fits(i, words[i], i + 1 if i + 1 < reps else None) for i in everyone):
            return words
    return fitted([i for i in everyone if numbers[i] % THINNED_STEP == 0 or i >= reps - ALWAYS_LAST])
