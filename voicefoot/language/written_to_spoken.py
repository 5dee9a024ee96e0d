"""What is written for the eye, as it is said for the ear, in the language of any pack.

English has rules of its own (`english_spoken`). Other languages share these, and their packs have the words:
"2x15, 30s" is "zwei mal fünfzehn, dreißig Sekunden". The order is that of English: what is only looked at
goes first, then all that has digits becomes words, then signs do, and abbreviations last; so no step finds
anything in what a later one says, and a second pass changes nothing.

Patterns look at each character a bounded number of times, as those of `looks` do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache

from voicefoot.language.amounts import KEPT, Amounts, kept, released
from voicefoot.language.looks import (
    DASHES,
    FRACTIONS,
    HYPHENS,
    INVISIBLE,
    MARKUP,
    PAUSE,
    PICTURES,
    SMILEY,
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
from voicefoot.language.pack import LanguagePack
from voicefoot.language.ranks import ordinal_rules, time_rules
from voicefoot.language.widths import ODD, narrow
from voicefoot.language.written_entries import Written

_TEXTS_KEPT = 4096
"""Of so many texts is kept how they are said: a session may be planned several times."""


@cache
def speaker_of(pack: LanguagePack) -> Callable[[str], str]:
    """Return what turns a written text into the text to be said, "" if there is nothing to say in it."""
    if pack.written is None:
        from voicefoot.language import english_spoken

        return lru_cache(_TEXTS_KEPT)(english_spoken.spoken)
    return lru_cache(_TEXTS_KEPT)(Speaker(pack, pack.written).spoken)


# -- patterns ------------------------------------------------------------------------------------

_NUMBER = r"[0-9]++(?:\.[0-9]++)?+"
"""As `_plain_number` writes it: without signs between thousands, and with a point before decimals."""
_AMOUNT = rf"(?>{_NUMBER}(?: |-(?=[0-9]/[2-9]))[1-9]/[2-9](?![0-9/])|[0-9]++/[0-9]++(?!/)|{_NUMBER})"
_START = r"(?<![0-9.])(?<![0-9][,/])"
_DASH = "[-–—―~〜～]"
_LENGTH = "[0-9]{1,3}(?::[0-5][0-9]){1,2}(?![0-9:])"
_TIMES = "[xX×]"
_ORDINAL_SIGN = "第"
"""Before a number it asks which one, so that no counter takes part in it."""

_SIGNS = ",.;:!?、。；：！？"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_NEEDS_EARLY = re.compile("[0-9/º°ª№&+]")
"""Abbreviations with such signs are said before anything else is made of these."""


def _any_of(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))


def _signs_after_spaces(pack: LanguagePack) -> str:
    """Return the signs before which the phrases of a pack have a space, as in French."""
    texts = [text for forms in pack.phrases.values() for text in forms.values()]
    signs = ";:!?"
    return signs if any(f" {sign}" in text for sign in signs for text in texts) else ""


class Speaker:
    """Says what is written in one language."""

    def __init__(self, pack: LanguagePack, written: Written) -> None:
        self._pack = pack
        self.written = written
        self._amounts = Amounts(pack, written)
        self._comma, self._gap = self._amounts.comma, self._amounts.gap
        self._spaced_signs = _signs_after_spaces(pack)
        self._plain, self._not_plain = self._plain_patterns()

    def spoken(self, text: str) -> str:
        """Return `text` as it is to be said; "" if there is nothing to say in it."""
        return text if self.is_plain(text) else self.by_rules(text)

    def is_plain(self, text: str) -> bool:
        """Return whether `text` is nothing but words, so that no rule has to be tried, or even compiled."""
        return self._plain.fullmatch(text) is not None and self._not_plain.search(text) is None

    def by_rules(self, text: str) -> str:
        """Return the same as `spoken`, by all rules."""
        text = quotes_apart(narrow(re.sub(f"{INVISIBLE}|{KEPT}", "", text)))
        for rules in self._compiled:
            for pattern, words in rules:
                text = pattern.sub(words, text)
            text = tidied(text, self._comma, _SIGNS, self._spaced_signs)
        text = released(text)
        return text if any(map(str.isalnum, text)) else ""

    @property
    def rules(self) -> tuple[tuple[Rule, ...], ...]:
        """All rules in their order. After each group, pauses and spaces are tidied."""
        return self._ranks, self._looks, self._digits, self._signs, self._short_forms

    @cached_property
    def _compiled(self) -> tuple[Compiled, ...]:
        return tuple(map(compiled, self.rules))

    def _plain_patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        word = r"[^\W\d_]++(?:['-][^\W\d_]++)*+"
        plain = re.compile(rf"(?:{word}(?:[,;:.!?]? |[、。；：！？，](?!$)))*+{word}[.!?:。！？：]?")
        names = "|".join(map(self._abbreviation, self.written.abbreviations))
        roman = "(?<![^\\W_])[IVX]{2,}(?![^\\W_])"
        return plain, re.compile(f"{ODD.pattern}|{roman}{'|' if names else ''}{names}")

    # -- amounts ---------------------------------------------------------------------------------------

    @cached_property
    def _to_pattern(self) -> str:
        word = rf"| {re.escape(self.written.to)} " if self._gap and self.written.to.isalpha() else ""
        return f"(?: ?- ?{word})"

    @cached_property
    def _per(self) -> str:
        """A pattern for what a number is meant for each of: "/side"."""
        word = r"[^\W\d_]{1,40}+" if self._gap else "[A-Za-z]{1,40}+|[\u3005\u4e00-\u9fff]{1,8}+"
        return rf"(?P<per> ?/ ?(?:(?P<each>{self._amounts.pattern})\.?|(?P<word>{word})))?"

    def _with_per(self, words: str, found: Match) -> str:
        """Return `words` with what follows on them in `found`, which ends with the pattern `_per`."""
        if not found["per"]:
            return words
        each = self._amounts.noun(found["each"]) if found["each"] else found["word"]
        if "{" in self.written.per:
            return self._amounts.fill(self.written.per, amount=words, each=each)
        return f"{words}{self._amounts.apart(self.written.per)}{each}"

    def _stop(self, found: Match, name: str) -> str:
        """Return the full stop behind a unit, "" if it is there since that is an abbreviation."""
        if not found["stop"] or found["per"]:
            return ""
        return "." if self._amounts.is_word(name) or len(name) == 1 or self._ends_sentence(found) else ""

    @staticmethod
    def _ends_sentence(found: Match) -> bool:
        """Return whether nothing follows on `found`, or the next sentence."""
        after = found.string[found.end() : found.end() + 3].lstrip(' "“„»')
        return not after or after[0].isupper()

    def _quantity(self, found: Match) -> str:
        """Say an amount or a range with its unit: "10kg", "60-90 sec.", "30s-1 min", "60+ min"."""
        unit = self._amounts.unit_of(found["unit"])
        low = None
        if found["high"] is None:
            words = self._amounts.measured(found["low"], unit)
        else:
            low_unit = self._amounts.unit_of(found["low_unit"]) if found["low_unit"] else unit
            if low_unit is unit:
                low = self._amounts.in_range(found["low"], unit)
                words = self._amounts.measured(found["high"], unit, low)
            else:
                words = self._amounts.to(
                    self._amounts.measured(found["low"], low_unit),
                    self._amounts.measured(found["high"], unit),
                )
        if found["more"] or found["more_behind"]:
            words = self._amounts.fill(self.written.or_more, amount=words)
        words += self._stop(found, found["unit"])
        return f"{self._before(found)}{self._with_per(words, found)}{self._after(found)}"

    def _before(self, found: Match) -> str:
        return self._gap if found.string[max(0, found.start() - 1) : found.start()].isalnum() else ""

    def _after(self, found: Match) -> str:
        return self._gap if found.string[found.end() : found.end() + 1].isalnum() else ""

    def _plain_range(self, found: Match) -> str:
        words = self._amounts.to(self._amounts.in_range(found["low"]), self._amounts.amount(found["high"]))
        return f"{self._before(found)}{self._with_per(words, found)}{self._after(found)}"

    def _plain_amount(self, found: Match) -> str:
        words = self._with_per(self._amounts.amount(found["amount"]), found)
        return f"{self._before(found)}{words}{self._after(found)}"

    def _or_more(self, found: Match) -> str:
        return f"{self._amounts.fill(self.written.or_more, amount=self._amounts.amount(found[1]))}{self._gap}"

    def _chain(self, found: Match) -> str:
        """Say three numbers or more one after the other: "4-7-8"."""
        return self._comma.join(map(self._amounts.number, re.split("[-/]", found[0])))

    def _turns(self, found: Match) -> str:
        """Say how many times: "3x", "2-3x"; as a unit if the language has one of that name."""
        unit = self._amounts.by_name.get("x")
        times = rf"\b{re.escape(self.written.times)}\b"
        if unit and found["by"] and not re.search(times, " ".join(unit.forms.values())):
            unit = None  # "three times" is one thing, and "three by ten" another
        low = self._amounts.in_range(found["low"], unit) if found["low"] else None
        if unit:
            return self._amounts.measured(found["times"], unit, low)
        words = self._amounts.number(found["times"])
        return f"{self._amounts.to(low, words) if low else words}{self._gap}{self.written.times}"

    def _length(self, found: Match) -> str:
        """Say a length of time in the coach's own words: "1:30"."""
        low = (
            f"{self._length_words(found[1], found['unit'])}{self._amounts.apart(self.written.to)}"
            if found[2]
            else ""
        )
        high = self._length_words(found[2] or found[1], found["unit"])
        return f"{low}{high}{self._gap}"

    def _length_words(self, text: str, unit: str | None) -> str:
        parts = [int(part) for part in text.split(":")]
        if len(parts) == 2 and unit and self._amounts.by_name.get("h") is self._amounts.unit_of(unit):
            parts.append(0)
        seconds = 0
        for part in parts:
            seconds = 60 * seconds + part
        return kept(self._pack.time_words(seconds))

    # -- what is only looked at ------------------------------------------------------------------------

    @property
    def _looks(self) -> tuple[Rule, ...]:
        signs, gap = self.written.signs, self._gap
        return (
            rule(
                f"([0-9]?)([{''.join(FRACTIONS)}])([0-9]?)",
                lambda m: f"{m[1]}{' ' if m[1] else ''}{FRACTIONS[m[2]]}{' ' if m[3] else ''}{m[3]}",
            ),
            *self._early_abbreviations(),
            *MARKUP,
            *arrows(
                f"{self.written.then}{gap}",
                self._amounts.apart(signs.get("&", "")),
                self._amounts.apart(signs.get("↑", "")) or " ",
                self._amounts.apart(signs.get("↓", "")) or " ",
            ),
            rule(rf"(?<=[0-9]) ?{_DASH} ?(?=\.?[0-9])", "-"),
            *PICTURES,
            rule("˚|(?<=[0-9])º", "°"),
            *HYPHENS,
            *self._plain_numbers(),
            rule(
                rf"(?<=[0-9])(\s?{self._amounts.pattern}\.?)\s?{_DASH}\s?(?={_NUMBER}\s?{self._amounts.pattern})",
                r"\1-",
            ),
            *DASHES,
            rule(r"(?<=[0-9])\*(?=[0-9])", "×"),
            *self._letters(),
            rule("[【】〔〕《》〈〉]", PAUSE),
            *brackets(f"{self._pack.full_stop}{gap}"),
        )

    def _letters(self) -> Iterable[Rule]:
        letters = self.written.letters
        if not letters:
            return
        one = f"({_any_of(letters)})"

        def pair(found: Match) -> str:
            return f"{letters[found[1]]}{self._comma}{letters[found[2]]}"

        yield rule(rf"\({one}\.?\)", lambda found: f"{PAUSE}{letters[found[1]]}{PAUSE}")
        yield rule(rf"(?<![^\W_]){one} ?/ ?{one}(?![^\W_])", pair)

    def _plain_numbers(self) -> Iterable[Rule]:
        """Rewrite numbers without signs between thousands, and with a point before decimals."""
        decimal = self.written.decimal
        other = "," if decimal == "." else "."
        if self._gap:
            yield rule(
                r"(?<![0-9.,:/-])([1-9][0-9]{0,2})((?:[ \u00a0\u202f][0-9]{3}(?![0-9:/]))++)",
                lambda found: found[1] + re.sub(r"\s", "", found[2]),
            )
        yield rule(rf"(?<![\w.,])[.{re.escape(decimal)}](?=[0-9])", f"0{decimal}")

        def plain(found: Match) -> str:
            parts, signs = re.split("[.,'’]", found[0]), re.sub("[0-9]", "", found[0])
            thousands = signs.rstrip(decimal) if signs.count(decimal) == 1 else signs
            grouped = parts[: len(thousands) + 1]
            if (
                thousands
                and decimal not in thousands
                and len(set(thousands)) == 1
                and parts[0][0] != "0"
                and len(parts[0]) <= 3
                and all(len(part) == 3 for part in grouped[1:])
            ):
                return ".".join(("".join(grouped), *parts[len(grouped) :]))
            if len(parts) == 2 and (signs in (decimal, ".") or (signs == other and found["unit"])):
                return ".".join(parts)
            return PAUSE.join(parts)

        yield rule(
            rf"(?<![0-9])[0-9]++(?:[.,'’][0-9]++)++(?=(?P<unit>\s?{self._amounts.pattern})?)",
            plain,
        )

    # -- all that has digits ---------------------------------------------------------------------------

    @property
    def _digits(self) -> tuple[Rule, ...]:
        unit, to, per, gap = self._amounts.pattern, self._to_pattern, self._per, self._gap
        more_letters = r"(?![^\W_])" if gap else "(?![A-Za-z0-9])"
        written = self.written
        turns = rf"(?:(?P<low>{_AMOUNT}){to})?+(?P<times>{_NUMBER})"
        return (
            rule(rf"{_START}([0-9]{{1,3}})′ ?([0-5][0-9])″", r"\1:\2"),
            rule(rf"{_START}(?<!:)({_LENGTH})(?:{to}({_LENGTH}))?(?: ?(?P<unit>{unit})\.?)?", self._length),
            rule("(?<=[0-9]):(?=[0-9])", PAUSE),
            rule(
                rf"{_START}{turns}(?P<by> ?{_TIMES} ?(?=[0-9]))",
                lambda found: f"{self._before(found)}{self._turns(found)}{gap}",
            ),
            rule(r"(?:(?<![^\W_])[xX]|×) ?(?=[0-9])", self._amounts.apart(written.times)),
            rule(rf"{_START}(?<!-)[0-9]++(?:(?:-[0-9]++){{2,}}+|(?:/[0-9]++){{2,}}+)", self._chain),
            rule("[#№] ?(?=[0-9])", self._amounts.apart(written.number)),
            rule(r"(?<![^\s~<>=(])-(?=[0-9])", f"{written.minus}{gap}"),
            rule(
                rf"{_START}(?<!{_ORDINAL_SIGN})(?P<low>{_AMOUNT})"
                rf"(?:[ -]?(?P<low_unit>{unit})\.?(?={to}{_AMOUNT}[ -]?{unit}))?"
                rf"(?:{to}(?P<high>{_AMOUNT}))?+(?P<more>\+)?[ -]?(?P<unit>{unit})(?P<stop>\.)?"
                rf"(?P<more_behind>\+)?{per}",
                self._quantity,
            ),
            rule(
                rf"{_START}{turns}(?P<by>) ?{_TIMES}{more_letters}{per}",
                lambda found: (
                    f"{self._before(found)}{self._with_per(self._turns(found), found)}{self._after(found)}"
                ),
            ),
            rule(rf"{_START}({_AMOUNT})\+(?![0-9])", self._or_more),
            rule(rf"{_START}(?P<low>{_AMOUNT}){to}(?P<high>{_AMOUNT})(?![0-9/]){per}", self._plain_range),
            rule(rf"(?P<amount>{_AMOUNT}){per}", self._plain_amount),
        )

    @property
    def _ranks(self) -> tuple[Rule, ...]:
        """Times of day and ordinals, before anything else is made of their points and colons."""
        written, numbers = self.written, self._pack.numbers
        return (
            *(() if written.times_of_day is None else time_rules(written.times_of_day, numbers)),
            *(() if written.ordinals is None else ordinal_rules(written.ordinals, numbers)),
        )

    # -- signs -----------------------------------------------------------------------------------------

    @property
    def _signs(self) -> tuple[Rule, ...]:
        signs = self.written.signs
        one_by_one = (
            rule(re.escape(sign), self._amounts.apart(signs[sign]))
            for sign in sorted(signs, key=lambda sign: (-len(sign), sign))
        )
        return (
            *one_by_one,
            rule("[′″#№@&%°+=~<>|*_^×÷±≤≥≈]", " "),
            rule("/", PAUSE),
            rule(rf"(?<![^\s{PAUSE}])-{{1,3}}(?![^\s{PAUSE}])", PAUSE),
            SMILEY,
        )

    # -- abbreviations ---------------------------------------------------------------------------------

    def _abbreviation(self, key: str) -> str:
        """Return a pattern for an abbreviation: with a small letter first, it may begin a sentence too."""
        first = (
            f"[{key[0]}{key[0].upper()}]"
            if key[0].islower() and len(key[0].upper()) == 1
            else re.escape(key[0])
        )
        body = re.escape(key[1:]).replace(r"\.\ ", r"\. ?")
        beside_numbers = _NEEDS_EARLY.search(key) is not None
        if self._gap:
            others = r"[^\W\d_ºª]" if beside_numbers else r"[^\W_]"
        else:
            others = "[A-Za-z]" if beside_numbers else "[A-Za-z0-9]"
        begins = f"(?<!{others})" if key[0].isalnum() else ""
        begins += "(?<![0-9])(?<![0-9][.,])" if key[0].isdigit() else ""
        ends = f"(?!{others})" if key[-1].isalnum() and not key[-1].isdigit() else ""
        return f"{begins}{first}{body}{ends}"

    def _said_as(self, found: Match) -> str:
        """Say an abbreviation. With its full stop goes the end of the sentence, where it is one."""
        key = found[0].replace(". ", ".")
        table = self._abbreviations
        words = table.get(key) or like(table[key[0].lower() + key[1:]], key)
        if not key.endswith("."):
            return words
        after = found.string[found.end() : found.end() + 2]
        ends = not after.strip() if not self._pack.lowers_names else self._ends_sentence(found)
        if ends:
            return f"{words}{self._pack.full_stop}"
        return f"{words}{self._gap if after[:1].isalnum() else ''}"

    @cached_property
    def _abbreviations(self) -> Mapping[str, str]:
        return {key.replace(". ", "."): words for key, words in self.written.abbreviations.items()}

    def _rules_of(self, keys: Iterable[str]) -> Iterable[Rule]:
        ordered = sorted(keys, key=lambda key: (-len(key), key))
        if ordered:
            yield rule("|".join(map(self._abbreviation, ordered)), self._said_as)

    def _early_abbreviations(self) -> Iterable[Rule]:
        table = self._abbreviations
        yield from self._rules_of(key for key in self.written.abbreviations if _NEEDS_EARLY.search(key))
        for key in table:
            # "Min. 3" begins with what is "min. 3", though "Min." alone may be something else.
            small = key[0].lower() + key[1:]
            if small != key and small in table:
                yield rule(
                    rf"(?<![^\W_])(?<![0-9] ){re.escape(key)} ?(?=[0-9])", f"{like(table[small], key)} "
                )

    @property
    def _short_forms(self) -> tuple[Rule, ...]:
        late = (key for key in self.written.abbreviations if not _NEEDS_EARLY.search(key))
        return (*self._rules_of(late), *self._roman())

    def _roman(self) -> Iterable[Rule]:
        """Say Roman numerals of two letters or more, behind a word."""
        if self._gap:
            numerals = "|".join(sorted((each for each in _ROMAN if len(each) > 1), key=len, reverse=True))

            def words(found: Match) -> str:
                return " ".join(
                    self._amounts.number(str(_ROMAN.index(each) + 1)) for each in found[0].split(" ")
                )

            yield rule(rf"(?<=[^\W\d_]{{3}} )(?:{numerals})(?: (?:{numerals}))*+(?![\w'-])", words)
