"""What a YAML file holds, with the place of everything. Every scalar is text."""

from __future__ import annotations

from dataclasses import dataclass

from voicefoot.reading.problems import Location


@dataclass(frozen=True, slots=True)
class Words:
    """A scalar. An empty one that is `plain` was left out."""

    place: Location
    text: str
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Location
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with what stands behind it."""

    key: str
    place: Location
    value: Node


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys with values, in the order of the file; no key is in it twice. `braced`: within `{...}`."""

    place: Location
    entries: tuple[Entry, ...]
    braced: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """Something whose problem has been reported."""

    place: Location


Node = Words | Items | Keys | Broken
