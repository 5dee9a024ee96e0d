"""A line, a phrase or a sentence of a list -> the dose that it tells, and the words that are left.

What is found is taken out piece by piece, the least ambiguous first, so that "3 times a week" is never three
repetitions. What is left before the first piece is a name, or else what is left first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from voicefoot.reading.importing.dose_patterns import IN_ALL, NUMBER, SEND_OFF, DosePatterns, dose_patterns
from voicefoot.reading.importing.plain_words import TAKEN, number_of, plain, trimmed
from voicefoot.reading.importing.understood import Dose, Span
from voicefoot.reading.importing.words import (
    ALTERNATE,
    AS_MANY,
    DISTANCE,
    HOURS,
    HOW_OFTEN,
    MINUTES,
    NUMBERED,
    REPS,
    ROUNDS,
    SETS,
    says_how_often,
    sides_of,
)

MAX_SCANNED_CHARACTERS = 600
"""Of a piece of text that is looked through for a dose; longer ones are prose without one."""

_A_SIDE_TIMES = re.compile(
    rf"(?P<reps>\d{{1,3}})\s*{TAKEN}+\s*x\s*(?P<sets>\d{{1,2}})(?=\s*(?:$|[,;.)]))", re.IGNORECASE
)
_AS_MANY_TIMES = re.compile(
    rf"(?:{AS_MANY.pattern})(?: hold)?(?P<times>\s*x\s*(?P<sets>\d{{1,2}}))\b", re.IGNORECASE
)
_MOST_BARE_A_SIDE = 12
"""`10/10` alone is so much on each side; with higher numbers it may be the seconds of work and rest."""
_SHORTEST_REST_SECONDS = 10.0
"""Of what is written as a pause between sets."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in a text."""

    dose: Dose
    before: str
    """The words before the first piece of a dose."""
    after: tuple[str, ...]
    """The other words that are left, piece by piece."""
    how_often: tuple[str, ...] = ()
    """How often a day or a week, as it was written."""
    rounds: Span | None = None
    """Where it says "rounds" and not "sets"."""
    round_every: float | None = None
    minutes_in_all: float | None = None
    """Of an EMOM or AMRAP: how long it is, in seconds."""
    language: str = "en"
    """The one that it was read in."""


@lru_cache(maxsize=4_096)  # a line is looked at from several sides
def scan(text: str, language: str = "en") -> Scan:
    """Return what `text` tells of a dose. A text that is too long is left whole."""
    text = plain(text)
    if len(text) > MAX_SCANNED_CHARACTERS:
        return Scan(Dose(), text, (), language=language)
    return _Scanner(text, dose_patterns(language), language).scan()


def _seconds(text: str) -> float:
    value = 0.0
    for part in text.split(":"):
        value = value * 60 + float(part)
    return value


def _span(low: str, high: str | None) -> Span:
    first, second = number_of(low), None if high is None else number_of(high)
    return Span(first, second if second is not None and second > first else None)


def _factor(unit: str) -> float:
    unit = unit.strip().rstrip(".")
    if re.fullmatch(HOURS, unit, re.IGNORECASE):
        return 3600.0
    return 60.0 if re.fullmatch(MINUTES, unit, re.IGNORECASE) else 1.0


def _time_of(found: re.Match[str], prefix: str = "") -> Span | None:
    """Return the time of the groups of a time in `found`, in seconds; None if it has none."""
    groups = found.groupdict()
    if groups.get(f"{prefix}clock"):
        clock = groups[f"{prefix}clock"]
        return Span(_seconds(clock))
    if groups.get(f"{prefix}mixed"):
        minutes, seconds = re.findall(r"\d+", groups[f"{prefix}mixed"])
        return Span(60.0 * int(minutes) + int(seconds))
    low, high, unit = (groups.get(f"{prefix}{key}") for key in ("low", "high", "unit"))
    if low is None or unit is None:
        return None
    first = groups.get(f"{prefix}first_unit")
    span = _span(low, high)
    if first and high and _factor(first) != _factor(unit):
        return Span(number_of(low) * _factor(first), number_of(high) * _factor(unit))
    return span.times(_factor(unit))


