"""Tell the groove what it accompanies: the passages of a section, from its beats, its work and its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from voicefoot.music.groove_moods import BAR_BEATS
from voicefoot.music.groove_score import Passage, PassageKind, merged
from voicefoot.timeline.timeline import Event, EventKind, WorkRegion
from voicefoot.units import to_frames

RINGING_SECONDS = 3.0
"""So much before a section still rings in it, at the most."""
AROUND_SECONDS = 0.1
"""Melodies leave so much room around what is said."""
LAST_REPS, LAST_SECONDS, MAX_LAST_SECONDS = 3, 3.0, 20.0
"""The end of work is marked from its last repetitions on, or the last seconds of a span."""
_MIN_REPS_WITH_LAST = 6
_MIN_BEATS_WITH_HALVES = 8 * BAR_BEATS
_ROUNDING_SECONDS = 0.002
"""Beats and work are rounded to frames each by themselves."""
_HEARD = (EventKind.SPEECH, EventKind.COUNT, EventKind.CHIME)


@dataclass(frozen=True, slots=True, eq=False)
class Entering:
    """How a groove goes on where a section begins: what still rings of `passages` before, the beats that go
    on, of which the first has its place in what lies between works, and the number of works before.
    """

    ringing: tuple[Passage, ...]
    beats: tuple[int, ...]
    first_place: int
    works: int


def entering(passages: Sequence[Passage], seam_frame: int, offset_frames: int, sample_rate: int) -> Entering:
    """Return how a groove of `passages` goes on at `seam_frame` of the session, where it is `offset_frames`
    later than it was arranged.
    """
    since = seam_frame - to_frames(RINGING_SECONDS, sample_rate)
    moved = [_shifted(passage, offset_frames) for passage in passages]
    ringing = tuple(
        _without_start(passage, since, seam_frame) for passage in moved if passage.beat_frames[-1] > since
    )
    last = moved[-1]
    kept = _without_start(last, seam_frame, None) if last.kind is PassageKind.BETWEEN else last
    first_place = kept.first_place if last.kind is PassageKind.BETWEEN else 1 - len(kept.beat_frames)
    return Entering(ringing, tuple(kept.beat_frames.tolist()), first_place, last.number)


def passages_of(
    beats: Sequence[int],
    works: Iterable[WorkRegion],
    events: Iterable[Event],
    entered: Entering | None,
    start_frame: int,
    sample_rate: int,
) -> list[Passage]:
    """Return the passages of a section that starts at `start_frame`, on `beats`, of which the last only ends
    the one before; those that ring into it come first.
    """
    frames = np.array(beats, dtype=np.int64)
    around = to_frames(AROUND_SECONDS, sample_rate)
    busy = merged([(e.start_frame - around, e.end_frame + around) for e in events if e.kind in _HEARD])
    number = 0 if entered is None else entered.works
    first_place = 0 if entered is None else entered.first_place
    from_frame = None if entered is None else start_frame
    found = [] if entered is None else list(entered.ringing)
    for part in _parts(frames, works, number, sample_rate):
        begin, end = part.places.start, part.places.stop
        # Only what the section enters goes on from before it.
        place = first_place if begin == 0 and part.kind is PassageKind.BETWEEN else 0
        found.append(
            replace(
                part,
                beat_frames=frames[begin : end + 1],
                first_place=place,
                busy_frames=busy,
                from_frame=from_frame,
            )
        )
    return found


def _parts(
    frames: NDArray[np.int64], works: Iterable[WorkRegion], number: int, sample_rate: int
) -> Iterator[Passage]:
    """Yield the passages of the beats `frames` as if each place was the index of a beat."""
    early = to_frames(_ROUNDING_SECONDS, sample_rate)
    last = len(frames) - 1
    at = 0

    def index(frame: float) -> int:
        return min(int(np.searchsorted(frames, frame - early, side="left")), last)

    for work in sorted(works, key=lambda work: work.origin_frame):
        begin = max(at, index(work.start_frame))
        origin = max(begin, index(work.origin_frame))
        done = max(origin, index(work.done_frame))
        if begin > at:
            yield Passage(frames[at : begin + 1], PassageKind.BETWEEN, number, at)
        number += 1
        if origin > begin:
            count_in = frames[begin : origin + 1]
            yield Passage(count_in, PassageKind.COUNT_IN, number, begin, end_place=origin - begin)
        if done > origin:
            half = last_place = end_place = None
            if not work.until_told:
                end_place = done - origin
                last_place = index(_last_frame(work, sample_rate)) - origin if _has_last(work) else None
                if end_place >= _MIN_BEATS_WITH_HALVES:
                    middle = index((work.origin_frame + work.done_frame) / 2) - origin
                    half = BAR_BEATS * round(middle / BAR_BEATS)
            beats = frames[origin : done + 1]
            yield Passage(beats, PassageKind.WORK, number, origin, half, last_place, end_place)
        at = done
    if last > at:
        yield Passage(frames[at:], PassageKind.BETWEEN, number, at)


def _has_last(work: WorkRegion) -> bool:
    return not work.counted or len(work.beat_frames) >= _MIN_REPS_WITH_LAST * work.beats_per_rep


def _last_frame(work: WorkRegion, sample_rate: int) -> int:
    """Return where the last repetitions of `work` begin, or its last seconds."""
    if not work.counted:
        return work.done_frame - to_frames(LAST_SECONDS, sample_rate)
    begin = int(work.beat_frames[-LAST_REPS * work.beats_per_rep])
    return max(begin, work.done_frame - to_frames(MAX_LAST_SECONDS, sample_rate))


def _shifted(passage: Passage, frames: int) -> Passage:
    """Return `passage`, `frames` later."""
    if frames == 0:
        return passage
    return replace(
        passage,
        beat_frames=passage.beat_frames + frames,
        busy_frames=passage.busy_frames + frames,
        from_frame=None if passage.from_frame is None else passage.from_frame + frames,
        until_frame=None if passage.until_frame is None else passage.until_frame + frames,
    )


def _without_start(passage: Passage, since_frame: int, until_frame: int | None) -> Passage:
    """Return `passage` from the bar on that holds `since_frame`: its notes there are the same. Those from
    `until_frame` on are left out.
    """
    until = min((frame for frame in (until_frame, passage.until_frame) if frame is not None), default=None)
    if passage.kind is PassageKind.COUNT_IN:
        return replace(passage, until_frame=until)
    at = max(0, int(np.searchsorted(passage.beat_frames, since_frame, side="right")) - 1)
    at = min(at, len(passage.beat_frames) - 2)
    at = max(0, at - (passage.first_place + at) % BAR_BEATS)
    starts = passage.beat_frames[at:]
    busy = passage.busy_frames[passage.busy_frames[:, 1] > starts[0]]
    return replace(
        passage,
        beat_frames=starts,
        first_place=passage.first_place + at,
        busy_frames=busy,
        until_frame=until,
    )
