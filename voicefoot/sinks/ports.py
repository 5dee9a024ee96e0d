"""The port through which sound goes out.

A sink pulls: once started it asks for the frames that it needs next, from a thread of its own, and
the one who answers must be quick (copy, don't compute). Sinks are found through the entry point
group `voicefoot.sinks`; an entry point names an object of the shape of `SinkAdapter` (a module will
do).

What only some sinks have is asked for by a function here, so that a stranger's sink may leave it out:
`sleeps_in_silence`, `news_of`, `hurried`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

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
        where there is a fault, and SinkLost, within a second, where the output went away before that.
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
    latency_seconds: float | None = None
    """From the pull of a frame to its sounding, where it is known."""


class SinkAdapter(Protocol):
    """What an entry point of the group `voicefoot.sinks` names."""

    def status(self) -> SinkStatus:
        """What is there. Raises nothing."""
        ...

    def open(self, device: str | None) -> Sink:
        """A sink that is not started yet. Raises SinkError where it can't be had."""
        ...


def sleeps_in_silence(sink: Sink) -> bool:
    """Whether what lies behind `sink` may fall asleep, or be cut off, where samples are zero: an amplifier, a
    headset, a server of rooms. It wants near-silence instead. A sink that does not say (attribute
    `sleeps_in_silence`) is taken to be such a one.
    """
    return bool(getattr(sink, "sleeps_in_silence", True))


def news_of(sink: Sink) -> list[str]:
    """What happened at `sink` since the last time that one should know of, in words: an output that was
    lost while another plays on, say. Sinks that have something to tell have a method `news`.
    """
    news = getattr(sink, "news", None)
    return [] if news is None else [str(line) for line in news()]


def hurried(sink: Sink, wait_seconds: float = 0.3) -> Sink:
    """`sink`, which when it is started waits no longer than this for another program to answer: for one that
    is tried again and again. Sinks that wait have an attribute `wait_seconds`.
    """
    waits = getattr(sink, "wait_seconds", None)
    if isinstance(waits, float):
        sink.wait_seconds = min(waits, wait_seconds)  # type: ignore[attr-defined] # it has, as we have seen
    return sink


def checked(block: Block, frames: int, audio_format: AudioFormat) -> Block:
    """`block`, where it is an answer to a pull of `frames` frames; else raises ValueError."""
    if (
        block.dtype != np.int16
        or block.ndim != 2
        or block.shape[1] != audio_format.channels
        or len(block) > frames
    ):
        raise ValueError(f"asked for {frames} frames, a sink was given {block.dtype} of {block.shape}")
    return block
