"""Opens the songs of a plan: analyzes them, finds their beats, and makes them ready to play."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from voicefoot.audio import AudioFormat
from voicefoot.model.cues import Plan, PlannedSection, Reps, TimeBox
from voicefoot.model.routine import SongTrack
from voicefoot.model.sound_levels import MAX_SONG_GAIN_DB, MUSIC_LUFS
from voicefoot.units import to_amplitude, to_frames

if TYPE_CHECKING:
    from voicefoot.music.analysis import SongAnalysis
    from voicefoot.music.song_source import SongSource


def open_songs(
    plan: Plan, audio_format: AudioFormat, cache: Path | None, on_notice: Callable[[str], None]
) -> dict[SongTrack, SongSource]:
    """Open the soundtracks of `plan` that are songs, each once.

    `cache` and `on_notice` are those of `analyze_song`. Raises CommandError for a file that is no song.
    """
    tracks: dict[SongTrack, bool] = {}
    for section in plan.sections:
        if isinstance(section.soundtrack, SongTrack):
            needs_beats = any(work.follow is not None for work in _works(section))
            tracks[section.soundtrack] = tracks.get(section.soundtrack, False) or needs_beats
    return {
        track: _open_track(track, audio_format, cache, on_notice, beats=needs_beats)
        for track, needs_beats in tracks.items()
    }


def _works(section: PlannedSection) -> Iterator[Reps]:
    for cue in section.cues:
        for inner in cue.cues if isinstance(cue, TimeBox) else (cue,):
            if isinstance(inner, Reps):
                yield inner


def _open_track(
    track: SongTrack,
    audio_format: AudioFormat,
    cache: Path | None,
    on_notice: Callable[[str], None],
    *,
    beats: bool,
) -> SongSource:
    # Imported here because most sessions have no song, and need not wait for these.
    import importlib.metadata

    import numpy as np

    from voicefoot.music.analysis import analyze_song
    from voicefoot.music.decoder import decode_song
    from voicefoot.music.song_loop import Song, SongLoop
    from voicefoot.music.song_source import SongSource

    is_tempo_given = track.bpm is not None
    rate, channels = audio_format.sample_rate, audio_format.channels
    songs: list[Song] = []
    gains: list[float] = []
    contents: list[str] = []
    av_version = importlib.metadata.version("av")
    for path in track.files:
        analysis = analyze_song(path, cache, on_notice, beats=beats and not is_tempo_given)
        gain_db = min(MUSIC_LUFS - analysis.loudness_lufs, MAX_SONG_GAIN_DB)
        gains.append(to_amplitude(gain_db))
        contents.append(f"{analysis.content}, decoded by av {av_version}")
        beat_frames = np.floor(np.array(_beat_seconds(track, analysis)) * rate + 0.5).astype(np.int64)
        songs.append(Song(to_frames(analysis.seconds, rate), analysis.momentary_lufs + gain_db, beat_frames))
    name = track.files[0].name if len(track.files) == 1 else track.files[0].parent.name
    decodes = [partial(decode_song, path, rate, channels) for path in track.files]
    return SongSource(name, SongLoop(songs, rate), decodes, gains, channels, contents)


def _beat_seconds(track: SongTrack, analysis: SongAnalysis) -> tuple[float, ...]:
    if track.bpm is not None:
        from voicefoot.music.beat_tracking import beats_from_tempo

        return beats_from_tempo(track.bpm, track.first_beat_seconds or 0.0, analysis.seconds).seconds
    return analysis.beat_seconds or ()
