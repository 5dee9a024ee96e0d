"""Keep music and work together: the groove takes the beat of the work, the work takes the beat of a song.

An accompaniment follows while a section is laid out, and says where each piece of work may begin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol

import numpy as np

from voicefoot.arranging.beat_grid import beats_of
from voicefoot.arranging.count_in import count_in_seconds, is_led_in_on_beat
from voicefoot.arranging.groove_passages import entering, passages_of
from voicefoot.arranging.makeup import usual_power
from voicefoot.audio import AudioFormat, Clip
from voicefoot.dsp.loudness import weighted_energy
from voicefoot.dsp.speech_band import speech_band_db
from voicefoot.model.cues import PlannedSection, Reps
from voicefoot.model.limits import MAX_BPM, MIN_BPM
from voicefoot.model.routine import Follow, GrooveTrack, Mood, Pace, SongTrack
from voicefoot.music.groove import FAVOURITE_BPM, Groove, seed_of
from voicefoot.music.song_loop import SongLoop
from voicefoot.timeline.timeline import Event, Music, MusicSource, Section, WorkRegion
from voicefoot.units import to_frames, to_period_seconds

FASTEST_GROOVE_SECONDS = 0.35
"""Beats closer than this are played at half their tempo."""
PULSES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""How many beats of the work there may be to one beat of the music."""
TEMPO_BEATS = 8
"""So many beats of a song tell its tempo."""


class Accompaniment(Protocol):
    """Music that accompanies work from some frame on."""

    @property
    def begun(self) -> bool:
        """Whether the music plays already."""
        ...

    def begin(self, frame: int) -> None:
        """Start the music at `frame`."""
        ...

    def paced(self, work: Reps, frame: int) -> Reps:
        """Return `work` at about the tempo that it would have at `frame`."""
        ...

    def lay(self, work: Reps, frame: int, *, may_wait: bool) -> tuple[Reps, int]:
        """Return `work` as it is done with the music, and the frame of its first beat.

        The count-in begins at `frame` or, if the work `may_wait`, at the next beat of the music.
        """
        ...

    def trial(self) -> Accompaniment:
        """Return a copy at the same position, to try something with."""
        ...

    def playing(
        self, first_frame: int, last_frame: int, works: Sequence[WorkRegion], events: Sequence[Event]
    ) -> tuple[MusicSource, int]:
        """Return what plays between two frames of the session, with these works and events, and its own frame
        at the first of them.
        """
        ...

    def level_db(self, first_frame: int, last_frame: int) -> float:
        """Return how loud the music is between two frames of what `playing` gave, in the band of speech, as
        `speech_band_db` measures it.
        """
        ...

    def power(self, first_frame: int, last_frame: int) -> float:
        """Return the mean power of the music between two frames of what `playing` gave, K-weighted."""
        ...


def fastest_bpm(follow: Follow) -> float:
    """Return the fastest tempo that any music can give to work that follows it so."""
    fastest = follow.high_bpm
    if follow.always:
        # Where no pulse of the music is in the range, the one nearest to its middle is half an octave away
        # at the most.
        fastest = max(fastest, _middle_bpm(follow) * 2.0**0.5)
    return min(fastest, MAX_BPM)


def _middle_bpm(follow: Follow) -> float:
    return float((follow.low_bpm * follow.high_bpm) ** 0.5)


def first_beat(work: Reps, frame: int, sample_rate: int) -> int:
    """Return the frame of the first beat of work whose count-in begins at `frame`."""
    lead_in = count_in_seconds(work)
    return frame + to_frames(-lead_in[0] if lead_in else 0.0, sample_rate)


# -- songs ------------------------------------------------------------------------------------------


class Songs(MusicSource, Protocol):
    """Songs to play, and where their beats are."""

    @property
    def order(self) -> SongLoop: ...


