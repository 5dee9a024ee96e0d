"""A session whose output is lost goes on where it was heard, each count once."""

from __future__ import annotations

import random

import pytest

from tests.playing.playback_controller.score import ROUTINE, WORDS, agrees, chimes, counted, words
from tests.support.builders import overlaps
from tests.support.live_sessions import RATE, PulledSession
from voicefoot.model.sound_names import SoundName
from voicefoot.playing.remote import Command, Order, State


def test_what_was_lost_with_its_output_goes_on_where_it_was_heard(session: PulledSession) -> None:
    session.pull(15 * RATE)
    session.controller.output_lost(0.5)
    assert session.state is State.LOST
    session.pull(RATE)
    session.controller.output_found()
    session.pull(2 * RATE)
    said = words(session.timeline())
    assert any(line.startswith("Taps. Right foot.") for line in said[-3:])
    session.pull_to_the_end()
    agrees(session, 0.5)


def test_paused_when_its_output_was_lost_it_stays_paused(session: PulledSession) -> None:
    session.pull(15 * RATE)
    session.send(Command.PAUSE)
    session.controller.output_lost(0.0)
    session.controller.output_found()
    assert session.state is State.PAUSED


def test_lost_at_the_beginning_of_an_exercise_at_another_tempo_it_is_back_in_the_one_before(
    session: PulledSession,
) -> None:
    """What was asked for was the next one, of which nobody heard anything."""
    while session.controller.playhead is None or session.controller.playhead.exercise < 1:
        session.pull(RATE // 50)
    session.controller.execute(Order(Command.FASTER))
    session.controller.output_lost(0.5)
    assert session.controller.playhead.exercise == 0
    session.speech.wait()
    session.controller.output_found()
    session.pull_to_the_end()
    assert session.controller.tempo == 1.05
    assert session.position.completed == {0, 1, 2}


@pytest.mark.parametrize("seed", range(4))
def test_lost_again_and_again_each_count_is_in_the_score_once(seed: int) -> None:
    """Also where it is lost while it is led back; and what was sent and not heard counts for nothing."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    session = PulledSession(ROUTINE)
    session.pull(10 * RATE)
    while not session.over:
        before = session.controller.playhead
        session.controller.output_lost(0.06)
        here = session.controller.playhead
        assert here is not None
        session.speech.wait()
        session.controller.output_found()
        session.pull(chance.choice([RATE // 4, RATE, 2 * RATE, 5 * RATE, 9 * RATE]))
        assert before is None or before.exercise <= here.exercise
    timeline = session.timeline()
    agrees(session, 0.06)
    assert overlaps(e for e in timeline.events if e.kind in WORDS) == []
    whole = PulledSession(ROUTINE)
    whole.pull_to_the_end()
    assert counted(timeline) == counted(whole.timeline())
    assert session.position.completed >= {0, 1, 2}
    whole.close()
    session.close()


def test_lost_while_it_says_where_it_is_it_says_it_once_more_and_not_twice(session: PulledSession) -> None:
    session.pull(16 * RATE)
    for _ in range(3):
        session.controller.output_lost(0.0)
        session.speech.wait()
        session.controller.output_found()
        session.pull(RATE)
    said = words(session.timeline())
    assert len({line for line in said if line.startswith("Taps. Right foot.")}) == 1
    assert sum(line.startswith("Taps. Right foot.") for line in said) == 3


def test_nothing_answers_while_nobody_hears_it(session: PulledSession) -> None:
    session.pull(15 * RATE)
    session.controller.output_lost(0.0)
    answers = len(session.transport.overlays)
    for command in (Command.PAUSE, Command.TIME_LEFT, Command.SLOWER, Command.AGAIN, Command.NEXT):
        session.send(command)
    session.speech.wait()
    session.pull(RATE)
    assert len(session.transport.overlays) == answers
    session.controller.output_found()
    assert session.state is State.PLAYING, "next goes on with the next"
    session.pull_to_the_end()
    timeline = session.timeline()
    assert any(line.startswith("About") for line in words(timeline)), "the time left was asked for"
    assert [section.name for section in timeline.sections] == ["Taps", "Ramp", "Lifts", "Stretch"]
    assert overlaps(e for e in timeline.events if e.kind in WORDS) == []
    agrees(session)


def test_toggled_while_its_output_is_lost(session: PulledSession) -> None:
    session.pull(15 * RATE)
    for times, state in ((1, State.PAUSED), (2, State.PAUSED), (1, State.PLAYING)):
        session.controller.output_lost(0.0)
        for _ in range(times):
            session.send(Command.TOGGLE)
        session.controller.output_found()
        assert session.state is state


@pytest.mark.parametrize("command", [None, Command.NEXT])
def test_a_class_is_waited_for_where_the_output_was_lost(command: Command | None) -> None:
    session = PulledSession(ROUTINE, [False, True, False, False])
    session.pull(45 * RATE)
    session.controller.output_lost(0.06)
    if command is not None:
        session.send(command)
    session.controller.output_found()
    session.pull(2 * RATE)
    if command is None:
        assert session.state is State.WAITING
        assert [e.text for e in session.timeline().events].count(SoundName.ASKING) == 2, "it asks again"
        session.send(Command.NEXT)
        session.pull(2 * RATE)
    assert words(session.timeline())[-1] == "Ramp."
    session.close()


def test_lost_while_it_waits_it_still_waits() -> None:
    session = PulledSession(ROUTINE, [False, True, False, False])
    session.pull(45 * RATE)
    session.controller.output_lost(0.1)
    session.controller.output_found()
    assert session.state is State.WAITING
    assert chimes(session)[-1] == SoundName.ASKING
    session.send(Command.AGAIN)
    assert chimes(session)[-2:] == [SoundName.ASKING, SoundName.ASKING]
    session.close()


def test_while_it_is_lost_orders_are_obeyed_and_not_answered(session: PulledSession) -> None:
    session.pull(15 * RATE)
    session.controller.output_lost(0.1)
    for command in (Command.TOGGLE, Command.TOGGLE, Command.TIME_LEFT, Command.QUIETER, Command.LOUDER):
        session.controller.execute(Order(command))
    assert chimes(session) == []
    session.controller.output_found()
    assert session.state is State.PLAYING, "toggled twice"
    session.pull_to_the_end()
    assert overlaps(e for e in session.timeline().events if e.kind in WORDS) == []
    agrees(session, 0.1)
