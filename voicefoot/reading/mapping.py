"""One set of keys: those at the top, of an exercise, of a move or of a tip, each judged by the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from voicefoot.reading.convert import convert
from voicefoot.reading.fields import NAMES_ELSEWHERE, Field, Scope, fields_at, homes
from voicefoot.reading.nodes import Entry, Keys, Words
from voicefoot.reading.problems import Location, Problems
from voicefoot.text import nearest, shown

_HERE = {
    Scope.TOP: "at the top",
    Scope.EXERCISE: "in an exercise",
    Scope.MOVE: "in a move",
    Scope.TIP: "in a tip",
    Scope.SONG: "in a song",
}


class Group:
    """The values of the keys of `node`. A key whose value is wrong `has` been written, and has no
    value; so has the key that was probably meant by an unknown one. Nobody then asks for it again.
    """

    def __init__(self, node: Keys, level: Scope, problems: Problems) -> None:
        self.place = node.place
        self._values: dict[str, Any] = {}
        self._places: dict[str, Location] = {}
        fields = fields_at(level)
        for entry, split_off in _with_split_off(node):
            field = fields.get(entry.key)
            if split_off:
                _complain_of_comma(entry, split_off, fields, problems)
                for part in split_off:
                    self._places.setdefault(part.key, part.place)
            if field is None:
                meant = _complain_of_unknown(entry, level, fields, problems)
                self._places.setdefault(meant or entry.key, entry.place)
            else:
                self._places[entry.key] = entry.place
                self._values[entry.key] = convert(field, entry.value, problems)
        for field in fields.values():
            if field.required and field.name not in self._places:
                problems.add(
                    node.place, f"there is no `{field.name}` {_HERE[level]}", f"write `{field.name}:` there"
                )

    def has(self, name: str) -> bool:
        """Whether the key was written, or meant."""
        return name in self._places

    def get(self, name: str) -> Any | None:
        """The value of the key; None where it was not written, or is wrong."""
        return self._values.get(name)

    def place_of(self, name: str) -> Location:
        """Where the key stands, or the beginning of all where it was not written."""
        return self._places.get(name, self.place)

    def written(self, *names: str) -> Iterator[str]:
        """Those of `names` that were written, in the order of the file."""
        return (name for name in self._places if name in names)


def inherited(name: str, *groups: Group) -> Any | None:
    """The value of the key in the first of `groups` in which it was written."""
    return next((group.get(name) for group in groups if group.has(name)), None)


def _with_split_off(node: Keys) -> list[tuple[Entry, list[Entry]]]:
    """Each key with those behind it that are really a part of its words: in `{say: One, two.}` the
    word `two.` is a key of its own for YAML.
    """
    grouped: list[tuple[Entry, list[Entry]]] = []
    for entry in node.entries:
        bare = isinstance(entry.value, Words) and entry.value.plain and not entry.value.text
        if node.braced and bare and grouped and isinstance(grouped[-1][0].value, Words):
            grouped[-1][1].append(entry)
        else:
            grouped.append((entry, []))
    return grouped


def _complain_of_comma(
    entry: Entry, split_off: list[Entry], fields: Mapping[str, Field], problems: Problems
) -> None:
    first = split_off[0]
    key, _, value = first.key.partition(":")
    if value and key in fields:
        problems.add(
            first.place, f'"{shown(first.key)}" has no space behind its colon', f"write {key}: {shown(value)}"
        )
        return
    words = ", ".join(
        [entry.value.text if isinstance(entry.value, Words) else "", *(part.key for part in split_off)]
    )
    problems.add(
        first.place,
        f'a comma splits the words of `{shown(entry.key)}`: "{shown(first.key)}" stands alone',
        f'put the words in quotes: {shown(entry.key)}: "{shown(words)}"',
    )


def _complain_of_unknown(
    entry: Entry, level: Scope, fields: Mapping[str, Field], problems: Problems
) -> str | None:
    """Notes that the key is unknown, and gives the one that was probably meant."""
    key = shown(entry.key)
    elsewhere = homes(entry.key)
    if elsewhere:
        problems.add(
            entry.place, f"`{key}` does not belong {_HERE[level]}", f"write it {' or '.join(elsewhere)}"
        )
        return None
    what = f"there is no key `{key}` {_HERE[level]}"
    meant = NAMES_ELSEWHERE.get(entry.key.lower())
    if meant not in fields:
        meant = nearest(entry.key, list(fields))
    if meant is not None:
        problems.add(entry.place, what, f"did you mean `{meant}`?")
        return meant
    problems.add(entry.place, what, f"take it out, or write one of {', '.join(fields)}")
    return None
