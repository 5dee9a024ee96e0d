"""Kinds of time on the clock, as the score names them."""

from __future__ import annotations

from enum import StrEnum


class SpanKind(StrEnum):
    """What a span of time is, from the sound that starts it to the sound that ends it."""

    WORK = "work"
    REST = "rest"
    HOLD = "hold"
    RELAX = "relax"
    SWITCH = "switch"
    """The change from one side to the other."""
    PHASE = "phase"
    SIDE = "side"
    """All of a side whose time is fixed by `lasts`."""
    ROUND = "round"
    """From the first work of a round to that of the next, where `round_every` fixes it."""
