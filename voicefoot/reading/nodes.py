"""The nodes of a parsed YAML file, each with its location. Every scalar is text."""

from __future__ import annotations

from dataclasses import dataclass

from voicefoot.reading.problems import Location


@dataclass(frozen=True, slots=True)
class HiddenWords:
    """Words behind ` #`, from the `#` on, that YAML leaves out; they are no comment, it seems."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A text. `plain` means unquoted; a plain empty scalar is a value that was left out."""

    location: Location
    text: str
    plain: bool = True
    hidden: HiddenWords | None = None


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    location: Location
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key, its location, and its value.

    A key of the format has its own name in `key`, such as `get_ready`, however it was `written`.
    """

    key: str
    location: Location
    value: Node
    written: str = ""
    replaced: Entry | None = None
    """Of a name that an exercise has in place of another: that one."""


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Entries in the order of the file, with no key twice. `flow` means written as `{...}`."""

    location: Location
    entries: tuple[Entry, ...]
    flow: bool = False
    levels: tuple[MappingNode, ...] | None = None
    """Of an item that is included from another file: what it stands in there, the innermost first, up to the
    top. It takes its defaults from these, and none from where it is included. None for any other.
    """

    @property
    def by_key(self) -> dict[str, Entry]:
        """The entries by their keys."""
        return {entry.key: entry for entry in self.entries}


@dataclass(frozen=True, slots=True)
class BrokenNode:
    """Stands for something whose problem has been reported."""

    location: Location


Node = ScalarNode | SequenceNode | MappingNode | BrokenNode
