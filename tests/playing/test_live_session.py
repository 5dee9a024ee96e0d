"""A live session on a sink: it plays to its end, and tells what became of its output."""

from __future__ import annotations

from tests.support.builders import exercise, on_beat, routine
from tests.support.live_sessions import RATE, PulledSession
from voicefoot.audio import AudioFormat
from voicefoot.errors import SinkLost
from voicefoot.sinks.base import BaseSink
from voicefoot.sinks.ports import Pull


class Dying(BaseSink):
    """A sink that plays as fast as it can, and is gone before the last of it was heard."""

    latency_seconds = 0.06
    sleeps_in_silence = False

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:  # noqa: ARG002 - the port's shape
        self.pull = pull

    def wait(self, timeout_seconds: float | None = None) -> bool:  # noqa: ARG002 - the port's shape
        if len(self.pull(RATE // 2)) < RATE // 2:
            raise SinkLost("the speaker went away; connect it again")
        return False

    def stop(self) -> None:
        pass


class NoOutputs:
    """Must not be asked: nothing is left to play."""

    def reopen(self, pull: Pull, audio_format: AudioFormat) -> BaseSink | None:  # noqa: ARG002 - the port's
        raise AssertionError("it was asked for another output")

    def adopt(self) -> list[str]:
        raise AssertionError("nothing was reopened")


def test_a_session_that_loses_its_output_in_its_last_moment_is_over() -> None:
    """It does not begin anew."""
    session = PulledSession(routine(exercise(on_beat(1, 0.5), name="Tap")), is_open=False)
    notices: list[str] = []
    sink = Dying()
    sink.start(session.transport.feed.pull, session.format)
    assert session.live.run(sink, NoOutputs(), on_notice=notices.append)
    assert (session.position.completed, notices) == ({0}, [])
