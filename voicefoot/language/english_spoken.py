"""English: what is written for the eye, as it is said for the ear.

`spoken` turns "2x15, 30s rest" into "two times fifteen, thirty seconds rest". It goes from the outside in:
what is only looked at (emoji, Markdown, brackets, dashes) goes first; then all that has digits becomes words,
then signs do, and abbreviations last. So no step finds anything in what a later one says, and a second pass
changes nothing.

Patterns look at each character a bounded number of times: digits are taken for good (`++`), and whatever else
repeats has a bound.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from voicefoot.language.looks import (
    DASHES,
    FRACTIONS,
    HYPHENS,
    INVISIBLE,
    MARKUP,
    PAUSE,
    PICTURES,
    Compiled,
    Match,
    Rule,
    arrows,
    brackets,
    compiled,
    like,
    quotes_apart,
    rule,
    tidied,
)
from voicefoot.language.packs import language_pack

_ENGLISH = language_pack("en")
number_words, time_words = _ENGLISH.number_words, _ENGLISH.time_words
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip

_Value = TypeVar("_Value")


def spoken(text: str) -> str:
    """Return `text` as it is to be said; "" if there is nothing to say in it, as in a lone emoji."""
    return text if is_plain(text) else by_rules(text)


def is_plain(text: str) -> bool:
    """Whether `text` is nothing but words, so that no rule has to be tried, or even compiled."""
    return _PLAIN.fullmatch(text) is not None and _ABBREVIATED.search(text) is None


def by_rules(text: str) -> str:
    """Return the same as `spoken`, by all rules."""
    text = quotes_apart(re.sub(INVISIBLE, "", text))
    for rules in _compiled():
        for pattern, words in rules:
            text = pattern.sub(words, text)
        text = tidied(text)
    return text if any(map(str.isalnum, text)) else ""


@cache
def _compiled() -> tuple[Compiled, ...]:
    return tuple(map(compiled, RULES))


def _any_of(names: Mapping[str, object]) -> str:
    """Return a pattern for one of `names`, which are patterns themselves. Longer ones come first."""
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


def _by_pattern(table: Mapping[str, _Value], text: str) -> _Value:
    """Return what `table` has for the pattern that matches `text`."""
    return next(value for pattern, value in table.items() if re.fullmatch(pattern, text, re.IGNORECASE))


# -- numbers -------------------------------------------------------------------------------------

_BARE = r"(?:[0-9]++(?:,[0-9]{3}(?![0-9]))*+(?:\.[0-9]++)?+|\.[0-9]++)"
_AMOUNT = rf"(?>{_BARE}(?: |-(?=[0-9]/[2348]))[1-9]/[2-9](?![0-9/])|[0-9]++/[0-9]++(?!/)|{_BARE})"
"""A number, a fraction, or both: "1.5", "1/2", "1 1/2"."""
_START = r"(?<![0-9.])(?<![0-9][,/])"
_TO = r"(?: ?- ?| to )"
_STOP = r"(?:\.(?! ?$| [\"“]?[A-Z](?:[a-z]| )))?+"
"""The full stop of an abbreviation, unless it ends the sentence too."""

_MOST_DIGITS = 6
"""Of a number that is not round and has no commas; more are a telephone's, and said one by one."""
_SCALES = (10, 20, 100)
"""On these, "6/10" is a mark; below them it is a fraction, else two numbers: "40/20" of work and rest."""
_LEAST_PRESSURE = 90
"""Of blood: "120/80"."""


def ordinal_words(number: int) -> str:
    """Return which one `number` is, in words: "third", "twenty-first"."""
    words = number_words(number)
    last = words[max(words.rfind(" "), words.rfind("-")) + 1 :]
    ending = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return words.removesuffix(last) + _ORDINALS.get(last, ending)


def _digit_words(digits: str) -> str:
    return " ".join(number_words(int(digit)) for digit in digits)


def _bare_words(text: str) -> str:
    """Return a number in words: digit by digit if it is long, or begins with a nought, as in 007."""
    whole, _, decimals = text.partition(".")
    digits = whole.replace(",", "")
    most = 9 if "," in whole or digits.endswith("000") else _MOST_DIGITS
    one_by_one = len(digits) > most or (len(digits) > 1 and digits[0] == "0")
    words = _digit_words(digits) if one_by_one or not digits else number_words(int(digits))
    return f"{words} point {_digit_words(decimals)}".strip() if decimals else words


