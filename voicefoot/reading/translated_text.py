"""The text of a routine, written out in another language: its doses, its comments and its layout stay.

Which of its texts are translated is in `model.translation`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import yaml

from voicefoot.model.translation import Text, Translation
from voicefoot.reading.convert import one_line
from voicefoot.reading.editing.changes import Change, changed
from voicefoot.reading.editing.quotes import quoted
from voicefoot.reading.fields import FIELDS, ValueKind
from voicefoot.reading.key_names import key_name
from voicefoot.reading.nodes import ScalarNode
from voicefoot.reading.parser import LOADER
from voicefoot.reading.position_names import known_position, position_name
from voicefoot.reading.problems import START, InvalidValueError
from voicefoot.reading.values import parse_phase

_KINDS = {
    ValueKind.TEXT, ValueKind.LINES, ValueKind.TEXTS, ValueKind.SIDES, ValueKind.LOADS, ValueKind.TIPS,
    ValueKind.EXERCISES,
}  # fmt: skip
_KEYS_OF_TEXTS = {field.name for field in FIELDS if field.kind in _KINDS} - {"file", "image"}
_KEYS_BY_SIDE = {"position", "reps"}
"""Keys whose values may have the names of sides as keys."""


def translated_text(text: str, translation: Translation) -> str:
    """Return `text`, the YAML of a routine without a problem, with the texts of `translation` in it."""
    root = yaml.compose(text, Loader=LOADER)
    assert root is not None, "there is a routine in it"
    return changed(text, _Changes(text, root, translation).of_mapping(root, None))


class _Changes:
    def __init__(self, text: str, root: yaml.Node, translation: Translation) -> None:
        self._text = text
        self._translation = translation
        self._in_brackets = [(each.start_mark.index, each.end_mark.index) for each in _bracketed(root)]

    def of_mapping(self, node: yaml.Node, exercise: str | None) -> Iterator[Change]:
        """Yield the changes in `node`, whose keys are those of the format."""
        for written, value in node.value:
            key = key_name(written.value)
            if key == "language":
                yield self._changed(value, self._translation.language)
            elif key == "position" and isinstance(value, yaml.ScalarNode):
                yield self._of_position(value)
            elif key == "phases":
                yield from self._each(value, lambda text: self._of_phase(text, exercise))
            elif key == "exercises":
                for item in value.value:
                    yield from self._of_item(item)
            elif key == "moves":
                for move in value.value:
                    yield from self.of_mapping(move, exercise)
            elif key in _KEYS_OF_TEXTS:
                yield from self._of_words(value, exercise)
            elif key in _KEYS_BY_SIDE and isinstance(value, yaml.MappingNode):
                yield from self._by_side(value, exercise)

    def _of_item(self, item: yaml.Node) -> Iterator[Change]:
        if isinstance(item, yaml.ScalarNode):
            yield from self._of_words(item, _one_line(item.value))
            return
        name = next((value.value for key, value in item.value if key_name(key.value) == "name"), None)
        yield from self.of_mapping(item, None if name is None else _one_line(name))

    def _of_words(self, node: yaml.Node, exercise: str | None) -> Iterator[Change]:
        if isinstance(node, yaml.MappingNode):
            yield from self.of_mapping(node, exercise)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from self._of_words(item, exercise)
        else:
            yield from self._each(node, lambda text: self._translation.of(Text(exercise, text)))

    def _by_side(self, node: yaml.MappingNode, exercise: str | None) -> Iterator[Change]:
        if {"name", "say"} & {key.value for key, _ in node.value}:  # a position of the routine's own
            yield from self.of_mapping(node, exercise)
            return
        for side, value in node.value:
            yield from self._of_words(side, exercise)
            if isinstance(value, yaml.MappingNode):
                yield from self._by_side(value, exercise)
            elif known_position(value.value) is not None:
                yield self._of_position(value)

    def _of_position(self, node: yaml.ScalarNode) -> Change:
        position = known_position(node.value)
        assert position is not None, "the routine has no problem"
        return self._changed(node, position_name(position, self._translation.language))

    def _of_phase(self, text: str, exercise: str | None) -> str | None:
        try:
            word = parse_phase(text).word
        except InvalidValueError:
            return None
        new = self._translation.of(Text(exercise, word))
        return None if new is None else new + text[len(word) :]

    def _each(self, node: yaml.Node, change: Callable[[str], str | None]) -> Iterator[Change]:
        """Yield the change of `node`; where it is lines or a list, of each one in it."""
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from self._each(item, change)
            return
        assert isinstance(node, yaml.ScalarNode), "these are texts"
        written = self._text[node.start_mark.index : node.end_mark.index]
        behind = written[len(written.rstrip()) :]  # a text under `|` or `>` ends behind its last line
        found = change(_one_line(node.value))
        if found is not None:
            change_of_all = self._changed(node, found)
            yield change_of_all._replace(text=change_of_all.text + behind)
        elif node.style == "|":
            indent = " " * _indent_of(written)
            new = [
                indent + (change(line) or line) for line in map(_one_line, node.value.splitlines()) if line
            ]
            yield Change(node.start_mark.index, node.end_mark.index, "\n".join(["|", *new]) + behind)

    def _changed(self, node: yaml.Node, new: str) -> Change:
        start, end = node.start_mark.index, node.end_mark.index
        is_within = any(first < start < last for first, last in self._in_brackets)
        return Change(start, end, quoted(new, is_within=is_within))


def _bracketed(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield all lists and mappings in brackets and braces."""
    if isinstance(node, yaml.CollectionNode):
        if node.flow_style:
            yield node
        pairs = node.value if isinstance(node, yaml.MappingNode) else [(item,) for item in node.value]
        for pair in pairs:
            for each in pair:
                yield from _bracketed(each)


def _one_line(text: str) -> str:
    return one_line(ScalarNode(START, text))


def _indent_of(block: str) -> int:
    """Return how far the lines of a text under `|` are indented."""
    lines = [line for line in block.splitlines()[1:] if line.strip()]
    return len(lines[0]) - len(lines[0].lstrip())
