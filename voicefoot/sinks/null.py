"""Plays to nothing, in real time: for a machine without a speaker, and to see a session pass by."""

from __future__ import annotations

import time
from collections.abc import Callable

from voicefoot.audio import AudioFormat
from voicefoot.errors import CommandError
from voicefoot.sinks.base import ThreadSink
from voicefoot.sinks.paced import BLOCK_SECONDS, Pacer
from voicefoot.sinks.ports import Pull, SinkStatus
from voicefoot.text import shown
from voicefoot.units import to_frames

NAME = "null"


class NullSink(ThreadSink):
    """Pulls as fast as a speaker would, and drops the frames."""

    sleeps_in_silence = False
    latency_seconds = 0.0
    block_seconds = BLOCK_SECONDS
    """How much is pulled at once."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] | None = None
    ) -> None:
        """`clock` returns the time in seconds, `sleep` waits for some seconds: a test may pass its own."""
        super().__init__()
        self._clock = clock
        self._sleep = self._stopping.wait if sleep is None else sleep

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        self._play_in_thread(lambda: self._play(pull, audio_format), "voicefoot-null")

    def _play(self, pull: Pull, audio_format: AudioFormat) -> bool:
        block_frames = filled = to_frames(self.block_seconds, audio_format.sample_rate)
        pacer = Pacer(audio_format.sample_rate, self._clock, self._sleep)
        while filled == block_frames and not self._stopping.is_set():
            filled = len(pull(block_frames))
            pacer.advance(filled)
        return not self._stopping.is_set()


class NullAdapter:
    """What the entry point names."""

    def status(self) -> SinkStatus:
        return SinkStatus(NAME, available=True, detail="plays to nothing, in real time", latency_seconds=0.0)

    def open(self, device: str | None) -> NullSink:
        if device is not None:
            raise CommandError(f'"null" has no device "{shown(device)}"; write `--output null`')
        return NullSink()


adapter = NullAdapter()
