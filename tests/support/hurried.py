"""Playing to nothing without taking the time: for tests of what a session leaves behind, not of its pace."""

from __future__ import annotations

import math

import pytest

from voicefoot.audio import AudioFormat
from voicefoot.playing import live_session
from voicefoot.playing.feed import Feed
from voicefoot.sinks import null
from voicefoot.sinks.base import BaseSink
from voicefoot.sinks.ports import Pull
from voicefoot.units import to_frames

STEP_SECONDS = 0.2
"""How much is played between two looks of the session at itself: a few times as much as with a speaker."""
BLOCK_SECONDS = 0.02
POLL_SECONDS = 0.005


class HurriedSink(BaseSink):
    """Pulls STEP_SECONDS each time that the session asks whether it is over, once they are made: however busy
    the machine is, the session sees each moment of itself, and never runs dry.
    """

    sleeps_in_silence = False
    latency_seconds = 0.0

    def __init__(self) -> None:
        self._stopped = self._completed = False

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        feed = getattr(pull, "__self__", None)
        assert isinstance(feed, Feed), "it looks at how much is made"
        self._feed = feed
        self._block_frames = to_frames(BLOCK_SECONDS, audio_format.sample_rate)

    def wait(self, timeout_seconds: float | None = None) -> bool:
        left_seconds = math.inf if timeout_seconds is None else STEP_SECONDS
        while left_seconds > 0 and not (self._completed or self._stopped):
            if self._is_made(timeout_seconds or POLL_SECONDS):
                self._completed = len(self._feed.pull(self._block_frames)) < self._block_frames
            left_seconds -= BLOCK_SECONDS
        return self._completed

    def _is_made(self, timeout_seconds: float) -> bool:
        """Whether a block is made, at the latest within `timeout_seconds`; there may be nothing to make."""
        playing = self._feed.playing
        if playing is None:
            return True
        stream, seconds = playing[0], BLOCK_SECONDS
        if not stream.has_started:
            seconds = self._feed.prebuffer_seconds
        stream.wait_ready(seconds, timeout_seconds)
        return stream.is_ready(seconds)

    def stop(self) -> None:
        self._stopped = True


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, `--output null` takes no time."""
    monkeypatch.setattr(null, "NullSink", HurriedSink)
    monkeypatch.setattr(live_session, "POLL_SECONDS", POLL_SECONDS)
