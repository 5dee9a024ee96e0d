"""A session whose output is lost goes on where it was heard, each count once."""

from __future__ import annotations

import random

import pytest

from tests.playing.controller.score import ROUTINE, WORDS, agrees, chimes, counted, words
from tests.support.builders import exercise, on_beat, overlaps, routine
from tests.support.live_sessions import RATE, Played
from voicefoot.audio import AudioFormat
from voicefoot.errors import SinkLost
from voicefoot.model.sound_names import SoundName
from voicefoot.playing.live_session import LiveSession
from voicefoot.playing.remote import Command, Order, Remote, State
from voicefoot.sinks.base import BaseSink
from voicefoot.sinks.ports import Pull


def test_what_was_lost_with_its_output_goes_on_where_it_was_heard(session: Played) -> None:
    session.pull(15 * RATE)
    session.conductor.lose(0.5)
    assert session.state is State.LOST
    session.pull(RATE)
    session.conductor.find()
    session.pull(2 * RATE)
    said = words(session.timeline())
    assert any(line.startswith("Taps. Right foot.") for line in said[-3:])
    session.to_the_end()
    agrees(session, 0.5)


def test_paused_when_its_output_was_lost_it_stays_paused(session: Played) -> None:
    session.pull(15 * RATE)
    session.tell(Command.PAUSE)
    session.conductor.lose(0.0)
    session.conductor.find()
    assert session.state is State.PAUSED


def test_lost_at_the_beginning_of_an_exercise_at_another_tempo_it_is_back_in_the_one_before(
    session: Played,
) -> None:
    """What was asked for was the next one, of which nobody heard anything."""
    while session.conductor.held is None or session.conductor.held.exercise < 1:
        session.pull(RATE // 50)
    session.conductor.obey(Order(Command.FASTER))
    session.conductor.lose(0.5)
    assert session.conductor.held.exercise == 0
    session.aside.wait(*session.aside.asked)
    session.conductor.find()
    session.to_the_end()
    assert session.conductor.tempo == 1.05
    assert session.where.done == {0, 1, 2}


@pytest.mark.parametrize("seed", range(4))
def test_lost_again_and_again_each_count_is_in_the_score_once(seed: int) -> None:
    """Also where it is lost while it is led back; and what was sent and not heard counts for nothing."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    session = Played(ROUTINE)
    session.pull(10 * RATE)
    while not session.over:
        before = session.conductor.held
        session.conductor.lose(0.06)
        here = session.conductor.held
        assert here is not None
        session.aside.wait(*session.aside.asked)
        session.conductor.find()
        session.pull(chance.choice([RATE // 4, RATE, 2 * RATE, 5 * RATE, 9 * RATE]))
        assert before is None or before.exercise <= here.exercise
    timeline = session.timeline()
    agrees(session, 0.06)
    assert overlaps(e for e in timeline.events if e.kind in WORDS) == []
    whole = Played(ROUTINE)
    whole.to_the_end()
    assert counted(timeline) == counted(whole.timeline())
    assert session.where.done >= {0, 1, 2}
    whole.close()
    session.close()


def test_lost_while_it_says_where_it_is_it_says_it_once_more_and_not_twice(session: Played) -> None:
    session.pull(16 * RATE)
    for _ in range(3):
        session.conductor.lose(0.0)
        session.aside.wait(*session.aside.asked)
        session.conductor.find()
        session.pull(RATE)
    said = words(session.timeline())
    assert len({line for line in said if line.startswith("Taps. Right foot.")}) == 1
    assert sum(line.startswith("Taps. Right foot.") for line in said) == 3


def test_nothing_answers_while_nobody_hears_it(session: Played) -> None:
    session.pull(15 * RATE)
    session.conductor.lose(0.0)
    answers = len(session.transport.answered)
    for command in (Command.PAUSE, Command.TIME_LEFT, Command.SLOWER, Command.AGAIN, Command.NEXT):
        session.tell(command)
    session.aside.wait(*session.aside.asked)
    session.pull(RATE)
    assert len(session.transport.answered) == answers
    session.conductor.find()
    assert session.state is State.PLAYING, "next goes on with the next"
    session.to_the_end()
    timeline = session.timeline()
    assert any(line.startswith("About") for line in words(timeline)), "the time left was asked for"
    assert [section.name for section in timeline.sections] == ["Taps", "Ramp", "Lifts", "Stretch"]
    assert overlaps(e for e in timeline.events if e.kind in WORDS) == []
    agrees(session)


def test_toggled_while_its_output_is_lost(session: Played) -> None:
    session.pull(15 * RATE)
    for times, state in ((1, State.PAUSED), (2, State.PAUSED), (1, State.PLAYING)):
        session.conductor.lose(0.0)
        for _ in range(times):
            session.tell(Command.TOGGLE)
        session.conductor.find()
        assert session.state is state


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

    def reopen(self, pull: Pull, audio_format: AudioFormat) -> BaseSink | None:  # noqa: ARG002 - as the port
        raise AssertionError("it was asked for another output")

    def is_back(self) -> list[str]:
        raise AssertionError("nothing was reopened")


def test_a_session_that_loses_its_output_in_its_last_moment_is_over() -> None:
    """It does not begin anew."""
    session = Played(routine(exercise(on_beat(1, 0.5), name="Tap")), begins=False)
    told: list[str] = []
    live = LiveSession(
        session.conductor,
        session.transport,
        Remote(),
        session.where,
        lambda *_: None,
        NoOutputs(),
        told.append,
    )
    sink = Dying()
    sink.start(session.transport.feed.pull, session.format)
    assert live.run(sink)
    assert (session.where.done, told) == ({0}, [])


@pytest.mark.parametrize("command", [None, Command.NEXT])
def test_a_class_is_waited_for_where_the_output_was_lost(command: Command | None) -> None:
    session = Played(ROUTINE, [False, True, False, False])
    session.pull(45 * RATE)
    session.conductor.lose(0.06)
    if command is not None:
        session.tell(command)
    session.conductor.find()
    session.pull(2 * RATE)
    if command is None:
        assert session.state is State.WAITING
        assert [e.text for e in session.timeline().events].count(SoundName.ASKING) == 2, "it asks again"
        session.tell(Command.NEXT)
        session.pull(2 * RATE)
    assert words(session.timeline())[-1] == "Ramp."
    session.close()


def test_lost_while_it_waits_it_still_waits() -> None:
    session = Played(ROUTINE, [False, True, False, False])
    session.pull(45 * RATE)
    session.conductor.lose(0.1)
    session.conductor.find()
    assert session.state is State.WAITING
    assert chimes(session)[-1] == SoundName.ASKING
    session.tell(Command.AGAIN)
    assert chimes(session)[-2:] == [SoundName.ASKING, SoundName.ASKING]
    session.close()


def test_while_it_is_lost_orders_are_obeyed_and_not_answered(session: Played) -> None:
    session.pull(15 * RATE)
    session.conductor.lose(0.1)
    for command in (Command.TOGGLE, Command.TOGGLE, Command.TIME_LEFT, Command.QUIETER, Command.LOUDER):
        session.conductor.obey(Order(command))
    assert chimes(session) == []
    session.conductor.find()
    assert session.state is State.PLAYING, "toggled twice"
    session.to_the_end()
    assert overlaps(e for e in session.timeline().events if e.kind in WORDS) == []
    agrees(session)
