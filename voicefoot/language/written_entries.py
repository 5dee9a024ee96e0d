"""What a language pack tells about the things that are written for the eye, and how they are said.

The rules that use it are in `written_to_spoken`; those of English in `english_spoken`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voicefoot.language.ranks import Ordinals, TimesOfDay


@dataclass(frozen=True, slots=True)
class Unit:
    """What may stand behind a number, such as "kg"."""

    names: tuple[str, ...]
    """As people write it. Single letters are matched in their case, others in any."""
    forms: Mapping[str, str]
    """By plural class, and before that by what is written: "1", "1/2", "1 1/2". `{count}` stands for the
    number.
    """


@dataclass(frozen=True, slots=True)
class Written:
    """The section `spoken` of a pack. Texts are words to be said; some have place holders in braces."""

    decimal: str
    """The sign before decimals, "." or ","; the other one parts thousands."""
    point: str
    times: str
    to: str
    minus: str
    or_more: str
    """With `{amount}`."""
    of: str
    """With `{top}` and `{bottom}`."""
    number: str
    fractions: Mapping[str, str]
    """By what is written: "1/2", "1 1/2"."""
    and_fraction: str
    """With `{whole}` and `{fraction}`."""
    per: str
    """A word, or a text with `{amount}` and `{each}` where the order is another one."""
    then: str
    signs: Mapping[str, str]
    units: tuple[Unit, ...]
    abbreviations: Mapping[str, str]
    letters: Mapping[str, str]
    """What a letter in brackets stands for, as in "(L)"."""
    times_of_day: TimesOfDay | None = None
    """None where they are written with units, as in Japanese."""
    ordinals: Ordinals | None = None
    """None where they stand among the abbreviations, or are written in full."""
    pause: str | None = None
    """The sign of a pause, where that is not the comma of a list."""
