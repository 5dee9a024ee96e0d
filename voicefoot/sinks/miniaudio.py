"""The default sink: plays through miniaudio, block by block.

miniaudio's wheel needs nothing but libc and finds PulseAudio (or PipeWire), ALSA, JACK, Core Audio or WASAPI
at run time. It has its own ways, and each is handled here or in `miniaudio_device`:

- After an exception in the generator that feeds it, it is silent for good; so none leaves `_feed`.
- When the sound server dies, or the speaker is unplugged, it is silent and still claims to run; so `check`
  watches whether it pulls.
- It does not report underruns; `gap_detector` finds them. Then a second stream with twice the buffer is
  opened beside the first, and takes over between two pulls, while the session is silent. The first plays what
  it has pulled to the end; so no frame is lost, and the rest comes later by the difference of the buffers. If
  a device can't be opened twice, the buffer stays as it is.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Generator
from typing import Any, ClassVar

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import CommandError, SinkError, SinkLost
from voicefoot.sinks import miniaudio_device as devices
from voicefoot.sinks.base import CHECK_SECONDS, AsyncSink
from voicefoot.sinks.blocks import check_block, is_quiet
from voicefoot.sinks.gap_detector import GapDetector
from voicefoot.sinks.ports import Pull, SinkStatus
from voicefoot.text import shown
from voicefoot.units import to_frames

NAME = "miniaudio"
BUFFER_SECONDS = 0.06
"""With periods of a third of it, and a fade of 10 ms, a key silences the speaker within 100 ms; less has
underruns sooner on a busy machine.
"""
MAX_GROWN_SECONDS = 0.48
"""The buffer grows no further than this."""
DRAIN_SECONDS = 0.3
"""Silence after the end, beyond two buffers: what a sound server or a headset still holds back."""
MAX_BUFFER_SECONDS = 1.0
MAX_BUFFER_BYTES = 64_000
"""PulseAudio takes a little less than 64 KiB at once, and plays nothing before it has a whole buffer: of a
larger one miniaudio hands over what is taken, and waits without end.
"""
LOST_AFTER_SECONDS = 0.6
LOST_AFTER_BUFFERS = 1.6
"""A device pulls once a buffer; so the loss even of the largest grown one is noticed within a second."""
QUIET_SECONDS = 0.4
WAIT_FOR_QUIET_SECONDS = 10.0
"""How long a larger buffer waits for QUIET_SECONDS of silence; then any silence will do, ..."""
MAX_WAIT_SECONDS = 30.0
"""... and after this long, any moment: with music there may be no silence at all."""


class _Stream:
    """One opened device. Only the sink's current one pulls."""

    def __init__(self, device: Any, buffer_seconds: float, sample_rate: int) -> None:
        self.device = device
        self.buffer_seconds = buffer_seconds
        self.gaps = GapDetector(sample_rate)
        self.retired_at: float | None = None


