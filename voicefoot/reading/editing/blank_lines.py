"""Blank lines between exercises: where most of them are set apart by one, all are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import yaml

from voicefoot.reading.editing.layout import STEP
from voicefoot.reading.key_names import key_name
from voicefoot.reading.parser import LOADER


def set_apart(text: str) -> str:
    """Return `text`, a routine, with a blank line between the exercises of each list in which most have one.

    Only exercises and blocks that take several lines count: rests and names alone may stand close. A comment
    that leads an exercise stays with it.
    """
    root = yaml.compose(text, Loader=LOADER)
    lines = text.split("\n")
    missing: list[int] = []
    for items in _lists(root):
        gaps = list(_gaps(items, lines))
        blank = [at for at, is_blank in gaps if not is_blank]
        if len(gaps) > 2 * len(blank):
            missing += blank
    for at in sorted(missing, reverse=True):
        lines.insert(at, "")
    return "\n".join(lines)


def _lists(node: yaml.Node | None) -> Iterator[list[yaml.Node]]:
    """Yield the items of all lists of exercises that stand below each other."""
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        yield node.value
        for item in node.value:
            yield from _lists(item)
    elif isinstance(node, yaml.MappingNode) and not node.flow_style:
        for key, value in node.value:
            if key_name(key.value) == "exercises":
                yield from _lists(value)


def _gaps(items: list[yaml.Node], lines: list[str]) -> Iterator[tuple[int, bool]]:
    """Yield where a blank line belongs between two items of several lines, and whether there is one."""
    for before, after in pairwise(items):
        last, first = last_line(before, lines), after.start_mark.line
        if last > before.start_mark.line and last_line(after, lines) > first:
            between = lines[last + 1 : first]
            dash = max(0, after.start_mark.column - STEP)
            yield first - _leading(between, dash), any(not line.strip() for line in between)


def _leading(between: list[str], dash: int) -> int:
    """Return how many lines of comments `between` lead the item whose dash is in the column `dash`."""
    count = 0
    for line in reversed(between):
        if not line.strip() or len(line) - len(line.lstrip(" ")) > dash:
            break
        count += 1
    return count


def last_line(node: yaml.Node, lines: list[str]) -> int:
    """Return the last line of `node`, which stands in `lines`, from 0; blank lines behind it don't count."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = node.end_mark.line
    if node.end_mark.column == 0:
        end -= 1
    while end > node.start_mark.line and not lines[end].strip():
        end -= 1
    return int(end)
