"""What a rest is too short for is said in the work before it.

Where work follows on work, or nearly so, what comes next is told in the last seconds of the first. How long
words take is only known later, so that their usual length decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voicefoot.model.cues import Cue, PlannedSection, Say, TimeBox, TimedRest, WorkCue
from voicefoot.model.origin import Origin
from voicefoot.planning.reckoning import speech_seconds

NO_TALK_BELOW_SECONDS = 3.0
"""In a shorter rest nothing is said: it has an end sound, and perhaps a tick that leads to the next work."""
NEVER_LEFT_OUT = (Origin.SIDE, Origin.EQUIPMENT, Origin.MOVE_OVER, Origin.CAUTION)
"""What no rest is too short for."""
_AROUND_SECONDS = 1.5
"""What an end sound, and a breath before the next work, take of a rest."""
_GAP_SECONDS = 0.3


def needed_seconds(rest: TimedRest) -> float:
    """Return about how long a rest must be for what it may never leave out, in seconds."""
    said = [line for line in rest.lines if line.origin in NEVER_LEFT_OUT]
    return _AROUND_SECONDS + sum(speech_seconds(line.shorter or line.text) + _GAP_SECONDS for line in said)


def with_next_told(sections: Sequence[PlannedSection]) -> list[PlannedSection]:
    """Return `sections` with the lines that a rest is too short for moved into the work before it, and each
    section told of the rest with which the next one begins, and of the work that it leads to.
    """
    cues: list[list[Cue]] = [list(section.cues) for section in sections]
    last_work: tuple[int, int] | None = None
    for i, of_section in enumerate(cues):
        for j, cue in enumerate(of_section):
            if isinstance(cue, WorkCue):
                last_work = (i, j)
            elif isinstance(cue, TimeBox):
                last_work = None
            elif isinstance(cue, TimedRest) and last_work is not None:
                before = _said_before(cue)
                of_section[j] = replace(cue, lines=tuple(line for line in cue.lines if line not in before))
                work = cues[last_work[0]][last_work[1]]
                assert isinstance(work, WorkCue), "it was found as work"
                cues[last_work[0]][last_work[1]] = replace(
                    work, next_lines=tuple(line.shorter or line.text for line in before)
                )
    following = [_beginning_of(each) for each in cues[1:]] + [(None, None)]
    return [
        replace(section, cues=tuple(each), rest_after=rest, work_after=work)
        for section, each, (rest, work) in zip(sections, cues, following, strict=True)
    ]


def _beginning_of(cues: Sequence[Cue]) -> tuple[TimedRest | None, WorkCue | None]:
    """Return the written rest with which a section begins, and the work that it leads to."""
    first, second = cues[0], cues[1]
    if not isinstance(first, TimedRest):
        return None, None
    return first, second if isinstance(second, WorkCue) else None


def _said_before(rest: TimedRest) -> list[Say]:
    """Return the lines that are said before `rest`, since they would not fit into it."""
    if rest.seconds is None or rest.seconds >= max(NO_TALK_BELOW_SECONDS, needed_seconds(rest)):
        return []
    return [
        line for line in rest.lines if line.origin in (*NEVER_LEFT_OUT, Origin.ROUND, Origin.SET, Origin.NAME)
    ]