class MiniaudioSink(AsyncSink):
    """Plays through a device, in the thread that miniaudio calls back from."""

    grown_seconds: ClassVar[float] = 0.0
    """The buffer length to which an underrun has led in this process, or 0: an output that comes back begins
    with it.
    """

    def __init__(
        self,
        device: str | None = None,
        buffer_seconds: float = BUFFER_SECONDS,
        *,
        grows: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`device`: its name; None for the system's default. `buffer_seconds`, 0.01 to 1: how much is
        buffered. `grows`: it becomes more after an underrun. `clock` returns the time of a pull in seconds:
        a test may pass its own. Raises SinkError if there is no device at all, and CommandError if there is
        none of that name.
        """
        super().__init__()
        self.grows = grows
        self._clock = clock
        self._chosen = None if device is None else devices.find(device)
        self._buffer_seconds = buffer_seconds
        self._pull_lock = threading.Lock()
        """Held while frames are pulled, and while another stream takes over."""
        self._current: _Stream | None = None
        self._next: _Stream | None = None
        self._old: _Stream | None = None
        self._pull: Pull | None = None
        self._format = AudioFormat()
        self._gap_at: float | None = None
        self._quiet_frames = 0
        self._pull_count = 0
        self._checked_pull_count = 0
        self._checked_at = 0.0
        self._idle_seconds = 0.0

    @property
    def latency_seconds(self) -> float:
        """One buffer. The latency behind it (of a Bluetooth headset, say) is not known."""
        return self._buffer_seconds

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        self._pull, self._format = pull, audio_format
        self._buffer_seconds = min(self._buffer_seconds, _max_buffer_seconds(audio_format))
        self._checked_at = self._clock()
        self._current = stream = self._open_stream(self._buffer_seconds)
        self._start_stream(stream)

    def check(self) -> None:
        self._check_alive()
        self._grow()

    def stop(self) -> None:
        self._over.set()
        with self._pull_lock:
            streams = (self._current, self._next, self._old)
            self._current = self._next = self._old = None
        for stream in streams:
            if stream is not None:
                devices.close_device(stream.device)

    def _open_stream(self, buffer_seconds: float) -> _Stream:
        device = devices.open_device(self._chosen, self._format, buffer_seconds)
        return _Stream(device, buffer_seconds, self._format.sample_rate)

    def _start_stream(self, stream: _Stream) -> None:
        feed = self._feed(stream)
        next(feed)
        try:
            devices.start_device(stream.device, feed)
        except SinkError:
            self._current = None if self._current is stream else self._current
            raise

    def _feed(self, stream: _Stream) -> Generator[bytes, int, None]:
        """Answer miniaudio's callback, in its thread: only copy, and never raise."""
        frames = yield b""
        while True:
            with self._pull_lock:
                if self._current is stream:
                    try:
                        block = self._pull_for(stream, frames)
                    except BaseException as error:  # whatever it is, the thread that waits raises it
                        self._fail(error)
                        return
                else:
                    block = None
            if block is None:
                frames = yield b""  # silence
                continue
            if len(block) < frames:
                break
            frames = yield block.tobytes()
        # miniaudio fills up with silence what it is not given; the last frames are still on their way.
        silence_frames = to_frames(2 * stream.buffer_seconds + DRAIN_SECONDS, self._format.sample_rate)
        silence_frames -= frames - len(block)
        frames = yield block.tobytes()
        while silence_frames > 0:
            self._pull_count += 1
            silence_frames -= frames
            frames = yield b""
        self._finish(completed=True)

    def _pull_for(self, stream: _Stream, frames: int) -> Block:
        """Pull the next frames for `stream`; then let the next stream take over, if there is one and the
        moment is good.
        """
        assert self._pull is not None
        self._pull_count += 1
        now = self._clock()
        if stream.gaps.on_pull(now, frames) > 0 and self._gap_at is None:
            self._gap_at = now
        block = check_block(self._pull(frames), frames, self._format)
        if self._next is not None and len(block) == frames and self._is_good_moment(block, now):
            stream.retired_at = now
            self._old, self._current, self._next, self._gap_at = stream, self._next, None, None
            self._buffer_seconds = self._current.buffer_seconds
            MiniaudioSink.grown_seconds = self._buffer_seconds
        return block

    def _is_good_moment(self, block: Block, now: float) -> bool:
        """Return whether the session is silent for long enough after `block`; the longer ago the underrun
        was, the less will do.
        """
        quiet = is_quiet(block)
        self._quiet_frames = self._quiet_frames + len(block) if quiet else 0
        waited_seconds = 0.0 if self._gap_at is None else now - self._gap_at
        if waited_seconds > MAX_WAIT_SECONDS:
            return True
        required_seconds = QUIET_SECONDS if waited_seconds < WAIT_FOR_QUIET_SECONDS else 0.0
        return quiet and self._quiet_frames >= to_frames(required_seconds, self._format.sample_rate)

    def _grow(self) -> None:
        """Open a stream with a larger buffer after an underrun; close the old one once it has drained."""
        old = self._old
        if old is not None and old.retired_at is not None:
            if self._clock() - old.retired_at > 2 * old.buffer_seconds + DRAIN_SECONDS:
                self._old = None
                devices.close_device(old.device)
            return
        larger_seconds = self._larger_buffer_seconds()
        if not self.grows or self._next is not None or larger_seconds <= self._buffer_seconds:
            return
        try:
            stream = self._open_stream(larger_seconds)
            self._start_stream(stream)
        except SinkError:
            self.grows = False  # the device opens for one stream at a time: the buffer stays as it is
            return
        self._gap_at = self._clock() if self._gap_at is None else self._gap_at
        self._next = stream

    def _larger_buffer_seconds(self) -> float:
        """Return twice the buffer after an underrun; else what another output of this process has grown to,
        since outputs that play together are in sync if their buffers are alike.
        """
        if self._gap_at is None and not self.grown_seconds:
            return self._buffer_seconds
        larger_seconds = self.grown_seconds if self._gap_at is None else 2 * self._buffer_seconds
        return min(larger_seconds, MAX_GROWN_SECONDS, _max_buffer_seconds(self._format))

    def _check_alive(self) -> None:
        """Raise SinkLost if the device has not pulled in a while.

        Time counts only as far as it was watched: a process that was suspended sees no pulls, and has lost
        nothing.
        """
        now = self._clock()
        watched_seconds, self._checked_at = min(now - self._checked_at, 2 * CHECK_SECONDS), now
        if self._pull_count != self._checked_pull_count or self._current is None:
            self._checked_pull_count, self._idle_seconds = self._pull_count, 0.0
            return
        self._idle_seconds += watched_seconds
        if self._idle_seconds > max(LOST_AFTER_SECONDS, LOST_AFTER_BUFFERS * self._buffer_seconds):
            raise SinkLost(
                "the speaker went away; connect it again, or start the sound server again, and play on "
                "with `--resume`, or write the session to a file with `voicefoot export`"
            )


class MiniaudioAdapter:
    """What the entry point names."""

    def status(self) -> SinkStatus:
        try:
            buffer_seconds, _ = _buffer_setting()
            device = devices.open_device(None, AudioFormat(), buffer_seconds)
        except (SinkError, CommandError) as error:
            return SinkStatus(NAME, available=False, detail=str(error))
        backend = device.backend
        devices.close_device(device)
        names = tuple(found.name for found in devices.devices())
        detail = f"plays through {backend}"
        return SinkStatus(NAME, True, detail, devices=names, latency_seconds=buffer_seconds)

    def open(self, device: str | None) -> MiniaudioSink:
        buffer_seconds, grows = _buffer_setting()
        return MiniaudioSink(device, buffer_seconds, grows=grows)


adapter = MiniaudioAdapter()


def _max_buffer_seconds(audio_format: AudioFormat) -> float:
    bytes_per_second = audio_format.sample_rate * audio_format.channels * np.dtype(np.int16).itemsize
    return MAX_BUFFER_BYTES / bytes_per_second


def _buffer_setting() -> tuple[float, bool]:
    """Return the buffer in seconds, and whether it may grow: one that `VOICEFOOT_BUFFER_MS` sets does not."""
    setting = os.environ.get("VOICEFOOT_BUFFER_MS", "").strip()
    if not setting:
        return max(BUFFER_SECONDS, MiniaudioSink.grown_seconds), True
    if setting.isdecimal() and 0.01 <= int(setting) / 1000 <= MAX_BUFFER_SECONDS:
        return int(setting) / 1000, False
    raise CommandError(f'VOICEFOOT_BUFFER_MS is "{shown(setting)}"; make it a whole number from 10 to 1000')
