"""Parsers of times, numbers and their ranges as people type them.

Each takes text, returns a value, and raises InvalidValueError for text that it can't parse. All are pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from voicefoot.model.limits import (
    MAX_BPM,
    MAX_LINK_CHARACTERS,
    MAX_REPS,
    MAX_SETS,
    MAX_VALUE_CHARACTERS,
    MIN_BPM,
    MIN_REPS,
    MIN_SETS,
)
from voicefoot.model.routine import Breath, Counting, CountMode, Follow, Mood, Pace, Phase, Range, Shuffle
from voicefoot.problem_codes import Code
from voicefoot.reading import patterns
from voicefoot.reading.problems import InvalidValueError
from voicefoot.text import LazyPattern
from voicefoot.units import to_period_seconds

_PARTS = LazyPattern(patterns.PARTS)
_CLOCK = LazyPattern(patterns.CLOCK)
_NUMBER = LazyPattern(patterns.NUMBER)
_BARE_RANGE = LazyPattern(patterns.BARE_RANGE)
_DASH = LazyPattern(patterns.DASH)
_UNIT = LazyPattern(patterns.UNIT)
_WHOLE = LazyPattern(patterns.WHOLE)
_WHOLE_RANGE = LazyPattern(patterns.WHOLE_RANGE)
_TEMPO = LazyPattern(patterns.TEMPO)
_FROM_MUSIC = LazyPattern(patterns.FROM_MUSIC)
_LINK = LazyPattern(patterns.LINK)
_GROOVE = LazyPattern(patterns.GROOVE)
_PERCENT = LazyPattern(patterns.PERCENT)
_COUNTING = LazyPattern(patterns.COUNTING)
_SETS = LazyPattern(patterns.SETS)
_BREATHS = LazyPattern(patterns.BREATHS)
_PHASE_SECONDS = LazyPattern(patterns.PHASE_SECONDS)
_BREATH_PART = LazyPattern(patterns.BREATH_PART)
_YES = LazyPattern(patterns.YES)
_NO = LazyPattern(patterns.NO)
_EACH_SIDE = LazyPattern(
    r"([0-9]+(?: *[-\u2010-\u2015\u2212] *[0-9]+)?) *(?:reps? *)?(?:(?:on )?(?:each|both)|per|a|/) *[a-z]*",
    re.IGNORECASE,
)
_TIME_EACH_SIDE = LazyPattern(r"(.*[^ ]) *(?:(?:(?:on|for) )?(?:each|both)|per|a|/) *[a-z]+", re.IGNORECASE)
_TIME_AND_SETS = LazyPattern(
    "(.*[^ ]) *[xX\u00d7] *([0-9]+)(?: *sets?)?|([0-9]+) *[xX\u00d7] *(.*)", re.IGNORECASE
)
_ONLY_SETS = LazyPattern("([0-9]+) *sets?", re.IGNORECASE)
_AS_MANY_AS_POSSIBLE = LazyPattern(
    r"(?:max\b|maximum|as many|amrap|to failure|failure|until).*", re.IGNORECASE
)
_DIGITS_RUN_TOGETHER = LazyPattern(r"[0-9]{3}[0-9xX]|[0-9]{2}[xX][0-9]?")
_COMMA = LazyPattern(" *, *")
_COMMA_BETWEEN_TIMES = LazyPattern(r" *, +|(?<=[^0-9 ]) *, *")
_THOUSANDS = LazyPattern(r"[0-9]{1,3}(?:,[0-9]{3})+")
_NEGATIVE = LazyPattern(r"[-\u2212] *[0-9]")
_PART_SECONDS = (3600.0, 60.0, 1.0, 0.001)
"""The seconds of one hour, minute, second, millisecond: the groups of `patterns.PARTS`."""

_REPS_REMEDY = f"write numbers of {MIN_REPS} to {MAX_REPS:,}"

MUSIC_BPM = (80.0, 140.0)
"""The range of `tempo: music`, in which the music's beat, its half or its double is looked for."""
MAX_FOLLOW_FACTOR = 1.06
"""How much faster or slower a steady tempo may become to follow the music."""


PHASE_WORDS = ("down", "hold", "up", "hold")
"""What the numbers of `tempo: 3-1-3-0` are the seconds of, as trainers write it."""
SECONDS_A_BREATH = 6.0
"""Of a breath in `for: 5 breaths` where no `breath` says more."""


@dataclass(frozen=True, slots=True)
class Breaths:
    """A time that is written as a number of breaths."""

    count: Range


