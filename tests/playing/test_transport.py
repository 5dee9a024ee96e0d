"""How a session is led into again, and what of it is heard through a sink that is late."""

from __future__ import annotations

import numpy as np
import pytest

from tests.playing.playback_controller.score import ROUTINE, agrees
from tests.support.builders import exercise, moving, on_beat, routine
from tests.support.live_sessions import RATE, PulledSession
from voicefoot.model.choices import Choices
from voicefoot.playing.remote import Command, State
from voicefoot.timeline.timeline import EventKind


def is_in_line(session: PulledSession) -> bool:
    """Whether a line is being said that goes on for a while."""
    playhead = session.transport.playhead()
    assert playhead is not None
    lines = [event for event in playhead.section.events if event.kind is EventKind.SPEECH]
    return any(e.start_frame < playhead.frame < e.end_frame - RATE // 2 for e in lines)


def silence_before(session: PulledSession, pause_seconds: float) -> float:
    """Pause in a line and resume, and return how long it is after that until it is said again, in seconds."""
    session.pull(4 * RATE)
    while not is_in_line(session):
        session.pull(RATE // 20)
    session.send(Command.PAUSE)
    session.pull(round(pause_seconds * RATE))
    resumed_at = session.frames
    session.send(Command.RESUME)
    session.pull(6 * RATE)
    events = [each for each in session.timeline().events if each.kind is EventKind.SPEECH]
    first = next(event.start_frame for event in events if event.start_frame > resumed_at)
    agrees(session)
    session.close()
    return (first - resumed_at) / RATE


def test_after_a_short_pause_words_come_in_a_moment_and_after_a_long_one_the_speaker_is_woken() -> None:
    """The sound that answers is not over before a quarter of a second."""
    short = silence_before(PulledSession(ROUTINE), 5.0)
    assert 0.25 < short < 0.5
    long = silence_before(PulledSession(ROUTINE), 15.0)
    assert long == pytest.approx(Choices().lead_in_seconds, abs=0.05)
    assert long > short + 0.2


def test_a_session_goes_on_behind_what_was_given_of_its_lead_in_before_it_was_made() -> None:
    early, plain = PulledSession(ROUTINE, is_open=False), PulledSession(ROUTINE, is_open=False)
    seconds = early.choices.lead_in_seconds
    early.transport.feed.start_pre_roll(seconds)
    given = early.transport.feed.pull(round(seconds * RATE))
    for session in (early, plain):
        session.open()
        session.pull(8 * RATE)
        session.close()
    heard = np.concatenate([given, early.recording])[: 8 * RATE]
    np.testing.assert_array_equal(heard, plain.recording)


def test_what_is_heard_is_the_latency_of_the_sink_behind_what_it_got(session: PulledSession) -> None:
    session.pull(10 * RATE)
    now, heard = session.transport.playhead(), session.transport.playhead(0.5)
    assert now is not None
    assert heard is not None
    assert now.frame - heard.frame == RATE // 2
    beginning = session.transport.playhead(60.0)
    assert beginning is not None
    assert (beginning.frame, beginning.is_at_start) == (0, True)


@pytest.fixture
def session() -> PulledSession:
    return PulledSession(ROUTINE)


def test_an_exercise_that_waits_is_awaited_when_all_before_it_was_heard_and_not_sooner() -> None:
    session = PulledSession(
        routine(exercise(on_beat(4, 0.5), name="Taps"), exercise(moving(10.0), name="Walk")), [False, True]
    )
    assert session.transport.awaited_exercise() is None
    while session.state is not State.WAITING:
        assert (session.transport.awaited_exercise() is None) == (session.transport.feed.playing is not None)
        session.pull(RATE // 10)
    assert session.transport.awaited_exercise() == 1
    session.close()


@pytest.mark.parametrize(
    ("volume", "step", "after"),
    [
        (1.0, -0.1, 0.9),
        (0.3, 0.1, 0.4),
        (1.0, 0.1, 1.0),
        (0.1, -0.1, 0.1),
        (0.05, -0.1, 0.05),
        (0.05, 0.1, 0.15),
    ],
)
def test_steps_of_volume_stay_audible_and_within_the_whole(
    session: PulledSession, volume: float, step: float, after: float
) -> None:
    session.transport.set_volume(volume)
    session.transport.change_volume(step)
    assert session.transport.feed.volume == pytest.approx(after)


@pytest.mark.parametrize(("asked", "heard"), [(-1.0, 0.0), (0.0, 0.0), (0.5, 0.5), (7.0, 1.0)])
def test_a_volume_is_between_nothing_and_all(session: PulledSession, asked: float, heard: float) -> None:
    session.transport.set_volume(asked)
    assert session.transport.feed.volume == heard


def test_what_was_heard_in_all_is_without_the_silence_before_it() -> None:
    session = PulledSession(ROUTINE, start_delay_seconds=2.0)
    session.pull(RATE)
    assert session.transport.heard_seconds == 0.0
    session.pull(4 * RATE)
    assert session.transport.heard_seconds == pytest.approx(3.0)
    session.send(Command.PAUSE)
    session.pull(4 * RATE)
    assert session.transport.heard_seconds == pytest.approx(3.0, abs=0.02)
    session.close()


def test_without_a_score_only_the_last_few_segments_are_kept() -> None:
    session = PulledSession(ROUTINE, keep_timeline=False)
    for _ in range(8):
        session.pull(2 * RATE)
        session.send(Command.AGAIN)
    assert len(session.transport.segments) <= 3
    assert session.transport.overlays == []
    session.close()
