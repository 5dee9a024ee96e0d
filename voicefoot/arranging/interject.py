"""Insert an unplanned line into work, without disturbing the beat."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from voicefoot.arranging.gain_envelope import duck_further
from voicefoot.audio import Clip
from voicefoot.timeline.bookmark import work_at
from voicefoot.timeline.timeline import SPOKEN_KINDS, Event, EventKind, Section
from voicefoot.units import to_frames

LINE_GAP_SECONDS = 0.1
"""Silence between the line and the words around it."""


def interject_line(section: Section, frame: int, text: str, clip: Clip, duck_db: float) -> Section | None:
    """Return `section` with `text` said as soon as the words at `frame` are over.

    Counts and words that are in its way stay unsaid; the ticks go on. Nothing before `frame` changes. Music
    is ducked by `duck_db` at least. Return None where no work goes on for long enough.
    """
    rate = section.audio_format.sample_rate
    air = to_frames(LINE_GAP_SECONDS, rate)
    if work_at(section, frame) is None:
        return None
    start = frame
    for event in section.events:
        if event.start_frame > start:
            break
        if event.kind in SPOKEN_KINDS and start < event.end_frame + air:
            start = event.end_frame + air
    end = start + clip.frames
    work = work_at(section, start)
    if work is None or start < work.origin_frame or end + air > work.done_frame:
        return None
    first, last = (
        bisect_left(section.events, at, key=lambda event: event.start_frame) for at in (frame, end + air)
    )
    near = [e for e in section.events[first:last] if e.kind not in SPOKEN_KINDS or e.end_frame <= start - air]
    line = Event(start, clip, EventKind.SPEECH, text, side=work.side)
    changed = sorted([*near, line], key=lambda event: event.order)
    events = (*section.events[:first], *changed, *section.events[last:])
    music = section.music
    if music is not None:
        music = duck_further(music, start, end, duck_db, rate)
    return replace(section, events=events, music=music)