def _fraction_words(top: int, bottom: int, *, after_whole: bool) -> str:
    if not 0 < top < bottom < _SCALES[0]:
        marks = top <= bottom and (bottom in _SCALES or bottom < _SCALES[0])
        joint = "out of " if marks else "over " if top >= _LEAST_PRESSURE and top > bottom else ""
        return f"{number_words(top)} {joint}{number_words(bottom)}"
    if bottom == 2:
        return "a half" if after_whole else "half"
    part = "quarter" if bottom == 4 else ordinal_words(bottom)
    if top > 1:
        return f"{number_words(top)} {part}s"
    return f"a {part}" if bottom == 4 else f"one {part}"


def _amount_words(text: str) -> str:
    if "/" not in text:
        return _bare_words(text)
    whole, _, fraction = text.replace("-", " ").rpartition(" ")
    top, bottom = fraction.split("/")
    if max(len(top), len(bottom)) > _MOST_DIGITS:
        return f"{_digit_words(top)} over {_digit_words(bottom)}"
    words = _fraction_words(int(top), int(bottom), after_whole=bool(whole))
    return f"{_bare_words(whole)} and {words}" if whole else words


def _amount(found: Match) -> str:
    """Say an amount apart from the letters that stand beside it: "L4" is "L four"."""
    before, after = (
        found.string[max(0, found.start() - 1) : found.start()],
        found.string[found.end() : found.end() + 1],
    )
    words = _amount_words(found[0])
    return f"{' ' if before.isalnum() else ''}{words}{' ' if after.isalnum() else ''}"


def _range(found: Match) -> str:
    low, high = found[1], found[2]
    if len(low) == 3 and len(high) == 4 and f"{low}{high}".isdigit() and not high.endswith("00"):
        return f"{_digit_words(low)}, {_digit_words(high)}"  # a telephone's
    return f"{_amount_words(low)} to {_amount_words(high)}"


def _chain(found: Match) -> str:
    """Say three numbers or more one after the other: "4-7-8"; a telephone's digit by digit."""
    numbers = re.split("[-/]", found[0])
    words = _digit_words if max(map(len, numbers)) > 2 and "/" not in found[0] else _bare_words
    return ", ".join(map(words, numbers))


# -- units ---------------------------------------------------------------------------------------

_UNITS = {
    "s": ("second", "seconds"), "secs?": ("second", "seconds"), "mins?": ("minute", "minutes"),
    "h": ("hour", "hours"), "hrs?": ("hour", "hours"), "ms": ("millisecond", "milliseconds"),
    "wks?": ("week", "weeks"), "mos?": ("month", "months"), "yrs?": ("year", "years"),
    "g": ("gram", "grams"), "kgs?": ("kilogram", "kilograms"), "mg": ("milligram", "milligrams"),
    "lbs?": ("pound", "pounds"), "oz": ("ounce", "ounces"),
    "m": ("metre", "metres"), "cms?": ("centimetre", "centimetres"), "mm": ("millimetre", "millimetres"),
    "kms?": ("kilometre", "kilometres"), "mi": ("mile", "miles"), "yds?": ("yard", "yards"),
    "ft": ("foot", "feet"), "′": ("foot", "feet"), "″": ("inch", "inches"),
    "l": ("litre", "litres"), "cl": ("centilitre", "centilitres"), "ml": ("millilitre", "millilitres"),
    "k?cals?": ("calorie", "calories"), "hz": ("hertz", "hertz"),
    "bpm": ("beat per minute", "beats per minute"), "spm": ("step per minute", "steps per minute"),
    "rpm": ("revolution per minute", "revolutions per minute"),
    "mph": ("mile per hour", "miles per hour"), "km?ph": ("kilometre per hour", "kilometres per hour"),
    "degs?": ("degree", "degrees"), "°": ("degree", "degrees"),
    "° ?c": ("degree Celsius", "degrees Celsius"), "° ?f": ("degree Fahrenheit", "degrees Fahrenheit"),
    "%": ("percent", "percent"),
}  # fmt: skip
"""What may stand behind a number, as a pattern, and its names for one and for several. Single letters
stand in this case only.
"""
_CAPITAL_UNITS = {"L": ("litre", "litres"), "W": ("watt", "watts")}
"""Other single capitals are letters."""

