"""What other programs save, as JSON or YAML -> exercises, rests and blocks.

Interval timers differ in their keys and agree in their shape: lists of steps, each with a name and a length,
in groups that are repeated. Known by name are w2a (a pause before each exercise, and exercises with a change
of sides at half time) and TimeR Machine (lengths in milliseconds); Just Another Workout Timer and others are
read by their shape alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from voicefoot.reading.importing.describe import settled, with_phrases
from voicefoot.reading.importing.one_line import clean, compact_item
from voicefoot.reading.importing.plain_words import number_of
from voicefoot.reading.importing.scan import scan
from voicefoot.reading.importing.understood import Block, Dose, Exercise, Item, Remark, Rest, Span, Understood
from voicefoot.reading.importing.words import REST, language_of, sides_of

MAX_VISITED = 20_000
"""Values of a file that are looked at, so that aliases within aliases end."""
MAX_DEPTH = 12
_MAX_NAME_WORDS = 6
_MAX_TEXTS = 5_000
"""Values that are looked at to know the language."""

_TITLES = (
    "title",
    "name",
    "label",
    "workoutname",
    "exercisename",
    "exercise",
    "activity",
    "instruction",
    "movement",
)
_LISTS = (
    "exercises", "sets", "actions", "intervals", "steps", "items", "blocks", "workouts", "timers", "sections",
    "phases", "rounds", "segments", "activities", "moves", "circuits", "groups", "workout", "routine",
    "routines", "warmup", "main", "cooldown",
)  # fmt: skip
_NAMED_LISTS = {
    "warmup": "Warm-up",
    "main": "Main",
    "cooldown": "Cool-down",
}
_ROUNDS = (
    "repetitions",
    "repeat",
    "repeats",
    "rounds",
    "loop",
    "loops",
    "cycles",
    "iterations",
    "laps",
    "repeatcount",
    "sets",
    "numberofsets",
    "times",
)
_SECONDS = (
    "duration", "time", "length", "seconds", "secs", "durationsec", "durationsecs", "durationseconds",
    "durationinseconds", "worktime", "work", "worksec", "workseconds", "workduration", "workouttime",
    "exercisetime", "interval", "timeseconds", "timesec", "activetime", "on",
)  # fmt: skip
_MINUTES = ("minutes", "durationminutes", "mins", "durationmin")
_MILLISECONDS = ("durationms", "milliseconds", "millis", "durationmillis", "timems", "lengthms")
_RESTS = (
    "rest",
    "resttime",
    "restsec",
    "restseconds",
    "restduration",
    "pausetime",
    "pause",
    "breaktime",
    "break",
    "recovery",
    "pauseduration",
    "off",
    "restafter",
)
_BETWEEN_SETS = (
    "durationbetweensets",
    "restbetweensets",
    "setrest",
    "betweensets",
    "restbetweenrounds",
    "roundrest",
    "restbetweencycles",
)
_REPS = ("reps", "repetitions", "rep", "repcount", "number", "count", "targetreps")
_SETS = ("sets", "setcount", "numsets", "numberofsets", "targetsets", "series")
_HOLDS = ("hold", "holdtime", "holdsec", "holdseconds", "holdduration")
_WEIGHTS = ("weight", "load")
_TEXTS = (
    "description",
    "instructions",
    "notes",
    "note",
    "text",
    "texts",
    "executionnotes",
    "cue",
    "cues",
    "tips",
    "comment",
    "details",
    "ttstext",
)
_READY = re.compile(
    r"^(?:get ready|ready|prepare|preparation|prep|countdown|start delay|vorbereitung)!?$", re.IGNORECASE
)
_IS_REST = re.compile(
    rf"^\W*(?:short |long |active |quick |water )?{REST}(?:\s*(?:period|time|interval))?\W*$", re.IGNORECASE
)
_GO_TIME = re.compile(
    r"(?:(?P<h>\d+(?:\.\d+)?)h)?(?:(?P<m>\d+(?:\.\d+)?)m)?(?:(?P<s>\d+(?:\.\d+)?)s)?", re.IGNORECASE
)
_ISO_TIME = re.compile(r"PT(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?", re.IGNORECASE)


def understood_data(data: object, title: str, language: str | None) -> Understood | None:
    """Understand what a program has saved; None if it has nothing of exercises."""
    texts = " ".join(_strings(data))
    language = language or language_of(texts)
    reader = _Reader(language)
    if isinstance(data, Mapping):
        keys = _folded(data)
        title = _text(_first(keys, _TITLES)) or title
    items = reader.items_of(data, 0)
    while len(items) == 1 and isinstance(items[0], Block) and items[0].rounds is None and items[0].items:
        title = items[0].name or title
        items = items[0].items
    if not any(isinstance(item, (Exercise, Block)) for item in items):
        return None
    return Understood(
        title,
        language,
        tuple(_without_leading_rest(items)),
        defaults=Dose(rest_between=Span(reader.gap) if reader.all_timed or reader.gap else None),
    )


def _without_leading_rest(items: Sequence[Item]) -> list[Item]:
    found = list(items)
    while found and isinstance(found[0], Rest):
        found.pop(0)
    return found


class _Reader:
    def __init__(self, language: str) -> None:
        self._language = language
        self._visited = 0
        self._is_timer_machine = False
        self._half_time: Mapping[str, Any] = {}
        self.gap = 0.0
        """The seconds between two exercises."""
        self.all_timed = True

    def items_of(self, value: object, depth: int) -> tuple[Item, ...]:
        """Return what a list, or a thing with lists in it, says."""
        self._visited += 1
        if self._visited > MAX_VISITED or depth > MAX_DEPTH:
            return ()
        if isinstance(value, Mapping):
            return self._of_mapping(value, depth)
        if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
            return tuple(item for each in value for item in self.items_of(each, depth + 1))
        if isinstance(value, str) and value.strip():
            self.all_timed = False
            name = clean(value)
            return (
                compact_item(value, 1, self._language)
                or (Exercise(name, 1) if len(name.split()) <= _MAX_NAME_WORDS else Remark(name, 1)),
            )
        return ()

    def _of_mapping(self, value: Mapping[Any, Any], depth: int) -> tuple[Item, ...]:
        keys = _folded(value)
        if depth == 0:
            self._learn_program(keys)
        lists = [(key, keys[key]) for key in keys if key in _LISTS and _is_list(keys[key])]
        if not lists:
            nested = [each for key, each in keys.items() if isinstance(each, Mapping) and key in _LISTS]
            return (
                tuple(item for each in nested for item in self.items_of(each, depth + 1))
                if nested
                else self._leaf(keys)
            )
        own_sets = next((each for key, each in lists if key == "sets" and _are_sets(each)), None)
        if own_sets is not None:
            return self._logged(keys, own_sets)
        inside: list[Item] = []
        for key, each in lists:
            found = self.items_of(each, depth + 1)
            name = _NAMED_LISTS.get(key)
            inside += [Block(name, found)] if name and found and len(lists) > 1 else found
        if not inside:
            return ()
        rounds = next((_number(keys[key]) for key in _ROUNDS if _number(keys.get(key)) is not None), None)
        name = _text(_first(keys, _TITLES))
        if rounds is not None and rounds <= 0:
            rounds = None
        round_rest = _seconds_of(_first(keys, _BETWEEN_SETS), self._language)
        if depth == 0 and (rounds is None or rounds == 1):
            return tuple(inside)
        return _as_block(name, inside, rounds, round_rest)

    def _learn_program(self, keys: Mapping[str, Any]) -> None:
        pause, half = keys.get("pause"), keys.get("halftime")
        if isinstance(pause, Mapping) and isinstance(half, Mapping):  # w2a
            self.gap = _seconds_of(pause.get("duration"), self._language) or 0.0
            self._half_time = half
        known = _keys_in(keys)
        self._is_timer_machine = {"behaviour", "length"} <= known

    def _leaf(self, keys: Mapping[str, Any]) -> tuple[Item, ...]:
        name = _text(_first(keys, _TITLES))
        seconds = self._time_in(keys)
        if str(keys.get("type", "")).upper() == "NOTIFIER":
            return (Remark(f"{name}: a reminder", 1, is_whole_line=False),) if name else ()
        if not name:
            whole = {key: each for key, each in keys.items() if isinstance(each, (str, int, float))}
            return (Remark(json.dumps(whole, ensure_ascii=False), 1),) if seconds is not None else ()
        kind = str(keys.get("type", keys.get("kind", keys.get("phasetype", ""))))
        if seconds and (
            _IS_REST.match(name)
            or _READY.match(name)
            or kind.lower() in ("rest", "pause", "break", "recovery")
        ):
            return (Rest(Span(seconds), 1),)
        texts = [text for key in _TEXTS for text in _texts(keys.get(key))]
        dose = self._dose_in(keys, seconds)
        exercise = with_phrases(Exercise(name, 1), texts)
        if len(texts) > 1:
            exercise = replace(exercise, tips=(*exercise.say, *exercise.tips), say=())
        if not dose.says_how_much:
            beside = scan(name, self._language)
            if beside.dose.says_how_much and beside.before:
                exercise, dose = replace(exercise, name=beside.before), beside.dose
        if not dose.says_how_much or dose.reps:
            self.all_timed = False
        if keys.get("halftime") is True and dose.time and self._half_time:
            dose = replace(dose, time=dose.time.times(0.5), sides=sides_of("", self._language))
            seconds = _seconds_of(self._half_time.get("duration"), self._language)
            exercise = replace(exercise, switch=_text(self._half_time.get("text")), switch_seconds=seconds)
        return (replace(exercise, dose=settled(name, dose)),)

    def _dose_in(self, keys: Mapping[str, Any], seconds: float | None) -> Dose:
        hold = _seconds_of(_first(keys, _HOLDS), self._language)
        rest = _seconds_of(_first(keys, _RESTS), self._language)
        sets = _number(_first(keys, _SETS))
        reps_value = _first(keys, _REPS)
        reps = _number(reps_value)
        text = str(reps_value) if isinstance(reps_value, str) else ""
        dose = Dose()
        if keys.get("istimed") is True and reps and seconds is None:
            seconds, reps = reps, None
        if text and reps is None:
            dose = scan(text, self._language).dose
        if reps and reps >= 1:
            dose = replace(dose, reps=(Span(reps),))
        weight = _first(keys, _WEIGHTS)
        if (
            isinstance(weight, (int, float, str))
            and not isinstance(weight, bool)
            and str(weight).strip() not in ("", "0")
        ):
            unit = _text(keys.get("weightunit", keys.get("unit", "")))
            dose = replace(dose, load=(f"{weight} {unit}".strip(),))
        return replace(
            dose,
            time=Span(seconds) if seconds else dose.time,
            hold=Span(hold) if hold else dose.hold,
            rest=Span(rest) if rest else dose.rest,
            sets=Span(sets) if sets and sets > 1 else dose.sets,
        )

    def _logged(self, keys: Mapping[str, Any], sets: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
        """An exercise whose sets are written one by one: `sets: [{reps: 10, weight: 100}, ...]`."""
        self.all_timed = False
        name = _text(_first(keys, _TITLES))
        doses = [self._dose_in(_folded(each), self._time_in(_folded(each))) for each in sets]
        if not name or not doses:
            return (Remark(name, 1),) if name else ()
        first = doses[0]
        reps = tuple(span for each in doses for span in each.reps)
        loads = tuple(load for each in doses for load in each.load)
        dose = replace(
            first,
            reps=reps if len(reps) == len(doses) and len(set(reps)) > 1 else first.reps,
            load=loads if len(loads) == len(doses) and len(set(loads)) > 1 else first.load,
        )
        dose = replace(
            dose,
            sets=None if len(dose.reps) > 1 else Span(float(len(doses))),
            rest=first.rest or _span_or_none(_seconds_of(_first(keys, _RESTS), self._language)),
        )
        texts = [text for key in _TEXTS for text in _texts(keys.get(key))]
        return (replace(with_phrases(Exercise(name, 1), texts), dose=settled(name, dose)),)

    def _time_in(self, keys: Mapping[str, Any]) -> float | None:
        milliseconds = _number(_first(keys, _MILLISECONDS))
        if milliseconds is not None:
            return milliseconds / 1000
        minutes = _number(_first(keys, _MINUTES))
        seconds = _seconds_of(_first(keys, _SECONDS), self._language)
        if self._is_timer_machine and seconds is not None:
            return seconds / 1000
        if minutes is not None:
            return 60 * minutes + (seconds or 0.0)
        return seconds


def _as_block(
    name: str, inside: Sequence[Item], rounds: float | None, round_rest: float | None
) -> tuple[Item, ...]:
    """Return a block; a rest at its end becomes the rest between its rounds, and one after it."""
    items = _without_leading_rest(inside) if rounds is None else list(inside)
    after: tuple[Item, ...] = ()
    last = items[-1] if items else None
    if rounds is not None and rounds > 1 and isinstance(last, Rest) and round_rest is None:
        items, round_rest, after = items[:-1], last.seconds.low, (last,)
    if not items:
        return after
    if rounds is None or rounds == 1:
        if not name or len(items) == 1:
            return (*items, *after)
        return (Block(name, tuple(items)), *after)
    return (Block(name, tuple(items), Span(rounds), None if round_rest is None else Span(round_rest)), *after)


def _are_sets(value: Sequence[Any]) -> bool:
    """Whether `value` lists the sets of one exercise, each with no more than its dose."""
    return bool(value) and all(
        isinstance(each, Mapping)
        and not set(_folded(each)) & {*_TITLES, *_LISTS}
        and set(_folded(each)) & {*_REPS, *_SECONDS}
        for each in value
    )


def _folded(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {re.sub(r"[\s_\-]", "", str(key)).lower(): each for key, each in value.items()}


def _first(keys: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next(
        (keys[name] for name in names if keys.get(name) is not None and not _is_list(keys[name])), None
    )


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _text(value: object) -> str:
    if isinstance(value, str):
        return "" if "{{" in value else " ".join(value.split())
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def _texts(value: object) -> list[str]:
    if _is_list(value):
        return [text for each in value if (text := _text(each))]  # type: ignore[attr-defined] # it is a list
    text = _text(value) if isinstance(value, str) else ""
    return [text] if text else []


def _number(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if abs(value) < 1e9 else None
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,6}(?:[.,]\d{1,3})?\s*", value):
        return number_of(value)
    return None


def _span_or_none(seconds: float | None) -> Span | None:
    return Span(seconds) if seconds else None


def _seconds_of(value: object, language: str) -> float | None:
    """Return the seconds that a program means by 30, "30", "30s", "1m30s", "00:30" or "PT30S"; else None."""
    number = _number(value)
    if number is not None or not isinstance(value, str):
        return number
    text = value.strip()
    for pattern in (_GO_TIME, _ISO_TIME):
        found = pattern.fullmatch(text)
        if found and any(found.groups()):
            return 3600 * float(found["h"] or 0) + 60 * float(found["m"] or 0) + float(found["s"] or 0)
    dose = scan(text, language).dose
    return dose.time.low if dose.time else None


def _keys_in(value: object) -> set[str]:
    """Return the keys in `value`, or those that come first."""
    found: set[str] = set()
    waiting = [value]
    for _ in range(_MAX_TEXTS):
        if not waiting:
            break
        each = waiting.pop()
        if isinstance(each, Mapping):
            found |= {str(key) for key in each}
            waiting += list(each.values())[:100]
        elif _is_list(each):
            waiting += list(each)[:100]  # type: ignore[call-overload] # it is a list
    return found


def _strings(value: object) -> list[str]:
    """Return the texts in `value`, or the first of them."""
    found: list[str] = []
    waiting = [value]
    for _ in range(_MAX_TEXTS):
        if not waiting:
            break
        each = waiting.pop()
        if isinstance(each, str):
            found.append(each[:500])
        elif isinstance(each, Mapping):
            waiting += list(each.values())[:100]
        elif _is_list(each):
            waiting += list(each)[:100]  # type: ignore[call-overload] # it is a list
    return found
