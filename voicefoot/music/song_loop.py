"""Songs one after the other, over and over: where each is cut, and where the beats are.

Frames here are those of the whole order, from the first song's beginning on, at the session's rate.
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
"""From song to song, or to its own beginning, where the cut is on a beat: over before the beat sounds."""
PLAIN_FADE_SECONDS = 2.0
"""The same where no beats are known."""
BEATS_A_BAR = 4
FEWEST_BEATS = 2 * BEATS_A_BAR
QUIET_LU = 14.0
"""A song is cut where it has not faded to so much below its loudness."""
MOMENT_SECONDS = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Song:
    """What is known of a song: its length at the session's rate; its loudness as it will be played, from
    moment to moment (LUFS, one each 0.1 s, of the 400 ms before); its beats, none where they are not known.
    """

    frames: int
    momentary_lufs: NDArray[np.float64]
    beat_frames: Frames


@dataclass(frozen=True, slots=True)
class SongRegion:
    """A part of one song as it is played: its frames `first` up to `last`, which begin at `start_frame` of
    the order. The next stretch fades in over the last `fade_frames` of it.
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
    """The order of `songs`, at least one, at `sample_rate`."""

    def __init__(self, songs: Sequence[Song], sample_rate: int) -> None:
        self.songs = tuple(songs)
        self.sample_rate = sample_rate
        self._cuts = [_cut(song, sample_rate) for song in songs]
        self._lead_frames = self._cuts[0][0]
        lengths = [last - first for first, last in self._cuts]
        self._starts = np.concatenate([[0], np.cumsum(lengths)])

    def stretch(self, index: int) -> SongRegion:
        """The stretch number `index` from 0; the first begins at the very beginning of its song."""
        rounds, song = divmod(index, len(self.songs))
        first, last = self._cuts[song]
        start = self._lead_frames + rounds * int(self._starts[-1]) + int(self._starts[song])
        fade = to_frames(self._fade_seconds(song), self.sample_rate)
        if index == 0:
            first, start = 0, 0
        return SongRegion(song, first, last, start, min(fade, last - first))

    def index_at(self, frame: int) -> int:
        """Which stretch sounds at `frame`."""
        rounds, rest = divmod(max(0, frame - self._lead_frames), int(self._starts[-1]))
        return rounds * len(self.songs) + int(np.searchsorted(self._starts, rest, side="right")) - 1

    def _fade_seconds(self, song: int) -> float:
        return BEAT_FADE_SECONDS if len(self.songs[song].beat_frames) >= FEWEST_BEATS else PLAIN_FADE_SECONDS

    @property
    def has_beats(self) -> bool:
        """Whether the beats of all songs are known."""
        return all(len(song.beat_frames) >= FEWEST_BEATS for song in self.songs)

    @cached_property
    def _round(self) -> Frames:
        """The beats of one round, from its own beginning."""
        parts = []
        for song, (first, last), start in zip(self.songs, self._cuts, self._starts[:-1], strict=True):
            inside = song.beat_frames[(song.beat_frames >= first) & (song.beat_frames < last)]
            parts.append(inside - first + start)
        return np.concatenate(parts).astype(np.int64)

    def beats_from(self, frame: int, count: int) -> Frames:
        """The first `count` beats at `frame` or after it; there are always more. `has_beats` must hold."""
        lead = self.songs[0].beat_frames[self.songs[0].beat_frames < self._lead_frames]
        found = lead[lead >= frame][:count].astype(np.int64)
        length = int(self._starts[-1])
        missing = count - len(found)
        first_round = max(0, frame - self._lead_frames) // length
        rounds = np.arange(first_round, first_round + missing // len(self._round) + 2)
        beats = (self._lead_frames + rounds[:, np.newaxis] * length + self._round).ravel()
        return np.concatenate([found, beats[beats >= frame][:missing]])

    def loudest_lufs(self, first: int, last: int) -> float:
        """The highest momentary loudness between two frames."""
        highest = -np.inf
        index = self.index_at(first)
        while (stretch := self.stretch(index)).start_frame < last:
            offset = stretch.first - stretch.start_frame
            at = [max(first, stretch.start_frame) + offset, min(last, stretch.end_frame) + offset]
            moments = [int(frame / self.sample_rate / MOMENT_SECONDS) for frame in at]
            heard = self.songs[stretch.song].momentary_lufs[moments[0] : moments[1] + 4]
            highest = max(highest, float(heard.max(initial=-np.inf)))
            index += 1
        return highest


def _cut(song: Song, sample_rate: int) -> tuple[int, int]:
    """The frames of a song between which it is played again and again: two beats, whole bars apart, between
    which it has not faded; or all but the time of a fade.
    """
    beats = song.beat_frames
    if len(beats) < FEWEST_BEATS:
        fade = min(to_frames(PLAIN_FADE_SECONDS, sample_rate), song.frames // 4)
        return fade, song.frames
    moments = np.minimum(
        (beats / sample_rate / MOMENT_SECONDS).astype(np.int64) + 3, len(song.momentary_lufs) - 1
    )
    level = song.momentary_lufs[moments]
    loud = np.flatnonzero(level >= np.median(level) - QUIET_LU)
    first, last = int(loud[0]), int(loud[-1])
    bars = (last - first) // BEATS_A_BAR
    if bars < 1:
        first, last = 0, len(beats) - 1
        bars = last // BEATS_A_BAR
    return int(beats[first]), int(beats[first + bars * BEATS_A_BAR])
