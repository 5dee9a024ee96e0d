"""Times, numbers and their ranges as people type them. Text in, values out; UnclearError where there is
none. All of it is pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from voicefoot.model.routine import Counting, CountMode, Follow, Mood, Pace, Phase, Range
from voicefoot.reading import patterns
from voicefoot.reading.problems import UnclearError

LONGEST_VALUE = 80
"""Characters; nothing that is a number or a time is longer, and no pattern is tried on more."""

_PARTS = re.compile(patterns.PARTS)
_CLOCK = re.compile(patterns.CLOCK)
_NUMBER = re.compile(patterns.NUMBER)
_BARE_RANGE = re.compile(patterns.BARE_RANGE)
_DASH = re.compile(patterns.DASH)
_UNIT = re.compile(patterns.UNIT)
_WHOLE = re.compile(patterns.WHOLE)
_WHOLE_RANGE = re.compile(patterns.WHOLE_RANGE)
_TEMPO = re.compile(patterns.TEMPO)
_FROM_MUSIC = re.compile(patterns.FROM_MUSIC)
_GROOVE = re.compile(patterns.GROOVE)
_PERCENT = re.compile(patterns.PERCENT)
_COUNTING = re.compile(patterns.COUNTING)
_SETS = re.compile(r"([0-9]+) *[xX×] *([0-9].*)")
_NEGATIVE = re.compile(r"[-\u2212] *[0-9]")
_PART_SECONDS = (3600.0, 60.0, 1.0, 0.001)

MUSIC_BPM = (80.0, 140.0)
"""Where in the music's tempo a beat is looked for that is to follow it."""
NEAR_MUSIC = 1.06
"""How much a tempo may change to be together with the music."""

MOST_REPS = 100_000
SLOWEST_BPM, FASTEST_BPM = 20.0, 400.0


@dataclass(frozen=True, slots=True)
class Tempo:
    """A pace, and the music that it may follow instead."""

    pace: Pace
    follow: Follow | None = None


def trimmed(text: str) -> str:
    """`text` with single spaces, none around it."""
    line = " ".join(text.split())
    if len(line) > LONGEST_VALUE:
        raise UnclearError("is too long", "write a number or a time")
    return line


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def spelled(seconds: float) -> str:
    """`seconds` as a person writes them: `90s`, `1 h`."""
    if seconds >= 3600 and seconds % 3600 == 0:
        return f"{seconds / 3600:.0f} h"
    if seconds >= 120 and seconds % 60 == 0:
        return f"{seconds / 60:.0f} min"
    return f"{seconds:g}s"


def parse_duration(text: str) -> float:
    """Seconds. `20s`, `20 sec`, `1:30`, `2 min`, `1 min 30 s`, `0`."""
    text = trimmed(text)
    seconds = _seconds(text)
    if seconds is not None:
        return seconds
    if _NUMBER.fullmatch(text):
        if _number(text) == 0:
            return 0.0
        raise UnclearError("has no unit", f"write {text}s or {text} min")
    if _ends(text) is not None:
        raise UnclearError("is a range, and one time is wanted", "write one, such as 20s")
    raise _no_time(text)


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
            _number(part) * unit
            for part, unit in zip(parts.groups(), _PART_SECONDS, strict=True)
            if part is not None
        )
    return None


def _ends(text: str) -> tuple[float, float] | None:
    """Both ends of a range of times."""
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


def _no_time(text: str) -> UnclearError:
    if _NEGATIVE.match(text):
        return UnclearError("is less than nothing", "write a time such as 20s, 1:30 or 2 min")
    return UnclearError("is not a time", "write one such as 20s, 1:30 or 2 min")


def parse_duration_range(text: str) -> Range:
    """Seconds, from and to. `20-30s`, `20s to 1 min`, `1:00–1:30`; also one time alone."""
    text = trimmed(text)
    ends = _ends(text)
    if ends is None:
        dash = _WHOLE_RANGE.fullmatch(text)
        if dash and dash[2]:
            raise UnclearError("has no unit", f"write {dash[1]}-{dash[2]}s")
        seconds = parse_duration(text)
        return Range(seconds, seconds)
    if ends[0] > ends[1]:
        raise UnclearError(
            "runs downwards", f"write the shorter time first: {spelled(ends[1])} to {spelled(ends[0])}"
        )
    return Range(*ends)


def parse_whole(text: str) -> int:
    """A whole number."""
    text = trimmed(text)
    found = _WHOLE.fullmatch(text)
    if not found:
        raise _not_whole(text, ranges=False)
    return int(found[1])


def parse_reps(text: str) -> Range:
    """Whole numbers of 1 to 100,000, from and to. `15`, `15-20`, `15 to 20 reps`."""
    text = trimmed(text)
    found = _WHOLE_RANGE.fullmatch(text)
    if not found:
        raise _not_whole(text, ranges=True)
    low, high = int(found[1]), int(found[2] or found[1])
    if low > high:
        raise UnclearError("runs downwards", f"write the smaller number first: {high}-{low}")
    if low < 1 or high > MOST_REPS:
        size = "few" if low < 1 else "many"
        raise UnclearError(f"is too {size}", f"write numbers of 1 to {MOST_REPS:,}")
    return Range(float(low), float(high))


