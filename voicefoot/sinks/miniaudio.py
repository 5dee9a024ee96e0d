"""The default sink: plays through miniaudio, block by block.

miniaudio's wheel needs nothing but libc and finds PulseAudio (or PipeWire), ALSA, JACK, Core Audio or
WASAPI as it runs. It has its own ways, and each is answered here:

- An exception in the generator that feeds it means silence for good, so that none leaves `_feed`.
- When the sound server dies it stays quiet and still claims to be running, so that `wait` watches
  whether it asks for frames.
- Where it finds no speaker it plays to nowhere on its "null" backend, so that backends are tried one
  by one, and that one never.
- It never closes its connection to the sound server, of which PulseAudio allows 64 a program.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import CommandError, SinkError
from voicefoot.names import match, shown
from voicefoot.sinks.quiet import quiet
from voicefoot.sinks.sink import Pull, SinkStatus
from voicefoot.units import to_frames

NAME = "miniaudio"
BUFFER_SECONDS = 0.05
"""With a fade of 10 ms, a key is silence within 100 ms; less has gaps sooner on a busy machine."""
TAIL_SECONDS = 0.3
"""Silence after the end, beyond two buffers: what a sound server or a headset still holds back."""
LONGEST_BUFFER_SECONDS = 1.0
LOST_AFTER_SECONDS = 1.0
WATCH_SECONDS = 0.1
_NO_SPEAKER = (
    "plug in or switch on a speaker or headphones, choose another with `--output` (`voicefoot outputs` "
    "lists them), or write the session to a file with `voicefoot export`"
)


@dataclass(frozen=True, slots=True)
class _Device:
    """A device that was found; `key` is miniaudio's, and valid on its `backend` alone."""

    name: str
    backend: Any
    key: Any


class MiniaudioSink:
    """Plays through the device called `device`, or through the system's default where that is None."""

    def __init__(self, device: str | None = None, buffer_seconds: float = BUFFER_SECONDS) -> None:
        """`buffer_seconds`, 0.01 to 1: how much is asked for at a time."""
        self._chosen = None if device is None else _find(device)
        self._buffer_seconds = buffer_seconds
        self._device: Any = None
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
        backends = _backends() if self._chosen is None else [self._chosen.backend]
        key = None if self._chosen is None else self._chosen.key
        feed = self._feed(pull, audio_format)
        next(feed)
        self._device = _open(backends, key, audio_format, self._buffer_seconds)
        self._watched_at = time.monotonic()
        try:
            self._device.start(feed)
        except _miniaudio().MiniaudioError as error:
            self.stop()
            raise SinkError(f"the speaker did not start ({error.args[0]}); {_NO_SPEAKER}") from error

    def wait(self, timeout_seconds: float | None = None) -> bool:
        deadline = math.inf if timeout_seconds is None else time.monotonic() + timeout_seconds
        while not self._over.wait(max(0.0, min(WATCH_SECONDS, deadline - time.monotonic()))):
            self._watch()
            if time.monotonic() >= deadline:
                return False
        if self._error is not None:
            raise self._error
        return self._heard

    def stop(self) -> None:
        self._over.set()
        device, self._device = self._device, None
        if device is not None:
            _close(device)

    def _feed(self, pull: Pull, audio_format: AudioFormat) -> Generator[bytes, int, None]:
        """Answers miniaudio, in a thread of miniaudio's own: only copies, never raises."""
        silence_frames = to_frames(2 * self._buffer_seconds + TAIL_SECONDS, audio_format.sample_rate)
        frames = yield b""
        filled = frames
        while filled == frames:
            self._pulls += 1
            try:
                block = _checked(pull(frames), frames, audio_format)
            except BaseException as error:  # `wait` raises it, in a thread where somebody hears it
                self._error = error
                self._over.set()
                return
            filled = len(block)
            if filled < frames:
                break
            frames = yield block.tobytes()
        # miniaudio fills up with silence what is not given; what was given last is still on its way.
        silence_frames -= frames - filled
        frames = yield block.tobytes()
        while silence_frames > 0:
            self._pulls += 1
            silence_frames -= frames
            frames = yield b""
        self._heard = True
        self._over.set()

    def _watch(self) -> None:
        """Raises SinkError when no frames were asked for in a while.

        Time counts only as far as it was watched: a process that was suspended sees no pulls, and
        has lost nothing.
        """
        now = time.monotonic()
        watched, self._watched_at = min(now - self._watched_at, 2 * WATCH_SECONDS), now
        if self._pulls != self._pulls_seen or self._device is None:
            self._pulls_seen, self._idle_seconds = self._pulls, 0.0
            return
        self._idle_seconds += watched
        if self._idle_seconds > LOST_AFTER_SECONDS + 2 * self._buffer_seconds:
            raise SinkError(
                "the speaker went away; connect it again, or start the sound server again, and play on "
                "with `--from`, or write the session to a file with `voicefoot export`"
            )