_LETTER_UNITS = {unit: names for unit, names in _UNITS.items() if len(unit) > 1}
_UNIT = (
    f"(?:(?:(?i:{_any_of(_LETTER_UNITS)})|[{''.join(u for u in _UNITS if u.isalpha() and len(u) == 1)}"
    f"{''.join(_CAPITAL_UNITS)}])(?![^\\W\\d_])|[%°′″])"
)


def _names_of(unit: str) -> tuple[str, str]:
    return _CAPITAL_UNITS.get(unit) or _by_pattern(_UNITS, unit)


def _measured(amount: str, unit: str) -> str:
    """Return an amount with its unit: "one kilogram", "half a minute", "two thirds of a litre"."""
    one, several = _names_of(unit)
    words = _amount_words(amount)
    if re.fullmatch("[1-9]/[1-9]", amount) and amount[0] < amount[2] and one != several:
        article = "an" if one.startswith(("hour", "inch", "ounce")) else "a"
        return f"{words}{'' if words == 'half' else ' of'} {article} {one}"
    return f"{words} {one if amount == '1' else several}"


def _quantity(found: Match) -> str:
    """Say an amount or a range with its unit: "10kg", "60-90 sec.", "30s-1 min"."""
    low, low_unit, high, unit = found["low"], found["low_unit"], found["high"], found["unit"]
    if high is None:
        return f"{_measured(low, unit)} "
    if low_unit and _names_of(low_unit) != _names_of(unit):
        return f"{_measured(low, low_unit)} to {_measured(high, unit)} "
    return f"{_amount_words(low)} to {_measured(high, unit)} "


def _adjective(found: Match) -> str:
    """Say an amount that describes something: "a 10-kg ball", "a 10-15-min walk", "a 90° bend"."""
    low = f"{_amount_words(found[1])} to " if found[1] else ""
    return f"{low}{_amount_words(found[2])} {_names_of(found[3])[0]} "


def _or_more(found: Match) -> str:
    return f"{_amount_words(found[1])} or more {_names_of(found[2])[1]} "


def _money(found: Match) -> str:
    name = {"$": "dollar", "£": "pound", "€": "euro"}[found[1]]
    return f"{_bare_words(found[2])} {name}{'' if found[2] == '1' else 's'} "


# -- the clock -----------------------------------------------------------------------------------

_LENGTH = "[0-9]{1,3}(?::[0-5][0-9]){1,2}(?![0-9:])"
_TIME_OF_DAY = "(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9])?+"
_HOUR_AND_MINUTE = "(?:[1-9]|[01][1-9]|10|2[0-4]):[0-5][0-9]"


def _length_words(text: str) -> str:
    """Return a length of time in the coach's own words: "1:30" is "one minute and thirty seconds"."""
    seconds = 0
    for part in text.split(":"):
        seconds = 60 * seconds + int(part)
    return time_words(seconds)


def _length(found: Match) -> str:
    return f"{_length_words(found[1])}{f' to {_length_words(found[2])}' if found[2] else ''} "


def _hour_words(text: str) -> str:
    hour, _, minutes = text.partition(":")
    minute = int(minutes or 0)
    rest = f" oh {number_words(minute)}" if 0 < minute < 10 else f" {number_words(minute)}" if minute else ""
    return number_words(int(hour)) + rest


def _with_half(found: Match) -> str:
    """Say a time of day, or a range, with its half: "7 am", "7:30-8 pm"."""
    low = f"{_hour_words(found[1])} to " if found[1] else ""
    return f"{low}{_hour_words(found[2])} {found[3].lower()}.m. "


def _at_time(found: Match) -> str:
    """Say a time of day that follows on a word such as "at"."""
    ending = " o'clock" if found[2].endswith(":00") else ""
    return f"{found[1]} {_hour_words(found[2])}{ending}"


# -- what is only looked at ----------------------------------------------------------------------

