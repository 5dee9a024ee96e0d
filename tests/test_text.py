from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.errors import CommandError
from voicefoot.text import LazyPattern, escaped, match, nearest, shown

NAMES = [
    "Towel scrunches",
    "Seated toe taps",
    "Seated stretch",
    "Kneeling stretch",
    "Plank",
    "Plank on one side",
]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Towel scrunches", "Towel scrunches"),
        ("towel  SCRUNCHES ", "Towel scrunches"),
        ("t", "Towel scrunches"),
        ("seated s", "Seated stretch"),
        ("plank", "Plank"),
        ("plank o", "Plank on one side"),
    ],
)
def test_a_name_matches_without_case_and_by_its_beginning(asked: str, meant: str) -> None:
    assert match(asked, NAMES, "exercise") == meant


@pytest.mark.parametrize(
    ("asked", "names", "message"),
    [
        ("seat", NAMES, '"seat" may be "Seated toe taps" or "Seated stretch"; type more of it'),
        (
            "towl scrunch",
            NAMES,
            'there is no exercise called "towl scrunch"; did you mean "Towel scrunches"?',
        ),
        ("xyz", ["a", "b"], 'there is no exercise called "xyz"; there is "a" and "b"'),
        ("", ["a"], 'there is no exercise called ""; there is "a"'),
        ("a", [], 'there is no exercise called "a"; there is no exercise at all'),
        ("\x1b[31m", ["a"], 'there is no exercise called "<U+001B>[31m"; there is "a"'),
    ],
)
def test_what_matches_none_or_several_is_an_error(asked: str, names: list[str], message: str) -> None:
    with pytest.raises(CommandError) as caught:
        match(asked, names, "exercise")
    assert str(caught.value) == message


def test_two_spellings_of_one_name_are_told_apart_when_written_out() -> None:
    assert match("tap", ["Tap", "tap"], "exercise") == "tap"


def test_long_lists_and_long_names_are_cut() -> None:
    with pytest.raises(CommandError, match=r'"11" and 88 more$'):
        match("x", [str(n) for n in range(100)], "exercise")
    assert len(shown("a" * 1000)) == 60


def test_nothing_is_near_to_something_else_altogether() -> None:
    assert nearest("soundtrack", ["sounds", "sides"]) is None


@given(st.text(), st.lists(st.text(min_size=1)))
def test_only_a_name_of_the_list_comes_out(asked: str, names: list[str]) -> None:
    message = ""
    try:
        assert match(asked, names, "exercise") in names
    except CommandError as error:
        message = str(error)
    assert escaped(message) == message


@given(st.text())
def test_no_control_gets_through(text: str) -> None:
    line = escaped(text)
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in line)
    line.encode()


@given(st.text(alphabet="aAbB -", max_size=20), st.integers(0, 5))
def test_a_lazy_pattern_does_as_one_that_is_compiled_at_once(text: str, position: int) -> None:
    lazy, compiled = LazyPattern("a(b)?", re.IGNORECASE), re.compile("a(b)?", re.IGNORECASE)

    def told(found: re.Match[str] | None) -> object:
        return found and (found.span(), found.groups())

    assert told(lazy.match(text, position)) == told(compiled.match(text, position))
    assert told(lazy.search(text, position)) == told(compiled.search(text, position))
    assert told(lazy.fullmatch(text)) == told(compiled.fullmatch(text))
    places = [told(found) for found in lazy.finditer(text, position)]
    assert places == [told(found) for found in compiled.finditer(text, position)]
    assert lazy.split(text) == compiled.split(text)
    assert lazy.sub("x", text) == compiled.sub("x", text)


def test_a_lazy_pattern_is_compiled_when_it_is_used() -> None:
    wrong = LazyPattern("(")
    with pytest.raises(re.error):
        wrong.search("")
