"""What a routine asks not to hear: by the names of announcements, which stand for lines in the plan."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from voicefoot.model.cues import Cue, Say
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Announce, Exercise

SAID_AS: Mapping[Announce, tuple[Origin, ...]] = MappingProxyType(
    {
        Announce.TITLE: (),
        Announce.LENGTH: (),
        Announce.NAME: (),
        Announce.SIDE: (Origin.SIDE,),
        Announce.DOSE: (Origin.DOSE,),
        Announce.SET: (Origin.SET,),
        Announce.ROUND: (Origin.ROUND,),
        Announce.REST: (Origin.REST,),
        Announce.NEXT: (Origin.NEXT,),
        Announce.READY: (Origin.READY, Origin.COUNT_IN),
        Announce.HALFWAY: (Origin.HALFWAY, Origin.MINUTES_LEFT),
        Announce.TEN_SECONDS: (Origin.TEN_SECONDS,),
        Announce.LAST_ONE: (Origin.LAST_ONE, Origin.LAST_THREE),
        Announce.ENOUGH: (Origin.ENOUGH,),
        Announce.MOVE_OVER: (Origin.MOVE_OVER, Origin.EQUIPMENT, Origin.GET_READY),
        Announce.QUIET_SIGN: (Origin.QUIET_SIGN,),
    }
)
"""What each announcement is called in the score. Title, length and name are found by more than that."""


def silenced_origins(exercise: Exercise) -> frozenset[Origin]:
    """Return the origins of what is not said in `exercise`."""
    return frozenset(origin for each in exercise.silenced for origin in SAID_AS[each])


def is_silenced(cue: Cue, exercise: Exercise, *, timed: bool) -> bool:
    """Return whether `exercise` asks not to hear `cue`. Where it is reached by a `timed` rest, its name says
    what is next.
    """
    if not isinstance(cue, Say):
        return False
    if cue.origin is Origin.NAME:
        return (Announce.NEXT if timed else Announce.NAME) in exercise.silenced
    if cue.origin is Origin.EXPLANATION:
        return exercise.bells_only
    return cue.origin in silenced_origins(exercise)
