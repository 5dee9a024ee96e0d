"""Sections -> blocks: sum the clips and the music, limit the sum, and round it to 16 bits.

Everything is rendered in steps of one length, counted from the session's beginning. Steps do not depend
on the size or the start of the blocks that are asked for, so the same frames are always the same samples.

How loud each thing is stands in `model.sound_levels`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import CENTRE_GAIN, AudioFormat, Block, Samples, to_int16
from voicefoot.mixing.limiter import LIMITER_STEPS, limited
from voicefoot.model.sound_levels import SESSION_PEAK_DB
from voicefoot.model.stems import AS_ARRANGED, Gains, Stem
from voicefoot.timeline.timeline import Event, EventKind, Music, Section, Timeline
from voicefoot.units import to_amplitude

BLOCK_FRAMES = 9_600
"""A fifth of a second at 48 kHz."""
STEP_FRAMES = 4_800
"""Longer than the limiter's look-ahead at any sample rate."""

_ONE_BUS = dict.fromkeys(Stem, 0)
_BUS_PER_STEM = {stem: bus for bus, stem in enumerate(Stem)}
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
    peak_db: float = SESSION_PEAK_DB,
) -> Iterator[Block]:
    """Render the session as blocks of int16, (`block_frames`, channels); the last may be shorter.

    It begins at `start_frame`, or, if that is 0, with its first section. `gains` are relative to the
    arrangement. No true peak is above `peak_db`, in dBTP. Sections are taken one at a time, two steps ahead
    of need, so that they may still be in preparation.
    """
    return (to_int16(samples) for samples in mix_samples(sections, block_frames, start_frame, gains, peak_db))


