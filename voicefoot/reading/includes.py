"""`include` and `with` in the tree of a routine -> the tree with what they mean in their place.

What is included is done as it is in its own file: it keeps the defaults of what it stands in there. Keys
beside `include`, and those that `with` says of an exercise by its name, go before its own. Files are found in
the folder of the file that names them, or below it, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from voicefoot.errors import RoutineError
from voicefoot.model.limits import (
    MAX_EXERCISES,
    MAX_INCLUDE_DEPTH,
    MAX_INCLUDED_FILES,
    MAX_ROUTINE_BYTES,
)
from voicefoot.model.translation import Translation
from voicefoot.problem_codes import Code
from voicefoot.reading import builtin
from voicefoot.reading.fields import Scope, fields_in
from voicefoot.reading.file_names import names_file
from voicefoot.reading.language_tags import language_name, parse_language, same_language
from voicefoot.reading.no_effect import warn_of_hidden_words
from voicefoot.reading.nodes import BrokenNode, Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.paths import resolve_named
from voicefoot.reading.problems import InvalidValueError, Location, Problems
from voicefoot.reading.real_names import RealNames, real_names
from voicefoot.reading.replace_keys import as_mapping, inner_list, name_of, overridden, with_doses, with_list
from voicefoot.reading.siblings import Sibling, siblings_of_builtin, siblings_of_file
from voicefoot.reading.source import read_file
from voicefoot.reading.tree import read_tree
from voicefoot.text import escaped, folded, nearest, shown

_OF_BLOCK = frozenset(fields_in(Scope.BLOCK))
_OF_TOP = frozenset(fields_in(Scope.TOP))


@dataclass(frozen=True, slots=True)
class IncludedTexts:
    """What one included file is in other languages."""

    inline: Mapping[str, Translation]
    siblings: Mapping[str, Sibling]
    names: RealNames

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of the languages that there are."""
        return tuple(dict.fromkeys((*self.inline, *self.siblings)))

    def over(self, known: Translation) -> Translation:
        """Return `known` with what there is in its language. Raises RoutineError for a translation."""
        for tag in self.languages:
            if not same_language(tag, known.language):
                continue
            if tag in self.inline:
                known = self.names.renamed(self.inline[tag]).over(known)
            if tag in self.siblings:
                from voicefoot.reading.translation_file import read_translation

                problems = Problems(self.siblings[tag].name)
                written = read_translation(self.siblings[tag].read(problems), tag, problems)
                if written is not None:
                    known = self.names.renamed(written.translation).over(known)
        return known


class Expanded(NamedTuple):
    """A tree without an `include`."""

    root: Node
    folders: Mapping[str, Path | None]
    """The folder of each file that is included, by its name in a `Location`."""
    texts: tuple[IncludedTexts, ...]
    names: RealNames
    """By those that the file itself may have for them."""


def with_includes(root: Node, name: str, folder: Path | None, problems: Problems) -> Expanded:
    """Return `root`, the tree of the file that messages call `name`, with what it includes.

    `folder` is that of the file; None where there is none, as for built-in routines. Records problems, and
    raises RoutineError if nothing is left of it.
    """
    if not isinstance(root, MappingNode):
        return Expanded(root, {}, (), RealNames({}))
    includer = _Includer(problems)
    main = _File(escaped(name), root, folder, ())
    expanded = includer.expanded(main)
    texts = tuple(
        IncludedTexts(file.inline, file.siblings, real_names(expanded, {file.name, *file.included}))
        for file in includer.files
    )
    folders = {file.name: file.folder for file in includer.files}
    return Expanded(expanded, folders, texts, real_names(expanded, {"", *folders}))


