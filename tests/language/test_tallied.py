"""What was counted is read in the language of the routine."""

from __future__ import annotations

import pytest

from voicefoot.language.packs import LANGUAGES, language_pack
from voicefoot.language.tallied import tally_words
from voicefoot.model.tally import Tally


@pytest.mark.parametrize(
    ("language", "count", "of", "words"),
    [
        ("en", 1, "rounds", "1 round"),
        ("en", 1, "shuttle runs", "1 shuttle run"),
        ("de", 1, "Runden", "1 Runde"),
        ("de", 7, "Runden", "7 Runden"),
        ("de-AT", 1, "ganze Runden", "1 ganze Runde"),
        ("de", 1, "Tuchos", "1 Tuchos"),
        ("fr", 0, "tours", "0 tour"),
        ("pl", 1, "rundy", "1 runda"),
        ("pl", 3, "rundy", "3 rundy"),
        ("pl", 5, "rundy", "5 rund"),
        ("ja", 3, "ラウンド", "3ラウンド"),
        ("zh", 3, "圈", "3圈"),
        ("xx", 1, "rounds", "1 round"),
        (None, 1, "Runden", "1 Runde"),
        (None, 5, "rundy", "5 rund"),
        (None, 1, "widgets", "1 widget"),
    ],
)
def test_it_is_read_in_the_form_that_goes_with_the_number(
    language: str | None, count: int, of: str, words: str
) -> None:
    assert tally_words(Tally(count, of), language) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_pack_has_rounds_and_more(language: str) -> None:
    assert len(language_pack(language).counted) >= 5
