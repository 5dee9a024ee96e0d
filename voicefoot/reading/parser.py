"""The text of a YAML file -> a tree of nodes, in one pass over the events of PyYAML.

A routine needs only mappings, sequences and scalars. Anchors, aliases, tags, merge keys and further
documents are refused. Depth and size are limited while parsing, so that no file takes long or much memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import yaml

from voicefoot.model.limits import MAX_DEPTH, MAX_NODES, MAX_REPAIRS
from voicefoot.problem_codes import Code
from voicefoot.reading.key_names import key_name
from voicefoot.reading.nodes import (
    BrokenNode,
    Entry,
    HiddenWords,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
)
from voicefoot.reading.problems import START, Location, Problems
from voicefoot.reading.source import DAMAGED
from voicefoot.reading.syntax_errors import TOO_DEEP, diagnose
from voicefoot.reading.typed import TypedText
from voicefoot.text import is_control, shown

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser if PyYAML has it. PyYAML's own is slower and gives the same events."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060"))
"""Characters without a width that come along when text is pasted."""
_TIGHT_HASH = re.compile(r" +(?P<words>#[^ #].*)")
_NUMBERED = re.compile(r" (?P<words># [0-9]+\b.*)")


def parse(typed: TypedText, problems: Problems, *, keys_are_texts: bool = False) -> Node:
    """Parse what was `typed`. Raises RoutineError if there is no tree.

    With `keys_are_texts`, keys are words of the user's, with single spaces between them, and none is taken
    for a key of the format.

    A line whose words should have been quoted is reported, and its value replaced by `DAMAGED`; then the
    text is parsed again, so that the problems of the other lines are found too.
    """
    lines = list(typed.lines)
    repaired: set[int] = set()
    while True:
        before = problems.snapshot()
        try:
            return _TreeBuilder(replace(typed, lines=lines), problems, keys_are_texts).document()
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # PyYAML's own parser lets ValueError and OverflowError out, as for "\U99999999".
            found = diagnose(error, lines)
            line = found.location.line
            location = typed.in_file(found.location)
            if found.repaired_line is None or line in repaired or len(repaired) == MAX_REPAIRS:
                if line in repaired or typed.repaired:  # what was repaired may be all that is wrong
                    problems.raise_any()
                problems.fail(location, found.what, found.remedy, found.code)
            problems.restore(before)
            problems.add(location, found.what, found.remedy, found.code)
            repaired.add(line)
            lines[line - 1] = found.repaired_line


class _TreeBuilder:
    def __init__(self, typed: TypedText, problems: Problems, keys_are_texts: bool) -> None:
        text = "\n".join(typed.lines)
        self._typed = typed
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)
        self._problems = problems
        self._keys_are_texts = keys_are_texts
        self._node_count = 0
        self._has_reported_damage = DAMAGED in text

    def document(self) -> Node:
        next(self._events)  # the start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self._problems.fail(
                START,
                "there is nothing in this file",
                "write `title:` and `exercises:`, or begin with `voicefoot new`",
                Code.EMPTY_FILE,
            )
        root = self._node(next(self._events), 1)
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._problems.fail(
                self._location(after),
                "a second document begins here",
                "keep one routine in a file",
                Code.YAML_FEATURE,
            )
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        location = self._location(event)
        self._node_count += 1
        if self._node_count > MAX_NODES:
            self._problems.fail(
                location,
                "there is too much in this file",
                "a routine is short; check which file it is",
                Code.TOO_LARGE,
            )
        if depth > MAX_DEPTH:
            self._problems.fail(location, *TOO_DEEP)
        if isinstance(event, yaml.AliasEvent):
            self._problems.add(
                location,
                f"`*{shown(event.anchor or '')}` points elsewhere",
                "say it again here, or put the words in quotes",
                Code.YAML_FEATURE,
            )
            return BrokenNode(location)
        assert isinstance(event, yaml.NodeEvent)
        self._refuse_anchor_and_tag(event, location)
        if isinstance(event, yaml.SequenceStartEvent):
            return SequenceNode(location, tuple(self._items(depth)))
        if isinstance(event, yaml.MappingStartEvent):
            return MappingNode(location, self._entries(depth), bool(event.flow_style))
        assert isinstance(event, yaml.ScalarEvent)
        return self._scalar(event, location)

    def _refuse_anchor_and_tag(self, event: yaml.NodeEvent, location: Location) -> None:
        if event.anchor is not None:
            self._problems.add(
                location,
                f"`&{shown(event.anchor)}` is an anchor",
                "take it out, or put the words in quotes",
                Code.YAML_FEATURE,
            )
        tag: str | None = getattr(event, "tag", None)
        if tag is not None:
            name = tag.replace("tag:yaml.org,2002:", "!!")
            self._problems.add(
                location,
                f"`{shown(name)}` is a tag, which no routine needs",
                "take it out, or put the words in quotes",
                Code.YAML_FEATURE,
            )

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> tuple[Entry, ...]:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if isinstance(key, ScalarNode):
                self._add_entry(entries, key, value)
            elif not isinstance(key, BrokenNode):
                self._problems.add(
                    key.location,
                    "brackets or braces stand where a key belongs",
                    "put words that contain them in quotes",
                    Code.NEEDS_QUOTES,
                )
        return tuple(entries.values())

    def _add_entry(self, entries: dict[str, Entry], key: ScalarNode, value: Node) -> None:
        if key.text == "<<" and key.plain:
            self._problems.add(
                key.location, "`<<` takes keys from elsewhere", "write the keys out here", Code.YAML_FEATURE
            )
            return
        name = " ".join(key.text.split()) if self._keys_are_texts else key_name(key.text) or key.text
        if name in entries:
            self._problems.add(
                key.location,
                f"`{shown(key.text)}` is written twice, first in line {entries[name].location.line}",
                "keep one of the two",
                Code.DUPLICATE_KEY,
            )
        else:
            entries[name] = Entry(name, key.location, value, key.text)

    def _scalar(self, event: yaml.ScalarEvent, location: Location) -> ScalarNode | BrokenNode:
        text: str = event.value
        if DAMAGED in text:
            if not self._has_reported_damage:  # it was written as an escape, such as "\ufffd"
                self._problems.add(
                    location, "a character was lost in these words", "type it again", Code.BAD_CHARACTER
                )
            return BrokenNode(location)
        text = text.translate(_INVISIBLE)
        hidden = None if event.style else self._words_behind_hash(event)
        if hidden is not None and not text:
            self._problems.add(
                hidden.location,
                f'everything behind ` #` is left out, and so is "{shown(hidden.text)}"',
                "put the words in quotes, or take them out",
                Code.CUT_BY_HASH,
            )
            return BrokenNode(location)
        control = next((character for character in text if is_control(character)), None)
        if control is not None:
            self._problems.add(
                location,
                f"there is a control character (U+{ord(control):04X}) in these words",
                "delete it",
                Code.BAD_CHARACTER,
            )
            return BrokenNode(location)
        return ScalarNode(location, text, not event.style, hidden)

    def _words_behind_hash(self, event: yaml.ScalarEvent) -> HiddenWords | None:
        """Return the words that YAML leaves out behind the scalar, unless they are a comment.

        A comment has a space behind its `#`, but so has a number at times: "band # 2".
        """
        mark = event.end_mark
        if mark is None or mark.line >= len(self._typed.lines):
            return None
        line = self._typed.lines[mark.line]
        found = _TIGHT_HASH.match(line, mark.column)
        if found is None and event.value[-1:].isalnum():
            found = _NUMBERED.match(line, mark.column)
        if found is None:
            return None
        location = self._typed.in_file(Location(mark.line + 1, found.start("words") + 1))
        return HiddenWords(location, found["words"].strip())

    def _location(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        return START if mark is None else self._typed.in_file(Location(mark.line + 1, mark.column + 1))
