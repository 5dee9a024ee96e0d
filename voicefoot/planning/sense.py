"""What is not likely in a session as a whole: one of 14 hours, or talk that is longer than the work. The
numbers are in `model.likely`; what single keys say is doubted in `reading.sense`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from voicefoot.model import likely
from voicefoot.model.cues import Cue, Plan, Say, TimeBox, WorkCue
from voicefoot.model.routine import Exercise, Routine
from voicefoot.planning.announced_length import cue_seconds, speech_seconds
from voicefoot.problem_codes import Code
from voicefoot.text import shown


class Doubt(NamedTuple):
    """Something that is not likely, and the line of the routine that it is about."""

    line: int
    what: str
    remedy: str
    code: Code


def doubts(routine: Routine, plan: Plan, section_seconds: Sequence[float]) -> Iterator[Doubt]:
    """Yield what is not likely in `plan`, that of `routine` with its fullest doses, whose sections take so
    many seconds.
    """
    lines = {exercise.key: exercise.line for exercise in reversed(routine.exercises)}
    total = sum(section_seconds)
    if total > likely.MAX_SESSION_SECONDS:
        by_key: dict[str, float] = defaultdict(float)
        for section, seconds in zip(plan.sections, section_seconds, strict=True):
            by_key[section.key] += seconds
        longest = max(by_key, key=lambda key: by_key[key])
        share = f'{by_key[longest] / 3600:.0f} of them with "{shown(longest)}"'
        what = f"the session takes about {total / 3600:.0f} hours, {share}"
        remedy = "check the units of times, and how many reps, sets and rounds there are"
        yield Doubt(lines.get(longest, 1), what, remedy, Code.LONG_SESSION)
    work: dict[str, float] = defaultdict(float)
    for section in plan.sections:
        work[section.key] += _work_seconds(section.cues)
    for exercise in routine.exercises:
        if exercise.line == lines[exercise.key]:  # the first of those with its name
            yield from _long_talk(exercise, work.get(exercise.key))
    for section in plan.sections:
        yield from _long_tips(section.key, section.cues, lines.get(section.key, 1))


def _work_seconds(cues: Sequence[Cue]) -> float:
    """Return about how long the work among `cues` takes; what `lasts` leaves for it is work."""
    seconds = 0.0
    for cue in cues:
        if isinstance(cue, TimeBox):
            talk = sum(speech_seconds(each.text) for each in cue.cues if isinstance(each, Say))
            seconds += max(cue.seconds - talk, 0.0)
        elif isinstance(cue, WorkCue):
            seconds += cue_seconds(cue)
    return seconds


def _long_talk(exercise: Exercise, work_seconds: float | None) -> Iterator[Doubt]:
    """Yield a doubt if the words of `exercise`, said once, take longer than all of its work."""
    texts = [
        exercise.intro,
        *exercise.setup,
        exercise.caution,
        *(move.say for move in exercise.moves),
    ]
    talk_seconds = sum(speech_seconds(text) for text in texts if text is not None)
    if work_seconds is None or talk_seconds <= max(work_seconds, likely.MIN_LONG_TALK_SECONDS):
        return
    what = (
        f'the words of "{shown(exercise.name)}" take about {talk_seconds:.0f} s, and its work '
        f"{work_seconds:.0f} s"
    )
    remedy = "say less, write what is only to be read as `note`, or do more"
    yield Doubt(exercise.line, what, remedy, Code.LONG_TALK)


def _long_tips(name: str, cues: Sequence[Cue], line: int) -> Iterator[Doubt]:
    """Yield a doubt if the tips of any work among `cues` take longer than it, so that not all can be said."""
    for cue in cues:
        if isinstance(cue, WorkCue) and cue.lines:
            tips_seconds = sum(speech_seconds(tip.text) for tip in cue.lines)
            work_seconds = cue_seconds(cue)
            if work_seconds and tips_seconds > max(work_seconds, likely.MIN_LONG_TALK_SECONDS):
                what = (
                    f'the tips of "{shown(name)}" take about {tips_seconds:.0f} s, and the work in which '
                    f"they are said {work_seconds:.0f} s"
                )
                yield Doubt(line, what, "write fewer, or shorter ones", Code.LONG_TALK)
                return
