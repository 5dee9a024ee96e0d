"""Sound for a program that takes raw samples and has no clock to ask with: handed over at the pace of ours.

A server of rooms, such as Snapcast's, reads what is written to it and expects it in real time. So a thread
pulls 20 ms at a time by a monotonic clock and writes them, LEAD_SECONDS ahead, so that a thread that is late
leaves no gap. A reader whose clock is slower holds us back, and the pace becomes its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

import numpy as np

from voicefoot.audio import AudioFormat
from voicefoot.sinks.ports import Pull, checked
from voicefoot.units import to_frames

CHANNELS = 2
"""Always: what is mono is written to both. So the reader's format depends on the sample rate alone."""
BLOCK_SECONDS = 0.02
LEAD_SECONDS = 0.1
TAIL_SECONDS = 0.3
"""Silence after the end: a reader takes whole pieces of some length, and the last one must get full."""
LATE_SECONDS = 0.5
PATIENCE_SECONDS = 0.8
"""How long a reader may take nothing; then it has gone away, which must be told within a second."""


class Writer(Protocol):
    """The way to the reader."""

    def write(self, data: bytes, stopping: threading.Event) -> None:
        """Writes all of `data`, or returns early where `stopping` is set. Raises SinkLost where the reader is
        gone, or takes nothing for PATIENCE_SECONDS.
        """
        ...

    def close(self) -> None:
        """Lets go of the reader; does nothing the second time."""
        ...


Connect = Callable[[float, threading.Event], Writer]
"""connect(seconds, stopping): a way to the reader, for which it waits as long as that. Raises SinkError."""


class PacedSink:
    """Writes to what `connect` gives: s16le, two channels, at the session's sample rate."""

    sleeps_in_silence = True

    def __init__(
        self,
        connect: Connect,
        wait_seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        """`clock` tells the time in seconds; `sleep` waits that long: from a test, if need be."""
        self.wait_seconds = wait_seconds
        """How long `start` waits for the reader."""
        self._connect = connect
        self._over = threading.Event()
        self._clock = clock
        self._sleep = self._over.wait if sleep is None else sleep
        self._heard = False
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None

    @property
    def latency_seconds(self) -> float:
        """The lead; how much the reader holds back is not known."""
        return LEAD_SECONDS

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        writer = self._connect(self.wait_seconds, self._over)
        self._thread = threading.Thread(
            target=self._run, args=(writer, pull, audio_format), name="voicefoot-paced", daemon=True
        )
        self._thread.start()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        self._over.wait(timeout_seconds)
        if self._error is not None:
            raise self._error
        return self._heard

    def stop(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, writer: Writer, pull: Pull, audio_format: AudioFormat) -> None:
        try:
            self._heard = self._write(writer, pull, audio_format)
        except BaseException as error:  # `wait` raises it, in a thread where somebody hears it
            self._error = error
        finally:
            writer.close()
            self._over.set()

    def _write(self, writer: Writer, pull: Pull, audio_format: AudioFormat) -> bool:
        """Writes to the end and the tail behind it; tells whether it got there."""
        rate = audio_format.sample_rate
        asked = to_frames(BLOCK_SECONDS, rate)
        tail_frames = to_frames(TAIL_SECONDS, rate)
        start, frames, ended = self._clock() - LEAD_SECONDS, 0, False
        while tail_frames > 0 and not self._over.is_set():
            block = np.zeros((asked, CHANNELS), dtype="<i2")
            filled = 0
            if not ended:
                given = checked(pull(asked), asked, audio_format)
                filled = len(given)
                block[:filled] = given  # a mono block goes to both channels
                ended = filled < asked
            tail_frames -= asked - filled
            writer.write(block.tobytes(), self._over)
            frames += asked
            ahead = start + frames / rate - self._clock()
            if ahead > 0:
                self._sleep(ahead)
            elif ahead < -LATE_SECONDS:  # suspended, or held back by the reader: go on from here, don't race
                start -= ahead
        return not self._over.is_set()
