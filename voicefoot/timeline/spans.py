"""All times on the clock of a section: those that it holds, and those within its repetitions.

Work and rest, with their times, are put there by `arranging.layout`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from voicefoot.model.spans import SpanKind
from voicefoot.timeline.timeline import Section, TimeSpan, WorkRegion


def spans_of(section: Section) -> list[TimeSpan]:
    """Return the spans of `section` in order of their starts, the longer first; also each hold, what lies
    between two holds, and each phase.
    """
    within = [span for work in section.works for span in _within(work)]
    return sorted([*section.spans, *within], key=lambda span: (span.start_frame, -span.end_frame))


def _within(work: WorkRegion) -> Iterator[TimeSpan]:
    if not work.counted or not (work.hold_frames or work.phase_seconds):
        return
    starts = [int(frame) for frame in work.beat_frames]
    parts = work.part_frames.tolist()
    for start, ends, following in zip(starts, parts, [*starts[1:], None], strict=True):
        if work.hold_frames:
            (held,) = ends
            yield TimeSpan(SpanKind.HOLD, start, held, work.written_hold_seconds, work.set_number, work.side)
            if following is not None:
                relax = work.written_relax_seconds
                yield TimeSpan(SpanKind.RELAX, held, following, relax, work.set_number, work.side)
            continue
        for seconds, (first, last) in zip(work.phase_seconds, pairwise([start, *ends]), strict=True):
            yield TimeSpan(SpanKind.PHASE, first, last, seconds, work.set_number, work.side)
