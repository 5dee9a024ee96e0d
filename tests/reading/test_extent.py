from __future__ import annotations

import pytest

from voicefoot.reading.extent import end_of, ends
from voicefoot.reading.problems import Location

TEXT = """title: Feet   # six of them
sides: [left foot,
  right foot]
exercises:
  - name: 'Ball''s roll'
    say: |
      Roll it.
    hold: "3s
"""


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((1, 1), (1, 6)),  # a key
        ((1, 8), (1, 12)),  # words before a comment
        ((2, 8), (3, 14)),  # a list in brackets
        ((5, 11), (5, 25)),  # words in quotes
        ((8, 11), (8, 14)),  # what is never closed: to the end of the line
        ((9, 1), (9, 2)),  # behind the text
    ],
)
def test_the_end_of_what_begins_somewhere(start: tuple[int, int], end: tuple[int, int]) -> None:
    assert end_of(Location(*start), TEXT.splitlines(), ends(TEXT)) == Location(*end)


@pytest.mark.parametrize("text", ["", "\x00", "a: '\\U99999999'\n", 'a: "\\U99999999"\n', "a: [b\n  c: }"])
def test_what_is_no_yaml_has_ends_too(text: str) -> None:
    assert end_of(Location(1, 1), text.splitlines(), ends(text)) > (1, 1)
