"""The microphone: gives what it hears, block by block, while somebody listens."""

from __future__ import annotations

import queue
from collections.abc import Generator
from types import TracebackType
from typing import Self

import numpy as np

from voicefoot.audio import Samples
from voicefoot.errors import MicrophoneError
from voicefoot.sinks.miniaudio_device import (
    NO_MICROPHONE,
    close_device,
    find_microphone,
    open_microphone,
    start_microphone,
)

SAMPLE_RATE = 48_000
_PERIOD_SECONDS = 0.02
_SILENT_SECONDS = 5.0
"""A microphone that gives nothing for so long is gone."""
_FULL_SCALE = np.float32(32_767.0)


class Microphone:
    """The microphone that `name` matches, or the default one; opened and closed as a context manager.

    It stays open, so that the first word of a take is not lost; what it hears is dropped unless `listen` was
    called.
    """

    def __init__(self, name: str | None = None) -> None:
        """Raises MicrophoneError if there is none, CommandError if there is none of that name."""
        self._name = name
        self._heard: queue.Queue[bytes] = queue.Queue()
        self._listening = False

    def __enter__(self) -> Self:
        chosen = None if self._name is None else find_microphone(self._name)
        self._device = open_microphone(chosen, SAMPLE_RATE, _PERIOD_SECONDS)
        take = self._take()
        next(take)
        start_microphone(self._device, take)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        close_device(self._device)

    def listen(self) -> None:
        """Keep what is heard from now on, for `read`."""
        while not self._heard.empty():
            self._heard.get_nowait()
        self._listening = True

    def ignore(self) -> None:
        """Drop what is heard from now on."""
        self._listening = False

    def read(self) -> Samples:
        """Return the next samples, float32, (frames, 1), as soon as there are any; full scale is 1.0.

        Raises MicrophoneError if none come.
        """
        try:
            data = self._heard.get(timeout=_SILENT_SECONDS)
        except queue.Empty:
            raise MicrophoneError(f"the microphone gives no sound; {NO_MICROPHONE}") from None
        samples: Samples = np.frombuffer(data, dtype="<i2").astype(np.float32)[:, np.newaxis] / _FULL_SCALE
        return samples

    def _take(self) -> Generator[None, bytearray, None]:
        """Receive what miniaudio's thread sends."""
        while True:
            data = yield
            if self._listening:
                self._heard.put(bytes(data))
