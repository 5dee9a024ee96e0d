"""The groove is on its beats, the same however it is asked for, and keeps out of the voice's way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicefoot.audio import Clip, Samples
from voicefoot.dsp.loudness import loudness_lufs, true_peak_db
from voicefoot.model.levels import MUSIC_LUFS
from voicefoot.model.routine import Mood
from voicefoot.music.groove import FAVOURITE_BPM, PATTERN_BEATS, Groove
from voicefoot.music.groove_sounds import render_kit

RATE = 48_000


def beats(count: int, bpm: float, rate: int = RATE, to_bpm: float | None = None) -> NDArray[np.int64]:
    tempos = np.linspace(bpm, to_bpm or bpm, count - 1)
    moments = np.concatenate([[0.0], np.cumsum(60.0 / tempos)])
    frames: NDArray[np.int64] = np.rint(moments * rate).astype(np.int64) + 1_000
    return frames


def groove(mood: Mood, count: int = 17, bpm: float = 120.0, rate: int = RATE, first_place: int = 0) -> Groove:
    return Groove(beats(count, bpm, rate), first_place, mood, rate)


def whole(source: Groove) -> Samples:
    return source.samples(0, int(source.beat_frames[-1]) + 2 * source.sample_rate)


@pytest.mark.parametrize("to_bpm", [120.0, 150.0])
@pytest.mark.parametrize("mood", [Mood.STEADY, Mood.LIVELY])
def test_a_drum_begins_on_every_beat(mood: Mood, to_bpm: float) -> None:
    frames = beats(33, 120.0, to_bpm=to_bpm)
    wave = Groove(frames, 0, mood, RATE).samples(0, int(frames[-1]))[:, 0]
    attack = render_kit(RATE)["kick"][:480, 0]
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
    last = int(source.beat_frames[-1])
    assert wave[last : last + 1_000].any()
    assert not wave[last + int(1.5 * RATE) :].any()


@settings(max_examples=30)
@given(st.sampled_from(Mood), st.lists(st.integers(1, 60_000), min_size=1, max_size=9))
def test_any_cutting_gives_the_same_samples(mood: Mood, lengths: list[int]) -> None:
    source = groove(mood)
    edges = np.concatenate([[0], np.cumsum(lengths)]).tolist()
    parts = [source.samples(first, last) for first, last in pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), source.samples(0, edges[-1]))


@pytest.mark.parametrize("mood", Mood)
def test_the_pattern_goes_on_where_it_was_left(mood: Mood) -> None:
    source = groove(mood, 41)
    later = Groove(source.beat_frames[8:], 8, mood, RATE)
    start, end = int(source.beat_frames[13]), int(source.beat_frames[-1])
    assert np.array_equal(later.samples(start, end), source.samples(start, end))
    again = groove(mood, 41, first_place=-PATTERN_BEATS)
    assert np.array_equal(again.samples(0, end), source.samples(0, end))


@pytest.mark.parametrize("mood", Mood)
def test_it_is_as_loud_as_it_should_be(mood: Mood) -> None:
    for bpm, tolerance in ((FAVOURITE_BPM[mood], 0.3), (60.0, 2.5), (120.0, 0.5), (170.0, 0.5)):
        frames = beats(4 * PATTERN_BEATS + 1, bpm)
        clip = Clip.of(Groove(frames, 0, mood, RATE).samples(0, int(frames[-1])), RATE)
        assert loudness_lufs(clip) == pytest.approx(MUSIC_LUFS, abs=tolerance)
        assert true_peak_db(clip) < 4.0


@pytest.mark.parametrize("mood", Mood)
def test_it_leaves_room_for_consonants(mood: Mood) -> None:
    wave = whole(groove(mood))[:, 0]
    power = np.abs(np.fft.rfft(wave)) ** 2
    hertz = np.fft.rfftfreq(len(wave), 1.0 / RATE)
    assert power[(hertz > 1_000) & (hertz < 4_000)].sum() < 0.005 * power.sum()
    # A telephone's speaker plays it too.
    assert power[(hertz > 250) & (hertz < 1_000)].sum() > 0.08 * power.sum()


def test_the_moods_differ() -> None:
    waves = [whole(groove(mood))[:, 0] for mood in Mood]
    for i, wave in enumerate(waves):
        for other in waves[i + 1 :]:
            alike = np.dot(wave, other) / np.sqrt(np.dot(wave, wave) * np.dot(other, other))
            assert alike < 0.9


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 192_000])
def test_it_sounds_at_any_sample_rate(rate: int) -> None:
    wave = whole(groove(Mood.LIVELY, 5, rate=rate))
    assert np.isfinite(wave).all()
    assert 0.1 < np.abs(wave).max() < 1.0


def test_no_sound_of_the_kit_begins_or_ends_with_a_click() -> None:
    for name, samples in render_kit(RATE).items():
        assert np.abs(samples[-1, 0]) < 1e-3, name
        assert np.abs(samples[0, 0]) < 0.02, name
