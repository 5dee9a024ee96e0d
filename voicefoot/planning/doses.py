"""The doses of a plan in a few words, for the comment tag of a file."""

from __future__ import annotations

from collections.abc import Iterator

from voicefoot.model.cues import Breaths, Cue, Plan, PlannedSection, Reps, Span, TimeBox, WorkCue
from voicefoot.model.rounds import titled

_MAX_SHOWN = 6


def doses(plan: Plan) -> str:
    """Return a line for each exercise: "Towel scrunches: 17 times each side"."""
    return "\n".join(
        f"{titled(section.name, section.rounds)}: {dose_of(section)}" for section in plan.sections
    )


def dose_of(section: PlannedSection) -> str:
    """Return the dose of one exercise: "17 times each side"."""
    works = [(work.side, _dose(work, cue)) for cue in section.cues for work in _works(cue)]
    works = [(side, dose) for side, dose in works if dose]
    sides = list(dict.fromkeys(side for side, _ in works))
    by_side = [[dose for other, dose in works if other == side] for side in sides]
    if len(sides) > 1 and all(found == by_side[0] for found in by_side):
        return f"{_listed(by_side[0])} each side"
    if len(sides) > 1:
        return "; ".join(
            f"{side or 'both'} {_listed(found)}" for side, found in zip(sides, by_side, strict=True)
        )
    return _listed(by_side[0]) if by_side else "as told"


def _works(cue: Cue) -> Iterator[WorkCue]:
    for part in cue.cues if isinstance(cue, TimeBox) else (cue,):
        if isinstance(part, WorkCue):
            yield part


def _dose(work: WorkCue, cue: Cue) -> str:
    if isinstance(work, Breaths) and work.seconds is None and work.reps is not None:
        return f"{work.reps} breath{'s' if work.reps != 1 else ''}"
    if isinstance(work, Reps) and work.seconds is None:
        held = f", {work.hold_seconds:g} s each" if work.hold_seconds else ""
        if work.reps is not None:
            return f"{work.reps} times{held}" if work.reps != 1 else f"once{held}"
    elif work.seconds is not None:
        is_held = isinstance(work, Span) and work.held
        return f"{'hold ' if is_held else ''}{work.seconds:g} s"
    return f"{cue.seconds:g} s" if isinstance(cue, TimeBox) else ""


def _listed(found: list[str]) -> str:
    more = len(found) - _MAX_SHOWN
    return ", ".join([*found[:_MAX_SHOWN], *([f"and {more} more"] if more > 0 else [])])
