"""Several outputs at once, heard together: `--output headset --output hall`.

The first of those that play is the clock. When another would be heard to say the same frame is known from
when it asks for frames (`pace`) and from its latency, and its reader is told the place at which both are
heard at once (`shared`). So outputs of one machine stay within a few milliseconds, however their clocks
drift.

An output that is lost is left out, and tried again every second; the session goes on where it is heard. Only
where all are gone it is over for us.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import SinkError, SinkLost, VoicefootError
from voicefoot.sinks.ports import Pull, Sink, hurried, news_of, sleeps_in_silence
from voicefoot.sinks.synced_reader import SharedPull, SyncedReader
from voicefoot.text import shown
from voicefoot.units import to_frames

LOOK_SECONDS = 0.05
AGAIN_SECONDS = 1.0

Open = Callable[[], Sink]


class _Output:
    """One of them. `sink` is None while it is lost."""

    def __init__(self, name: str, opened: Open, sink: Sink | None) -> None:
        self.name = name
        self.open = opened
        self.sink = sink
        self.reader: SyncedReader | None = None
        self.heard = False


class MultiSink:
    """Plays on all of `outputs`, each with its name and what opens it."""

    def __init__(
        self,
        outputs: Sequence[tuple[str, Open]],
        *,
        some: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`some`: where not all of them can be had, those that can will do. Raises SinkError or CommandError
        where one can't be opened, or with `some` none.
        """
        self._some = some
        self._clock = clock
        self._lock = threading.Lock()
        """Held while frames are handed out, and while outputs come and go."""
        self._news: list[str] = []
        self._over = threading.Event()
        self._shared: SharedPull | None = None
        self._leader: _Output | None = None
        self._outputs = [_Output(name, opened, self._opened(name, opened)) for name, opened in outputs]
        self._need_one()

    @property
    def latency_seconds(self) -> float:
        """That of the output with the longest: the others wait for it."""
        return max((sink.latency_seconds for sink in self._sinks()), default=0.0)

    @property
    def sleeps_in_silence(self) -> bool:
        """Whether one of them does."""
        return any(sleeps_in_silence(sink) for sink in self._sinks())

    def news(self) -> list[str]:
        """Which outputs were lost and came back since the last time."""
        for output in self._outputs:
            if output.sink is not None:
                self._news += [f"{shown(output.name)}: {line}" for line in news_of(output.sink)]
        news, self._news = self._news, []
        return news

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        self._shared = SharedPull(pull, audio_format)
        for output in self._outputs:
            if output.sink is None:
                continue
            delay_frames = None
            if self._leader is None:
                waits_seconds = self.latency_seconds - output.sink.latency_seconds
                delay_frames = -to_frames(waits_seconds, audio_format.sample_rate)
                self._leader = output
            output.reader = SyncedReader(self._shared, delay_frames)
            try:
                output.sink.start(self._pull_of(output, output.reader), audio_format)
            except SinkError as error:
                if not self._some:
                    self.stop()
                    raise
                self._lose(output, error)
                self._leader = None if self._leader is output else self._leader
        self._need_one()
        threading.Thread(target=self._bring_back, name="voicefoot-outputs", daemon=True).start()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        deadline = math.inf if timeout_seconds is None else time.monotonic() + timeout_seconds
        while True:
            for output in self._outputs:
                sink = output.sink
                if sink is None or output.heard:
                    continue
                try:
                    output.heard = sink.wait(0.0)
                except SinkError as error:
                    self._lose(output, error)
            playing = [output for output in self._outputs if output.sink is not None]
            if not playing:
                raise SinkLost(
                    "all outputs went away; connect one of them again, or start the sound server again"
                )
            if all(output.heard for output in playing):
                return True
            left = deadline - time.monotonic()
            if left <= 0 or self._over.wait(min(LOOK_SECONDS, left)):
                return False

    def stop(self) -> None:
        self._over.set()
        with self._lock:
            sinks = self._sinks()
        for sink in sinks:
            sink.stop()

    def _sinks(self) -> list[Sink]:
        return [output.sink for output in self._outputs if output.sink is not None]

    def _opened(self, name: str, opened: Open) -> Sink | None:
        try:
            return opened()
        except VoicefootError:
            if not self._some:
                raise
            self._news.append(f"{shown(name)} is not there; the session plays without it until it is.")
            return None

    def _need_one(self) -> None:
        if not self._sinks():
            raise SinkError("none of the outputs is there; see `voicefoot outputs`")

    def _pull_of(self, output: _Output, reader: SyncedReader) -> Pull:
        def pull(frames: int) -> Block:
            with self._lock:
                if output.reader is not reader:  # it was lost, and does not know it yet
                    return np.zeros((0, self._format.channels), dtype=np.int16)
                return reader.read(self._clock(), frames, self._wished_offset(output))

        return pull

    @property
    def _format(self) -> AudioFormat:
        assert self._shared is not None, "a sink is started before frames are asked of it"
        return self._shared.format

    def _wished_offset(self, output: _Output) -> float | None:
        """At which offset `output` is heard together with the clock; None where that is not known."""
        leader = self._leading(output)
        if leader is output:
            return None
        theirs, ours = _heard_seconds(leader, None), _heard_seconds(output, self._clock())
        if theirs is None or ours is None or leader.reader is None or leader.reader.offset_frames is None:
            return None
        return (ours - theirs) * self._format.sample_rate + leader.reader.offset_frames

    def _leading(self, asking: _Output) -> _Output:
        """The output that is the clock: it stays so until it is lost or done, so that one that comes back
        follows.
        """
        leader = self._leader
        if leader is None or leader.sink is None or leader.heard:
            known = (one for one in self._outputs if one.reader is not None and not one.heard)
            leader = next(
                (one for one in known if one.reader and one.reader.offset_frames is not None), asking
            )
            self._leader = leader
        return leader

    def _lose(self, output: _Output, error: SinkError) -> None:
        with self._lock:
            sink, output.sink, output.reader = output.sink, None, None
        if sink is not None:
            sink.stop()
        others = " and ".join(shown(one.name) for one in self._outputs if one.sink is not None)
        if others:
            reason = str(error).split(";", 1)[0]
            self._news.append(f"{shown(output.name)}: {reason}; the session goes on through {others}.")

    def _bring_back(self) -> None:
        """Tries lost outputs again, in a thread of its own, until the end."""
        while not self._over.wait(AGAIN_SECONDS):
            for output in self._outputs:
                if output.sink is None and self._sinks():
                    self._try_again(output)

    def _try_again(self, output: _Output) -> None:
        shared = self._shared
        assert shared is not None
        try:
            sink = hurried(output.open())
        except VoicefootError:
            return  # it is still away, as was said
        reader = SyncedReader(shared)
        with self._lock:
            output.reader, output.heard = reader, False
        try:
            sink.start(self._pull_of(output, reader), shared.format)
        except VoicefootError:
            with self._lock:
                output.reader = None
            sink.stop()
            return
        with self._lock:
            output.sink = sink  # not before: whoever waits would look after what is just being opened
        if self._over.is_set():
            sink.stop()
        self._news.append(f"{shown(output.name)} is back.")


def _heard_seconds(output: _Output, first_pull_seconds: float | None) -> float | None:
    """When the first frame that was asked for would be heard, at the pace of now. `first_pull_seconds`: when
    that is, where nothing was asked for yet.
    """
    if output.sink is None or output.reader is None:
        return None
    base_seconds = output.reader.pace.base_seconds
    base_seconds = first_pull_seconds if base_seconds is None else base_seconds
    return None if base_seconds is None else base_seconds + output.sink.latency_seconds
