"""What the user counts in a live session, by exercise."""

from __future__ import annotations

from collections.abc import Mapping

from voicefoot.model.tally import Tally
from voicefoot.playing.transport import Playhead
from voicefoot.timeline.bookmark import entry_frame, work_at
from voicefoot.timeline.timeline import WorkRegion


class Tallies:
    """The tally of each exercise in which something was counted; all its sets and sides count together."""

    def __init__(self, counted: Mapping[int, Tally]) -> None:
        """`counted`: what was counted before, in the session that this one resumes."""
        self._counted = dict(counted)

    @property
    def counted(self) -> Mapping[int, Tally]:
        """The tallies as they stand, by the index of the exercise."""
        return self._counted

    def count_of(self, exercise: int) -> int:
        """Return how many were counted in `exercise`."""
        tally = self._counted.get(exercise)
        return 0 if tally is None else tally.count

    def add(self, exercise: int, of: str) -> int:
        """Count one more in `exercise`, and return how many that makes."""
        tally = self._counted[exercise] = Tally(self.count_of(exercise) + 1, of)
        return tally.count

    def reset(self, exercise: int) -> None:
        """Forget what was counted in `exercise`, which is begun anew."""
        self._counted.pop(exercise, None)


def tallied_work(playhead: Playhead) -> WorkRegion | None:
    """Return the work at `playhead`, if it is under way and has something to count. After a pause it is under
    way while the session leads back to it.
    """
    frame = entry_frame(playhead.section, playhead.frame)
    work = work_at(playhead.section, frame)
    if work is None or work.tally is None:
        return None
    had_begun = int(work.beat_frames[0]) < work.origin_frame
    return work if (had_begun or work.origin_frame <= frame) and frame < work.done_frame else None
