"""miniaudio's devices: found by name, opened, and closed for good.

Everything of the library that has to be handled with care is here:

- Where it finds no speaker it plays to nowhere on its "null" backend, so that backends are tried one by one,
  and that one never. A backend that has played is kept to for as long as the process lives: while the sound
  server is away for a moment ALSA would answer in its place, with another speaker or none, and keep the
  server from coming back to it. Neither starts a server by itself.
- It asks for a period at a time, and plays it to its end before it asks again: so periods are a third of the
  buffer. In one as long as the buffer a key would wait for its turn as long as for the buffer itself.
- It never closes its connection to the sound server, of which PulseAudio allows 64 a program: neither that
  of a device, nor that of one that did not open.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from voicefoot.audio import AudioFormat
from voicefoot.errors import SinkError
from voicefoot.sinks.stderr import quiet
from voicefoot.text import match

NO_SPEAKER = (
    "plug in or switch on a speaker or headphones, choose another with `--output` (`voicefoot outputs` "
    "lists them), or write the session to a file with `voicefoot export`"
)
PERIODS = 3
"""To a buffer."""
_LATENCY = "PULSE_LATENCY_MSEC"
_played: list[Any] = []
"""The backend that has played in this process, if any."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device that was found; `key` is miniaudio's, and valid on its `backend` alone."""

    name: str
    backend: Any
    key: Any


def library() -> Any:
    """The library, which takes a quarter of a second to load: only where it is needed. Raises SinkError."""
    try:
        import miniaudio
    except (ImportError, OSError) as error:
        raise SinkError(
            f"miniaudio can't be loaded ({error}); install it anew with `pip install --force-reinstall "
            "miniaudio`, or write the session to a file with `voicefoot export`"
        ) from error
    return miniaudio


def open_device(chosen: Device | None, audio_format: AudioFormat, buffer_seconds: float) -> Any:
    """`chosen`, or the default of the first backend that has one. Raises SinkError where none has."""
    backends = _backends() if chosen is None else [chosen.backend]
    reason: Exception | None = None
    for backend in backends:
        try:
            return _opened(backend, None if chosen is None else chosen.key, audio_format, buffer_seconds)
        except library().MiniaudioError as error:
            reason = error
    raise SinkError(f"no speaker was found; {NO_SPEAKER}") from reason


def start_device(device: Any, feed: Any) -> None:
    """Has `device` ask `feed` for frames from now on. Raises SinkError, and closes it, where it does not
    start.
    """
    miniaudio = library()
    try:
        device.start(feed)
    except miniaudio.MiniaudioError as error:
        close_device(device)
        raise SinkError(f"the speaker did not start ({error.args[0]}); {NO_SPEAKER}") from error
    _played[:] = [miniaudio.Backend(int(device._device.pContext.backend))]


def close_device(device: Any) -> None:
    """Ends playing, and the connection to the sound server; does nothing the second time."""
    if device._device is None:
        return
    context = device._context
    device.close()
    library().lib.ma_context_uninit(context)


def devices() -> Iterator[Device]:
    """The devices of the first backend that has any."""
    for backend in _backends():
        found = _playbacks(backend)
        names = numbered([device["name"] for device in found])
        for name, device in zip(names, found, strict=True):
            yield Device(name, backend, device["id"])
        if found:
            return


def find(asked: str) -> Device:
    """The device called `asked`. Raises SinkError where there is none at all, and CommandError where
    none is called so.
    """
    found = list(devices())
    if not found:
        raise SinkError(f"no speaker was found; {NO_SPEAKER}")
    by_name = {device.name: device for device in found}
    return by_name[match(asked, list(by_name), "output device")]


def numbered(names: Sequence[str]) -> list[str]:
    """`names`, each on one line and each of its own: a second "Headset" is "Headset (2)"."""
    seen: Counter[str] = Counter()
    own = []
    for name in (" ".join(name.split()) for name in names):
        seen[name] += 1
        own.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return own


def _backends() -> list[Any]:
    """The backend that has played; before that the real ones of this machine, in miniaudio's own order."""
    if _played:
        return list(_played)
    miniaudio = library()
    not_real = {miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM}
    return sorted(miniaudio.get_enabled_backends() - not_real, key=lambda backend: int(backend.value))


def _opened(backend: Any, key: Any, audio_format: AudioFormat, buffer_seconds: float) -> Any:
    miniaudio = library()
    device = miniaudio.PlaybackDevice.__new__(miniaudio.PlaybackDevice)  # to be had even where __init__ fails
    try:
        with quiet(), _whole_at_server(buffer_seconds):
            device.__init__(
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=audio_format.channels,
                sample_rate=audio_format.sample_rate,
                buffersize_msec=max(1, round(buffer_seconds * 1000 / PERIODS)),
                callback_periods=PERIODS,
                device_id=key,
                backends=[backend],
                app_name="voicefoot",
            )
    except miniaudio.MiniaudioError:
        if hasattr(device, "_context"):
            miniaudio.lib.ma_context_uninit(device._context)
        raise
    return device


@contextmanager
def _whole_at_server(buffer_seconds: float) -> Iterator[None]:
    """Has PulseAudio's client keep all of the buffer at the server, unless the user wants it otherwise:
    miniaudio asks it for a period alone. It looks at this variable when a stream is opened, and has no other
    way to be told.
    """
    if _LATENCY in os.environ:
        yield
        return
    os.environ[_LATENCY] = str(round(buffer_seconds * 1000))
    try:
        yield
    finally:
        del os.environ[_LATENCY]


def _playbacks(backend: Any) -> list[Any]:
    """What `backend` has; nothing where it is not there."""
    miniaudio = library()
    try:
        with quiet():
            return list(miniaudio.Devices([backend]).get_playbacks())
    except miniaudio.MiniaudioError:
        return []  # and the next may be there
