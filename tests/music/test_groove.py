"""The groove is on its beats, the same however it is asked for, is music, and keeps clear of the voice."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicefoot.audio import Clip, Samples
from voicefoot.dsp.loudness import loudness_lufs, true_peak_db
from voicefoot.model.routine import Mood
from voicefoot.model.sound_levels import MUSIC_LUFS
from voicefoot.music.groove import FAVOURITE_BPM, Groove, seed_of
from voicefoot.music.groove_score import Passage, PassageKind
from voicefoot.music.groove_sounds import groove_sound

RATE = 48_000
WORK_BEATS = 96
"""24 bars: the longer forms differ only further on."""


def beats(count: int, bpm: float, rate: int = RATE, to_bpm: float | None = None) -> NDArray[np.int64]:
    tempos = np.linspace(bpm, to_bpm or bpm, count - 1)
    moments = np.concatenate([[0.0], np.cumsum(60.0 / tempos)])
    frames: NDArray[np.int64] = np.rint(moments * rate).astype(np.int64) + 1_000
    return frames


def groove(
    mood: Mood, count: int = 17, bpm: float = 120.0, rate: int = RATE, seed: int = 1, channels: int = 2
) -> Groove:
    return Groove([Passage(beats(count, bpm, rate), number=1)], mood, seed, rate, channels)


def whole(source: Groove) -> Samples:
    return source.samples(0, int(source.passages[-1].beat_frames[-1]) + 3 * source.sample_rate)


def everywhere_busy(passage: Passage) -> Passage:
    busy = np.array([[0, int(passage.beat_frames[-1]) + RATE]], dtype=np.int64)
    return Passage(passage.beat_frames, passage.kind, passage.number, busy_frames=busy)


@pytest.mark.parametrize("to_bpm", [120.0, 150.0])
@pytest.mark.parametrize("mood", [Mood.STEADY, Mood.LIVELY])
def test_a_drum_begins_on_every_beat(mood: Mood, to_bpm: float) -> None:
    frames = beats(WORK_BEATS + 1, 120.0, to_bpm=to_bpm)
    stereo = Groove([Passage(frames, number=1)], mood, 1, RATE).samples(0, int(frames[-1]))
    wave = stereo.sum(axis=1)
    attack = groove_sound("kick", (0,), RATE, 1)[:480, 0]
    for beat in frames[:-1].tolist():
        scores = [float(np.dot(wave[beat + lag : beat + lag + 480], attack)) for lag in range(-40, 41)]
        # What rings on from before moves the best match, by half a millisecond at the most.
        assert abs(int(np.argmax(scores)) - 40) <= 24
        assert not np.array_equal(wave[beat : beat + 48], np.zeros(48))


def test_nothing_sounds_before_the_first_beat_and_it_rings_out_after_the_last() -> None:
    source = groove(Mood.CALM)
    wave = whole(source)[:, 0]
    assert not wave[:1_000].any()
    assert wave[1_000:1_100].any()
    last = int(source.passages[-1].beat_frames[-1])
    assert wave[last : last + 1_000].any()
    assert not wave[last + int(2.5 * RATE) :].any()


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(Mood), st.lists(st.integers(1, 60_000), min_size=1, max_size=9))
def test_any_cutting_gives_the_same_samples(mood: Mood, lengths: list[int]) -> None:
    source = groove(mood)
    edges = np.concatenate([[0], np.cumsum(lengths)]).tolist()
    parts = [source.samples(first, last) for first, last in pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), source.samples(0, edges[-1]))
    start = edges[-1] // 2
    again = groove(mood).samples(start, edges[-1])
    assert np.array_equal(again, source.samples(0, edges[-1])[start:])


@pytest.mark.parametrize("mood", Mood)
def test_it_is_as_loud_as_it_should_be(mood: Mood) -> None:
    for bpm, tolerance in ((FAVOURITE_BPM[mood], 0.5), (60.0, 2.5), (120.0, 0.8), (170.0, 0.8)):
        frames = beats(2 * WORK_BEATS + 1, bpm, 24_000)
        passage = Passage(frames, number=1, half_place=96, last_place=189, end_place=192)
        found = []
        for seed in (1, 2):
            clip = Clip.of(Groove([passage], mood, seed, 24_000).samples(0, int(frames[-1])), 24_000)
            found.append(loudness_lufs(clip))
            assert true_peak_db(clip) < 4.0
        assert np.mean(found) == pytest.approx(MUSIC_LUFS, abs=tolerance)


def share(wave: NDArray[np.float32], low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(wave)) ** 2
    hertz = np.fft.rfftfreq(len(wave), 1.0 / RATE)
    return float(power[(hertz > low) & (hertz < high)].sum() / power.sum())


@pytest.mark.parametrize("mood", Mood)
def test_it_leaves_room_for_consonants_where_something_is_said(mood: Mood) -> None:
    source = groove(mood, WORK_BEATS + 1)
    quiet = Groove([everywhere_busy(source.passages[0])], mood, source.seed, RATE)
    wave = whole(quiet).sum(axis=1)
    assert share(wave, 1_000, 4_000) < 0.005
    # A telephone's speaker plays it too.
    assert share(wave, 250, 1_000) > 0.08
    assert share(whole(source).sum(axis=1), 1_000, 3_000) > 0.01


@pytest.mark.parametrize("mood", Mood)
def test_a_melody_rests_from_soon_before_a_word_until_after_it(mood: Mood) -> None:
    frames = beats(WORK_BEATS + 1, 120.0)
    first, last = int(frames[60]), int(frames[68])
    busy = np.array([[first, last]], dtype=np.int64)
    passage = Passage(frames, number=1, busy_frames=busy)
    full = Groove([Passage(frames, number=1)], mood, 1, RATE)
    resting = Groove([passage], mood, 1, RATE)
    silent = Groove([everywhere_busy(passage)], mood, 1, RATE)
    within = slice(first, last)
    end = int(frames[-1])
    heard, without, played = (source.samples(0, end) for source in (resting, silent, full))
    assert np.abs(heard[within] - without[within]).max() < 0.05 * np.abs(played[within]).max()
    assert np.array_equal(heard[: int(frames[48])], played[: int(frames[48])])
    assert not np.array_equal(played[within], without[within])


def test_the_moods_and_the_seeds_differ_and_a_seed_is_always_the_same() -> None:
    waves = [whole(groove(mood, seed=seed))[:, 0] for mood in Mood for seed in (1, 2)]
    for i, wave in enumerate(waves):
        for other in waves[i + 1 :]:
            alike = np.dot(wave, other) / np.sqrt(np.dot(wave, wave) * np.dot(other, other))
            assert alike < 0.9
    assert np.array_equal(whole(groove(Mood.CALM)), whole(groove(Mood.CALM)))
    assert seed_of("Feet") == seed_of("Feet") != seed_of("Hands")


@pytest.mark.parametrize("mood", Mood)
def test_four_bars_are_not_the_four_bars_before(mood: Mood) -> None:
    source = groove(mood, WORK_BEATS + 1)
    wave = source.samples(1_000, int(source.passages[0].beat_frames[-1]))[:, 0]
    bars = wave.reshape(WORK_BEATS // 16, -1)
    for one, other in pairwise(bars):
        assert np.dot(one, other) / np.sqrt(np.dot(one, one) * np.dot(other, other)) < 0.9


@pytest.mark.parametrize("mood", Mood)
def test_it_is_wide_and_the_same_in_one_channel(mood: Mood) -> None:
    wide, narrow = whole(groove(mood, 65)), whole(groove(mood, 65, channels=1))
    assert narrow.shape == (len(wide), 1)
    assert np.allclose(wide.sum(axis=1) * np.sqrt(0.5), narrow[:, 0], atol=1e-4)
    side = np.square(wide[:, 0] - wide[:, 1]).mean() / np.square(wide.sum(axis=1)).mean()
    assert 0.01 < side < 0.5


def test_identities_tell_what_sounds_differently() -> None:
    passage = Passage(beats(9, 120.0))
    other_kind = Passage(beats(9, 120.0), PassageKind.BETWEEN)
    sources = [
        Groove([passage], Mood.CALM, 1, RATE),
        Groove([passage], Mood.CALM, 2, RATE),
        Groove([passage], Mood.STEADY, 1, RATE),
        Groove([passage], Mood.CALM, 1, RATE, 1),
        Groove([other_kind], Mood.CALM, 1, RATE),
        Groove([everywhere_busy(passage)], Mood.CALM, 1, RATE),
    ]
    assert len({source.identity for source in sources}) == len(sources)
    assert sources[0].identity == Groove([passage], Mood.CALM, 1, RATE).identity


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 192_000])
def test_it_sounds_at_any_sample_rate(rate: int) -> None:
    wave = whole(groove(Mood.LIVELY, 5, rate=rate))
    assert np.isfinite(wave).all()
    assert 0.1 < np.abs(wave).max() < 1.0
