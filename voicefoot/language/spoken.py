"""What is written for the eye, as it is said for the ear, in the language of any pack.

English has rules of its own (`english_spoken`). Other languages share these, and their packs have the words:
"2x15, 30s" is "zwei mal fünfzehn, dreißig Sekunden". The order is that of English: what is only looked at
goes first, then all that has digits becomes words, then signs do, and abbreviations last; so no step finds
anything in what a later one says, and a second pass changes nothing.

Patterns look at each character a bounded number of times, as those of `looks` do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property

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
from voicefoot.language.numbers import IN_RANGE
from voicefoot.language.pack import LanguagePack
from voicefoot.language.written import Unit, Written


@cache
def speaker_of(pack: LanguagePack) -> Callable[[str], str]:
    """Return what turns a written text into the text to be said, "" if there is nothing to say in it."""
    if pack.written is None:
        from voicefoot.language import english_spoken

        return english_spoken.spoken
    return Speaker(pack, pack.written).spoken


# -- signs of other scripts ----------------------------------------------------------------------

_WIDE = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_WIDE |= {
    ord(wide): narrow
    for wide, narrow in zip(
        "％＋－＝＆＠＃＊／＜＞（）［］｛｝＿｜＼＾", "%+-=&@#*/<>()[]{}_|\\^", strict=True
    )
}
_WIDE |= {ord(each): "×" for each in "✕✖⨯╳"}
_IN_NUMBERS = {"．": ".", "，": ",", "：": ":"}
_TOGETHER = "[\u2103\u2109\u3371-\u33df]"
"""Signs that are a whole unit, such as ㎏ and ℃."""
_NUMERALS = "[\u2160-\u216b\u2170-\u217b\u2460-\u2473]"
"""Numbers as one sign, such as Ⅱ and ②."""
_ODD = re.compile(
    f"[{''.join(FRACTIONS)}\uff10-\uff19\uff21-\uff3a\uff41-\uff5a²³¹ªº]|{_TOGETHER}|{_NUMERALS}"
)


def _narrow(text: str) -> str:
    """Return `text` with its full-width digits, letters and signs as the usual ones."""
    text = re.sub(_TOGETHER, lambda found: unicodedata.normalize("NFKC", found[0]), text.translate(_WIDE))
    text = re.sub(_NUMERALS, lambda found: f"{unicodedata.numeric(found[0]):g}{PAUSE}", text)
    text = re.sub("(?<=[0-9])[．，：](?=[0-9])", lambda found: _IN_NUMBERS[found[0]], text)
    return re.sub("(?<=[0-9])(?:''|’’|′′)", "″", text)


# -- patterns ------------------------------------------------------------------------------------

_NUMBER = r"[0-9]++(?:\.[0-9]++)?+"
"""As `_plain_number` writes it: without signs between thousands, and with a point before decimals."""
_AMOUNT = rf"(?>{_NUMBER}(?: |-(?=[0-9]/[2-9]))[1-9]/[2-9](?![0-9/])|[0-9]++/[0-9]++(?!/)|{_NUMBER})"
_START = r"(?<![0-9.])(?<![0-9][,/])"
_DASH = "[-–—―~〜～]"
_LENGTH = "[0-9]{1,3}(?::[0-5][0-9]){1,2}(?![0-9:])"
_COUNT = re.compile(r"\{count(?::([^{}]*))?\}")
_TIMES = "[xX×]"
_ORDINAL_SIGN = "第"
"""Before a number it asks which one, so that no counter takes part in it."""

_KEPT_OFFSET = 0xE000
_KEPT = "[\ue030-\ue039]"
"""Stand, in signs of nobody's, for digits that are to stay, where a pack says so ("2分")."""
_KEEP = {ord(digit): chr(ord(digit) + _KEPT_OFFSET) for digit in "0123456789"}

