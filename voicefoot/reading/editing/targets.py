"""What can be changed in the tree of a routine: its exercises, blocks, rests and moves, with their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from voicefoot.errors import CommandError
from voicefoot.reading.body import scope_of
from voicefoot.reading.editing.blank_lines import last_line
from voicefoot.reading.fields import Field, Scope, fields_in
from voicefoot.reading.inline_texts import is_inline
from voicefoot.reading.key_names import key_name
from voicefoot.text import folded, match, nearest, shown

_NAMES = {Scope.EXERCISE: "name", Scope.BLOCK: "block"}


@dataclass(frozen=True, slots=True)
class Target:
    """An exercise, a block, a rest or a move, or the top of the routine."""

    node: yaml.Node
    """A mapping; of an exercise that is a name alone, that name."""
    scope: Scope
    names: tuple[str, ...]
    """In each language that stands there."""
    is_within: bool
    """Whether it stands in brackets or braces, or has some itself."""

    @property
    def line(self) -> int:
        """Where it begins, from 1."""
        return int(self.node.start_mark.line) + 1

    @property
    def called(self) -> str:
        """What messages call it."""
        if self.names:
            return self.names[0]
        return {Scope.TOP: "the top", Scope.REST: "the rest", Scope.BLOCK: "the block"}.get(
            self.scope, "the move"
        )

    def entry(self, key: str) -> tuple[yaml.Node, yaml.Node] | None:
        """Return the node of the key and that of its value, or None if it is not written."""
        if not isinstance(self.node, yaml.MappingNode) or self.is_name_alone:
            return None
        return next((entry for entry in self.node.value if named(entry[0]) == key), None)

    @property
    def fields(self) -> Mapping[str, Field]:
        """The keys that it may have."""
        if self.scope in (Scope.TOP, Scope.MOVE):
            return fields_in(self.scope)
        keys = [] if self.is_name_alone else [named(key) for key, _ in self.node.value]
        return fields_of_item(keys)

    @property
    def is_name_alone(self) -> bool:
        """Whether this exercise is no more than its name."""
        keys = [key.value for key, _ in self.node.value] if isinstance(self.node, yaml.MappingNode) else []
        return not keys or is_inline(keys)


def fields_of_item(names: Sequence[str]) -> Mapping[str, Field]:
    """Return the fields of an item of a list of exercises that has the keys `names`. What is included may be
    an exercise or a block.
    """
    if "include" in names:
        return {**fields_in(Scope.BLOCK), **fields_in(Scope.EXERCISE)}
    return fields_in(scope_of(names))


def named(key: yaml.Node) -> str:
    """Return the name of a key of the format, or the key as it is written."""
    return key_name(key.value) or str(key.value)


def targets(node: yaml.Node, *, is_within: bool = False) -> Iterator[Target]:
    """Yield all that is in the list of exercises `node`, or in that of the routine or the block `node`, with
    what `with` says of single exercises.
    """
    is_within = is_within or in_brackets(node)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if named(key) == "exercises":
                yield from targets(value, is_within=is_within)
            elif named(key) == "with" and isinstance(value, yaml.MappingNode):
                yield from _doses(value, is_within=is_within)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _of_item(item, is_within=is_within or in_brackets(item))


def _doses(node: yaml.MappingNode, *, is_within: bool) -> Iterator[Target]:
    """Yield what `node`, the value of a `with`, says of each exercise."""
    for key, value in node.value:
        if isinstance(value, yaml.MappingNode) and value.value:
            is_inside = is_within or in_brackets(node) or in_brackets(value)
            yield Target(value, Scope.EXERCISE, tuple(_texts(key)), is_inside)


def _of_item(item: yaml.Node, *, is_within: bool) -> Iterator[Target]:
    if isinstance(item, yaml.ScalarNode):
        yield Target(item, Scope.EXERCISE, tuple(_texts(item)), is_within)
    if not isinstance(item, yaml.MappingNode):
        return
    keys = [named(key) for key, _ in item.value]
    if is_inline(keys):
        yield Target(item, Scope.EXERCISE, tuple(_texts(item)), is_within)
        return
    scope = scope_of(keys)
    values = {named(key): value for key, value in item.value}
    name = values.get(_NAMES.get(scope, ""))
    texts = tuple(_texts(name)) if name is not None else tuple(_included(values.get("include")))
    yield Target(item, scope, texts, is_within)
    yield from targets(item, is_within=is_within)
    for key, value in item.value:
        if named(key) == "moves" and isinstance(value, yaml.SequenceNode):
            for move in value.value:
                if isinstance(move, yaml.MappingNode):
                    is_inside = is_within or in_brackets(value) or in_brackets(move)
                    yield Target(move, Scope.MOVE, (), is_inside)


def _texts(node: yaml.Node | None) -> Iterator[str]:
    """Yield a text, or what it is in each language."""
    if isinstance(node, yaml.ScalarNode):
        yield " ".join(node.value.split())
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _texts(value)


def _included(include: yaml.Node | None) -> Iterator[str]:
    """Yield what is included by its name, or the file that is."""
    for text in _texts(include):
        file, _, part = text.partition("#")
        yield part.strip() or file.strip()


def in_brackets(node: yaml.Node) -> bool:
    """Whether `node` is a list in brackets, or a mapping in braces."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def find(typed: str, among: Sequence[Target], text: str, *, includes: bool = False) -> Target:
    """Return the one of `among`, which stand in `text`, that is meant by `typed`: a name, its beginning, or a
    line. Raises CommandError if none is meant, or several are. `includes`: whether the file includes others.
    """
    names = [name for each in among for name in each.names]
    wanted = folded(typed)
    if typed.isdecimal() and not any(folded(name).startswith(wanted) for name in names):
        return _at_line(int(typed), among, text.split("\n"))
    try:
        name = folded(match(typed, list(dict.fromkeys(names)), "exercise"))
    except CommandError as error:
        is_ambiguous = any(folded(each).startswith(wanted) for each in names)
        if is_ambiguous or nearest(typed, names) is not None or not includes:
            raise
        what = f'there is no exercise called "{shown(typed)}" in this file'
        remedy = f"if it is included, write its keys beside `include` as `with: {{{shown(typed)}: {{...}}}}`"
        raise CommandError(f"{what}; {remedy}") from error
    found = [each for each in among if name in map(folded, each.names)]
    if len(found) > 1:
        lines = _listed([each.line for each in found])
        what = f'there are {len(found)} called "{shown(found[0].called)}", in lines {lines}'
        raise CommandError(f"{what}; write the line of one in place of its name")
    return found[0]


def _at_line(line: int, among: Sequence[Target], lines: list[str]) -> Target:
    """Return the innermost of `among` that stands in `line`."""
    there = [each for each in among if each.line <= line <= last_line(each.node, lines) + 1]
    if not there:
        raise CommandError(f"there is no exercise in line {line}; write its name, or another line")
    return max(there, key=lambda each: (each.line, int(each.node.start_mark.column)))


def lines_of_moves(target: Target) -> str:
    """Return the lines in which the moves of an exercise begin, as "22 and 27"; "" if it has none."""
    entry = target.entry("moves")
    moves = entry[1].value if entry is not None and isinstance(entry[1], yaml.SequenceNode) else []
    return _listed([int(move.start_mark.line) + 1 for move in moves]) if moves else ""


def _listed(lines: Sequence[int]) -> str:
    *first, last = map(str, lines)
    return f"{', '.join(first)} and {last}" if first else last