_LOOKS: tuple[Rule, ...] = (
    *MARKUP,
    *arrows("then ", " and ", " up ", " down "),
    *PICTURES,
    rule("[˚º]", "°"),
    *HYPHENS,
    rule(f"([0-9]?)([{''.join(FRACTIONS)}])", lambda m: f"{m[1]}{' ' if m[1] else ''}{FRACTIONS[m[2]]} "),
    rule(r"(?<=[0-9])(?:in\b(?!\.)|\s?in\.(?=\s[a-z]))", "″"),
    rule(rf"(?<![0-9.,])([0-9]{{1,3}}),([0-9]{{1,2}})(?=\s?{_UNIT})", r"\1.\2"),
    rule(r"(?<=[0-9])\s?[-–—―]\s?(?=\.?[0-9])", "-"),
    rule(rf"(?<=[0-9])(\s?{_UNIT}\.?)\s?[-–—―]\s?(?={_BARE}\s?{_UNIT})", r"\1-"),
    *DASHES,
    rule(r"(?<=[0-9])\*(?=[0-9])", "x"),
    rule(r"(?<=[a-z])\((e?s)\)", r"\1"),
    rule(r"\([Ll]\)", f"{PAUSE}left{PAUSE}"),
    rule(r"\([Rr]\)", f"{PAUSE}right{PAUSE}"),
    *brackets(". "),
)

# -- all that has digits -------------------------------------------------------------------------

_TIMES = "week|wk|day|hour|hr|h|minute|min|month|session|second|sec|s"
_SPELLED = {"wk": "week", "hr": "hour", "h": "hour", "min": "minute", "sec": "second", "s": "second"}
_PLACES = "side|leg|arm|foot|hand|set|rep|round|direction|way|limb|knee|hip|shoulder"
_COUNTED = (
    "[0-9%x×]|reps?|sets?|times?|breaths?|steps?|beats?|secs?|seconds?|mins?|minutes?|hours?|lbs?|kgs?|ml|kcal"
    "|s|k?m"
)
_NUMBERED = {
    "no": "number", "nos": "numbers", "nr": "number", "p": "page", "pp": "pages", "pg": "page",
    "pgs": "pages", "ch": "chapter", "vol": "volume", "ex": "exercise", "fig": "figure", "figs": "figures",
    "lvl": "level", "wk": "week",
}  # fmt: skip


_MEASURED_THINGS = (
    "angle|bend|turn|box|step|block|ball|bell|kettlebell|dumbbell|barbell|plate|vest|incline"
    "|pace|race|loop|lap"
)


def _a_time(found: Match) -> str:
    time = _SPELLED.get(found[2].lower(), found[2])
    return f"{found[1]} {'an' if time.lower() == 'hour' else 'a'} {time}"


def _turns(found: Match) -> str:
    return "once" if found[1] == "1" else f"{found[1]} times"


def _numbered(found: Match) -> str:
    written = found[1] or found[2]
    return f"{like(_NUMBERED[written.lower()], written)} "