_MOST_DIGITS = 6
"""Of a number that is not round; more are a telephone's, and said one by one."""
_SCALES = (10, 20, 100)
"""On these, "6/10" is a mark."""
_FULL_STOPS = ".!?。！？…"
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
        self._comma = written.pause or pack.list_comma
        self._gap = " " if pack.between_sentences else ""
        """Between two words; nothing in languages that are written without spaces."""
        self._by_name: dict[str, Unit] = {}
        self._by_any_case: dict[str, Unit] = {}
        for unit in written.units:
            for name in map(_narrow, unit.names):
                self._by_name[name] = unit
                if len(name) > 1:
                    self._by_any_case[name.casefold()] = unit
        for sign, name in {"″": "s", "′": "min"}.items():
            if name in self._by_name:
                self._by_name[sign] = self._by_name[name]
        self._spaced_signs = _signs_after_spaces(pack)
        self._fraction_class = self._find_fraction_class()
        self._plain, self._not_plain = self._plain_patterns()

    def spoken(self, text: str) -> str:
        """Return `text` as it is to be said; "" if there is nothing to say in it."""
        return text if self.is_plain(text) else self.by_rules(text)

    def is_plain(self, text: str) -> bool:
        """Return whether `text` is nothing but words, so that no rule has to be tried, or even compiled."""
        return self._plain.fullmatch(text) is not None and self._not_plain.search(text) is None

    def by_rules(self, text: str) -> str:
        """Return the same as `spoken`, by all rules."""
        text = quotes_apart(_narrow(re.sub(f"{INVISIBLE}|{_KEPT}", "", text)))
        for rules in self._compiled:
            for pattern, words in rules:
                text = pattern.sub(words, text)
            text = tidied(text, self._comma, _SIGNS, self._spaced_signs)
        text = re.sub(_KEPT, lambda found: chr(ord(found[0]) - _KEPT_OFFSET), text)
        return text if any(map(str.isalnum, text)) else ""

    @property
    def rules(self) -> tuple[tuple[Rule, ...], ...]:
        """All rules in their order. After each group, pauses and spaces are tidied."""
        return self._looks, self._digits, self._signs, self._short_forms

    @cached_property
    def _compiled(self) -> tuple[Compiled, ...]:
        return tuple(map(compiled, self.rules))

    def _apart(self, words: str) -> str:
        return f"{self._gap}{words}{self._gap}"

    def _plain_patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        word = r"[^\W\d_]++(?:['-][^\W\d_]++)*+"
        plain = re.compile(rf"(?:{word}(?:[,;:.!?]? |[、。；：！？，](?!$)))*+{word}[.!?:。！？：]?")
        names = "|".join(map(self._abbreviation, self.written.abbreviations))
        roman = "(?<![^\\W_])[IVX]{2,}(?![^\\W_])"
        return plain, re.compile(f"{_ODD.pattern}|{roman}{'|' if names else ''}{names}")

    # -- numbers ---------------------------------------------------------------------------------------

    def _digit_words(self, digits: str) -> str:
        return self._gap.join(self._pack.numbers.words[int(digit)] for digit in digits)

    def _number(self, text: str, form: str = "") -> str:
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
        return f"{words}{self._apart(self.written.point)}{self._digit_words(decimals)}"

    def _fraction(self, text: str) -> str:
        known = self.written.fractions.get(text)
        if known is not None:
            return known
        top, bottom = text.split("/")
        if max(len(top), len(bottom)) <= _MOST_DIGITS:
            scale = int(bottom)
            if int(top) <= scale and (scale in _SCALES or 1 < scale < 10):
                return self._fill(self.written.of, top=self._number(top), bottom=self._number(bottom))
        between = self._gap or self._comma
        return f"{self._number(top)}{between}{self._number(bottom)}"

    def _amount(self, text: str, form: str = "") -> str:
        """Return an amount in words: a number, a fraction, or both."""
        if "/" not in text:
            return self._number(text, form)
        whole, _, fraction = text.replace("-", " ").rpartition(" ")
        if not whole:
            return self._fraction(fraction)
        known = self.written.fractions.get(f"{whole} {fraction}")
        return known or self._fill(
            self.written.and_fraction, whole=self._number(whole), fraction=self._fraction(fraction)
        )

    @staticmethod
    def _fill(text: str, **values: str) -> str:
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

    def _in_range(self, amount: str, unit: Unit | None = None) -> str:
        """Return the lower end of a range in words, as it is said beside `unit`."""
        found = _COUNT.search(self._form(amount, unit)) if unit else None
        form = (found[1] or "") if found else ""
        in_range = f"{form}{IN_RANGE}"
        return self._amount(amount, in_range if in_range in self._pack.numbers.forms else form)

    def _to(self, low: str, high: str) -> str:
        return f"{low}{self._apart(self.written.to)}{high}"

    def _measured(self, amount: str, unit: Unit, low: str | None = None) -> str:
        """Return an amount with its unit, or a range that begins with the words `low`."""
        form = self._form(amount, unit)

        def words(found: Match) -> str:
            high = self._amount(amount, found[1] or "")
            return self._to(low, high) if low else high

        said = _COUNT.sub(words, form.translate(_KEEP))
        return self._to(low, said) if low and not _COUNT.search(form) else said

    def _noun(self, name: str) -> str:
        """Return what `name`, a unit without a number, is called."""
        if self._is_word(name):
            return name
        form = self._form("1", self._unit_of(name))
        noun = _COUNT.sub("", form).strip() if _COUNT.search(form) else ""
        return noun or self._abbreviations.get(f"{name}.", name)

    # -- units -----------------------------------------------------------------------------------------

    def _unit_of(self, name: str) -> Unit:
        name = name.replace(" ", "")
        return self._by_name.get(name) or self._by_any_case[name.casefold()]

    def _is_word(self, name: str) -> bool:
        """Return whether `name` is what is said, and no abbreviation."""
        said = " ".join(self._unit_of(name).forms.values()).casefold()
        if not self._gap and not name.isascii():
            return name in said
        return re.search(rf"(?<![^\W_]){re.escape(name.casefold())}(?![^\W_])", said) is not None

    @cached_property
    def _unit(self) -> str:
        """A pattern for what may stand behind a number: longer names first, and signs last."""
        groups: dict[tuple[int, str], list[str]] = {}
        for name in sorted(self._by_name, key=lambda name: (-len(name), name)):
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
        if not self._gap:
            return "(?![A-Za-z])" if name[-1].isascii() else "(?![の之][0-9])"
        return r"(?!['’]?[^\W\d_])"

    @cached_property
    def _to_pattern(self) -> str:
        word = rf"| {re.escape(self.written.to)} " if self._gap and self.written.to.isalpha() else ""
        return f"(?: ?- ?{word})"

    @cached_property
    def _per(self) -> str:
        """A pattern for what a number is meant for each of: "/side"."""
        word = r"[^\W\d_]{1,40}+" if self._gap else "[A-Za-z]{1,40}+|[\u3005\u4e00-\u9fff]{1,8}+"
        return rf"(?P<per> ?/ ?(?:(?P<each>{self._unit})\.?|(?P<word>{word})))?"

    def _with_per(self, words: str, found: Match) -> str:
        """Return `words` with what follows on them in `found`, which ends with the pattern `_per`."""
        if not found["per"]:
            return words
        each = self._noun(found["each"]) if found["each"] else found["word"]
        if "{" in self.written.per:
            return self._fill(self.written.per, amount=words, each=each)
        return f"{words}{self._apart(self.written.per)}{each}"

    def _stop(self, found: Match, name: str) -> str:
        """Return the full stop behind a unit, "" if it is there since that is an abbreviation."""
        if not found["stop"] or found["per"]:
            return ""
        return "." if self._is_word(name) or len(name) == 1 or self._ends_sentence(found) else ""

    @staticmethod
    def _ends_sentence(found: Match) -> bool:
        """Return whether nothing follows on `found`, or the next sentence."""
        after = found.string[found.end() : found.end() + 3].lstrip(' "“„»')
        return not after or after[0].isupper()

    def _quantity(self, found: Match) -> str:
        """Say an amount or a range with its unit: "10kg", "60-90 sec.", "30s-1 min", "60+ min"."""
        unit = self._unit_of(found["unit"])
        low = None
        if found["high"] is None:
            words = self._measured(found["low"], unit)
        else:
            low_unit = self._unit_of(found["low_unit"]) if found["low_unit"] else unit
            if low_unit is unit:
                low = self._in_range(found["low"], unit)
                words = self._measured(found["high"], unit, low)
            else:
                words = self._to(self._measured(found["low"], low_unit), self._measured(found["high"], unit))
        if found["more"] or found["more_behind"]:
            words = self._fill(self.written.or_more, amount=words)
        words += self._stop(found, found["unit"])
        return f"{self._before(found)}{self._with_per(words, found)}{self._after(found)}"

    def _before(self, found: Match) -> str:
        return self._gap if found.string[max(0, found.start() - 1) : found.start()].isalnum() else ""

    def _after(self, found: Match) -> str:
        return self._gap if found.string[found.end() : found.end() + 1].isalnum() else ""

    def _plain_range(self, found: Match) -> str:
        words = self._to(self._in_range(found["low"]), self._amount(found["high"]))
        return f"{self._before(found)}{self._with_per(words, found)}{self._after(found)}"

    def _plain_amount(self, found: Match) -> str:
        words = self._with_per(self._amount(found["amount"]), found)
        return f"{self._before(found)}{words}{self._after(found)}"

    def _or_more(self, found: Match) -> str:
        return f"{self._fill(self.written.or_more, amount=self._amount(found[1]))}{self._gap}"

    def _chain(self, found: Match) -> str:
        """Say three numbers or more one after the other: "4-7-8"."""
        return self._comma.join(map(self._number, re.split("[-/]", found[0])))

    def _turns(self, found: Match) -> str:
        """Say how many times: "3x", "2-3x"; as a unit if the language has one of that name."""
        unit = self._by_name.get("x")
        times = rf"\b{re.escape(self.written.times)}\b"
        if unit and found["by"] and not re.search(times, " ".join(unit.forms.values())):
            unit = None  # "three times" is one thing, and "three by ten" another
        low = self._in_range(found["low"], unit) if found["low"] else None
        if unit:
            return self._measured(found["times"], unit, low)
        words = self._number(found["times"])
        return f"{self._to(low, words) if low else words}{self._gap}{self.written.times}"

    def _length(self, found: Match) -> str:
        """Say a length of time in the coach's own words: "1:30"."""
        low = (
            f"{self._length_words(found[1], found['unit'])}{self._apart(self.written.to)}" if found[2] else ""
        )
        high = self._length_words(found[2] or found[1], found["unit"])
        return f"{low}{high}{self._gap}"

    def _length_words(self, text: str, unit: str | None) -> str:
        parts = [int(part) for part in text.split(":")]
        if len(parts) == 2 and unit and self._by_name.get("h") is self._unit_of(unit):
            parts.append(0)
        seconds = 0
        for part in parts:
            seconds = 60 * seconds + part
        return self._pack.time_words(seconds).translate(_KEEP)

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
                self._apart(signs.get("&", "")),
                self._apart(signs.get("↑", "")) or " ",
                self._apart(signs.get("↓", "")) or " ",
            ),
            rule(rf"(?<=[0-9]) ?{_DASH} ?(?=\.?[0-9])", "-"),
            *PICTURES,
            rule("˚|(?<=[0-9])º", "°"),
            *HYPHENS,
            *self._plain_numbers(),
            rule(
                rf"(?<=[0-9])(\s?{self._unit}\.?)\s?{_DASH}\s?(?={_NUMBER}\s?{self._unit})",
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
            rf"(?<![0-9])[0-9]++(?:[.,'’][0-9]++)++(?=(?P<unit>\s?{self._unit})?)",
            plain,
        )

    # -- all that has digits ---------------------------------------------------------------------------

    @property
    def _digits(self) -> tuple[Rule, ...]:
        unit, to, per, gap = self._unit, self._to_pattern, self._per, self._gap
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
            rule(r"(?:(?<![^\W_])[xX]|×) ?(?=[0-9])", self._apart(written.times)),
            rule(rf"{_START}(?<!-)[0-9]++(?:(?:-[0-9]++){{2,}}+|(?:/[0-9]++){{2,}}+)", self._chain),
            rule("[#№] ?(?=[0-9])", self._apart(written.number)),
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

    # -- signs -----------------------------------------------------------------------------------------

    @property
    def _signs(self) -> tuple[Rule, ...]:
        signs = self.written.signs
        one_by_one = (
            rule(re.escape(sign), self._apart(signs[sign]))
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
            others = r"[^\W\d_]" if beside_numbers else r"[^\W_]"
        else:
            others = "[A-Za-z]" if beside_numbers else "[A-Za-z0-9]"
        begins = f"(?<!{others})" if key[0].isalnum() else ""
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
                return " ".join(self._number(str(_ROMAN.index(each) + 1)) for each in found[0].split(" "))

            yield rule(rf"(?<=[^\W\d_]{{3}} )(?:{numerals})(?: (?:{numerals}))*+(?![\w'-])", words)


_LONGEST = 15
"""Digits that pick a plural class."""
