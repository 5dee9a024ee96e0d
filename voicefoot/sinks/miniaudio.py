"""The default sink: plays through miniaudio, block by block.

miniaudio's wheel needs nothing but libc and finds PulseAudio (or PipeWire), ALSA, JACK, Core Audio or
WASAPI as it runs. It has its own ways, and each is answered here or in `miniaudio_device`:

- An exception in the generator that feeds it means silence for good, so that none leaves `_feed`.
- When the sound server dies, or the speaker is unplugged, it stays quiet and still claims to be running, so
  that `wait` watches whether it asks for frames.
- It does not tell when the sound had a gap; `pace` does. Then a second stream with twice the buffer is opened
  beside the first, and takes over between two pulls, where the session is silent. What the first had pulled
  it plays to its end; so no frame is lost, and the rest comes later by the difference of the buffers. Where a
  device can't be opened twice, the buffer stays as it is.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Generator
from typing import Any

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import CommandError, SinkError, SinkLost
from voicefoot.sinks import miniaudio_device as devices
from voicefoot.sinks.gap_detector import GapDetector
from voicefoot.sinks.ports import Pull, SinkStatus, checked
from voicefoot.text import shown
from voicefoot.units import to_frames

NAME = "miniaudio"
BUFFER_SECONDS = 0.06
"""Asked for in thirds, and with a fade of 10 ms, a key is silence within 100 ms; less has gaps sooner on a
busy machine.
"""
GROWN_SECONDS = 0.48
"""Where growing ends."""
TAIL_SECONDS = 0.3
"""Silence after the end, beyond two buffers: what a sound server or a headset still holds back."""
LONGEST_BUFFER_SECONDS = 1.0
LARGEST_BUFFER_BYTES = 64_000
"""PulseAudio takes a little less than 64 KiB at once, and plays nothing before it has a whole buffer: of a
larger one miniaudio hands over what is taken, and waits without end.
"""
LOST_AFTER_SECONDS = 0.6
LOST_AFTER_BUFFERS = 1.6
"""Frames are asked for once a buffer; so the loss even of the largest that grows is seen within a second."""
WATCH_SECONDS = 0.1
QUIET_SECONDS = 0.4
WAIT_FOR_QUIET_SECONDS = 10.0
"""How long a larger buffer waits for QUIET_SECONDS of silence; then any silence will do, ..."""
WAIT_AT_MOST_SECONDS = 30.0
"""... and after so long, any moment: where music plays there may be no silence at all."""
QUIET_PEAK = 33
"""0.001 of full scale: the near-silence that keeps a speaker awake is below it."""

_grown: list[float] = []
"""The buffer that a gap has made larger in this process: an output that comes back begins with it."""


class _Stream:
    """One opened device. Only the sink's current one pulls."""

    def __init__(self, device: Any, buffer_seconds: float, sample_rate: int) -> None:
        self.device = device
        self.buffer_seconds = buffer_seconds
        self.pace = GapDetector(sample_rate)
        self.retired_at: float | None = None


