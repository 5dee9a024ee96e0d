"""About how long a session takes, reckoned from its plan alone."""

from __future__ import annotations

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
)

_COUNT_IN_SECONDS = 2.0
_SOUND_SECONDS = 1.5


def speech_seconds(text: str) -> float:
    """Return about how long `text` takes to say: 200 ms, and 65 ms a character."""
    return 0.2 + 0.065 * len(text)


def reckoned_seconds(section: PlannedSection) -> float:
    """Return about how long `section` takes, in seconds."""
    cues = (None, *section.cues, section.rest_after)
    return sum(
        _seconds(cue) + _around_seconds(before, cue, after)
        for before, cue, after in zip(cues, section.cues, cues[2:], strict=False)
    )


def _around_seconds(before: Cue | None, cue: Cue, after: Cue | None) -> float:
    """Return what work takes beside itself: its count-in, and the sound at its end. Where there is a written
    rest, they lie within it.
    """
    if not isinstance(cue, Reps | Breaths | Span):
        return 0.0
    counted_in = _COUNT_IN_SECONDS if isinstance(cue, Reps) and not isinstance(before, TimedRest) else 0.0
    return counted_in + (0.0 if isinstance(after, TimedRest) else _SOUND_SECONDS)


def _seconds(cue: Cue) -> float:
    if isinstance(cue, Say):
        return speech_seconds(cue.text) + cue.after_seconds
    if isinstance(cue, Wait | PreRoll | TimeBox):
        return cue.seconds
    if isinstance(cue, TimedRest):
        # Where rounds have a fixed start, what they leave is about a third of them.
        return cue.seconds if cue.seconds is not None else (cue.until.every_seconds / 3 if cue.until else 0.0)
    if isinstance(cue, Span):
        return cue.seconds or 0.0
    if isinstance(cue, Breaths):
        return cue.seconds or (cue.reps or 0) * cue.period_seconds
    if isinstance(cue, Reps):
        period = (cue.pace.first_seconds + cue.pace.last_seconds) / 2
        return (cue.reps or 0) * cue.sides_per_rep * period
    return cue.after_seconds + _SOUND_SECONDS if isinstance(cue, Chime) else 0.0
