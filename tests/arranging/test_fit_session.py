"""A session that fits into its time to the frame, and why one can't."""

from __future__ import annotations

import re

import pytest

from tests.support.builders import said
from tests.support.fits import broken_fit, nearest_in, stage
from tests.support.random_routines import SyntheticVoice, arranged
from voicefoot.arranging.fit_session import FittedSession, fit_session
from voicefoot.errors import CommandError
from voicefoot.model.choices import Choices, FitAmount, Talk
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read, read_text
from voicefoot.timeline.timeline import Timeline

VOICE = SyntheticVoice(0.06, can_hurry=True)


def fit(text: str, seconds: float, choices: Choices | None = None) -> FittedSession:
    return fit_session(read_text(text, "my.yaml", None), choices or Choices(), seconds, stage(VOICE))


def natural_seconds(text: str) -> float:
    return arranged(plan(read_text(text, "my.yaml", None)), VOICE)[-1].end_frame / 1000


def spoken(session: FittedSession) -> list[str]:
    return said(Timeline("T", 1000, tuple(arranged(session.plan, VOICE))))


KNEE = """
title: Knee
rest_between: 20s
sides: [left leg, right leg]
exercises:
  - {name: Bridge, say: Lift your hips., reps: 10-15, every: 3s}
  - {name: Squats, say: Sit down., reps: 8-12, every: 4s, sets: 2, rest: 40s, sides: none}
  - {name: Stretch, say: Lean forward., hold: 20-40s}
"""


@pytest.mark.parametrize("part", [0.85, 0.93, 0.97, 1.0, 1.06, 1.12])
@pytest.mark.parametrize("music", ["", "soundtrack: groove lively\n"])
def test_it_takes_its_time_to_the_frame(part: float, music: str) -> None:
    text = KNEE + music
    seconds = round(natural_seconds(KNEE) * part, 2)
    for choices in (Choices(), Choices(talk=Talk.COUNTS)):
        session = fit(text, seconds, choices)
        assert list(broken_fit(session, seconds, VOICE)) == []


@pytest.mark.parametrize("part", [0.9, 0.96, 1.05, 1.1])
def test_rests_are_eased_as_all_else_is(part: float) -> None:
    session = fit(KNEE, round(natural_seconds(KNEE) * part))
    rest = session.routine.body.rest_between_seconds
    assert rest is not None
    assert rest / 20.0 == pytest.approx(0.75 + 0.5 * session.share, abs=0.06)


def test_a_class_keeps_what_is_enough_for_newcomers() -> None:
    session = fit(KNEE, 420.0, Choices(for_class=True))
    assert list(broken_fit(session, 420.0, VOICE)) == []
    assert any("enough if you are new" in line for line in spoken(session))


@pytest.mark.parametrize(
    ("part", "amount", "words"),
    [(0.9, FitAmount.LESS, "a little less of each"), (1.1, FitAmount.MORE, "a little more of each")],
)
def test_the_coach_says_how_much_is_done(part: float, amount: FitAmount, words: str) -> None:
    session = fit(KNEE, round(natural_seconds(KNEE) * part))
    assert session.choices.fitting is not None
    assert session.choices.fitting.amount is amount
    assert words in spoken(session)[0]
    assert words not in " ".join(spoken(fit(KNEE, 300.0, Choices(talk=Talk.COUNTS))))


def test_a_rest_is_told_in_whole_seconds() -> None:
    session = fit(KNEE, round(natural_seconds(KNEE) * 0.9))
    rests = [line for line in spoken(session) if line.startswith("Rest for")]
    assert rests
    assert not any("point" in line or "half" in line for line in rests)


def test_sets_are_cut_where_the_shortest_is_too_long_then_what_is_optional() -> None:
    first, second = "{name: A, for: 60s, sets: 3, rest: 20s}", "{name: B, for: 60s, optional: yes}"
    text = f"title: T\nexercises:\n  - {first}\n  - {second}\n"
    whole = natural_seconds(text)
    fewer = fit(text, whole - 75.0)
    assert (fewer.routine.exercises[0].sets, fewer.cuts.left_out) == (2, frozenset())
    alone = fit(text, whole - 224.0)
    assert (alone.routine.exercises[0].sets, alone.cuts.left_out) == (1, frozenset({1}))
    assert fewer.choices.fitting is not None
    assert fewer.choices.fitting.amount is FitAmount.LESS


@pytest.mark.parametrize(
    ("exercises", "why"),
    [
        ("[{name: A, for: 60s, sets: 9}, {name: B, for: 90s}]", "the dose of B is no range (90 s)"),
        ("[{name: A, for: 3 min}, {name: B, for: 90s}]", "the dose of A is no range (3:00 min)"),
        ("[{name: A, reps: 1, every: 1s}]", "words and moving over take their time"),
    ],
)
def test_what_takes_most_of_the_shortest_is_named(exercises: str, why: str) -> None:
    routine = read_text(f"title: T\nsides: none\nintro: Hello.\nexercises: {exercises}\n", "t", None)
    with pytest.raises(CommandError, match=re.escape(why)):
        fit_session(routine, Choices(), 5.0, stage(VOICE))


def test_the_nearest_time_and_what_stands_in_the_way_are_named() -> None:
    with pytest.raises(CommandError) as error:
        fit_session(read("toothbrush"), Choices(), 90.0, stage(VOICE))
    assert "`lasts` fixes" in str(error.value)
    nearest = nearest_in(str(error.value))
    session = fit_session(read("toothbrush"), Choices(), nearest, stage(VOICE))
    assert list(broken_fit(session, nearest, VOICE)) == []


@pytest.mark.parametrize("seconds", [10.0, 24 * 3600.0])
def test_far_from_what_is_possible(seconds: float) -> None:
    with pytest.raises(CommandError, match="can't take"):
        fit(KNEE, seconds)
