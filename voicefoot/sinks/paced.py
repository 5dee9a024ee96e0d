"""Playing by the clock of this machine: a pacer, and a sink for programs that take raw samples.

A server of rooms, such as Snapcast's, reads what is written to it and expects it in real time, but has no
clock to ask with. So a thread pulls 20 ms at a time by a monotonic clock and writes them, LEAD_SECONDS
ahead, so that a thread that is late leaves no gap. A reader whose clock is slower blocks the writes, and its
pace becomes ours.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

import numpy as np

from voicefoot.audio import AudioFormat
from voicefoot.sinks.base import ThreadSink
from voicefoot.sinks.blocks import check_block
from voicefoot.sinks.ports import Pull
from voicefoot.units import to_frames

CHANNELS = 2
"""Always: a mono session is written to both channels, so that the reader's format depends on the sample rate
alone.
"""
BLOCK_SECONDS = 0.02
LEAD_SECONDS = 0.1
TAIL_SECONDS = 0.3
"""Silence after the end: a reader takes chunks of some length, and the last one must fill up."""
MAX_LATE_SECONDS = 0.5
WRITE_TIMEOUT_SECONDS = 0.8
"""How long a reader may take nothing; after that it counts as lost, which must be known within a second."""


class Pacer:
    """Holds a thread back to the pace of the sample rate."""

    def __init__(
        self,
        sample_rate: int,
        clock: Callable[[], float],
        sleep: Callable[[float], object],
        lead_seconds: float = 0.0,
    ) -> None:
        """`lead_seconds`: how far ahead of the clock the frames are."""
        self._rate = sample_rate
        self._clock = clock
        self._sleep = sleep
        self._start = clock() - lead_seconds
        self._frames = 0

    def advance(self, frames: int) -> None:
        """Count `frames` more, and sleep until the next are due.

        A moment's delay is made up for. After one of more than MAX_LATE_SECONDS (the process was suspended,
        or the reader blocked) the pace goes on from here: there is no race to catch up.
        """
        self._frames += frames
        ahead_seconds = self._start + self._frames / self._rate - self._clock()
        if ahead_seconds > 0:
            self._sleep(ahead_seconds)
        elif ahead_seconds < -MAX_LATE_SECONDS:
            self._start -= ahead_seconds


class Writer(Protocol):
    """The connection to the reader."""

    def write(self, data: bytes, stopping: threading.Event) -> None:
        """Write all of `data`, or return early once `stopping` is set. Raises SinkLost if the reader is
        gone, or takes nothing for WRITE_TIMEOUT_SECONDS.
        """
        ...

    def close(self) -> None:
        """Close the connection. A second call does nothing."""
        ...


Connect = Callable[[float, threading.Event], Writer]
"""connect(timeout_seconds, stopping) connects to the reader, and waits for it no longer than that. Raises
SinkError.
"""


class PacedSink(ThreadSink):
    """Writes to the reader that `connect` finds: s16le, two channels, at the session's sample rate."""

    latency_seconds = LEAD_SECONDS
    """How much the reader buffers is not known."""

    def __init__(
        self,
        connect: Connect,
        connect_timeout_seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        """`clock` returns the time in seconds, `sleep` waits for some seconds: a test may pass its own."""
        super().__init__()
        self.connect_timeout_seconds = connect_timeout_seconds
        """How long `start` waits for the reader."""
        self._connect = connect
        self._clock = clock
        self._sleep = self._stopping.wait if sleep is None else sleep

    def limit_start_wait(self, seconds: float) -> None:
        self.connect_timeout_seconds = min(self.connect_timeout_seconds, seconds)

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        writer = self._connect(self.connect_timeout_seconds, self._stopping)
        self._play_in_thread(lambda: self._play(writer, pull, audio_format), "voicefoot-paced")

    def _play(self, writer: Writer, pull: Pull, audio_format: AudioFormat) -> bool:
        try:
            self._write(writer, pull, audio_format)
            return not self._stopping.is_set()
        finally:
            writer.close()

    def _write(self, writer: Writer, pull: Pull, audio_format: AudioFormat) -> None:
        """Write to the end of the session and the tail behind it, or until stopped."""
        rate = audio_format.sample_rate
        block_frames = to_frames(BLOCK_SECONDS, rate)
        tail_frames = to_frames(TAIL_SECONDS, rate)
        pacer = Pacer(rate, self._clock, self._sleep, LEAD_SECONDS)
        ended = False
        while tail_frames > 0 and not self._stopping.is_set():
            block = np.zeros((block_frames, CHANNELS), dtype="<i2")
            filled = 0
            if not ended:
                pulled = check_block(pull(block_frames), block_frames, audio_format)
                filled = len(pulled)
                block[:filled] = pulled  # a mono block is broadcast to both channels
                ended = filled < block_frames
            tail_frames -= block_frames - filled
            writer.write(block.tobytes(), self._stopping)
            pacer.advance(block_frames)
