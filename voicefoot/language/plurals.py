"""Plural classes: which form of a phrase goes with a number. The rules of a language are in its pack
(`packs/`, `plurals:`).

Rules are written as the Unicode CLDR writes them (UTS 35, part 3, "Language plural rules"), as far as whole
numbers need them: `n % 10 = 2..4 and n % 100 != 12..14`. With decimals `n` is the whole number, and `i` what
stands before them: 1.5 is one by `i = 0,1`, and not by `n = 1`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

CLASSES = ("zero", "one", "two", "few", "many", "other")
"""The names of all classes; a language uses some of them, and always "other"."""

PluralOf = Callable[[float], str]

_RANGE = r"[0-9]+(?:\.\.[0-9]+)?"
_RELATION = re.compile(
    r"([ni])(?: % ([1-9][0-9]{0,6}))? (!?=) ([0-9]+(?:\.\.[0-9]+)?(?:,[0-9]+(?:\.\.[0-9]+)?)*)"
)


def plural_rule(rules: Mapping[str, str]) -> PluralOf:
    """Return what tells the class of a number: the first of `rules` that holds, or "other".

    Raises ValueError, with what is wrong, if a rule can't be read or a class is unknown.
    """
    unknown = [name for name in rules if name not in CLASSES]
    if unknown:
        raise ValueError(f"{unknown[0]} is not a plural class; there are {', '.join(CLASSES)}")
    parsed = [(name, _condition(rule)) for name, rule in rules.items()]

    def plural_of(number: float) -> str:
        return next((name for name, holds in parsed if holds(number)), "other")

    return plural_of


def _condition(rule: str) -> Callable[[float], bool]:
    """Parse relations that are joined by `and`, and these by `or`."""
    either = [[_relation(part.strip()) for part in each.split(" and ")] for each in rule.split(" or ")]
    return lambda number: any(all(holds(number) for holds in every) for every in either)


def _relation(text: str) -> Callable[[float], bool]:
    found = _RELATION.fullmatch(text)
    if found is None:
        raise ValueError(f"the rule {text!r} can't be read; write it like n % 10 = 2..4")
    is_whole_part = found[1] == "i"
    modulus = int(found[2]) if found[2] else None
    ranges = []
    for part in found[4].split(","):
        low, _, high = part.partition("..")
        ranges.append(range(int(low), int(high or low) + 1))
    is_equal = found[3] == "="

    def holds(number: float) -> bool:
        operand = int(number) if is_whole_part else number
        value = operand if modulus is None else operand % modulus
        return any(value in each for each in ranges) is is_equal

    return holds
