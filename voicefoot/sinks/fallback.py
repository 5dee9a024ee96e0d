"""Brings the sound back after an output was lost: on what the user named, or on what is there now.

Who does what about outputs: `registry` resolves names and opens them, `playing.current_output` keeps the
volume of each, and the live session decides when to try again. Which outputs are tried, and in which order,
is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicefoot.audio import AudioFormat
from voicefoot.errors import SinkError, VoicefootError
from voicefoot.sinks.base import RETRY_TIMEOUT_SECONDS, BaseSink
from voicefoot.sinks.ports import Pull
from voicefoot.sinks.registry import find_output, is_local
from voicefoot.text import shown

if TYPE_CHECKING:
    from importlib import metadata

    from voicefoot.sinks.multi import OpenSink


@dataclass(frozen=True, slots=True)
class Fallback:
    """An output on which the sound is back."""

    sink: BaseSink
    """It has started."""
    notice: str
    """What to tell people."""
    stands_in: bool = False
    """Whether it is the system's default, in place of an output that the user named."""


def start_fallback(
    pull: Pull,
    audio_format: AudioFormat,
    names: Sequence[str] = (),
    entry_points: Iterable[metadata.EntryPoint] | None = None,
) -> Fallback | None:
    """Start the first output that is there now; None if there is none. Quick enough to be called twice a
    second.

    `names`, the values of `--output`, come first; of several, those that are there. If one of them is a
    speaker of this machine, the system's default may stand in. Nothing stands in for a pipe or a server:
    nobody may be where the speaker is. `entry_points` replace those that are installed.
    """
    points = None if entry_points is None else list(entry_points)
    for open_sink, notice, stands_in in _candidates(names, points):
        try:
            sink = open_sink()
        except VoicefootError:
            continue  # it is still away, as was reported
        sink.limit_start_wait(RETRY_TIMEOUT_SECONDS)
        try:
            sink.start(pull, audio_format)
        except SinkError:
            sink.stop()
            continue
        return Fallback(sink, notice, stands_in)
    return None


def _candidates(
    names: Sequence[str], entry_points: Sequence[metadata.EntryPoint] | None
) -> Iterator[tuple[OpenSink, str, bool]]:
    """Yield the outputs to try, in order: what opens each, the notice for it, and whether it stands in."""

    def opener(name: str | None) -> OpenSink:
        return lambda: find_output(name, entry_points).open()

    if not names:
        yield opener(None), "the sound is back", False
        return
    quoted = " and ".join(f'"{shown(name)}"' for name in names)
    if len(names) > 1:
        from voicefoot.sinks.multi import MultiSink

        outputs = [(name, opener(name)) for name in names]
        yield lambda: MultiSink(outputs, allow_missing=True), "the sound is back", False
    else:
        yield opener(names[0]), f"the sound is back on {quoted}", False
    if any(is_local(name, entry_points) for name in names):
        are = "are" if len(names) > 1 else "is"
        notice = f"{quoted} {are} not there; the sound goes on where the system plays"
        yield opener(None), notice, True