def _not_whole(text: str, *, ranges: bool) -> UnclearError:
    example = "15, or a range such as 15-20" if ranges else "3"
    if _NEGATIVE.match(text):
        return UnclearError("is less than 1", f"write a whole number such as {example}")
    sets = _SETS.fullmatch(text)
    if sets and ranges:
        return UnclearError(
            "is sets and repetitions in one", f"write `sets: {sets[1]}` and `reps: {sets[2]}`"
        )
    return UnclearError("is not a whole number", f"write one such as {example}, in digits")


def parse_tempo(text: str) -> Tempo:
    """`120 bpm`, `120`, or `100-130 bpm`, which is a ramp; it may slow down too. `music`, which is the
    music's own, or `music 100-130 bpm`, which says about where.

    A steady tempo follows music that is within 6 % of it.
    """
    text = trimmed(text)
    from_music = _FROM_MUSIC.fullmatch(text)
    if from_music:
        low, high = _bpms(from_music, MUSIC_BPM)
        if low > high:
            raise UnclearError("runs downwards", f"write the slower tempo first: music {high:g}-{low:g} bpm")
        middle = (low + high) / 2
        return Tempo(Pace(60.0 / middle, 60.0 / middle), Follow(low, high, always=True))
    found = _TEMPO.fullmatch(text)
    if not found:
        if _seconds(text) is not None:
            raise UnclearError("is a time", f"write `every: {text}`, or a tempo such as 120 bpm")
        raise UnclearError("is not a tempo", "write beats a minute, such as 120 bpm or 100-130 bpm")
    first, last = _bpms(found, (0.0, 0.0))
    near = Follow(first / NEAR_MUSIC, first * NEAR_MUSIC) if first == last else None
    return Tempo(Pace(60.0 / first, 60.0 / last), near)


def _bpms(found: re.Match[str], unsaid: tuple[float, float]) -> tuple[float, float]:
    if found[1] is None:
        return unsaid
    first, last = _number(found[1]), _number(found[2] or found[1])
    for bpm in (first, last):
        if not SLOWEST_BPM <= bpm <= FASTEST_BPM:
            speed = "slow" if bpm < SLOWEST_BPM else "fast"
            raise UnclearError(f"is too {speed}", f"write {SLOWEST_BPM:g} to {FASTEST_BPM:g} bpm")
    return first, last


def parse_bpm(text: str) -> float:
    """One tempo: `128`, `128 bpm`, `127.9 bpm`."""
    tempo = parse_tempo(text)
    if tempo.pace.first_seconds != tempo.pace.last_seconds or (tempo.follow and tempo.follow.always):
        raise UnclearError("is not one tempo", "write beats a minute, such as 128")
    return 60.0 / tempo.pace.first_seconds


def parse_groove(text: str) -> Mood | None:
    """`groove`, or `groove calm`; None where it is the name of a file."""
    found = _GROOVE.fullmatch(trimmed(text))
    if not found:
        return None
    asked = (found[1] or Mood.STEADY).lower()
    if asked not in list(Mood):
        raise UnclearError("is no mood of the groove", f"write groove {', groove '.join(Mood)}")
    return Mood(asked)


def parse_period(text: str) -> float:
    """Seconds from one repetition to the next."""
    if _TEMPO.fullmatch(trimmed(text)) and not _NUMBER.fullmatch(trimmed(text)):
        raise UnclearError("is a tempo", f"write `tempo: {trimmed(text)}`, or a time such as 2s")
    return parse_duration(text)


def parse_phase(text: str) -> Phase:
    """A word and how long it takes: `down 3s`."""
    text = trimmed(text)
    for space in re.finditer(" ", text):
        word, seconds = text[: space.start()], _seconds(text[space.end() :])
        if seconds is not None and any(map(str.isalpha, word)):
            return Phase(word, seconds)
    raise UnclearError("is not a word and its time", "write them as `down 3s`")


def parse_counting(text: str) -> Counting:
    """`auto`, `every`, `every 5`, `last 5`, `down`, `none`."""
    text = trimmed(text).lower()
    if not _COUNTING.fullmatch(text):
        raise UnclearError("is no way to count", "write auto, every, every 5, last 5, down or none")
    word, _, digits = text.partition(" ")
    number = int(digits) if digits else 1
    if not 1 <= number <= MOST_REPS:
        raise UnclearError("is out of range", f"write numbers of 1 to {MOST_REPS:,}")
    if word == "last":
        return Counting(CountMode.EVERY, last=number)
    return Counting(CountMode(word), step=number)


def parse_percent(text: str) -> float:
    """`40%` as 0.4; 0 to 1."""
    text = trimmed(text)
    found = _PERCENT.fullmatch(text)
    if not found:
        example = f"{text}%" if _NUMBER.fullmatch(text) and 1 < _number(text) <= 100 else "40%"
        raise UnclearError("is not a part of the time", f"write it in percent, such as {example}")
    if _number(found[1]) > 100:
        raise UnclearError("is more than the whole", "write 0% to 100%")
    return _number(found[1]) / 100


def choice_parser(names: tuple[str, ...], what: str) -> Callable[[str], str]:
    """Reads one of `names`, without case; `what` says what they are."""

    def parse(text: str) -> str:
        asked = trimmed(text).lower().replace("_", "-")
        if asked in names:
            return asked
        listed = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
        raise UnclearError(f"is no {what}", f"write {listed}")

    return parse
