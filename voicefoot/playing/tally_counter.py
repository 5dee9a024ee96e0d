"""Counts one more where the user says so: in work that is under way, or that has only just ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voicefoot.playing.position_tracker import PositionTracker
from voicefoot.playing.tallies import tallied_work
from voicefoot.playing.transport import Playhead
from voicefoot.units import to_seconds

COUNTDOWN_SECONDS = 4.0
"""So long before the end of work no number is said but those of the countdown."""
LATE_TALLY_SECONDS = 3.0
"""So long after the end of work one more may still be counted in it: the last one is often done on the bell,
and a headset's button skips nothing then.
"""


@dataclass(frozen=True, slots=True)
class _LastTally:
    """The exercise in which there was something to count, what it was, and when that was last so."""

    exercise: int
    of: str
    at_seconds: float


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are now; and whether that is said: not where the work is over."""

    count: int
    is_said: bool


class TallyCounter:
    """Counts in the tallies of `position`. `clock` returns seconds."""

    def __init__(self, position: PositionTracker, clock: Callable[[], float]) -> None:
        self._position = position
        self._clock = clock
        self._last: _LastTally | None = None

    def follow(self, playhead: Playhead) -> int | None:
        """Note that `playhead` is what is heard now. Return the number that is counted next at it; None where
        there is nothing to count.
        """
        work = tallied_work(playhead)
        if work is None or work.tally is None:
            return None
        self._last = _LastTally(playhead.exercise, work.tally, self._clock())
        return self._position.tallies.count_of(playhead.exercise) + 1

    def count(self, playhead: Playhead) -> Counted | None:
        """Count one more at `playhead`, or in work that ended just before it; None if there was none."""
        work, last = tallied_work(playhead), self._last
        if work is not None and work.tally is not None:
            return Counted(self._position.tallies.add(playhead.exercise, work.tally), is_said=True)
        if last is not None and self._clock() - last.at_seconds <= LATE_TALLY_SECONDS:
            return Counted(self._position.tallies.add(last.exercise, last.of), is_said=False)
        return None

    def forget_last(self) -> None:
        """Count no more in work that has ended: the user has gone elsewhere."""
        self._last = None


def may_say_number(playhead: Playhead, *, is_paused: bool) -> bool:
    """Return whether a number can be said at `playhead` without being taken for one of the countdown."""
    work = tallied_work(playhead)
    if work is None or is_paused:
        return work is not None
    left_frames = work.done_frame - playhead.frame
    return to_seconds(left_frames, playhead.section.audio_format.sample_rate) >= COUNTDOWN_SECONDS
