"""Moments that stay exact while times follow on one another."""

from __future__ import annotations

from dataclasses import dataclass

from voicefoot.units import to_frames


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment `seconds` after `base_frame`, which becomes a frame only when it is asked for.

    Times that follow on each other are added in seconds, so that each start is rounded by itself.
    """

    base_frame: int
    seconds: float = 0.0

    def plus(self, seconds: float) -> Moment:
        """Return the moment `seconds` later."""
        return Moment(self.base_frame, self.seconds + seconds)

    def frame(self, sample_rate: int) -> int:
        """Return the frame nearest to it."""
        return self.base_frame + to_frames(self.seconds, sample_rate)

    def until(self, other: Moment, sample_rate: int) -> float:
        """Return the seconds from this moment to `other`; negative if that is earlier."""
        return (other.base_frame - self.base_frame) / sample_rate + other.seconds - self.seconds
