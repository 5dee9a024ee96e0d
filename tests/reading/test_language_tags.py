"""Tags of languages are understood as people write them."""

from __future__ import annotations

import pytest

from voicefoot.language.packs import LANGUAGES
from voicefoot.reading.language_tags import language_name, parse_language, same_language
from voicefoot.reading.problems import InvalidValueError


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("de", "de"), (" DE ", "de"), ("de-at", "de-AT"), ("de_AT", "de-AT"), ("pt", "pt"),
        ("PT-br", "pt-BR"), ("en-gb", "en-GB"), ("zh-hant-tw", "zh-Hant-TW"),
        ("en-us-x-twain", "en-US-x-twain"),
    ],
)  # fmt: skip
def test_a_tag_is_returned_as_it_is_usually_written(text: str, tag: str) -> None:
    assert parse_language(text) == tag


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_that_has_a_pack_is_known(code: str) -> None:
    assert parse_language(code) == code


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("German", "did you mean de?"), ("deutsch", "did you mean de?"), ("francais", "did you mean fr?"),
        ("xx", "write en, de"), ("", "write en, de"), ("x", "write en, de"), ("de-", "did you mean de?"),
        ("日本", "did you mean ja?"), ("de;rm -rf", "write en, de"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_guess(text: str, remedy: str) -> None:
    with pytest.raises(InvalidValueError, match="is not a known language") as error:
        parse_language(text)
    assert remedy in error.value.remedy


def test_a_country_makes_no_other_language() -> None:
    assert same_language("de", "de-AT")
    assert same_language("pt", "pt-BR")
    assert not same_language("de", "nl")


def test_a_language_is_told_by_its_name() -> None:
    assert language_name("de-AT") == "German (de-AT)"
    assert language_name("pt-BR") == "Portuguese (Brazil, pt-BR)"
    assert language_name("xx") == "xx"
