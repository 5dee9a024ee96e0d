"""The doses of a plan in a few words, for the comment tag of a file, and for the history.

Which cues a dose becomes is decided in `work_cues`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voicefoot.language.codes import ENGLISH
from voicefoot.language.pack import LanguagePack
from voicefoot.language.packs import language_pack, pack_code
from voicefoot.model.cues import Breaths, Cue, Plan, PlannedSection, Reps, Span, TimeBox, WorkCue
from voicefoot.model.rounds import titled

_MAX_SHOWN = 6


def doses(plan: Plan) -> str:
    """Return a line for each exercise, in the language of the plan: "Towel scrunches: 17 times each side"."""
    code = pack_code(plan.language)
    words = None if code == ENGLISH else language_pack(plan.language)
    return "\n".join(
        f"{titled(section.name, section.rounds)}: {dose_of(section, words)}" for section in plan.sections
    )


def dose_of(section: PlannedSection, words: LanguagePack | None = None) -> str:
    """Return the dose of one exercise: "17 times each side". It is in English, unless there are `words`."""
    works = [(work.side, work, cue) for cue in section.cues for work in _works(cue)]
    if words is not None:
        return _dose_in(words, works)
    told = [(side, dose) for side, work, cue in works if (dose := _dose(work, cue))]
    sides, by_side = _by_side(told)
    if len(sides) > 1 and all(found == by_side[0] for found in by_side):
        return f"{_listed(by_side[0])} each side"
    if len(sides) > 1:
        return "; ".join(
            f"{side or 'both'} {_listed(found)}" for side, found in zip(sides, by_side, strict=True)
        )
    return _listed(by_side[0]) if by_side else "as told"


def _by_side(told: Sequence[tuple[str | None, str]]) -> tuple[list[str | None], list[list[str]]]:
    """Return the sides, and what is `told` of each."""
    sides = list(dict.fromkeys(side for side, _ in told))
    return sides, [[dose for other, dose in told if other == side] for side in sides]


def _dose_in(words: LanguagePack, works: Sequence[tuple[str | None, WorkCue, Cue]]) -> str:
    """Return the same as the coach says it in another language."""
    told = [(side, dose) for side, work, cue in works if (dose := _said_dose(words, work, cue, each=False))]
    sides, by_side = _by_side(told)
    if len(sides) < 2:
        return _joined(words, by_side[0]) if by_side else "–"
    if all(found == by_side[0] for found in by_side):
        each = [_said_dose(words, work, cue, each=True) for side, work, cue in works if side == sides[0]]
        if all(each):
            return _joined(words, each)
    named = zip(sides, by_side, strict=True)
    parts = [part for side, found in named for part in (side and words.sentence(side), _joined(words, found))]
    return words.between_sentences.join(filter(None, parts))


def _joined(words: LanguagePack, found: Sequence[str]) -> str:
    more = ["…"] if len(found) > _MAX_SHOWN else []
    return words.between_sentences.join([*found[:_MAX_SHOWN], *more])


def _said_dose(words: LanguagePack, work: WorkCue, cue: Cue, *, each: bool) -> str:
    """Return the dose of `work` in words; `each`: as that of each side, "" where this can't be said."""
    if isinstance(work, Reps) and work.seconds is None and work.reps is not None:
        is_each = each or work.alternates is not None
        if work.hold_seconds:
            return words.held_reps_line(work.reps, work.hold_seconds, each_side=is_each)
        return words.reps_line(work.reps, each_side=is_each)
    if each:
        return ""
    if isinstance(work, Breaths) and work.seconds is None and work.reps is not None:
        return words.breaths_line(work.reps)
    seconds = work.seconds if work.seconds is not None else cue.seconds if isinstance(cue, TimeBox) else None
    if seconds is None:
        return ""
    return words.hold_line(seconds) if isinstance(work, Span) and work.held else words.for_line(seconds)


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
