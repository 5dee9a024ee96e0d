"""How a sink keeps time, seen from when it asks.

A device asks for frames as it has played others, so frame n is asked for at a moment `base + n / rate`, or
later where a thread was late: the earliest of a few pulls tells the base. It is steady to some hundredths of
a millisecond while all is well. A device that ran dry plays on later, for good: its base rises by the gap.
Nothing else tells of a gap in every system; the frames that the feed was missing don't, since they are asked
for in time.
"""

from __future__ import annotations

WINDOW_SECONDS = 0.3
WINDOW_PULLS = 4
SETTLING_SECONDS = 1.0
"""At its start a device fills its buffer, and its base moves; nothing is a gap before that."""
GAP_SECONDS = 0.004
SUSPENDED_SECONDS = 1.0
"""A longer gap is a process, or a machine, that slept; a larger buffer would not have helped."""


class GapDetector:
    """The pulls of one sink. Knows no clock: the time comes with each pull."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._began = 0.0
        self._window_began = 0.0
        self._window_pulls = 0
        self._window_base: float | None = None
        self._last_base: float | None = None
        self._settled_base: float | None = None
        self.asked_frames = 0

    def pulled(self, now_seconds: float, frames: int) -> float:
        """Notes that `frames` were asked for; gives the length of the gap that has just become known, in
        seconds, most often 0.
        """
        gap = 0.0
        if self._window_base is None:
            self._began = self._window_began = now_seconds
        elif now_seconds - self._window_began >= WINDOW_SECONDS and self._window_pulls >= WINDOW_PULLS:
            gap = self._closed(self._window_base)
            self._window_began, self._window_pulls, self._window_base = now_seconds, 0, None
        base = now_seconds - self.asked_frames / self._rate
        self._window_base = base if self._window_base is None else min(self._window_base, base)
        self._window_pulls += 1
        self.asked_frames += frames
        return gap

    def _closed(self, base: float) -> float:
        self._last_base = base
        settled, self._settled_base = self._settled_base, None
        if self._window_began - self._began >= SETTLING_SECONDS:
            self._settled_base = base
            if settled is not None and GAP_SECONDS < base - settled < SUSPENDED_SECONDS:
                return base - settled
        return 0.0

    @property
    def base_seconds(self) -> float | None:
        """When the sink would have asked for frame 0, at its pace of now; None before its first pull."""
        if self._window_base is None or self._last_base is None:
            return self._window_base
        return min(self._window_base, self._last_base)
