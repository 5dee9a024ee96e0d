"""The port through which sound goes out: what a sink and its adapter must offer.

A sink pulls. Once started, it asks for the frames that it needs next, from a thread of its own; whoever
answers must be quick (copy, don't compute). Sinks are found through the entry point group `voicefoot.sinks`;
an entry point names an object of the shape of `SinkAdapter` (a module will do).

A plain object of the shape of `Sink` is a whole sink. What only some sinks have, and the defaults for all
others, is in `sinks.base`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from voicefoot.audio import AudioFormat, Block

Pull = Callable[[int], Block]
"""pull(frames) returns the next `frames` frames: int16, (frames, channels). Fewer, or none, means that the
session ends with them; it must not be called again.
"""


class Sink(Protocol):
    """Plays what it pulls, in real time."""

    @property
    def latency_seconds(self) -> float:
        """The time from the pull of a frame until it is heard, as far as the sink knows."""
        ...

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        """Start to pull and to play. Raises SinkError if there is nothing to play on."""
        ...

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait until the last frame has been heard, and return whether it has. Raises SinkError if playing
        fails, and SinkLost, within a second, if the output goes away.
        """
        ...

    def stop(self) -> None:
        """Stop at once and free the device. A second call does nothing."""
        ...


@dataclass(frozen=True, slots=True)
class SinkStatus:
    """What `voicefoot outputs` lists about one adapter."""

    name: str
    available: bool
    detail: str
    """If available, what it plays through; else what is missing and how to get it."""
    devices: Sequence[str] = ()
    """Names of devices that may follow a colon: `--output miniaudio:Headset`."""
    latency_seconds: float | None = None
    """The time from the pull of a frame until it is heard, if it is known."""


class SinkAdapter(Protocol):
    """What an entry point of the group `voicefoot.sinks` names."""

    def status(self) -> SinkStatus:
        """Return what is available. Raises nothing."""
        ...

    def open(self, device: str | None) -> Sink:
        """Return a sink that is not started yet. Raises SinkError if it can't be opened, and CommandError if
        there is no such device.
        """
        ...
