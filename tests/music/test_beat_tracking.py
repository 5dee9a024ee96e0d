"""The tempo and the beats of songs that were made for it, so that the truth is known."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.songs import click_song
from voicefoot.audio import Samples
from voicefoot.errors import CommandError
from voicefoot.music.beat_tracking import Beats, beats_from_tempo, find_beats

RATE = 22_050

Moments = NDArray[np.float64]

installed = pytest.mark.skipif(
    importlib.util.find_spec("librosa") is None, reason="needs voicefoot[music], an extra"
)


def blocks(samples: Samples, frames: int = 4_096) -> Iterator[Samples]:
    for start in range(0, len(samples), frames):
        yield samples[start : start + frames]


def found_in(samples: Samples, sample_rate: int = RATE) -> Beats | None:
    return find_beats(blocks(samples), sample_rate)


def beats_of(samples: Samples, sample_rate: int = RATE) -> Beats:
    found = found_in(samples, sample_rate)
    assert found is not None
    return found


def evenly(bpm: float, first: float, seconds: float) -> Moments:
    return np.arange(first, seconds - 0.3, 60.0 / bpm, dtype=np.float64)


def wandering(first_bpm: float, last_bpm: float, seconds: float) -> Moments:
    moments = [0.3]
    while moments[-1] < seconds - 0.8:
        bpm = first_bpm + (last_bpm - first_bpm) * moments[-1] / seconds
        moments.append(moments[-1] + 60.0 / bpm)
    return np.array(moments)


def furthest_seconds(some: Moments, others: Moments) -> float:
    """How far the one of `some` that is furthest from any of `others` is from it."""
    return float(np.abs(some[:, np.newaxis] - others).min(axis=1).max())


def heard(found: Beats, truth: Moments) -> Moments:
    """The beats that were found while the band plays."""
    seconds = np.array(found.seconds)
    kept: Moments = seconds[(seconds > truth[0] - 0.1) & (seconds < truth[-1] + 0.1)]
    return kept


def struck(seconds: float, decay_seconds: float) -> tuple[Moments, Moments]:
    """The time since the blow, and how strong the sound is then, with an attack of 1 ms."""
    time = np.arange(round(seconds * RATE)) / RATE
    return time, np.minimum(time / 0.001, 1.0) * np.exp(-time / decay_seconds)


def kick() -> Moments:
    time, level = struck(0.25, 0.09)
    return 0.8 * level * np.sin(2 * np.pi * (50.0 * time + 3.0 * (1.0 - np.exp(-time / 0.03))))


def snare(random: np.random.Generator) -> Moments:
    time, level = struck(0.2, 0.05)
    return level * (0.3 * random.standard_normal(len(time)) + 0.3 * np.sin(2 * np.pi * 190.0 * time))


def hat(random: np.random.Generator) -> Moments:
    time, level = struck(0.08, 0.02)
    return 0.15 * level * np.diff(random.standard_normal(len(time) + 2), 2)


def bass(hertz: float, seconds: float) -> Moments:
    time, level = struck(seconds, seconds / 2)
    return 0.25 * level * (np.sin(2 * np.pi * hertz * time) + 0.5 * np.sin(4 * np.pi * hertz * time))


def played(parts: list[tuple[float, Moments]], seconds: float) -> Samples:
    """Each of `parts` at its moment."""
    mix = np.zeros(round(seconds * RATE))
    for moment, sound in parts:
        start = round(moment * RATE)
        mix[start : start + len(sound)] += sound[: max(0, len(mix) - start)]
    return mix.astype(np.float32)[:, np.newaxis]


def rock(truth: Moments, seconds: float) -> Samples:
    """The bass drum on one and three, the snare on two and four, hats and a bass that plays ahead."""
    random = np.random.default_rng(5)
    parts: list[tuple[float, Moments]] = []
    for number, (moment, after) in enumerate(zip(truth, np.append(truth[1:], truth[-1] + 0.5), strict=True)):
        middle = (moment + after) / 2
        parts += [(moment, snare(random) if number % 2 else kick()), (moment, hat(random))]
        parts += [(middle, hat(random)), (moment, bass(55.0, after - moment))]
        if number % 4 == 2:
            parts.append((middle, kick()))
    return played(parts, seconds)


def house(truth: Moments, seconds: float) -> Samples:
    """The bass drum on each beat, and between them hats and the bass."""
    random = np.random.default_rng(6)
    parts: list[tuple[float, Moments]] = []
    for moment, after in zip(truth, np.append(truth[1:], truth[-1] + 0.5), strict=True):
        middle = (moment + after) / 2
        parts += [(moment, kick()), (middle, hat(random)), (middle, bass(55.0, after - middle))]
    return played(parts, seconds)


def chord(seconds: float) -> Samples:
    time = np.arange(round(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * hertz * time) for hertz in (110.0, 220.5, 277.0, 330.2))
    swell = 0.04 * (1.0 + 0.3 * np.sin(2 * np.pi * 0.1 * time))
    return (wave * swell).astype(np.float32)[:, np.newaxis]


def noise(seconds: float) -> Samples:
    samples = np.random.default_rng(7).normal(0.0, 0.1, (round(seconds * RATE), 1))
    return samples.astype(np.float32)


@installed
@pytest.mark.parametrize(("bpm", "expected_bpm"), [(60, 60), (90, 90), (123, 123), (160, 80)])
def test_a_click_track_is_found_to_the_millisecond(bpm: float, expected_bpm: float) -> None:
    found = beats_of(click_song(bpm, 0.42, 30.0, RATE))
    assert found.steady
    assert found.bpm == pytest.approx(expected_bpm, abs=0.02)
    truth = np.arange(0.42 % (60.0 / bpm), 30.0, 60.0 / bpm)
    assert furthest_seconds(np.array(found.seconds), truth) < 0.003
    assert len(found.seconds) in {len(truth) * expected_bpm // bpm, -(-len(truth) * expected_bpm // bpm)}
    assert np.ptp(np.diff(found.seconds)) < 1e-9


@installed
@pytest.mark.parametrize("song", [rock, house])
@pytest.mark.parametrize("bpm", [76, 95, 110, 128, 140, 174])
def test_the_beat_of_a_band_is_where_the_drum_is(
    song: Callable[[Moments, float], Samples], bpm: float
) -> None:
    truth = evenly(bpm, 0.31, 24.0)
    found = beats_of(song(truth, 24.0))
    assert found.steady
    assert found.bpm == pytest.approx(bpm if bpm <= 150 else bpm / 2, abs=0.05)
    assert furthest_seconds(heard(found, truth), truth) < 0.003


@installed
@pytest.mark.parametrize("song", [rock, house])
def test_a_song_that_wanders_is_followed(song: Callable[[Moments, float], Samples]) -> None:
    truth = wandering(118.0, 124.0, 40.0)
    found = beats_of(song(truth, 40.0))
    assert not found.steady
    assert found.bpm == pytest.approx(121.0, abs=0.5)
    assert furthest_seconds(heard(found, truth), truth) < 0.010
    assert furthest_seconds(truth, np.array(found.seconds)) < 0.010


@installed
@pytest.mark.parametrize("song", [rock, house])
def test_a_drummer_who_sways_is_followed(song: Callable[[Moments, float], Samples]) -> None:
    even = evenly(104.0, 0.3, 40.0)
    sway = 0.015 * np.sin(2 * np.pi * np.arange(len(even)) / 24)
    truth = even + sway + np.random.default_rng(8).normal(0.0, 0.002, len(even))
    found = beats_of(song(truth, 40.0))
    assert not found.steady
    assert furthest_seconds(heard(found, truth), truth) < 0.015
    assert furthest_seconds(truth, np.array(found.seconds)) < 0.015


@installed
def test_a_drummer_who_is_a_little_unsteady_has_one_tempo() -> None:
    even = evenly(97.0, 0.3, 40.0)
    found = beats_of(rock(even + np.random.default_rng(9).normal(0.0, 0.005, len(even)), 40.0))
    assert found.steady
    assert found.bpm == pytest.approx(97.0, abs=0.05)
    # The chance in 64 blows, each 5 ms off or so, bends the whole by some milliseconds itself.
    assert furthest_seconds(heard(found, even), even) < 0.010


@installed
def test_beats_reach_back_through_an_intro_that_has_none() -> None:
    truth = evenly(128.0, 5.0, 30.0)
    found = beats_of(rock(truth, 30.0) + chord(30.0))
    assert found.steady
    assert found.seconds[0] == pytest.approx(5.0 - 10 * 60.0 / 128.0, abs=0.003)
    assert furthest_seconds(truth, np.array(found.seconds)) < 0.003


@installed
@pytest.mark.parametrize(("first_bpm", "last_bpm"), [(119.0, 119.0), (112.0, 124.0)])
def test_a_pause_loses_no_beat(first_bpm: float, last_bpm: float) -> None:
    truth = wandering(first_bpm, last_bpm, 40.0)
    song = rock(truth, 40.0)
    song[20 * RATE : 25 * RATE] = 0.0
    found = beats_of(song)
    assert found.steady == (first_bpm == last_bpm)
    assert len(heard(found, truth)) == len(truth)
    assert furthest_seconds(truth, np.array(found.seconds)) < 0.015


@installed
def test_a_song_that_is_cut_on_its_beat_begins_with_one() -> None:
    truth = evenly(120.0, 0.0, 24.0)
    assert beats_of(rock(truth, 24.0)).seconds[0] == pytest.approx(0.0, abs=1e-9)


@installed
def test_how_loud_a_song_is_does_not_matter() -> None:
    song = click_song(100.0, 0.2, 24.0, RATE)
    assert beats_of(song * np.float32(0.01)).bpm == pytest.approx(100.0, abs=0.02)


@installed
@pytest.mark.parametrize("rate", [8_000, 48_000])
def test_other_sample_rates_do_too(rate: int) -> None:
    found = beats_of(click_song(123.0, 0.42, 20.0, rate), rate)
    assert found.bpm == pytest.approx(123.0, abs=0.05)
    assert found.seconds[0] == pytest.approx(0.42, abs=0.003)


def irregular_clicks(seconds: float) -> Samples:
    random = np.random.default_rng(10)
    return played([(moment, kick()) for moment in random.uniform(0.0, seconds, round(2 * seconds))], seconds)


@installed
@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(np.zeros((0, 1), np.float32), id="nothing"),
        pytest.param(np.ones((1, 1), np.float32), id="one frame"),
        pytest.param(np.zeros((20 * RATE, 1), np.float32), id="silence"),
        pytest.param(noise(40.0), id="noise"),
        pytest.param(chord(30.0), id="a chord"),
        pytest.param(irregular_clicks(40.0), id="drums without a beat"),
        pytest.param(click_song(120.0, 0.4, 7.5, RATE), id="fifteen beats"),
    ],
)
def test_where_no_beat_is_none_is_found(samples: Samples) -> None:
    assert found_in(samples) is None


@installed
def test_sixteen_beats_are_enough() -> None:
    assert len(beats_of(click_song(120.0, 0.4, 8.2, RATE)).seconds) == 16


@installed
def test_the_blocks_may_be_of_any_length(capfd: pytest.CaptureFixture[str]) -> None:
    song = rock(evenly(110.0, 0.2, 24.0), 24.0)
    expected = find_beats([song], RATE)
    assert expected is not None
    for frames in (300, 5_000, 12 * RATE):
        assert find_beats(blocks(song, frames), RATE) == expected
    assert capfd.readouterr() == ("", "")


def test_where_the_library_is_missing_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "librosa", None)
    taken: list[Samples] = []

    def song() -> Iterator[Samples]:
        taken.append(noise(1.0))
        yield taken[0]

    with pytest.raises(CommandError) as caught:
        find_beats(song(), RATE)
    assert str(caught.value) == (
        "the tempo of a song can't be found without librosa; "
        'pip install "voicefoot[music]", or write its bpm and first_beat'
    )
    assert not taken, "nothing is decoded in vain"


def test_where_the_library_does_not_start_it_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("broken")
    (folder / "librosa.py").write_text("raise OSError('no libsndfile\\nhere')", encoding="utf-8")
    for name in [name for name in sys.modules if name.partition(".")[0] == "librosa"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(folder))
    with pytest.raises(CommandError, match=r"without librosa \(no libsndfile here\); pip install"):
        find_beats([], RATE)


def test_beats_by_hand_begin_before_the_one_that_was_named() -> None:
    found = beats_from_tempo(120.0, 1.2, 3.0)
    assert found.seconds == pytest.approx((0.2, 0.7, 1.2, 1.7, 2.2, 2.7))
    assert found.steady
    assert found.bpm == pytest.approx(120.0)


@pytest.mark.parametrize(
    ("first", "seconds", "count"), [(0.0, 2.0, 4), (0.5, 2.0, 4), (0.6, 2.0, 4), (5.1, 2.0, 4)]
)
def test_beats_by_hand_end_with_the_song(first: float, seconds: float, count: int) -> None:
    found = beats_from_tempo(120.0, first, seconds).seconds
    assert len(found) == count
    assert found[0] == pytest.approx(first % 0.5, abs=1e-9)
    assert found[-1] < seconds


def test_an_hour_of_beats_by_hand_does_not_drift() -> None:
    found = beats_from_tempo(123.0, 0.42, 3_600.0).seconds
    assert found[0] == pytest.approx(0.42, abs=1e-12)
    assert found[7_000] == pytest.approx(0.42 + 7_000 * 60.0 / 123.0, abs=1e-9)


def test_the_bpm_of_a_song_that_wanders_is_the_median() -> None:
    assert Beats((0.0, 0.5, 1.0, 1.5, 3.0), steady=False).bpm == pytest.approx(120.0)