class _Scanner:
    """Takes pieces of a dose out of one text."""

    def __init__(self, text: str, patterns: DosePatterns, language: str) -> None:
        self._text = text
        self._rest = text
        self._patterns = patterns
        self._language = language
        self._dose = Dose()
        self._how_often: list[str] = []
        self._rounds: Span | None = None
        self._round_every: float | None = None
        self._in_all: float | None = None
        self._counted_sets: Span | None = None
        self._kept = ""

    def scan(self) -> Scan:
        self._take_frequency()
        self._take_frames()
        self._take_tempo()
        self._take_rests()
        self._take_load()
        self._take_distance()
        self._take_sides()
        self._take_sets()
        self._take_times()
        self._take_reps()
        before, after = self._left()
        return Scan(
            self._dose,
            before,
            after,
            tuple(self._how_often),
            self._rounds,
            self._round_every,
            self._in_all,
            self._language,
        )

    def _take(self, found: re.Match[str]) -> None:
        self._rest = (
            self._rest[: found.start()] + TAKEN * (found.end() - found.start()) + self._rest[found.end() :]
        )

    def _take_part(self, start: int, end: int) -> None:
        self._rest = self._rest[:start] + TAKEN * (end - start) + self._rest[end:]

    def _take_frequency(self) -> None:
        for found in list(HOW_OFTEN.finditer(self._rest)):
            if says_how_often(found[0]):
                self._how_often.append(found[0].strip(" ,.;"))
                self._take(found)
        in_all = IN_ALL.search(self._rest)
        if in_all:
            self._how_often.append(in_all[0].strip(" ,.;"))
            self._take(in_all)

    def _take_frames(self) -> None:
        """EMOM and AMRAP, which are times with work in them."""
        found = self._patterns.how_long.search(self._rest)
        if not found:
            return
        kind = (found["kind"] or found["kind2"]).lower()
        time = _time_of(found) or _time_of(found, "f_")
        if time is None and found["bare"]:
            time = Span(60.0 * int(found["bare"]))
        if time is None:
            return
        self._in_all = time.low
        if kind != "amrap":
            digits = re.sub(r"\D", "", kind)
            self._round_every = 60.0 * int(digits or 1)
        self._take(found)

    def _take_tempo(self) -> None:
        found = self._patterns.tempo.search(self._rest)
        if found:
            parts = found["parts"] or found["parts2"] or found["parts3"] or found["parts4"]
            numbers = re.findall(r"\d+", parts) if re.search(r"[-/.:]", parts) else re.findall(r"\d", parts)
            if len(numbers) in (3, 4) and "x" not in parts.lower():
                self._dose = replace(self._dose, phases=tuple(float(number) for number in numbers))
                self._take(found)
        found = self._patterns.phases.search(self._rest)
        if found:
            phases = tuple(number_of(found[key] or "0") for key in ("down", "held", "up"))
            self._dose = replace(self._dose, phases=phases)
            self._take(found)
        found = self._patterns.bpm.search(self._rest)
        if found:
            self._dose = replace(self._dose, bpm=f"{found['bpm']} bpm")
            self._take(found)
        found = self._patterns.every.search(self._rest)
        if found:
            self._dose = replace(self._dose, every=number_of(found["low"]))
            self._take(found)

    def _take_rests(self) -> None:
        for pattern in (self._patterns.rest_before, self._patterns.rest_after, self._patterns.bare_rest):
            for found in list(pattern.finditer(self._rest)):
                groups = found.groupdict()
                time = _time_of(found)
                if time is None and pattern is self._patterns.bare_rest and int(found["low"]) >= 15:
                    time = Span(float(found["low"]))
                if time is None or TAKEN in found[0]:
                    continue
                if re.match(
                    r"\s*(?:at|in) the|\s*(?:oben"
                    r"|unten)\b",
                    self._rest[found.end() :],
                    re.IGNORECASE,
                ):
                    continue  # a pause within a repetition
                what = (groups.get("what") or groups.get("what2") or "").casefold()
                if re.match(
                    r"(?:exercis|übung|uebung|ejercic|exercic|eserciz|moves?|oefening|station)", what
                ):
                    self._dose = replace(self._dose, rest_between=time)
                elif re.match(r"(?:round|rund|ronda|vuelta|tour|circuit|durchg|lap|superset)", what):
                    self._dose = replace(self._dose, round_rest=time)
                elif (
                    what
                    and pattern is not self._patterns.rest_before
                    and not re.match(
                        r"(?:sets?|s[äa]tze|serie|s[ée]rie|each|every|jede|rep|wdh|wieder|hold|it|and|them)",
                        what,
                    )
                ):
                    continue
                elif re.match(r"(?:rep|wdh|wieder|hold)", what):
                    self._dose = replace(self._dose, relax=time)
                elif not what and self._is_within_a_repetition(found, time):
                    continue
                else:
                    self._dose = replace(self._dose, rest=time)
                self._take(found)

    def _is_within_a_repetition(self, found: re.Match[str], time: Span) -> bool:
        """Whether a "pause" so short stands in each repetition. In other languages the word means a rest;
        so it does beside another time, which it divides.
        """
        rest = self._rest[: found.start()] + TAKEN + self._rest[found.end() :]
        return (
            self._language == "en"
            and time.low < _SHORTEST_REST_SECONDS
            and bool(re.search(r"\bpauses?\b", found[0], re.IGNORECASE))
            and not self._patterns.time.search(rest)
        )

    def _take_load(self) -> None:
        found = self._patterns.load.search(self._rest)
        if found:
            load = re.sub(r"\s+", " ", (found["load"] + (found["more"] or "")).strip())
            unit = re.search(r"[a-z#]+(?: [a-z ]+)?$", load, re.IGNORECASE)
            amount = load[: unit.start()].strip() if unit else load
            is_one = unit is None or re.fullmatch(r"\d+,\d", amount)  # 12,5 kg
            is_pyramid = re.fullmatch(rf"{NUMBER}(?:\s*-\s*{NUMBER}){{2,}}", amount)  # not a range
            apart = r"\s*-\s*" if is_pyramid else r"\s*[/,]\s*"
            numbers = [amount] if is_one else re.split(apart, amount)
            several = len(numbers) > 1 and all(re.fullmatch(NUMBER, number) for number in numbers) and unit
            loads = (
                tuple(f"{number} {unit[0]}" for number in numbers) if several and unit else (_spaced(load),)
            )
            self._dose = replace(self._dose, load=loads)
            self._take(found)

    def _take_distance(self) -> None:
        """A distance is no dose here; it stays where it is, out of the way of numbers without a unit."""
        far = DISTANCE.search(self._rest)
        if not far:
            return
        many = re.search(
            rf"(\d{{1,3}})\s*(?:{SETS}\s*)?(?:x|of|de|à)?\s*$", self._rest[: far.start()], re.IGNORECASE
        )
        times = re.match(r"\s*x\s*(\d{1,2})(?!\d|[.,]\d)", self._rest[far.end() :], re.IGNORECASE)
        if many:
            self._dose = replace(self._dose, sets=Span(float(many[1])))
            self._take_part(many.start(), far.start())
        elif times:
            self._dose = replace(self._dose, sets=Span(float(times[1])))
            self._take_part(far.end(), far.end() + times.end())
        self._dose = replace(self._dose, open_ended=far[0].strip())
        self._kept = far[0].strip()
        self._take(far)
        when = SEND_OFF.search(self._rest)
        if when:
            self._kept = f"{self._kept}, {when[0]}"
            self._take(when)

    def _take_sides(self) -> None:
        if re.search(ALTERNATE, self._rest, re.IGNORECASE):
            # The number is that of both sides together, if nothing else is said. The word stays where it is.
            self._dose = replace(self._dose, alternate=True)
        sides: tuple[str, ...] = ()
        for each in list(self._patterns.sides.finditer(self._rest)):
            word = each.groupdict().get("side") or each.groupdict().get("a_side") or ""
            if TAKEN in each[0]:
                continue
            sides = sides_of(word, self._language) if word or not sides else sides
            self._take(each)
        found = None if sides else self._patterns.both_sides.search(self._rest)
        if found and (found["times"] or found["reps"] or int(found["one"]) <= _MOST_BARE_A_SIDE):
            sides = sides_of("", self._language)
            self._take_part(found.end("one"), found.start("reps") if found["reps"] else found.end())
        found = self._patterns.other_side.search(self._rest)
        if found and not sides:
            sides = sides_of(found["side"], self._language)
        found = None if sides else self._patterns.one_side.search(self._rest)
        if found:
            sides = (found[0].strip().removeprefix("only ").removesuffix(" only").removeprefix("nur "),)
            self._take(found)
        if sides:
            self._dose = replace(self._dose, sides=sides)

    def _take_labelled(self) -> None:
        """Take `Reps: 10  Sets: 3`, in which a number belongs to the word before it."""
        labels = list(self._patterns.labelled.finditer(self._rest))
        if not labels or re.search(r"\d\s*$", self._rest[: labels[0].start()]):
            return
        for found in labels:
            if found["sets"]:
                self._dose = replace(self._dose, sets=_span(found["n"], found["m"]))
            else:
                self._dose = replace(self._dose, reps=(_span(found["n"], found["m"]),))
            self._take(found)

    def _take_sets(self) -> None:
        self._take_labelled()
        found = _A_SIDE_TIMES.search(self._rest)
        if found and self._dose.sides:  # 8 per side x 3
            self._dose = replace(
                self._dose, sets=Span(float(found["sets"])), reps=(Span(float(found["reps"])),)
            )
            self._take(found)
            return
        found = _AS_MANY_TIMES.search(self._rest)
        if found:  # max hold x 3
            self._dose = replace(self._dose, sets=Span(float(found["sets"])))
            self._take_part(found.start("times"), found.end())
        found = self._patterns.sets_reps_time.search(self._rest)
        if found and (time := _time_of(found)):
            self._dose = replace(
                self._dose, sets=_span(found[1], found[2]), reps=(_span(found[3], found[4]),), hold=time
            )
            self._take(found)
            return
        found = self._patterns.sets_breaths.search(self._rest)
        if found:
            self._dose = replace(
                self._dose, sets=_span(found[1], found[2]), breaths=_span(found[3], found[4])
            )
            self._take(found)
            return
        found = self._patterns.sets_time.search(self._rest)
        if found:
            time = _time_of(found) or _time_of(found, "t_")
            number = _span(found[1], found[2]) if found[1] else Span(float(found["s2"]))
            if time is not None:
                self._take(found)
                self._counted_sets = number
                self._dose = replace(self._dose, time=time)
                says_sets = bool(re.search(SETS, found[0], re.IGNORECASE))
                says_reps = bool(re.match(rf"\d[\d\s-]*(?:{REPS})", found[0], re.IGNORECASE))
                if says_sets:
                    self._dose = replace(self._dose, sets=number)
                    self._counted_sets = None
                if says_reps or (found.groupdict().get("held") and time.low <= 10):
                    self._dose = replace(self._dose, reps=(number,), hold=time, time=None)
                    self._counted_sets = None
                elif found.groupdict().get("held"):
                    self._dose = replace(self._dose, sets=number, hold=time, time=None)
                    self._counted_sets = None
        found = self._patterns.sets_many.search(self._rest)
        if found and not self._dose.sets:
            self._dose = replace(self._dose, sets=Span(float(found["s1"])))
            self._take(found)
        has_both = self._dose.sets or self._dose.reps
        found = None if self._counted_sets or has_both else self._patterns.sets_reps.search(self._rest)
        if found:
            n = next(index for index in "134" if found[f"s{index}"])
            sets = _span(found[f"s{n}"], found[f"s{n}b"] or None)
            reps = tuple(_reps_of(part) for part in re.split(r"\s*[/,+]\s*", found[f"r{n}"]))
            if len(reps) == 1 or len(reps) == sets.low:
                self._dose = replace(self._dose, sets=None if len(reps) > 1 else sets, reps=reps)
                self._take(found)
                if re.search(ROUNDS, found[0], re.IGNORECASE):
                    self._rounds = sets
                return
        found = self._patterns.sets.search(self._rest)
        if found:
            sets = Span(float(found["n2"])) if found["n2"] else _span(found[1], found[2])
            kind = found["kind"] or found["kind2"]
            if re.fullmatch(ROUNDS, kind, re.IGNORECASE):
                self._rounds = sets
            if not self._dose.sets:
                self._dose = replace(self._dose, sets=sets)
            self._take(found)

    def _take_times(self) -> None:
        found = self._patterns.hold.search(self._rest)
        if found and self._dose.hold is None and TAKEN not in found[0]:
            time = _time_of(found)
            if time is None and found["bare"]:
                time = Span(float(found["bare"]))
            if time is not None:
                self._dose = replace(self._dose, hold=time)
            else:
                breaths = re.findall(r"\d+", found[0])
                self._dose = replace(
                    self._dose, breaths=_span(breaths[0], breaths[1] if len(breaths) > 1 else None)
                )
            is_name = re.search(r"^\s*[-:(]", self._rest[found.end("word") :]) and re.search(
                r"\w", self._rest[: found.start()]
            )
            if not is_name:
                self._take_part(found.start(), found.end("word"))
            self._take_part(found.end("what_is_held"), found.end())
        found = self._patterns.time_held.search(self._rest)
        if found and self._dose.hold is None:
            self._dose = replace(self._dose, hold=_time_of(found))
            self._take(found)
        found = self._patterns.breaths.search(self._rest)
        if found and self._dose.breaths is None:
            self._dose = replace(self._dose, breaths=_span(found[1], found[2]))
            self._take(found)
        found = self._patterns.time.search(self._rest)
        if found and self._dose.time is None and self._dose.hold is None and TAKEN not in found[0]:
            self._dose = replace(self._dose, time=_time_of(found))
            self._take(found)
        self._settle_sets()

    def _settle_sets(self) -> None:
        """Decide what `10 x 10 s` counts: sets, or repetitions that are held so long."""
        number, time = self._counted_sets, self._dose.time
        if number is None or time is None:
            return
        other = self._patterns.sets.search(self._rest) if self._dose.sets is None else None
        if self._dose.sets is not None or other:
            self._dose = replace(self._dose, reps=(number,), hold=time, time=None)
        elif self._dose.hold is not None:
            self._dose = replace(self._dose, sets=number)
        else:
            self._dose = replace(self._dose, counted=number)

    def _take_reps(self) -> None:
        many = AS_MANY.search(self._rest)
        if many and not self._dose.reps:
            self._dose = replace(self._dose, open_ended=many[0])
            self._take(many)
        if self._dose.reps or self._kept:
            return
        found = self._patterns.several.search(self._rest)
        if found:
            numbers = tuple(Span(float(part)) for part in re.split(r"\s*[-/,]\s*", found["all"]))
            if all(1 <= number.low <= 100 for number in numbers) and self._dose.time is None:
                self._dose = replace(self._dose, reps=numbers)
                self._take(found)
                return
        for pattern in (self._patterns.reps, self._patterns.bare, self._patterns.head):
            found = pattern.search(self._rest)
            if found and NUMBERED.search(self._rest[: found.start()]):
                continue
            if found and TAKEN not in found[0].strip(TAKEN):
                numbers_found = re.findall(r"\d+", found[0])
                if pattern is not self._patterns.reps and (self._dose.time or self._dose.breaths):
                    continue
                self._dose = replace(
                    self._dose,
                    reps=(_span(numbers_found[0], numbers_found[1] if len(numbers_found) > 1 else None),),
                )
                self._take(found)
                return

    def _left(self) -> tuple[str, tuple[str, ...]]:
        """Return the words before the first piece of a dose, and the others, without what joined them."""
        if TAKEN not in self._rest:
            return trimmed(self._rest), ()
        head, _, tail = self._rest.partition(TAKEN)
        pieces = [trimmed(piece) for piece in re.split(rf"{TAKEN}+|;|(?<=\w)\)?,\s(?![^()]*\))", tail)]
        return trimmed(head), tuple(piece for piece in (self._kept, *pieces) if piece)


def _reps_of(text: str) -> Span:
    numbers = re.findall(r"\d+", text)
    return _span(numbers[0], numbers[1] if len(numbers) > 1 else None)


def _spaced(load: str) -> str:
    """Return a load with a space before its unit: "12 kg" of "12kg"."""
    load = load.replace(" x ", "x")
    return re.sub(r"(?<=\d)(?=(?:kg|kilo|lb|pound))", " ", load, flags=re.IGNORECASE)
