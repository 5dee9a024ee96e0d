"""Open doses: work that fills what `lasts` leaves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from voicefoot.arranging.beat_grid import (
    reps_within,
)
from voicefoot.arranging.beat_sync import (
    Accompaniment,
)
from voicefoot.arranging.layout import Layout
from voicefoot.errors import Problem, RoutineError
from voicefoot.model.cues import (
    Breaths,
    Cue,
    Reps,
    Say,
    Span,
    TalkCue,
    TimeBox,
    WorkCue,
)
from voicefoot.problem_codes import Code

SHORTEST_SPAN_SECONDS = 1.0
LEAST_PAUSE_SECONDS = 0.4
"""After a line in a side whose time is fixed, where there is no time for more."""

C = TypeVar("C")


def with_doses(cues: tuple[Cue, ...], layout: Layout) -> Iterator[Cue]:
    """Yield `cues` with every open dose decided: the same dose for all sides of the exercise."""
    if layout.music is not None:
        cues = tuple(_paced(cue, layout.music, layout.cursor) for cue in cues)
    lasting = [cue for cue in cues if isinstance(cue, TimeBox)]
    if not lasting:
        yield from cues
        return
    # Work whose dose is open doesn't wait for a beat of the music: the time left at its end takes that up.
    layout = replace(layout, music=None)
    try:
        doses = [_open_doses(cue, layout) for cue in lasting]
    except RoutineError:
        # Words yield: there is time for all that is asked for, perhaps, if they follow more closely.
        cues = tuple(_hurried(cue) if isinstance(cue, TimeBox) else cue for cue in cues)
        doses = [_open_doses(cue, layout) for cue in cues if isinstance(cue, TimeBox)]
    shared = [min(of_one_move) for of_one_move in zip(*doses, strict=True)]
    yield from (_decided(cue, shared) if isinstance(cue, TimeBox) else cue for cue in cues)


def _hurried(cue: TimeBox) -> TimeBox:
    """Return `cue` with the least silence after each line."""
    return replace(
        cue,
        cues=tuple(
            replace(part, after_seconds=min(part.after_seconds, LEAST_PAUSE_SECONDS))
            if isinstance(part, Say)
            else part
            for part in cue.cues
        ),
    )


def _paced(cue: Cue, music: Accompaniment, frame: int) -> Cue:
    """Return `cue` with its work at the tempo that the music will give it."""
    if isinstance(cue, TimeBox):
        return replace(cue, cues=tuple(_paced_part(part, music, frame) for part in cue.cues))
    return _paced_part(cue, music, frame)


def _paced_part(cue: C, music: Accompaniment, frame: int) -> C | Reps:
    return music.paced(cue, frame) if isinstance(cue, Reps) else cue


def _is_open(cue: Cue) -> bool:
    if isinstance(cue, Reps | Breaths):
        return cue.reps is None
    return isinstance(cue, Span) and cue.seconds is None


def _decided(cue: TimeBox, doses: Iterable[float]) -> TimeBox:
    left = iter(doses)
    return replace(
        cue, cues=tuple(_with_dose(part, next(left)) if _is_open(part) else part for part in cue.cues)
    )


def _with_dose(cue: TalkCue | WorkCue, dose: float) -> TalkCue | WorkCue:
    if isinstance(cue, Reps | Breaths):
        return replace(cue, reps=int(dose))
    assert isinstance(cue, Span), "only work has a dose"
    return replace(cue, seconds=dose, is_written=False)


def _open_doses(cue: TimeBox, layout: Layout) -> list[float]:
    """Return the largest dose for each open work of one side that fits beside everything else."""
    open_works = [part for part in cue.cues if isinstance(part, WorkCue) and _is_open(part)]
    left = _left_seconds(cue, [0.0] * len(open_works), layout)
    if left < 0:
        raise _too_long(cue, f"takes {-left:.1f} s more than the {cue.seconds:g} s that it lasts")
    doses = [_most(work, left / len(open_works)) for work in open_works]
    # The last sound of the work rings on, which an empty dose did not show.
    while doses and (left := _left_seconds(cue, doses, layout)) < 0:
        fewer = _fewer(open_works, -left)
        doses = [
            dose + left if isinstance(work, Span) else dose - fewer
            for work, dose in zip(open_works, doses, strict=True)
        ]
        if min(doses) < 0:
            break
    for work, dose in zip(open_works, doses, strict=True):
        if dose < (SHORTEST_SPAN_SECONDS if isinstance(work, Span) else 1):
            raise _too_long(cue, f"leaves no time for the work in the {cue.seconds:g} s that it lasts")
    return doses


def _left_seconds(cue: TimeBox, doses: Iterable[float], layout: Layout) -> float:
    """Return the time that `cue` leaves with these doses, a whole number of frames; negative if it takes too
    long.
    """
    # From one moment to the other, so many frames are there at the least.
    frames = math.floor(cue.seconds * layout.sample_rate)
    return (frames - layout.measure(_decided(cue, doses).cues)) / layout.sample_rate


def _most(work: WorkCue, seconds: float) -> float:
    return seconds if isinstance(work, Span) else float(reps_within(work, seconds))


def _fewer(works: Sequence[WorkCue], seconds: float) -> int:
    """Return how many repetitions of each of `works` take about `seconds` together: rather too few, and 1 at
    least.
    """
    periods = 0.0
    for work in works:
        if isinstance(work, Span):
            return 1
        if isinstance(work, Breaths):
            periods += work.period_seconds
        else:
            periods += max(work.pace.first_seconds, work.pace.last_seconds) * work.sides_per_rep
    return max(1, math.floor(seconds / periods))


def _too_long(cue: TimeBox, what: str) -> RoutineError:
    remedy = "say less, do less, or let it last longer"
    return RoutineError(
        [Problem(cue.source or "routine", cue.line or 1, 1, f"{cue.where} {what}", remedy, Code.NO_TIME)]
    )
