"""What a move's keys amount to: one kind of work, or a problem."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from voicefoot.model.routine import Dose, HeldAgain, HeldOnce, OnBeat, Pace, Range, TimeToMove, Work
from voicefoot.reading.convert import Reps
from voicefoot.reading.fields import DOSE_KEYS
from voicefoot.reading.mapping import Group
from voicefoot.reading.problems import Problems
from voicefoot.text import folded, nearest, shown

_PACE_KEYS = ("every", "tempo", "phases")
_GOES_WITH = {
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
class Frame:
    """What an exercise says that its moves must fit into."""

    sides: tuple[str, ...]
    sides_known: bool
    """False where what was written about them is wrong."""
    fixed: bool
    """Whether the time is, by `lasts`, so that no dose is needed."""


def work_of(group: Group, frame: Frame, relax_seconds: float | None, problems: Problems) -> Work | None:
    """The work of the move whose keys are in `group`; None where a problem was noted.

    `relax_seconds` is what holds for moves that don't say it themselves.
    """
    written = list(group.written(*DOSE_KEYS))
    for index, key in enumerate(written):
        for other in written[:index]:
            if key not in _GOES_WITH[other]:
                _complain_of_clash(group, other, key, problems)
                return None
    pace_key = next((key for key in written if key in _PACE_KEYS), None)
    problem = _what_is_missing(written, pace_key, frame.fixed)
    if problem is not None:
        key, what, remedy = problem
        problems.add(group.place_of(key), what, remedy)
        return None
    dose = _dose(group, frame, problems)
    if any(group.get(key) is None for key in written) or ("reps" in written and dose is None):
        return None
    if pace_key is not None:
        return _on_beat(group, pace_key, dose)
    hold: Range | None = group.get("hold")
    if hold is not None:
        if dose is None and "relax" not in written:
            return HeldOnce(hold)
        return HeldAgain(dose, hold, group.get("relax") if "relax" in written else relax_seconds)
    return TimeToMove(group.get("for"))


def _complain_of_clash(group: Group, other: str, key: str, problems: Problems) -> None:
    what = f"`{key}` stands beside `{other}` (line {group.place_of(other).line})"
    if key in _PACE_KEYS and other in _PACE_KEYS:
        remedy = "keep one of them: each sets the pace"
    elif "for" in {key, other}:
        remedy = "keep one of them: `for` is a time to move in, and nothing is counted in it"
    elif "hold" in {key, other}:
        remedy = "keep one of them: a move is held, or done on a beat"
    else:
        remedy = "keep one of them: `relax` stands between holds"
    problems.add(group.place_of(key), what, remedy)


def _what_is_missing(written: list[str], pace_key: str | None, fixed: bool) -> tuple[str, str, str] | None:
    """The key at which something is missing, what, and the remedy."""
    if "reps" in written:
        if pace_key is None and "hold" not in written:
            return "reps", "`reps` has no pace", _ADD_PACE
    elif pace_key is not None and not fixed:
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
        if not fixed:
            return (
                "relax",
                "`relax` is without `reps`",
                "it stands between holds: say how many, such as `reps: 10`",
            )
    elif not written and not fixed:
        return (
            "",
            "it is not said how much to do",
            "add `reps: 10` and `every: 2s`, or `hold: 20s`, or `for: 30s`",
        )
    return None


def _on_beat(group: Group, pace_key: str, dose: Dose | None) -> OnBeat:
    if pace_key == "phases":
        phases = group.get("phases") or ()
        seconds = sum(phase.seconds for phase in phases)
        return OnBeat(dose, Pace(seconds, seconds), phases)
    if pace_key == "every":
        seconds = float(group.get("every") or 0.0)
        return OnBeat(dose, Pace(seconds, seconds))
    tempo = group.get("tempo")
    return OnBeat(dose, tempo.pace, follow=tempo.follow) if tempo else OnBeat(dose, Pace(1.0, 1.0))


def _dose(group: Group, frame: Frame, problems: Problems) -> Dose | None:
    reps: Reps | None = group.get("reps")
    if reps is None:
        return None
    if reps.everywhere is not None:
        return Dose(reps.everywhere)
    if not frame.sides_known:
        return None
    sides = frame.sides
    if not sides:
        problems.add(
            group.place_of("reps"),
            "`reps` differ by side, and there are no sides",
            "write `sides:`, or one number",
        )
        return None
    by_fold = {folded(side): side for side in sides}
    by_side: dict[str, Range] = {}
    good = True
    for named in reps.by_side:
        side = by_fold.get(folded(named.name))
        if side is None or side in by_side:
            good = False
            guess = nearest(named.name, sides)
            listed = ", ".join(shown(name) for name in sides)
            what = (
                f'there is no side "{shown(named.name)}"'
                if side is None
                else f'the side "{shown(side)}" is there twice'
            )
            problems.add(
                named.place,
                what,
                f'did you mean "{shown(guess)}"?' if guess and side is None else f"the sides are {listed}",
            )
        else:
            by_side[side] = named.value
    missing = [side for side in sides if side not in by_side]
    if good and missing:
        problems.add(
            group.place_of("reps"),
            f'`reps` says nothing for "{shown(missing[0])}"',
            "write a number for each side",
        )
        good = False
    return Dose(by_side=MappingProxyType(by_side)) if good else None
