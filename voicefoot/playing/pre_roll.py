"""What a speaker gets while nothing else plays, so that it is awake for the next word: a pre-roll before the
first stream, and a keep-alive tone after that.
"""

from __future__ import annotations

import numpy as np

from voicefoot.audio import AudioFormat, Block, as_block
from voicefoot.dsp.tones import keep_alive_tone, pre_roll_tone
from voicefoot.units import to_frames

MAX_PRE_ROLL_SECONDS = 0.8
"""The most of a pre-roll that is played before its stream is there: what was played is skipped in the stream,
and no more of a stream than this is made ahead.
"""


class KeepAlive:
    """A pre-roll, once, before the first stream; a tone, looped, whenever nothing else is ready."""

    def __init__(self, audio_format: AudioFormat) -> None:
        self._format = audio_format
        self._pre_roll: Block | None = None
        self._pre_roll_frames = 0
        self._stream_pre_roll_frames = 0
        self.pre_roll_start_frame = 0
        """The frame of all playback at which the pre-roll started."""
        self._tone: Block | None = None
        self._tone_frame = 0

    def start_pre_roll(self, seconds: float) -> None:
        """Play the beginning of a pre-roll of `seconds`, once."""
        rate, channels = self._format.sample_rate, self._format.channels
        max_frames = to_frames(MAX_PRE_ROLL_SECONDS, rate)
        self._pre_roll = as_block(pre_roll_tone(rate, to_frames(seconds, rate)), channels)[:max_frames]

    def set_tone(self, enabled: bool) -> None:
        """Turn the keep-alive tone on, or off, for silence."""
        rate, channels = self._format.sample_rate, self._format.channels
        self._tone = as_block(keep_alive_tone(rate), channels) if enabled else None

    def set_stream_pre_roll(self, frames: int) -> None:
        """Set the length of the pre-roll with which the first stream itself begins."""
        self._stream_pre_roll_frames = frames

    @property
    def shared_frames(self) -> int:
        """How much of the stream's pre-roll may play before the stream is there; 0 if no pre-roll plays."""
        max_frames = to_frames(MAX_PRE_ROLL_SECONDS, self._format.sample_rate)
        return min(self._stream_pre_roll_frames, max_frames) if self._pre_roll is not None else 0

    @property
    def frames_to_skip(self) -> int:
        """How much of the stream's pre-roll was played already."""
        return min(self._pre_roll_frames, self.shared_frames)

    def end_pre_roll(self) -> None:
        """Drop the pre-roll: something plays, or was cut."""
        self._pre_roll = None

    def fill(self, out: Block, played_frame: int) -> None:
        """Write the next frames into `out`, int16, (frames, channels), which plays from `played_frame` of all
        playback on. Where there is neither pre-roll nor tone, leave `out` as it is.
        """
        at = 0
        if self._pre_roll is not None:
            if not self._pre_roll_frames:
                self.pre_roll_start_frame = played_frame
            part = self._pre_roll[self._pre_roll_frames : self._pre_roll_frames + len(out)]
            at = len(part)
            out[:at] = part
            self._pre_roll_frames += at
        if self._tone is not None and at < len(out):
            frames = self._tone_frame + np.arange(len(out) - at)
            out[at:] = self._tone[frames % len(self._tone)]
            self._tone_frame = (int(frames[-1]) + 1) % len(self._tone)
