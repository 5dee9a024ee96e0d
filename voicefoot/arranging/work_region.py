"""What a piece of work covers of the timeline, as those who resume, show or skip it need to know."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

import numpy as np

from voicefoot.arranging.beat_grid import (
    done_seconds,
    lead_in_seconds,
    length_seconds,
    starts_of,
)
from voicefoot.model.cues import (
    Breaths,
    Reps,
    Span,
    WorkCue,
)
from voicefoot.model.routine import CountMode
from voicefoot.timeline.timeline import WorkRegion


def region_of(work: WorkCue, origin_frame: int, frame: Callable[[float], int]) -> WorkRegion:
    """Return the region that `work` covers; `frame` turns its moments into frames."""
    begin = min(origin_frame, frame(lead_in_seconds(work)))
    beats = [0.0] if isinstance(work, Span) else starts_of(work)[:-1]
    hold_seconds = 0.0
    phase_seconds: tuple[float, ...] = ()
    if isinstance(work, Span):
        hold_seconds = done_seconds(work)
    elif isinstance(work, Breaths):
        phase_seconds = tuple(part.seconds for part in work.parts if part.seconds)
    else:
        hold_seconds, phase_seconds = work.hold_seconds, tuple(phase.seconds for phase in work.phases)
    parts = _parts_of(work)
    ends = [frame(beat + part) for beat in beats for part in parts]
    return WorkRegion(
        begin,
        origin_frame,
        frame(done_seconds(work)),
        frame(length_seconds(work)),
        np.array([frame(beat) for beat in beats], dtype=np.int64),
        work.side,
        frame(hold_seconds) - origin_frame,
        phased=bool(phase_seconds),
        counted=not isinstance(work, Span),
        counts_down=isinstance(work, Reps) and work.counting.mode is CountMode.DOWN,
        written_hold_seconds=(work.hold_seconds or None) if isinstance(work, Reps) else None,
        written_relax_seconds=work.written_relax_seconds if isinstance(work, Reps) else None,
        phase_seconds=phase_seconds,
        beats_per_rep=work.sides_per_rep if isinstance(work, Reps) else 1,
        until_told=isinstance(work, Span) and work.until_told,
        tally=work.tally if isinstance(work, Span) else None,
        part_frames=np.array(ends, dtype=np.int64).reshape(len(beats), len(parts)),
        set_number=work.set_number,
    )


def _parts_of(work: WorkCue) -> list[float]:
    """Return when the hold of a repetition ends, or each of its phases, in seconds from its beat."""
    if isinstance(work, Span):
        return []
    if isinstance(work, Breaths):
        return list(accumulate(part.seconds for part in work.parts if part.seconds))
    if work.hold_seconds:
        return [work.hold_seconds]
    return list(accumulate(phase.seconds for phase in work.phases))


def written_seconds(work: WorkCue) -> float | None:
    """Return how long `work` is to last, if that was written."""
    if isinstance(work, Span) and (not work.is_written or work.own_pace):
        return None
    return work.seconds
