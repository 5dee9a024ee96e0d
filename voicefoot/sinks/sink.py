"""The port through which sound goes out.

A sink pulls: once started it asks for the frames that it needs next, from a thread of its own, and
the one who answers must be quick (copy, don't compute). Sinks are found through the entry point
group `voicefoot.sinks`; an entry point names an object of the shape of `SinkAdapter` (a module will
do).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from voicefoot.audio import AudioFormat, Block

Pull = Callable[[int], Block]
"""pull(frames) gives the next `frames` frames, int16, (frames, channels); fewer, or none: that was
the end, and it is not asked again."""


class Sink(Protocol):
    """Plays what it pulls, in real time."""

    @property
    def latency_seconds(self) -> float:
        """From the pull of a frame to its sounding, as far as the sink knows."""
        ...

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        """Begins to pull and to play. Raises SinkError where there is nothing to play on."""
        ...

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Waits until the last frame has been heard, and tells whether it has. Raises SinkError
        where the output was lost before that.
        """
        ...

    def stop(self) -> None:
        """Ends at once and frees the device; does nothing the second time."""
        ...


@dataclass(frozen=True, slots=True)
class SinkStatus:
    """What `voicefoot outputs` tells about one adapter."""

    name: str
    available: bool
    detail: str
    """Where available: what it plays through; else: what is missing and how to get it."""
    devices: Sequence[str] = ()
    """Names of devices that may stand behind a colon: `--output miniaudio:Headset`."""


class SinkAdapter(Protocol):
    """What an entry point of the group `voicefoot.sinks` names."""

    def status(self) -> SinkStatus:
        """What is there. Raises nothing."""
        ...

    def open(self, device: str | None) -> Sink:
        """A sink that is not started yet. Raises SinkError where it can't be had."""
        ...
