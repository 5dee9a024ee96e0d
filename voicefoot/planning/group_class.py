"""What is different where many do a session together: more time, own paces, and a dose for each of them.

A class has people who are new beside people who are not, and no two who move alike. So what one person
would count is given as a time, every range is led to its top with its bottom told, and ends are louder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from voicefoot.audio import Clip
from voicefoot.model.routine import Exercise, Move, OnBeat, Range
from voicefoot.model.sound_names import SoundName
from voicefoot.units import to_amplitude

LONGER = 1.6
"""How much longer a class takes than one person, to move over, to fetch things and to change sides."""
LOOK_AROUND_SECONDS = 4.0
"""Between the two times that an exercise is told: to see how the others stand."""
LOOK_AGAIN_SECONDS = 2.0
"""The same for a further move of an exercise, for which nobody moves over."""
GATHER_SECONDS = 8.0
"""For all to fetch what they need, before the first exercise."""
OWN_PACE_FROM_SECONDS = 2.0
"""A slower beat than this is nobody's own: of twenty people, twenty have another."""

_ENDS = (SoundName.RELEASE, SoundName.HOLD_END, SoundName.EXERCISE_END, SoundName.SESSION_END)
_HAIR_SECONDS = 1e-9


def at_own_pace(move: Move, exercise: Exercise) -> bool:
    """Whether a class does `move` for a time, instead of on a beat: slow repetitions that neither a tempo
    nor music nor phases hold together.
    """
    work = move.work
    if not isinstance(work, OnBeat) or work.phases or work.follow is not None:
        return False
    if exercise.soundtrack is not None:
        return False
    return min(work.pace.first_seconds, work.pace.last_seconds) >= OWN_PACE_FROM_SECONDS - _HAIR_SECONDS


def newcomer_dose(amount: Range, dose: float) -> float | None:
    """How much is enough for who is new: the bottom of `amount`, where `dose` is more than that."""
    return amount.low if amount.low < dose else None


def needed(exercises: Iterable[Exercise]) -> tuple[str, ...]:
    """The equipment of all `exercises`, each once, in the order of their need."""
    return tuple(dict.fromkeys(thing for exercise in exercises for thing in exercise.equipment))


def with_louder_ends(sounds: Mapping[SoundName, Clip], gain_db: float) -> Mapping[SoundName, Clip]:
    """`sounds`, in which those that end something are louder by `gain_db`."""
    if gain_db == 0.0:
        return sounds
    factor = to_amplitude(gain_db)
    return MappingProxyType({**sounds, **{name: sounds[name].scaled(factor) for name in _ENDS}})
