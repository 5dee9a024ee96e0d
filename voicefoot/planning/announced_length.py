"""How long a session is said to take ("about twenty minutes"), reckoned from its plan alone.

The words are in the language pack (`title_line`); `arranging.estimate` knows better, with clips.
"""

from __future__ import annotations

from collections.abc import Iterable

from voicefoot.model.cues import (
    Breaths,
    Chime,
    Cue,
    PlannedSection,
    PreRoll,
    Reps,
    Say,
    Span,
    TimeBox,
    TimedRest,
    Wait,
    WorkCue,
)

_COUNT_IN_SECONDS = 2.0
_SOUND_SECONDS = 1.5


def speech_seconds(text: str) -> float:
    """Return about how long `text` takes to say: 200 ms, and 65 ms a character."""
    return 0.2 + 0.065 * len(text)


def reckoned_seconds(sections: Iterable[PlannedSection]) -> float:
    """Return about how long `sections`, which follow each other, take, in seconds."""
    now = 0.0
    round_origins: dict[int, float] = {}
    for section in sections:
        starts = section.round_starts
        around = (None, *section.cues, section.rest_after)
        for before, cue, after in zip(around, section.cues, around[2:], strict=False):
            if isinstance(cue, TimedRest) and cue.until is not None:
                origin = round_origins.get(cue.until.block, now)
                now = max(now, origin + cue.until.round * cue.until.every_seconds)
            if isinstance(cue, WorkCue | TimeBox):
                for start in starts:
                    round_origins.setdefault(start.block, now - start.round * start.every_seconds)
                starts = ()
            now += cue_seconds(cue) + _around_seconds(before, cue, after)
    return now


def _around_seconds(before: Cue | None, cue: Cue, after: Cue | None) -> float:
    """Return what work takes beside itself: its count-in, and the sound at its end. Where there is a written
    rest, they lie within it.
    """
    if not isinstance(cue, WorkCue):
        return 0.0
    counted_in = _COUNT_IN_SECONDS if isinstance(cue, Reps) and not isinstance(before, TimedRest) else 0.0
    return counted_in + (0.0 if isinstance(after, TimedRest) else _SOUND_SECONDS)


def cue_seconds(cue: Cue) -> float:
    """Return about how long `cue` takes by itself, in seconds; 0 where its dose is open."""
    if isinstance(cue, Say):
        return speech_seconds(cue.text) + cue.after_seconds
    if isinstance(cue, Wait | PreRoll | TimeBox):
        return cue.seconds
    if isinstance(cue, TimedRest):
        return cue.seconds or 0.0
    if isinstance(cue, Span):
        return cue.seconds or 0.0
    if isinstance(cue, Breaths):
        return cue.seconds or (cue.reps or 0) * cue.period_seconds
    if isinstance(cue, Reps):
        period = (cue.pace.first_seconds + cue.pace.last_seconds) / 2
        return (cue.reps or 0) * cue.sides_per_rep * period
    return cue.after_seconds + _SOUND_SECONDS if isinstance(cue, Chime) else 0.0