@dataclass(slots=True)
class _File:
    """A file with its tree, in which what it includes stands in its place once it has been expanded."""

    name: str
    root: MappingNode
    folder: Path | None
    chain: tuple[str, ...]
    """The names of the files that lead to it, and its own."""
    inline: Mapping[str, Translation] = field(default_factory=dict)
    siblings: Mapping[str, Sibling] = field(default_factory=dict)
    included: set[str] = field(default_factory=set)
    """The names of all files that it includes, directly or not."""
    item_count: int = 0

    @property
    def language(self) -> str:
        entry = self.root.by_key.get("language")
        try:
            return parse_language(entry.value.text) if entry and isinstance(entry.value, ScalarNode) else "en"
        except InvalidValueError:
            return "en"  # `build` reports it


class _Includer:
    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._files: dict[str, _File | None] = {}
        """By their names; None where a problem has been recorded."""
        self._open: list[str] = []
        self._bytes_left = MAX_ROUTINE_BYTES

    @property
    def files(self) -> Sequence[_File]:
        """The files that are included."""
        return [file for file in self._files.values() if file is not None]

    # -- one file ---------------------------------------------------------------------------------------

    def expanded(self, file: _File) -> MappingNode:
        """Return the tree of `file` without an `include`."""
        self._open.append(file.name)
        root = self._with_base(file)
        doses = root.by_key.get("with")
        exercises = inner_list(root)
        if exercises is not None:
            exercises = self._list(exercises, file)
            if doses is not None:
                exercises = with_doses(exercises, doses.value, self._problems)
            root = with_list(root, exercises)
        self._open.pop()
        return _without(root, "with")

    def _with_base(self, file: _File) -> MappingNode:
        """Return the tree of `file`; where its top includes another, that one with the keys of this."""
        include = file.root.by_key.get("include")
        if include is None:
            return file.root
        reference = None if self._has_list(file.root, include) else self._reference(include, file)
        if reference is not None and reference.part:
            what = f'`include` names "{shown(reference.part)}", and at the top it includes a whole routine'
            self._problems.fail(
                include.value.location, what, "take it out, or put it into `exercises`", Code.CLASHING_KEYS
            )
        if reference is None:
            self._problems.raise_any()
            raise AssertionError("a problem has been recorded")
        base = reference.file
        file.item_count += base.item_count
        own = _without(file.root, "include")
        return replace(overridden(base.root, own.entries), location=own.location)

    # -- lists ------------------------------------------------------------------------------------------

    def _list(self, exercises: SequenceNode, file: _File) -> SequenceNode:
        return replace(exercises, items=tuple(self._item(item, file) for item in exercises.items))

    def _item(self, item: Node, file: _File) -> Node:
        file.item_count += 1
        if not isinstance(item, MappingNode) or item.levels is not None:
            return item
        include = item.by_key.get("include")
        if include is not None:
            return self._included(item, include, file)
        exercises = inner_list(item)
        if exercises is None:
            return item
        exercises = self._list(exercises, file)
        doses = item.by_key.get("with")
        if doses is not None:
            exercises = with_doses(exercises, doses.value, self._problems)
        return _without(with_list(item, exercises), "with")

    def _included(self, item: MappingNode, include: Entry, file: _File) -> Node:
        """Return the exercise or the block that stands in place of `item`."""
        reference = None if self._has_list(item, include) else self._reference(include, file)
        if reference is None:
            return BrokenNode(item.location)
        beside = [entry for entry in item.entries if entry is not include]
        base = reference.file
        found = self._find(reference, include.value.location) if reference.part else _whole(item, base)
        if found is None:
            return BrokenNode(item.location)
        exercises = inner_list(found)
        file.item_count += _count(found)
        if file.item_count > MAX_EXERCISES:
            what = f"with this there are more than {MAX_EXERCISES} exercises, rests and blocks"
            self._problems.fail(
                include.value.location, what, "include less, or single exercises of it", Code.TOO_MANY
            )
        if exercises is None:
            return overridden(found, beside)
        doses = next((entry for entry in beside if entry.key == "with"), None)
        if doses is not None:
            found = with_list(found, with_doses(exercises, doses.value, self._problems))
        return overridden(found, [entry for entry in beside if entry is not doses])

    def _has_list(self, node: MappingNode, include: Entry) -> bool:
        """Whether `node` has a list of its own beside `include`, which is then recorded."""
        if "exercises" not in node.by_key:
            return False
        what, remedy = "`include` stands beside `exercises`", "put it into the list: - include: knee.yaml"
        self._problems.add(include.location, what, remedy, Code.CLASHING_KEYS)
        return True

    def _find(self, reference: _Reference, place: Location) -> MappingNode | None:
        """Return the first exercise or block of that name, with what it stands in."""
        places = list(_places(reference.file.root, (reference.file.root,)))
        wanted = folded(reference.part)
        for name, item, levels in places:
            if folded(name) == wanted:
                found = as_mapping(item)
                return found if found.levels is not None else replace(found, levels=levels)
        guess = nearest(reference.part, [name for name, _, _ in places])
        what = f'there is no exercise or block "{shown(reference.part)}" in {reference.file.name}'
        names = ", ".join(dict.fromkeys(f'"{shown(name)}"' for name, _, _ in places[:6]))
        self._problems.add(
            place,
            what,
            f'did you mean "{shown(guess)}"?' if guess else f"there is {names}",
            Code.UNKNOWN_NAME,
        )
        return None

    # -- files ------------------------------------------------------------------------------------------

    def _reference(self, include: Entry, file: _File) -> _Reference | None:
        """Return what `include` names; None if that has a problem."""
        value = include.value
        if isinstance(value, BrokenNode):
            return None
        if isinstance(value, ScalarNode) and value.hidden is not None:
            what = f'everything behind ` #` is left out, and so is "{shown(value.hidden.text)}"'
            remedy = f"write it without the space: {shown(value.text.strip() + value.hidden.text)}"
            self._problems.add(value.hidden.location, what, remedy, Code.CUT_BY_HASH)
            return None
        text = " ".join(value.text.split()) if isinstance(value, ScalarNode) else ""
        named, _, part = (each.strip() for each in text.partition("#"))
        if not named:
            what = "`include` needs the name of a file or of a built-in routine"
            self._problems.add(
                value.location, what, "write it as knee.yaml, or knee.yaml#Bridge", Code.WRONG_SHAPE
            )
            return None
        if "#" in text and not part:
            what = "there is no name behind the `#`"
            self._problems.add(
                value.location, what, "write that of an exercise, or take the `#` out", Code.EMPTY_VALUE
            )
            return None
        found = self._file(named, value.location, file)
        if found is None:
            return None
        if not same_language(found.language, file.language):
            here, there = language_name(file.language), language_name(found.language)
            what = f"{found.name} is in {there}, and this routine in {here}"
            remedy = f"write `language: {found.language}` at the top; a translation lies beside a routine"
            self._problems.add(value.location, what, remedy, Code.WRONG_LANGUAGE)
            return None
        file.included |= {found.name, *found.included}
        return _Reference(found, part)

    def _file(self, named: str, place: Location, file: _File) -> _File | None:
        """Return the file or built-in routine that is `named` at `place` in `file`, expanded."""
        name, path = named, None
        if names_file(named):
            if file.folder is None:
                what = "this routine has no folder to include files from"
                self._problems.add(place, what, "save it as a file first", Code.BAD_FILE)
                return None
            try:
                path = resolve_named(file.folder, named)
                if not path.is_file():
                    raise InvalidValueError("is not a file", "name a routine", Code.BAD_FILE)
            except InvalidValueError as error:
                self._problems.add(
                    place, f'`include` is "{shown(named)}", which {error.what}', error.remedy, error.code
                )
                return None
            shown_folder = Path(file.name).parent
            name = escaped(str(shown_folder / named))
        elif named not in builtin.names():
            guess = nearest(named, builtin.names())
            what = f'there is no built-in routine "{shown(named)}"'
            remedy = f"did you mean {guess}? " if guess else ""
            self._problems.add(
                place,
                what,
                f"{remedy}a file is named with its ending: {shown(named)}.yaml",
                Code.UNKNOWN_NAME,
            )
            return None
        if self._is_refused(name, place):
            return None
        if name not in self._files:
            self._files[name] = None
            self._files[name] = self._loaded(named, name, path, place)
        return self._files[name]

    def _is_refused(self, name: str, place: Location) -> bool:
        """Whether the file `name` may not be included at `place`, which is then recorded."""
        if name in self._open:
            chain = " includes ".join([*self._open[self._open.index(name) :], name])
            what, remedy = f"this goes round in a circle: {chain}", "take one of them out"
        elif len(self._open) > MAX_INCLUDE_DEPTH:
            what = f"files include each other more than {MAX_INCLUDE_DEPTH} deep: {', '.join(self._open)}"
            remedy = "include the last of them in the first"
        elif name not in self._files and len(self._files) == MAX_INCLUDED_FILES:
            what = f"there are more than {MAX_INCLUDED_FILES} included files"
            remedy = "put what belongs together in one file"
        else:
            return False
        self._problems.add(place, what, remedy, Code.BAD_INCLUDE)
        return True

    def _loaded(self, named: str, name: str, path: Path | None, place: Location) -> _File | None:
        inner = self._problems.within(name, place)
        try:
            text = builtin.text_of(named) if path is None else read_file(path, inner)
            self._bytes_left -= len(text.encode("utf-8", "surrogatepass"))
            if self._bytes_left < 0:
                what = f"the included files are larger than {MAX_ROUTINE_BYTES / 1e6:g} MB together"
                self._problems.fail(place, what, "include less; check which files they are", Code.TOO_LARGE)
            tree = read_tree(text, name, inner, file=name)
            if not isinstance(tree.root, MappingNode):
                inner.fail(
                    tree.root.location, "this file holds no routine", "include another", Code.NOT_A_ROUTINE
                )
        except RoutineError:
            return None  # its problems are among those of the routine
        warn_of_hidden_words(tree.root, inner)
        siblings = siblings_of_builtin(named) if path is None else siblings_of_file(path)
        folder = None if path is None else path.parent
        file = _File(name, tree.root, folder, (), tree.inline, siblings)
        file.root = self.expanded(file)
        return file


