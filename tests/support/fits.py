"""What must hold of a session that was fitted into a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.support.random_routines import RATE, SyntheticVoice, arranged, broken_promises, sounds
from voicefoot.arranging.fit_session import FittedSession, Stage, fit_session
from voicefoot.audio import AudioFormat
from voicefoot.errors import CommandError
from voicefoot.model.choices import Choices
from voicefoot.model.routine import Exercise, OnBeat, Routine
from voicefoot.planning.freedom import amounts_of, is_stepped

_NEAREST = re.compile(r"--fit ([0-9.]+)s$")


def stage(voice: SyntheticVoice) -> Stage:
    """What a session of `voice` is arranged with."""
    return Stage(
        lambda phrases: {phrase: voice.say(phrase) for phrase in phrases}, sounds(), AudioFormat(RATE)
    )


def fitted_or_nearest(
    routine: Routine, choices: Choices, seconds: float, voice: SyntheticVoice
) -> tuple[FittedSession, float]:
    """The session of `routine` in `seconds`, or else in the nearest time that the message names; and how long
    that is.
    """
    prepared = stage(voice)
    try:
        return fit_session(routine, choices, seconds, prepared), seconds
    except CommandError as error:
        message = str(error)
    nearest = nearest_in(message)
    return fit_session(routine, choices, nearest, prepared), nearest


def nearest_in(message: str) -> float:
    """The nearest time that `message` names, in seconds."""
    found = _NEAREST.search(message)
    assert found, message
    return float(found[1])


def broken_fit(fitted: FittedSession, seconds: float, voice: SyntheticVoice) -> Iterator[str]:
    """What does not hold of a session that was fitted into `seconds`, in words."""
    sections = arranged(fitted.plan, voice)
    frames = round(seconds * RATE)
    if sections[-1].end_frame != frames:
        yield f"it has {sections[-1].end_frame} frames, and not {frames}"
    yield from broken_promises(sections)
    for before, after in zip(fitted.written.exercises, fitted.routine.exercises, strict=True):
        yield from _outside(before, after)


def _outside(before: Exercise, after: Exercise) -> Iterator[str]:
    if not 1 <= after.sets <= before.sets:
        yield f"{before.name} has {after.sets} sets of {before.sets}"
    if before.rest_seconds is not None and after.rest_seconds is not None:
        yield from _beyond("rest", before.rest_seconds, after.rest_seconds, 0.25)
    for was, now in zip(before.moves, after.moves, strict=True):
        for old, new in zip(was.works, now.works, strict=True):
            for (what, _, amount), (_, _, chosen) in zip(amounts_of(old), amounts_of(new), strict=True):
                if chosen.chosen is None:
                    continue
                if not amount.low <= chosen.chosen <= amount.high:
                    yield f"{chosen.chosen} {what} is outside of {amount}"
                if is_stepped(amount, what) and chosen.chosen != int(chosen.chosen):
                    yield f"{chosen.chosen} {what} is not whole"
            if isinstance(old, OnBeat) and isinstance(new, OnBeat):
                yield from _beyond("pace", old.pace.first_seconds, new.pace.first_seconds, 0.15)


def _beyond(what: str, was: float, now: float, part: float) -> Iterator[str]:
    if not was * (1 - part) - 1e-9 <= now <= was * (1 + part) + 1e-9:
        yield f"{what} of {was:g} s became {now:g} s"
