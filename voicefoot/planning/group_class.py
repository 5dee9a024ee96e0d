"""What a session is like for a class: more time, a pace of one's own, and a dose for everybody.

A class has newcomers beside others, and no two people move alike. So repetitions that one person would count
become a time to move in, every range goes to its top while its bottom is announced as enough, and end sounds
are louder. What is said differently is in `coach`, how much louder in `model.sound_levels`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from voicefoot.audio import Clip
from voicefoot.model.routine import Exercise, Move, OnBeat, Range
from voicefoot.model.sound_names import SoundName
from voicefoot.units import to_amplitude

LONGER = 1.6
"""How much longer a class takes than one person to move over, to fetch things and to change sides."""
LOOK_AROUND_SECONDS = 4.0
"""Between the two times that an exercise is explained: to see how the others stand."""
LOOK_AGAIN_SECONDS = 2.0
"""The same for a further move of an exercise, for which nobody moves over."""
GATHER_SECONDS = 8.0
"""For all to fetch what they need, before the first exercise."""
OWN_PACE_FROM_SECONDS = 2.0
"""Nobody keeps a slower beat than this together: of twenty people, each has another."""

_ENDS = (SoundName.RELEASE, SoundName.HOLD_END, SoundName.EXERCISE_END, SoundName.SESSION_END)
_HAIR_SECONDS = 1e-9


def at_own_pace(move: Move, exercise: Exercise) -> bool:
    """Return whether a class does `move` for a time instead of on a beat: slow repetitions without music or
    phases.
    """
    work = move.work
    if not isinstance(work, OnBeat) or work.phases or work.follow is not None:
        return False
    if exercise.soundtrack is not None:
        return False
    return min(work.pace.first_seconds, work.pace.last_seconds) >= OWN_PACE_FROM_SECONDS - _HAIR_SECONDS


def newcomer_dose(amount: Range, dose: float) -> float | None:
    """Return how much is enough for newcomers: the bottom of `amount` if `dose` is more, or None."""
    return amount.low if amount.low < dose else None


def needed(exercises: Iterable[Exercise]) -> tuple[str, ...]:
    """Return the equipment of all `exercises`, each thing once, in the order in which it is needed."""
    return tuple(dict.fromkeys(thing for exercise in exercises for thing in exercise.equipment))


def with_louder_ends(sounds: Mapping[SoundName, Clip], gain_db: float) -> Mapping[SoundName, Clip]:
    """Return `sounds` with end sounds louder by `gain_db`."""
    if gain_db == 0.0:
        return sounds
    factor = to_amplitude(gain_db)
    return MappingProxyType({**sounds, **{name: sounds[name].scaled(factor) for name in _ENDS}})
