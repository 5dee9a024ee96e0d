"""What a rest is too short for is said in the work before it.

Where work follows on work, or nearly so, what comes next is told in the last seconds of the first. How long
words take is only known later, so that their usual length decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from voicefoot.model.cues import Cue, PlannedSection, Say, TimeBox, TimedRest, WorkCue
from voicefoot.model.origin import Origin
from voicefoot.planning.announced_length import speech_seconds

NO_TALK_BELOW_SECONDS = 3.0
"""In a shorter rest nothing is said: it has an end sound, and perhaps a tick that leads to the next work."""
NEVER_LEFT_OUT = (Origin.SIDE, Origin.EQUIPMENT, Origin.MOVE_OVER, Origin.CAUTION)
"""What no rest is too short for."""
_AROUND_SECONDS = 1.5
"""What an end sound, and a breath before the next work, take of a rest."""
_GAP_SECONDS = 0.3


def needed_seconds(rest: TimedRest, seconds_of: Callable[[str], float] = speech_seconds) -> float:
    """Return how long `rest` must be for what it may never leave out, in seconds; 0 if there is nothing.

    `seconds_of` returns how long a text takes to say.
    """
    said = [line for line in (*rest.lines, *rest.told_before) if line.origin in NEVER_LEFT_OUT]
    if not said:
        return 0.0
    return _AROUND_SECONDS + sum(seconds_of(line.shorter or line.text) + _GAP_SECONDS for line in said)


def too_short_rests(
    sections: Iterable[PlannedSection], seconds_of: Callable[[str], float] = speech_seconds
) -> Iterator[tuple[TimedRest, float]]:
    """Yield each written rest that is too short for what it may never leave out, and how long it must be, in
    seconds. Rests are told apart by where they lead and by their lines.
    """
    found: set[tuple[str, float, tuple[str, ...]]] = set()
    for section in sections:
        for cue in section.cues:
            if not isinstance(cue, TimedRest) or cue.seconds is None:
                continue
            needed = needed_seconds(cue, seconds_of)
            key = (cue.where, cue.seconds, tuple(line.text for line in (*cue.lines, *cue.told_before)))
            if needed > cue.seconds and key not in found:
                found.add(key)
                yield cue, needed


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
                within = tuple(line for line in cue.lines if line not in before)
                of_section[j] = replace(cue, lines=within, told_before=tuple(before))
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
    rest, work = (*cues[:2], None, None)[:2]
    if not isinstance(rest, TimedRest):
        return None, None
    return rest, work if isinstance(work, WorkCue) else None


def _said_before(rest: TimedRest) -> list[Say]:
    """Return the lines that are said before `rest`, since they would not fit into it."""
    if rest.seconds is None or rest.seconds >= max(NO_TALK_BELOW_SECONDS, needed_seconds(rest)):
        return []
    return [
        line for line in rest.lines if line.origin in (*NEVER_LEFT_OUT, Origin.ROUND, Origin.SET, Origin.NAME)
    ]
