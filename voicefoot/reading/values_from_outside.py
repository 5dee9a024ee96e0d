"""Values that stand in place of those in a routine's file, such as the doses of one person.

They are put into the tree of the file before the routine is built, so that they are checked, and refused, as
if they had been written there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicefoot.reading.fields import LISTS_OF_WORDS
from voicefoot.reading.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.problems import Location
from voicefoot.reading.replace_keys import inner_list, overridden, with_entries, with_list
from voicefoot.text import LazyPattern, folded

OVERRIDE_LINE = 0
"""The line of all overrides in messages, as lines of a file count from 1. The column is the number of the
override, from 1.
"""
_LIST = LazyPattern(r"\[(.*)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Override:
    """A value for a `key` of the exercises that are called `exercise`; None for the top of the routine.

    `text` is what one would write behind the key; a list stands in brackets.
    """

    exercise: str | None
    key: str
    text: str


def with_overrides(root: Node, overrides: Sequence[Override]) -> Node:
    """Return the tree `root` of a routine with `overrides` in place. Those for exercises that are not there
    have no effect.
    """
    if not overrides or not isinstance(root, MappingNode):
        return root
    at_top: list[Entry] = []
    by_name: dict[str, list[Entry]] = {}
    for number, override in enumerate(overrides, 1):
        group = at_top if override.exercise is None else by_name.setdefault(folded(override.exercise), [])
        group.append(_entry(override, Location(OVERRIDE_LINE, number)))
    exercises = inner_list(root)
    if exercises is not None:
        root = with_list(root, with_entries(exercises, by_name))
    return overridden(root, at_top)


def _entry(override: Override, location: Location) -> Entry:
    text = override.text.strip()
    listed = _LIST.fullmatch(text)
    if listed is None and not (override.key in LISTS_OF_WORDS and "," in text):
        return Entry(override.key, location, ScalarNode(location, text), override.key)
    parts = (listed[1] if listed else text).split(",")
    items = tuple(ScalarNode(location, part.strip()) for part in parts)
    return Entry(override.key, location, SequenceNode(location, items), override.key)
