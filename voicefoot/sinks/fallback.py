"""Back to sound after an output was lost: on the one that was wished for, or on what is there now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicefoot.audio import AudioFormat
from voicefoot.errors import SinkError, VoicefootError
from voicefoot.sinks.multi import MultiSink
from voicefoot.sinks.ports import Pull, Sink, hurried, news_of, sleeps_in_silence
from voicefoot.sinks.registry import find_output, is_near
from voicefoot.text import shown

if TYPE_CHECKING:
    from importlib import metadata


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sink that is not started yet, and what is told of it."""

    sink: Sink
    told: str
    stands_in: bool = False


class FallbackSink:
    """A sink that is the first of several that can be started: the outputs that were wished for, else the
    default.

    `told` says which, in words for people, and `stands_in` whether it is another than was wished for; both
    are known once it has started.
    """

    def __init__(self, candidates: Sequence[_Candidate]) -> None:
        self._candidates = candidates
        self._sink = candidates[0].sink
        self.stands_in = False
        self.told = ""

    @property
    def latency_seconds(self) -> float:
        return self._sink.latency_seconds

    @property
    def sleeps_in_silence(self) -> bool:
        return sleeps_in_silence(self._sink)

    def news(self) -> list[str]:
        return news_of(self._sink)

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        """Raises SinkError where nothing is there yet; another may be asked for a moment later."""
        reason: VoicefootError | None = None
        for candidate in self._candidates:
            try:
                candidate.sink.start(pull, audio_format)
            except SinkError as error:
                candidate.sink.stop()
                reason = reason or error
                continue
            self.stands_in, self.told, self._sink = candidate.stands_in, candidate.told, candidate.sink
            return
        raise reason or SinkError("no output is there; connect one")

    def wait(self, timeout_seconds: float | None = None) -> bool:
        return self._sink.wait(timeout_seconds)

    def stop(self) -> None:
        self._sink.stop()


def open_fallback(
    outputs: Sequence[str] = (), found: Iterable[metadata.EntryPoint] | None = None
) -> FallbackSink | None:
    """A sink on what is there now, not started yet; None where nothing can be had. Quick enough to be called
    twice a second.

    `outputs` are what `--output` named: they come first; of several, those that are there. Where a speaker
    of this machine was wished for and is away, the system's default stands in. Nothing stands in for a pipe
    or a server: nobody may be where the speaker is. `found`: entry points, where they are not to be those
    installed.
    """
    points = None if found is None else list(found)
    candidates: list[_Candidate] = []

    def consider(told: str, opened: Callable[[], Sink], *, stands_in: bool = False) -> None:
        try:
            candidates.append(_Candidate(hurried(opened()), told, stands_in))
        except VoicefootError:
            return  # it is away, which is why we are here; what is told is what there is

    def one(asked: str | None) -> Callable[[], Sink]:
        return lambda: hurried(find_output(asked, points).open())

    wished = " and ".join(f'"{shown(name)}"' for name in outputs)
    if len(outputs) > 1:
        several = [(name, one(name)) for name in outputs]
        consider("the sound is back", lambda: MultiSink(several, some=True))
    elif outputs:
        consider(f"the sound is back on {wished}", one(outputs[0]))
    if not outputs:
        consider("the sound is back", one(None))
    elif any(is_near(name, points) for name in outputs):
        are = "are" if len(outputs) > 1 else "is"
        told = f"{wished} {are} not there; the sound goes on where the system plays"
        consider(told, one(None), stands_in=True)
    return FallbackSink(candidates) if candidates else None
