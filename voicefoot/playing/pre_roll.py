"""What a speaker is given where nothing plays yet, or any more, so that it is awake for the next word."""

from __future__ import annotations

import numpy as np

from voicefoot.audio import AudioFormat, Block, as_block
from voicefoot.dsp.tones import keep_alive_tone, pre_roll_tone
from voicefoot.units import to_frames

LONGEST_LEAD_IN_SECONDS = 0.8
"""Of a lead-in that is heard before its section is made: no more is made ahead of a stream than can be left
out of it.
"""


class KeepAlive:
    """A lead-in, once, before the first stream; a hum, over and over, wherever nothing else is ready."""

    def __init__(self, audio_format: AudioFormat) -> None:
        self._format = audio_format
        self._lead_in: Block | None = None
        self._led_in_frames = 0
        self._wakes_frames = 0
        self.led_in_from = 0
        """At which frame of all that is played the lead-in began."""
        self._hum: Block | None = None
        self._hummed_frames = 0

    def lead_in(self, seconds: float) -> None:
        """Has what so long a lead-in begins with given once."""
        rate, channels = self._format.sample_rate, self._format.channels
        longest = to_frames(LONGEST_LEAD_IN_SECONDS, rate)
        self._lead_in = as_block(pre_roll_tone(rate, to_frames(seconds, rate)), channels)[:longest]

    def hum(self, wanted: bool) -> None:
        """Whether a hum is given where there is no lead-in; silence else."""
        rate, channels = self._format.sample_rate, self._format.channels
        self._hum = as_block(keep_alive_tone(rate), channels) if wanted else None

    def leads_into(self, wakes_frames: int) -> None:
        """Tells how long the lead-in is that the first stream begins with."""
        self._wakes_frames = wakes_frames

    @property
    def ahead_frames(self) -> int:
        """How much of what that stream begins with may be given before it is there; 0 where nothing is."""
        longest = to_frames(LONGEST_LEAD_IN_SECONDS, self._format.sample_rate)
        return min(self._wakes_frames, longest) if self._lead_in is not None else 0

    @property
    def led_in_frames(self) -> int:
        """How much of that was given already."""
        return min(self._led_in_frames, self.ahead_frames)

    def end_lead_in(self) -> None:
        """Lets go of it: something plays, or was cut."""
        self._lead_in = None

    def fill(self, out: Block, played_frame: int) -> None:
        """Puts its next frames into `out`, which is played from that frame on; what it has nothing for stays
        as it is.
        """
        at = 0
        if self._lead_in is not None:
            if not self._led_in_frames:
                self.led_in_from = played_frame
            part = self._lead_in[self._led_in_frames : self._led_in_frames + len(out)]
            at = len(part)
            out[:at] = part
            self._led_in_frames += at
        if self._hum is not None and at < len(out):
            frames = self._hummed_frames + np.arange(len(out) - at)
            out[at:] = self._hum[frames % len(self._hum)]
            self._hummed_frames = (int(frames[-1]) + 1) % len(self._hum)
