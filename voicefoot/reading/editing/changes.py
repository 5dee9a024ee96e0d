"""Changes of a text: what stands at a place gives way to something else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Change(NamedTuple):
    """What stands from the index `start` to the index `end` gives way to `text`."""

    start: int
    end: int
    text: str


def changed(text: str, changes: Iterable[Change]) -> str:
    """Return `text` after all `changes`, none of which overlap."""
    parts, done = list[str](), 0
    for start, end, new in sorted(changes):
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])
