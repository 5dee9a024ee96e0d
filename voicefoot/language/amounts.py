"""Numbers, fractions and amounts with their units, as they are written, in the words of a language
(`units:` of its pack).
"""

from __future__ import annotations

import re
from functools import cached_property

from voicefoot.language.looks import Match
from voicefoot.language.numbers import IN_RANGE
from voicefoot.language.pack import LanguagePack
from voicefoot.language.widths import narrow
from voicefoot.language.written_entries import Unit, Written

_COUNT = re.compile(r"\{count(?::([^{}]*))?\}")
_KEPT_OFFSET = 0xE000
KEPT = "[\ue030-\ue039]"
"""Stand, in signs of nobody's, for digits that are to stay, where a pack says so ("2分")."""
_KEEP = {ord(digit): chr(ord(digit) + _KEPT_OFFSET) for digit in "0123456789"}

_MOST_DIGITS = 6
"""Of a number that is not round; more are a telephone's, and said one by one."""
_SCALES = (10, 20, 100)
"""On these, "6/10" is a mark."""
_LONGEST = 15
"""Digits that pick a plural class."""


def kept(text: str) -> str:
    """Return `text` with its digits as signs that no rule changes."""
    return text.translate(_KEEP)


def released(text: str) -> str:
    """Return `text` with the digits back that `kept` hid."""
    return re.sub(KEPT, lambda found: chr(ord(found[0]) - _KEPT_OFFSET), text)


