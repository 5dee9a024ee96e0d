"""One pull, read by several sinks, each kept at its own position.

The frames of the session lie in a ring, from which a `SyncedReader` answers one sink. Told where it should
be, it goes there unnoticed: by a short crossfade where it is silent or far off, else by playing up to 0.2 %
faster or slower for a while, a thirtieth of a semitone. Where it is right, it hands on the samples unchanged.
"""

from __future__ import annotations

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.sinks.gap_detector import GapDetector
from voicefoot.sinks.ports import Pull, checked
from voicefoot.units import to_frames

KEPT_SECONDS = 4.0
AHEAD_SECONDS = 3.0
"""What lies further ahead of all that was pulled is nobody's place: a clock has leapt."""
OFF_SECONDS = 0.003
RIGHT_SECONDS = 0.0005
FAR_SECONDS = 0.01
FADE_SECONDS = 0.005
FASTEST = 0.002
QUIET_PEAK = 33


class SharedPull:
    """The latest frames of a pull. Not safe to be used from several threads at once."""

    def __init__(self, pull: Pull, audio_format: AudioFormat) -> None:
        self.format = audio_format
        self._pull = pull
        self._kept = to_frames(KEPT_SECONDS, audio_format.sample_rate)
        self._ahead = to_frames(AHEAD_SECONDS, audio_format.sample_rate)
        self._ring = np.zeros((self._kept, audio_format.channels), dtype=np.int16)
        self._end = 0
        self._over = False

    def read(self, start: int, frames: int) -> Block:
        """`frames` frames from `start` on, which may be before 0; pulled where they are needed first.
        Silent where they are no longer kept, or too far ahead; fewer where the session ends.
        """
        missing = start + frames - self._end
        if missing > 0 and not self._over:
            if missing > self._ahead:
                return np.zeros((frames, self.format.channels), dtype=np.int16)
            self._append(checked(self._pull(missing), missing, self.format))
            self._over = self._end < start + frames
        length = max(0, min(frames, self._end - start)) if self._over else frames
        out = np.zeros((length, self.format.channels), dtype=np.int16)
        first, last = max(start, 0, self._end - self._kept), start + length
        if first < last:
            out[first - start :] = self._ring[np.arange(first, last) % self._kept]
        return out

    def _append(self, block: Block) -> None:
        kept = block[-self._kept :]
        self._end += len(block)
        self._ring[np.arange(self._end - len(kept), self._end) % self._kept] = kept


class SyncedReader:
    """Answers one sink. `offset_frames`: what it reads is so much further than what it was asked for."""

    def __init__(self, shared: SharedPull, offset_frames: int | None = None) -> None:
        """Without `offset_frames` it is silent until it is told its place."""
        self.pace = GapDetector(shared.format.sample_rate)
        self.offset_frames = offset_frames
        self._shared = shared
        self._moving = False

    def read(self, now_seconds: float, frames: int, wished_offset: float | None) -> Block:
        """The next frames, at `wished_offset` or on the way there; as before where that is None."""
        at = self.pace.asked_frames
        self.pace.pulled(now_seconds, frames)
        if self.offset_frames is None:
            if wished_offset is None:
                return np.zeros((frames, self._shared.format.channels), dtype=np.int16)
            self.offset_frames = round(wished_offset)
        error = 0 if wished_offset is None else round(wished_offset) - self.offset_frames
        rate = self._shared.format.sample_rate
        self._moving = abs(error) > to_frames(RIGHT_SECONDS if self._moving else OFF_SECONDS, rate)
        start = at + self.offset_frames
        block = self._shared.read(start, frames)
        if not self._moving or len(block) < frames:
            return block
        if _is_quiet(block) or abs(error) > to_frames(FAR_SECONDS, rate):
            self.offset_frames += error
            return _crossfaded(block, self._shared.read(start + error, frames), to_frames(FADE_SECONDS, rate))
        most = max(1, int(frames * FASTEST))
        step = max(-most, min(most, error))
        source = self._shared.read(start, frames + step + 1)
        if len(source) < frames + step + 1:
            return block
        self.offset_frames += step
        return _resampled(source, frames, step)


def _is_quiet(block: Block) -> bool:
    return bool(np.abs(block.astype(np.int32)).max(initial=0) <= QUIET_PEAK)


def _crossfaded(before: Block, after: Block, fade_frames: int) -> Block:
    """`after`, begun with a fade from `before`; as it is where it ends in it."""
    length = min(fade_frames, len(before))
    if len(after) < length:
        return after
    weight = np.linspace(0.0, 1.0, length, endpoint=False)[:, np.newaxis]
    out = after.copy()
    out[:length] = np.rint(before[:length] * (1 - weight) + after[:length] * weight)
    return out


def _resampled(source: Block, frames: int, step: int) -> Block:
    """`frames + step` frames of `source`, which has one more, in the time of `frames`."""
    places = np.arange(frames) * ((frames + step) / frames)
    known = np.arange(len(source))
    columns = [np.interp(places, known, source[:, channel]) for channel in range(source.shape[1])]
    resampled: Block = np.rint(np.stack(columns, axis=1)).astype(np.int16)
    return resampled
