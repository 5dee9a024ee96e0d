"""Finds underruns, and how an output keeps time, from the moments at which it pulls.

A device pulls frames as it has played others, so frame n is pulled at `base + n / rate`, or later if a
thread was late: the earliest of a few pulls tells the base. It is steady to some hundredths of a millisecond
while all is well, and drifts as the device's clock does. A device that ran dry (an underrun) plays on later,
for good: its base rises by the length of the gap. Nothing else tells of an underrun on every system; frames
that the feed could not deliver don't, since those are pulled in time.
"""

from __future__ import annotations

WINDOW_SECONDS = 0.3
WINDOW_PULLS = 4
"""The base is the earliest within a window of at least so many seconds and pulls."""
SETTLING_SECONDS = 1.0
"""At its start a device fills its buffer, and its base moves; nothing is an underrun before that."""
MIN_GAP_SECONDS = 0.004
MAX_GAP_SECONDS = 1.0
"""A longer gap is a process, or a machine, that slept; a larger buffer would not have helped."""


class GapDetector:
    """Follows the pulls of one sink. It reads no clock: the time comes with each pull."""

    def __init__(self, sample_rate: int) -> None:
        self.pulled_frames = 0
        self._rate = sample_rate
        self._first_pull_seconds = 0.0
        self._window_start_seconds = 0.0
        self._window_pulls = 0
        self._window_base: float | None = None
        """The earliest base in the window that is open."""
        self._last_base: float | None = None
        """That of the window before, ..."""
        self._settled_base: float | None = None
        """... and the same once the device has settled."""

    def on_pull(self, now_seconds: float, frames: int) -> float:
        """Record a pull of `frames` frames. Return the length, in seconds, of the gap that it has revealed;
        0.0 for most pulls.
        """
        gap_seconds = 0.0
        if self._window_base is None:
            self._first_pull_seconds = self._window_start_seconds = now_seconds
        elif (
            now_seconds - self._window_start_seconds >= WINDOW_SECONDS and self._window_pulls >= WINDOW_PULLS
        ):
            gap_seconds = self._close_window(self._window_base)
            self._window_start_seconds, self._window_pulls, self._window_base = now_seconds, 0, None
        base = now_seconds - self.pulled_frames / self._rate
        self._window_base = base if self._window_base is None else min(self._window_base, base)
        self._window_pulls += 1
        self.pulled_frames += frames
        return gap_seconds

    def _close_window(self, base: float) -> float:
        """Take `base` for that of the window that ends. Return the gap since the window before, or 0.0."""
        self._last_base = base
        settled_base, self._settled_base = self._settled_base, None
        if self._window_start_seconds - self._first_pull_seconds >= SETTLING_SECONDS:
            self._settled_base = base
            if settled_base is not None and MIN_GAP_SECONDS < base - settled_base < MAX_GAP_SECONDS:
                return base - settled_base
        return 0.0

    @property
    def base_seconds(self) -> float | None:
        """When the sink would have pulled frame 0, at its present pace; None before its first pull."""
        if self._window_base is None or self._last_base is None:
            return self._window_base
        return min(self._window_base, self._last_base)
