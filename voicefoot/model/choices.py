"""What the user chose for a session, and its effect on the routine."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from voicefoot.errors import CommandError
from voicefoot.model.routine import (
    Block,
    Exercise,
    Item,
    Move,
    OnBeat,
    Pace,
    Phase,
    Range,
    RepeatedHold,
    Rest,
    Routine,
    SingleHold,
    Soundtrack,
    TimeToMove,
    Work,
)
from voicefoot.model.sound_levels import DUCK_DB
from voicefoot.text import folded, match

LEAD_IN_SECONDS = 0.7
"""The default length of the pre-roll."""
MIN_TEMPO, MAX_TEMPO = 0.5, 2.0
"""The limits of the tempo, as factors."""


class Level(StrEnum):
    """Where to dose within each range: at its bottom, its middle (rounded down), or its top."""

    GENTLE = "gentle"
    STANDARD = "standard"
    STRONG = "strong"


class Talk(StrEnum):
    """How much is spoken."""

    FULL = "full"
    BRIEF = "brief"
    COUNTS = "counts"


class FitAmount(StrEnum):
    """How much is done in a session that was fitted into a time, against what is written."""

    LESS = "less"
    AS_WRITTEN = "as written"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Fitting:
    """What fits a session into a time, beside the doses that are chosen in its routine."""

    seconds: float
    """How long the session is, from its first sample to its last."""
    amount: FitAmount = FitAmount.AS_WRITTEN
    waits: float = 1.0
    """A factor on the times to move that nobody wrote."""
    from_section: int = 0
    """The section with which what was fitted begins."""
    tempo: float = 1.0
    """The tempo at which it was fitted."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices for a session. Exercises, equipment and sides are named in any case, by a unique prefix."""

    level: Level = Level.STANDARD
    talk: Talk = Talk.FULL
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    start_from: str | None = None
    without: tuple[str, ...] = ()
    first_side: str | None = None
    sections_done: int = 0
    """How many sections to leave out at the beginning."""
    with_intro: bool = True
    """Whether to speak the opening: the announcement, the routine's `intro`, what a class needs."""
    lead_in_seconds: float = LEAD_IN_SECONDS
    tempo: float = 1.0
    """A factor on the speed of beats and phases. Holds stay as they are."""
    music: Soundtrack | None = None
    """Music for the whole session, in place of the routine's."""
    no_music: bool = False
    duck_db: float = DUCK_DB
    """How much lower music is under the voice, in decibels."""
    for_class: bool = False
    """Whether many people exercise together. `level` is then the most that is asked of anybody."""
    wait: bool = False
    """Whether a live session waits for a command before each exercise but the first."""
    brief_for: frozenset[str] = frozenset()
    """Exercises that the user knows by now, which get `Talk.BRIEF` instead of `Talk.FULL`; by their keys once
    they are resolved.
    """
    seed: str = ""
    """What draws the order where a list is shuffled or picked from; "" for the routine's title."""
    fitting: Fitting | None = None
    """What fits the session into a time; None where it takes what it takes."""
    announce: str = ""
    """Spoken before anything else, whatever `talk` is."""
    pronounce: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What the user has said in place of a written word. What the routine says of a word goes before it."""

    def talk_for(self, key: str) -> Talk:
        """Return how much to speak in the exercise with that key (`Exercise.key`)."""
        return Talk.BRIEF if self.talk is Talk.FULL and key in self.brief_for else self.talk


def reps_at_level(amount: Range, level: Level) -> int:
    """Return the number of repetitions within `amount` at `level`."""
    return math.floor(_amount_at(amount, level))


def seconds_at_level(amount: Range, level: Level) -> float:
    """Return the seconds within `amount` at `level`. The middle is whole if both ends are."""
    seconds = _amount_at(amount, level)
    return float(math.floor(seconds)) if is_whole(amount) and amount.chosen is None else seconds


def is_whole(amount: Range) -> bool:
    """Return whether both ends of `amount` are whole numbers, so that what is chosen of it is one, too."""
    return amount.low == int(amount.low) and amount.high == int(amount.high)


def _amount_at(amount: Range, level: Level) -> float:
    if amount.chosen is not None:
        return amount.chosen
    if level is Level.GENTLE:
        return amount.low
    if level is Level.STRONG:
        return amount.high
    return (amount.low + amount.high) / 2


def resolve_brief_for(routine: Routine, choices: Choices) -> Choices:
    """Return `choices` with the keys of the exercises in `brief_for` in place of what was typed.

    Raises CommandError for a name that the routine does not have.
    """
    called = [(exercise.name, exercise.key) for exercise in routine.exercises]
    return replace(choices, brief_for=_meant(choices.brief_for, called, "exercise"))


def _meant(typed: Iterable[str], called: Sequence[tuple[str, str]], noun: str) -> frozenset[str]:
    """Return the originals of all that is meant by `typed`.

    `called` has what things are called, each with its original, which is understood as well. Raises
    CommandError as `match` does.
    """
    return frozenset(original for text in typed for original in _originals(text, called, noun))


def _originals(text: str, called: Sequence[tuple[str, str]], noun: str) -> set[str]:
    names = list(dict.fromkeys(name for name, _ in called))
    originals = list(dict.fromkeys(original for _, original in called))
    wanted = folded(text)
    is_name = any(folded(name) == wanted for name in names)
    is_begun = any(folded(name).startswith(wanted) for name in names)
    is_original = any(folded(original) == wanted for original in originals)
    if not is_name and (is_original or not is_begun):
        try:
            return {match(text, originals, noun)}
        except CommandError:
            pass  # the message is to have the names of the language that was chosen
    found = match(text, names, noun)
    return {original for name, original in called if name == found}


def has_ranges(routine: Routine) -> bool:
    """Whether `routine` has a range, so that the level makes a difference."""
    return any(
        amount.low < amount.high
        for exercise in routine.exercises
        for move in exercise.moves
        for work in move.works
        for amount in _ranges(work)
    )


def _ranges(work: Work) -> Iterator[Range]:
    if isinstance(work, OnBeat | RepeatedHold) and work.reps is not None:
        yield from work.reps.by_side.values()
        if work.reps.everywhere is not None:
            yield work.reps.everywhere
    if isinstance(work, RepeatedHold | SingleHold):
        yield work.hold_seconds
    if isinstance(work, TimeToMove) and work.seconds is not None:
        yield work.seconds


def apply_choices(routine: Routine, choices: Choices) -> Routine:
    """Return `routine` with the exercises, order of sides, tempo and music of `choices`.

    Raises CommandError for a name that the routine does not have, and if no exercise would be left.
    """
    exercises = routine.exercises
    kept = _kept(routine, choices)
    first_sides: frozenset[str] = frozenset()
    if choices.first_side is not None:
        sides = [side for e in exercises for side in e.sides_called]
        first_sides = _meant([choices.first_side], sides, "side")

    def changed(exercise: Exercise) -> Exercise | None:
        if id(exercise) not in kept:
            return None
        exercise = _starting_with(exercise, first_sides)
        if choices.tempo != 1.0:
            exercise = _at_tempo(exercise, choices.tempo)
        if choices.music is not None or choices.no_music:
            exercise = replace(exercise, soundtrack=None if choices.no_music else choices.music)
        return exercise

    return replace(routine, body=_with_exercises(routine.body, changed))


def kept_exercises(routine: Routine, choices: Choices) -> list[int]:
    """Return which exercises of `routine` are left with `choices`, as indices. Raises as `apply_choices`."""
    kept = _kept(routine, choices)
    return [index for index, exercise in enumerate(routine.exercises) if id(exercise) in kept]


def named_exercises(routine: Routine, choices: Choices) -> frozenset[str]:
    """Return the keys of the exercises that `choices` ask for by their names."""
    called = [(exercise.name, exercise.key) for exercise in routine.exercises]
    start = () if choices.start_from is None else (choices.start_from,)
    return _meant((*choices.only, *start), called, "exercise")


def _kept(routine: Routine, choices: Choices) -> set[int]:
    """Return the `id` of each exercise that is left. Raises as `apply_choices`."""
    exercises = routine.exercises
    called = [(exercise.name, exercise.key) for exercise in exercises]
    kept = {id(exercise) for exercise in exercises if not exercise.left_out}

    def leave_only(wanted: Iterable[Exercise]) -> None:
        kept.intersection_update(map(id, wanted))

    if choices.only:
        included = _meant(choices.only, called, "exercise")
        leave_only(e for e in exercises if e.key in included)
    if choices.skip:
        excluded = _meant(choices.skip, called, "exercise")
        leave_only(e for e in exercises if e.key not in excluded)
    if choices.start_from is not None:
        starts = _meant([choices.start_from], called, "exercise")
        first = next(index for index, e in enumerate(exercises) if e.key in starts)
        leave_only(exercises[first:])
    if choices.without:
        things = sorted({thing for e in exercises for thing in e.equipment_called})
        missing = _meant(choices.without, things, "piece of equipment")
        leave_only(e for e in exercises if not any(key in missing for _, key in e.equipment_called))
    if not kept:
        raise CommandError(f"no exercise of {routine.title!r} is left; choose less strictly")
    return kept


def _with_exercises(block: Block, changed: Callable[[Exercise], Exercise | None]) -> Block:
    """Return `block` with each exercise as `changed` returns it; None leaves it out, and a block in which
    none is left.
    """
    items: list[Item] = []
    for item in block.items:
        kept = item
        if isinstance(item, Block):
            kept = _with_exercises(item, changed)
            if not any(True for _ in kept.exercises):
                continue
        elif not isinstance(item, Rest):
            exercise = changed(item)
            if exercise is None:
                continue
            kept = exercise
        items.append(kept)
    pick = None if block.pick is None else min(block.pick, len(items))
    return replace(block, items=tuple(items), pick=pick)


def _at_tempo(exercise: Exercise, tempo: float) -> Exercise:
    return replace(exercise, moves=tuple(_move_at_tempo(move, tempo) for move in exercise.moves))


def _move_at_tempo(move: Move, tempo: float) -> Move:
    works = [_work_at_tempo(work, tempo) for work in move.works]
    return replace(move, work=works[0], later_works=tuple(works[1:]))


def _work_at_tempo(work: Work, tempo: float) -> Work:
    if not isinstance(work, OnBeat):
        return work
    pace = Pace(work.pace.first_seconds / tempo, work.pace.last_seconds / tempo)
    phases = tuple(Phase(phase.word, phase.seconds / tempo) for phase in work.phases)
    follow = work.follow
    if follow is not None:
        follow = replace(follow, low_bpm=follow.low_bpm * tempo, high_bpm=follow.high_bpm * tempo)
    return replace(work, pace=pace, phases=phases, follow=follow)


def _starting_with(exercise: Exercise, sides: frozenset[str]) -> Exercise:
    """Return `exercise` with the first side that is one of `sides`, by their originals, at the beginning."""
    at = next((at for at, (_, key) in enumerate(exercise.sides_called) if key in sides), 0)
    original = exercise.original
    if original is not None:
        original = replace(original, sides=original.sides[at:] + original.sides[:at])
    return replace(exercise, sides=exercise.sides[at:] + exercise.sides[:at], original=original)
