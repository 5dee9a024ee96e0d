"""A session that is to end at a moment ends then, whatever happens in between, or says that it can't."""

from __future__ import annotations

import random
import threading
import time
from typing import Any

import pytest

from tests.support.live_sessions import RATE, TIMEOUT_SECONDS, Noise, PulledSession, short_sounds
from voicefoot.arranging.beat_sync import NO_SONGS
from voicefoot.arranging.fit_session import FittedSession, Stage, fit_session
from voicefoot.audio import AudioFormat
from voicefoot.cli.fitting import RestFitter
from voicefoot.model.choices import Choices
from voicefoot.playing.deadline import Deadline, FittedRest
from voicefoot.playing.remote import Command, State
from voicefoot.reading.read import read_text
from voicefoot.speaking.speak import speak

TEXT = """
title: T
rest_between: 10s
exercises:
  - {name: A, say: Lift., reps: 8-20, every: 2s}
  - {name: B, say: Press., for: 20-60s}
  - {name: C, say: Hold., hold: 15-50s}
  - {name: D, say: Turn., reps: 8-30, every: 1s}
  - {name: E, say: Rest., for: 20-60s}
"""
FORMAT = AudioFormat(RATE, 1)


class Timed:
    """A session of `TEXT` that is to end after `seconds`, on a clock of the frames that were pulled."""

    def __init__(self, seconds: float) -> None:
        self.may_fit = threading.Event()
        """Until it is set, nothing is fitted."""
        self.may_fit.set()
        self.voice = Noise()
        stage = Stage(lambda phrases: speak(phrases, self.voice), short_sounds(), FORMAT)
        fitted = fit_session(read_text(TEXT, "t", None), Choices(), seconds, stage)
        self.seconds = seconds
        self.deadlines: list[Deadline] = []
        self.session = PulledSession(
            fitted.routine,
            voice=self.voice,
            choices=fitted.choices,
            deadline=lambda session: self._deadline(session, fitted),
        )

    def _deadline(self, session: PulledSession, fitted: FittedSession) -> Deadline:
        rest = RestFitter(fitted, self.voice, session.sounds, FORMAT, NO_SONGS)

        def gated(*args: Any) -> FittedRest:
            assert self.may_fit.wait(TIMEOUT_SECONDS)
            return rest(*args)

        self.deadlines.append(Deadline(self.seconds, gated, lambda: session.frames / RATE))
        return self.deadlines[0]

    def pull(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.session.pull(RATE // 10)
            self._wait_made()

    def _wait_made(self) -> None:
        given_up_at = time.monotonic() + TIMEOUT_SECONDS
        while self.deadlines[0].is_making and self.may_fit.is_set():
            assert time.monotonic() < given_up_at, "it is still making something"
            time.sleep(0.001)

    def pull_to_the_end(self) -> float:
        """Play it to its end, and return when that was, in seconds."""
        while not self.session.over:
            self.pull(0.1)
        self.session.close()
        return sum(map(len, self.session.blocks)) / RATE


@pytest.mark.parametrize("seed", range(6))
def test_it_ends_on_time_after_pauses_and_jumps(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a test draws the same each time
    timed = Timed(250.0)
    session = timed.session
    for _ in range(5):
        timed.pull(draw.uniform(1.0, 25.0))
        if draw.randrange(3):
            session.send(Command.PAUSE)
            timed.pull(draw.uniform(0.1, 5.0))
            session.send(Command.RESUME)
        else:
            session.send(draw.choice([Command.REPEAT, Command.AGAIN]))
        assert session.state is State.PLAYING
    assert timed.pull_to_the_end() == pytest.approx(250.0, abs=0.1)


def test_a_line_said_while_the_rest_is_fitted_delays_nothing() -> None:
    timed = Timed(270.0)
    timed.pull(12.0)
    timed.session.send(Command.PAUSE)
    timed.pull(40.0)
    timed.may_fit.clear()
    timed.session.send(Command.RESUME)
    timed.pull(6.0)
    assert timed.deadlines[0].is_making
    timed.session.send(Command.TIME_LEFT)
    timed.pull(3.0)
    assert timed.deadlines[0].is_making
    timed.may_fit.set()
    assert timed.pull_to_the_end() == pytest.approx(270.0, abs=0.1)


def test_nobody_touches_it_and_it_ends_on_time() -> None:
    assert Timed(240.0).pull_to_the_end() == pytest.approx(240.0, abs=0.1)


def test_it_says_by_how_much_it_can_not() -> None:
    timed = Timed(240.0)
    timed.pull(100.0)
    timed.session.send(Command.PAUSE)
    timed.pull(130.0)
    timed.session.send(Command.RESUME)
    ended = timed.pull_to_the_end()
    said = [event.text or "" for event in timed.session.timeline().events]
    late = [text for text in said if text.startswith("This ends ")]
    assert late
    assert late[0].endswith(" late.")
    assert ended > 245.0


def test_where_nothing_is_left_it_ends_when_it_ends() -> None:
    timed = Timed(240.0)
    for _ in range(4):
        timed.session.send(Command.NEXT)
        timed.pull(3.0)
    assert timed.pull_to_the_end() < 200.0
