"""A line that nobody planned, said in the midst of work without disturbing the beat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from voicefoot.audio import Clip
from voicefoot.place import work_at
from voicefoot.timeline import Event, Kind, Music, Section
from voicefoot.units import to_frames

AIR_SECONDS = 0.1
"""Between the line and the words around it."""
RAMP_SECONDS = 0.25
"""How long music takes to go down, and to come up again."""

_WORDS = (Kind.SPEECH, Kind.COUNT)


def interjected(section: Section, frame: int, text: str, clip: Clip, duck_db: float) -> Section | None:
    """`section`, in which `text` is said when what is being said at `frame` is over; counts and words that
    are in its way stay unsaid, and the ticks go on. Up to `frame` nothing is changed. Music goes down by
    `duck_db` at least. None where no work goes on for long enough.
    """
    rate = section.audio_format.sample_rate
    air = to_frames(AIR_SECONDS, rate)
    start = frame
    for event in section.events:
        if event.kind in _WORDS and event.start_frame <= start < event.end_frame + air:
            start = event.end_frame + air
    end = start + clip.frames
    work = work_at(section, start)
    if work is None or work.rests or start < work.origin_frame or end + air > work.done_frame:
        return None
    kept = [
        event
        for event in section.events
        if event.kind not in _WORDS
        or event.start_frame < frame
        or not (event.start_frame < end + air and event.end_frame > start - air)
    ]
    line = Event(start, clip, Kind.SPEECH, text, side=work.side)
    events = sorted([*kept, line], key=lambda event: (event.start_frame, event.kind, event.clip.frames))
    music = section.music
    if music is not None:
        music = _lowered(music, start, end, duck_db, to_frames(RAMP_SECONDS, rate))
    return replace(section, events=tuple(events), music=music)


def _lowered(music: Music, first: int, last: int, duck_db: float, ramp: int) -> Music:
    """`music`, down by `duck_db` at least from `first` to `last`."""
    corners = np.array([first - ramp, first, last, last + ramp], dtype=np.int64)
    frames = np.union1d(music.turn_frames, corners)
    before = np.interp(frames, music.turn_frames, music.turn_db)
    down = np.interp(frames, corners, np.array([0.0, -duck_db, -duck_db, 0.0]))
    return replace(music, turn_frames=frames, turn_db=np.minimum(before, down))
