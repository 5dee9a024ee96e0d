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


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Entries in the order of the file, with no key twice. `flow` means written as `{...}`."""

    location: Location
    entries: tuple[Entry, ...]
    flow: bool = False


@dataclass(frozen=True, slots=True)
class BrokenNode:
    """Stands for something whose problem has been reported."""

    location: Location


Node = ScalarNode | SequenceNode | MappingNode | BrokenNode