@dataclass(frozen=True, slots=True)
class Tempo:
    """A pace, and the music that the beat may follow instead."""

    pace: Pace
    follow: Follow | None = None


def _normalized(text: str) -> str:
    """Replace each run of white space by one space, and strip the ends. Refuse text too long for a value."""
    line = " ".join(text.split())
    if len(line) > MAX_VALUE_CHARACTERS:
        raise InvalidValueError("is too long", "write a number or a time", Code.TOO_LONG)
    return line


def _number(text: str) -> float:
    return float(text.replace(",", "."))


FRACTIONS = {
    "\u00bc": 0.25, "\u00bd": 0.5, "\u00be": 0.75, "1/4": 0.25, "1/2": 0.5, "3/4": 0.75,
}  # fmt: skip


def parse_amount(text: str) -> float:
    """Parse a number that a unit follows: `1.5`, `1\u00bd`, `1 1/2`."""
    for written, value in FRACTIONS.items():
        if text.endswith(written):
            return float(text.removesuffix(written).strip() or 0) + value
    return _number(text)


def format_duration(seconds: float) -> str:
    """Format `seconds` as a person writes them: `90s`, `1 h`."""
    if seconds >= 3600 and seconds % 3600 == 0:
        return f"{seconds / 3600:.0f} h"
    if seconds >= 120 and seconds % 60 == 0:
        return f"{seconds / 60:.0f} min"
    return f"{seconds:g}s"


def parse_duration(text: str) -> float:
    """Parse seconds: `20s`, `20 sec`, `1:30`, `2 min`, `1 min 30 s`, `0`."""
    text = _normalized(text)
    seconds = _seconds(text)
    if seconds is not None:
        return seconds
    if _NUMBER.fullmatch(text):
        if _number(text) == 0:
            return 0.0
        raise InvalidValueError("has no unit", f"write {text}s or {text} min", Code.NO_UNIT)
    if _range_ends(text) is not None:
        raise InvalidValueError("is a range, but must be one time", "write one, such as 20s")
    raise _not_a_time(text)


def _seconds(text: str) -> float | None:
    clock = _CLOCK.fullmatch(text)
    if clock:
        seconds = 0.0
        for part in clock[1].split(":"):
            seconds = seconds * 60 + int(part)
        return seconds
    parts = _PARTS.fullmatch(text)
    if parts and any(parts.groups()):
        return sum(
            parse_amount(part) * unit
            for part, unit in zip(parts.groups(), _PART_SECONDS, strict=True)
            if part is not None
        )
    return None


def _range_ends(text: str) -> tuple[float, float] | None:
    """Return both ends of a range of times, in seconds, or None if `text` is no range."""
    bare = _BARE_RANGE.match(text)
    if bare:
        second = text[bare.end() :]
        unit = _UNIT.search(second)
        high = _seconds(second)
        low = _seconds(bare[1] + unit[0]) if unit else None
        return None if low is None or high is None else (low, high)
    for dash in _DASH.finditer(text):
        low, high = _seconds(text[: dash.start()]), _seconds(text[dash.end() :])
        if low is not None and high is not None:
            return low, high
    return None


def _not_a_time(text: str) -> InvalidValueError:
    if _NEGATIVE.match(text):
        return InvalidValueError("is negative", "write a time such as 20s, 1:30 or 2 min", Code.OUT_OF_RANGE)
    each_side = _TIME_EACH_SIDE.fullmatch(text)
    if each_side and _is_time(each_side[1]):
        return InvalidValueError(
            "says sides, too", f"write {each_side[1]}, and the sides in `sides: [right, left]`"
        )
    sets = _TIME_AND_SETS.fullmatch(text)
    if sets and _is_time(sets[1] or sets[4]):
        return InvalidValueError(
            "is sets and a time in one", f"write {sets[1] or sets[4]}, and `sets: {sets[2] or sets[3]}`"
        )
    return InvalidValueError("is not a time", "write one such as 20s, 1:30 or 2 min")


def _is_time(text: str) -> bool:
    return _seconds(text) is not None or _range_ends(text) is not None


