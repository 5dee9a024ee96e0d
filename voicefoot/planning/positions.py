"""Moving over from one position to another: whether anything is to be said, what, and how long it takes.

Where in the session it is said is up to `coach`; the words are in the language pack.
"""

from __future__ import annotations

from collections.abc import Mapping

from voicefoot.language.pack import LanguagePack
from voicefoot.model.position import POSITIONS, STANDING, Position
from voicefoot.model.routine import Exercise

BEGIN_STANDING_SECONDS = 4.0
"""To find a place to stand, where a session begins."""
OWN_SECONDS = 6.0
"""To get into a position of the routine's own from standing, where it does not say how long that takes."""

# fmt: off
_FROM_ELSEWHERE = (6, 6, 8, 7, 8, 6, 9, 10, 9, 9, 9, 9, 8)
"""From a position of the routine's own, in which the body may be in any way."""
_SECONDS: Mapping[str, tuple[float, ...]] = {
    "standing":                 (4, 5, 7, 6, 8, 3, 9, 10, 8, 9, 9, 9, 5),
    "seated":                   (4, 4, 7, 7, 7, 5, 9, 9, 8, 9, 9, 9, 8),
    "kneeling":                 (4, 5, 4, 3, 3, 4, 5, 6, 6, 5, 6, 6, 7),
    "half-kneeling":            (4, 5, 3, 4, 4, 4, 6, 6, 7, 6, 6, 6, 6),
    "all fours":                (5, 5, 3, 4, 4, 4, 3, 4, 6, 4, 5, 5, 8),
    "squatting":                (3, 4, 4, 4, 4, 4, 5, 6, 6, 6, 6, 6, 5),
    "plank":                    (6, 6, 4, 5, 3, 4, 4, 4, 6, 4, 5, 5, 9),
    "side plank":               (7, 5, 6, 6, 4, 6, 4, 4, 5, 5, 5, 5, 9),
    "lying on your back":       (8, 5, 7, 8, 6, 8, 8, 7, 4, 5, 4, 4, 11),
    "lying on your front":      (8, 7, 6, 7, 4, 7, 4, 6, 5, 4, 4, 4, 11),
    "lying on your left side":  (7, 4, 6, 6, 4, 7, 7, 4, 4, 4, 4, 6, 10),
    "lying on your right side": (7, 4, 6, 6, 4, 7, 7, 4, 4, 4, 6, 4, 10),
    "hanging":                  (4, 7, 8, 7, 8, 4, 10, 10, 10, 10, 10, 10, 4),
}
"""How long it takes a person of ordinary fitness, to each of `POSITIONS` in their order."""
# fmt: on


def is_change(before: Position, after: Position) -> bool:
    """Return whether the body has to move over, or to hear the routine's own words for `after`."""
    return before.name != after.name or after.say not in (None, before.say)


def move_over_line(before: Position | None, after: Position, words: LanguagePack) -> str | None:
    """Return how to move over; None if there is no need. `before` is None where a session begins."""
    before = before or STANDING
    return words.move_over_line(before, after) if is_change(before, after) else None


def move_over_seconds(before: Position | None, after: Position) -> float:
    """Return how long it takes to move over; 0 if there is no need."""
    written = written_seconds(before, after)
    if written is not None:
        return written
    if not is_change(before or STANDING, after):
        return BEGIN_STANDING_SECONDS if before is None else 0.0
    before = before or STANDING
    if after.plain is None:
        return max(OWN_SECONDS, _usual_seconds(before, STANDING))
    return _usual_seconds(before, after.plain)


def written_seconds(before: Position | None, after: Position) -> float | None:
    """Return how long it takes to move over, if the routine says so and there is a need."""
    return after.seconds if before is None or is_change(before, after) else None


def _usual_seconds(before: Position, after: Position) -> float:
    return float(_SECONDS.get(before.name, _FROM_ELSEWHERE)[POSITIONS.index(after)])


def first_position(exercise: Exercise) -> Position:
    """Return the position that `exercise` begins in."""
    return exercise.position_on(exercise.sides[0] if exercise.sides else None)


def last_position(exercise: Exercise | None) -> Position | None:
    """Return the position that `exercise` ends in; None if there is no exercise."""
    if exercise is None:
        return None
    return exercise.position_on(exercise.sides[-1] if exercise.sides else None)


def position_before(exercise: Exercise, side: str) -> Position:
    """Return the position of the side before `side`; that of the last one where a further set begins."""
    return exercise.position_on(exercise.sides[exercise.sides.index(side) - 1])