class _Reference(NamedTuple):
    file: _File
    part: str
    """The name of an exercise or a block in it; "" for the whole."""


def _whole(item: MappingNode, file: _File) -> MappingNode:
    """Return all of `file` as a block in place of `item`."""
    entries = [entry for entry in file.root.entries if entry.key in _OF_BLOCK or entry.key not in _OF_TOP]
    title = file.root.by_key.get("title")
    if title is not None:
        entries.insert(0, replace(title, key="block"))
    return MappingNode(item.location, tuple(entries), levels=(file.root,))


def _places(
    block: MappingNode, levels: tuple[MappingNode, ...]
) -> Iterator[tuple[str, ScalarNode | MappingNode, tuple[MappingNode, ...]]]:
    """Yield each exercise and block in `block` that has a name, with what it stands in, innermost first."""
    exercises = inner_list(block)
    for item in exercises.items if exercises is not None else ():
        if not isinstance(item, ScalarNode | MappingNode):
            continue
        name = name_of(item, "block") or name_of(item)
        if name is not None:
            yield name, item, levels
        if isinstance(item, MappingNode) and inner_list(item) is not None:
            yield from _places(item, (item, *(levels if item.levels is None else item.levels)))


def _count(item: Node) -> int:
    """Return how many items there are in `item`, beside itself."""
    exercises = inner_list(item)
    return 0 if exercises is None else sum(1 + _count(each) for each in exercises.items)


def _without(node: MappingNode, key: str) -> MappingNode:
    return replace(node, entries=tuple(entry for entry in node.entries if entry.key != key))
