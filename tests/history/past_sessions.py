"""Sessions of the past, of one routine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from voicefoot.history.records import ExerciseRecord, SessionRecord
from voicefoot.timeline.bookmark import Bookmark

TODAY = date(2026, 11, 24)  # a Tuesday
EXERCISES = ("Taps", "Lifts", "Holds")
DOSES = ("8 times each side", "once", "hold 20 s")


def session(done: int = 2, *, day: date = TODAY, before: int = 0, **told: Any) -> SessionRecord:
    begun = datetime(day.year, day.month, day.day, 7, 5, tzinfo=UTC)
    doses = tuple(
        ExerciseRecord(at, EXERCISES[at], "" if at < before else DOSES[at], at < before) for at in range(done)
    )
    return SessionRecord(
        1,
        begun,
        "feet",
        "Feet",
        "standard",
        "full",
        EXERCISES,
        Bookmark(min(done, 2), 1),
        doses,
        95.0,
        **told,
    )
