"""Songs are cut on their beats, and their beats go on through the cuts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.music.song_loop import Song, SongLoop

RATE = 1_000


def song(
    beats: int, first: int = 420, period: float = 487.8, frames: int | None = None, quiet_from: float = 1e9
) -> Song:
    """`beats` from the frame `first` on, `period` frames apart; much softer from `quiet_from` seconds on."""
    beat_frames = np.rint(first + period * np.arange(beats)).astype(np.int64)
    frames = frames or (int(beat_frames[-1]) + 300 if beats else 30_000)
    moments = np.arange(frames // 100 + 1) * 0.1
    return Song(frames, np.where(moments >= quiet_from, -50.0, -18.0), beat_frames)


loops = st.lists(
    st.builds(song, st.integers(9, 60), st.integers(0, 900), st.floats(300.0, 900.0)), min_size=1, max_size=3
).map(lambda songs: SongLoop(songs, RATE))


@given(loops, st.integers(0, 300_000), st.integers(1, 300))
def test_beats_go_on_through_every_cut(loop: SongLoop, frame: int, count: int) -> None:
    beats = loop.beats_from(frame, count)
    assert len(beats) == count
    assert beats[0] >= frame
    gaps = np.diff(beats)
    periods = [np.diff(song.beat_frames) for song in loop.songs]
    assert min(map(np.min, periods)) <= gaps.min(initial=10**9)
    assert gaps.max(initial=0) <= max(map(np.max, periods))
    assert np.array_equal(loop.beats_from(int(beats[0]), count), beats)


@given(loops, st.integers(0, 300_000))
def test_regions_tile_the_time_and_their_beats_are_the_songs(loop: SongLoop, frame: int) -> None:
    index = loop.index_at(frame)
    region, following = loop.region(index), loop.region(index + 1)
    assert region.start_frame <= frame < region.end_frame == following.start_frame
    offset = region.first - region.start_frame
    expected = [b - offset for b in loop.songs[region.song].beat_frames if region.first <= b < region.last]
    inside = loop.beats_from(region.start_frame, len(expected))
    assert inside.tolist() == expected


def test_whole_bars_are_played_again() -> None:
    region = SongLoop([song(42)], RATE).region(1)
    beats = song(42).beat_frames
    assert (region.first, region.last) == (beats[0], beats[40])
    assert region.fade_frames == 30


def test_what_fades_out_is_left_out() -> None:
    beats = song(80).beat_frames
    last = SongLoop([song(80, quiet_from=20.0)], RATE).region(0).last
    assert 17_500 < last < 20_500
    assert last in beats


def test_a_song_without_beats_fades_into_itself() -> None:
    loop = SongLoop([song(0)], RATE)
    assert not loop.has_beats
    first, second = loop.region(0), loop.region(1)
    assert (first.first, first.last, first.fade_frames) == (0, 30_000, 2_000)
    assert (second.start_frame, second.first) == (30_000, 2_000)


def test_the_loudest_moment_between_two_frames() -> None:
    loop = SongLoop([song(80, quiet_from=20.0)], RATE)
    assert loop.loudest_lufs(1_000, 3_000) == pytest.approx(-18.0)
    plain = SongLoop([Song(30_000, np.linspace(-40.0, -10.0, 301), np.zeros(0, dtype=np.int64))], RATE)
    assert plain.loudest_lufs(0, 1_000) < plain.loudest_lufs(10_000, 11_000) < -25.0
    assert plain.loudest_lufs(29_900, 30_100) == pytest.approx(-10.0, abs=0.2)
