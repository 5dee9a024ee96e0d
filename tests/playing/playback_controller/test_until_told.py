"""Work that is for the user to end goes on until "next", which then skips nothing."""

from __future__ import annotations

import pytest

from tests.playing.playback_controller.score import agrees, chimes
from tests.support.builders import exercise, moving, routine
from tests.support.live_sessions import RATE, PulledSession
from voicefoot.model.routine import Dose, Move, Range, UntilTold
from voicefoot.model.sound_names import SoundName
from voicefoot.playing.remote import Command, State

TOLD = Move(UntilTold(Dose(Range(10, 10)), 90.0))
TOLD_TWICE = routine(
    exercise(TOLD, name="Push-ups", sets=2, rest_seconds=20.0), exercise(moving(10.0), name="Shake")
)


def begun_at(session: PulledSession, sound: SoundName) -> list[float]:
    events = session.timeline().events
    return [event.start_frame / RATE for event in events if event.text == sound]


@pytest.mark.parametrize("paused", [False, True])
def test_next_ends_it_and_the_rest_begins(*, paused: bool) -> None:
    session = PulledSession(TOLD_TWICE)
    while not begun_at(session, SoundName.READY):
        session.pull(RATE)
    session.pull(25 * RATE)
    if paused:
        session.send(Command.TOGGLE)
        assert session.state is State.PAUSED
    session.send(Command.NEXT)
    session.pull(40 * RATE)
    ended = begun_at(session, SoundName.HOLD_END)
    first, second = begun_at(session, SoundName.READY)
    assert len(ended) == 1
    assert ended[0] - first < 35.0, "long before the time that it may take"
    assert second - ended[0] == pytest.approx(20.0, abs=2 / RATE), "the rest is as long as it is written"
    session.send(Command.NEXT)
    session.pull_to_the_end()
    session.position.finish()
    assert session.position.completed == {0, 1}, "neither was skipped"
    agrees(session)
    session.close()


def test_untold_it_ends_by_itself() -> None:
    session = PulledSession(TOLD_TWICE)
    session.pull_to_the_end()
    first, second, _ = begun_at(session, SoundName.READY)
    assert begun_at(session, SoundName.HOLD_END)[0] - first == pytest.approx(90.0, abs=2 / RATE)
    assert second - first == pytest.approx(110.0, abs=2 / RATE)
    session.close()


def test_done_ends_it_as_next_does_and_elsewhere_is_answered_and_changes_nothing() -> None:
    session = PulledSession(TOLD_TWICE)
    session.pull(2 * RATE)
    session.send(Command.DONE)
    assert chimes(session) == [SoundName.ANSWER]
    while not begun_at(session, SoundName.READY):
        session.pull(RATE)
    session.pull(25 * RATE)
    assert not begun_at(session, SoundName.HOLD_END)
    session.send(Command.DONE)
    session.pull(2 * RATE)
    assert len(begun_at(session, SoundName.HOLD_END)) == 1
    assert chimes(session) == [SoundName.ANSWER], "the end of the work is its answer"
    agrees(session)
    session.close()


@pytest.mark.parametrize("command", [Command.REPEAT, Command.PREVIOUS])
def test_going_back_from_it_does_not_end_it(command: Command) -> None:
    session = PulledSession(TOLD_TWICE)
    while not begun_at(session, SoundName.READY):
        session.pull(RATE)
    session.pull(5 * RATE)
    session.send(command)
    session.pull(20 * RATE)
    assert not begun_at(session, SoundName.HOLD_END)
    assert len(begun_at(session, SoundName.READY)) == 2, "it begins anew"
    session.close()


def test_while_its_output_is_lost_nobody_can_say_that_it_is_done() -> None:
    session = PulledSession(TOLD_TWICE)
    while not begun_at(session, SoundName.READY):
        session.pull(RATE)
    session.pull(5 * RATE)
    session.controller.output_lost(0.0)
    session.send(Command.DONE)
    assert session.state is State.LOST
    session.controller.output_found()
    session.pull(10 * RATE)
    assert not begun_at(session, SoundName.HOLD_END)
    session.close()
