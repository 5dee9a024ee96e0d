"""Regular expressions for numbers and times as people write them.

The reader and the JSON Schema share them, so they use only what Python and ECMA-262 have in common: no
flags, no named groups, and no backslash before what needs none: ECMA-262 refuses that where it reads Unicode.
"""

from __future__ import annotations

from voicefoot.model.routine import CountMode

_DASH = r" *(?:[-\u2010-\u2015\u2212]|[Tt][Oo]) *"
_NUMBER = r"(?:[0-9]{1,9}(?:[.,][0-9]{1,6})?|[.,][0-9]{1,6})"
_AMOUNT = rf"(?:(?:[0-9]{{1,3}} *)?[\u00bc\u00bd\u00be]|(?:[0-9]{{1,3}} )?(?:1/2|1/4|3/4)|{_NUMBER})"
"""Of what has a unit: `1.5`, `1½`, `1 1/2`."""


def any_case(word: str) -> str:
    """Return a pattern that matches `word`, which is in small letters, in any case."""
    return "".join(f"[{c}{c.upper()}]" if c.upper() != c else c for c in word)


def _words(*words: str) -> str:
    """Return a pattern that matches one of `words` in any case, and an optional full stop."""
    return "(?:" + "|".join(map(any_case, words)) + r")\.?"


_MILLISECONDS = _words("milliseconds", "millisecond", "msecs", "msec", "ms")
_SECONDS = _words(
    "seconds", "second", "secs", "sec", "sekunden", "sekunde", "sek", "secondes", "seconde", "segundos",
    "segundo", "seg", "secondi", "secondo", "seconden", "sekundy", "sekund", "s",
)  # fmt: skip
_MINUTES = _words(
    "minutes",
    "minute",
    "mins",
    "min",
    "minuten",
    "minutos",
    "minuto",
    "minuti",
    "minuut",
    "minuty",
    "minut",
    "m",
)
_HOURS = _words(
    "hours", "hour", "hrs", "hr", "stunden", "stunde", "std", "heures", "heure", "horas", "hora", "ore",
    "ora",
    "uur", "godziny", "godzin", "godz", "h",
)  # fmt: skip
_AND = rf" *(?:,|{_words('and')})? *"
_CLOCK = r"[0-9]{1,3}(?::[0-5][0-9]){1,2}"
_REPS = f"(?: *{_words('repetitions', 'repetition', 'reps', 'rep', 'times', 'x')})?"
_BPM = f"(?: *{_words('bpm', 'beats per minute', 'beats a minute', 'per minute', '/min')})?"

UNIT = f"(?:{_MILLISECONDS}|{_SECONDS}|{_MINUTES}|{_HOURS})"
PARTS = (
    f"(?:({_AMOUNT}) *{_HOURS})?(?:{_AND}({_AMOUNT}) *{_MINUTES})?"
    f"(?:{_AND}({_AMOUNT}) *{_SECONDS})?(?:{_AND}({_AMOUNT}) *{_MILLISECONDS})?"
)
"""Groups: hours, minutes, seconds, milliseconds. Also matches the empty string."""
CLOCK = rf"({_CLOCK})(?: *{_MINUTES}| *{_HOURS})?"
NUMBER = f"({_NUMBER})"
BARE_RANGE = f"({_NUMBER}){_DASH}(?={_NUMBER} *{UNIT})"
"""The beginning of `20-30 sec`, in which the first number has the unit of the second."""
DASH = _DASH
WHOLE = f"([0-9]+){_REPS}"
WHOLE_RANGE = f"([0-9]+)(?:{_DASH}([0-9]+))?{_REPS}"
SETS = "([0-9]+) *[xX\u00d7] *([0-9].*)"
"""`3 x 12`. Groups: the sets, the repetitions of one."""
BREATHS = f"([0-9]+)(?:{_DASH}([0-9]+))? *{_words('breaths', 'breath')}"
PHASE_SECONDS = f"{_NUMBER}(?:{_DASH}{_NUMBER}){{2,3}}"
"""`3-1-3`: the seconds down, held, up and held."""
BREATH_PART = f"({_NUMBER})(?: *{_SECONDS})?"
BREATH = f"{BREATH_PART}(?:{_DASH}{BREATH_PART}){{1,3}}"
"""`4-7-8`: the seconds in, held and out."""
YES = f"(?:{any_case('yes')}|{any_case('true')}|{any_case('on')})"
NO = f"(?:{any_case('no')}|{any_case('false')}|{any_case('off')})"
TEMPO = f"({_NUMBER}){_BPM}(?:{_DASH}({_NUMBER}){_BPM})?"
FROM_MUSIC = f"{any_case('music')}(?: ({_NUMBER}){_BPM}(?:{_DASH}({_NUMBER}){_BPM})?)?"
ANY_TEMPO = f"(?:{TEMPO}|{FROM_MUSIC}|{PHASE_SECONDS})"
LINK = (
    f"(?:{any_case('https')}|{any_case('http')})"
    r"""://[^\s/?#<>"'\\@]+(?:[/?#][^\s<>"'\\]*)?"""
)
GROOVE = f"{any_case('groove')}(?:[: ] *([A-Za-z]+))?"
PERCENT = f"({_NUMBER}) *(?:%|{_words('percent', 'per cent')})"
_COUNT_MODE = "|".join(map(any_case, CountMode))
COUNTING = f"(?:{_COUNT_MODE}|(?:{any_case('every')}|{any_case('last')}) [0-9]+)"

_TIME = f"(?:{_CLOCK}(?: *{_MINUTES}| *{_HOURS})?|{_AMOUNT} *{UNIT}(?:{_AND}{_AMOUNT} *{UNIT})*)"
ANY_DURATION = rf"(?:{_TIME}|0*[.,]?0+|{any_case('none')})"
"""For the schema: looser than what `values.parse_duration` understands."""
ANY_DURATION_RANGE = rf"(?:{_TIME}|{_NUMBER}(?={_DASH}))(?:{_DASH}{_TIME})?"
ANY_PHASE = rf".+ {_TIME}"
ANY_LIST = "[0-9.].*,.*"
"""For the schema: several values with commas between them."""


def whole_value(pattern: str) -> str:
    r"""Return `pattern` as the schema needs it: anchored, and with `\s` for its spaces, since the reader
    first replaces each run of white space by one space.
    """
    spaced = pattern.replace(" *", r"\s*").replace(" ", r"\s+")
    return rf"^\s*(?:{spaced})\s*$"
