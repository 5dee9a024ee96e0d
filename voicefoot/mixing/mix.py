"""Sections -> blocks: clips and music added up, limited, and rounded to 16 bits.

All is made in steps of one length that begin at the session's own beginning, whatever blocks are asked
for and wherever they start, so that the same frames are always the same samples.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import CENTRE, AudioFormat, Block, Samples, to_int16
from voicefoot.mixing.limiter import LIMITER_STEPS, limited
from voicefoot.model.stems import AS_ARRANGED, Gains, Stem
from voicefoot.timeline.timeline import Event, EventKind, Music, Section, Timeline

BLOCK_FRAMES = 9_600
"""A fifth of a second at 48 kHz."""
STEP_FRAMES = 4_800
"""Longer than what the limiter looks at to either side, at any sample rate."""

_TOGETHER = dict.fromkeys(Stem, 0)
_APART = {stem: lane for lane, stem in enumerate(Stem)}
_STEM_OF: Mapping[EventKind, Stem] = {
    EventKind.SPEECH: Stem.VOICE,
    EventKind.COUNT: Stem.VOICE,
    EventKind.TICK: Stem.BEAT,
    EventKind.CHIME: Stem.CHIME,
    EventKind.WAKE: Stem.CHIME,
}


def mix(
    sections: Timeline | Iterable[Section],
    block_frames: int = BLOCK_FRAMES,
    start_frame: int = 0,
    gains: Gains = AS_ARRANGED,
) -> Iterator[Block]:
    """The session from `start_frame` on (0: from its first section on), as blocks of int16, (`block_frames`,
    channels); the last may be shorter. No true peak is above -1 dBTP.

    Sections are taken one at a time, two steps ahead of need, so that they may still be in the making.
    """
    return (to_int16(samples) for samples in mix_samples(sections, block_frames, start_frame, gains))


def mix_samples(
    sections: Timeline | Iterable[Section],
    block_frames: int = BLOCK_FRAMES,
    start_frame: int = 0,
    gains: Gains = AS_ARRANGED,
) -> Iterator[Samples]:
    """As `mix`, before the rounding to 16 bits: float32, full scale at -1 and 1."""
    first_frame = max(0, start_frame // STEP_FRAMES - LIMITER_STEPS) * STEP_FRAMES
    coming = iter(sections.sections if isinstance(sections, Timeline) else sections)
    first = next(coming, None)
    if first is None:
        return iter(())
    if start_frame == 0:
        first_frame = first.start_frame
    rendered = _rendered(chain([first], coming), first.audio_format, gains, _TOGETHER, first_frame)
    steps = limited((lanes[0] for lanes in rendered), first.audio_format.sample_rate)
    return _in_blocks(steps, block_frames, max(0, start_frame - first_frame))


def mix_stems(
    sections: Timeline | Iterable[Section], gains: Gains = AS_ARRANGED
) -> Iterator[Mapping[Stem, Samples]]:
    """The stems apart, step by step, each float32, (frames, channels). Their sum is the mix before the
    limiter.
    """
    coming = iter(sections.sections if isinstance(sections, Timeline) else sections)
    for first in coming:
        rendered = _rendered(chain([first], coming), first.audio_format, gains, _APART, first.start_frame)
        for lanes in rendered:
            yield {stem: lanes[lane] for stem, lane in _APART.items()}


def _in_blocks(steps: Iterable[Samples], block_frames: int, skipped_frames: int) -> Iterator[Samples]:
    """`steps` without their first `skipped_frames`, cut anew into blocks."""
    parts: list[Samples] = []
    filled = 0
    for step in steps:
        at = min(skipped_frames, len(step))
        skipped_frames -= at
        while at < len(step):
            parts.append(step[at : at + block_frames - filled])
            filled += len(parts[-1])
            at += len(parts[-1])
            if filled == block_frames:
                yield np.concatenate(parts)
                parts, filled = [], 0
    if parts:
        yield np.concatenate(parts)


def _rendered(
    sections: Iterable[Section],
    audio_format: AudioFormat,
    gains: Gains,
    lanes: Mapping[Stem, int],
    first_frame: int,
) -> Iterator[NDArray[np.float32]]:
    """Steps of (lanes, frames, channels), from `first_frame` on, in which each stem is added to its lane.
    Before the first section there is silence.
    """
    shape = (1 + max(lanes.values()), STEP_FRAMES, audio_format.channels)
    factors = {
        kind: gains.factor(stem) * _spread(1, audio_format.channels) for kind, stem in _STEM_OF.items()
    }
    step = np.zeros(shape, dtype=np.float32)
    filled = 0
    begun = False
    for section in sections:
        if not begun and section.start_frame > first_frame:
            whole, filled = divmod(section.start_frame - first_frame, STEP_FRAMES)
            yield from (np.zeros(shape, dtype=np.float32) for _ in range(whole))
        begun = True
        coming = deque(event for event in section.events if event.end_frame > first_frame)
        sounding: list[Event] = []
        at = max(section.start_frame, first_frame)
        while at < section.end_frame:
            until = min(section.end_frame, at + STEP_FRAMES - filled)
            while coming and coming[0].start_frame < until:
                sounding.append(coming.popleft())
            for event in sounding:
                _add_event(step[lanes[_STEM_OF[event.kind]], filled:], at, until, event, factors[event.kind])
            if section.music is not None:
                factor = np.float32(gains.factor(Stem.MUSIC))
                _add_music(step[lanes[Stem.MUSIC], filled:], at, until, section.music, factor)
            sounding = [event for event in sounding if event.end_frame > until]
            filled += until - at
            at = until
            if filled == STEP_FRAMES:
                yield step
                step = np.zeros(shape, dtype=np.float32)
                filled = 0
    if filled:
        yield step[:, :filled]


def _spread(channels: int, onto: int) -> np.float32:
    return np.float32(1.0) if channels == onto else CENTRE


def _add_event(out: Samples, at: int, until: int, event: Event, factor: np.float32) -> None:
    """Adds to `out`, whose first frame is `at`, what `event` has between `at` and `until`."""
    first, last = max(at, event.start_frame), min(until, event.end_frame)
    if first < last:
        part = event.clip.samples[first - event.start_frame : last - event.start_frame]
        out[first - at : last - at] += part if factor == 1.0 else part * factor


def _add_music(out: Samples, at: int, until: int, music: Music, factor: np.float32) -> None:
    """Adds to `out`, whose first frame is `at`, what `music` has between `at` and `until`."""
    first, last = max(at, music.start_frame), min(until, music.end_frame)
    if first < last:
        offset = music.source_frame - music.start_frame
        part = music.source.samples(first + offset, last + offset)
        gain = music_gain(music, first, last) * (factor * _spread(part.shape[1], out.shape[1]))
        out[first - at : last - at] += part * gain[:, np.newaxis]


def music_gain(music: Music, first: int, last: int) -> NDArray[np.float32]:
    """The factor of each frame of `music` from `first` up to `last`: ducking, and fades."""
    frames = np.arange(first, last)
    gain = 10.0 ** (np.interp(frames, music.turn_frames, music.turn_db) / 20.0)
    if first < music.start_frame + music.fade_in_frames:
        gain *= _risen((frames - music.start_frame) / music.fade_in_frames)
    if last > music.end_frame - music.fade_out_frames:
        gain *= _risen((music.end_frame - frames) / music.fade_out_frames)
    return gain.astype(np.float32)


def _risen(position: NDArray[np.float64]) -> NDArray[np.float64]:
    """A raised cosine: 0 at 0, 1 at 1 and beyond."""
    shape: NDArray[np.float64] = 0.5 - 0.5 * np.cos(np.pi * np.clip(position, 0.0, 1.0))
    return shape
