"""Nothing English is left in the sessions of other languages: all that is heard, and all that is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.support.builders import arranged
from voicefoot.language.packs import LANGUAGES
from voicefoot.model.choices import Choices, Level
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read
from voicefoot.timeline.score import score
from voicefoot.timeline.timeline import SPOKEN_KINDS

ROUTINES = ("foot-strength", "toothbrush", "desk")
WHO = ("alone", "class")
CHOICES = {"alone": Choices(), "class": Choices(level=Level.STRONG, for_class=True)}

SPELT_ALIKE: dict[str, set[str]] = {
    "de": {"ball", "hand", "in", "leg", "minute", "rest", "roll", "tick"},
    "es": {"golf", "no", "once", "ten"},
    "fr": {"golf", "long", "minute", "minutes", "on", "six"},
    "it": {"golf", "in", "no"},
    "ja": set(),
    "nl": {"hand", "in", "is", "leg", "of", "rest", "toe"},
    "pl": {"to"},
    "pt-BR": {"as", "for", "no"},
    "zh": set(),
}
"""Words of a language that are spelt like English ones: "leg" is "put" in German, "to" is "it" in Polish."""

NOT_WORDS = ("kind", "voice", "language", "why")
"""Keys of a score whose values are not for people."""


@cache
def texts(name: str, language: str, who: str) -> tuple[str, ...]:
    """Return all texts for people in the score of the built-in routine `name`."""
    planned = plan(read(name, language), CHOICES[who])
    assert planned.language == language
    return tuple(told(score(arranged(planned), "synthetic")))


def told(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        is_sound = "text" in value and value["kind"] not in SPOKEN_KINDS  # its text is the name of a sound
        for key, inner in value.items():
            if key not in NOT_WORDS and not (is_sound and key == "text"):
                yield from told(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from told(inner)


def words(found: tuple[str, ...]) -> set[str]:
    """Return all words of two letters and more: single ones are "a" and "y" in many languages."""
    return {word.casefold() for text in found for word in re.findall(r"[^\W\d_]{2,}", text)}


@cache
def english() -> set[str]:
    return {word for name in ROUTINES for who in WHO for word in words(texts(name, "en", who))}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", ROUTINES)
@pytest.mark.parametrize("language", SPELT_ALIKE)
def test_no_word_of_the_english_session_is_left(language: str, name: str, who: str) -> None:
    found = texts(name, language, who)
    assert len(found) > 20, "there is something to look at"
    assert words(found) & english() <= SPELT_ALIKE[language]


def test_every_language_is_looked_at() -> None:
    assert {*SPELT_ALIKE, "en"} == set(LANGUAGES)


def test_no_word_is_allowed_for_nothing() -> None:
    for language, allowed in SPELT_ALIKE.items():
        heard = {word for name in ROUTINES for who in WHO for word in words(texts(name, language, who))}
        assert allowed == heard & english()
