"""The parts of a breath."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BreathKind(StrEnum):
    """What one does in a part of a breath."""

    IN = "in"
    FULL = "full"
    """To hold after breathing in."""
    OUT = "out"
    EMPTY = "empty"
    """To hold after breathing out."""


@dataclass(frozen=True, slots=True)
class BreathPart:
    """A part of a breath, and how long it is."""

    kind: BreathKind
    seconds: float
