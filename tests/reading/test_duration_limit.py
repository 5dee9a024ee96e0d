"""A session lasts a day at most, however it is made up; a round fits into `round_every`."""

from __future__ import annotations

import pytest

from voicefoot.errors import RoutineError
from voicefoot.reading import read as reader


def problems_of(top: str, *exercises: str) -> str:
    text = f"title: T\n{top}exercises:\n" + "".join(f"  - {exercise}\n" for exercise in exercises)
    try:
        reader.read_text(text, "r.yaml", None)
    except RoutineError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("top", "exercise", "hours"),
    [
        ("", "{name: A, reps: 100000, every: 1s}", "28"),
        ("", "{name: A, reps: 10000, breath: 5-5}", "28"),
        ("", "{name: A, for: '14 h, 14 h'}", "28"),
        ("", "{name: A, reps: 10000, phases: [up 5s, down 5s]}", "28"),
        ("", "{name: A, reps: 1000, hold: 100s, relax: 1s}", "28"),
        ("", "{name: A, for: 10000 breaths, sides: [a, b]}", "33"),
        ("", "{name: A, for: 14 h, phases: [up 5s], sides: [a, b]}", "28"),
        ("", "{name: A, until: told, at_most: 14 h, sets: 2}", "28"),
        ("", "{name: A, lasts: 14 h, sets: 2}", "28"),
        ("", "{name: A, for: 1s, sets: 29, rest: 1 h}", "28"),
        ("rounds: 2\n", "{name: A, for: [14 h, 13 h]}", "27"),
        ("rounds: 2\n", "{rounds: 14, exercises: [{name: A, for: 1 h}]}", "28"),
        ("rounds: 2\n", "{exercises: [{name: A, for: [1 s, 30 h]}]}", "too long"),
    ],
)
def test_a_session_lasts_a_day_at_most(top: str, exercise: str, hours: str) -> None:
    told = problems_of(top, exercise)
    assert (f"at least {hours} hours" in told and "most of it " in told) or hours in told
    assert told.count("\n") == 0


@pytest.mark.parametrize(
    ("top", "exercises"),
    [
        ("rounds: 2\n", ["{name: A, for: [23 h, 30 min]}"]),
        ("pick: 1\n", ["{name: A, for: 20 h}", "{name: B, for: 20 h}"]),
        ("rounds: 24\nround_every: 1 h\n", ["{name: A, for: 59 min}"]),
        ("round_every: 60s\nrounds: 9\n", ["{name: A, for: 50-90s}", "{rest: 10s}"]),
        ("round_every: 60s\nrounds: 9\n", ["{name: A, until: told, at_most: 5 min}"]),
        ("round_every: 60s\nrounds: 9\npick: 1\n", ["{name: A, for: 50s}", "{name: B, for: 50s}"]),
        ("rest_between: 10s\nround_every: 70s\nrounds: 9\n", ["{name: A, for: 30s}", "{name: B, for: 30s}"]),
    ],
)
def test_what_fits_is_read(top: str, exercises: list[str]) -> None:
    assert problems_of(top, *exercises) == ""


@pytest.mark.parametrize(
    ("top", "exercises", "least"),
    [
        ("", ["{name: A, for: 50-90s}", "{rest: 11s}", "{name: B, hold: 1s}"], "62s"),
        ("rest_between: 10s\n", ["{name: A, for: 30s}", "{name: B, for: 30s}"], "70s"),
        ("", ["{name: A, for: 20s, sides: [a, b], sets: 2, rest: 5s}"], "85s"),
        ("", ["{name: A, reps: '10, 20', every: 1s, sets: 2, sides: [a, b], rest: 2s}"], "62s"),
        ("", ["{rounds: 3, round_rest: 5s, exercises: [{name: A, for: 20s}]}"], "70s"),
        ("pick: 1\n", ["{name: A, for: 70s}", "{name: B, for: 80s}"], "70s"),
        ("", ["{name: A, reps: 7, breath: 5-5}"], "70s"),
    ],
)
def test_the_least_of_a_round_must_fit(top: str, exercises: list[str], least: str) -> None:
    told = problems_of(f"rounds: 2\nround_every: 60s\n{top}", *exercises)
    assert f"r.yaml:3:1: `round_every` is 60s, and a round takes {least} at least" in told


@pytest.mark.parametrize(
    ("top", "exercise", "told"),
    [
        ("rounds: 1000\n", "{name: A, reps: 1, every: 1s, sides: [a, b], sets: 10}", ""),
        ("rounds: 1000\n", "{name: A, reps: 1, every: 1s, sides: [a, b], sets: 11}", "22,000 times"),
        ("rounds: 1000\n", "{name: A, reps: 1, every: 1s, sides: [a, b], alternate: yes, sets: 20}", ""),
        ("", "{name: A, lasts: 15000 s, every: 0.15s}", ""),
        ("", "{name: A, lasts: 15001 s, every: 0.15s}", "100,007 repetitions in"),
        ("", "{name: A, lasts: 50000 s, hold: 0.5s, reps: 3}", ""),
    ],
)
def test_there_are_as_many_as_can_be_played(top: str, exercise: str, told: str) -> None:
    problems = problems_of(top, exercise)
    assert (told in problems) if told else problems == ""


def test_of_what_is_picked_the_most_counts() -> None:
    many = [f"{{name: {name}, reps: 1, every: 1s, sets: 100, sides: [a, b]}}" for name in "ABCD"]
    assert problems_of("rounds: 100\npick: 1\n", *many) == ""
    assert "40,000 times" in problems_of("rounds: 100\npick: 2\n", *many)
