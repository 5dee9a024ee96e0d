"""The music under a section: from where to where it plays, and how far it goes down under what is heard.

How fast it moves is in `gain_envelope`; the levels are in `model.sound_levels`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from voicefoot.arranging.beat_sync import Accompaniment
from voicefoot.arranging.gain_envelope import DuckRegion, duck_envelope
from voicefoot.dsp.speech_band import speech_band_db
from voicefoot.model.cues import PlannedSection
from voicefoot.model.origin import Origin
from voicefoot.model.sound_levels import (
    BREATH_OVER_MUSIC_DB,
    CHIME_OVER_MUSIC_DB,
    COUNT_DUCK_DB,
    COUNT_OVER_MUSIC_DB,
    DUCK_DB,
    MAX_DUCK_DB,
    SPEECH_OVER_MUSIC_DB,
)
from voicefoot.timeline.timeline import Event, EventKind, Music, WorkRegion
from voicefoot.units import to_frames

FADE_IN_SECONDS, FADE_OUT_SECONDS = 1.0, 2.0


def music_under(
    planned: PlannedSection,
    music: Accompaniment,
    events: Sequence[Event],
    start_frame: int,
    end_frame: int,
    sample_rate: int,
    *,
    goes_on: bool,
    works: Sequence[WorkRegion] = (),
) -> Music:
    """Return the music of a section with these `events` and `works`, from `start_frame` to its end.

    It is ducked at the seam between two sections, where something is said, or about to be.
    """
    source, source_frame = music.playing(start_frame, end_frame, works, events)
    heard: list[tuple[Event, float]] = []
    clip_levels: dict[int, float] = {}
    for event in events:
        if event.kind in _DUCKED_UNDER and event.end_frame > start_frame:
            clip_db = clip_levels.get(id(event.clip))
            if clip_db is None:
                clip_db = clip_levels[id(event.clip)] = speech_band_db(event.clip.samples, sample_rate)
            first = max(start_frame, event.start_frame)
            over_db = clip_db + event.gain_db - music.level_db(first, event.end_frame)
            heard.append((event, _down_db(event, over_db)))
    # Tones of breathing go on all the time: under all of them music is equally low, and does not sway.
    tones_db = max((down_db for event, down_db in heard if _is_tone(event)), default=0.0)
    regions = [DuckRegion(start_frame, start_frame, planned.duck_db)] if goes_on else []
    for event, needed_db in heard:
        down_db = (tones_db if _is_tone(event) else needed_db) + planned.duck_db - DUCK_DB
        first = max(start_frame, event.start_frame)
        is_count = event.kind is EventKind.COUNT
        regions.append(DuckRegion(first, event.end_frame, max(0.0, down_db), is_count))
    if planned.plays_on:
        regions.append(DuckRegion(end_frame, end_frame, planned.duck_db))
    turn_frames, turn_db = duck_envelope(regions, sample_rate)
    return Music(
        start_frame,
        end_frame,
        source.name,
        source,
        source_frame,
        turn_frames,
        turn_db,
        0 if goes_on else to_frames(FADE_IN_SECONDS, sample_rate),
        0 if planned.plays_on else min(end_frame - start_frame, to_frames(FADE_OUT_SECONDS, sample_rate)),
        planned.plays_on,
    )


_DUCKED_UNDER = (EventKind.SPEECH, EventKind.COUNT, EventKind.CHIME)


def _is_tone(event: Event) -> bool:
    """Return whether `event` is a tone of breathing."""
    return event.kind is EventKind.CHIME and event.origin is Origin.BREATH


def _down_db(event: Event, over_db: float) -> float:
    """Return how far music goes down under `event`, which is `over_db` above it before."""
    if _is_tone(event):
        least_db, wished_db = 0.0, BREATH_OVER_MUSIC_DB
    elif event.kind is EventKind.CHIME:
        least_db, wished_db = 0.0, CHIME_OVER_MUSIC_DB
    elif event.kind is EventKind.COUNT:
        least_db, wished_db = COUNT_DUCK_DB, COUNT_OVER_MUSIC_DB
    else:
        least_db, wished_db = DUCK_DB, SPEECH_OVER_MUSIC_DB
    # A silent clip is not above anything, and nothing would help it.
    needed_db = wished_db - over_db if math.isfinite(over_db) else 0.0
    return min(max(least_db, needed_db), MAX_DUCK_DB)
