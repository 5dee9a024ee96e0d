"""Texts in several languages at one place, as `{en: ..., de: ...}` -> the tree in the routine's language, and
a translation for each of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from voicefoot.model.translation import Translation
from voicefoot.problem_codes import Code
from voicefoot.reading.convert import convert, one_line
from voicefoot.reading.fields import FIELDS, Field, Scope, ValueKind
from voicefoot.reading.language_tags import (
    is_language,
    language_name,
    parse_language,
    same_language,
)
from voicefoot.reading.nodes import BrokenNode, Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.problems import InvalidValueError, Location, Problems
from voicefoot.reading.values import parse_phase
from voicefoot.reading.variables import fault_of_translation
from voicefoot.text import shown

_KINDS = {
    ValueKind.TEXT, ValueKind.LINES, ValueKind.TEXTS, ValueKind.SIDES, ValueKind.LOADS, ValueKind.TIPS,
    ValueKind.PHASES,
}  # fmt: skip
_TEXTS: Mapping[str, Field] = {field.name: field for field in reversed(FIELDS) if field.kind in _KINDS}
_NO_TEXTS = {"file", "image"}
"""Names of files, which are the same in every language."""
_MAX_TEXTS = 100
"""In one place; more than any list may have."""


def without_inline_texts(root: Node, problems: Problems) -> tuple[Node, Mapping[str, Translation]]:
    """Return `root` with each inline text in the language of the routine alone, and what it is in the others,
    by their tags. Records problems.
    """
    if not isinstance(root, MappingNode):
        return root, {}
    collector = _Collector(_language(root), problems)
    changed = collector.mapping(root, None)
    return changed, collector.translations()


def _language(root: MappingNode) -> str:
    for entry in root.entries:
        if entry.key == "language" and isinstance(entry.value, ScalarNode):
            try:
                return parse_language(entry.value.text)
            except InvalidValueError:
                break  # `build` reports it
    return "en"


class _Collector:
    def __init__(self, language: str, problems: Problems) -> None:
        self._language = language
        self._problems = problems
        self._texts: dict[str, dict[str | None, dict[str, str]]] = {}

    def translations(self) -> Mapping[str, Translation]:
        return {
            tag: Translation(
                tag,
                MappingProxyType(of_all.get(None, {})),
                MappingProxyType(
                    {name: MappingProxyType(texts) for name, texts in of_all.items() if name is not None}
                ),
            )
            for tag, of_all in self._texts.items()
        }

    # -- through the tree ------------------------------------------------------------------------------

    def mapping(self, node: MappingNode, exercise: str | None) -> MappingNode:
        """Return `node`, a mapping of keys of the format, whose texts belong to `exercise`."""
        entries = (replace(entry, value=self._value(entry, exercise)) for entry in node.entries)
        return replace(node, entries=tuple(entries))

    def _value(self, entry: Entry, exercise: str | None) -> Node:
        if entry.key == "exercises" and isinstance(entry.value, SequenceNode):
            return replace(entry.value, items=tuple(map(self._item, entry.value.items)))
        if entry.key == "with" and isinstance(entry.value, MappingNode):
            return replace(entry.value, entries=tuple(map(self._with_texts, entry.value.entries)))
        if entry.key == "moves" and isinstance(entry.value, SequenceNode):
            items = (
                self.mapping(move, exercise) if isinstance(move, MappingNode) else move
                for move in entry.value.items
            )
            return replace(entry.value, items=tuple(items))
        if entry.key == "position":
            return self._position(entry.value, exercise)
        if entry.key in _TEXTS and entry.key not in _NO_TEXTS:
            return self._words(entry.value, _TEXTS[entry.key], exercise)
        return entry.value

    def _item(self, node: Node) -> Node:
        """Return an item of a list of exercises; an inline text alone is the name of one."""
        if not isinstance(node, MappingNode):
            return node
        if _is_inline(node):
            return self._chosen(node, _TEXTS["name"], self._own_name(node))
        name = node.by_key.get("name") or node.by_key.get("include")
        own = None if name is None else self._own_name(name.value)
        if own is not None and name is not None and name.key == "include":
            own = own.partition("#")[2].strip() or None
        return self.mapping(node, own)

    def _with_texts(self, entry: Entry) -> Entry:
        """Return what `with` says of one exercise."""
        if not isinstance(entry.value, MappingNode):
            return entry
        return replace(entry, value=self.mapping(entry.value, " ".join(entry.written.split())))

    def _own_name(self, node: Node) -> str | None:
        """Return the name of an exercise in the language of the routine."""
        if isinstance(node, MappingNode) and _is_inline(node):
            own = self._own(node)
            node = own.value if own is not None else node
        return one_line(node) if isinstance(node, ScalarNode) else None

    def _position(self, node: Node, exercise: str | None) -> Node:
        """Return a position of the routine's own, or one for each side, with its texts."""
        if not isinstance(node, MappingNode) or _is_inline(node):
            return node
        if {"name", "say"} & {entry.key for entry in node.entries}:
            return self.mapping(node, exercise)
        entries = (replace(entry, value=self._position(entry.value, exercise)) for entry in node.entries)
        return replace(node, entries=tuple(entries))

    def _words(self, node: Node, field: Field, exercise: str | None) -> Node:
        if isinstance(node, SequenceNode):
            return replace(node, items=tuple(self._words(item, field, exercise) for item in node.items))
        if not isinstance(node, MappingNode):
            return node
        return self._chosen(node, field, exercise) if _is_inline(node) else self.mapping(node, exercise)

    # -- one inline text -------------------------------------------------------------------------------

    def _own(self, node: MappingNode) -> Entry | None:
        return next((entry for entry in node.entries if same_language(entry.key, self._language)), None)

    def _chosen(self, node: MappingNode, field: Field, exercise: str | None) -> Node:
        """Return what `node` says in the language of the routine, and keep what it says in the others."""
        own = self._own(node)
        if own is None:
            what = f"this text is not in {language_name(self._language)}, the language of the routine"
            self._problems.add(
                node.location,
                what,
                f"add `{self._language}:` to it, or change `language`",
                Code.WRONG_LANGUAGE,
            )
            return BrokenNode(node.location)
        originals = self._split(own.value, field, is_own=True)
        for entry in node.entries:
            if not is_language(entry.key):
                what = f"`{shown(entry.written)}` is no known language"
                remedy = "write a tag such as en; put words with a comma in quotes"
                self._problems.add(entry.location, what, remedy, Code.UNKNOWN_NAME)
            elif entry is not own:
                texts = self._split(entry.value, field, is_own=False)
                if texts is not None and originals is not None:
                    self._keep(parse_language(entry.key), originals, texts, exercise, entry.location)
        return own.value

    def _keep(
        self, tag: str, originals: Sequence[str], texts: Sequence[str], exercise: str | None, place: Location
    ) -> None:
        if len(originals) != len(texts):
            what = f"there {_are(len(texts))} in {language_name(tag)}, and {len(originals)} in the original"
            self._problems.add(place, what, "write as many in each language", Code.UNEQUAL_LISTS)
            return
        kept = self._texts.setdefault(tag, {}).setdefault(exercise, {})
        for original, text in zip(originals, texts, strict=True):
            fault = fault_of_translation(original, text, tag)
            if fault is not None:
                self._problems.add(place, fault.what, fault.remedy, Code.BAD_VARIABLE)
            elif kept.setdefault(original, text) != text:
                what = f'"{shown(original)}" is translated in two ways here, and the first is taken'
                self._problems.warn(
                    place, what, "write the same, or let the originals differ", Code.TRANSLATED_TWICE
                )

    def _split(self, node: Node, field: Field, *, is_own: bool) -> list[str] | None:
        """Return the texts of `node`; None if one has a problem, which is reported unless it `is_own`, which
        `build` reports.
        """
        items = node.items if isinstance(node, SequenceNode) else (node,)
        if field.kind is ValueKind.LINES and isinstance(node, ScalarNode):
            lines = (line for line in node.text.splitlines() if line.strip())
            items = tuple(ScalarNode(node.location, line) for line in lines) or items
        if field.kind is ValueKind.PHASES and isinstance(node, ScalarNode):
            items = tuple(ScalarNode(node.location, part) for part in node.text.split(", "))
        if len(items) > _MAX_TEXTS:
            self._problems.add(
                node.location, f"`{field.name}` has too many texts", "write fewer", Code.TOO_MANY
            )
            return None
        found = [self._text(item, field, is_own=is_own) for item in items]
        texts = [text for text in found if text is not None]
        return texts if len(texts) == len(found) else None

    def _text(self, node: Node, field: Field, *, is_own: bool) -> str | None:
        if is_own and not isinstance(node, ScalarNode):
            return None
        if field.kind is ValueKind.PHASES and isinstance(node, ScalarNode):
            try:
                return parse_phase(node.text).word
            except InvalidValueError as error:
                if not is_own:
                    what = f'`{field.name}` is "{shown(one_line(node))}", which {error.what}'
                    self._problems.add(node.location, what, error.remedy, error.code)
                return None
        if is_own:
            return one_line(node) if isinstance(node, ScalarNode) else None
        text: str | None = convert(
            Field(
                field.name, ValueKind.TEXT, Scope.TOP, "", max_characters=field.max_characters, is_read=True
            ),
            node,
            self._problems,
        )
        return text


def is_inline(keys: Sequence[str]) -> bool:
    """Return whether a mapping with `keys` is one text in several languages."""
    return bool(keys) and is_language(keys[0])


def _is_inline(node: MappingNode) -> bool:
    return is_inline([entry.key for entry in node.entries])


def _are(count: int) -> str:
    return "is 1 text" if count == 1 else f"are {count} texts"
