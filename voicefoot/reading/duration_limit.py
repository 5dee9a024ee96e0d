"""How long a session lasts at least: a routine of a stranger must not plan a year."""

from __future__ import annotations

from collections.abc import Sequence

from voicefoot.model.routine import Exercise, HeldAgain, HeldOnce, Move, OnBeat, Routine
from voicefoot.reading.problems import Location, Problems
from voicefoot.text import shown

LONGEST_SECONDS = 24 * 3600.0
LEAST_TALK_SECONDS = 1.0
"""Of each move on each side: "ready", at the very least."""


def check_length(routine: Routine, places: Sequence[Location], problems: Problems) -> None:
    """Notes a problem where a session of the full doses would last longer than a day. `places` are
    those of the exercises.
    """
    seconds = [_exercise_seconds(exercise) for exercise in routine.exercises]
    total = routine.rounds * sum(seconds) + (routine.rounds - 1) * routine.round_rest_seconds
    if total <= LONGEST_SECONDS or not seconds:
        return
    longest = max(range(len(seconds)), key=seconds.__getitem__)
    name = shown(routine.exercises[longest].name)
    problems.add(
        places[longest],
        f'the session would last {total / 3600:,.0f} hours at least, most of it with "{name}"',
        "a session lasts 24 hours at most; lessen doses, sets or rounds",
    )


def _exercise_seconds(exercise: Exercise) -> float:
    sides: Sequence[str | None] = exercise.sides or (None,)
    if exercise.lasts_seconds is not None:
        one_set = exercise.lasts_seconds * len(sides)
    else:
        one_set = sum(_move_seconds(move, side) for side in sides for move in exercise.moves)
    return exercise.sets * one_set + (exercise.sets - 1) * exercise.rest_seconds


def _move_seconds(move: Move, side: str | None) -> float:
    """At the top of every range."""
    work = move.work
    if isinstance(work, OnBeat):
        period = (work.pace.first_seconds + work.pace.last_seconds) / 2
        seconds = period * (work.reps.for_side(side).high if work.reps else 0.0)
    elif isinstance(work, HeldAgain):
        reps = work.reps.for_side(side).high if work.reps else 0.0
        seconds = reps * work.hold_seconds.high + max(reps - 1, 0.0) * (work.relax_seconds or 0.0)
    elif isinstance(work, HeldOnce):
        seconds = work.hold_seconds.high
    else:
        seconds = work.seconds.high if work.seconds else 0.0
    return seconds + LEAST_TALK_SECONDS
