"""A text as people write it -> simple characters and digits, and no joining words at its ends."""

from __future__ import annotations

import re
from functools import cache

from voicefoot.reading.importing.words import (
    BREATHS,
    HOURS,
    MINUTES,
    REPS,
    ROUNDS,
    SECONDS,
    SETS,
    number_words,
)
from voicefoot.reading.values import FRACTIONS

TAKEN = "\x00"
"""Stands for each character of a text that is taken out."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u3000\t ]+")
_HALF_A_MINUTE = re.compile(
    r"\b(?:half a minute|eine halbe minute|medio minuto|une demi-minute)\b", re.IGNORECASE
)
_A_MINUTE = re.compile(
    r"(?<=for )(?:about )?a minute\b|(?<=with )a minute\b|(?<=rest )a minute\b|(?<=rest of )a minute\b"
    r"|\babout a minute\b|\ba minute(?= (?:each|per|on each) )|\beine minute\b|\bun minuto\b|\bune minute\b",
    re.IGNORECASE,
)
_OFTEN = r"(?!\s*(?:a|per|each|every|am|pro|täglich|die|in der|daily|weekly)\b)"
"""Behind "twice": not how often the whole is done."""
_IN_USUAL_WORDS = tuple(
    (re.compile(written, re.IGNORECASE), usual)
    for written, usual in (
        (r"\b(\d{1,2}) ?min\.? (\d\d)(?=\s*(?:$|[,.;)]|per\b|each\b|a side|pro\b|por\b))", r"\1 min \2 s"),
        (r"(?<=\w[ ,])\s*twice\b" + _OFTEN, " 2 times"),
        (r"\bzweimal\b" + _OFTEN, "2 mal"),
        (r"\bdreimal\b" + _OFTEN, "3 mal"),
        (r"\bviermal\b" + _OFTEN, "4 mal"),
        (r"\b(?:and )?(?:do )?(\d{1,3}) of (?:them|these)\b", r"\1 reps"),
        (r"\bx ?2 sides\b|(?<=[\"s\d]) (?-i:B/L)(?=\s*(?:$|[,;)]))", " each side"),
        (r"\b(\d{1,3})\+ ?(?=reps?\b)", r"\1 "),
    )
)
_TWICE_AS_MANY = re.compile(
    r"\b(?P<all>\d{1,3})\s*(?:reps?)?\s*"
    r"\((?P<one>\d{1,3}) (?P<each>(?:per|each|pro|je|por|on each) \w+)(?:[,;] *(?P<more>[^()]*))?\)",
    re.IGNORECASE,
)
"""`20 reps (10 per side)`."""
_RUN_TOGETHER = re.compile(r"(?<=\d)\s*[x×✕✖*]\s*(?=\d)", re.IGNORECASE)
_CROSS = re.compile("[×✕✖]")
_X_BEFORE_WORD = re.compile(r"(?<=\d)\s*x(?=amrap|max)", re.IGNORECASE)
_TIME_S = re.compile(r"(?<=minute)['’]s(?=\s)|(?<=seconds)['’](?=\s)|(?<=minutes)['’](?=\s)", re.IGNORECASE)
_ONE_SIDE_THEN_THE_OTHER = re.compile(
    r"(?P<dose>\b\d+\s*(?:x|reps?|s|secs?|seconds?|min|mins?|minutes?|sek\.?|seg\.?)?)\s*"
    r"(?:(?:on )?(?:the )?(?:r|right)\s*(?:,|/|\+|&|then|and)+\s*(?P=dose)\s*(?:on )?(?:the )?(?:l|left)"
    r"|(?:on )?(?:the )?(?:l|left)\s*(?:,|/|\+|&|then|and)+\s*(?P=dose)\s*(?:on )?(?:the )?(?:r|right))\b",
    re.IGNORECASE,
)
"""Such as "90 s R, 90 s L"."""
_ROUND_AND_ROUND = re.compile(
    r"(?P<dose>\b\d+\s*(?:x|reps?|s|secs?|seconds?|min|mins?|minutes?)?)\s*(?:(?:anti|counter)-?)?clockwise\s*"
    r"(?:,|/|\+|&|then|and)+\s*(?P=dose)\s*(?:(?:anti|counter)-?)?clockwise\b",
    re.IGNORECASE,
)


@cache
def _number_word() -> re.Pattern[str]:
    """Return the pattern of a number in words before what it counts."""
    words = "|".join(map(re.escape, sorted(number_words(), key=len, reverse=True)))
    return re.compile(
        rf"(?<![\w-])({words})"
        rf"(?=(?:\s*(?:-|to|or|bis|a|à)\s*\w+)?[\s-]+(?:{SECONDS}|{MINUTES}|{SETS}|{REPS}|{BREATHS}|{ROUNDS}"
        rf"|counts?\b))",
        re.IGNORECASE,
    )


_MIXED = re.compile(
    rf"(?<![\d/.,])(?:(?P<whole>\d{{1,3}}) ?)?"
    rf"(?:(?P<sign>[½¼¾])|(?P<written>[13]/[24])(?=\s*(?:{SECONDS}|{MINUTES}|{HOURS}|kg|lbs?)))",
    re.IGNORECASE,
)


def _with_decimals(text: str) -> str:
    """Return `text` with `1½ min` and `1 1/2 min` as `1.5 min`."""
    return _MIXED.sub(
        lambda found: f"{int(found['whole'] or 0) + FRACTIONS[found['sign'] or found['written']]:g}", text
    )


@cache
def _sets_of_words() -> re.Pattern[str]:
    """Return the pattern of `2 sets of ten`, whose groups are what is before the word, and the word."""
    words = "|".join(map(re.escape, sorted(number_words(), key=len, reverse=True)))
    return re.compile(rf"(\b(?:{SETS}) (?:of|de|à|mit|von) )({words})\b", re.IGNORECASE)


def _of_one_side(found: re.Match[str]) -> str:
    """Return the number for one side, if it is half of the one before it."""
    if int(found["all"]) != 2 * int(found["one"]):
        return found[0]
    more = f" ({found['more']})" if found["more"] else ""
    return f"{found['one']} reps {found['each']}{more}"


def plain(text: str) -> str:
    """Return `text` with simple dashes, spaces and crosses, and numbers in digits before what they count."""
    text = _SPACES.sub(" ", _DASHES.sub("-", text)).strip()
    text = _with_decimals(text.replace("\u2044", "/"))
    text = _HALF_A_MINUTE.sub("30 seconds", text)
    text = _A_MINUTE.sub("1 minute", text)
    text = _sets_of_words().sub(lambda found: found[1] + str(number_words()[found[2].lower()]), text)
    text = _number_word().sub(lambda found: str(number_words()[found[1].lower()]), text)
    for written, usual in _IN_USUAL_WORDS:
        text = written.sub(usual, text)
    text = _TWICE_AS_MANY.sub(_of_one_side, text)
    text = _X_BEFORE_WORD.sub(" x ", _TIME_S.sub("", text))
    text = _ROUND_AND_ROUND.sub(lambda found: f"{found['dose']} each direction", text)
    text = _ONE_SIDE_THEN_THE_OTHER.sub(lambda found: f"{found['dose']} L/R", text)
    return _CROSS.sub("x", _RUN_TOGETHER.sub(" x ", text))


_LEADING = (
    "of|for|x|and|then|with|w/|à|(?-i:a)|de|von|pro|mit|is|are|at|per|from|to|und|y|et|con|avec|por|par|für|auf"
    "|on|in|each|about"
    "|ca|circa|approx|times|reps|je|the|or|plus|jeweils|do|perform|complete|repeat|hold|this|that|über"
)
_TRAILING = (
    "of|for|x|and|then|with|w/|à|(?-i:a)|de|von|pro|mit|is|are|at|per|from|to|und|y|et|con|avec|por|par|für|auf"
    "|on|in|each|about"
    "|ca|circa|approx|je|the|or|plus|jeweils|do|up to|repeat|über|every|as"
)
_EDGE = re.compile(r"^[\s:,;.=|/+~*_()\[\]–-]+|[\s:,;=|/+~*_(\[–-]+$")
_JOINING_EDGE = re.compile(
    rf"^(?:{_LEADING})(?=\s|$|[:,;])|(?<=\s)(?:{_TRAILING})$|^(?:{_TRAILING}|{_LEADING})$", re.IGNORECASE
)


def trimmed(text: str) -> str:
    """Return `text` without punctuation and small words at its ends that only joined it to a dose; "" if
    nothing is left.
    """
    while True:
        shorter = text.replace(TAKEN, " ").strip()
        if not (shorter.startswith("(") and shorter.endswith(")") and shorter.count("(") == 1):
            shorter = _EDGE.sub("", shorter).strip()
        else:
            shorter = shorter[1:-1].strip()
        shorter = re.sub(r"\(\s*\)", "", shorter).strip()
        if shorter.count(")") > shorter.count("("):
            shorter = shorter.replace(")", "", 1).strip()
        shorter = _JOINING_EDGE.sub("", shorter).strip()
        if shorter == text:
            return shorter if any(map(str.isalnum, shorter)) else ""
        text = shorter


def capitalized(text: str) -> str:
    """Return `text` with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def number_of(text: str) -> float:
    """Return the number in `text`, with a point or a comma in it. Raises ValueError if it is none."""
    return float(text.replace(",", "."))
