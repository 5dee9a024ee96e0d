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
from collections.abc import Callable, Iterator, Sequence
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
    device, reason = _open_first(
        chosen, lambda backend, key: _open_playback(backend, key, audio_format, buffer_seconds)
    )
    if device is None:
        raise SinkError(f"no speaker was found; {NO_SPEAKER}") from reason
    return device


def start_device(device: Any, feed: Any) -> None:
    """Start `device`, which pulls frames from the generator `feed`. If it does not start, close it and raise
    SinkError.
    """
    reason = _start(device, feed)
    if reason is not None:
        raise SinkError(f"the speaker did not start ({reason.args[0]}); {NO_SPEAKER}") from reason
    _played_backend[:] = [library().Backend(int(device._device.pContext.backend))]


def close_device(device: Any) -> None:
    """Stop `device`, and close its connection to the sound server. A second call does nothing."""
    if device._device is None:
        return
    context = device._context
    device.close()
    library().lib.ma_context_uninit(context)


def devices() -> Iterator[Device]:
    """Yield the devices of the first backend that has any."""
    yield from _found(lambda present: present.get_playbacks())


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
    device, reason = _open_first(
        chosen, lambda backend, key: _open_capture(backend, key, sample_rate, period_seconds)
    )
    if device is None:
        raise MicrophoneError(f"no microphone was found; {NO_MICROPHONE}") from reason
    return device


def start_microphone(device: Any, take: Any) -> None:
    """Start `device`, which sends what it hears to the generator `take`, as bytes. If it does not start,
    close it and raise MicrophoneError.
    """
    reason = _start(device, take)
    if reason is not None:
        raise MicrophoneError(f"the microphone did not start ({reason.args[0]}); {NO_MICROPHONE}") from reason


def find_microphone(name: str) -> Device:
    """Find the microphone whose name `name` matches. Raises MicrophoneError if there is none at all, and
    CommandError if there is none of that name.
    """
    by_name = {device.name: device for device in _found(lambda present: present.get_captures())}
    if not by_name:
        raise MicrophoneError(f"no microphone was found; {NO_MICROPHONE}")
    return by_name[match(name, list(by_name), "microphone")]


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


def _open_first(
    chosen: Device | None, open_one: Callable[[Any, Any], Any]
) -> tuple[Any | None, Exception | None]:
    """Open `chosen`, or the default device of the first backend that has one: `open_one` takes a backend and
    the key of a device there. Return the device; or None, and why the last backend gave none.
    """
    backends = _backends() if chosen is None else [chosen.backend]
    reason: Exception | None = None
    for backend in backends:
        try:
            return open_one(backend, None if chosen is None else chosen.key), None
        except library().MiniaudioError as error:
            reason = error
    return None, reason


def _start(device: Any, generator: Any) -> Exception | None:
    """Start `device` with its generator. If it does not start, close it and return why."""
    try:
        device.start(generator)
    except library().MiniaudioError as error:
        close_device(device)
        return error  # type: ignore[no-any-return]  # miniaudio is not typed
    return None


def _open_playback(backend: Any, key: Any, audio_format: AudioFormat, buffer_seconds: float) -> Any:
    miniaudio = library()
    with _pulse_latency(buffer_seconds):
        return _construct(
            miniaudio.PlaybackDevice,
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=audio_format.channels,
            sample_rate=audio_format.sample_rate,
            buffersize_msec=max(1, round(buffer_seconds * 1000 / PERIODS)),
            callback_periods=PERIODS,
            device_id=key,
            backends=[backend],
        )


def _open_capture(backend: Any, key: Any, sample_rate: int, period_seconds: float) -> Any:
    miniaudio = library()
    return _construct(
        miniaudio.CaptureDevice,
        input_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=1,
        sample_rate=sample_rate,
        buffersize_msec=max(1, round(period_seconds * 1000)),
        device_id=key,
        backends=[backend],
    )


def _construct(kind: Any, **settings: Any) -> Any:
    """Return a device of the class `kind`. If it can't be opened, clean up what it left, and raise
    MiniaudioError.
    """
    miniaudio = library()
    device = kind.__new__(kind)  # so that it can be cleaned up even if __init__ fails
    try:
        with silenced_stderr():
            device.__init__(**settings, app_name="voicefoot")
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


def _found(ask: Callable[[Any], Any]) -> Iterator[Device]:
    """Yield the devices for which `ask` asks miniaudio, of the first backend that has any."""
    miniaudio = library()
    for backend in _backends():
        try:
            with silenced_stderr():
                found = list(ask(miniaudio.Devices([backend])))
        except miniaudio.MiniaudioError:
            continue  # this backend is not available; the next may be
        names = unique_names([device["name"] for device in found])
        for name, device in zip(names, found, strict=True):
            yield Device(name, backend, device["id"])
        if found:
            return
