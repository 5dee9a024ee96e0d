"""The dose of each move: which keys it takes from around it, and what its lists say of sets and rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from voicefoot.model.routine import Phase
from voicefoot.problem_codes import Code
from voicefoot.reading.fields import DOSE_KEYS
from voicefoot.reading.mapping import FieldMapping, first_with
from voicefoot.reading.problems import Location, Problems, line_of

PACE_KEYS = ("every", "tempo", "phases")
_COMPATIBLE_KEYS = {
    "reps": {*PACE_KEYS, "hold", "relax", "breath", "until", "at_most"},
    "hold": {"reps", "relax"},
    "relax": {"reps", "hold"},
    "every": {"reps"},
    "tempo": {"reps"},
    "phases": {"reps", "for"},
    "breath": {"reps", "for"},
    "for": {"phases", "breath", "tally"},
    "tally": {"for"},
    "until": {"reps", "at_most"},
    "at_most": {"reps", "until"},
}
_WAYS = (*PACE_KEYS, "hold", "breath", "until")
"""Keys that say how repetitions are done."""
_WHOLE_DOSE_KEYS = tuple(key for key in DOSE_KEYS if key not in {"relax", "at_most"})
"""`relax` and `at_most` alone are no dose: each is inherited for itself."""
_NOUNS = {"reps": "number", "load": "load"}


def stand_together(key: str, other: str, *, in_phases: bool) -> bool:
    """Whether two keys of a dose may stand beside each other; `in_phases`: whether its repetitions have
    phases, be it by their `tempo`.
    """
    return other in _COMPATIBLE_KEYS[key] or (in_phases and {key, other} == {"for", "tempo"})


class MoveDose:
    """The keys of the dose of `move`, which stands in `outer`, the innermost first.

    A move that writes none has the whole dose of the innermost of `outer` that writes one. One whose dose
    lacks a part takes that part, and nothing else, from the innermost that writes it: `reps` lack a way to do
    them, a pace lacks how many.
    """

    def __init__(self, move: FieldMapping, outer: Sequence[FieldMapping]) -> None:
        self._move = move
        self._outer = outer
        self._sources: dict[str, FieldMapping] = {}
        levels = list(outer)
        self._take(move, DOSE_KEYS)
        while levels and not any(self.has(key) for key in _WHOLE_DOSE_KEYS):
            self._take(levels.pop(0), _WHOLE_DOSE_KEYS)
        lacking = self._lacking()
        while lacking and levels:
            if self._take(levels.pop(0), lacking):
                lacking = ()
        if self.has("hold"):
            self._take(self._sources["hold"], ["relax"])

    def _take(self, level: FieldMapping, keys: Sequence[str]) -> bool:
        """Take those of `keys` that `level` writes, and return whether there are any."""
        taken = list(level.written(*keys))
        self._sources = dict.fromkeys(taken, level) | self._sources
        return bool(taken)

    def _lacking(self) -> tuple[str, ...]:
        """Return the keys of which one or more would make the dose whole."""
        if self.has("reps"):
            return () if any(self.has(key) for key in _WAYS) else _WAYS
        if self.has("breath") or self.in_phases:
            return () if self.has("for") else ("reps", "for")
        if any(self.has(key) for key in PACE_KEYS) or (self.has("hold") and self.has("relax")):
            return ("reps",)
        if self.has("tally") and not self.has("for"):
            return ("for",)
        return ()

    @property
    def written(self) -> list[str]:
        """The keys that make up the dose."""
        return list(self._sources)

    @property
    def in_phases(self) -> bool:
        """Whether each repetition has phases."""
        return self.has("phases") or isinstance(self.get("tempo"), tuple)

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases of a repetition. There may be none."""
        phases: tuple[Phase, ...] = self.get("phases" if self.has("phases") else "tempo") or ()
        return phases

    def has(self, key: str) -> bool:
        """Whether the dose has the key."""
        return key in self._sources

    def get(self, key: str) -> Any | None:
        """Return the value of the key, or None if the dose has none or it has a problem."""
        return self._sources[key].get(key) if key in self._sources else None

    def location_of(self, key: str) -> Location:
        """Return where the key is written, or where the move is if it is not."""
        return self._sources.get(key, self._move).location_of(key)

    def in_force(self, key: str) -> Any | None:
        """Return the value of the key where it is written innermost, be it part of the dose or not."""
        source = first_with(key, self._move, *self._outer)
        return None if source is None else source.get(key)

    def said_sets(self) -> SaidSets | None:
        """Return the number of sets that `reps` says, as in `3 x 12`, or None."""
        reps = self.get("reps")
        if reps is None or reps.sets is None:
            return None
        return SaidSets(reps.sets, self.location_of("reps"), self._sources["reps"])

    def lists(self) -> Iterator[DoseList]:
        """Yield each key of the dose that has several values, one for each set or round."""
        for key in ("reps", "hold", "for"):
            values = self.get(key)
            if values is not None:
                length = values.count if key == "reps" else len(values)
                if length > 1:
                    yield DoseList(key, length, self.location_of(key))
        source = first_with("load", self._move, *self._outer)
        loads = () if source is None else source.get("load") or ()
        if source is not None and len(loads) > 1:
            yield DoseList("load", len(loads), source.location_of("load"))


