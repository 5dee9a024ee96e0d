"""Rounds: how often a block is gone through."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a list that has several, or of a block with a name."""

    block: str | None
    round: int
    """Which round it is, from 1."""
    of: int


@dataclass(frozen=True, slots=True)
class RoundStart:
    """A round whose start is fixed by `round_every`."""

    block: int
    """Tells the passages through such blocks apart."""
    round: int
    """Which round begins, from 0."""
    every_seconds: float
