"""Plays to nothing, in real time: for a machine without a speaker, and to see a session pass by."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from voicefoot.audio import AudioFormat
from voicefoot.errors import CommandError
from voicefoot.sinks.ports import Pull, SinkStatus
from voicefoot.text import shown
from voicefoot.units import to_frames

NAME = "null"
BLOCK_SECONDS = 0.02
LATE_SECONDS = 0.5


class NullSink:
    """Pulls as fast as a speaker would, and drops what it gets."""

    sleeps_in_silence = False

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] | None = None
    ) -> None:
        """`clock` tells the time in seconds; `sleep` waits that long: from a test, if need be."""
        self._over = threading.Event()
        self._clock = clock
        self._sleep = self._over.wait if sleep is None else sleep
        self._heard = False
        self._error: BaseException | None = None

    @property
    def latency_seconds(self) -> float:
        return 0.0

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        threading.Thread(
            target=self._run, args=(pull, audio_format), name="voicefoot-null", daemon=True
        ).start()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        self._over.wait(timeout_seconds)
        if self._error is not None:
            raise self._error
        return self._heard

    def stop(self) -> None:
        self._over.set()

    def _run(self, pull: Pull, audio_format: AudioFormat) -> None:
        asked = to_frames(BLOCK_SECONDS, audio_format.sample_rate)
        start, frames, filled = self._clock(), 0, asked
        while filled == asked and not self._over.is_set():
            try:
                filled = len(pull(asked))
            except BaseException as error:  # `wait` raises it, in a thread where somebody hears it
                self._error = error
                break
            frames += filled
            ahead = start + frames / audio_format.sample_rate - self._clock()
            if ahead > 0:
                self._sleep(ahead)
            elif ahead < -LATE_SECONDS:  # the process was suspended: go on from here, don't race
                start -= ahead
        self._heard = self._error is None and not self._over.is_set()
        self._over.set()


class NullAdapter:
    """What the entry point names."""

    def status(self) -> SinkStatus:
        return SinkStatus(NAME, available=True, detail="plays to nothing, in real time", latency_seconds=0.0)

    def open(self, device: str | None) -> NullSink:
        if device is not None:
            raise CommandError(f'"null" has no device "{shown(device)}"; write `--output null`')
        return NullSink()


adapter = NullAdapter()
