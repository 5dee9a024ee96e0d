"""Soft ticks in work that has nothing to say for long: whoever has their eyes shut knows that it goes on.

Work that the user ends has chimes in their place (`beat_grid`), as often.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

LONGEST_SILENCE_SECONDS = 12.0
"""In work, something is heard at least this often."""
_HAIR_SECONDS = 1e-6


def quiet_signs(heard: Iterable[tuple[float, float]], done_seconds: float) -> Iterator[float]:
    """Yield the moments of as few signs as leave no silence longer than 12 s, evenly spread within each.

    `heard` are start and end of all that sounds, `done_seconds` is when the work is over, all in seconds from
    the start of the work.
    """
    until = 0.0
    for start, end in [*sorted(heard), (done_seconds, done_seconds)]:
        silence = min(start, done_seconds) - until
        signs = math.ceil(silence / LONGEST_SILENCE_SECONDS - _HAIR_SECONDS) - 1
        for n in range(1, signs + 1):
            yield until + n * silence / (signs + 1)
        until = max(until, end)
