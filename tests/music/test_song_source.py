"""Songs follow one another without a seam, however they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.songs import click_song
from voicefoot.audio import Samples
from voicefoot.music.song_loop import Song, SongLoop
from voicefoot.music.song_source import SongSource

RATE = 8_000
BPM, FIRST = 123.0, 0.42


def in_parts(song: Samples, part_frames: int) -> Iterator[Samples]:
    for at in range(0, len(song), part_frames):
        yield song[at : at + part_frames]


def player(seconds: float = 20.0, part_frames: int = 999, *, beats: bool = True) -> SongSource:
    song = click_song(BPM, FIRST, seconds, RATE)
    moments = np.arange(int((seconds - FIRST) * BPM / 60.0) + 1) * 60.0 / BPM + FIRST
    beat_frames = np.rint(moments * RATE).astype(np.int64) if beats else np.zeros(0, dtype=np.int64)
    known = Song(len(song), np.full(int(seconds * 10), -18.0), beat_frames)
    return SongSource("song", SongLoop([known], RATE), [lambda: in_parts(song, part_frames)], [0.5], 1)


@settings(max_examples=30)
@given(st.integers(1, 3_000), st.lists(st.integers(1, 40_000), min_size=1, max_size=12))
def test_any_cutting_gives_the_same_samples(part_frames: int, lengths: list[int]) -> None:
    whole = player().samples(0, sum(lengths))
    cut = player(part_frames=part_frames)
    edges = np.concatenate([[0], np.cumsum(lengths)]).tolist()
    parts = [cut.samples(first, last) for first, last in pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), whole)


def test_asked_for_an_earlier_frame_it_begins_anew() -> None:
    playing = player()
    late = playing.samples(200_000, 210_000)
    assert np.array_equal(playing.samples(1_000, 2_000), player().samples(1_000, 2_000))
    assert np.array_equal(playing.samples(200_000, 210_000), late)


def test_the_clicks_go_on_through_the_cuts() -> None:
    playing = player()
    frames = 100 * RATE
    wave = playing.samples(0, frames)[:, 0]
    beats = playing.order.beats_from(0, int(95 * BPM / 60))
    click = 0.5 * click_song(BPM, 0.0, 0.02, RATE)[:, 0]
    for beat in beats[beats < frames - len(click)].tolist():
        near = [float(np.dot(wave[beat + lag : beat + lag + len(click)], click)) for lag in range(-20, 21)]
        assert abs(int(np.argmax(near)) - 20) <= 1


def test_there_is_no_jump_at_a_cut() -> None:
    playing = player(beats=False)
    cut = playing.order.region(0).end_frame
    wave = playing.samples(cut - 3 * RATE, cut + 3 * RATE)[:, 0]
    assert np.abs(wave).max() > 0.1
    beyond = np.abs(np.diff(wave)).max()
    inside = np.abs(np.diff(player(beats=False).samples(2 * RATE, 12 * RATE)[:, 0])).max()
    assert beyond <= 1.2 * inside


def test_a_song_that_ends_too_early_is_silent_there() -> None:
    song = click_song(BPM, FIRST, 5.0, RATE)
    known = Song(10 * RATE, np.full(100, -18.0), np.zeros(0, dtype=np.int64))
    playing = SongSource("song", SongLoop([known], RATE), [lambda: in_parts(song, 500)], [1.0], 1)
    assert not playing.samples(6 * RATE, 7 * RATE).any()


def test_what_its_samples_depend_on_is_its_identity() -> None:
    def identity(
        content: str = "a song", gain: float = 0.5, beat: int = 500, channels: int = 1
    ) -> bytes | None:
        known = Song(9_000, np.full(10, -18.0), np.arange(beat, 9_000, 500))
        order = SongLoop([known], RATE)
        return SongSource("song", order, [lambda: iter(())], [gain], channels, [content]).identity

    same = identity()
    assert same is not None
    assert identity() == same
    others = [identity("another"), identity(gain=0.4), identity(beat=600), identity(channels=2)]
    assert len({same, *others}) == 5
    assert player().identity is None
