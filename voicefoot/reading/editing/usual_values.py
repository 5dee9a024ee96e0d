"""Values as people type them -> as they are usually written: `20 sec` is `20s`, `10 to 15 reps` is `10-15`.

What a value means never changes: one that would be read as something else stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from voicefoot.model.routine import Announce
from voicefoot.reading import patterns, values
from voicefoot.reading.convert import convert
from voicefoot.reading.fields import Field, ValueKind
from voicefoot.reading.language_tags import parse_language
from voicefoot.reading.nodes import ScalarNode
from voicefoot.reading.problems import START, InvalidValueError, Problems
from voicefoot.text import folded

_PARTS = re.compile(patterns.PARTS)
_CLOCK = re.compile(patterns.CLOCK)
_NUMBER = re.compile(patterns.NUMBER)
_ALL_NUMBERS = re.compile(r"[0-9]*[.,]?[0-9]+")
_BARE_RANGE = re.compile(patterns.BARE_RANGE)
_DASH = re.compile(patterns.DASH)
_WHOLE_RANGE = re.compile(patterns.WHOLE_RANGE)
_SETS = re.compile(patterns.SETS)
_BREATHS = re.compile(patterns.BREATHS)
_PHASE_SECONDS = re.compile(patterns.PHASE_SECONDS)
_PERCENT = re.compile(patterns.PERCENT)
_YES = re.compile(patterns.YES)
_NO = re.compile(patterns.NO)
_UNITS = (" h", " min", "s", " ms")
_SECONDS_BESIDE_MINUTES = " s"

_NONE = "none"
_TAKE_NONE = {
    ValueKind.DURATION, ValueKind.TEXTS, ValueKind.SIDES, ValueKind.LOADS, ValueKind.ANNOUNCE,
    ValueKind.SOUNDTRACK,
}  # fmt: skip


def usual(field: Field, text: str) -> str:
    """Return `text`, a value of `field` that has no problem, as it is usually written; as it is if that would
    mean something else.
    """
    line = " ".join(text.split())
    is_none = field.kind in _TAKE_NONE and folded(line) == _NONE
    write = _WRITERS.get(field.kind)
    if not is_none and write is None:
        return text
    try:
        new = _NONE if is_none or write is None else write(line)
    except InvalidValueError:
        return text
    return new if new == text or _means_the_same(field, text, new) else text


def _means_the_same(field: Field, text: str, new: str) -> bool:
    before, after = Problems(""), Problems("")
    was = convert(field, ScalarNode(START, text), before)
    will_be = convert(field, ScalarNode(START, new), after)
    if before.snapshot() or after.snapshot():
        return False
    if field.kind is ValueKind.SOUNDTRACK:  # the reader of files knows whether it is a groove
        return was is not None and values.parse_groove(text) == values.parse_groove(new)
    return bool(was == will_be)


# -- numbers and times -----------------------------------------------------------------------------


def _number(text: str) -> str:
    """Return a number with a point, and a digit before it."""
    if not text.replace(",", "").replace(".", "").isdecimal():
        return f"{values.parse_amount(text):g}"
    text = text.replace(",", ".")
    return f"0{text}" if text.startswith(".") else text


def _time(text: str) -> str:
    """Return one time. Raises InvalidValueError if it is none."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        return text if text[-1:].isalpha() and "m" not in text.lower() else clock[1]
    parts = _PARTS.fullmatch(text)
    found = [part for part in zip(parts.groups(), _UNITS, strict=True) if part[0]] if parts else []
    if len(found) == 1:
        return _number(found[0][0]) + found[0][1]
    if found:
        units = (_SECONDS_BESIDE_MINUTES if unit == "s" else unit for _, unit in found)
        return " ".join(_number(part) + unit for (part, _), unit in zip(found, units, strict=True))
    if _NUMBER.fullmatch(text):
        return _number(text)
    raise InvalidValueError("is not a time", "write one")


