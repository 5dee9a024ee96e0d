"""Several outputs at once, heard in sync: `--output headset --output hall`.

One of those that play is the clock, at the start the first. When another output would be heard to say the
same frame is known from when it pulls (`gap_detector`) and from its latency, and its reader
(`synced_reader`) is given the offset at which both are heard at once. So outputs of one machine stay within
a few milliseconds, however their clocks drift.

An output that is lost is left out and retried every second; the session goes on where it is heard. Only when
all are lost does the sink raise SinkLost.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import SinkError, SinkLost, VoicefootError
from voicefoot.sinks.base import RETRY_TIMEOUT_SECONDS, BaseSink
from voicefoot.sinks.ports import Pull
from voicefoot.sinks.synced_reader import SharedPull, SyncedReader
from voicefoot.text import shown
from voicefoot.units import to_frames

POLL_SECONDS = 0.05
RETRY_SECONDS = 1.0

OpenSink = Callable[[], BaseSink]


class _Output:
    """One of the outputs. `sink` is None while it is lost."""

    def __init__(self, name: str, open_sink: OpenSink, sink: BaseSink | None) -> None:
        self.name = name
        self.open_sink = open_sink
        self.sink = sink
        self.reader: SyncedReader | None = None
        self.completed = False


class MultiSink(BaseSink):
    """Plays on several outputs in sync."""

    def __init__(
        self,
        outputs: Sequence[tuple[str, OpenSink]],
        *,
        allow_missing: bool = False,
        retry_seconds: float = RETRY_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`outputs`: the name of each, and what opens it. `allow_missing`: play on those that are there.
        Raises SinkError or CommandError if one can't be opened, or, with `allow_missing`, none.
        """
        self._allow_missing = allow_missing
        self._retry_seconds = retry_seconds
        self._clock = clock
        self._lock = threading.Lock()
        """Held while frames are handed out, and while outputs come and go."""
        self._notices: list[str] = []
        self._stopping = threading.Event()
        self._shared: SharedPull | None = None
        self._leader: _Output | None = None
        self._outputs = [_Output(name, open_sink, self._open(name, open_sink)) for name, open_sink in outputs]
        self._require_one()

    @property
    def latency_seconds(self) -> float:
        """The longest of all outputs: the others wait for that one."""
        return max((sink.latency_seconds for sink in self._sinks()), default=0.0)

    @property
    def sleeps_in_silence(self) -> bool:
        """Whether one of them does."""
        return any(sink.sleeps_in_silence for sink in self._sinks())

    def notices(self) -> list[str]:
        """Return which outputs were lost and came back since the last call, and what their sinks report."""
        for output in self._outputs:
            if output.sink is not None:
                self._notices += [f"{shown(output.name)}: {line}" for line in output.sink.notices()]
        notices, self._notices = self._notices, []
        return notices

    def limit_start_wait(self, seconds: float) -> None:
        for sink in self._sinks():
            sink.limit_start_wait(seconds)

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        self._shared = SharedPull(pull, audio_format)
        for output in self._outputs:
            if output.sink is None:
                continue
            offset_frames = None
            if self._leader is None:
                delay_seconds = self.latency_seconds - output.sink.latency_seconds
                offset_frames = -to_frames(delay_seconds, audio_format.sample_rate)
                self._leader = output
            output.reader = SyncedReader(self._shared, offset_frames)
            try:
                output.sink.start(self._pull_of(output, output.reader), audio_format)
            except SinkError as error:
                if not self._allow_missing:
                    self.stop()
                    raise
                self._lose(output, error)
                self._leader = None if self._leader is output else self._leader
        self._require_one()
        threading.Thread(target=self._retry_lost, name="voicefoot-outputs", daemon=True).start()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        deadline = math.inf if timeout_seconds is None else time.monotonic() + timeout_seconds
        while True:
            for output in self._outputs:
                sink = output.sink
                if sink is None or output.completed:
                    continue
                try:
                    output.completed = sink.wait(0.0)
                except SinkError as error:
                    self._lose(output, error)
            playing = [output for output in self._outputs if output.sink is not None]
            if not playing:
                raise SinkLost(
                    "all outputs went away; connect one of them again, or start the sound server again"
                )
            if all(output.completed for output in playing):
                return True
            left_seconds = deadline - time.monotonic()
            if left_seconds <= 0 or self._stopping.wait(min(POLL_SECONDS, left_seconds)):
                return False

    def stop(self) -> None:
        self._stopping.set()
        with self._lock:
            sinks = self._sinks()
        for sink in sinks:
            sink.stop()

    def _sinks(self) -> list[BaseSink]:
        return [output.sink for output in self._outputs if output.sink is not None]

    def _open(self, name: str, open_sink: OpenSink) -> BaseSink | None:
        try:
            return open_sink()
        except VoicefootError:
            if not self._allow_missing:
                raise
            self._notices.append(f"{shown(name)} is not there; the session plays without it until it is.")
            return None

    def _require_one(self) -> None:
        if not self._sinks():
            raise SinkError("none of the outputs is there; see `voicefoot outputs`")

    def _pull_of(self, output: _Output, reader: SyncedReader) -> Pull:
        def pull(frames: int) -> Block:
            with self._lock:
                if output.reader is not reader:  # it was lost, and does not know it yet
                    return np.zeros((0, self._format.channels), dtype=np.int16)
                return reader.read(self._clock(), frames, self._target_offset(output))

        return pull

    @property
    def _format(self) -> AudioFormat:
        assert self._shared is not None, "a sink is started before frames are pulled"
        return self._shared.format

    def _target_offset(self, output: _Output) -> float | None:
        """Return the offset, in frames, at which `output` is in sync with the leader; None if that is not
        known, or if `output` leads.
        """
        leader = self._leader_for(output)
        if leader is output:
            return None
        theirs, ours = _origin_seconds(leader, None), _origin_seconds(output, self._clock())
        if theirs is None or ours is None or leader.reader is None or leader.reader.offset_frames is None:
            return None
        return (ours - theirs) * self._format.sample_rate + leader.reader.offset_frames

    def _leader_for(self, pulling: _Output) -> _Output:
        """Return the output that is the clock, or `pulling` if there is none. It leads until it is lost or
        done, so that one that comes back follows.
        """
        leader = self._leader
        if leader is None or leader.sink is None or leader.completed:
            known = (one for one in self._outputs if one.reader is not None and not one.completed)
            leader = next(
                (one for one in known if one.reader and one.reader.offset_frames is not None), pulling
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
            self._notices.append(f"{shown(output.name)}: {reason}; the session goes on through {others}.")

    def _retry_lost(self) -> None:
        """Retry lost outputs until the end; runs in a thread of its own."""
        while not self._stopping.wait(self._retry_seconds):
            for output in self._outputs:
                if output.sink is None and self._sinks():
                    self._retry(output)

    def _retry(self, output: _Output) -> None:
        shared = self._shared
        assert shared is not None
        try:
            sink = output.open_sink()
        except VoicefootError:
            return  # it is still away, as was reported
        sink.limit_start_wait(RETRY_TIMEOUT_SECONDS)
        reader = SyncedReader(shared)
        with self._lock:
            output.reader, output.completed = reader, False
        try:
            sink.start(self._pull_of(output, reader), shared.format)
        except VoicefootError:
            with self._lock:
                output.reader = None
            sink.stop()
            return
        with self._lock:
            output.sink = sink  # not before: `wait` would check a sink that is not started yet
        if self._stopping.is_set():
            sink.stop()
        self._notices.append(f"{shown(output.name)} is back.")


def _origin_seconds(output: _Output, default_base_seconds: float | None) -> float | None:
    """Return when the first frame that was pulled would be heard, at the present pace.
    `default_base_seconds` is when that frame is pulled, if none was yet.
    """
    if output.sink is None or output.reader is None:
        return None
    base_seconds = output.reader.timing.base_seconds
    base_seconds = default_base_seconds if base_seconds is None else base_seconds
    return None if base_seconds is None else base_seconds + output.sink.latency_seconds
