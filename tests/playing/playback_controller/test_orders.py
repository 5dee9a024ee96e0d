"""A live session does what it is told, and what was played is what its score says."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from tests.playing.playback_controller.score import (
    ROUTINE,
    WORDS,
    agrees,
    chimes,
    is_beside,
    jumped,
    ticks_are_on_their_grid,
    words,
)
from tests.support.builders import FEET, overlaps
from tests.support.live_sessions import RATE, PulledSession
from voicefoot.mixing.mix import mix
from voicefoot.model.sound_names import SoundName
from voicefoot.playing.remote import Command, Order, State
from voicefoot.timeline.timeline import EventKind


def test_untouched_it_is_the_session_itself(session: PulledSession) -> None:
    session.pull_to_the_end()
    sections = tuple(session.sections(0, 1.0, True))
    expected = np.concatenate(list(mix(sections)))
    np.testing.assert_array_equal(session.recording, expected)
    agrees(session)


@pytest.mark.parametrize("seconds", [0.3, 2.0])
def test_woken_before_its_first_words_are_made_it_is_the_same(seconds: float) -> None:
    """Whether they come while the speaker is being woken, or after that."""
    session = PulledSession(ROUTINE, is_open=False)
    session.transport.feed.start_pre_roll(0.7)
    blocks = [np.array(session.transport.feed.pull(160)) for _ in range(round(seconds * RATE / 160))]
    session.blocks += blocks
    session.open()
    session.pull_to_the_end()
    timeline = session.timeline()
    agrees(session)
    late = max(0.0, seconds - 0.7)
    whole = PulledSession(ROUTINE)
    whole.pull_to_the_end()
    expected = [event.start_frame + round(late * RATE) for event in whole.timeline().events][1:]
    assert [event.start_frame for event in timeline.events][1:] == expected
    whole.close()
    session.close()


def test_paused_it_is_silent_and_then_goes_on(session: PulledSession) -> None:
    session.pull(10 * RATE)
    session.send(Command.TOGGLE)
    assert session.state is State.PAUSED
    session.pull(RATE)
    assert not session.recording[-RATE // 2 :].any()
    session.send(Command.TOGGLE)
    session.pull_to_the_end()
    agrees(session)
    timeline = session.timeline()
    assert overlaps(e for e in timeline.events if e.kind in WORDS) == []
    counts = [(e.number, e.side) for e in timeline.sections[0].events if e.kind is EventKind.COUNT]
    assert counts == [(n, foot) for foot in FEET for n in range(1, 13)]


def test_next_previous_and_repeat(session: PulledSession) -> None:
    timeline = jumped(session, Command.NEXT)
    assert [section.name for section in timeline.sections] == ["Taps", "Ramp"]
    assert words(timeline)[-1] == "Ramp."
    timeline = jumped(session, Command.PREVIOUS, seconds=1.0)
    assert words(timeline)[-2:] == ["Taps.", "Right foot first."]
    assert "Shoes off." not in words(timeline)[2:], "the intro is said once"
    timeline = jumped(session, Command.REPEAT, seconds=5.0)
    assert words(timeline)[-2:] == ["Taps.", "Right foot first."]


def test_three_times_next_is_three_exercises_on(session: PulledSession) -> None:
    timeline = jumped(session, Command.NEXT, Command.NEXT, Command.NEXT)
    assert timeline.sections[-1].name == "Stretch"


def test_next_in_the_last_exercise_ends_the_session_as_it_should_be_ended(session: PulledSession) -> None:
    session.send(Command.GO_TO, 3)
    session.pull(8 * RATE)
    session.send(Command.NEXT)
    session.pull_to_the_end()
    timeline = session.timeline()
    assert words(timeline)[-1] == "That's all. Well done."
    assert [e.text for e in timeline.events if e.kind is EventKind.CHIME][-1] == SoundName.SESSION_END


def test_louder_and_quieter(session: PulledSession) -> None:
    session.pull(RATE)
    session.send(Command.VOLUME, 0.5)
    session.send(Command.QUIETER)
    assert session.transport.feed.volume == pytest.approx(0.4)
    for _ in range(9):
        session.send(Command.LOUDER)
    assert session.transport.feed.volume == 1.0


def test_stopped_it_ends_with_a_sound(session: PulledSession) -> None:
    session.pull(5 * RATE)
    session.send(Command.STOP)
    session.pull_to_the_end()
    assert session.controller.is_stopped
    assert [e.text for e in session.timeline().events if e.kind is EventKind.CHIME][-1] == SoundName.PAUSED


def test_a_class_is_waited_for() -> None:
    session = PulledSession(ROUTINE, [False, True, False, False])
    session.pull(45 * RATE)
    assert session.state is State.WAITING
    heard = [e.text for e in session.timeline().events]
    assert heard[-1] == SoundName.ASKING
    session.pull(25 * RATE)
    assert [e.text for e in session.timeline().events].count(SoundName.ASKING) == 2, "it asks again"
    session.send(Command.NEXT)
    session.pull(2 * RATE)
    assert words(session.timeline())[-1] == "Ramp."
    agrees(session)
    session.close()


def test_every_command_is_answered_within_one_pull(session: PulledSession) -> None:
    for command in Command:
        if command in (Command.STOP, Command.RESUME):
            continue
        session.pull(3 * RATE)
        before = session.frames
        answers = len(session.transport.overlays)
        session.send(command)
        new = session.transport.overlays[answers:]
        assert [event.start_frame for event in new[:1]] == [before], command
        if session.state is State.PAUSED:
            session.send(Command.RESUME)


def test_it_begins_after_a_while_and_is_paused_meanwhile() -> None:
    session = PulledSession(ROUTINE, start_delay_seconds=15.0)
    session.pull(10 * RATE)
    assert not session.recording.any()
    session.send(Command.PAUSE)
    session.pull(10 * RATE)
    session.send(Command.RESUME)
    session.pull(4 * RATE)
    assert words(session.timeline()) == ["A routine. Four exercises, about two minutes and thirty seconds."]
    assert session.transport.heard_seconds == pytest.approx(4.0, abs=0.1), "the while is no part of it"
    agrees(session)
    session.close()


def test_orders_before_the_first_sound_are_obeyed() -> None:
    session = PulledSession(ROUTINE, is_open=False)
    session.controller.execute(Order(Command.NEXT))
    session.controller.execute(Order(Command.SLOWER))
    session.controller.execute(Order(Command.PAUSE))
    session.open()
    assert session.state is State.PAUSED
    assert chimes(session) == [], "nobody would hear them when they are given"
    session.send(Command.RESUME)
    session.pull(6 * RATE)
    title, *others = words(session.timeline())
    assert title.startswith("A routine. Four exercises, about ")
    assert others == ["Shoes off.", "Ramp."]
    assert session.controller.tempo == 0.95
    session.close()


def test_after_a_stop_nothing_is_obeyed(session: PulledSession) -> None:
    session.pull(5 * RATE)
    session.send(Command.STOP)
    for command in (Command.TOGGLE, Command.TOGGLE, Command.AGAIN, Command.NEXT, Command.STOP):
        session.controller.execute(Order(command))
    session.pull_to_the_end()
    assert chimes(session) == [SoundName.PAUSED]
    assert session.frames < 6 * RATE


def test_what_waits_begins_when_its_answer_was_heard() -> None:
    session = PulledSession(ROUTINE, [False, True, False, False])
    session.pull(45 * RATE)
    before = session.frames
    session.send(Command.TOGGLE)
    session.pull(3 * RATE)
    first = next(e for e in session.timeline().events if e.text == "Ramp.")
    assert first.start_frame >= before + session.sounds[SoundName.RESUMED].frames
    assert session.state is State.PLAYING
    session.close()


def test_no_step_leads_to_where_no_answer_is_heard(session: PulledSession) -> None:
    session.pull(RATE)
    for _ in range(15):
        session.send(Command.QUIETER)
    assert session.transport.feed.volume == pytest.approx(0.1)
    session.send(Command.VOLUME, 0.0)
    session.send(Command.QUIETER)
    assert session.transport.feed.volume == 0.0


def test_an_exercise_that_was_left_is_not_done(session: PulledSession) -> None:
    session.send(Command.GO_TO, 3)
    session.pull(2 * RATE)
    session.send(Command.NEXT)
    session.pull_to_the_end()
    session.position.finish()
    assert session.position.completed == set()


def test_what_was_done_is_known_where_a_class_is_waited_for(session: PulledSession) -> None:
    session.close()
    session = PulledSession(ROUTINE, [False, True, False, False])
    session.pull(45 * RATE)
    assert session.position.completed == {0}
    assert session.position.bookmark.exercise == 1
    session.close()


@pytest.mark.parametrize("seed", range(4))
def test_fifty_commands_at_random_moments(seed: int) -> None:
    """What was heard is what the score says; every tick is on its grid, no words overlap, and no count is
    said twice where nobody asked for it.
    """
    chance = random.Random(seed)  # noqa: S311 - the same each time
    session = PulledSession(ROUTINE)
    commands = [
        each
        for each in Command
        if each not in (Command.STOP, Command.VOLUME, Command.GO_TO, Command.QUIETER, Command.LOUDER)
    ]
    jumps: list[int] = []
    for _ in range(50):
        session.pull(chance.randrange(1, 4 * RATE))
        if session.over:
            break
        command = chance.choice(commands)
        if command in (Command.NEXT, Command.PREVIOUS, Command.REPEAT):
            jumps.append(session.frames)
        session.send(command)
        session.speech.wait()
        if session.state is State.PAUSED and chance.random() < 0.7:
            session.pull(chance.randrange(1, RATE))
            session.send(Command.RESUME)
    timeline = session.timeline()
    agrees(session)
    ticks_are_on_their_grid(timeline)
    assert overlaps(e for e in timeline.events if e.kind in WORDS and not is_beside(session, e)) == []
    edges = [0, *jumps, timeline.frames]
    for first, last in pairwise(edges):
        counted = [
            (e.number, e.side, section.name)
            for section in timeline.sections
            for e in section.events
            if e.kind is EventKind.COUNT and first <= e.start_frame < last
        ]
        assert len(counted) == len(set(counted))
    session.close()
