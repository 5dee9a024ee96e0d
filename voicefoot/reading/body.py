"""The lists of a routine -> a block of exercises, rests and further blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from voicefoot.model.limits import MAX_BLOCK_DEPTH, MAX_EXERCISES
from voicefoot.model.routine import Block, Item, Rest, Shuffle
from voicefoot.problem_codes import Code
from voicefoot.reading import patterns
from voicefoot.reading.convert import one_line
from voicefoot.reading.exercise import ExerciseBuilder, Surroundings, may_fit
from voicefoot.reading.fields import BLOCK_SYNONYMS, KEY_SYNONYMS, Scope, fields_in
from voicefoot.reading.mapping import FieldMapping, inherited
from voicefoot.reading.media import SoundtrackResolver
from voicefoot.reading.nodes import Entry, MappingNode, ScalarNode
from voicefoot.reading.paths import Folders
from voicefoot.reading.position import build_positions
from voicefoot.reading.problems import Location, Problems, line_of
from voicefoot.text import LazyPattern, folded, shown

_BLOCK_KEYS = {"block", "exercises", *BLOCK_SYNONYMS}
_REST_KEYS = {"rest", *(key for key, meant in KEY_SYNONYMS.items() if "rest" in meant)}
_TIGHT_KEY = LazyPattern(r"([A-Za-z_]+):(\S.*)")
_REST_IN_WORDS = LazyPattern(rf"(?:rest|pause|break)\b:? *({patterns.ANY_DURATION})", re.IGNORECASE)


class BodyBuilder:
    """Builds the body of one routine."""

    def __init__(
        self, soundtracks: SoundtrackResolver, folders: Folders, language: str, problems: Problems
    ) -> None:
        self._exercises = ExerciseBuilder(soundtracks, folders, language, problems)
        self._language = language
        self._problems = problems
        self._item_count = 0
        self._places: dict[int, Location] = {}
        self._levels: dict[int, FieldMapping] = {}
        """Of what is included, by the `id` of the node."""

    @property
    def places(self) -> Mapping[int, Location]:
        """Where each item that was built is written, by the item's `id`."""
        return self._places

    def build(self, top: FieldMapping) -> Block:
        """Build the body that stands at the top. Records problems; what has one may be left out."""
        return self._block(top, Surroundings(()), 0)

    def _block(self, mapping: FieldMapping, around: Surroundings, depth: int) -> Block:
        build_positions((mapping,), None, self._language, self._problems)  # problems, even if none takes it
        rounds: int = mapping.get("rounds") or 1
        levels = (mapping, *around.mappings)
        inside = Surroundings(levels, rounds if rounds > 1 else around.rounds)
        nodes = mapping.get("exercises") or ()
        items = tuple(self._items(nodes, inside, depth))
        block = Block(
            items,
            name=mapping.get("block"),
            rounds=rounds,
            round_rest_seconds=inherited("round_rest", *levels),
            rest_between_seconds=inherited("rest_between", *levels),
            round_every_seconds=mapping.get("round_every"),
            shuffle=mapping.get("shuffle") or Shuffle.NO,
            pick=mapping.get("pick"),
            may_fit=may_fit(*levels),
            line=mapping.location.line,
        )
        key = "round_every" if mapping.has("round_every") else "block"
        self._places[id(block)] = mapping.location_of(key)
        self._check(mapping, nodes)
        return block

    def _check(self, mapping: FieldMapping, nodes: tuple[MappingNode | ScalarNode, ...]) -> None:
        """Record what is wrong with the list of `nodes`, the items of `mapping`."""
        choices = [node for node in nodes if _scope_of(node) is not Scope.REST]
        if nodes and not choices:
            what = "there are only rests in this list"
            self._problems.add(
                mapping.location_of("exercises"), what, "add an exercise: - name: ...", Code.NO_EXERCISE
            )
        pick = mapping.get("pick")
        if pick is not None and choices and pick > len(choices):
            what = f"`pick` is {pick}, and there {_are(len(choices))} to pick from"
            self._problems.add(
                mapping.location_of("pick"), what, f"write {len(choices)} at most", Code.OUT_OF_RANGE
            )
        if mapping.has("round_every") and mapping.has("round_rest"):
            where = line_of(mapping.location_of("round_every"), mapping.location_of("round_rest"))
            what = f"`round_rest` stands beside `round_every` ({where})"
            remedy = "keep one of them: a round rests for what `round_every` leaves"
            self._problems.add(mapping.location_of("round_rest"), what, remedy, Code.CLASHING_KEYS)

    def _items(
        self, nodes: tuple[MappingNode | ScalarNode, ...], around: Surroundings, depth: int
    ) -> Iterator[Item]:
        for node in nodes:
            self._item_count += 1
            if self._item_count > MAX_EXERCISES:
                what = f"there are more than {MAX_EXERCISES} exercises, rests and blocks"
                self._problems.fail(
                    node.location, what, "to do some again, there are `rounds` and `sets`", Code.TOO_MANY
                )
            item = self._item(node, around, depth)
            if item is not None:
                yield item

    def _item(self, node: MappingNode | ScalarNode, around: Surroundings, depth: int) -> Item | None:
        if isinstance(node, ScalarNode):
            return self._name_alone(node, around)
        if node.levels is not None:
            *blocks, top = node.levels
            mappings = (*(self._level(block, Scope.BLOCK) for block in blocks), self._level(top, Scope.TOP))
            around = Surroundings(mappings, around.rounds)
        scope = _scope_of(node)
        if scope is Scope.BLOCK and depth == MAX_BLOCK_DEPTH:
            what = f"this block is the {MAX_BLOCK_DEPTH + 1}th within another"
            remedy = (
                f"blocks stand {MAX_BLOCK_DEPTH} deep at most; put its exercises into the block around it"
            )
            self._problems.add(node.location, what, remedy, Code.TOO_DEEP)
            return None
        mapping = FieldMapping(node, scope, self._problems)
        if scope is Scope.BLOCK:
            return self._block(mapping, around, depth + 1)
        if scope is Scope.REST:
            seconds = mapping.get("rest")
            return None if seconds is None else self._placed(Rest(seconds, node.location.line), node.location)
        return self._exercise(mapping, around)

    def _level(self, node: MappingNode, scope: Scope) -> FieldMapping:
        """Return a mapping in which an item stands in the file that it is included from."""
        if id(node) not in self._levels:
            self._levels[id(node)] = FieldMapping(node, scope, self._problems)
        return self._levels[id(node)]

    def _exercise(self, mapping: FieldMapping, around: Surroundings) -> Item | None:
        exercise = self._exercises.build(mapping, around)
        return None if exercise is None else self._placed(exercise, mapping.location_of("name"))

    def _name_alone(self, node: ScalarNode, around: Surroundings) -> Item | None:
        """Build the exercise that is no more than its name."""
        text = one_line(node)
        tight = _TIGHT_KEY.fullmatch(text)
        if tight and tight[1] in fields_in(Scope.EXERCISE) | fields_in(Scope.BLOCK):
            what = f'"{shown(text)}" has no space after its colon'
            self._problems.add(
                node.location, what, f"write {tight[1]}: {shown(tight[2])}", Code.MISSING_SPACE
            )
            return None
        rest = _REST_IN_WORDS.fullmatch(text)
        if rest:
            what = f'"{shown(text)}" is a rest, and would be the name of an exercise'
            self._problems.add(node.location, what, f"write - rest: {rest[1]}", Code.REST_AS_EXERCISE)
            return None
        name = Entry("name", node.location, node)
        mapping = FieldMapping(MappingNode(node.location, (name,)), Scope.EXERCISE, self._problems)
        return self._exercise(mapping, around)

    def _placed(self, item: Item, location: Location) -> Item:
        self._places[id(item)] = location
        return item


def _scope_of(node: MappingNode | ScalarNode) -> Scope:
    return scope_of([entry.key for entry in node.entries] if isinstance(node, MappingNode) else [])


def scope_of(names: Sequence[str]) -> Scope:
    """Return whether an item of a list with these keys is an exercise, a rest or a block."""
    keys = list(map(folded, names))
    if _BLOCK_KEYS.intersection(keys):
        return Scope.BLOCK
    if keys and keys[0] in _REST_KEYS and "name" not in keys:
        return Scope.REST
    return Scope.EXERCISE


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"