class MiniaudioAdapter:
    """What the entry point names."""

    def status(self) -> SinkStatus:
        try:
            device = _open(_backends(), None, AudioFormat(), BUFFER_SECONDS)
        except SinkError as error:
            return SinkStatus(NAME, available=False, detail=str(error))
        backend = device.backend
        _close(device)
        names = tuple(found.name for found in _devices())
        return SinkStatus(NAME, available=True, detail=f"plays through {backend}", devices=names)

    def open(self, device: str | None) -> MiniaudioSink:
        return MiniaudioSink(device, _buffer_seconds())


adapter = MiniaudioAdapter()


def numbered(names: Sequence[str]) -> list[str]:
    """`names`, each on one line and each of its own: a second "Headset" is "Headset (2)"."""
    seen: Counter[str] = Counter()
    own = []
    for name in (" ".join(name.split()) for name in names):
        seen[name] += 1
        own.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return own


def _buffer_seconds() -> float:
    """What `VOICEFOOT_BUFFER_MS` says, for a machine on which sound has gaps; else 50 ms."""
    asked = os.environ.get("VOICEFOOT_BUFFER_MS", "").strip()
    if not asked:
        return BUFFER_SECONDS
    if asked.isdecimal() and 0.01 <= int(asked) / 1000 <= LONGEST_BUFFER_SECONDS:
        return int(asked) / 1000
    raise CommandError(f'VOICEFOOT_BUFFER_MS is "{shown(asked)}"; make it a whole number from 10 to 1000')


def _miniaudio() -> Any:
    """The library, which takes a quarter of a second to load: only where it is needed."""
    try:
        import miniaudio
    except (ImportError, OSError) as error:
        raise SinkError(
            f"miniaudio can't be loaded ({error}); install it anew with `pip install --force-reinstall "
            "miniaudio`, or write the session to a file with `voicefoot export`"
        ) from error
    return miniaudio


def _backends() -> list[Any]:
    """The real backends of this machine, in miniaudio's own order."""
    library = _miniaudio()
    not_real = {library.Backend.NULL, library.Backend.CUSTOM}
    return sorted(library.get_enabled_backends() - not_real, key=lambda backend: int(backend.value))


def _open(backends: Sequence[Any], key: Any, audio_format: AudioFormat, buffer_seconds: float) -> Any:
    """A device on the first of `backends` that has one. Raises SinkError where none has."""
    library = _miniaudio()
    reason: Exception | None = None
    for backend in backends:
        try:
            with quiet():
                return library.PlaybackDevice(
                    output_format=library.SampleFormat.SIGNED16,
                    nchannels=audio_format.channels,
                    sample_rate=audio_format.sample_rate,
                    buffersize_msec=round(buffer_seconds * 1000),
                    device_id=key,
                    backends=[backend],
                    app_name="voicefoot",
                )
        except library.MiniaudioError as error:
            reason = error
    raise SinkError(f"no speaker was found; {_NO_SPEAKER}") from reason


def _close(device: Any) -> None:
    context = device._context
    device.close()
    _miniaudio().lib.ma_context_uninit(context)


def _devices() -> Iterator[_Device]:
    """The devices of the first backend that has any."""
    library = _miniaudio()
    for backend in _backends():
        try:
            with quiet():
                found = library.Devices([backend]).get_playbacks()
        except library.MiniaudioError:
            continue  # this backend is not there, and the next may be
        if found:
            names = numbered([device["name"] for device in found])
            for name, device in zip(names, found, strict=True):
                yield _Device(name, backend, device["id"])
            return


def _find(asked: str) -> _Device:
    """The device called `asked`. Raises SinkError where there is none at all, and CommandError where
    none is called so.
    """
    found = list(_devices())
    if not found:
        raise SinkError(f"no speaker was found; {_NO_SPEAKER}")
    by_name = {device.name: device for device in found}
    return by_name[match(asked, list(by_name), "output device")]


def _checked(block: Block, frames: int, audio_format: AudioFormat) -> Block:
    if (
        block.dtype != np.int16
        or block.ndim != 2
        or block.shape[1] != audio_format.channels
        or len(block) > frames
    ):
        raise ValueError(f"asked for {frames} frames, a sink was given {block.dtype} of {block.shape}")
    return block
