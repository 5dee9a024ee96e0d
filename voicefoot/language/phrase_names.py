"""The phrases that a language pack has: their names, and what stands in their place holders.

A phrase is one text, or several: by plural class, and by exact numbers before that ("once", "twice").
`pack` puts them together into lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Line(StrEnum):
    """A phrase that is always the same."""

    READY = "ready"
    READY_WORD = "ready word"
    AND_WORD = "and word"
    THREE = "three"
    TWO = "two"
    ONE = "one"
    BREATHE_IN = "breathe in"
    BREATH_HELD = "hold breath"
    BREATHE_OUT = "breathe out"
    BREATH_EMPTY = "stay empty"
    LAST_ONE = "last one"
    LAST_THREE = "last three"
    HALFWAY = "halfway"
    TEN_SECONDS = "ten seconds"
    LAST_SET = "last set"
    LAST_ROUND = "last round"
    LAST_DAY = "last day"
    WELL_DONE = "well done"
    ONE_MOMENT = "one moment"
    MOVE_ON_NUMBER = "move on number"
    MOVE_ON_TICK = "move on tick"
    HOLD_ON_NUMBER = "hold on number"
    HOLD_ON_TICK = "hold on tick"
    ONCE_MORE = "once more"
    CHANGE_SIDES = "change sides"
    OWN_PACE = "own pace"
    ENOUGH = "enough"
    HALFWAY_ENOUGH = "halfway enough"
    TEN_SECONDS_ENOUGH = "ten seconds enough"


COUNTDOWN = (Line.THREE, Line.TWO, Line.ONE)

PLACEHOLDERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # Lengths and amounts, as parts of a sentence.
        "seconds": ("count",),
        "half second": (),
        "seconds and half": ("count",),
        "seconds and tenths": ("count", "tenths"),
        "minutes": ("count",),
        "minutes and seconds": ("minutes", "seconds"),
        "times": ("count",),
        "exercises": ("count",),
        # How much.
        "reps": ("times",),
        "reps each side": ("times",),
        "held reps": ("time", "times"),
        "held reps each side": ("time", "times"),
        "hold": ("time",),
        "for": ("time",),
        "breaths": ("count",),
        "in for": ("length",),
        "hold full for": ("length",),
        "out for": ("length",),
        "hold empty for": ("length",),
        "reps at own pace": ("times",),
        "own pace for": ("time",),
        "amount enough": ("amount",),
        "reps enough": ("count",),
        # Where one is.
        "side first": ("side",),
        "number with word": ("number", "word"),
        "get ready": ("time",),
        "rest": ("time",),
        "set": ("number", "of"),
        "round": ("number", "of"),
        "next": ("name",),
        "minutes left": ("count",),
        "about minutes left": ("count",),
        "about minutes and seconds left": ("count", "seconds"),
        "about seconds left": ("count",),
        "reps done": ("count",),
        "title length": ("exercises", "length"),
        # How much is done where a session was fitted into a time.
        "fitted less": ("time",),
        "fitted more": ("time",),
        "fitted as planned": ("time",),
        "ends late": ("time",),
        "ends early": ("time",),
        # What one needs.
        "need": ("things",),
        "take": ("things",),
        "leave": ("things",),
        # How hard it is.
        "more": ("level",),
        "less": ("level",),
        "back": ("level",),
        "begin again": ("level",),
        # Which day of a programme it is.
        "week and day": ("week", "day"),
        "day number": ("day",),
        "day again": ("which",),
    }
)
"""What each phrase that is not a `Line` has place holders for. If the first is a number, it picks the plural
class.
"""
MANY = "many"
"""Stands in the words of a thousand or a million for how many there are."""
NUMBERS = frozenset({"count", "tenths", "number", "of", "week", "day", "hour", "minute"})
"""The place holders that stand for whole numbers. `{count:feminine}` says the number in that form."""


def is_counted(key: str) -> bool:
    """Return whether a number picks the form of the phrase `key`."""
    return PLACEHOLDERS.get(key, ())[:1] == ("count",)
