"""Base classes for sinks: defaults for what only some sinks have, and the waiting for the end, once for all.

- `BaseSink` adds to the port `Sink` what a live session asks of a sink; each part has a default.
- `AsyncSink` is played by some other thread (an audio callback, say), and waits for that one to report the
  end.
- `ThreadSink` is played by a thread of its own.

A plain object of the shape of `Sink`, as a plugin may give, gets the defaults by `with_defaults`.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from voicefoot.audio import AudioFormat
from voicefoot.sinks.ports import Pull, Sink

CHECK_SECONDS = 0.1
"""How often `AsyncSink.wait` calls `check`."""
RETRY_TIMEOUT_SECONDS = 0.3
"""How long `start` may wait for another program, in an output that is retried again and again."""


class BaseSink(Sink):
    """A sink with the defaults for what only some sinks have."""

    @property
    def sleeps_in_silence(self) -> bool:
        """Whether what lies behind the sink may fall asleep, or be cut off, while samples are zero: an
        amplifier, a headset, a server of rooms. It gets near-silence instead. True is the safe default.
        """
        return True

    def notices(self) -> list[str]:
        """Return what has happened since the last call that people should know of, one line each: an output
        that was lost while another plays on, say.
        """
        return []

    def limit_start_wait(self, seconds: float) -> None:
        """Have `start` wait no longer than `seconds` for another program to answer. Does nothing by default:
        most sinks wait for nobody.
        """


class AsyncSink(BaseSink):
    """A sink that is played by another thread than the one that waits for it.

    The playing thread reports how the session ended, by `_finish` or `_fail`. A subclass overrides `check`
    to look after the output while somebody waits.
    """

    def __init__(self) -> None:
        self._over = threading.Event()
        """Set when nothing will be pulled any more: at the end, after an error, after a stop."""
        self._completed = False
        self._error: BaseException | None = None

    def wait(self, timeout_seconds: float | None = None) -> bool:
        deadline = math.inf if timeout_seconds is None else time.monotonic() + timeout_seconds
        while not self._over.wait(max(0.0, min(CHECK_SECONDS, deadline - time.monotonic()))):
            self.check()
            if time.monotonic() >= deadline:
                return False
        if self._error is not None:
            raise self._error
        return self._completed

    def check(self) -> None:
        """Called by `wait` every CHECK_SECONDS, in the thread that waits. What it raises, `wait` raises."""

    def _finish(self, *, completed: bool) -> None:
        """End the wait; `completed` if the last frame was heard."""
        self._completed = completed
        self._over.set()

    def _fail(self, error: BaseException) -> None:
        """End the wait by raising `error` in the thread that waits, where somebody catches it."""
        self._error = error
        self._over.set()


class ThreadSink(AsyncSink):
    """A sink that is played by a thread of its own.

    A subclass opens its output in `start`, where an error reaches the caller, and then calls
    `_play_in_thread`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._stopping = threading.Event()
        """Set by `stop`. The playing thread must end soon after."""
        self._thread: threading.Thread | None = None

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is None:
            self._over.set()
        else:
            self._thread.join()

    def _play_in_thread(self, play: Callable[[], bool], name: str) -> None:
        """Run `play` in a thread called `name`. It returns whether the last frame was heard, soon after
        `_stopping` is set at the latest; `wait` raises what it raises.
        """

        def run() -> None:
            try:
                self._finish(completed=play())
            except BaseException as error:  # whatever it is, the thread that waits raises it
                self._fail(error)

        self._thread = threading.Thread(target=run, name=name, daemon=True)
        self._thread.start()


def with_defaults(sink: Sink) -> BaseSink:
    """Return `sink`, or, if it is a plain object of the port's shape, a BaseSink that plays through it."""
    return sink if isinstance(sink, BaseSink) else _PlainSink(sink)


class _PlainSink(BaseSink):
    """Plays through a sink that does not derive from BaseSink.

    Honours the optional attributes by which such a sink could always say more: `sleeps_in_silence`, `news()`
    and `wait_seconds`.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    @property
    def latency_seconds(self) -> float:
        return self._sink.latency_seconds

    @property
    def sleeps_in_silence(self) -> bool:
        return bool(getattr(self._sink, "sleeps_in_silence", super().sleeps_in_silence))

    def notices(self) -> list[str]:
        news = getattr(self._sink, "news", None)
        return [] if news is None else [str(line) for line in news()]

    def limit_start_wait(self, seconds: float) -> None:
        wait_seconds = getattr(self._sink, "wait_seconds", None)
        if isinstance(wait_seconds, float):
            self._sink.wait_seconds = min(wait_seconds, seconds)  # type: ignore[attr-defined] # as just seen

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        self._sink.start(pull, audio_format)

    def wait(self, timeout_seconds: float | None = None) -> bool:
        return self._sink.wait(timeout_seconds)

    def stop(self) -> None:
        self._sink.stop()
