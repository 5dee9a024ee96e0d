"""Numbers in words, and the shorter words that a coach counts with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from voicefoot.language.plurals import PluralOf

_NONE: Mapping[int, str] = MappingProxyType({})
_MANY = re.compile(r"\{many(?::([^{}]*))?\}")

IN_RANGE = " in range"
"""Ends the name of a form for the lower end of a range, where that differs ("ein bis zwei Minuten")."""
AFTER_HUNDREDS = "after hundreds"
"""The form of what follows on a hundred, where that differs from the number alone."""


@dataclass(frozen=True, slots=True)
class Size:
    """A thousand, a million: what so many of them are called, and what joins the rest to it."""

    value: int
    words: Mapping[str, str]
    """By exact number and by plural class; `{many}` stands for how many there are, `{many:feminine}` for the
    same in a form.
    """
    joint: str = " "
    joint_below_hundred: str = " "


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a language."""

    words: tuple[str, ...]
    """Zero to ninety-nine."""
    hundreds: tuple[str, ...]
    """One hundred to nine hundred."""
    plural_of: PluralOf
    hundreds_before: Mapping[int, str] = field(default_factory=lambda: _NONE)
    """By how many hundreds, what they are called where something follows, if that differs."""
    after_hundreds: str = " "
    sizes: tuple[Size, ...] = ()
    """The smallest first. What is larger than these can say is left to the voice, in digits."""
    forms: Mapping[str, Mapping[int, str]] = field(default_factory=lambda: MappingProxyType({}))
    """By the name of a form, such as the feminine: what differs of the numbers below a hundred, and of the
    hundreds.
    """
    short: Mapping[int, str] = field(default_factory=lambda: _NONE)
    """What a coach says for a number in haste; where it is missing, the units alone after twenty."""
    shortest: Mapping[int, str] = field(default_factory=lambda: _NONE)
    """The same in greater haste; where it is missing, as in `short`."""
    counts_in_eights: bool = False
    """Whether fast beats are counted in eights: "two" to "eight", and which eight it is in place of "one"."""
    joins_counts: str | None = None
    """What is said before a count where beats leave time for it ("et un, et deux"); None for nothing."""

    def in_words(self, number: int, form: str = "") -> str:
        """Return `number`, 0 or more, in words, in one of `forms`."""
        if number < 100:
            return self.forms.get(form, _NONE).get(number, self.words[number])
        if number < 1000:
            return self._hundreds(number, form)
        size = next((each for each in reversed(self.sizes) if each.value <= number), None)
        if size is None or number >= 1000 * self.sizes[-1].value:
            return str(number)
        many, rest = divmod(number, size.value)
        by_class = size.words.get(self.plural_of(many), size.words["other"])
        pattern = size.words.get(str(many), by_class)
        words = _MANY.sub(lambda found: self.in_words(many, found[1] or ""), pattern)
        if not rest:
            return words
        joint = size.joint_below_hundred if rest < 100 else size.joint
        return f"{words}{joint}{self.in_words(rest, form)}"

    def _hundreds(self, number: int, form: str) -> str:
        many, rest = divmod(number, 100)
        own = self.forms.get(form, _NONE).get(100 * many)
        if not rest:
            return own or self.hundreds[many - 1]
        words = own or self.hundreds_before.get(many, self.hundreds[many - 1])
        following = self.forms.get(AFTER_HUNDREDS, _NONE).get(rest) or self.in_words(rest, form)
        return f"{words}{self.after_hundreds}{following}"

    def counted(self, number: int) -> str:
        """Return `number` as it is counted.

        After a hundred only the last two digits are said, as people do, and each hundred; after a thousand
        the hundreds begin again, and each thousand is said in full.
        """
        return self.in_words(self.counted_as(number))

    def counted_as(self, number: int) -> int:
        """Return the least number that is counted in the same words as `number`."""
        if number <= 100:
            return number
        return number % 100 or number % 1000 or number

    def counted_short(self, number: int) -> str:
        """Return `number` as it is counted in haste: in English its units after twenty, with the tens in full
        ("twenty", "one", "two").
        """
        last_two = number % 100
        if last_two in self.short and (last_two or number == 0):
            return self.short[last_two]
        return self.words[number % 10] if last_two > 20 and number % 10 else self.counted(number)

    def counted_shortest(self, number: int) -> str:
        """Return `number` as it is counted in the greatest haste."""
        last_two = number % 100
        found = self.shortest.get(last_two) if last_two or number == 0 else None
        return found or self.counted_short(number)

    def counted_in_eights(self, number: int) -> str:
        """Return `number`, from 1, as it is counted in eights: the first of each eight is the number of that
        eight.
        """
        eights, beat = divmod(number - 1, 8)
        return self.counted(eights + 1 if beat == 0 else beat + 1)
