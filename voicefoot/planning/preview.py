"""A plan -> the same words without the waiting: what an author wants to hear of a line just written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from voicefoot.model.cues import (
    Breaths,
    Chime,
    Cue,
    Plan,
    PlannedSection,
    PreRoll,
    Reps,
    Say,
    Slack,
    TimeBox,
    TimedRest,
    Wait,
    WorkCue,
)
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Pace
from voicefoot.model.sound_names import SoundName

PAUSE_SECONDS = 0.4
"""The longest silence between two lines."""
HOLD_SECONDS = 3.0
"""The longest hold, and the longest time to move in."""
AGAIN_SECONDS = 1.0
"""The same in work that was heard before, on the other side or in an earlier set."""
RELAX_SECONDS = 1.0
BREATH_PART_SECONDS = 1.5
WORK_SECONDS = 4.0
"""About how long counted work is, unless two repetitions take longer."""
FEWEST_REPS, MOST_REPS = 2, 4


def previewed(plan: Plan) -> Plan:
    """Return `plan` with all of its words in their order, and hardly any time between them.

    Rests, waits and what `lasts` give way; work is as short as it can be and still be heard as what it is,
    and shorter where it is the same as before. Tips follow the work in which they are said, once. A section
    in which nothing is said that was not heard before, but which round it is, is left out.
    """
    preview = _Preview()
    sections: list[PlannedSection] = []
    for section in plan.sections:
        heard = set(preview.heard)
        cues = tuple(preview.shortened(section.cues))
        texts = {cue.text for cue in cues if isinstance(cue, Say) and cue.origin is not Origin.ROUND}
        if not sections or not texts <= heard:
            sections.append(
                replace(
                    section, cues=cues, fixed=False, soundtrack=None, plays_on=False, waits=False,
                    round_starts=(), rest_after=None, work_after=None,
                )
            )  # fmt: skip
    return replace(plan, sections=tuple(sections))


class _Preview:
    """Shortens cues, and remembers what was heard of them."""

    def __init__(self) -> None:
        self.heard: set[str] = set()
        """All texts so far."""
        self._works: list[WorkCue] = []

    def shortened(self, cues: Iterable[Cue]) -> Iterator[Cue]:
        """Yield `cues` without the time between them."""
        for cue in cues:
            if isinstance(cue, TimeBox):
                yield from self.shortened(cue.cues)
            elif isinstance(cue, TimedRest):
                yield from self.shortened((*cue.told_before, *cue.lines))
            elif isinstance(cue, Say):
                if cue.origin is not Origin.OUTRO:
                    self.heard.add(cue.text)
                    pause = min(cue.after_seconds, PAUSE_SECONDS)
                    yield replace(cue, after_seconds=pause, shorter=None)
            elif isinstance(cue, Chime):
                yield replace(cue, after_seconds=min(cue.after_seconds, PAUSE_SECONDS))
            elif isinstance(cue, Wait):
                yield Wait(min(cue.seconds, PAUSE_SECONDS))
            elif isinstance(cue, PreRoll):
                yield cue
            elif not isinstance(cue, Slack):
                yield self._short_work(cue)
                for line in cue.lines:
                    if line.text not in self.heard:
                        self.heard.add(line.text)
                        yield Say(line.text, Origin.TIP, PAUSE_SECONDS, cue.side)

    def _short_work(self, work: WorkCue) -> WorkCue:
        same = replace(work, side=None, set_number=None, lines=(), next_lines=(), ends_with=_ANY_END)
        again = same in self._works
        if not again:
            self._works.append(same)
        return _shortened(work, again=again)


_ANY_END = SoundName.HOLD_END


def _shortened(work: WorkCue, *, again: bool) -> WorkCue:
    """Return `work` with so much of it that its count, its phases or its end can be heard."""
    hold = AGAIN_SECONDS if again else HOLD_SECONDS
    if isinstance(work, Reps):
        return _short_reps(work, hold, 1 if again else MOST_REPS)
    if isinstance(work, Breaths):
        parts = tuple(replace(part, seconds=min(part.seconds, BREATH_PART_SECONDS)) for part in work.parts)
        return replace(
            work, reps=1, parts=parts, seconds=None, lines=(), next_lines=(), tell_progress=False,
            rest_before_seconds=None,
        )  # fmt: skip
    return replace(
        work, seconds=min(work.seconds or hold, hold), lines=(), next_lines=(), say_halfway=False,
        newcomer_seconds=None, rest_before_seconds=None,
    )  # fmt: skip


def _short_reps(work: Reps, hold_seconds: float, most: int) -> Reps:
    pace, hold, relax = work.pace, work.hold_seconds, work.relax_seconds
    if hold:
        hold, relax = min(hold, hold_seconds), min(relax, RELAX_SECONDS)
        pace = Pace(hold + relax, hold + relax)
    period = max(pace.first_seconds, pace.last_seconds) * work.sides_per_rep
    reps = min(most, max(FEWEST_REPS, int(WORK_SECONDS / period)))
    return replace(
        work, reps=reps if work.reps is None else min(reps, work.reps), pace=pace, hold_seconds=hold,
        relax_seconds=relax, seconds=None, lines=(), next_lines=(), tell_progress=False, follow=None,
        newcomer_reps=None, newcomer_hold_seconds=None, rest_before_seconds=None,
    )  # fmt: skip
