"""The keys of a move -> one kind of work, or a problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from voicefoot.model.limits import MIN_BREATH_PART_SECONDS
from voicefoot.model.routine import (
    Breath,
    Dose,
    OnBeat,
    Pace,
    Phase,
    Range,
    RepeatedHold,
    SingleHold,
    TimeToMove,
    UntilTold,
    Work,
)
from voicefoot.problem_codes import Code
from voicefoot.reading.by_side import match_sides
from voicefoot.reading.convert import ParsedReps
from voicefoot.reading.doses import PACE_KEYS, MoveDose, stand_together
from voicefoot.reading.problems import Problems, line_of
from voicefoot.reading.values import SECONDS_A_BREATH, Breaths, Tempo
from voicefoot.text import LazyPattern, shown

_BREATHE_IN = ("in", "inhale", "breathe in")
_BREATHE_OUT = ("out", "exhale", "breathe out")
_WHOLE_BREATH = LazyPattern("i( hold)? o( hold)?")
_ADD_PACE = (
    "add one, such as `every: 3s`, or a hold, such as `hold: 5s`, "
    "or `until: told`, with which the number is said, and waits for you"
)


@dataclass(frozen=True, slots=True)
class ExerciseContext:
    """What an exercise says that its moves depend on."""

    sides: tuple[str, ...]
    has_valid_sides: bool
    """False if what was written in `sides` has a problem."""
    has_fixed_time: bool
    """Whether `lasts` fixes the time, so that no dose is needed."""
    alternates: bool = False
    """Whether the sides take turns in each repetition, as only repetitions can."""


def build_works(
    dose: MoveDose, context: ExerciseContext, count: int, problems: Problems
) -> tuple[Work, ...] | None:
    """Build the work of a move, or record a problem and return None.

    It is the same in all sets and rounds, or there are `count` of them if the dose has a list.
    """
    written = dose.written
    for index, key in enumerate(written):
        for other in written[:index]:
            if not stand_together(key, other, in_phases=dose.in_phases):
                _report_clash(dose, other, key, problems)
                return None
    missing = _find_missing(dose, has_fixed_time=context.has_fixed_time)
    if missing is not None:
        key, what, remedy = missing
        problems.add(dose.location_of(key), what, remedy, Code.INCOMPLETE_DOSE)
        return None
    if any(dose.get(key) is None for key in written) or not _goes_with_context(dose, context, problems):
        return None
    reps = _build_reps(dose, context, problems) if dose.has("reps") else (None,)
    if reps is None:
        return None
    varies = any(each.key != "load" for each in dose.lists())
    breath: Breath | None = dose.get("breath")
    if dose.in_phases and not context.alternates:
        breath = _breath_in(dose.phases)
    return tuple(_build_work(dose, breath, reps, index) for index in range(count if varies else 1))


def _report_clash(dose: MoveDose, other: str, key: str, problems: Problems) -> None:
    where = line_of(dose.location_of(other), dose.location_of(key))
    what = f"`{key}` stands beside `{other}` ({where})"
    both = {key, other}
    if key in PACE_KEYS and other in PACE_KEYS:
        remedy = "keep one of them: each sets the pace"
    elif "tally" in both:
        remedy = "keep one of them: `tally` belongs to `for`"
    elif "at_most" in both or "until" in both:
        remedy = "keep one of them: with `until: told`, you decide how fast and how long"
    elif "breath" in both:
        remedy = "keep one of them: breathing has a pace of its own"
    elif both == {"reps", "for"} and (dose.in_phases or dose.has("breath")):
        remedy = "keep one of them: how many, or how long"
    elif "for" in both:
        remedy = "keep one of them: `for` is a time to move in, and nothing is counted in it"
    elif "hold" in both:
        remedy = "keep one of them: a move is held, or done on a beat"
    else:
        remedy = "keep one of them: `relax` stands between holds"
    problems.add(dose.location_of(key), what, remedy, Code.CLASHING_KEYS)


def _find_missing(dose: MoveDose, *, has_fixed_time: bool) -> tuple[str, str, str] | None:
    """Return the key at which something is missing ("" for the whole move), what is wrong, and the remedy."""
    pace_key = next((key for key in (*PACE_KEYS, "breath") if dose.has(key)), None)
    if dose.has("at_most") and not dose.has("until"):
        return "at_most", "`at_most` is without `until`", "add `until: told`, or write `for` instead"
    if dose.has("tally") and not dose.has("for") and not has_fixed_time:
        return "tally", "`tally` is without `for`", "say how long, such as `for: 10 min`"
    if dose.has("reps"):
        if pace_key is None and not dose.has("hold") and not dose.has("until"):
            return "reps", "`reps` has no pace", _ADD_PACE
    elif pace_key is not None and not dose.has("for") and not has_fixed_time:
        how_long = "how long it `lasts`"
        if pace_key == "breath" or dose.in_phases:
            how_long = "how long, such as `for: 3 min`"
        return pace_key, f"`{pace_key}` is without `reps`", f"say how many, such as `reps: 10`, or {how_long}"
    elif dose.has("relax") and not dose.has("hold"):
        remedy = "it stands between holds: add `hold: 5s` and `reps: 10`"
        return "relax", "`relax` is without `hold`", remedy
    elif dose.has("relax") and not has_fixed_time:
        remedy = "it stands between holds: say how many, such as `reps: 10`"
        return "relax", "`relax` is without `reps`", remedy
    elif not dose.written and not has_fixed_time:
        remedy = "add `reps: 10` and `every: 2s`, or `hold: 20s`, or `for: 30s`, here or for the whole list"
        return "", "it does not say how much to do", remedy
    return None


def _goes_with_context(dose: MoveDose, context: ExerciseContext, problems: Problems) -> bool:
    """Whether the dose goes with what the exercise says; record a problem if it does not."""
    if dose.has("until") and context.has_fixed_time:
        remedy = "keep one of them: `lasts` fixes the time; `lasts: none` undoes it"
        problems.add(dose.location_of("until"), "`until` stands beside `lasts`", remedy, Code.CLASHING_KEYS)
        return False
    return True


def _breath_in(phases: Sequence[Phase]) -> Breath | None:
    """Return the breath that `phases` are by their words, or None if they are none."""
    words = [phase.word.lower() for phase in phases]
    kinds = ["i" if word in _BREATHE_IN else "o" if word in _BREATHE_OUT else word for word in words]
    if not _WHOLE_BREATH.fullmatch(" ".join(kinds)):
        return None
    out = kinds.index("o")
    if min(phases[0].seconds, phases[out].seconds) < MIN_BREATH_PART_SECONDS:
        return None
    hold_seconds = phases[1].seconds if out > 1 else 0.0
    hold_after_seconds = sum(phase.seconds for phase in phases[out + 1 :])
    return Breath(phases[0].seconds, hold_seconds, phases[out].seconds, hold_after_seconds)


def _build_work(dose: MoveDose, breath: Breath | None, reps: Sequence[Dose | None], index: int) -> Work:
    """Build the work of the set or round `index`. No value of `dose` has a problem."""

    def at_index(key: str) -> Any:
        values = dose.get(key)
        return values[min(index, len(values) - 1)] if values else None

    in_this = reps[min(index, len(reps) - 1)]
    seconds = at_index("for")
    if breath is not None:
        if isinstance(seconds, Breaths):
            return replace(breath, reps=Dose(seconds.count))
        return replace(breath, reps=in_this, seconds=seconds)
    breaths = seconds.count if isinstance(seconds, Breaths) else None
    if isinstance(seconds, Breaths):
        in_force: Breath | None = dose.in_force("breath")
        period_seconds = in_force.period_seconds if in_force else SECONDS_A_BREATH
        seconds = Range(seconds.count.low * period_seconds, seconds.count.high * period_seconds)
    if dose.in_phases:
        period_seconds = sum(phase.seconds for phase in dose.phases)
        return OnBeat(in_this, Pace(period_seconds, period_seconds), dose.phases, seconds=seconds)
    if dose.has("every"):
        period_seconds = float(dose.get("every") or 0.0)
        return OnBeat(in_this, Pace(period_seconds, period_seconds))
    if dose.has("tempo"):
        tempo = dose.get("tempo")
        assert isinstance(tempo, Tempo)
        return OnBeat(in_this, tempo.pace, follow=tempo.follow)
    if dose.has("until"):
        return UntilTold(in_this, dose.in_force("at_most") or None)
    if dose.has("hold"):
        if in_this is None and not dose.has("relax"):
            return SingleHold(at_index("hold"))
        return RepeatedHold(in_this, at_index("hold"), dose.in_force("relax"))
    return TimeToMove(seconds, breaths, dose.get("tally"))


def _build_reps(dose: MoveDose, context: ExerciseContext, problems: Problems) -> tuple[Dose, ...] | None:
    """Build the doses of `reps`, one or one for each set or round; None if there is a problem."""
    reps: ParsedReps | None = dose.get("reps")
    if reps is None:
        return None
    if reps.everywhere is not None:
        return tuple(Dose(each) for each in reps.everywhere)
    if not context.has_valid_sides:
        return None
    location = dose.location_of("reps")
    by_side = match_sides("reps", reps.by_side, context.sides, "number", location, problems)
    if by_side is None or not _have_equal_length(reps, problems):
        return None
    return tuple(
        Dose(
            by_side=MappingProxyType(
                {side: ranges[min(index, len(ranges) - 1)] for side, ranges in by_side.items()}
            )
        )
        for index in range(reps.count)
    )


def _have_equal_length(reps: ParsedReps, problems: Problems) -> bool:
    """Whether each side has one number, or as many as the others; record a problem if not."""
    for named in reps.by_side:
        if len(named.value) not in (1, reps.count):
            what = f'"{shown(named.name)}" has {len(named.value)} numbers, and another side has {reps.count}'
            problems.add(named.location, what, "write as many for each side", Code.UNEQUAL_LISTS)
            return False
    return True
