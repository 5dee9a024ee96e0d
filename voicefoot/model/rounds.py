"""Rounds: how often a block is gone through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a list that has several, or of a block with a name."""

    block: str | None
    round: int
    """Which round it is, from 1."""
    of: int
    words: str = ""
    """Which it is, in another language than English: "Runde 2 von 3"."""


@dataclass(frozen=True, slots=True)
class RoundStart:
    """A round whose start is fixed by `round_every`."""

    block: int
    """Tells the passages through such blocks apart."""
    round: int
    """Which round begins, from 0."""
    every_seconds: float


def told_rounds(rounds: Sequence[Round]) -> tuple[Round, ...]:
    """Return those of `rounds` that are one of several."""
    return tuple(place for place in rounds if place.of > 1)


def round_words(rounds: Sequence[Round]) -> str:
    """Return where in its rounds something stands, "round 2 of 3", the outermost first; empty where there is
    but one round.
    """
    told = told_rounds(rounds)
    return ", ".join(place.words or f"round {place.round} of {place.of}" for place in told)


def titled(name: str, rounds: Sequence[Round]) -> str:
    """Return `name` so that it differs from round to round: "Squats (round 2)", "Squats (round 2.1)" for the
    first round within the second. In another language than English: "Kniebeugen (Runde 2 von 3)".
    """
    if any(place.words for place in told_rounds(rounds)):
        return f"{name} ({round_words(rounds)})"
    numbers = ".".join(str(place.round) for place in told_rounds(rounds))
    return f"{name} (round {numbers})" if numbers else name
