"""Codes of languages as voices and routines write them."""

from __future__ import annotations

import pytest

from voicefoot.speaking.languages import distance, speaks


@pytest.mark.parametrize(
    ("known", "language", "expected"),
    [
        ("de", "de", 0), ("de_DE", "de-de", 0), ("EN-us", "en-US", 0), ("en-GB", "en", 1),
        ("pt-BR", "pt-PT", 1), ("en", "enm", 2), ("de", "en", 2), ("mul", "en", 2),
    ],
)  # fmt: skip
def test_languages_are_near_or_not(known: str, language: str, expected: int) -> None:
    assert distance(known, language) == expected
    assert speaks((known,), language) is (expected < 2)


def test_one_of_several_is_enough() -> None:
    assert speaks(("en", "fr-CA"), "fr")
    assert not speaks((), "fr")
