"""Text of a YAML file -> a tree, in one pass over the parser's events.

Only what a routine needs is let in: keys, lists, words. Anchors, aliases, tags and merge keys are
refused, and so is a second document. Depth and size are limited before anything is built, so that no
file, whatever is in it, takes long or much memory.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from voicefoot.reading.nodes import Broken, Entry, Items, Keys, Node, Words
from voicefoot.reading.problems import START, Location, Problems
from voicefoot.reading.source import DAMAGED
from voicefoot.reading.syntax_errors import DEEPEST, explain, too_deep
from voicefoot.text import is_control, shown

MOST_NODES = 50_000
MOST_MENDED = 20

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML brings it; PyYAML's own is slower and says the same."""


def parse(text: str, problems: Problems) -> Node:
    """The tree of `text`, which has been `cleaned`. Raises RoutineError where there is none.

    A line whose words should have been in quotes is reported, taken out and left `Broken`, so that
    the problems of the other lines are found too.
    """
    lines = text.split("\n")
    mended: set[int] = set()
    while True:
        noted = problems.so_far()
        try:
            return _Builder("\n".join(lines), problems).document()
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # PyYAML's own parser lets ValueError and OverflowError out, as for "\U99999999".
            complaint = explain(error, lines)
            if complaint.mend is None or complaint.place.line in mended or len(mended) == MOST_MENDED:
                if complaint.place.line in mended:
                    problems.raise_any()
                problems.stop(complaint.place, complaint.what, complaint.remedy)
            problems.back_to(noted)
            problems.add(complaint.place, complaint.what, complaint.remedy)
            mended.add(complaint.place.line)
            lines[complaint.place.line - 1] = complaint.mend


class _Builder:
    def __init__(self, text: str, problems: Problems) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)
        self._problems = problems
        self._nodes = 0
        self._damaged = DAMAGED in text

    def document(self) -> Node:
        next(self._events)  # the start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self._problems.stop(
                START,
                "there is nothing in this file",
                "write `title:` and `exercises:`, or begin with `voicefoot new`",
            )
        root = self._node(next(self._events), 1)
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._problems.stop(_place(after), "a second document begins here", "keep one routine in a file")
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = _place(event)
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._problems.stop(
                place, "there is too much in this file", "a routine is short; check which file it is"
            )
        if depth > DEEPEST:
            self._problems.stop(place, *too_deep())
        if isinstance(event, yaml.AliasEvent):
            self._problems.add(
                place,
                f"`*{shown(event.anchor or '')}` points elsewhere",
                "say it again here, or put the words in quotes",
            )
            return Broken(place)
        assert isinstance(event, yaml.NodeEvent)
        self._refuse_marks(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(place, tuple(self._items(depth)))
        if isinstance(event, yaml.MappingStartEvent):
            return Keys(place, self._entries(depth), bool(event.flow_style))
        assert isinstance(event, yaml.ScalarEvent)
        return self._words(event, place)

    def _refuse_marks(self, event: yaml.NodeEvent, place: Location) -> None:
        if event.anchor is not None:
            self._problems.add(
                place, f"`&{shown(event.anchor)}` is an anchor", "take it out, or put the words in quotes"
            )
        tag: str | None = getattr(event, "tag", None)
        if tag is not None:
            name = tag.replace("tag:yaml.org,2002:", "!!")
            self._problems.add(
                place,
                f"`{shown(name)}` is a tag, which no routine needs",
                "take it out, or put the words in quotes",
            )

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> tuple[Entry, ...]:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if isinstance(key, Words):
                if key.text == "<<" and key.plain:
                    self._problems.add(key.place, "`<<` takes keys from elsewhere", "write the keys out here")
                elif key.text in entries:
                    self._problems.add(
                        key.place,
                        f"`{shown(key.text)}` is written twice, first in line {entries[key.text].place.line}",
                        "keep one of the two",
                    )
                else:
                    entries[key.text] = Entry(key.text, key.place, value)
            elif not isinstance(key, Broken):
                self._problems.add(
                    key.place,
                    "brackets or braces stand where a key belongs",
                    "put words that hold them in quotes",
                )
        return tuple(entries.values())

    def _words(self, event: yaml.ScalarEvent, place: Location) -> Words | Broken:
        text: str = event.value
        if DAMAGED in text:
            if not self._damaged:
                self._problems.add(place, "a character was lost in these words", "type it again")
            return Broken(place)
        control = next((character for character in text if is_control(character)), None)
        if control is not None:
            self._problems.add(
                place, f"there is a control character (U+{ord(control):04X}) in these words", "delete it"
            )
            return Broken(place)
        return Words(place, text, plain=not event.style)


def _place(event: yaml.Event) -> Location:
    mark = event.start_mark
    return START if mark is None else Location(mark.line + 1, mark.column + 1)