def _times(text: str) -> str:
    """Return a time, a range of times, or a number of breaths; or several of them."""
    parts = values.split_times(text)
    if parts is not None:
        return ", ".join(map(_times, parts))
    breaths = _BREATHS.fullmatch(text)
    if breaths:
        return f"{_range(breaths)} breath{'' if _range(breaths) == '1' else 's'}"
    bare = _BARE_RANGE.match(text)
    if bare:
        return f"{_number(bare[1])}-{_time(text[bare.end() :])}"
    for dash in _DASH.finditer(text):
        try:
            return f"{_time(text[: dash.start()])}-{_time(text[dash.end() :])}"
        except InvalidValueError:
            continue
    return _time(text)


def _range(found: re.Match[str]) -> str:
    """Return the range of whole numbers in the first two groups of `found`."""
    return found[1] if found[2] is None else f"{found[1]}-{found[2]}"


def _reps(text: str) -> str:
    parts = values.split_reps(text)
    if parts is not None:
        return ", ".join(map(_reps, parts))
    sets = _SETS.fullmatch(text)
    if sets:
        return f"{sets[1]} x {_reps(sets[2])}"
    found = _WHOLE_RANGE.fullmatch(text)
    return _range(found) if found else text


def _whole(text: str) -> str:
    return str(values.parse_whole(text))


def _tempo(text: str) -> str:
    """Return a tempo, whose unit stays away where it was left out."""
    if _PHASE_SECONDS.fullmatch(text):
        return _numbers(text)
    unit = " bpm" if re.search("[a-z/]", text.lower().removeprefix("music").replace("to", "")) else ""
    music = "music " if text.lower().startswith("music") else ""
    numbers = _numbers(text)
    return f"{music}{numbers}{unit}" if numbers else music.strip()


def _numbers(text: str) -> str:
    """Return the numbers of `text`, with dashes between them."""
    return "-".join(map(_number, _ALL_NUMBERS.findall(text)))


def _phases(text: str) -> str:
    return ", ".join(map(_phase, text.split(", ")))


def _phase(text: str) -> str:
    word = values.parse_phase(text).word
    return f"{word} {_time(text[len(word) :].strip())}"


def _percent(text: str) -> str:
    found = _PERCENT.fullmatch(text)
    return f"{_number(found[1])}%" if found else text


# -- words of the format ---------------------------------------------------------------------------


def _yes_or_no(text: str) -> str:
    return "yes" if _YES.fullmatch(text) else "no" if _NO.fullmatch(text) else text.lower()


def _choice(text: str) -> str:
    return text.lower().replace("_", "-")


def _announce(text: str) -> str:
    name = announcement(text)
    return folded(text) if folded(text) == "all" or name is None else name


def announcement(text: str) -> str | None:
    """Return the announcement that `text` names in any spelling, or None."""
    name = folded(text.replace("_", " ").replace("-", " "))
    return name if name in list(Announce) else None


def _soundtrack(text: str) -> str:
    mood = values.parse_groove(text)
    if mood is None:
        return text
    return "groove" if folded(text) == "groove" else f"groove {mood}"


_WRITERS: dict[ValueKind, Callable[[str], str]] = {
    ValueKind.LANGUAGE: parse_language,
    ValueKind.CHOICE: _choice,
    ValueKind.DURATION: _times,
    ValueKind.TIMES: _times,
    ValueKind.TIMES_OR_BREATHS: _times,
    ValueKind.PERIOD: _times,
    ValueKind.TEMPO: _tempo,
    ValueKind.PHASES: _phases,
    ValueKind.BREATH: _numbers,
    ValueKind.NUMBER: _whole,
    ValueKind.REPS: _reps,
    ValueKind.SHUFFLE: _yes_or_no,
    ValueKind.YES_NO: _yes_or_no,
    ValueKind.ANNOUNCE: _announce,
    ValueKind.COUNTING: str.lower,
    ValueKind.PERCENT: _percent,
    ValueKind.SOUNDTRACK: _soundtrack,
    ValueKind.BPM: _tempo,
}
"""How the values of each kind are written. Words of the user's own stay as they are."""