class Amounts:
    """Says amounts. They come as text: digits, with a point before decimals, or fractions as "1 1/2"."""

    def __init__(self, pack: LanguagePack, written: Written) -> None:
        self._pack = pack
        self._written = written
        self.comma = written.pause or pack.list_comma
        self.gap = " " if pack.between_sentences else ""
        """Between two words; nothing in languages that are written without spaces."""
        self.by_name: dict[str, Unit] = {}
        self._by_any_case: dict[str, Unit] = {}
        for unit in written.units:
            for name in map(narrow, unit.names):
                self.by_name[name] = unit
                if len(name) > 1:
                    self._by_any_case[name.casefold()] = unit
        for sign, name in {"″": "s", "′": "min"}.items():
            if name in self.by_name:
                self.by_name[sign] = self.by_name[name]
        self._fraction_class = self._find_fraction_class()

    def apart(self, words: str) -> str:
        """Return `words` with what parts them from those beside them."""
        return f"{self.gap}{words}{self.gap}"

    # -- numbers ---------------------------------------------------------------------------------------

    def _digit_words(self, digits: str) -> str:
        return self.gap.join(self._pack.numbers.words[int(digit)] for digit in digits)

    def number(self, text: str, form: str = "") -> str:
        """Return a number in words: digit by digit if it is long, or begins with a nought, as in 007."""
        whole, _, decimals = text.partition(".")
        is_long = len(whole) > _MOST_DIGITS and not (whole.endswith("000") and len(whole) <= 9)
        if is_long or (len(whole) > 1 and whole[0] == "0"):
            words = self._digit_words(whole)
        else:
            words = self._pack.numbers.in_words(int(whole), "" if decimals else form)
            if words.isdecimal():
                words = self._digit_words(words)
        if not decimals:
            return words
        return f"{words}{self.apart(self._written.point)}{self._digit_words(decimals)}"

    def _fraction(self, text: str) -> str:
        known = self._written.fractions.get(text)
        if known is not None:
            return known
        top, bottom = text.split("/")
        if max(len(top), len(bottom)) <= _MOST_DIGITS:
            scale = int(bottom)
            if int(top) <= scale and (scale in _SCALES or 1 < scale < 10):
                return self.fill(self._written.of, top=self.number(top), bottom=self.number(bottom))
        between = self.gap or self.comma
        return f"{self.number(top)}{between}{self.number(bottom)}"

    def amount(self, text: str, form: str = "") -> str:
        """Return an amount in words: a number, a fraction, or both."""
        if "/" not in text:
            return self.number(text, form)
        whole, _, fraction = text.replace("-", " ").rpartition(" ")
        if not whole:
            return self._fraction(fraction)
        known = self._written.fractions.get(f"{whole} {fraction}")
        return known or self.fill(
            self._written.and_fraction, whole=self.number(whole), fraction=self._fraction(fraction)
        )

    @staticmethod
    def fill(text: str, **values: str) -> str:
        """Return `text` with `values` in the place of their names in braces."""
        return re.sub(r"\{([a-z]+)\}", lambda found: values[found[1]], text)

    def _find_fraction_class(self) -> str:
        """Return the plural class of "half a litre": that of one, unless a class is for fractions alone."""
        plural_of = self._pack.numbers.plural_of
        own = plural_of(0.5)
        return plural_of(1) if own in map(plural_of, range(2, 101)) else own

    def _form(self, amount: str, unit: Unit) -> str:
        """Return the form of `unit` that goes with `amount`."""
        forms, plural_of = unit.forms, self._pack.numbers.plural_of
        key = amount.replace("-", " ")
        if key in forms:
            return forms[key]
        whole = key.rpartition(" ")[0]
        if "/" not in key:
            name = plural_of(float(amount) if "." in amount else int(amount[:_LONGEST]))
        elif whole:
            name = plural_of(int(float(whole[:_LONGEST])) + 0.5)
        else:
            name = self._fraction_class if _COUNT.search(forms.get(self._fraction_class, "")) else "other"
        return forms.get(name, forms["other"])

    def in_range(self, amount: str, unit: Unit | None = None) -> str:
        """Return the lower end of a range in words, as it is said beside `unit`."""
        found = _COUNT.search(self._form(amount, unit)) if unit else None
        form = (found[1] or "") if found else ""
        in_range = f"{form}{IN_RANGE}"
        return self.amount(amount, in_range if in_range in self._pack.numbers.forms else form)

    def to(self, low: str, high: str) -> str:
        """Return a range in words."""
        return f"{low}{self.apart(self._written.to)}{high}"

    def measured(self, amount: str, unit: Unit, low: str | None = None) -> str:
        """Return an amount with its unit, or a range that begins with the words `low`."""
        form = self._form(amount, unit)

        def words(found: Match) -> str:
            high = self.amount(amount, found[1] or "")
            return self.to(low, high) if low else high

        said = _COUNT.sub(words, kept(form))
        return self.to(low, said) if low and not _COUNT.search(form) else said

    def noun(self, name: str) -> str:
        """Return what `name`, a unit without a number, is called."""
        if self.is_word(name):
            return name
        form = self._form("1", self.unit_of(name))
        noun = _COUNT.sub("", form).strip() if _COUNT.search(form) else ""
        return noun or self._written.abbreviations.get(f"{name}.", name)

    # -- units -----------------------------------------------------------------------------------------

    def unit_of(self, name: str) -> Unit:
        """Return the unit that `pattern` found by `name`."""
        name = name.replace(" ", "")
        return self.by_name.get(name) or self._by_any_case[name.casefold()]

    def is_word(self, name: str) -> bool:
        """Return whether `name` is what is said, and no abbreviation."""
        said = " ".join(self.unit_of(name).forms.values()).casefold()
        if not self.gap and not name.isascii():
            return name in said
        return re.search(rf"(?<![^\W_]){re.escape(name.casefold())}(?![^\W_])", said) is not None

    @cached_property
    def pattern(self) -> str:
        """A pattern for what may stand behind a number: longer names first, and signs last."""
        groups: dict[tuple[int, str], list[str]] = {}
        for name in sorted(self.by_name, key=lambda name: (-len(name), name)):
            ends = self._ends(name)
            order = 0 if ends and len(name) > 1 else 1 if ends else 2
            escaped = re.escape(name)
            if name.startswith("°") and len(name) > 1:
                escaped = escaped.replace("°", "° ?")
            groups.setdefault((order, ends), []).append(escaped)
        patterns = [
            f"(?{'' if order == 1 else 'i'}:{'|'.join(names)}){ends}"
            for (order, ends), names in sorted(groups.items())
        ]
        return f"(?:{'|'.join(patterns)})"

    def _ends(self, name: str) -> str:
        """Return a pattern for what has to follow on a name: no more letters."""
        if not name[-1].isalpha():
            return ""
        if not self.gap:
            return "(?![A-Za-z])" if name[-1].isascii() else "(?![の之][0-9])"
        return r"(?!['’]?[^\W\d_])"
