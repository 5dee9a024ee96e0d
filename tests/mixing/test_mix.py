from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicefoot.audio import AudioFormat, Clip
from voicefoot.mixing.mix import STEP_FRAMES, mix, mix_samples, mix_stems
from voicefoot.model.stems import Gains, Stem
from voicefoot.timeline.timeline import Event, EventKind, Section, Timeline

RATE = 8_000
FORMAT = AudioFormat(RATE)


def noisy(frames: int, seed: int) -> Clip:
    return Clip.of(np.random.default_rng(seed).uniform(-0.4, 0.4, frames), RATE)


def timeline(starts: list[int], lengths: list[int], cut: int, frames: int) -> Timeline:
    """Two sections, cut at `cut`; each event lies within one of them."""
    events: list[list[Event]] = [[], []]
    for seed, (start, length) in enumerate(zip(starts, lengths, strict=False)):
        bounds = (0, cut) if start < cut else (cut, frames)
        length = min(length, bounds[1] - start)
        if length > 0:
            events[start >= cut].append(Event(start, noisy(length, seed), EventKind.SPEECH))
    ordered = [tuple(sorted(each, key=lambda e: (e.start_frame, e.clip.frames))) for each in events]
    sections = (Section("A", 0, cut, ordered[0]), Section("B", cut, frames, ordered[1]))
    return Timeline("T", RATE, sections)


def summed(source: Timeline) -> np.ndarray:
    """The sum of the stems."""
    return np.concatenate([sum(stems.values()) for stems in mix_stems(source)])


def whole(source: Timeline) -> np.ndarray:
    """The sum, made in the plainest way."""
    out = np.zeros((source.frames, 1), dtype=np.float32)
    for event in source.events:
        out[event.start_frame : event.end_frame] += event.clip.samples
    return out


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 999), max_size=8),
    st.lists(st.integers(1, 400), min_size=8, max_size=8),
    st.integers(1, 999),
    st.integers(1, 1_200),
)
def test_any_block_size_gives_the_same_samples(
    starts: list[int], lengths: list[int], cut: int, block_frames: int
) -> None:
    source = timeline(starts, lengths, cut, 1_000)
    blocks = list(mix_samples(source, block_frames))
    assert all(len(block) == block_frames for block in blocks[:-1])
    np.testing.assert_array_equal(np.concatenate(blocks), np.concatenate(list(mix_samples(source))))
    np.testing.assert_allclose(summed(source), whole(source), atol=1e-6)


@settings(deadline=None)
@given(st.integers(0, 999), st.integers(1, 300))
def test_a_mix_from_a_later_frame_is_the_tail_of_the_whole(start_frame: int, block_frames: int) -> None:
    source = timeline([0, 100, 350, 700, 720], [90, 300, 300, 250, 100], 500, 1_000)
    tail = np.concatenate(list(mix(source, block_frames, start_frame)))
    np.testing.assert_array_equal(tail, np.concatenate(list(mix(source)))[start_frame:])


def test_sections_are_taken_one_at_a_time() -> None:
    source = timeline([0, 60_000], [50, 50], 50_000, 100_000)
    taken: list[str] = []

    def coming() -> object:
        for section in source.sections:
            taken.append(section.name)
            yield section

    blocks = mix(coming(), 100)  # type: ignore[arg-type]  # a generator of sections
    next(blocks)
    assert taken == ["A"]


@settings(max_examples=20)
@given(st.integers(0, 99_999), st.integers(1, 9_999))
def test_the_tail_of_what_is_limited_is_the_same_too(start_frame: int, block_frames: int) -> None:
    events = tuple(
        Event(at, noisy(3_000, at).scaled(4.0), EventKind.SPEECH) for at in range(0, 95_000, 1_700)
    )
    source = Timeline("T", RATE, (Section("A", 0, 100_000, events, audio_format=FORMAT),))
    tail = np.concatenate(list(mix(source, block_frames, start_frame)))
    np.testing.assert_array_equal(tail, np.concatenate(list(mix(source)))[start_frame:])
    assert np.abs(np.concatenate(list(mix_samples(source)))).max() < 0.9 < np.abs(summed(source)).max()


def test_what_would_be_too_loud_is_turned_down() -> None:
    loud = Clip.of(np.full(10, 0.9), RATE)
    events = (Event(0, loud, EventKind.SPEECH), Event(0, loud, EventKind.CHIME))
    (block,) = mix(Timeline("T", RATE, (Section("A", 0, 10, events, audio_format=FORMAT),)))
    assert block.max() < 32_767 * 0.892


def test_each_kind_has_its_stem_and_its_gain() -> None:
    clip = Clip.of(np.full(10, 0.1), RATE)
    events = tuple(Event(at, clip, kind) for at, kind in enumerate(EventKind))
    source = Timeline("T", RATE, (Section("A", 0, 100, events, audio_format=FORMAT),))
    (plain,) = mix_stems(source)
    (changed,) = mix_stems(source, Gains(voice_db=6.0, beat_db=-6.0, all_db=-1.0))
    for stem, gain_db in ((Stem.VOICE, 5.0), (Stem.BEAT, -7.0), (Stem.CHIME, -1.0)):
        np.testing.assert_allclose(changed[stem], plain[stem] * 10 ** (gain_db / 20), rtol=1e-5)
        assert plain[stem].max() > 0.0
    assert not plain[Stem.MUSIC].any()


@pytest.mark.parametrize("beat_db", [0.0, 6.0, -12.0])
def test_the_gain_of_an_event_and_that_of_its_stem_add_up(beat_db: float) -> None:
    clip = Clip.of(np.full(10, 0.1), RATE)
    events = (Event(0, clip, EventKind.TICK), Event(20, clip, EventKind.TICK, gain_db=-9.0))
    source = Timeline("T", RATE, (Section("A", 0, 100, events, audio_format=FORMAT),))
    (stems,) = mix_stems(source, Gains(beat_db=beat_db))
    heard = stems[Stem.BEAT][:, 0]
    np.testing.assert_allclose(heard[:10], 0.1 * 10 ** (beat_db / 20), rtol=1e-5)
    np.testing.assert_allclose(heard[20:30], 0.1 * 10 ** ((beat_db - 9.0) / 20), rtol=1e-5)


def test_one_channel_becomes_two_that_are_as_loud_together() -> None:
    clip = Clip.of(np.full(10, 0.1), RATE)
    both = Section("A", 0, 10, (Event(0, clip, EventKind.SPEECH),), audio_format=AudioFormat(RATE, 2))
    (samples,) = mix_samples([both])
    assert samples.shape == (10, 2)
    np.testing.assert_allclose((samples**2).sum(axis=1), 0.1**2, rtol=1e-5)


def test_no_sections_are_no_sound() -> None:
    assert list(mix([])) == []


def test_a_step_is_longer_than_what_the_limiter_looks_at() -> None:
    assert STEP_FRAMES > 192_000 * 0.022
