"""Orders at any moment, in work of every kind, with music and without, with outputs that come and go: the
session gets to its end, on its grid, and never talks over itself.
"""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from tests.arranging.test_resume import PHASED
from tests.support.builders import FEET, exercise, held, held_once, moving, on_beat, overlaps, routine
from tests.support.live_sessions import RATE, PulledSession
from voicefoot.model.routine import GrooveTrack, Routine, Soundtrack
from voicefoot.planning.plan import plan
from voicefoot.playing.remote import Command, Order, State
from voicefoot.timeline.timeline import Event, EventKind, Timeline

WORDS = (EventKind.SPEECH, EventKind.COUNT)
ORDERS = [each for each in Command if each not in (Command.STOP, Command.VOLUME, Command.GO_TO)]
LONGEST_SECONDS = 400


def every_kind(soundtrack: Soundtrack | None) -> Routine:
    exercises = (
        exercise(on_beat(12, 0.5, say="Tap your toes."), name="Taps", sides=FEET),
        exercise(on_beat(None, 1.0, say="Rise."), name="Filled", lasts_seconds=25.0, sides=FEET),
        exercise(PHASED, name="Raises", sets=2, rest_seconds=20.0),
        exercise(held(3, 6.0), held_once(12.0), moving(20.0, "rounds"), name="Lifts"),
    )
    found = [replace(each, soundtrack=soundtrack) for each in exercises]
    return routine(*found, intro="Shoes off.", rounds=2, round_rest_seconds=15.0)


def disturbed(session: PulledSession, chance: random.Random) -> None:
    """Something happens to `session`, and perhaps it is waited for."""
    if session.state is State.LOST and chance.random() < 0.7:
        session.controller.output_found()
    elif session.state is not State.LOST and chance.random() < 0.08:
        session.controller.output_lost(chance.uniform(0.0, 0.3))
    else:
        session.controller.execute(Order(chance.choice(ORDERS)))
        if chance.random() < 0.7 and session.state is not State.LOST:
            session.send(Command.LOUDER)


def to_the_end(session: PulledSession, last: int) -> None:
    if session.state is State.LOST:
        session.controller.output_found()
    session.send(Command.GO_TO, last)
    for _ in range(LONGEST_SECONDS):
        if session.state is State.WAITING:
            session.send(Command.NEXT)
        session.pull(RATE)
        if session.over:
            return
    raise AssertionError(f"it does not end; it is {session.state}")


@pytest.mark.parametrize("soundtrack", [None, GrooveTrack()], ids=["alone", "with a groove"])
@pytest.mark.parametrize("seed", range(3))
def test_it_gets_to_its_end(seed: int, soundtrack: Soundtrack | None) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    source = every_kind(soundtrack)
    sections = len(plan(source).sections)
    waits = [index > 0 and index % 3 == 0 for index in range(sections)]
    session = PulledSession(source, waits, start_delay_seconds=2.0)
    for _ in range(40):
        session.pull(chance.randrange(1, 5 * RATE))
        if session.over:
            break
        disturbed(session, chance)
    to_the_end(session, sections - 1)
    timeline = session.timeline()
    assert session.transport.feed.error is None
    assert all(e.beat_frame == e.start_frame for e in timeline.events if e.kind is EventKind.TICK)
    assert overlaps(event for event in timeline.events if event.kind in WORDS) == []
    session.close()


def count(timeline: Timeline, text: str) -> Event:
    return next(e for e in timeline.events if e.kind is EventKind.COUNT and e.text == text)


def test_after_a_cut_the_groove_is_where_the_work_is() -> None:
    """From the second beat after the count-in on, all sounds as if nothing had happened."""
    source = routine(exercise(on_beat(24, 0.5), name="Taps", soundtrack=GrooveTrack()))
    recordings = []
    for pauses in (False, True):
        session = PulledSession(source)
        session.pull(round(17.6 * RATE))
        heard = [e.text for e in session.timeline().events if e.kind is EventKind.COUNT]
        assert 3 < len(heard) < 12, "it is in the midst of work"
        if pauses:
            session.send(Command.TOGGLE)
            session.pull(RATE)
            session.send(Command.TOGGLE)
        session.pull_to_the_end()
        ends = [count(session.timeline(), text).start_frame for text in ("seventeen", "twenty")]
        recordings.append(session.recording[slice(*ends)].astype(int))
        session.close()
    untouched, paused = recordings
    assert len(untouched) == len(paused)
    assert np.abs(untouched).max() > 1_000
    assert np.abs(untouched - paused).max() <= 3
