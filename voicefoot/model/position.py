"""Positions of the body, as exercises begin in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """A position of the body: one of `POSITIONS`, or one of the routine's own.

    Languages know `POSITIONS` by their names, and have words for moving over to each of them.
    """

    name: str
    say: str | None = None
    """How to get into it, in the routine's own words; None if it has none."""
    seconds: float | None = None
    """How long it takes to get into it, at least; None if the routine does not say so."""

    @property
    def plain(self) -> Position | None:
        """The one of `POSITIONS` that has its name; None if it is a position of the routine's own."""
        return next((position for position in POSITIONS if position.name == self.name), None)


STANDING = Position("standing")
SEATED = Position("seated")
KNEELING = Position("kneeling")
HALF_KNEELING = Position("half-kneeling")
ALL_FOURS = Position("all fours")
SQUATTING = Position("squatting")
PLANK = Position("plank")
SIDE_PLANK = Position("side plank")
ON_BACK = Position("lying on your back")
ON_FRONT = Position("lying on your front")
ON_LEFT_SIDE = Position("lying on your left side")
ON_RIGHT_SIDE = Position("lying on your right side")
HANGING = Position("hanging")

POSITIONS = (
    STANDING, SEATED, KNEELING, HALF_KNEELING, ALL_FOURS, SQUATTING, PLANK, SIDE_PLANK,
    ON_BACK, ON_FRONT, ON_LEFT_SIDE, ON_RIGHT_SIDE, HANGING,
)  # fmt: skip
"""All that have no words or time of their own."""