def parse_duration_range(text: str) -> Range:
    """Parse a range in seconds: `20-30s`, `20s to 1 min`, `1:00–1:30`, or a single time."""
    text = _normalized(text)
    ends = _range_ends(text)
    if ends is None:
        dash = _WHOLE_RANGE.fullmatch(text)
        if dash and dash[2]:
            raise InvalidValueError("has no unit", f"write {dash[1]}-{dash[2]}s", Code.NO_UNIT)
        seconds = parse_duration(text)
        return Range(seconds, seconds)
    if ends[0] > ends[1]:
        raise InvalidValueError(
            "runs downwards",
            f"write the shorter time first: {format_duration(ends[1])} to {format_duration(ends[0])}",
            Code.RUNS_DOWNWARDS,
        )
    return Range(*ends)


def parse_time_or_breaths(text: str) -> Range | Breaths:
    """Parse a range in seconds, or a number of breaths: `20-30s`, `5 breaths`, `5-8 breaths`."""
    found = _BREATHS.fullmatch(_normalized(text))
    return Breaths(_whole_range(found)) if found else parse_duration_range(text)


def split_times(text: str) -> list[str] | None:
    """Split `20s, 25s, 30s` at its commas, or return None if it is no list: `1 min, 30 s` is one time."""
    try:
        parse_time_or_breaths(text)
    except InvalidValueError:
        return _split(text, _COMMA_BETWEEN_TIMES)
    return None


def split_reps(text: str) -> list[str] | None:
    """Split `5, 10, 15` at its commas, or return None if it is no list."""
    return None if _THOUSANDS.fullmatch(text.strip()) else _split(text, _COMMA)


def _split(text: str, comma: LazyPattern) -> list[str] | None:
    """Split `text`, or return None unless there are several parts that all begin with a digit."""
    parts = comma.split(" ".join(text.split()))
    return parts if len(parts) > 1 and all(part[:1].isdigit() or part[:1] == "." for part in parts) else None


def parse_whole(text: str) -> int:
    """Parse a whole number."""
    text = _normalized(text)
    found = _WHOLE.fullmatch(text)
    if not found:
        raise _not_whole(text, ranges=False)
    return int(found[1])


def parse_reps(text: str) -> Range:
    """Parse a number of repetitions, or a range of them: `15`, `15-20`, `15 to 20 reps`."""
    text = _normalized(text)
    found = _WHOLE_RANGE.fullmatch(text)
    if not found:
        raise _not_whole(text, ranges=True)
    return _whole_range(found)


def parse_sets_and_reps(text: str) -> tuple[int | None, Range]:
    """Parse repetitions with or without the number of sets: `3 x 12`, `3x10-12`, `12`. Sets may be None."""
    found = _SETS.fullmatch(_normalized(text))
    if not found:
        return None, parse_reps(text)
    sets = int(found[1])
    if not MIN_SETS <= sets <= MAX_SETS:
        raise InvalidValueError(f"says {sets} sets", f"write {MIN_SETS} to {MAX_SETS}", Code.OUT_OF_RANGE)
    return sets, parse_reps(found[2])


def _whole_range(found: re.Match[str]) -> Range:
    """Return the range between the first two groups of `found`, of which the second may be missing."""
    low, high = int(found[1]), int(found[2] or found[1])
    if low > high:
        raise InvalidValueError(
            "runs downwards", f"write the smaller number first: {high}-{low}", Code.RUNS_DOWNWARDS
        )
    if low < MIN_REPS or high > MAX_REPS:
        size = "few" if low < MIN_REPS else "many"
        raise InvalidValueError(f"is too {size}", _REPS_REMEDY, Code.OUT_OF_RANGE)
    return Range(float(low), float(high))


def _not_whole(text: str, *, ranges: bool) -> InvalidValueError:
    example = "15, or a range such as 15-20" if ranges else "3"
    if _NEGATIVE.match(text):
        return InvalidValueError(
            "is less than 1", f"write a whole number such as {example}", Code.OUT_OF_RANGE
        )
    sets = _SETS.fullmatch(text)
    if sets and ranges:
        return InvalidValueError(
            "is sets and repetitions in one", f"write `sets: {sets[1]}` and `reps: {sets[2]}`"
        )
    each_side = _EACH_SIDE.fullmatch(text)
    if each_side and ranges:
        return InvalidValueError(
            "says sides, too", f"write `reps: {each_side[1]}`, and the sides in `sides: [right, left]`"
        )
    only_sets = _ONLY_SETS.fullmatch(text)
    if only_sets and ranges:
        return InvalidValueError("is sets", f"write `sets: {only_sets[1]}`, and how many times in `reps`")
    if _AS_MANY_AS_POSSIBLE.fullmatch(text) and ranges:
        return InvalidValueError(
            "is not a number", "write how long in `for: 30s`, or `until: told` to go on until you say so"
        )
    return InvalidValueError("is not a whole number", f"write one such as {example}, in digits")


