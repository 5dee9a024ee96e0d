"""miniaudio's devices: finds them by name, opens them, and closes them for good.

Whatever has to be handled with care in the library is here:

- Without a speaker it plays to nowhere on its "null" backend; so backends are tried one by one, and that one
  never. A backend that has played is the only one for as long as the process lives: while the sound server is
  away for a moment, ALSA would answer in its place, with another speaker or none, and keep the server from
  coming back to it. Neither starts a server by itself.
- It pulls a period at a time, and plays it to its end before it pulls again: so a period is a third of the
  buffer. With a period as long as the buffer, a key would wait up to a whole buffer for the next pull, and
  then for the buffer itself.
- It never closes its connection to the sound server, of which PulseAudio allows 64 a program: neither that of
  a device, nor that of one that did not open.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from voicefoot.audio import AudioFormat
from voicefoot.errors import MicrophoneError, SinkError
from voicefoot.sinks.stderr import silenced_stderr
from voicefoot.text import match

NO_SPEAKER = (
    "plug in or switch on a speaker or headphones, choose another with `--output` (`voicefoot outputs` "
    "lists them), or write the session to a file with `voicefoot export`"
)
NO_MICROPHONE = (
    "plug in or switch on a microphone, and allow its use in the system's settings; or record WAV files with "
    "another program, and take them in with `voicefoot voices import`"
)
PERIODS = 3
"""In a buffer."""
_PULSE_LATENCY = "PULSE_LATENCY_MSEC"
_played_backend: list[Any] = []
"""The backend that has played in this process, if any."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device to play on, or to record from. `key` is miniaudio's, and valid on its `backend` alone."""

    name: str
    backend: Any
    key: Any


def library() -> Any:
    """Import miniaudio, on the first call only: that takes a quarter of a second. Raises SinkError."""
    try:
        import miniaudio
    except (ImportError, OSError) as error:
        raise SinkError(
            f"miniaudio can't be loaded ({error}); install it anew with `pip install --force-reinstall "
            "miniaudio`, or write the session to a file with `voicefoot export`"
        ) from error
    return miniaudio


def open_device(chosen: Device | None, audio_format: AudioFormat, buffer_seconds: float) -> Any:
    """Open `chosen`, or the default device of the first backend that has one. Raises SinkError."""
    backends = _backends() if chosen is None else [chosen.backend]
    reason: Exception | None = None
    for backend in backends:
        try:
            return _open(backend, None if chosen is None else chosen.key, audio_format, buffer_seconds)
        except library().MiniaudioError as error:
            reason = error
    raise SinkError(f"no speaker was found; {NO_SPEAKER}") from reason


def start_device(device: Any, feed: Any) -> None:
    """Start `device`, which pulls frames from the generator `feed`. If it does not start, close it and raise
    SinkError.
    """
    miniaudio = library()
    try:
        device.start(feed)
    except miniaudio.MiniaudioError as error:
        close_device(device)
        raise SinkError(f"the speaker did not start ({error.args[0]}); {NO_SPEAKER}") from error
    _played_backend[:] = [miniaudio.Backend(int(device._device.pContext.backend))]


def close_device(device: Any) -> None:
    """Stop `device`, and close its connection to the sound server. A second call does nothing."""
    if device._device is None:
        return
    context = device._context
    device.close()
    library().lib.ma_context_uninit(context)


def devices() -> Iterator[Device]:
    """Yield the devices of the first backend that has any."""
    for backend in _backends():
        found = _playback_devices(backend)
        names = unique_names([device["name"] for device in found])
        for name, device in zip(names, found, strict=True):
            yield Device(name, backend, device["id"])
        if found:
            return


def find(name: str) -> Device:
    """Find the device whose name `name` matches. Raises SinkError if there is no device at all, and
    CommandError if there is none of that name.
    """
    found = list(devices())
    if not found:
        raise SinkError(f"no speaker was found; {NO_SPEAKER}")
    by_name = {device.name: device for device in found}
    return by_name[match(name, list(by_name), "output device")]