class MiniaudioSink:
    """Plays through the device called `device`, or through the system's default where that is None."""

    sleeps_in_silence = True

    def __init__(
        self,
        device: str | None = None,
        buffer_seconds: float = BUFFER_SECONDS,
        *,
        grows: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`buffer_seconds`, 0.01 to 1: how much is asked for at a time; `grows`: after a gap, more.
        `clock` tells when frames were asked for: from a test, if need be.
        """
        self._clock = clock
        self._chosen = None if device is None else devices.find(device)
        self._buffer_seconds = buffer_seconds
        self._grows = grows
        self._turn = threading.Lock()
        """Held while frames are pulled, and while another stream takes over."""
        self._current: _Stream | None = None
        self._next: _Stream | None = None
        self._old: _Stream | None = None
        self._pull: Pull | None = None
        self._format = AudioFormat()
        self._gap_at: float | None = None
        self._quiet_frames = 0
        self._over = threading.Event()
        self._heard = False
        self._error: BaseException | None = None
        self._pulls = 0
        self._pulls_seen = 0
        self._watched_at = 0.0
        self._idle_seconds = 0.0

    @property
    def latency_seconds(self) -> float:
        """One buffer; what lies behind it (a Bluetooth headset, say) is not known."""
        return self._buffer_seconds

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        self._pull, self._format = pull, audio_format
        self._buffer_seconds = min(self._buffer_seconds, _longest_seconds(audio_format))
        self._watched_at = self._clock()
        self._current = stream = self._opened(self._buffer_seconds)
        self._begin(stream)

    def wait(self, timeout_seconds: float | None = None) -> bool:
        deadline = math.inf if timeout_seconds is None else time.monotonic() + timeout_seconds
        while not self._over.wait(max(0.0, min(WATCH_SECONDS, deadline - time.monotonic()))):
            self._watch()
            self._grow()
            if time.monotonic() >= deadline:
                return False
        if self._error is not None:
            raise self._error
        return self._heard

    def stop(self) -> None:
        self._over.set()
        with self._turn:
            streams = (self._current, self._next, self._old)
            self._current = self._next = self._old = None
        for stream in streams:
            if stream is not None:
                devices.close_device(stream.device)

    def _opened(self, buffer_seconds: float) -> _Stream:
        device = devices.open_device(self._chosen, self._format, buffer_seconds)
        return _Stream(device, buffer_seconds, self._format.sample_rate)

    def _begin(self, stream: _Stream) -> None:
        feed = self._feed(stream)
        next(feed)
        try:
            devices.start_device(stream.device, feed)
        except SinkError:
            self._current = None if self._current is stream else self._current
            raise

    def _feed(self, stream: _Stream) -> Generator[bytes, int, None]:
        """Answers miniaudio, in a thread of miniaudio's own: only copies, never raises."""
        frames = yield b""
        while True:
            with self._turn:
                if self._current is stream:
                    try:
                        block = self._pulled(stream, frames)
                    except BaseException as error:  # `wait` raises it, in a thread where somebody hears it
                        self._error = error
                        self._over.set()
                        return
                else:
                    block = None
            if block is None:
                frames = yield b""  # silence
                continue
            if len(block) < frames:
                break
            frames = yield block.tobytes()
        # miniaudio fills up with silence what is not given; what was given last is still on its way.
        silence_frames = to_frames(2 * stream.buffer_seconds + TAIL_SECONDS, self._format.sample_rate)
        silence_frames -= frames - len(block)
        frames = yield block.tobytes()
        while silence_frames > 0:
            self._pulls += 1
            silence_frames -= frames
            frames = yield b""
        self._heard = True
        self._over.set()

    def _pulled(self, stream: _Stream, frames: int) -> Block:
        """The next frames; and behind them the next stream's turn, where that is a good moment."""
        assert self._pull is not None
        self._pulls += 1
        now = self._clock()
        if stream.pace.pulled(now, frames) > 0 and self._gap_at is None:
            self._gap_at = now
        block = checked(self._pull(frames), frames, self._format)
        if self._next is not None and len(block) == frames and self._is_good_moment(block, now):
            stream.retired_at = now
            self._old, self._current, self._next, self._gap_at = stream, self._next, None, None
            self._buffer_seconds = self._current.buffer_seconds
            _grown[:] = [self._buffer_seconds]
        return block

    def _is_good_moment(self, block: Block, now: float) -> bool:
        is_quiet = bool(np.abs(block.astype(np.int32)).max(initial=0) <= QUIET_PEAK)
        self._quiet_frames = self._quiet_frames + len(block) if is_quiet else 0
        waited = 0.0 if self._gap_at is None else now - self._gap_at
        if waited > WAIT_AT_MOST_SECONDS:
            return True
        wanted = QUIET_SECONDS if waited < WAIT_FOR_QUIET_SECONDS else 0.0
        return is_quiet and self._quiet_frames >= to_frames(wanted, self._format.sample_rate)

    def _grow(self) -> None:
        """Opens a stream with a larger buffer after a gap, and closes the one whose turn is over."""
        old = self._old
        if old is not None and old.retired_at is not None:
            if self._clock() - old.retired_at > 2 * old.buffer_seconds + TAIL_SECONDS:
                self._old = None
                devices.close_device(old.device)
            return
        larger = self._larger_buffer()
        if not self._grows or self._next is not None or larger <= self._buffer_seconds:
            return
        try:
            stream = self._opened(larger)
            self._begin(stream)
        except (
            SinkError
        ):  # such a device belongs to one at a time: the buffer stays, as the top of this file says
            self._grows = False
            return
        self._gap_at = self._clock() if self._gap_at is None else self._gap_at
        self._next = stream

    def _larger_buffer(self) -> float:
        """In seconds: twice as much after a gap; else what another output of this process has grown to, since
        outputs that play together are heard together where their buffers are alike.
        """
        if self._gap_at is None and not _grown:
            return self._buffer_seconds
        larger = max(_grown, default=0.0) if self._gap_at is None else 2 * self._buffer_seconds
        return min(larger, GROWN_SECONDS, _longest_seconds(self._format))

    def _watch(self) -> None:
        """Raises SinkLost when no frames were asked for in a while.

        Time counts only as far as it was watched: a process that was suspended sees no pulls, and
        has lost nothing.
        """
        now = self._clock()
        watched, self._watched_at = min(now - self._watched_at, 2 * WATCH_SECONDS), now
        if self._pulls != self._pulls_seen or self._current is None:
            self._pulls_seen, self._idle_seconds = self._pulls, 0.0
            return
        self._idle_seconds += watched
        if self._idle_seconds > max(LOST_AFTER_SECONDS, LOST_AFTER_BUFFERS * self._buffer_seconds):
            raise SinkLost(
                "the speaker went away; connect it again, or start the sound server again, and play on "
                "with `--resume`, or write the session to a file with `voicefoot export`"
            )


class MiniaudioAdapter:
    """What the entry point names."""

    def status(self) -> SinkStatus:
        try:
            buffer_seconds, _ = _buffer()
            device = devices.open_device(None, AudioFormat(), buffer_seconds)
        except (SinkError, CommandError) as error:
            return SinkStatus(NAME, available=False, detail=str(error))
        backend = device.backend
        devices.close_device(device)
        names = tuple(found.name for found in devices.devices())
        detail = f"plays through {backend}"
        return SinkStatus(NAME, True, detail, devices=names, latency_seconds=buffer_seconds)

    def open(self, device: str | None) -> MiniaudioSink:
        buffer_seconds, grows = _buffer()
        return MiniaudioSink(device, buffer_seconds, grows=grows)


adapter = MiniaudioAdapter()


def _longest_seconds(audio_format: AudioFormat) -> float:
    bytes_a_second = audio_format.sample_rate * audio_format.channels * np.dtype(np.int16).itemsize
    return LARGEST_BUFFER_BYTES / bytes_a_second


def _buffer() -> tuple[float, bool]:
    """The buffer in seconds, and whether it may grow: what `VOICEFOOT_BUFFER_MS` says stays as it is."""
    asked = os.environ.get("VOICEFOOT_BUFFER_MS", "").strip()
    if not asked:
        return max([BUFFER_SECONDS, *_grown]), True
    if asked.isdecimal() and 0.01 <= int(asked) / 1000 <= LONGEST_BUFFER_SECONDS:
        return int(asked) / 1000, False
    raise CommandError(f'VOICEFOOT_BUFFER_MS is "{shown(asked)}"; make it a whole number from 10 to 1000')