_DIGITS: tuple[Rule, ...] = (
    rule(
        rf"(?i){_START}(?<!:)(?:({_TIME_OF_DAY}){_TO})?+({_TIME_OF_DAY}) ?([ap])\.?m\b\.?",
        _with_half,
    ),
    rule(rf"(?i)\b(at|by|until|till|before|after|around) ({_HOUR_AND_MINUTE})(?![0-9:-])", _at_time),
    rule(rf"{_START}([0-9]{{1,3}})′ ?(1[2-9]|[2-5][0-9])″", r"\1:\2 "),
    rule(
        rf"{_START}(?<!:)({_LENGTH})(?:{_TO}({_LENGTH}))?(?: ?(?i:mins?|minutes?|hrs?|hours?)\b{_STOP})?",
        _length,
    ),
    rule(r"(?<=[0-9]):(?=[0-9])", " to "),
    rule(rf"{_START}24/7(?![0-9/])", "twenty-four seven"),
    rule(rf"(?i)(?<![^\W\d_])({_COUNTED}|[a-z]{{2,20}}s) ?/ ?({_TIMES})\b", _a_time),
    rule(rf"(?i)(?<![^\W\d_])({_COUNTED}) ?/ ?((?:{_PLACES})s?)\b", r"\1 per \2"),
    rule(rf"{_START}([0-9]++(?:-[0-9]++)?+) ?[x×](?= (?:per|an?|daily|weekly|each|every|this)\b)", _turns),
    rule(r"(?<=[0-9]) ?[x×] ?(?=(?:week|wk|day|month)\b)", " times a "),
    rule(r"(?<=[0-9]) ?[xX×] ?(?=\.?[0-9])", " times "),
    rule(rf"{_START}(?<!-)1 ?[x×](?![^\W_])", "once"),
    rule(r"(?<=[0-9]) ?[x×](?![^\W_])", " times"),
    rule(r"(?<![^\W_])[xX×] ?(?=\.?[0-9])", "times "),
    rule(rf"{_START}(?<!-)[0-9]++(?:(?:-[0-9]++){{2,}}+|(?:/[0-9]++){{2,}}+)", _chain),
    rule(r"([0-9](?i:st|nd|rd|th)) ?- ?(?=[0-9])", r"\1 to "),
    rule(rf"{_START}([0-9]{{1,6}}+)(?i:st|nd|rd|th)\b", lambda m: ordinal_words(int(m[1]))),
    rule(r"(?i)(?<![^\W_])(?:(nos?|nr|pp?|ch|vol|ex)\. ?|(figs?|pgs?|lvl|wk)\.? ?)(?=[0-9])", _numbered),
    rule(r"[#№] ?(?=[0-9])", " number "),
    rule(r"(?i)(?<![^\W_])(?<![0-9] )(min)\.? (?=[0-9])", lambda m: f"{like('minimum', m[1])} "),
    rule(r"(?<![^\s~<>=])-(?=\.?[0-9])", "minus "),
    rule(rf"([$£€]) ?({_BARE})", _money),
    rule(rf"{_START}({_AMOUNT})\+ ?({_UNIT}){_STOP}", _or_more),
    rule(r"(?<=[0-9])\+(?= ?[^\W\d_]| ?$|[,.;:!?])", " or more "),
    rule(rf"{_START}(?:({_AMOUNT})-(?=\.?[0-9]))?+({_AMOUNT})-({_UNIT})(?![^\W_]){_STOP}", _adjective),
    rule(
        rf"{_START}(?:({_AMOUNT})-(?=\.?[0-9]))?+({_AMOUNT}) ?({_UNIT})\.?(?= (?:{_MEASURED_THINGS})s?\b)",
        _adjective,
    ),
    rule(
        rf"{_START}(?P<low>{_AMOUNT})(?: ?(?P<low_unit>{_UNIT})\.?(?={_TO}{_AMOUNT} ?{_UNIT}))?"
        rf"(?:{_TO}(?P<high>{_AMOUNT}))?+ ?(?P<unit>{_UNIT}){_STOP}",
        _quantity,
    ),
    rule(r"(?i)\b(an?|the|one|another|each) 1/4(?![0-9/])", r"\1 quarter"),
    rule(r"(?<![0-9/.,-])(?<![0-9] )1/4(?= [a-z])(?! of\b)", "quarter"),
    rule(rf"{_START}({_AMOUNT})-({_AMOUNT})(?![0-9/])", _range),
    rule(_AMOUNT, _amount),
)

# -- signs ---------------------------------------------------------------------------------------

_SIGNS: tuple[Rule, ...] = (
    rule("&", " and "),
    rule("@", " at "),
    rule(r"\+", " plus "),
    rule("=", " equals "),
    rule("[~≈∼]", " about "),
    rule("±", " plus or minus "),
    rule("≤", " at most "),
    rule("≥", " at least "),
    rule("<", " less than "),
    rule(">", " more than "),
    rule("×", " times "),
    rule("÷", " divided by "),
    rule("%", " percent "),
    rule("°", " degrees "),
    rule("[′″#№]", " "),
    rule(r"(?i)\band ?/ ?or\b", "and or"),
    rule(r"\bL ?/ ?R\b", "left, right"),
    rule(r"\bR ?/ ?L\b", "right, left"),
    rule(r"(?i)(?<![^\W_])w/ ?o(?:ut)?\b", "without"),
    rule(r"(?i)(?<![^\W_])w/ ?in\b", "within"),
    rule(r"(?i)(?<![^\W_])w/", "with "),
    rule(r"(?i)(?<![^\W_])b/c(?![^\W_])", "because"),
    rule(r"(?i)(?<![^\W_])b/w(?![^\W_])", "between"),
    rule(r"(?i)(?<![^\W_])n/a(?![^\W_])", "not applicable"),
    rule("/", PAUSE),
    rule(rf"(?<![^\s{PAUSE}])-{{1,3}}(?![^\s{PAUSE}])", PAUSE),
)

# -- abbreviations -------------------------------------------------------------------------------

