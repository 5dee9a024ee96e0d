"""A position in a session that holds at another tempo, with another voice, and tomorrow: the history keeps it
(`history.recorder`), for a session that was broken off. It says where that goes on, also if it was in a rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicefoot.model.spans import SpanKind
from voicefoot.units import to_frames, to_seconds

if TYPE_CHECKING:
    from voicefoot.timeline.timeline import Section, WorkRegion


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A step of an exercise, and how far into it.

    Talk and work alternate: step 0 is the talk before the first piece of work, step 1 that work with its
    count-in, step 2 the talk after it, and so on.
    """

    exercise: int = 0
    """The index of the exercise in the session, from 0."""
    step: int = 0
    reps: int = 0
    """In work: how many repetitions have begun. A span is one."""
    seconds: float = 0.0
    """Seconds since the talk began; in work, since the last repetition began."""


def entry_frame(section: Section, frame: int) -> int:
    """Return `frame`, or where a resumed `section` itself goes on, if that is later."""
    return frame if section.entered_frame is None else max(frame, section.entered_frame)


def step_at(section: Section, frame: int) -> int:
    """Return the step at `frame`. The last sound of work belongs to that work, unless the next work begins
    with it.
    """
    frame = entry_frame(section, frame)
    for index, work in enumerate(section.works):
        if frame < work.start_frame:
            return 2 * index
        following = section.works[index + 1].start_frame if index + 1 < len(section.works) else math.inf
        if frame <= work.end_frame and frame < following:
            return 2 * index + 1
    return 2 * len(section.works)


def work_at(section: Section, frame: int) -> WorkRegion | None:
    """Return the work at `frame`, from the start of its count-in to its last sound; None in talk."""
    step = step_at(section, frame)
    return section.works[step // 2] if step % 2 else None


def reps_begun(work: WorkRegion, frame: int) -> int:
    """Return how many repetitions of `work` have begun at `frame`; in a count-in, how many had begun before
    it.
    """
    if frame < work.origin_frame:
        return int(work.beat_frames.searchsorted(work.origin_frame, side="left"))
    return int(work.beat_frames.searchsorted(frame, side="right"))


def is_in_leading_rest(section: Section, frame: int) -> bool:
    """Return whether `frame` lies in the written rest that leads to `section`, its count-in included."""
    leads = bool(section.works) and _is_timed(section, section.works[0])
    return leads and entry_frame(section, frame) < section.works[0].origin_frame


def bookmark_at(section: Section, exercise: int, frame: int) -> Bookmark:
    """Return the bookmark of `frame` in `section`, which has the index `exercise` in its session.

    In the rest before its first work that is its start: who begins there does not wait, and is told
    everything.
    """
    rate = section.audio_format.sample_rate
    frame = entry_frame(section, frame)
    work = work_at(section, frame)
    step = step_at(section, frame)
    if step == 0 and is_in_leading_rest(section, frame):
        return Bookmark(exercise)
    if work is None:
        return Bookmark(exercise, step, 0, to_seconds(max(0, frame - _talk_begins(section, step)), rate))
    reps = reps_begun(work, frame)
    if not reps:
        return Bookmark(exercise, step)
    since = max(frame, work.origin_frame) - int(work.beat_frames[reps - 1])
    return Bookmark(exercise, step, reps, to_seconds(since, rate))


def frame_of(section: Section, bookmark: Bookmark) -> int:
    """Return the frame of `bookmark` in `section`, or the nearest that there is.

    The section may be arranged at another tempo, or with another voice, than the one that was bookmarked.
    """
    since = to_frames(bookmark.seconds, section.audio_format.sample_rate)
    step = min(bookmark.step, 2 * len(section.works))
    if step % 2 == 0:
        ends = section.works[step // 2].start_frame if step // 2 < len(section.works) else section.end_frame
        return min(_talk_begins(section, step) + since, ends - 1)
    work = section.works[step // 2]
    reps = min(bookmark.reps, len(work.beat_frames))
    if not reps:
        return work.start_frame
    ends = int(work.beat_frames[reps]) - 1 if reps < len(work.beat_frames) else work.end_frame
    return min(int(work.beat_frames[reps - 1]) + since, ends)


def same_moment_in(before: Section, frame: int, section: Section) -> int:
    """Return the frame of `section` that corresponds to `frame` of `before`, another arrangement of the
    exercise.

    Talk is matched from its end, since it is longer where a session begins with it; a rest from the start of
    the work that it leads to.
    """
    frame = entry_frame(before, frame)
    step = step_at(before, frame)
    if step % 2 or step == 2 * len(before.works):
        return frame_of(section, bookmark_at(before, 0, frame))
    was, now = before.works[step // 2], section.works[step // 2]
    by = now.start_frame - was.start_frame
    if _is_timed(before, was) and _is_timed(section, now):
        by = int(now.beat_frames[0]) - int(was.beat_frames[0])
    return max(section.start_frame, frame + by)


def _is_timed(section: Section, work: WorkRegion) -> bool:
    """Return whether a written rest leads to `work` of `section`."""
    start = int(work.beat_frames[0])
    return any(span.kind is SpanKind.REST and span.end_frame == start for span in section.spans)


def _talk_begins(section: Section, step: int) -> int:
    if step:
        return section.works[step // 2 - 1].end_frame + 1
    from voicefoot.timeline.timeline import nominal_start

    return nominal_start(section)
