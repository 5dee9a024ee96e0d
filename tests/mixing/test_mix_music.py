"""Music and several sections over many steps, against a sum that is made in the plainest way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicefoot.audio import AudioFormat, Clip, Samples
from voicefoot.mixing.mix import STEP_FRAMES, mix_samples, mix_stems
from voicefoot.model.stems import Gains, Stem
from voicefoot.timeline.timeline import Event, EventKind, Music, Section

RATE = 8_000
SESSION_START = 1_234
CUTS = (SESSION_START, SESSION_START + 7_001, SESSION_START + 21_600)
"""Two sections of more than one step each; neither begins with a step."""


@dataclass(frozen=True)
class Ramp:
    """Music that tells from its value which frame it is."""

    channels: int = 1
    name: str = "ramp"
    identity: bytes | None = None

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        frames = np.arange(first_frame, last_frame, dtype=np.float32) / 500_000
        return np.stack([frames * (channel + 1) for channel in range(self.channels)], axis=1)


def music(start_frame: int, end_frame: int, channels: int = 1, **more: float | bool) -> Music:
    turns = np.array([start_frame + 500, start_frame + 1_000, end_frame - 700])
    return Music(
        start_frame,
        end_frame,
        "ramp",
        Ramp(channels),
        source_frame=4_000,
        turn_frames=turns,
        turn_db=np.array([0.0, -9.0, -3.0]),
        **more,  # type: ignore[arg-type]
    )


def session(channels: int = 1, music_channels: int = 1) -> list[Section]:
    """Two sections with clips that reach over the ends of steps, and music that lies within the sections."""
    clip = Clip.of(np.full(3_000, 0.05), RATE)
    kinds = (EventKind.SPEECH, EventKind.TICK, EventKind.CHIME)
    sections = []
    for number, (start, end) in enumerate(pairwise(CUTS)):
        events = tuple(
            Event(at, clip, kinds[at % 3], gain_db=-1.0 * (at % 4)) for at in range(start, end - 3_000, 1_111)
        )
        moving = music(
            start + 300,
            end - 200,
            music_channels,
            fade_in_frames=2_500,
            fade_out_frames=1_500,
            gain_db=-2.0,
            gain_before_db=4.0,
            gain_frames=4_900,
        )
        form = AudioFormat(RATE, channels)
        sections.append(
            Section(str(number), start, end, events, moving, audio_format=form, gain_db=1.5 * number)
        )
    return sections


def level_db(of: Music, frame: int) -> float:
    """The gain of music at a frame, without its fades."""
    turned = float(np.interp(frame, of.turn_frames, of.turn_db))
    part = min(1.0, max(0.0, (frame - of.start_frame) / of.gain_frames)) if of.gain_frames else 1.0
    return turned + of.gain_before_db + part * (of.gain_db - of.gain_before_db)


def faded(position: float) -> float:
    return 0.5 - 0.5 * math.cos(math.pi * min(1.0, max(0.0, position)))


def plain(sections: list[Section], channels: int, music_channels: int = 1) -> Samples:
    """The sum, frame by frame."""
    start = sections[0].start_frame
    out = np.zeros((sections[-1].end_frame - start, channels))
    one_to_two = 1.0 if channels == 1 else math.sqrt(0.5)
    music_pan = 1.0 if channels == music_channels else math.sqrt(0.5)
    for section in sections:
        for event in section.events:
            part = event.clip.samples * 10 ** ((event.gain_db + section.gain_db) / 20) * one_to_two
            out[event.start_frame - start : event.end_frame - start] += part
        of = section.music
        assert of is not None
        for frame in range(of.start_frame, of.end_frame):
            source = frame - of.start_frame + of.source_frame
            gain = 10 ** (level_db(of, frame) / 20) * music_pan
            if of.fade_in_frames:
                gain *= faded((frame - of.start_frame) / of.fade_in_frames)
            if of.fade_out_frames:
                gain *= faded((of.end_frame - frame) / of.fade_out_frames)
            out[frame - start] += of.source.samples(source, source + 1)[0] * gain
    return out.astype(np.float32)


@pytest.mark.parametrize(("channels", "music_channels"), [(1, 1), (2, 1), (2, 2)])
def test_it_is_the_sum_of_all_clips_and_of_the_music(channels: int, music_channels: int) -> None:
    sections = session(channels, music_channels)
    mixed = np.concatenate(list(mix_samples(sections)))
    assert np.abs(mixed).max() < 0.8, "the limiter does nothing"
    np.testing.assert_allclose(mixed, plain(sections, channels, music_channels), atol=2e-6)


@settings(max_examples=40)
@given(st.integers(1, CUTS[-1] - 1), st.integers(1, 9_999))
def test_from_any_frame_it_is_the_tail_of_the_whole(start_frame: int, block_frames: int) -> None:
    """From before the first section, too: it is silent then."""
    whole = np.concatenate([np.zeros((SESSION_START, 1)), *mix_samples(session())])
    blocks = list(mix_samples(session(), block_frames, start_frame))
    whole_blocks, rest = divmod(len(whole) - start_frame, block_frames)
    assert [len(block) for block in blocks] == [block_frames] * whole_blocks + [rest] * (rest > 0)
    np.testing.assert_allclose(np.concatenate(blocks), whole[start_frame:], atol=2e-6)


@pytest.mark.parametrize("ahead", [1, 3])
def test_from_within_it_each_step_that_is_not_heard_is_not_made(ahead: int) -> None:
    """What is far before the start is asked of no music."""
    asked: list[int] = []

    class Asked(Ramp):
        def samples(self, first_frame: int, last_frame: int) -> Samples:
            asked.append(first_frame)
            return super().samples(first_frame, last_frame)

    frames = 20 * STEP_FRAMES
    of = Music(0, frames, "ramp", Asked(), 0, np.array([0]), np.array([0.0]))
    start = (10 + ahead) * STEP_FRAMES + 7
    next(mix_samples([Section("A", 0, frames, (), of, audio_format=AudioFormat(RATE))], 100, start))
    assert asked[0] == (8 + ahead) * STEP_FRAMES


def test_its_stem_has_the_gain_that_is_asked_for_and_no_other_has_it() -> None:
    plain_stems = list(mix_stems(session()))
    changed = list(mix_stems(session(), Gains(music_db=-6.0)))
    for before, after in zip(plain_stems, changed, strict=True):
        for stem in Stem:
            factor = 10 ** (-6.0 / 20) if stem is Stem.MUSIC else 1.0
            np.testing.assert_allclose(after[stem], before[stem] * factor, rtol=1e-5, atol=1e-9)
    assert all(sum(float(np.abs(stems[stem]).sum()) for stems in plain_stems) > 0 for stem in Stem)


def test_steps_have_one_length_counted_from_the_first_section() -> None:
    lengths = [len(stems[Stem.VOICE]) for stems in mix_stems(session())]
    frames = CUTS[-1] - CUTS[0]
    assert lengths == [STEP_FRAMES] * (frames // STEP_FRAMES) + [frames % STEP_FRAMES]


def test_a_session_of_whole_steps_has_no_empty_one_at_its_end() -> None:
    section = Section("A", 0, 2 * STEP_FRAMES, (), audio_format=AudioFormat(RATE))
    assert [len(stems[Stem.VOICE]) for stems in mix_stems([section])] == [STEP_FRAMES] * 2
    assert [len(block) for block in mix_samples([section], STEP_FRAMES)] == [STEP_FRAMES] * 2
