"""What is likely in a routine: beyond these numbers `check` warns, and everything works all the same.

Each has its reason. They are set so that what people do is never doubted: a warning is for slips of the pen,
such as minutes for seconds, and for what would spoil a session unnoticed. What is refused is in `limits`.
"""

from __future__ import annotations

from dataclasses import dataclass

_MINUTE, _HOUR = 60.0, 3600.0


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest time that is likely for a key, why, and what to do where it is longer."""

    seconds: float
    reason: str
    remedy: str


_A_REST = Longest(
    15 * _MINUTE,
    "lifters of the heaviest weights rest 10 min",
    "check its unit; for a long break, end the session, and `--resume` it",
)
_A_MOMENT = Longest(5 * _MINUTE, "the body moves over in seconds", "check its unit")

LONGEST = {
    "hold": Longest(
        5 * _MINUTE,
        "the longest holds of yoga take 5 min",
        "check its unit; a time to rest or to move in is written as `for`",
    ),
    "relax": Longest(
        2 * _MINUTE, "muscles are ready again sooner", "check its unit, or write `sets` and `rest`"
    ),
    "rest": _A_REST,
    "round_rest": _A_REST,
    "rest_between": _A_REST,
    "get_ready": _A_MOMENT,
    "switch_time": _A_MOMENT,
}
"""By the keys of times."""

MAX_HOLDS_SECONDS = 30 * _MINUTE
"""Of holds in one set with the time between them: programmes of rehabilitation stay below 10 min."""

MOST_REPS = (
    (180.0, 40_000, "runners take some 180 steps a minute, and 40,000 in a marathon"),
    (220.0, 2_000, "it is faster than running, and trained rope skippers last 10 minutes"),
    (260.0, 500, "trained rope skippers last 2 minutes"),
    (320.0, 200, "only sprinters and tapping feet are as fast, for 40 seconds"),
    (400.0, 100, "only tapping fingers are as fast, for 15 seconds"),
)
"""Up to so many beats a minute, as many repetitions in a row are likely, and why."""

MAX_BREATH_SECONDS = 60.0
"""Of one breath: who breathes more slowly than once a minute is a diver, and should not do it alone."""
MIN_BREATH_SECONDS = 2.0
"""Of one breath that goes on for longer than `MAX_FAST_BREATHING_SECONDS`: faster ones make dizzy."""
MAX_FAST_BREATHING_SECONDS = 3 * _MINUTE
"""Rounds of fast breathing in yoga take 1 to 3 minutes."""

MAX_SESSION_SECONDS = 6 * _HOUR
"""A slow marathon takes as long, and no course of a day is coached without a break."""

MIN_LONG_TALK_SECONDS = 10.0
"""Words that are over sooner are never too long, however short the work is."""