class SongAccompaniment:
    """Songs of the user: work that may follow them begins on one of their beats, and takes all of its beats
    from them.
    """

    def __init__(self, songs: Songs, start_frame: int | None = None) -> None:
        """`start_frame`: the frame of the session at which the songs began, if they did."""
        self._songs = songs
        self._order = songs.order
        self._rate = songs.order.sample_rate
        self.start_frame = start_frame

    @property
    def begun(self) -> bool:
        return self.start_frame is not None

    def begin(self, frame: int) -> None:
        self.start_frame = frame

    def trial(self) -> Accompaniment:
        return copy(self)

    def paced(self, work: Reps, frame: int) -> Reps:
        pulse = self._pulse(work.follow, frame)
        if pulse is None:
            return work
        period_seconds = to_period_seconds(pulse[0])
        return replace(work, pace=Pace(period_seconds, period_seconds))

    def lay(self, work: Reps, frame: int, *, may_wait: bool) -> tuple[Reps, int]:
        pulse = self._pulse(work.follow, frame)
        work = self.paced(work, frame)
        if pulse is None or not may_wait:
            return work, first_beat(work, frame, self._rate)
        assert work.reps is not None, "arrange knows the repetitions by now"
        assert self.start_frame is not None, "what does not play has no pulse"
        lead_in = count_in_seconds(work)
        on_beats = len(lead_in) if is_led_in_on_beat(work) else 0
        earliest = frame - self.start_frame
        if not on_beats:
            earliest += to_frames(-lead_in[0], self._rate)
        onsets = self._onsets(earliest, on_beats + work.reps + 1, pulse[1])
        zero = int(onsets[on_beats])
        beat_seconds = tuple(((onsets[on_beats:] - zero) / self._rate).tolist())
        return replace(work, beat_seconds=beat_seconds), zero + self.start_frame

    def _pulse(self, follow: Follow | None, frame: int) -> tuple[float, float] | None:
        """Return the tempo at which work follows the songs at `frame`, and how many of its beats there are
        to one of theirs; None if it does not follow them.
        """
        if follow is None or self.start_frame is None or not self._order.has_beats:
            return None
        beats = self._order.beats_from(max(0, frame - self.start_frame), TEMPO_BEATS + 1)
        bpm = 60.0 * self._rate * TEMPO_BEATS / float(beats[-1] - beats[0])
        middle_bpm = _middle_bpm(follow)
        pulses = [pulse for pulse in PULSES if MIN_BPM <= bpm * pulse <= MAX_BPM]
        inside = [pulse for pulse in pulses if follow.low_bpm <= bpm * pulse <= follow.high_bpm]
        nearest = min(
            inside or (pulses if follow.always else []),
            key=lambda pulse: abs(np.log(bpm * pulse / middle_bpm)),
            default=None,
        )
        return None if nearest is None else (bpm * nearest, nearest)

    def _onsets(self, frame: int, count: int, pulse: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the first `count` beats of the work from `frame` of the songs on."""
        if pulse <= 1.0:
            step = round(1.0 / pulse)
            return self._order.beats_from(frame, count * step)[::step]
        parts = round(pulse)
        beats = self._order.beats_from(frame, -(-count // parts) + 1)
        between = np.interp(np.arange(count) / parts, np.arange(len(beats)), beats)
        return np.floor(between + 0.5).astype(np.int64)

    def playing(
        self,
        first_frame: int,
        last_frame: int,  # noqa: ARG002 - the port's shape
        works: Sequence[WorkRegion],  # noqa: ARG002
        events: Sequence[Event],  # noqa: ARG002
    ) -> tuple[MusicSource, int]:
        assert self.start_frame is not None, "it is asked once it plays"
        return self._songs, first_frame - self.start_frame

    def level_db(self, first_frame: int, last_frame: int) -> float:
        assert self.start_frame is not None, "it is asked once it plays"
        # In the band of speech a song is no louder than in all.
        return self._order.loudest_lufs(first_frame - self.start_frame, last_frame - self.start_frame)

    def power(self, first_frame: int, last_frame: int) -> float:
        # To hear them at a later moment is to decode all that comes before it.
        return usual_power(first_frame, last_frame)


# -- the groove -------------------------------------------------------------------------------------


class GrooveAccompaniment:
    """The built-in groove: it takes the beat of the work from its count-in on, and keeps the tempo between
    works.
    """

    def __init__(
        self,
        mood: Mood,
        seed: int,
        audio_format: AudioFormat,
        before: Music | None = None,
        seam_frame: int = 0,
    ) -> None:
        """`before`: music of the built-in groove that has played up to `seam_frame`, and plays on."""
        self._mood = mood
        self._seed = seed
        self._format = audio_format
        self._rate = audio_format.sample_rate
        self._bpm = FAVOURITE_BPM[mood]
        self._runs: tuple[tuple[int, ...], ...] = ()
        """The beats of one run after another, each of which begins where the one before ends; the last is
        still growing.
        """
        self._period = to_period_seconds(self._bpm) * self._rate
        """The beat period between pieces of work, in frames, unrounded."""
        self._groove: Groove | None = None
        self._entered = None
        if before is not None:
            assert isinstance(before.source, Groove), "only a groove goes on as a groove"
            later = before.start_frame - before.source_frame
            self._entered = entering(before.source.passages, seam_frame, later, self._rate)
            beats = self._entered.beats
            self._runs = (beats,)
            self._period = float(beats[-1] - beats[-2])

    @property
    def begun(self) -> bool:
        return bool(self._runs)

    def begin(self, frame: int) -> None:
        self._runs = ((frame,),)

    def trial(self) -> Accompaniment:
        return copy(self)

    def paced(self, work: Reps, frame: int) -> Reps:  # noqa: ARG002 - the port's shape
        follow = work.follow
        if follow is None or not follow.always:
            return work
        bpm = min(max(self._bpm, follow.low_bpm), follow.high_bpm)
        return replace(work, pace=Pace(to_period_seconds(bpm), to_period_seconds(bpm)))

    def lay(self, work: Reps, frame: int, *, may_wait: bool) -> tuple[Reps, int]:
        work = self.paced(work, frame)
        self._keep_up(frame)
        beats = self._runs[-1]
        until = next(i for i, beat in enumerate(beats) if beat >= frame)
        start = beats[until] if may_wait else frame
        self._runs = (*self._runs[:-1], (*beats[:until], start))
        zero = first_beat(work, start, self._rate)
        ticks = count_in_seconds(work)
        lead_in = self._divided([*ticks, 0.0])[:-1] if ticks else []
        body = self._divided(beats_of(work))
        run = tuple(zero + to_frames(at, self._rate) for at in (*lead_in, *body))
        self._runs = (*self._runs, run)
        self._period = (body[-1] - body[-2]) * self._rate
        return work, zero

    def _divided(self, at_seconds: Sequence[float]) -> list[float]:
        """Return the beats of the groove on a grid.

        Each interval of the grid is divided so that the groove comes near its favourite tempo; where
        intervals are short, several of them share a beat.
        """
        if len(at_seconds) < 2:
            return list(at_seconds)
        first = at_seconds[1] - at_seconds[0]
        if first < FASTEST_GROOVE_SECONDS:
            step = 2 if first >= FASTEST_GROOVE_SECONDS / 2 else 4
            kept = list(at_seconds[:-1:step])
            return [*kept, max(at_seconds[-1], kept[-1] + first * step)]
        parts = max(1, round(first / to_period_seconds(self._bpm)))
        divided = [a + (b - a) * part / parts for a, b in pairwise(at_seconds) for part in range(parts)]
        return [*divided, at_seconds[-1]]

    def _keep_up(self, frame: int) -> None:
        """Continue at the last tempo, up to the first beat at `frame` or after it."""
        beats = self._runs[-1]
        last = beats[-1]
        missing = max(0, int(np.ceil((frame - last) / self._period)))
        more = (last + to_frames(n * self._period, 1) for n in range(1, missing + 1))
        self._runs = (*self._runs[:-1], (*beats, *more))

    def playing(
        self, first_frame: int, last_frame: int, works: Sequence[WorkRegion], events: Sequence[Event]
    ) -> tuple[MusicSource, int]:
        self._keep_up(last_frame + 1)
        beats = [beat for run in self._runs[:-1] for beat in run[:-1]] + list(self._runs[-1])
        passages = passages_of(beats, works, events, self._entered, first_frame, self._rate)
        self._groove = Groove(passages, self._mood, self._seed, self._rate, self._format.channels)
        return self._groove, first_frame

    def level_db(self, first_frame: int, last_frame: int) -> float:
        assert self._groove is not None, "it is asked once it plays"
        return speech_band_db(self._groove.samples(first_frame, last_frame), self._rate)

    def power(self, first_frame: int, last_frame: int) -> float:
        assert self._groove is not None, "it is asked once it plays"
        samples = self._groove.samples(first_frame, last_frame)
        return float(weighted_energy(Clip(samples, self._rate)).sum()) / len(samples)


OpenSongs = Mapping[SongTrack, Songs]
NO_SONGS: OpenSongs = MappingProxyType({})


def accompaniment(
    planned: PlannedSection, before: Section | None, songs: OpenSongs, audio_format: AudioFormat
) -> Accompaniment | None:
    """Return the accompaniment of `planned`. The music of the section before plays on if it is the same."""
    track = planned.soundtrack
    played = before.music if before is not None else None
    if isinstance(track, GrooveTrack):
        seed = seed_of(planned.music_seed)
        if before is None or played is None or not played.plays_on or not isinstance(played.source, Groove):
            return GrooveAccompaniment(track.mood, seed, audio_format)
        return GrooveAccompaniment(track.mood, seed, audio_format, played, before.end_frame)
    if track is None or track not in songs:
        return None
    if played is not None and played.plays_on and played.source is songs[track]:
        return SongAccompaniment(songs[track], played.start_frame - played.source_frame)
    return SongAccompaniment(songs[track])