def parse_tempo(text: str) -> Tempo:
    """Parse a tempo.

    `120 bpm` and `120` are steady, and follow music that is within 6 % of it. `100-130 bpm` is a ramp, up
    or down. `music` is the music's own tempo, and `music 100-130 bpm` says about where it is.
    """
    text = _normalized(text)
    from_music = _FROM_MUSIC.fullmatch(text)
    if from_music:
        low, high = _bpm_range(from_music, MUSIC_BPM)
        if low > high:
            remedy = f"write the slower tempo first: music {high:g}-{low:g} bpm"
            raise InvalidValueError("runs downwards", remedy, Code.RUNS_DOWNWARDS)
        period_seconds = to_period_seconds((low + high) / 2)
        return Tempo(Pace(period_seconds, period_seconds), Follow(low, high, always=True))
    found = _TEMPO.fullmatch(text)
    if not found:
        if _seconds(text) is not None:
            raise InvalidValueError("is a time", f"write `every: {text}`, or a tempo such as 120 bpm")
        raise InvalidValueError("is not a tempo", "write beats a minute, such as 120 bpm or 100-130 bpm")
    first, last = _bpm_range(found, (0.0, 0.0))
    follow = Follow(first / MAX_FOLLOW_FACTOR, first * MAX_FOLLOW_FACTOR) if first == last else None
    return Tempo(Pace(to_period_seconds(first), to_period_seconds(last)), follow)


def parse_tempo_or_phases(text: str) -> Tempo | tuple[Phase, ...]:
    """Parse a tempo, or the seconds of phases as trainers write them: `3-1-3` is down, hold and up.

    A phase of 0 s is left out.
    """
    text = _normalized(text)
    if _PHASE_SECONDS.fullmatch(text):
        numbers = [_number(part) for part in _DASH.split(text)]
        phases = zip(PHASE_WORDS, numbers, strict=False)
        return tuple(Phase(word, seconds) for word, seconds in phases if seconds > 0)
    if _DIGITS_RUN_TOGETHER.fullmatch(text):
        parts = zip(PHASE_WORDS, text, strict=False)
        named = ", ".join(f"{word} {'1' if part in 'xX' else part}s" for word, part in parts if part != "0")
        is_number = text.isdigit()
        raise InvalidValueError(
            "is too fast" if is_number else "is not a tempo",
            f"write {MIN_BPM:g} to {MAX_BPM:g} bpm, or the parts of a repetition: `phases: [{named}]`",
        )
    return parse_tempo(text)


def _bpm_range(found: re.Match[str], default: tuple[float, float]) -> tuple[float, float]:
    if found[1] is None:
        return default
    first, last = _number(found[1]), _number(found[2] or found[1])
    for bpm in (first, last):
        if not MIN_BPM <= bpm <= MAX_BPM:
            speed = "slow" if bpm < MIN_BPM else "fast"
            raise InvalidValueError(
                f"is too {speed}", f"write {MIN_BPM:g} to {MAX_BPM:g} bpm", Code.OUT_OF_RANGE
            )
    return first, last


def parse_bpm(text: str) -> float:
    """Parse a single tempo in beats a minute: `128`, `128 bpm`, `127.9 bpm`."""
    tempo = parse_tempo(text)
    if tempo.pace.first_seconds != tempo.pace.last_seconds or (tempo.follow and tempo.follow.always):
        raise InvalidValueError("is not one tempo", "write beats a minute, such as 128")
    return 60.0 / tempo.pace.first_seconds


def parse_groove(text: str) -> Mood | None:
    """Parse `groove` or `groove calm`. Return None for anything else, such as the name of a file."""
    found = _GROOVE.fullmatch(_normalized(text))
    if not found:
        return None
    mood = (found[1] or Mood.STEADY).lower()
    if mood not in list(Mood):
        raise InvalidValueError("is not a mood of the groove", f"write groove {', groove '.join(Mood)}")
    return Mood(mood)


def parse_period(text: str) -> float:
    """Parse the seconds from one repetition to the next."""
    if _TEMPO.fullmatch(_normalized(text)) and not _NUMBER.fullmatch(_normalized(text)):
        raise InvalidValueError("is a tempo", f"write `tempo: {_normalized(text)}`, or a time such as 2s")
    return parse_duration(text)


