"""What the user chose for a session, and the routine that is left after it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from voicefoot.errors import CommandError
from voicefoot.model.routine import (
    Exercise,
    HeldAgain,
    HeldOnce,
    Move,
    OnBeat,
    Pace,
    Phase,
    Range,
    Routine,
    Soundtrack,
    TimeToMove,
    Work,
)
from voicefoot.text import match

LEAD_IN_SECONDS = 0.7
DUCK_DB = 12.0
MIN_TEMPO, MAX_TEMPO = 0.5, 2.0


class Level(StrEnum):
    """Where in each range of a dose: its bottom, its middle (rounded down), its top."""

    GENTLE = "gentle"
    STANDARD = "standard"
    STRONG = "strong"


class Talk(StrEnum):
    """How much is said."""

    FULL = "full"
    BRIEF = "brief"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class Choices:
    """Names of exercises, equipment and sides are matched without case, by unique beginning."""

    level: Level = Level.STANDARD
    talk: Talk = Talk.FULL
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    start_from: str | None = None
    without: tuple[str, ...] = ()
    first_side: str | None = None
    sections_done: int = 0
    """So many of the session's sections are left out at its beginning."""
    with_intro: bool = True
    """Whether what opens a session is said: what is announced, the routine's `intro`, what a class needs."""
    lead_in_seconds: float = LEAD_IN_SECONDS
    tempo: float = 1.0
    """How much faster beats and phases are than the routine says; holds stay as they are."""
    music: Soundtrack | None = None
    """Played under the whole session, instead of what the routine says."""
    no_music: bool = False
    duck_db: float = DUCK_DB
    """How much lower music is under the voice."""
    for_class: bool = False
    """Whether many do it together; `level` is then the most that is asked of anybody."""
    wait: bool = False
    """Whether a live session waits before each exercise but the first."""
    brief_for: frozenset[str] = frozenset()
    """Exercises that are known by now: of them no more is said than `Talk.BRIEF` says."""
    announce: str = ""
    """Said before anything else, however little is said."""

    def talk_for(self, name: str) -> Talk:
        """How much is said of the exercise called exactly `name`."""
        return Talk.BRIEF if self.talk is Talk.FULL and name in self.brief_for else self.talk


def dosed(amount: Range, level: Level) -> int:
    """A number of repetitions out of `amount`."""
    return math.floor(_at(amount, level))


def timed(amount: Range, level: Level) -> float:
    """A length out of `amount`, in seconds; the middle is a whole number where both ends are."""
    seconds = _at(amount, level)
    whole = amount.low == int(amount.low) and amount.high == int(amount.high)
    return float(math.floor(seconds)) if whole else seconds


def _at(amount: Range, level: Level) -> float:
    if level is Level.GENTLE:
        return amount.low
    if level is Level.STRONG:
        return amount.high
    return (amount.low + amount.high) / 2


def spelled_out(routine: Routine, choices: Choices) -> Choices:
    """`choices` with the names in `brief_for` as `routine` writes them.

    Raises CommandError for a name that it does not have.
    """
    names = [exercise.name for exercise in routine.exercises]
    return replace(choices, brief_for=frozenset(match(name, names, "exercise") for name in choices.brief_for))


def has_ranges(routine: Routine) -> bool:
    """Whether a level makes a difference to `routine`."""
    return any(
        amount.low < amount.high
        for exercise in routine.exercises
        for move in exercise.moves
        for amount in _ranges(move.work)
    )


def _ranges(work: Work) -> Iterator[Range]:
    if isinstance(work, OnBeat | HeldAgain) and work.reps is not None:
        yield from work.reps.by_side.values()
        if work.reps.everywhere is not None:
            yield work.reps.everywhere
    if isinstance(work, HeldAgain | HeldOnce):
        yield work.hold_seconds
    if isinstance(work, TimeToMove) and work.seconds is not None:
        yield work.seconds


def chosen(routine: Routine, choices: Choices) -> Routine:
    """`routine` with the exercises and in the order of sides that `choices` ask for.

    Raises CommandError for a name that it does not have, and where nothing would be left.
    """
    exercises = routine.exercises
    names = [exercise.name for exercise in exercises]
    if choices.only:
        kept = {match(asked, names, "exercise") for asked in choices.only}
        exercises = tuple(e for e in exercises if e.name in kept)
    if choices.skip:
        left_out = {match(asked, names, "exercise") for asked in choices.skip}
        exercises = tuple(e for e in exercises if e.name not in left_out)
    if choices.start_from is not None:
        first = names.index(match(choices.start_from, names, "exercise"))
        exercises = tuple(e for e in exercises if names.index(e.name) >= first)
    if choices.without:
        things = sorted({thing for e in routine.exercises for thing in e.equipment})
        missing = {match(asked, things, "piece of equipment") for asked in choices.without}
        exercises = tuple(e for e in exercises if not missing & set(e.equipment))
    if not exercises:
        raise CommandError(f"no exercise of {routine.title!r} is left; choose less strictly")
    if choices.first_side is not None:
        sides = list(dict.fromkeys(side for e in routine.exercises for side in e.sides))
        side = match(choices.first_side, sides, "side")
        exercises = tuple(_beginning_with(exercise, side) for exercise in exercises)
    if choices.tempo != 1.0:
        exercises = tuple(_at_tempo(exercise, choices.tempo) for exercise in exercises)
    if choices.music is not None or choices.no_music:
        music = None if choices.no_music else choices.music
        exercises = tuple(replace(exercise, soundtrack=music) for exercise in exercises)
    return replace(routine, exercises=exercises)


def _at_tempo(exercise: Exercise, tempo: float) -> Exercise:
    return replace(exercise, moves=tuple(_move_at_tempo(move, tempo) for move in exercise.moves))


def _move_at_tempo(move: Move, tempo: float) -> Move:
    work = move.work
    if not isinstance(work, OnBeat):
        return move
    pace = Pace(work.pace.first_seconds / tempo, work.pace.last_seconds / tempo)
    phases = tuple(Phase(phase.word, phase.seconds / tempo) for phase in work.phases)
    near = work.follow
    if near is not None:
        near = replace(near, low_bpm=near.low_bpm * tempo, high_bpm=near.high_bpm * tempo)
    return replace(move, work=replace(work, pace=pace, phases=phases, follow=near))


def _beginning_with(exercise: Exercise, side: str) -> Exercise:
    if side not in exercise.sides:
        return exercise
    at = exercise.sides.index(side)
    return replace(exercise, sides=exercise.sides[at:] + exercise.sides[:at])
