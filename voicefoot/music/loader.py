"""The songs of a plan, opened: measured, their beats found, ready to be played."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from voicefoot.audio import AudioFormat
from voicefoot.model.cues import Plan, PlannedSection, Reps, TimeBox
from voicefoot.model.levels import MAX_SONG_GAIN_DB, MUSIC_LUFS
from voicefoot.model.routine import SongTrack
from voicefoot.units import to_amplitude, to_frames

if TYPE_CHECKING:
    from voicefoot.music.analysis import SongAnalysis
    from voicefoot.music.song_source import SongSource


def open_songs(
    plan: Plan, audio_format: AudioFormat, cache: Path | None, notes: Callable[[str], None]
) -> dict[SongTrack, SongSource]:
    """The soundtracks of `plan` that are songs. `cache` and `notes` are those of `analyze_song`.

    Raises CommandError for a file that is no song.
    """
    tracks: dict[SongTrack, bool] = {}
    for section in plan.sections:
        if isinstance(section.soundtrack, SongTrack):
            follows = any(work.follow is not None for work in _works(section))
            tracks[section.soundtrack] = tracks.get(section.soundtrack, False) or follows
    return {
        track: _player(track, audio_format, cache, notes, beats=follows) for track, follows in tracks.items()
    }


def _works(section: PlannedSection) -> Iterator[Reps]:
    for cue in section.cues:
        for part in cue.cues if isinstance(cue, TimeBox) else (cue,):
            if isinstance(part, Reps):
                yield part


def _player(
    track: SongTrack,
    audio_format: AudioFormat,
    cache: Path | None,
    notes: Callable[[str], None],
    *,
    beats: bool,
) -> SongSource:
    # Most sessions have no song, and none waits for what only a song needs.
    import importlib.metadata

    import numpy as np

    from voicefoot.music.analysis import analyze_song
    from voicefoot.music.decoder import decoded
    from voicefoot.music.song_loop import Song, SongLoop
    from voicefoot.music.song_source import SongSource

    by_hand = track.bpm is not None
    rate, channels = audio_format.sample_rate, audio_format.channels
    songs: list[Song] = []
    gains: list[float] = []
    contents: list[str] = []
    decoder = importlib.metadata.version("av")
    for path in track.files:
        facts = analyze_song(path, cache, notes, beats=beats and not by_hand)
        gain_db = min(MUSIC_LUFS - facts.loudness_lufs, MAX_SONG_GAIN_DB)
        gains.append(to_amplitude(gain_db))
        contents.append(f"{facts.content}, decoded by av {decoder}")
        beat_frames = np.floor(np.array(_beat_seconds(track, facts)) * rate + 0.5).astype(np.int64)
        songs.append(Song(to_frames(facts.seconds, rate), facts.momentary_lufs + gain_db, beat_frames))
    name = track.files[0].name if len(track.files) == 1 else track.files[0].parent.name
    decodes = [partial(decoded, path, rate, channels) for path in track.files]
    return SongSource(name, SongLoop(songs, rate), decodes, gains, channels, contents)


def _beat_seconds(track: SongTrack, facts: SongAnalysis) -> tuple[float, ...]:
    if track.bpm is not None:
        from voicefoot.music.beat_tracking import beats_by_hand

        return beats_by_hand(track.bpm, track.first_beat_seconds or 0.0, facts.seconds).seconds
    return facts.beat_seconds or ()