def parse_phase(text: str) -> Phase:
    """Parse a word and its time: `down 3s`."""
    text = _normalized(text)
    for space in re.finditer(" ", text):
        word, seconds = text[: space.start()], _seconds(text[space.end() :])
        if seconds is not None and any(map(str.isalpha, word)):
            return Phase(word, seconds)
    raise InvalidValueError("is not a word and its time", "write them as `down 3s`")


def parse_breath(text: str) -> Breath:
    """Parse the seconds of a breath.

    `4-6` is in and out, `4-7-8` in, hold and out, `4-4-4-4` in, hold, out and hold.
    """
    text = _normalized(text)
    remedy = "write two to four numbers of seconds, such as 4-6 (in, out) or 4-7-8 (in, hold, out)"
    parts = [_BREATH_PART.fullmatch(part) for part in _DASH.split(text)]
    times = [_number(part[1]) for part in parts if part]
    if len(times) < len(parts):
        raise InvalidValueError("is not a breath", remedy)
    if not 2 <= len(times) <= 4:
        raise InvalidValueError(f"has {len(times)} number{'s' if len(times) > 1 else ''}", remedy)
    breath_in, out = times[0], times[1 if len(times) == 2 else 2]
    if not breath_in or not out:
        way = "out" if breath_in else "in"
        raise InvalidValueError(f"leaves no time to breathe {way}", "only the holds may be 0")
    hold = times[1] if len(times) > 2 else 0.0
    return Breath(breath_in, hold, out, times[3] if len(times) > 3 else 0.0)


def parse_yes_or_no(text: str) -> bool:
    """Parse `yes` or `no`, as people and programs write them."""
    text = _normalized(text)
    if not _YES.fullmatch(text) and not _NO.fullmatch(text):
        raise InvalidValueError("is neither yes nor no", "write yes or no")
    return bool(_YES.fullmatch(text))


def parse_shuffle(text: str) -> Shuffle:
    """Parse `yes`, `no` or `once`."""
    if _normalized(text).lower() == Shuffle.ONCE:
        return Shuffle.ONCE
    try:
        return Shuffle.EACH_ROUND if parse_yes_or_no(text) else Shuffle.NO
    except InvalidValueError as error:
        raise InvalidValueError("is not a way to shuffle", "write yes, no or once") from error


def parse_link(text: str) -> str:
    """Parse an address of the web: `https://example.org/bridge`."""
    text = text.strip()
    if len(text) > MAX_LINK_CHARACTERS:
        raise InvalidValueError(
            "is too long", f"write {MAX_LINK_CHARACTERS:,} characters at most", Code.TOO_LONG
        )
    if _LINK.fullmatch(text):
        return text
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?", text):
        raise InvalidValueError("is not an address of the web", f"write https://{text}")
    raise InvalidValueError("is not an address of the web", "write one that begins with https://")


def parse_counting(text: str) -> Counting:
    """Parse `auto`, `every`, `every 5`, `last 5`, `down` or `none`."""
    text = _normalized(text).lower()
    if not _COUNTING.fullmatch(text):
        raise InvalidValueError("is not a way to count", "write auto, every, every 5, last 5, down or none")
    word, _, digits = text.partition(" ")
    number = int(digits) if digits else 1
    if not MIN_REPS <= number <= MAX_REPS:
        raise InvalidValueError("is out of range", _REPS_REMEDY, Code.OUT_OF_RANGE)
    if word == "last":
        return Counting(CountMode.EVERY, last=number)
    return Counting(CountMode(word), step=number)


def parse_percent(text: str) -> float:
    """Parse a percentage as a fraction of 0 to 1: `40%` is 0.4."""
    text = _normalized(text)
    found = _PERCENT.fullmatch(text)
    if not found:
        example = f"{text}%" if _NUMBER.fullmatch(text) and 1 < _number(text) <= 100 else "40%"
        raise InvalidValueError("is not a part of the time", f"write it in percent, such as {example}")
    if _number(found[1]) > 100:
        raise InvalidValueError("is more than the whole", "write 0% to 100%", Code.OUT_OF_RANGE)
    return _number(found[1]) / 100


def choice_parser(names: tuple[str, ...], noun: str) -> Callable[[str], str]:
    """Return a parser for one of `names`, in any case. `noun` says in messages what they are."""

    def parse(text: str) -> str:
        name = _normalized(text).lower().replace("_", "-")
        if name in names:
            return name
        listed = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
        raise InvalidValueError(f"is not a {noun}", f"write {listed}")

    return parse
