"""Songs one after the other, in a loop: the loop points of each, and the beats.

Frames are counted from the beginning of the first song, in loop time, at the session's sample rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from voicefoot.units import to_frames

Frames = NDArray[np.int64]

BEAT_FADE_SECONDS = 0.03
"""The crossfade to the next song, or back to the loop's start, at a loop point on a beat: it is over before
the beat sounds.
"""
PLAIN_FADE_SECONDS = 2.0
"""The crossfade if the beats are not known."""
BEATS_PER_BAR = 4
MIN_BEATS = 2 * BEATS_PER_BAR
"""A song with fewer is treated as one without beats."""
FADED_LU = 14.0
"""Where a song is so much softer than its median, it counts as faded out, and is not played."""
MOMENTARY_STEP_SECONDS = 0.1
"""Between two values of a song's momentary loudness."""


@dataclass(frozen=True, slots=True, eq=False)
class Song:
    """What the loop needs to know of a song.

    `frames` is its length at the session's rate. `momentary_lufs`, float64, is its momentary loudness when
    played: value i is that of the 400 ms that end at (i + 1) x 0.1 s. `beat_frames`, int64, are its beats;
    empty if they are not known.
    """

    frames: int
    momentary_lufs: NDArray[np.float64]
    beat_frames: Frames


@dataclass(frozen=True, slots=True)
class SongRegion:
    """A part of one song as it is played: its frames `first` to `last`, which begin at `start_frame` of the
    loop. The next region fades in during the last `fade_frames`.
    """

    song: int
    first: int
    last: int
    start_frame: int
    fade_frames: int

    @property
    def end_frame(self) -> int:
        return self.start_frame + self.last - self.first


class SongLoop:
    """Plays `songs`, at least one, in turn and without end, at `sample_rate`."""

    def __init__(self, songs: Sequence[Song], sample_rate: int) -> None:
        self.songs = tuple(songs)
        self.sample_rate = sample_rate
        self._loop_points = [_loop_points(song, sample_rate) for song in songs]
        self._intro_frames = self._loop_points[0][0]
        """The beginning of the first song, before its loop: played once."""
        lengths = [last - first for first, last in self._loop_points]
        self._starts = np.concatenate([[0], np.cumsum(lengths)])
        """Where each song begins in a round of all songs, and the length of the round."""

    def region(self, index: int) -> SongRegion:
        """Return region `index`, counted from 0; the first begins at the very beginning of its song."""
        rounds, song = divmod(index, len(self.songs))
        first, last = self._loop_points[song]
        start = self._intro_frames + rounds * self._round_frames + int(self._starts[song])
        fade = to_frames(self._fade_seconds(song), self.sample_rate)
        if index == 0:
            first, start = 0, 0
        return SongRegion(song, first, last, start, min(fade, last - first))

    def index_at(self, frame: int) -> int:
        """Return the index of the region that sounds at `frame`."""
        rounds, offset = divmod(max(0, frame - self._intro_frames), self._round_frames)
        return rounds * len(self.songs) + int(np.searchsorted(self._starts, offset, side="right")) - 1

    @property
    def has_beats(self) -> bool:
        """Whether the beats of all songs are known."""
        return all(len(song.beat_frames) >= MIN_BEATS for song in self.songs)

    def beats_from(self, frame: int, count: int) -> Frames:
        """Return the first `count` beats at or after `frame`. Beats never end; `has_beats` must hold."""
        intro = self.songs[0].beat_frames[self.songs[0].beat_frames < self._intro_frames]
        found = intro[intro >= frame][:count].astype(np.int64)
        missing = count - len(found)
        first_round = max(0, frame - self._intro_frames) // self._round_frames
        rounds = np.arange(first_round, first_round + missing // len(self._round_beats) + 2)
        beats = (self._intro_frames + rounds[:, np.newaxis] * self._round_frames + self._round_beats).ravel()
        return np.concatenate([found, beats[beats >= frame][:missing]])

    def loudest_lufs(self, first: int, last: int) -> float:
        """Return the highest momentary loudness between two frames, in LUFS."""
        highest = -np.inf
        index = self.index_at(first)
        while (region := self.region(index)).start_frame < last:
            offset = region.first - region.start_frame
            edges = [max(first, region.start_frame) + offset, min(last, region.end_frame) + offset]
            start, end = (int(frame / self.sample_rate / MOMENTARY_STEP_SECONDS) for frame in edges)
            # Four more: a value tells of the 400 ms before it.
            momentary = self.songs[region.song].momentary_lufs[start : end + 4]
            highest = max(highest, float(momentary.max(initial=-np.inf)))
            index += 1
        return highest

    def _fade_seconds(self, song: int) -> float:
        return BEAT_FADE_SECONDS if len(self.songs[song].beat_frames) >= MIN_BEATS else PLAIN_FADE_SECONDS

    @property
    def _round_frames(self) -> int:
        return int(self._starts[-1])

    @cached_property
    def _round_beats(self) -> Frames:
        """The beats of one round, from its beginning."""
        beats = []
        for song, (first, last), start in zip(self.songs, self._loop_points, self._starts[:-1], strict=True):
            inside = song.beat_frames[(song.beat_frames >= first) & (song.beat_frames < last)]
            beats.append(inside - first + start)
        return np.concatenate(beats).astype(np.int64)


def _loop_points(song: Song, sample_rate: int) -> tuple[int, int]:
    """Return the frames between which `song` is looped: two beats, whole bars apart, between which it has not
    faded out; without beats, all of it but a crossfade.
    """
    beats = song.beat_frames
    if len(beats) < MIN_BEATS:
        fade = min(to_frames(PLAIN_FADE_SECONDS, sample_rate), song.frames // 4)
        return fade, song.frames
    indices = np.minimum(
        (beats / sample_rate / MOMENTARY_STEP_SECONDS).astype(np.int64) + 3, len(song.momentary_lufs) - 1
    )
    level = song.momentary_lufs[indices]
    loud = np.flatnonzero(level >= np.median(level) - FADED_LU)
    first, last = int(loud[0]), int(loud[-1])
    bars = (last - first) // BEATS_PER_BAR
    if bars < 1:
        first, last = 0, len(beats) - 1
        bars = last // BEATS_PER_BAR
    return int(beats[first]), int(beats[first + bars * BEATS_PER_BAR])
