from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from voicefoot.audio import Clip
from voicefoot.mix import mix, mix_samples
from voicefoot.timeline import Event, Kind, Section, Timeline

RATE = 8_000


def noisy(frames: int, seed: int) -> Clip:
    return Clip.of(np.random.default_rng(seed).uniform(-0.4, 0.4, frames), RATE)


def timeline(starts: list[int], lengths: list[int], cut: int, frames: int) -> Timeline:
    """Two sections, cut at `cut`; each event lies within one of them."""
    events: list[list[Event]] = [[], []]
    for seed, (start, length) in enumerate(zip(starts, lengths, strict=False)):
        bounds = (0, cut) if start < cut else (cut, frames)
        length = min(length, bounds[1] - start)
        if length > 0:
            events[start >= cut].append(Event(start, noisy(length, seed), Kind.SPEECH))
    ordered = [tuple(sorted(each, key=lambda e: (e.start_frame, e.clip.frames))) for each in events]
    sections = (Section("A", 0, cut, ordered[0]), Section("B", cut, frames, ordered[1]))
    return Timeline("T", RATE, sections)


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
    np.testing.assert_array_equal(np.concatenate(blocks), whole(source))


@settings(deadline=None)
@given(st.integers(0, 999), st.integers(1, 300))
def test_a_mix_from_a_later_frame_is_the_tail_of_the_whole(start_frame: int, block_frames: int) -> None:
    source = timeline([0, 100, 350, 700, 720], [90, 300, 300, 250, 100], 500, 1_000)
    tail = np.concatenate(list(mix(source, block_frames, start_frame)))
    np.testing.assert_array_equal(tail, np.concatenate(list(mix(source)))[start_frame:])


def test_sections_are_taken_one_at_a_time() -> None:
    source = timeline([0, 600], [50, 50], 500, 1_000)
    taken: list[str] = []

    def coming() -> object:
        for section in source.sections:
            taken.append(section.name)
            yield section

    blocks = mix(coming(), 100)  # type: ignore[arg-type]  # a generator of sections
    next(blocks)
    assert taken == ["A"]


def test_what_lies_beyond_full_scale_stays_at_full_scale() -> None:
    loud = Clip.of(np.full(10, 0.9), RATE)
    events = (Event(0, loud, Kind.SPEECH), Event(0, loud, Kind.CHIME))
    (block,) = mix(Timeline("T", RATE, (Section("A", 0, 10, events),)))
    assert block.max() == 32767
