"""Plural classes: which form of a phrase goes with a whole number.

Rules are written as the Unicode CLDR writes them (UTS 35, part 3, "Language plural rules"), as far as whole
numbers need them: `n % 10 = 2..4 and n % 100 != 12..14`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

CLASSES = ("zero", "one", "two", "few", "many", "other")
"""The names of all classes; a language uses some of them, and always "other"."""

PluralOf = Callable[[int], str]

_RANGE = r"[0-9]+(?:\.\.[0-9]+)?"
_RELATION = re.compile(
    r"[ni](?: % ([1-9][0-9]{0,6}))? (!?=) ([0-9]+(?:\.\.[0-9]+)?(?:,[0-9]+(?:\.\.[0-9]+)?)*)"
)


def plural_rule(rules: Mapping[str, str]) -> PluralOf:
    """Return what tells the class of a whole number: the first of `rules` that holds, or "other".

    Raises ValueError, with what is wrong, if a rule can't be read or a class is unknown.
    """
    unknown = [name for name in rules if name not in CLASSES]
    if unknown:
        raise ValueError(f"{unknown[0]} is not a plural class; there are {', '.join(CLASSES)}")
    parsed = [(name, _condition(rule)) for name, rule in rules.items()]

    def plural_of(number: int) -> str:
        return next((name for name, holds in parsed if holds(number)), "other")

    return plural_of


def _condition(rule: str) -> Callable[[int], bool]:
    """Parse relations that are joined by `and`, and these by `or`."""
    either = [[_relation(part.strip()) for part in each.split(" and ")] for each in rule.split(" or ")]
    return lambda number: any(all(holds(number) for holds in every) for every in either)


def _relation(text: str) -> Callable[[int], bool]:
    found = _RELATION.fullmatch(text)
    if found is None:
        raise ValueError(f"the rule {text!r} can't be read; write it like n % 10 = 2..4")
    modulus = int(found[1]) if found[1] else None
    ranges = []
    for part in found[3].split(","):
        low, _, high = part.partition("..")
        ranges.append(range(int(low), int(high or low) + 1))
    is_equal = found[2] == "="

    def holds(number: int) -> bool:
        value = number if modulus is None else number % modulus
        return any(value in each for each in ranges) is is_equal

    return holds
