"""What a routine tells of its doses, in a line for each exercise, as the expectations in tests/data have it:

Goblet squat | sets 3 | reps 10-12 | rest 90 | sides 2 | load 12 kg
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from voicefoot.model.routine import (
    Block,
    Breath,
    Exercise,
    OnBeat,
    Range,
    RepeatedHold,
    Rest,
    Routine,
    SingleHold,
    TimeToMove,
    UntilTold,
)


def told_doses(routine: Routine) -> list[str]:
    """Return a line for each exercise and rest of `routine`, in their order."""
    return list(_lines(routine.body, 1))


def _lines(block: Block, rounds: int) -> Iterator[str]:
    for item in block.items:
        if isinstance(item, Block):
            yield from _lines(item, rounds * item.rounds)
        elif isinstance(item, Rest):
            yield f"rest {item.seconds:g}"
        else:
            yield " | ".join(_parts(item, rounds))


def _parts(exercise: Exercise, rounds: int) -> Iterator[str]:
    yield exercise.name
    works = [work for move in exercise.moves for work in (move.work, *move.later_works)]
    if exercise.sets > 1 and len(works) == 1:
        yield f"sets {exercise.sets}"
    reps = [_range(each) for work in works if (each := _reps(work)) is not None]
    if reps:
        yield f"reps {', '.join(reps)}"
    for work in works[:1]:
        yield from _time(work)
    if exercise.rest_seconds is not None and (exercise.sets > 1):
        yield f"rest {exercise.rest_seconds:g}"
    if exercise.sides:
        yield f"sides {len(exercise.sides)}"
    loads = [load for move in exercise.moves for load in move.loads]
    if loads:
        yield f"load {', '.join(loads)}"
    if rounds > 1:
        yield f"rounds {rounds}"


def _reps(work: Any) -> Range | None:
    reps = getattr(work, "reps", None)
    found: Range | None = None if reps is None else reps.everywhere
    return found


def _time(work: Any) -> Iterator[str]:
    if isinstance(work, SingleHold | RepeatedHold):
        yield f"hold {_range(work.hold_seconds)}"
    elif isinstance(work, TimeToMove) and work.breaths is not None:
        yield f"breaths {_range(work.breaths)}"
    elif isinstance(work, TimeToMove) and work.seconds is not None:
        yield f"for {_range(work.seconds)}"
    elif isinstance(work, OnBeat) and work.phases:
        yield f"phases {' '.join(f'{phase.seconds:g}' for phase in work.phases)}"
    elif isinstance(work, OnBeat):
        yield f"every {work.pace.first_seconds:g}"
    elif isinstance(work, UntilTold) and work.reps is None:
        yield "told"
    elif isinstance(work, Breath):
        yield "breath"


def _range(span: Range) -> str:
    return f"{span.low:g}" if span.low == span.high else f"{span.low:g}-{span.high:g}"
