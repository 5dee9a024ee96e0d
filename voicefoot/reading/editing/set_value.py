"""One value of a routine -> another, with all else as it was, character for character."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from voicefoot.errors import CommandError, Problem, RoutineError
from voicefoot.problem_codes import Code
from voicefoot.reading.editing.blank_lines import last_line
from voicefoot.reading.editing.changes import Change, changed
from voicefoot.reading.editing.places import LINE_END, Places
from voicefoot.reading.editing.quotes import quoted, quoted_words
from voicefoot.reading.editing.targets import Target, find, lines_of_moves, named, targets
from voicefoot.reading.fields import (
    DOSE_KEYS,
    KEYS_FOR_ALL_MOVES,
    MOVE_KEYS,
    Field,
    Scope,
    ValueKind,
)
from voicefoot.reading.inline_texts import is_inline
from voicefoot.reading.key_names import key_name
from voicefoot.reading.parser import LOADER, parse
from voicefoot.reading.problems import Problems
from voicefoot.reading.read import read_original_text
from voicefoot.reading.source import normalize
from voicefoot.reading.typed import as_meant
from voicefoot.text import shown

_TEXTS = {ValueKind.TEXT, ValueKind.LINES, ValueKind.LINK, ValueKind.INCLUDE}
"""Kinds whose values are words, whatever they begin with."""
_WORDS = _TEXTS | {ValueKind.TEXTS, ValueKind.SIDES, ValueKind.LOADS, ValueKind.TIPS, ValueKind.POSITION}
"""Kinds whose values are not taken for numbers by other programs."""
_LISTS = {"exercises", "moves"}
"""Keys whose values are long. Others stand above them."""
_HIDDEN = re.compile(r" +#[^ #].*")
"""What of a text YAML takes for a comment, and `check` warns of."""
_COMMENT = re.compile(r"(?<=[ \n])#.*")


@dataclass(frozen=True, slots=True)
class SetValue:
    """A routine in which a value was set, and what to tell of it."""

    text: str
    line: int
    called: str
    """Whose value it is; "" for the top."""
    key: str
    before: str | None
    """What stood there; None if nothing did."""
    after: str | None
    """What stands there now; None if it was taken out."""
    warnings: tuple[Problem, ...]
    """What there is to say of the routine that was not to say of it before."""


def set_value(text: str, file: str, folder: Path, where: str | None, key: str, value: str | None) -> SetValue:
    """Return `text`, that of `file` in `folder`, with `value` for `key`, or without the key if it is None.

    `where` names an exercise or a block, or a line of one; None is the top. Raises CommandError if it means
    none or several, or if there is nothing to take out; RoutineError with all problems that the routine would
    have.
    """
    problems = Problems(file)
    typed = as_meant(normalize(text, problems), problems)
    parse(typed, problems)
    problems.raise_any()
    editor = _Editor(Places(typed, text), file)
    target = editor.target(where)
    name = key_name(key) or key
    editor.check(target, where, name, value)
    entry = target.entry(name)
    before = None if entry is None else editor.shown(entry[1])
    edits = editor.setting(target, name, value) if value is not None else editor.removing(target, name)
    new = editor.applied(text, edits)
    read = read_original_text(new, file, folder)
    known = Counter((each.what, each.code) for each in _found(text, file, folder))
    warnings = tuple(_beyond(known, read.warnings))
    after = None if value is None else " ".join(value.split())
    line = (target.node if entry is None else entry[0]).start_mark.line + 1
    called = "" if target.scope is Scope.TOP else target.called
    return SetValue(new, line, called, name, before, after, warnings)


def error_before(text: str, file: str, folder: Path, after: RoutineError) -> RoutineError | None:
    """Return the error of the routine `text` if it has all the problems of `after`, that of the edited one,
    wherever they stand; else None.
    """
    try:
        read_original_text(text, file, folder)
    except RoutineError as error:
        known = Counter((each.what, each.code) for each in error.problems)
        return None if any(_beyond(known, after.problems)) else error
    return None


def _found(text: str, file: str, folder: Path) -> tuple[Problem, ...]:
    """Return all problems and warnings of the routine `text`."""
    try:
        return read_original_text(text, file, folder).warnings
    except RoutineError as error:
        return (*error.problems, *error.warnings)


def _beyond(known: Mapping[tuple[str, Code], int], found: Iterable[Problem]) -> Iterator[Problem]:
    """Yield those of `found` that are not among the `known`, of which there are so many of each."""
    left = Counter(known)
    for each in found:
        left[each.what, each.code] -= 1
        if left[each.what, each.code] < 0:
            yield each


class _Editor:
    """Finds out what has to change; all indexes are those of the typed text."""

    def __init__(self, places: Places, file: str) -> None:
        self._places = places
        self._text = places.found
        self._lines = self._text.split("\n")
        self._file = file
        root = yaml.compose(self._text, Loader=LOADER)
        assert root is not None, "an empty file is a problem"
        self._root = root

    def target(self, where: str | None) -> Target:
        if where is not None:
            among = list(targets(self._root))
            tops = [Target(self._root, Scope.TOP, (), is_within=False), *among]
            includes = any(each.entry("include") is not None for each in tops)
            return find(where, among, self._text, includes=includes)
        if not isinstance(self._root, yaml.MappingNode):
            raise CommandError(
                f"{self._file} is a list without a top; write `title:` and `exercises:` above it"
            )
        return Target(self._root, Scope.TOP, (), bool(self._root.flow_style))

    def check(self, target: Target, where: str | None, key: str, value: str | None) -> None:
        """Raise CommandError if the key belongs in a move, or there is nothing to take out."""
        lines = lines_of_moves(target)
        written = target.entry(key) is not None
        if lines and not written and key in MOVE_KEYS and key not in KEYS_FOR_ALL_MOVES:
            what = f'"{shown(target.called)}" has moves, in lines {lines}, and each its own `{key}`'
            raise CommandError(f"{what}; write a line in place of {where}")
        if value is None and not written:
            what = f"there is no `{shown(key)}` in {_quoted(target)}"
            raise CommandError(f"{what}; what holds there comes from around it, or is usual")

    def shown(self, value: yaml.Node) -> str:
        """Return what is written as `value`, in one line, without comments."""
        if _is_block_scalar(value):
            return " ".join(value.value.split())
        start, end = value.start_mark.index, self._end(value)
        gone = [Change(*place, "") for place in self._comments(value)]
        return " ".join(changed(self._text[:end], gone)[start:].split())

    def applied(self, text: str, edits: Iterator[Change]) -> str:
        """Return the `text` of the file after the `edits`, with line ends as it has them."""
        end = LINE_END.search(text)
        line_end = end[0] if end else "\n"
        in_file = self._places.in_file
        moved = [
            Change(in_file(start), in_file(stop), new.replace("\n", line_end)) for start, stop, new in edits
        ]
        return changed(text, moved)

    # -- setting ---------------------------------------------------------------------------------------

    def setting(self, target: Target, key: str, value: str) -> Iterator[Change]:
        """Yield what changes so that the key has the value."""
        new = _written(value, target.fields.get(key), is_within=target.is_within)
        entry = target.entry(key)
        if entry is not None:
            yield from self._replacing(entry, new, _is_text(target.fields.get(key)))
        elif target.is_name_alone:
            yield from self._beside_name(target, f"{key}: {new}")
        elif target.is_within:
            yield self._in_braces(target, key, new)
        else:
            yield self._in_lines(target, key, new)

    def _replacing(self, entry: tuple[yaml.Node, yaml.Node], new: str, is_text: bool) -> Iterator[Change]:
        key, value = entry
        start, end = value.start_mark.index, self._end(value)
        if isinstance(value, yaml.CollectionNode) and not value.flow_style:
            colon = self._text.index(":", key.end_mark.index) + 1
            yield Change(colon, colon, f" {new}")
            yield from self._without_lines(value)
            return
        if _is_block_scalar(value):
            line_end = self._places.line_end(start)
            header = re.match(r"[|>][-+0-9]*", self._text[start:line_end])
            yield Change(start, start + len(header[0] if header else ""), new)
            yield Change(line_end, max(line_end, end), "")
            return
        if start == end:  # nothing stood there
            colon = self._text.index(":", key.end_mark.index) + 1
            yield Change(colon, colon, f" {new}")
            return
        hidden = _HIDDEN.match(self._text, end) if is_text else None
        yield Change(start, hidden.end() if hidden else end, new)

    def _without_lines(self, value: yaml.Node) -> Iterator[Change]:
        """Yield what takes the lines of `value` out, but for those of comments."""
        at = self._places.line_start(value.start_mark.index) - 1
        for start, end in self._comments(value):
            line_start = self._places.line_start(start)
            if not self._text[line_start:start].strip(" "):
                yield Change(at, line_start - 1, "")
                at = end
        yield Change(at, self._line_end(last_line(value, self._lines)), "")

    def _beside_name(self, target: Target, entry: str) -> Iterator[Change]:
        node = target.node
        start, end = node.start_mark.index, self._end(node)
        if target.is_within and self._is_in_brackets(node):
            yield Change(start, start, "{name: ")
            yield Change(end, end, f", {entry}}}")
        elif isinstance(node, yaml.MappingNode) and not node.flow_style:
            raise CommandError(f'"{shown(target.called)}" is a name alone; write `name:` before it first')
        else:
            line_end = self._places.line_end(end)
            yield Change(start, start, "name: ")
            yield Change(line_end, line_end, f"\n{' ' * node.start_mark.column}{entry}")

    def _is_in_brackets(self, node: yaml.Node) -> bool:
        """Whether `node`, an item of a list, stands in brackets, rather than behind a dash."""
        before = self._text[: node.start_mark.index].rstrip(" ")
        return not before.endswith("-")

    def _in_braces(self, target: Target, key: str, new: str) -> Change:
        entries = target.node.value
        before, value = self._neighbour(target, key)
        if all(self._text[each.start_mark.index] == '"' for each, _ in entries):  # as programs write it
            key = json.dumps(key)
            new = new if new[:1] in '"[{' or new.isdecimal() else json.dumps(new, ensure_ascii=False)
        at = max(self._end(value), self._text.index(":", before.end_mark.index) + 1)
        line_start = self._places.line_start(before.start_mark.index)
        indent = self._text[line_start : before.start_mark.index]
        is_on_its_own = line_start > target.node.start_mark.index and not indent.strip()
        return Change(at, at, f",\n{indent}{key}: {new}" if is_on_its_own else f", {key}: {new}")

    def _in_lines(self, target: Target, key: str, new: str) -> Change:
        before, value = self._neighbour(target, key)
        indent = " " * before.start_mark.column
        if named(before) in _LISTS:  # there is nothing above it
            at = before.start_mark.index
            return Change(at, at, f"{key}: {new}\n{indent}")
        at = self._line_end(max(last_line(value, self._lines), before.start_mark.line))
        return Change(at, at, f"\n{indent}{key}: {new}")

    def _neighbour(self, target: Target, key: str) -> tuple[yaml.Node, yaml.Node]:
        """Return the entry behind which a new one belongs: a part of a dose stands behind the other parts,
        and no key behind a list of exercises or moves.
        """
        entries: list[tuple[yaml.Node, yaml.Node]] = target.node.value
        above = entries
        if any(named(each) in _LISTS for each, _ in entries):
            first = next(number for number, (each, _) in enumerate(entries) if named(each) in _LISTS)
            above = entries[:first] or entries[:1]
        if key in DOSE_KEYS:
            above = [entry for entry in above if named(entry[0]) in DOSE_KEYS] or above
        return above[-1]

    # -- taking out ------------------------------------------------------------------------------------

    def removing(self, target: Target, key: str) -> Iterator[Change]:
        """Yield what changes so that the key, which is written, is not."""
        entries: list[tuple[yaml.Node, yaml.Node]] = target.node.value
        number = next(number for number, (each, _) in enumerate(entries) if named(each) == key)
        node, value = entries[number]
        following = entries[number + 1][0].start_mark.index if number + 1 < len(entries) else None
        start = node.start_mark.index
        if isinstance(target.node, yaml.MappingNode) and target.node.flow_style:
            if following is not None:
                yield Change(start, following, "")
            else:
                yield Change(self._end(entries[number - 1][1]) if number else start, self._end(value), "")
            return
        line_start = self._places.line_start(start)
        if self._text[line_start:start].strip(" "):  # it stands behind the dash
            if following is None:
                raise CommandError(f"`{key}` is all that is written there; take out the whole")
            yield Change(start, following, "")
            return
        end = self._line_end(max(last_line(value, self._lines), node.start_mark.line))
        if end < len(self._text):
            yield Change(line_start, end + 1, "")
        else:
            yield Change(max(0, line_start - 1), end, "")

    # -- places ----------------------------------------------------------------------------------------

    def _comments(self, node: yaml.Node) -> Iterator[tuple[int, int]]:
        """Yield where each comment in `node` begins and ends."""
        texts = [(self._first_word(each), each.end_mark.index) for each in _scalars(node)]
        for found in _COMMENT.finditer(self._text, node.start_mark.index, self._end(node)):
            if not any(start <= found.start() < end for start, end in texts):
                yield found.span()

    def _first_word(self, node: yaml.Node) -> int:
        """Return where the words of the scalar `node` begin; of those under `|` or `>`, in the next line."""
        start = int(node.start_mark.index)
        return self._places.line_end(start) if _is_block_scalar(node) else start

    def _end(self, node: yaml.Node) -> int:
        """Return where `node` ends; of a text under `|` or `>`, behind its last word."""
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:  # comments may follow
            end = self._line_end(last_line(node, self._lines))
        return start + len(self._text[start:end].rstrip(" \n"))

    def _line_end(self, line: int) -> int:
        """Return where the line, which counts from 0, ends."""
        return sum(len(each) + 1 for each in self._lines[:line]) + len(self._lines[line])


def _is_block_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Yield all scalars in `node`, the keys too."""
    if isinstance(node, yaml.ScalarNode):
        yield node
        return
    for each in node.value:
        for part in each if isinstance(each, tuple) else (each,):
            yield from _scalars(part)


def _quoted(target: Target) -> str:
    return f'"{shown(target.called)}"' if target.names else target.called


def _is_text(field: Field | None) -> bool:
    return field is None or field.kind in _TEXTS


def _written(value: str, field: Field | None, *, is_within: bool) -> str:
    """Return `value`, as it was typed on a command line, as YAML in one line."""
    value = value.strip()
    if _is_yaml(value, field):
        return value
    is_words = field is not None and field.kind in _WORDS
    return (quoted_words if is_words else quoted)(value, is_within=is_within)


def _is_yaml(value: str, field: Field | None) -> bool:
    """Whether `value` is a list or a mapping in brackets, where the field takes one, or stands in quotes."""
    if value[:1] not in ("[", "{", '"', "'"):
        return False
    try:
        root = yaml.compose(value, Loader=LOADER)
    except yaml.YAMLError:
        return False
    if root is None or root.end_mark.index != len(value) or "\n" in value:
        return False
    if isinstance(root, yaml.MappingNode) and _is_text(field):
        return is_inline([str(key.value) for key, _ in root.value])
    return isinstance(root, yaml.ScalarNode) or not _is_text(field)
