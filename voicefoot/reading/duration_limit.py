"""The least time that a session takes: a stranger's routine must not plan a year."""

from __future__ import annotations

from collections.abc import Sequence

from voicefoot.model.limits import MAX_SESSION_SECONDS
from voicefoot.model.routine import (
    Breath,
    Exercise,
    Move,
    OnBeat,
    RepeatedHold,
    Routine,
    SingleHold,
    TimeToMove,
)
from voicefoot.reading.problems import Location, Problems
from voicefoot.text import shown

MIN_TALK_SECONDS = 1.0
"""The least talk in each move on each side: "ready"."""


def check_duration(routine: Routine, locations: Sequence[Location], problems: Problems) -> None:
    """Record a problem if a session of the full doses would last longer than a day.

    `locations` are those of the exercises.
    """
    seconds = [_exercise_seconds(exercise) for exercise in routine.exercises]
    body = routine.body
    total = body.rounds * sum(seconds) + (body.rounds - 1) * (body.round_rest_seconds or 0.0)
    if total <= MAX_SESSION_SECONDS or not seconds:
        return
    longest = max(range(len(seconds)), key=seconds.__getitem__)
    name = shown(routine.exercises[longest].name)
    problems.add(
        locations[longest],
        f'the session would last at least {total / 3600:,.0f} hours, most of it with "{name}"',
        f"a session lasts {MAX_SESSION_SECONDS / 3600:.0f} hours at most; lower doses, sets or rounds",
    )


def _exercise_seconds(exercise: Exercise) -> float:
    sides: Sequence[str | None] = exercise.sides or (None,)
    if exercise.lasts_seconds is not None:
        set_seconds = exercise.lasts_seconds * len(sides)
    else:
        set_seconds = sum(_move_seconds(move, side) for side in sides for move in exercise.moves)
    return exercise.sets * set_seconds + (exercise.sets - 1) * (exercise.rest_seconds or 0.0)


def _move_seconds(move: Move, side: str | None) -> float:
    """The seconds of one side at the top of every range."""
    work = move.work
    if isinstance(work, OnBeat):
        period = (work.pace.first_seconds + work.pace.last_seconds) / 2
        seconds = period * (work.reps.for_side(side).high if work.reps else 0.0)
    elif isinstance(work, RepeatedHold):
        reps = work.reps.for_side(side).high if work.reps else 0.0
        seconds = reps * work.hold_seconds.high + max(reps - 1, 0.0) * (work.relax_seconds or 0.0)
    elif isinstance(work, SingleHold):
        seconds = work.hold_seconds.high
    elif isinstance(work, TimeToMove):
        seconds = work.seconds.high if work.seconds else 0.0
    elif isinstance(work, Breath):
        reps = work.reps.for_side(side).high if work.reps else 0.0
        seconds = work.seconds.high if work.seconds else reps * work.period_seconds
    else:
        seconds = work.at_most_seconds or 0.0
    return seconds + MIN_TALK_SECONDS
