"""Blank lines between exercises."""

from __future__ import annotations

from voicefoot.reading.editing.blank_lines import set_apart

ITEM = "  - name: {}\n    for: 10s\n"


def test_where_most_exercises_are_apart_all_are() -> None:
    text = "exercises:\n" + "\n".join(ITEM.format(name) for name in "ABCD") + ITEM.format("E")
    apart = "exercises:\n" + "\n".join(ITEM.format(name) for name in "ABCDE")
    assert set_apart(text) == set_apart(apart) == apart


def test_where_most_exercises_are_together_nothing_changes() -> None:
    text = "exercises:\n" + "".join(ITEM.format(name) for name in "ABCD") + "\n" + ITEM.format("E")
    assert set_apart(text) == text
