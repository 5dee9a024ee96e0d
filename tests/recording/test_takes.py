"""Takes: what was said in one, in a room that is never silent, and what is wrong with it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.recorded import read_aloud
from voicefoot.audio import Clip
from voicefoot.recording.takes import Listener, fault_of, is_clipped, spoken_part, window_levels
from voicefoot.units import to_amplitude

RATE = 48_000
TEXTS = ("one", "six", "eight", "twenty-five", "Lift both feet.", "Left foot.")


@pytest.fixture(scope="module")
def words() -> dict[str, Clip]:
    return {text: spoken_part(clip) for text, clip in read_aloud(TEXTS).items()}


def in_a_room(word: Clip, below_db: float, offset: float = 0.0) -> Clip:
    """`word` with a second before and after it, and noise that far below its loudest 20 ms."""
    rng = np.random.default_rng(7)
    quiet = np.zeros((RATE, 1), dtype=np.float32)
    samples = np.concatenate([quiet, word.samples, quiet])
    loudest = float(window_levels(word.samples, RATE).max())
    noise = rng.standard_normal(samples.shape) * loudest * to_amplitude(-below_db)
    return Clip.of(samples + noise + offset, RATE)


@pytest.mark.parametrize("below_db", [80.0, 60.0, 50.0, 40.0])
@pytest.mark.parametrize("text", TEXTS)
def test_the_words_are_found_in_the_noise_of_a_room(
    words: dict[str, Clip], text: str, below_db: float
) -> None:
    spoken = spoken_part(in_a_room(words[text], below_db))
    assert spoken.seconds == pytest.approx(words[text].seconds, abs=0.03)
    assert fault_of(in_a_room(words[text], below_db), 10.0) is None


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_trimmed_already_stays_whole(words: dict[str, Clip], text: str) -> None:
    assert spoken_part(words[text]).seconds == pytest.approx(words[text].seconds, abs=0.002)


def test_an_offset_goes(words: dict[str, Clip]) -> None:
    spoken = spoken_part(in_a_room(words["one"], 60.0, offset=0.05))
    assert abs(float(spoken.samples[:480].mean())) < 0.005
    assert spoken.seconds == pytest.approx(words["one"].seconds, abs=0.03)


def test_two_channels_become_one(words: dict[str, Clip]) -> None:
    take = in_a_room(words["one"], 60.0)
    assert spoken_part(Clip.of(np.repeat(take.samples, 2, axis=1), RATE)).channels == 1


def test_nothing_is_nothing() -> None:
    assert spoken_part(Clip.silence(RATE, RATE)).frames == 0
    assert spoken_part(Clip.silence(0, RATE)).frames == 0


def test_faults_are_told_with_what_to_do(words: dict[str, Clip]) -> None:
    good = in_a_room(words["twenty-five"], 60.0)
    assert fault_of(good, 1.3) is None
    told = {
        "clipped": fault_of(Clip.of(np.clip(good.samples * 30.0, -1.0, 1.0), RATE), 1.3),
        "too quiet": fault_of(good.scaled(0.01), 1.3),
        "too much noise": fault_of(in_a_room(words["twenty-five"], 18.0), 1.3),
        "too long": fault_of(good, 0.4),
    }
    for what, fault in told.items():
        assert fault is not None
        assert what in fault
        assert "; " in fault
    for nothing in (Clip.silence(RATE, RATE), Clip.silence(0, RATE)):
        assert "too quiet" in (fault_of(nothing, 1.3) or "")


def test_one_sample_at_full_scale_is_not_clipped() -> None:
    samples = np.zeros((100, 1), dtype=np.float32)
    samples[50:52] = 1.0
    assert not is_clipped(Clip.of(samples, RATE))
    samples[52] = 1.0
    assert is_clipped(Clip.of(samples, RATE))
    assert not is_clipped(Clip.silence(2, RATE))


@pytest.mark.parametrize("block", [1, 480, 960, 1_000, 48_000])
def test_a_take_ends_a_moment_after_the_last_word_whatever_the_blocks(
    words: dict[str, Clip], block: int
) -> None:
    take = in_a_room(words["Left foot."], 50.0)
    listener = Listener(RATE, 0.5, 10.0)
    for start in range(0, take.frames, block):
        if listener.is_over:
            break
        listener.feed(take.samples[start : start + block])
    ends = 1.0 + words["Left foot."].seconds + 0.5
    assert listener.take().seconds == pytest.approx(ends, abs=0.15 + block / RATE)
    assert np.array_equal(listener.take().samples, take.samples[: listener.frames])


def test_a_take_of_nothing_ends_at_its_limit() -> None:
    listener = Listener(RATE, 0.5, 2.0)
    while not listener.is_over:
        listener.feed(np.zeros((960, 1), dtype=np.float32))
    assert listener.take().seconds == pytest.approx(2.0, abs=0.02)
    assert listener.level_db < -100.0
