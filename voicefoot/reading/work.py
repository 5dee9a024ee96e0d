"""The keys of a move -> one kind of work, or a problem."""

from __future__ import annotations

from dataclasses import dataclass

from voicefoot.model.routine import Dose, OnBeat, Pace, Range, RepeatedHold, SingleHold, TimeToMove, Work
from voicefoot.reading.by_side import match_sides
from voicefoot.reading.convert import ParsedReps
from voicefoot.reading.fields import DOSE_KEYS
from voicefoot.reading.mapping import FieldMapping
from voicefoot.reading.problems import Problems

_PACE_KEYS = ("every", "tempo", "phases")
_COMPATIBLE_KEYS = {
    "reps": {*_PACE_KEYS, "hold", "relax"},
    "hold": {"reps", "relax"},
    "relax": {"reps", "hold"},
    "every": {"reps"},
    "tempo": {"reps"},
    "phases": {"reps"},
    "for": set[str](),
}
_ADD_PACE = "add a pace, such as `every: 2s` or `tempo: 60 bpm`, or a hold, such as `hold: 5s`"


@dataclass(frozen=True, slots=True)
class ExerciseContext:
    """What an exercise says that its moves depend on."""

    sides: tuple[str, ...]
    has_valid_sides: bool
    """False if what was written in `sides` has a problem."""
    has_fixed_time: bool
    """Whether `lasts` fixes the time, so that no dose is needed."""


def build_work(
    move: FieldMapping, context: ExerciseContext, relax_seconds: float | None, problems: Problems
) -> Work | None:
    """Build the work of `move`, or record a problem and return None.

    `relax_seconds` is inherited: it holds for a move that has no `relax` of its own.
    """
    written = list(move.written(*DOSE_KEYS))
    for index, key in enumerate(written):
        for other in written[:index]:
            if key not in _COMPATIBLE_KEYS[other]:
                _report_clash(move, other, key, problems)
                return None
    pace_key = next((key for key in written if key in _PACE_KEYS), None)
    missing = _find_missing(written, pace_key, context.has_fixed_time)
    if missing is not None:
        key, what, remedy = missing
        problems.add(move.location_of(key), what, remedy)
        return None
    dose = _build_dose(move, context, problems)
    if any(move.get(key) is None for key in written) or ("reps" in written and dose is None):
        return None
    if pace_key is not None:
        return _on_beat(move, pace_key, dose)
    hold: Range | None = move.get("hold")
    if hold is not None:
        if dose is None and "relax" not in written:
            return SingleHold(hold)
        return RepeatedHold(dose, hold, move.get("relax") if "relax" in written else relax_seconds)
    return TimeToMove(move.get("for"))


def _report_clash(move: FieldMapping, other: str, key: str, problems: Problems) -> None:
    what = f"`{key}` stands beside `{other}` (line {move.location_of(other).line})"
    if key in _PACE_KEYS and other in _PACE_KEYS:
        remedy = "keep one of them: each sets the pace"
    elif "for" in {key, other}:
        remedy = "keep one of them: `for` is a time to move in, and nothing is counted in it"
    elif "hold" in {key, other}:
        remedy = "keep one of them: a move is held, or done on a beat"
    else:
        remedy = "keep one of them: `relax` stands between holds"
    problems.add(move.location_of(key), what, remedy)


def _find_missing(
    written: list[str], pace_key: str | None, has_fixed_time: bool
) -> tuple[str, str, str] | None:
    """Return the key at which something is missing ("" for the whole move), what is wrong, and the remedy."""
    if "reps" in written:
        if pace_key is None and "hold" not in written:
            return "reps", "`reps` has no pace", _ADD_PACE
    elif pace_key is not None and not has_fixed_time:
        return (
            pace_key,
            f"`{pace_key}` is without `reps`",
            "say how many, such as `reps: 10`, or how long it `lasts`",
        )
    elif "relax" in written:
        if "hold" not in written:
            return (
                "relax",
                "`relax` is without `hold`",
                "it stands between holds: add `hold: 5s` and `reps: 10`",
            )
        if not has_fixed_time:
            return (
                "relax",
                "`relax` is without `reps`",
                "it stands between holds: say how many, such as `reps: 10`",
            )
    elif not written and not has_fixed_time:
        return (
            "",
            "it does not say how much to do",
            "add `reps: 10` and `every: 2s`, or `hold: 20s`, or `for: 30s`",
        )
    return None


def _on_beat(move: FieldMapping, pace_key: str, dose: Dose | None) -> OnBeat:
    """Build repetitions on a beat. The value of `pace_key` has no problem."""
    if pace_key == "phases":
        phases = move.get("phases") or ()
        seconds = sum(phase.seconds for phase in phases)
        return OnBeat(dose, Pace(seconds, seconds), phases)
    if pace_key == "every":
        seconds = float(move.get("every") or 0.0)
        return OnBeat(dose, Pace(seconds, seconds))
    tempo = move.get("tempo")
    assert tempo is not None
    return OnBeat(dose, tempo.pace, follow=tempo.follow)


def _build_dose(move: FieldMapping, context: ExerciseContext, problems: Problems) -> Dose | None:
    reps: ParsedReps | None = move.get("reps")
    if reps is None:
        return None
    if reps.everywhere is not None:
        return Dose(reps.everywhere)
    if not context.has_valid_sides:
        return None
    location = move.location_of("reps")
    by_side = match_sides("reps", reps.by_side, context.sides, "number", location, problems)
    return None if by_side is None else Dose(by_side=by_side)
