"""Keys that go before others, as those beside `include` or in `with` -> an exercise or a block with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from voicefoot.problem_codes import Code
from voicefoot.reading.doses import stand_together
from voicefoot.reading.fields import DOSE_KEYS, KEYS_FOR_ALL_MOVES, MOVE_KEYS, NOT_IN_WITH
from voicefoot.reading.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.problems import InvalidValueError, Problems
from voicefoot.reading.values import parse_sets_and_reps, parse_tempo_or_phases, split_reps
from voicefoot.text import folded, nearest, shown


def overridden(node: MappingNode, entries: Iterable[Entry]) -> MappingNode:
    """Return `node` with `entries` in place of its own of the same keys, and of those that could not stand
    beside them. A number of sets that `reps` says beside theirs, as in `3 x 12`, is kept.
    """
    new = {entry.key: entry for entry in entries}
    kept = {
        key: entry
        for key, entry in node.by_key.items()
        if key in new or not any(_takes_place(each, entry) for each in new.values())
    }
    sets = _said_sets(kept.get("reps"))
    if sets is not None and "reps" in new and not {"sets", "rounds"} & {*new, *kept} and _is_one(new["reps"]):
        new["sets"] = sets
    if "name" in new and "name" in kept:
        new["name"] = replace(new["name"], replaced=kept["name"])
    return replace(node, entries=tuple((kept | new).values()))


def _takes_place(new: Entry, old: Entry) -> bool:
    """Whether `new` takes the place of `old`, of another key, as they could not stand beside each other."""
    if new.key == "moves":
        return old.key in MOVE_KEYS and old.key not in KEYS_FOR_ALL_MOVES
    if new.key not in DOSE_KEYS or old.key not in DOSE_KEYS:
        return False
    in_phases = any(_has_phases(each) for each in (new, old))
    return not stand_together(new.key, old.key, in_phases=in_phases)


def _has_phases(entry: Entry) -> bool:
    """Whether `entry` is a tempo that says how long each phase of a repetition is."""
    if entry.key != "tempo" or not isinstance(entry.value, ScalarNode):
        return False
    try:
        return isinstance(parse_tempo_or_phases(entry.value.text), tuple)
    except InvalidValueError:
        return False


def _said_sets(reps: Entry | None) -> Entry | None:
    """Return the number of sets that `reps` says as a key of its own; None if it says none."""
    if reps is None or not isinstance(reps.value, ScalarNode):
        return None
    try:
        sets, _ = parse_sets_and_reps(reps.value.text)
    except InvalidValueError:
        return None
    return None if sets is None else replace(reps, key="sets", value=replace(reps.value, text=str(sets)))


def _is_one(reps: Entry) -> bool:
    """Whether `reps` are one number for all sets, and say no number of sets themselves."""
    value = reps.value
    return isinstance(value, ScalarNode) and split_reps(value.text) is None and _said_sets(reps) is None


def with_doses(exercises: SequenceNode, doses: Node, problems: Problems) -> SequenceNode:
    """Return the list `exercises` with what `doses`, the value of `with`, says of each by its name. Records a
    problem for a name that none has.
    """
    if not isinstance(doses, MappingNode) or not doses.entries:
        what = "`with` needs the names of exercises, each with its keys"
        problems.add(doses.location, what, "write it as `with: {Bridge: {reps: 12}}`", Code.WRONG_SHAPE)
        return exercises
    by_name: dict[str, Sequence[Entry]] = {}
    known = {folded(name): name for name in _names(exercises)}
    for entry in doses.entries:
        name = " ".join(entry.written.split())
        if folded(name) not in known:
            guess = nearest(name, list(known.values()))
            remedy = f'did you mean "{shown(guess)}"?' if guess else "write it as the exercise is called"
            problems.add(
                entry.location, f'there is no exercise "{shown(name)}" here', remedy, Code.UNKNOWN_NAME
            )
        elif not isinstance(entry.value, MappingNode):
            what = f'"{shown(name)}" needs keys with values'
            problems.add(
                entry.value.location,
                what,
                f"write them as in {{{shown(name)}: {{reps: 12}}}}",
                Code.WRONG_SHAPE,
            )
        elif wrong := next((each for each in entry.value.entries if each.key in NOT_IN_WITH), None):
            what = f"`{wrong.key}` does not belong in `with`"
            problems.add(
                wrong.location, what, "write the keys of one exercise, such as `reps`", Code.MISPLACED_KEY
            )
        else:
            by_name[folded(name)] = entry.value.entries
    return with_entries(exercises, by_name)


def with_entries(exercises: SequenceNode, by_name: Mapping[str, Sequence[Entry]]) -> SequenceNode:
    """Return the list `exercises`, also in its blocks, in which those that `by_name` has, folded, have its
    entries.
    """
    items: list[Node] = []
    for item in exercises.items:
        inside = inner_list(item)
        entries = by_name.get(folded(name_of(item) or ""), ())
        if inside is not None and isinstance(item, MappingNode):
            items.append(with_list(item, with_entries(inside, by_name)))
        elif entries and isinstance(item, ScalarNode | MappingNode):
            items.append(overridden(as_mapping(item), entries))
        else:
            items.append(item)
    return replace(exercises, items=tuple(items))


def name_of(item: Node, key: str = "name") -> str | None:
    """Return the name of an item of a list of exercises, or with `key` "block" of a block; None for none."""
    if isinstance(item, ScalarNode):
        return " ".join(item.text.split()) if key == "name" else None
    entry = item.by_key.get(key) if isinstance(item, MappingNode) else None
    if entry is None or not isinstance(entry.value, ScalarNode):
        return None
    return " ".join(entry.value.text.split())


def as_mapping(item: ScalarNode | MappingNode) -> MappingNode:
    """Return the exercise `item`, which may be its name alone, with its keys."""
    if isinstance(item, MappingNode):
        return item
    return MappingNode(item.location, (Entry("name", item.location, item, "name"),))


def inner_list(item: Node) -> SequenceNode | None:
    """Return the list of exercises of a block, or None if `item` is none."""
    entry = item.by_key.get("exercises") if isinstance(item, MappingNode) else None
    return entry.value if entry is not None and isinstance(entry.value, SequenceNode) else None


def with_list(block: MappingNode, exercises: SequenceNode) -> MappingNode:
    """Return `block` with `exercises` as its list."""
    entries = (
        replace(entry, value=exercises) if entry.key == "exercises" else entry for entry in block.entries
    )
    return replace(block, entries=tuple(entries))


def _names(exercises: SequenceNode) -> Iterator[str]:
    for item in exercises.items:
        inside = inner_list(item)
        if inside is not None:
            yield from _names(inside)
        elif (name := name_of(item)) is not None:
            yield name