_BEFORE_MORE = {
    r"e\.?g": "for example", r"i\.?e": "that is", "approx": "approximately", "min": "minimum", "vs": "versus",
    "incl": "including", "esp": "especially", "lvl": "level",
}  # fmt: skip
"""Abbreviations that never end a sentence. They are no words, and may stand without their full stop."""
_ANYWHERE = {
    "etc": "and so on", "ea": "each", "secs?": "seconds", "mins": "minutes", "hrs": "hours", "wk": "week",
    "wks": "weeks", "lbs": "pounds", "kgs?": "kilograms", "cm": "centimetres", "pg": "page",
}  # fmt: skip
"""Abbreviations that may end a sentence."""
_BEFORE_MORE_WITH_STOP = {
    "max": "maximum", "int": "internal", "alt": "alternating", "rt": "right", "lt": "left", "fig": "figure",
    "ca": "about",
}  # fmt: skip
_ANYWHERE_WITH_STOP = {
    "ext": "extension", "flex": "flexion", "rot": "rotation", "abd": "abduction", "ft": "feet",
}  # fmt: skip
"""Words by themselves, or nothing; with a full stop, abbreviations."""

_LETTERS = {
    "ROM": "range of motion", "ITB": "I T B", "IT band": "I T band", "SI joint": "S I joint", "ACL": "A.C.L.",
}  # fmt: skip
"""Capitals that a voice takes for a word. It spells others by itself."""

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_PARTED = (
    "phase|stage|part|level|grade|set|week|day|block|round|step|type|class|section|series|cycle|month|figure"
    "|number"
)
_BODY = "leg|arm|foot|knee|hip|shoulder|hand|ankle|side|elbow|wrist|heel|toe|calf|glute|hamstring|quad|thumb"
_ONE_TIME = "per|an?|each|every|another|one|half|last|first|final|next|this"
_MORE_TIMES = (
    "few|several|some|more|many|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|sixty"
)


def _spelled_out(table: Mapping[str, str], stop: str) -> Rule:
    return rule(
        rf"(?i:(?<![^\W_])({_any_of(table)})(?![^\W_])){stop}",
        lambda found: like(_by_pattern(table, found[1]), found[1]),
    )


def _roman(found: Match) -> str:
    known = found[2] in _ROMAN
    return f"{found[1]} {number_words(_ROMAN.index(found[2]) + 1)}" if known else found[0]


_SHORT_FORMS: tuple[Rule, ...] = (
    rule(rf"(?i)\b({_ONE_TIME}) (min|sec|hr)\b\.?", lambda m: f"{m[1]} {_SPELLED[m[2].lower()]}"),
    rule(rf"(?i)\b({_MORE_TIMES}) (min|sec|hr)s?\b\.?", lambda m: f"{m[1]} {_SPELLED[m[2].lower()]}s"),
    rule(r"(?i)\b(int|ext)\.? rot\b\.?(?:ation)?", r"\1ernal rotation"),
    _spelled_out(_BEFORE_MORE, r"\.?"),
    _spelled_out(_BEFORE_MORE_WITH_STOP, r"\."),
    _spelled_out(_ANYWHERE, _STOP),
    _spelled_out(_ANYWHERE_WITH_STOP, rf"(?=\.){_STOP}"),
    rule(rf"\b({_any_of(_LETTERS)})\b\.?", lambda m: _LETTERS[m[1]]),
    rule(rf"\b([LR])\.? (?=(?:{_BODY})s?\b)", lambda m: "left " if m[1] == "L" else "right "),
    rule(rf"\b((?i:{_PARTED})) ([IVX]{{2,5}}|[VX]|I(?= ?(?:$|[.,;:!?])))(?![\w'-])", _roman),
)

RULES = (_LOOKS, _DIGITS, _SIGNS, _SHORT_FORMS)
"""All rules in their order. After each group, pauses and spaces are tidied."""

# -- what needs no rule --------------------------------------------------------------------------

_WORD = "(?:[A-Za-z][a-z']++|[Aa])"
_PLAIN = re.compile(rf"{_WORD}(?:(?:[,;:.!?]? |-){_WORD})*+[.!?:]?")
_ABBREVIATED = re.compile(
    rf"\b(?:{_any_of(_BEFORE_MORE | _BEFORE_MORE_WITH_STOP | _ANYWHERE | _ANYWHERE_WITH_STOP)}|hrs?)\b",
    re.IGNORECASE,
)
