"""One pull, read by several sinks, each at a position of its own.

A ring buffer holds the latest frames of the session; a `SyncedReader` answers the pulls of one sink from it.
Given the offset at which it should read, it resyncs unnoticed: by a short crossfade if the sound is silent
or the error is large, else by playing up to 0.2 % faster or slower for a while, a thirtieth of a semitone.
While it is in sync, it passes the samples on unchanged.
"""

from __future__ import annotations

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.sinks.blocks import check_block, is_quiet
from voicefoot.sinks.gap_detector import GapDetector
from voicefoot.sinks.ports import Pull
from voicefoot.units import to_frames

RING_SECONDS = 4.0
MAX_AHEAD_SECONDS = 3.0
"""No position is further ahead of what was pulled than this: a clock has leapt."""
RESYNC_ABOVE_SECONDS = 0.003
"""A larger error begins a resync, ..."""
IN_SYNC_SECONDS = 0.0005
"""... which ends at no more than this."""
CROSSFADE_ABOVE_SECONDS = 0.01
"""A larger error is corrected by a crossfade, even in mid-sound."""
CROSSFADE_SECONDS = 0.005
MAX_SPEED_CHANGE = 0.002


class SharedPull:
    """The latest frames of a pull. Not thread-safe."""

    def __init__(self, pull: Pull, audio_format: AudioFormat) -> None:
        self.format = audio_format
        self._pull = pull
        self._max_ahead_frames = to_frames(MAX_AHEAD_SECONDS, audio_format.sample_rate)
        ring_frames = to_frames(RING_SECONDS, audio_format.sample_rate)
        self._ring: Block = np.zeros((ring_frames, audio_format.channels), dtype=np.int16)
        self._end = 0
        """How many frames were pulled."""
        self._over = False

    def read(self, start: int, frames: int) -> Block:
        """Return `frames` frames from frame `start` on, which may be negative: int16, (frames, channels).
        Pull what is not there yet. Frames before 0, or out of the ring, or too far ahead are silent; at the
        end of the session there are fewer.
        """
        missing = start + frames - self._end
        if missing > 0 and not self._over:
            if missing > self._max_ahead_frames:
                return np.zeros((frames, self.format.channels), dtype=np.int16)
            self._append(check_block(self._pull(missing), missing, self.format))
            self._over = self._end < start + frames
        length = max(0, min(frames, self._end - start)) if self._over else frames
        out = np.zeros((length, self.format.channels), dtype=np.int16)
        first, last = max(start, 0, self._end - len(self._ring)), start + length
        if first < last:
            out[first - start :] = self._ring[np.arange(first, last) % len(self._ring)]
        return out

    def _append(self, block: Block) -> None:
        latest = block[-len(self._ring) :]
        self._end += len(block)
        self._ring[np.arange(self._end - len(latest), self._end) % len(self._ring)] = latest


class SyncedReader:
    """Answers the pulls of one sink from a shared pull."""

    def __init__(self, shared: SharedPull, offset_frames: int | None = None) -> None:
        """`offset_frames`: how far its position in the session is ahead of the frames that were pulled from
        it. None: it is silent until it is given an offset.
        """
        self.timing = GapDetector(shared.format.sample_rate)
        self.offset_frames = offset_frames
        self._shared = shared
        self._resyncing = False

    def read(self, now_seconds: float, frames: int, target_offset: float | None) -> Block:
        """Return the next `frames` frames, at `target_offset` or on the way there; if that is None, at the
        offset of before. int16, (frames, channels); fewer at the end of the session.
        """
        position = self.timing.pulled_frames
        self.timing.on_pull(now_seconds, frames)
        if self.offset_frames is None:
            if target_offset is None:
                return np.zeros((frames, self._shared.format.channels), dtype=np.int16)
            self.offset_frames = round(target_offset)
        error = 0 if target_offset is None else round(target_offset) - self.offset_frames
        rate = self._shared.format.sample_rate
        threshold_seconds = IN_SYNC_SECONDS if self._resyncing else RESYNC_ABOVE_SECONDS
        self._resyncing = abs(error) > to_frames(threshold_seconds, rate)
        start = position + self.offset_frames
        block = self._shared.read(start, frames)
        if not self._resyncing or len(block) < frames:
            return block
        if is_quiet(block) or abs(error) > to_frames(CROSSFADE_ABOVE_SECONDS, rate):
            self.offset_frames += error
            return _crossfade(
                block, self._shared.read(start + error, frames), to_frames(CROSSFADE_SECONDS, rate)
            )
        max_step = max(1, int(frames * MAX_SPEED_CHANGE))
        step = max(-max_step, min(max_step, error))
        source = self._shared.read(start, frames + step + 1)
        if len(source) < frames + step + 1:
            return block
        self.offset_frames += step
        return _resample(source, frames, step)


def _crossfade(before: Block, after: Block, fade_frames: int) -> Block:
    """Return `after`, faded in from `before`; unchanged if the session ends within the fade."""
    length = min(fade_frames, len(before))
    if len(after) < length:
        return after
    weight = np.linspace(0.0, 1.0, length, endpoint=False)[:, np.newaxis]
    out = after.copy()
    out[:length] = np.rint(before[:length] * (1 - weight) + after[:length] * weight)
    return out


def _resample(source: Block, frames: int, step: int) -> Block:
    """Resample `frames + step` frames to `frames`, linearly. `source` has one frame more than that."""
    positions = np.arange(frames) * ((frames + step) / frames)
    source_frames = np.arange(len(source))
    columns = [np.interp(positions, source_frames, source[:, channel]) for channel in range(source.shape[1])]
    resampled: Block = np.rint(np.stack(columns, axis=1)).astype(np.int16)
    return resampled
