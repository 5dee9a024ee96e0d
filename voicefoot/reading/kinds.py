"""What a key may be: where it stands, and what kind of value it takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, Flag, auto


class Level(Flag):
    """Where a key may stand."""

    TOP = auto()
    EXERCISE = auto()
    MOVE = auto()
    TIP = auto()
    SONG = auto()


class Kind(Enum):
    """What stands behind a key."""

    TEXT = auto()
    LINES = auto()  # one text, each line of it apart
    TEXTS = auto()  # a list of texts, or one
    SIDES = auto()
    CHOICE = auto()
    DURATION = auto()
    DURATION_RANGE = auto()
    PERIOD = auto()
    TEMPO = auto()
    PHASES = auto()
    NUMBER = auto()
    REPS = auto()
    COUNTING = auto()
    PERCENT = auto()
    TIPS = auto()
    SOUNDS = auto()
    SOUNDTRACK = auto()
    BPM = auto()
    EXERCISES = auto()
    MOVES = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One key. `low` and `high` limit numbers, and seconds where it takes a time; `longest` is in
    characters, and `most` counts items.
    """

    name: str
    kind: Kind
    levels: Level
    doc: str
    examples: tuple[object, ...] = ()
    low: float = 0.0
    high: float = 0.0
    longest: int = 500
    most: int = 0
    choices: tuple[str, ...] = ()
    required: bool = False
    what: str = "value"
    """What one of `choices` is called."""