def open_microphone(chosen: Device | None, sample_rate: int, period_seconds: float) -> Any:
    """Open the microphone `chosen`, or the default one of the first backend that has one: mono, 16 bits. It
    gives samples once a period, after `start_microphone`. Raises MicrophoneError.
    """
    backends = _backends() if chosen is None else [chosen.backend]
    reason: Exception | None = None
    for backend in backends:
        try:
            return _open_capture(backend, None if chosen is None else chosen.key, sample_rate, period_seconds)
        except library().MiniaudioError as error:
            reason = error
    raise MicrophoneError(f"no microphone was found; {NO_MICROPHONE}") from reason


def start_microphone(device: Any, take: Any) -> None:
    """Start `device`, which sends what it hears to the generator `take`, as bytes. If it does not start,
    close it and raise MicrophoneError.
    """
    try:
        device.start(take)
    except library().MiniaudioError as error:
        close_device(device)
        raise MicrophoneError(f"the microphone did not start ({error.args[0]}); {NO_MICROPHONE}") from error


def find_microphone(name: str) -> Device:
    """Find the microphone whose name `name` matches. Raises MicrophoneError if there is none at all, and
    CommandError if there is none of that name.
    """
    for backend in _backends():
        found = _captures(backend)
        if found:
            names = unique_names([device["name"] for device in found])
            index = names.index(match(name, names, "microphone"))
            return Device(names[index], backend, found[index]["id"])
    raise MicrophoneError(f"no microphone was found; {NO_MICROPHONE}")


def unique_names(names: Sequence[str]) -> list[str]:
    """Return `names`, each on one line, and made unique: a second "Headset" becomes "Headset (2)"."""
    seen: Counter[str] = Counter()
    unique = []
    for name in (" ".join(name.split()) for name in names):
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


def _backends() -> list[Any]:
    """Return the backend that has played; before that the real ones of this machine, in miniaudio's own
    order.
    """
    if _played_backend:
        return list(_played_backend)
    miniaudio = library()
    not_real = {miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM}
    return sorted(miniaudio.get_enabled_backends() - not_real, key=lambda backend: int(backend.value))


def _open(backend: Any, key: Any, audio_format: AudioFormat, buffer_seconds: float) -> Any:
    miniaudio = library()
    device = miniaudio.PlaybackDevice.__new__(
        miniaudio.PlaybackDevice
    )  # so that it can be cleaned up even if __init__ fails
    try:
        with silenced_stderr(), _pulse_latency(buffer_seconds):
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


def _open_capture(backend: Any, key: Any, sample_rate: int, period_seconds: float) -> Any:
    miniaudio = library()
    device = miniaudio.CaptureDevice.__new__(miniaudio.CaptureDevice)  # as in `_open`
    try:
        with silenced_stderr():
            device.__init__(
                input_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=sample_rate,
                buffersize_msec=max(1, round(period_seconds * 1000)),
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
def _pulse_latency(buffer_seconds: float) -> Iterator[None]:
    """Have PulseAudio's client buffer all of `buffer_seconds` at the server, unless the user has set it
    otherwise: miniaudio asks for one period only. The client reads this environment variable when a stream
    is opened; there is no other way to set it.
    """
    if _PULSE_LATENCY in os.environ:
        yield
        return
    os.environ[_PULSE_LATENCY] = str(round(buffer_seconds * 1000))
    try:
        yield
    finally:
        del os.environ[_PULSE_LATENCY]


def _captures(backend: Any) -> list[Any]:
    """Return the microphones of `backend`; none if it is not available."""
    miniaudio = library()
    try:
        with silenced_stderr():
            return list(miniaudio.Devices([backend]).get_captures())
    except miniaudio.MiniaudioError:
        return []  # the next backend may be available


def _playback_devices(backend: Any) -> list[Any]:
    """Return the playback devices of `backend`; none if it is not available."""
    miniaudio = library()
    try:
        with silenced_stderr():
            return list(miniaudio.Devices([backend]).get_playbacks())
    except miniaudio.MiniaudioError:
        return []  # the next backend may be available
