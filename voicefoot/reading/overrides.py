"""Values that stand in place of those in a routine's file, such as the doses of one person.

They are put into the tree of the file before the routine is built, so that they are checked, and refused, as
if they had been written there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicefoot.reading.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.override import as_mapping, inner_list, name_of, overridden, with_list
from voicefoot.reading.problems import Location
from voicefoot.text import folded

OVERRIDE_LINE = 0
"""The line of all overrides in messages, as lines of a file count from 1. The column is the number of the
override, from 1.
"""
_LISTS_OF_WORDS = {"sides", "phases"}
"""Keys whose values are lists, in which words have no commas."""
_LIST = re.compile(r"\[(.*)\]", re.DOTALL)


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
    return overridden(_with_doses(root, by_name), at_top)


def _entry(override: Override, location: Location) -> Entry:
    text = override.text.strip()
    listed = _LIST.fullmatch(text)
    if listed is None and not (override.key in _LISTS_OF_WORDS and "," in text):
        return Entry(override.key, location, ScalarNode(location, text), override.key)
    parts = (listed[1] if listed else text).split(",")
    items = tuple(ScalarNode(location, part.strip()) for part in parts)
    return Entry(override.key, location, SequenceNode(location, items), override.key)


def _with_doses(mapping: MappingNode, by_name: dict[str, list[Entry]]) -> MappingNode:
    """Return `mapping`, in which a list of exercises may stand, with the entries of those in `by_name`."""
    exercises = inner_list(mapping)
    if exercises is None or not by_name:
        return mapping
    return with_list(mapping, replace(exercises, items=tuple(_items(exercises, by_name))))


def _items(exercises: SequenceNode, by_name: dict[str, list[Entry]]) -> Iterator[Node]:
    for item in exercises.items:
        if not isinstance(item, ScalarNode | MappingNode):
            yield item
            continue
        entries = by_name.get(folded(name_of(item) or ""), [])
        changed = overridden(as_mapping(item), entries) if entries else item
        yield _with_doses(changed, by_name) if isinstance(changed, MappingNode) else changed
