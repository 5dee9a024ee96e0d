"""Times of day, "um 7:30 Uhr", and ordinals, "die 2. Runde", as a language pack says them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from voicefoot.language.looks import Match, Rule, rule
from voicefoot.language.numbers import Numbers

_HOUR, _MINUTE = "2[0-3]|[01]?[0-9]", "[0-5][0-9]"
_PLACEHOLDER = re.compile(r"\{([a-z]+)(?::([a-z]+))?\}")

_WITHOUT_SPACES = "\u2e80"
"""From here on characters are those of languages without spaces."""


@dataclass(frozen=True, slots=True)
class TimesOfDay:
    """How a time of day is known from a length of time, and how it is said."""

    whole: Mapping[str, str]
    """A full hour, by plural class; `{hour}` stands for it."""
    minutes: str
    """Another time, with `{hour}` and `{minute}`."""
    after: tuple[str, ...] = ()
    """The words after which it is one: "um"."""
    before: tuple[str, ...] = ()
    """The words before which it is one, which are left out, since the time is said with them: "Uhr"."""


@dataclass(frozen=True, slots=True)
class Ordinals:
    """How the ordinals are said that are written as a number with `mark`. The word before it tells which form
    it takes, or else the one behind it; elsewhere it is no ordinal.
    """

    mark: str
    after: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The form of numbers by the word before them."""
    before: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The form of numbers by the word behind them."""


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def time_rules(times: TimesOfDay, numbers: Numbers) -> Iterator[Rule]:
    """Yield the rules that say times of day in words."""

    def said(found: Match) -> str:
        values = {"hour": int(found["hour"]), "minute": int(found["minute"] or 0)}
        text = times.minutes
        if not values["minute"]:
            hour = values["hour"]
            text = times.whole.get(str(hour)) or times.whole.get(
                numbers.plural_of(hour), times.whole["other"]
            )
        return _PLACEHOLDER.sub(lambda at: numbers.in_words(values[at[1]], at[2] or ""), text)

    time = rf"(?P<hour>{_HOUR})[:.](?P<minute>{_MINUTE})(?![0-9:]|[.,][0-9])"
    gap = r"[ \u00a0]?"
    if times.before:
        ends = rf"{gap}(?:{_any(times.before)})(?!\w)"
        yield rule(rf"(?<![0-9:.,]){time}{ends}", said)
    if times.after:
        begins = "|".join(rf"(?<=\b{re.escape(word)} )" for word in times.after if word < _WITHOUT_SPACES)
        joined = "|".join(rf"(?<={re.escape(word)})" for word in times.after if word >= _WITHOUT_SPACES)
        yield rule(rf"(?i:{begins or joined}){time.replace('[:.]', ':')}", said)


def ordinal_rules(ordinals: Ordinals, numbers: Numbers) -> Iterator[Rule]:
    """Yield the rules that say ordinals in words."""
    number = rf"(?P<number>[1-9][0-9]?){re.escape(ordinals.mark)}"
    after = {word.casefold(): form for word, form in ordinals.after.items()}
    before = {word.casefold(): form for word, form in ordinals.before.items()}
    if after:
        yield rule(
            rf"(?i:\b(?P<word>{_any(after)})) {number}(?= \w)",
            lambda found: (
                f"{found['word']} {numbers.in_words(int(found['number']), after[found['word'].casefold()])}"
            ),
        )
    if before:
        yield rule(
            rf"(?<![\w.,]){number}(?= (?i:(?P<noun>{_any(before)}))\b)",
            lambda found: numbers.in_words(int(found["number"]), before[found["noun"].casefold()]),
        )
