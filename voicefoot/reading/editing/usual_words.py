"""The scalars of a routine that are to be written in another way: keys in their own spelling, values as they
are usually written, quotes only where they are needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from voicefoot.reading.editing.quotes import is_plain, looks_like_words, quoted
from voicefoot.reading.editing.targets import fields_of_item, in_brackets
from voicefoot.reading.editing.usual_values import announcement, usual
from voicefoot.reading.fields import Field, Scope, ValueKind, fields_in
from voicefoot.reading.inline_texts import is_inline
from voicefoot.reading.key_names import key_name
from voicefoot.reading.parser import LOADER

_WORDS = {
    ValueKind.TEXT, ValueKind.LINES, ValueKind.TEXTS, ValueKind.SIDES, ValueKind.LOADS, ValueKind.TIPS,
    ValueKind.POSITION, ValueKind.SOUNDS, ValueKind.PRONOUNCE, ValueKind.PHASES, ValueKind.EXERCISES,
    ValueKind.MOVES, ValueKind.SOUNDTRACK, ValueKind.ANNOUNCE,
}  # fmt: skip
"""Kinds whose values are words, which other programs should not take for numbers."""
_SCOPES = {
    ValueKind.MOVES: Scope.MOVE, ValueKind.TIPS: Scope.TIP, ValueKind.SOUNDTRACK: Scope.SONG,
    ValueKind.POSITION: Scope.POSITION,
}  # fmt: skip
"""Of mappings that are a value of a field of this kind, or an item of one."""
_TITLE = fields_in(Scope.TOP)["title"]
_EXERCISES = fields_in(Scope.TOP)["exercises"]
_YES_NO = fields_in(Scope.EXERCISE)["alternate"]


def usual_words(text: str) -> dict[int, str]:
    """Return what to write in place of scalars of `text`, the YAML of a routine without a problem, by the
    index at which each begins.
    """
    root = yaml.compose(text, Loader=LOADER)
    assert root is not None, "there is a routine in it"
    walker = _Walker(text)
    if isinstance(root, yaml.SequenceNode):
        return dict(walker.of_value(root, _EXERCISES, is_within=in_brackets(root)))
    return dict(walker.of_mapping(root, fields_in(Scope.TOP), is_within=in_brackets(root)))


class _Walker:
    def __init__(self, text: str) -> None:
        self._text = text

    def of_mapping(
        self, node: yaml.Node, fields: Mapping[str, Field], *, is_within: bool
    ) -> Iterator[tuple[int, str]]:
        """Yield what changes in `node`, a mapping with keys of the format, those of `fields`; `is_within`: in
        brackets or braces.
        """
        for key, value in node.value:
            name = key_name(key.value)
            if name is not None and name in fields:
                yield from self._changed(key, name)
                yield from self.of_value(value, fields[name], is_within=is_within or in_brackets(value))

    def of_value(self, node: yaml.Node, field: Field, *, is_within: bool) -> Iterator[tuple[int, str]]:
        """Yield what changes in `node`, a value of `field`, or a part of it."""
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from self.of_value(item, field, is_within=is_within or in_brackets(item))
        elif isinstance(node, yaml.MappingNode):
            yield from self._of_inner_mapping(node, field, is_within=is_within)
        elif isinstance(node, yaml.ScalarNode):
            yield from self._of_scalar(node, field, is_within=is_within)

    def _of_inner_mapping(
        self, node: yaml.MappingNode, field: Field, *, is_within: bool
    ) -> Iterator[tuple[int, str]]:
        keys = [key.value for key, _ in node.value]
        if field.kind is ValueKind.WITH:
            yield from self._of_doses(node, is_within=is_within)
            return
        if is_inline(keys):
            yield from self._of_entries(node, _TITLE, is_within=is_within, has_free_keys=True)
            return
        fields = _fields_within(field, keys)
        if fields is not None:
            yield from self.of_mapping(node, fields, is_within=is_within)
        elif field.kind is ValueKind.ANNOUNCE:
            for key, _ in node.value:
                yield from self._changed(key, announcement(key.value) or key.value)
            yield from self._of_entries(node, _YES_NO, is_within=is_within)
        else:
            yield from self._of_entries(node, field, is_within=is_within, has_free_keys=True)

    def _of_doses(self, node: yaml.MappingNode, *, is_within: bool) -> Iterator[tuple[int, str]]:
        """Yield what changes in `node`, which has the keys of exercises by their names."""
        for key, value in node.value:
            yield from self._of_free_key(key, is_within=is_within)
            if isinstance(value, yaml.MappingNode):
                is_inside = is_within or in_brackets(value)
                yield from self.of_mapping(value, fields_in(Scope.EXERCISE), is_within=is_inside)

    def _of_free_key(self, key: yaml.Node, *, is_within: bool) -> Iterator[tuple[int, str]]:
        is_plain_key = is_plain(key.value, is_within=is_within, is_key=True)
        if is_plain_key and looks_like_words(key.value):
            yield from self._changed(key, key.value)

    def _of_entries(
        self, node: yaml.MappingNode, field: Field, *, is_within: bool, has_free_keys: bool = False
    ) -> Iterator[tuple[int, str]]:
        """Yield what changes in the values of `node`; where it `has_free_keys`, words of the writer's own,
        also the keys whose quotes are not needed.
        """
        for key, value in node.value:
            if has_free_keys:
                yield from self._of_free_key(key, is_within=is_within)
            yield from self.of_value(value, field, is_within=is_within or in_brackets(value))

    def _of_scalar(
        self, node: yaml.ScalarNode, field: Field, *, is_within: bool
    ) -> Iterator[tuple[int, str]]:
        if "\n" in self._written(node):
            return
        new = usual(field, node.value)
        is_bare = field.kind not in _WORDS or looks_like_words(new)
        if new != node.value:
            if is_bare:
                yield from self._changed(node, quoted(new, is_within=is_within))
        elif node.style and is_bare and is_plain(new, is_within=is_within):
            yield from self._changed(node, new)

    def _changed(self, node: yaml.Node, new: str) -> Iterator[tuple[int, str]]:
        if self._written(node) != new:
            yield node.start_mark.index, new

    def _written(self, node: yaml.Node) -> str:
        return self._text[node.start_mark.index : node.end_mark.index]


def _fields_within(field: Field, keys: list[str]) -> Mapping[str, Field] | None:
    """Return the fields of a mapping with `keys` that is, or is in, a value of `field`; None if its keys are
    words of the writer's own.
    """
    names = [key_name(key) or key for key in keys]
    if field.kind is ValueKind.EXERCISES:
        return fields_of_item(names)
    if field.kind is ValueKind.POSITION and not {"name", "say", "time"}.intersection(names):
        return None
    scope = _SCOPES.get(field.kind)
    return None if scope is None else fields_in(scope)