def mix_samples(
    sections: Timeline | Iterable[Section],
    block_frames: int = BLOCK_FRAMES,
    start_frame: int = 0,
    gains: Gains = AS_ARRANGED,
    peak_db: float = SESSION_PEAK_DB,
) -> Iterator[Samples]:
    """Render as `mix` does, without the rounding to 16 bits: float32, (`block_frames`, channels), full scale
    at -1 and 1.
    """
    first_frame = max(0, start_frame // STEP_FRAMES - LIMITER_STEPS) * STEP_FRAMES
    remaining = _iterate(sections)
    first = next(remaining, None)
    if first is None:
        return iter(())
    if start_frame == 0:
        first_frame = first.start_frame
    steps = _render_steps(chain([first], remaining), first.audio_format, gains, _ONE_BUS, first_frame)
    limited_steps = limited((buses[0] for buses in steps), first.audio_format.sample_rate, peak_db)
    return _in_blocks(limited_steps, block_frames, max(0, start_frame - first_frame))


def mix_stems(
    sections: Timeline | Iterable[Section], gains: Gains = AS_ARRANGED
) -> Iterator[Mapping[Stem, Samples]]:
    """Render each stem apart, step by step: float32, (frames, channels). Their sum is the mix before the
    limiter.
    """
    remaining = _iterate(sections)
    first = next(remaining, None)
    if first is None:
        return
    audio_format, start_frame = first.audio_format, first.start_frame
    for buses in _render_steps(chain([first], remaining), audio_format, gains, _BUS_PER_STEM, start_frame):
        yield {stem: buses[bus] for stem, bus in _BUS_PER_STEM.items()}


def _iterate(sections: Timeline | Iterable[Section]) -> Iterator[Section]:
    return iter(sections.sections if isinstance(sections, Timeline) else sections)


def _in_blocks(steps: Iterable[Samples], block_frames: int, skipped_frames: int) -> Iterator[Samples]:
    """Regroup the frames of `steps`, without the first `skipped_frames`, into blocks of `block_frames`."""
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


def _render_steps(
    sections: Iterable[Section],
    audio_format: AudioFormat,
    gains: Gains,
    buses: Mapping[Stem, int],
    first_frame: int,
) -> Iterator[NDArray[np.float32]]:
    """Yield steps of float32, (buses, frames, channels), from `first_frame` on, each stem summed on its bus.

    All steps but the last have `STEP_FRAMES` frames. The time before the first section is silent.
    """
    shape = (1 + max(buses.values()), STEP_FRAMES, audio_format.channels)
    factors = {
        kind: gains.factor(stem) * _pan_factor(1, audio_format.channels) for kind, stem in _STEM_OF.items()
    }
    step = np.zeros(shape, dtype=np.float32)
    filled = 0
    has_started = False
    for section in sections:
        if not has_started and section.start_frame > first_frame:
            silent_steps, filled = divmod(section.start_frame - first_frame, STEP_FRAMES)
            yield from (np.zeros(shape, dtype=np.float32) for _ in range(silent_steps))
        has_started = True
        pending = deque(event for event in section.events if event.end_frame > first_frame)
        sounding: list[Event] = []
        at = max(section.start_frame, first_frame)
        while at < section.end_frame:
            until = min(section.end_frame, at + STEP_FRAMES - filled)
            while pending and pending[0].start_frame < until:
                sounding.append(pending.popleft())
            for event in sounding:
                factor = factors[event.kind]
                gain_db = event.gain_db + section.gain_db
                if gain_db:
                    factor = np.float32(factor * to_amplitude(gain_db))
                _add_event(step[buses[_STEM_OF[event.kind]], filled:], at, until, event, factor)
            if section.music is not None:
                factor = np.float32(gains.factor(Stem.MUSIC))
                _add_music(step[buses[Stem.MUSIC], filled:], at, until, section.music, factor)
            sounding = [event for event in sounding if event.end_frame > until]
            filled += until - at
            at = until
            if filled == STEP_FRAMES:
                yield step
                step = np.zeros(shape, dtype=np.float32)
                filled = 0
    if filled:
        yield step[:, :filled]


def _pan_factor(channels: int, out_channels: int) -> np.float32:
    """Return the factor by which a source of so many channels is added to the output's."""
    return np.float32(1.0) if channels == out_channels else CENTRE_GAIN


def _add_event(out: Samples, at: int, until: int, event: Event, factor: np.float32) -> None:
    """Add the samples of `event` from frame `at` up to `until` to `out`, which begins at frame `at`."""
    first, last = max(at, event.start_frame), min(until, event.end_frame)
    if first < last:
        part = event.clip.samples[first - event.start_frame : last - event.start_frame]
        out[first - at : last - at] += part if factor == 1.0 else part * factor


def _add_music(out: Samples, at: int, until: int, music: Music, factor: np.float32) -> None:
    """Add the samples of `music` from frame `at` up to `until` to `out`, which begins at frame `at`."""
    first, last = max(at, music.start_frame), min(until, music.end_frame)
    if first < last:
        offset = music.source_frame - music.start_frame
        part = music.source.samples(first + offset, last + offset)
        gain = _music_gain(music, first, last) * (factor * _pan_factor(part.shape[1], out.shape[1]))
        out[first - at : last - at] += part * gain[:, np.newaxis]


def _music_gain(music: Music, first: int, last: int) -> NDArray[np.float32]:
    """Return the gain of `music`, ducking and fades, as a factor for each frame from `first` up to `last`:
    float32, (frames,).
    """
    frames = np.arange(first, last)
    more_db = np.interp(
        frames,
        [music.start_frame, music.start_frame + music.gain_frames],
        [music.gain_before_db, music.gain_db],
    )
    gain = 10.0 ** ((np.interp(frames, music.turn_frames, music.turn_db) + more_db) / 20.0)
    if first < music.start_frame + music.fade_in_frames:
        gain *= _raised_cosine((frames - music.start_frame) / music.fade_in_frames)
    if last > music.end_frame - music.fade_out_frames:
        gain *= _raised_cosine((music.end_frame - frames) / music.fade_out_frames)
    return gain.astype(np.float32)


def _raised_cosine(position: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a fade from 0 at `position` 0 to 1 at 1, as a raised cosine; it stays at 0 before and at 1
    after.
    """
    shape: NDArray[np.float64] = 0.5 - 0.5 * np.cos(np.pi * np.clip(position, 0.0, 1.0))
    return shape
