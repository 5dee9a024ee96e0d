"""The music of a section: which accompaniment goes along with it, and how it lies under the voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from voicefoot.audio import Clip
from voicefoot.cues import PlannedSection
from voicefoot.music.accompany import Accompaniment, GrooveAccompaniment, Grooves, SongAccompaniment, Songs
from voicefoot.music.ducking import Spoken, ducked
from voicefoot.routine import GrooveTrack, SongTrack
from voicefoot.timeline import Event, Kind, Music, Section
from voicefoot.units import to_db, to_frames

MUSIC_LUFS = -17.0
"""How loud music is where nobody speaks."""
FADE_IN_SECONDS, FADE_OUT_SECONDS = 1.0, 2.0

USUAL_SPEECH_DB = -15.5
"""Mean power of speech, relative to full scale; a short word whose peaks forbid that is weaker."""
MOST_WEAK_DB = 6.0

OpenSongs = Mapping[SongTrack, Songs]
NO_SONGS: OpenSongs = MappingProxyType({})


def accompaniment(
    planned: PlannedSection, before: Section | None, songs: OpenSongs, sample_rate: int
) -> Accompaniment | None:
    """What goes along with `planned`: what has played in the section before goes on where it is the same."""
    track = planned.soundtrack
    played = before.music if before is not None else None
    if isinstance(track, GrooveTrack):
        goes_on = played is not None and played.plays_on and isinstance(played.source, Grooves)
        source = played.source if goes_on and played is not None else None
        return GrooveAccompaniment(track.mood, sample_rate, source if isinstance(source, Grooves) else None)
    if track is None or track not in songs:
        return None
    if played is not None and played.plays_on and played.source is songs[track]:
        return SongAccompaniment(songs[track], played.start_frame - played.source_frame)
    return SongAccompaniment(songs[track])


def music_under(
    planned: PlannedSection,
    music: Accompaniment,
    events: Sequence[Event],
    start_frame: int,
    end_frame: int,
    sample_rate: int,
    *,
    goes_on: bool,
) -> Music:
    """The music from `start_frame` to the end of a section with these `events`. At a seam between two
    sections it is down: something is said there, or about to be.
    """
    source, source_frame = music.playing(start_frame, end_frame)
    spoken = [Spoken(start_frame, start_frame, planned.duck_db)] if goes_on else []
    for event in events:
        if event.kind in (Kind.SPEECH, Kind.COUNT) and event.end_frame > start_frame:
            first = max(start_frame, event.start_frame)
            too_loud_db = music.too_loud_db(first, event.end_frame)
            down_db = planned.duck_db + too_loud_db + _too_weak_db(event.clip)
            spoken.append(Spoken(first, event.end_frame, down_db))
    if planned.plays_on:
        spoken.append(Spoken(end_frame, end_frame, planned.duck_db))
    turn_frames, turn_db = ducked(spoken, sample_rate)
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


def _too_weak_db(clip: Clip) -> float:
    """How much weaker than usual the words in `clip` are; music makes room for that too."""
    power = float(np.mean(np.square(clip.samples, dtype=np.float64))) if clip.frames else 0.0
    if power == 0.0:
        return 0.0
    return min(max(0.0, USUAL_SPEECH_DB - to_db(power) / 2.0), MOST_WEAK_DB)
