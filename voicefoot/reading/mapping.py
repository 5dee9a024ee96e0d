"""The mappings of a routine, such as an exercise or a move, with their keys checked against the table of
fields and their values converted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from voicefoot.problem_codes import Code
from voicefoot.reading.convert import convert
from voicefoot.reading.fields import (
    BLOCK_SYNONYMS,
    KEY_SYNONYMS,
    SCOPE_PHRASES,
    Field,
    Scope,
    fields_in,
    scopes_of,
)
from voicefoot.reading.key_names import key_name
from voicefoot.reading.nodes import Entry, MappingNode, ScalarNode
from voicefoot.reading.problems import Location, Problems
from voicefoot.text import nearest, shown


class FieldMapping:
    """The converted values of `node`, a mapping that stands in `scope`.

    A key whose value has a problem is present (`has`) without a value (`get`), and so is the key that an
    unknown one probably meant: then nobody reports it as missing too.
    """

    def __init__(self, node: MappingNode, scope: Scope, problems: Problems) -> None:
        self.location = node.location
        self._values: dict[str, Any] = {}
        self._locations: dict[str, Location] = {}
        fields = fields_in(scope)
        for entry, fragments in _with_fragments(node):
            field = fields.get(entry.key)
            if fragments:
                _report_comma(entry, fragments, fields, problems)
                for fragment in fragments:
                    written = key_name(fragment.written.partition(":")[0]) or fragment.key
                    self._locations.setdefault(written, fragment.location)
            if field is None:
                meant = _report_tight_colon(entry, fields, problems)
                meant = meant or _report_unknown(entry, scope, fields, problems)
                self._locations.setdefault(meant or entry.key, entry.location)
            else:
                self._locations[entry.key] = entry.location
                self._values[entry.key] = convert(field, entry.value, problems)
        for field in fields.values():
            if field.required and field.name not in self._locations:
                problems.add(
                    node.location,
                    f"there is no `{field.name}` {SCOPE_PHRASES[scope]}",
                    f"write `{field.name}:` there",
                    Code.MISSING_KEY,
                )

    def has(self, name: str) -> bool:
        """Whether the key was written, or meant."""
        return name in self._locations

    def get(self, name: str) -> Any | None:
        """Return the value of the key, or None if it was not written or has a problem."""
        return self._values.get(name)

    def location_of(self, name: str) -> Location:
        """Return the location of the key, or of the whole mapping if it was not written."""
        return self._locations.get(name, self.location)

    def written(self, *names: str) -> Iterator[str]:
        """Iterate over those of `names` that were written, in the order of the file."""
        return (name for name in self._locations if name in names)


def first_with(name: str, *mappings: FieldMapping) -> FieldMapping | None:
    """Return the first of `mappings` in which the key was written, or None."""
    return next((mapping for mapping in mappings if mapping.has(name)), None)


def inherited(name: str, *mappings: FieldMapping) -> Any | None:
    """Return the value of the key in the first of `mappings` in which it was written, or None."""
    mapping = first_with(name, *mappings)
    return None if mapping is None else mapping.get(name)


def _with_fragments(node: MappingNode) -> list[tuple[Entry, list[Entry]]]:
    """Return each entry with the entries after it that are really fragments of its words.

    In `{say: One, two.}` the fragment `two.` is a key of its own for YAML.
    """
    grouped: list[tuple[Entry, list[Entry]]] = []
    for entry in node.entries:
        has_no_value = isinstance(entry.value, ScalarNode) and entry.value.plain and not entry.value.text
        if node.flow and has_no_value and grouped and isinstance(grouped[-1][0].value, ScalarNode):
            grouped[-1][1].append(entry)
        else:
            grouped.append((entry, []))
    return grouped


def _report_tight_colon(entry: Entry, fields: Mapping[str, Field], problems: Problems) -> str | None:
    """If `entry` is a key and a value without a space between them, report it and return the key.

    In `{name:Taps}` all of `name:Taps` is a key for YAML.
    """
    written, _, value = entry.written.partition(":")
    key = key_name(written)
    if not value or key not in fields:
        return None
    problems.add(
        entry.location,
        f'"{shown(entry.written)}" has no space after its colon',
        f"write {written}: {shown(value)}",
        Code.MISSING_SPACE,
    )
    return key


def _report_comma(
    entry: Entry, fragments: list[Entry], fields: Mapping[str, Field], problems: Problems
) -> None:
    first = fragments[0]
    if _report_tight_colon(first, fields, problems):
        return
    text = entry.value.text if isinstance(entry.value, ScalarNode) else ""
    words = ", ".join([text, *(fragment.written for fragment in fragments)])
    problems.add(
        first.location,
        f'a comma splits the words of `{shown(entry.key)}`: "{shown(first.written)}" stands alone',
        f'put the words in quotes: {shown(entry.key)}: "{shown(words)}"',
        Code.NEEDS_QUOTES,
    )


def _report_unknown(
    entry: Entry, scope: Scope, fields: Mapping[str, Field], problems: Problems
) -> str | None:
    """Report an unknown key, and return the known one that it probably meant, or None."""
    key, here = shown(entry.key), SCOPE_PHRASES[scope]
    synonyms = KEY_SYNONYMS.get(entry.key.lower(), ())
    synonym = next((name for name in synonyms if name in fields), None)
    elsewhere = [SCOPE_PHRASES[other] for other in scopes_of(entry.key)]
    if elsewhere:
        remedy = f"here it is called `{synonym}`" if synonym else f"write it {_either(elsewhere)}"
        problems.add(entry.location, f"`{key}` does not belong {here}", remedy, Code.MISPLACED_KEY)
        return synonym
    what = f"there is no key `{key}` {here}"
    block = BLOCK_SYNONYMS.get(entry.key.lower())
    if block is not None and synonym is None:
        remedy = f"begin a block in `exercises`: - block: {block}, and its own `exercises:` below that"
        problems.add(entry.location, what, remedy, Code.UNKNOWN_KEY)
        return None
    if synonyms and synonym is None and scope in (Scope.TOP, Scope.BLOCK, Scope.EXERCISE):
        places = _either([SCOPE_PHRASES[other] for other in scopes_of(synonyms[0])])
        problems.add(entry.location, what, f"write `{synonyms[0]}` {places}", Code.UNKNOWN_KEY)
        return None
    meant = synonym or nearest(entry.key, list(fields))
    if meant is not None:
        problems.add(entry.location, what, f"did you mean `{meant}`?", Code.UNKNOWN_KEY)
        return meant
    problems.add(entry.location, what, f"take it out, or write one of {', '.join(fields)}", Code.UNKNOWN_KEY)
    return None


def _either(places: list[str]) -> str:
    """Return `places` with commas and an "or" between them."""
    return " or ".join([", ".join(places[:-1]), places[-1]] if len(places) > 1 else places)