@dataclass(frozen=True, slots=True)
class DoseList:
    """A key with several values, such as `reps: [12, 10, 8]`."""

    key: str
    length: int
    location: Location

    @property
    def described(self) -> str:
        """How long it is, in words: "3 numbers"."""
        return f"{self.length} {_NOUNS.get(self.key, 'time')}s"


@dataclass(frozen=True, slots=True)
class SaidSets:
    """A number of sets that `reps` says, and where."""

    sets: int
    location: Location
    source: FieldMapping


@dataclass(frozen=True, slots=True)
class Variation:
    """How often an exercise is done, and whether its dose differs from time to time."""

    sets: int
    count: int = 1
    """How many doses there are: 1, or one for each set or round."""
    by_round: bool = False


def resolve_variation(
    doses: Sequence[MoveDose],
    exercise: FieldMapping,
    outer: Sequence[FieldMapping],
    rounds: int,
    problems: Problems,
) -> Variation | None:
    """Return the sets of `exercise`, and what the lists in `doses` of its moves are for.

    `rounds` are those of the innermost list around it that has several, else 1. Records a problem and returns
    None if a list has the wrong length, or two numbers of sets are written.
    """
    sets = _resolve_sets(doses, exercise, outer, problems)
    if sets == 0:
        return None
    lists = list({(each.location, each.key): each for dose in doses for each in dose.lists()}.values())
    if not lists:
        return Variation(sets or 1)
    first = lists[0]
    by_round = rounds > 1 and (sets or 1) == 1
    count = rounds if by_round else sets or first.length
    unit = "round" if by_round else "set"
    wrong = [each for each in lists if each.length != count]
    for each in wrong:
        if not by_round and sets is None:
            other = f"`{first.key}` ({line_of(first.location, each.location)}) has {first.described}"
            what = f"`{each.key}` has {each.described}, and {other}"
            remedy = "write as many of both, one for each set"
        else:
            what = f"`{each.key}` has {each.described}, and there {_are(count, unit)}"
            remedy = f"write one for each {unit}, or one for all"
        problems.add(each.location, what, remedy, Code.UNEQUAL_LISTS)
    return None if wrong else Variation(1 if by_round else count, count, by_round)


def _are(count: int, unit: str) -> str:
    return f"is 1 {unit}" if count == 1 else f"are {count:,} {unit}s"


def _resolve_sets(
    doses: Sequence[MoveDose], exercise: FieldMapping, outer: Sequence[FieldMapping], problems: Problems
) -> int | None:
    """Return the number of sets; None if nothing says it, or 0 if a problem has been recorded.

    What `reps` say beside their number yields to `sets` further in, and prevails over `sets` further out.
    """
    levels = [exercise, *outer]
    source = first_with("sets", *levels)
    written: int | None = None if source is None else source.get("sets")
    said = [each for each in (dose.said_sets() for dose in doses) if each is not None]
    if not said:
        return written
    first = said[0]
    for each in said[1:]:
        if each.sets != first.sets:
            where = line_of(first.location, each.location)
            what = f"`reps` says {each.sets} sets, and in {where} it says {first.sets}"
            problems.add(
                each.location, what, "write the same number of sets in all moves", Code.CLASHING_KEYS
            )
            return 0
    if source is None or written is None or written == first.sets:
        return first.sets
    depth = levels.index(first.source) if first.source in levels else 0
    if depth < levels.index(source):
        return first.sets
    if depth > levels.index(source):
        return written
    where = line_of(source.location_of("sets"), first.location)
    what = f"`reps` says {first.sets} sets, and `sets` ({where}) says {written}"
    problems.add(first.location, what, "keep one of the two", Code.CLASHING_KEYS)
    return 0
