"""A node -> the value that its field takes. None stands for a node whose problem has been recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from voicefoot.model.limits import MAX_PRONOUNCED_CHARACTERS
from voicefoot.model.routine import Phase, Range
from voicefoot.reading import values
from voicefoot.reading.fields import Field, ValueKind
from voicefoot.reading.nodes import BrokenNode, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.problems import InvalidValueError, Location, Problems
from voicefoot.reading.values import format_duration
from voicefoot.text import folded, shown


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A value under a name that the writer chose, such as that of a side."""

    name: str
    location: Location
    value: Any


@dataclass(frozen=True, slots=True)
class ParsedReps:
    """One range for all sides, or one for each by the name of the side, not yet compared with `sides`."""

    everywhere: Range | None
    by_side: tuple[NamedValue, ...] = ()


Converter = Callable[[Field, Node, Problems], Any | None]


def convert(field: Field, node: Node, problems: Problems) -> Any | None:
    """Convert `node` to the value of `field`, or record why it can't be and return None."""
    if isinstance(node, BrokenNode):
        return None
    if isinstance(node, ScalarNode) and not node.text.strip():
        _report_empty(field, node, problems)
        return None
    return _CONVERTERS[field.kind](field, node, problems)


def _report_empty(field: Field, node: Node, problems: Problems) -> None:
    remedy = (
        "write what belongs after it" if field.required else "write what belongs after it, or take it out"
    )
    problems.add(node.location, f"`{field.name}` is left empty", remedy)


def one_line(scalar: ScalarNode) -> str:
    """Return the text of `scalar` with each run of white space replaced by one space."""
    return " ".join(scalar.text.split())


def _is_none(node: Node) -> bool:
    return isinstance(node, ScalarNode) and folded(node.text) == "none"


# -- from nodes to scalars -----------------------------------------------------------------------


def _scalar(field: Field, node: Node, problems: Problems) -> ScalarNode | None:
    """Return `node` if it is a scalar with a text."""
    if isinstance(node, ScalarNode) and node.text.strip():
        return node
    if isinstance(node, ScalarNode):
        _report_empty(field, node, problems)
    elif isinstance(node, SequenceNode):
        problems.add(
            node.location,
            f"`{field.name}` takes one value, not a list",
            "put words with brackets or dashes in quotes",
        )
    elif isinstance(node, MappingNode):
        problems.add(
            node.location, f"a colon or a brace splits what `{field.name}` says", "put the words in quotes"
        )
    return None


def _items(field: Field, node: Node, problems: Problems) -> Iterable[Node]:
    """Return the items of `node`. A single item may stand without a list."""
    items = node.items if isinstance(node, SequenceNode) else (node,)
    if not items:
        _report_empty(field, node, problems)
    if len(items) > field.max_items:
        problems.add(
            node.location, f"`{field.name}` has {len(items):,} items", f"write {field.max_items} at most"
        )
        return ()
    return items


def _all_or_none(items: list[Any | None]) -> tuple[Any, ...] | None:
    """Return `items`, or None if there are none or one has a problem."""
    return None if any(item is None for item in items) or not items else tuple(items)


# -- texts ---------------------------------------------------------------------------------------


def _text(field: Field, node: Node, problems: Problems) -> str | None:
    scalar = _scalar(field, node, problems)
    if scalar is None:
        return None
    text = one_line(scalar)
    if len(text) > field.max_characters:
        problems.add(
            node.location,
            f"`{field.name}` is {len(text):,} characters long",
            f"write {field.max_characters} at most",
        )
        return None
    if not any(map(str.isalnum, text)):
        problems.add(
            node.location, f'`{field.name}` is "{shown(text)}", in which there is no word', "write words"
        )
        return None
    return text


def _texts(field: Field, node: Node, problems: Problems) -> tuple[str, ...] | None:
    if _is_none(node):
        return ()
    return _all_or_none([_text(field, item, problems) for item in _items(field, node, problems)])


def _lines(field: Field, node: Node, problems: Problems) -> tuple[str, ...] | None:
    if isinstance(node, ScalarNode):
        lines = (line for line in node.text.splitlines() if line.strip())
        node = SequenceNode(node.location, tuple(ScalarNode(node.location, line) for line in lines))
    return _all_or_none([_text(field, item, problems) for item in _items(field, node, problems)])


def _sides(field: Field, node: Node, problems: Problems) -> tuple[str, ...] | None:
    if _is_none(node):
        return ()
    if isinstance(node, ScalarNode):
        problems.add(
            node.location,
            f'`sides` is "{shown(node.text)}", which is not a list',
            "write one such as [right foot, left foot], or none",
        )
        return None
    sides = _texts(field, node, problems)
    if sides is not None and len({folded(side) for side in sides}) < len(sides):
        problems.add(node.location, "two sides have the same name", "give each side its own")
        return None
    return sides


def _pronounce(field: Field, node: Node, problems: Problems) -> dict[str, str] | None:
    if not isinstance(node, MappingNode):
        example = "write it as {Feldenkrais: felden-krise}"
        problems.add(node.location, f"`{field.name}` needs words with what is said instead", example)
        return None
    if not node.entries:
        _report_empty(field, node, problems)
    if len(node.entries) > field.max_items:
        what = f"`{field.name}` has {len(node.entries):,} words"
        problems.add(node.location, what, f"write {field.max_items} at most")
        return None
    found: dict[str, str | None] = {}
    for entry in node.entries:
        word = " ".join(entry.key.split())
        found[word] = convert(replace(field, name=shown(word), kind=ValueKind.TEXT), entry.value, problems)
        if not any(map(str.isalnum, word)):
            problems.add(entry.location, f'in "{shown(word)}" there is no word', "write one before the colon")
            found[word] = None
        elif len(word) > MAX_PRONOUNCED_CHARACTERS:
            what = f'"{shown(word)}" is {len(word):,} characters long'
            problems.add(entry.location, what, f"write {MAX_PRONOUNCED_CHARACTERS} at most")
            found[word] = None
    said = {word: text for word, text in found.items() if text is not None}
    return said if len(said) == len(found) else None


# -- scalars that are parsed ---------------------------------------------------------------------


def _parsed(parse: Callable[[str], Any]) -> Converter:
    """Return a converter that parses a scalar with `parse`."""

    def converter(field: Field, node: Node, problems: Problems) -> Any | None:
        scalar = _scalar(field, node, problems)
        if scalar is None:
            return None
        try:
            return parse(scalar.text)
        except InvalidValueError as error:
            what = f'`{field.name}` is "{shown(one_line(scalar))}", which {error.what}'
            problems.add(node.location, what, error.remedy)
            return None

    return converter


def _choice(field: Field, node: Node, problems: Problems) -> str | None:
    choice: str | None = _parsed(values.choice_parser(field.choices, field.choice_noun))(
        field, node, problems
    )
    return choice


def _parsed_within(
    parse: Callable[[str], Any], low_of: Callable[[Any], float], high_of: Callable[[Any], float]
) -> Converter:
    """Return a converter that parses a time, or a range of times, within the limits of its field."""
    converter = _parsed(parse)

    def converter_within(field: Field, node: Node, problems: Problems) -> Any | None:
        value = converter(field, node, problems)
        if value is None:
            return None
        assert isinstance(node, ScalarNode)
        if low_of(value) < field.minimum:
            size = "short"
        elif high_of(value) > field.maximum:
            size = "long"
        else:
            return value
        problems.add(
            node.location,
            f'`{field.name}` is "{shown(one_line(node))}", which is too {size}',
            f"write {format_duration(field.minimum)} to {format_duration(field.maximum)}",
        )
        return None

    return converter_within


_duration_within = _parsed_within(values.parse_duration, float, float)


def _duration(field: Field, node: Node, problems: Problems) -> float | None:
    if _is_none(node):
        return 0.0
    seconds: float | None = _duration_within(field, node, problems)
    return seconds


def _number(field: Field, node: Node, problems: Problems) -> int | None:
    number: int | None = _parsed(values.parse_whole)(field, node, problems)
    if number is not None and not field.minimum <= number <= field.maximum:
        problems.add(
            node.location,
            f'`{field.name}` is "{number}", which is out of range',
            f"write {field.minimum:g} to {field.maximum:g}",
        )
        return None
    return number


# -- repetitions and phases ----------------------------------------------------------------------


_reps_range = _parsed(values.parse_reps)


def _reps(field: Field, node: Node, problems: Problems) -> ParsedReps | None:
    if not isinstance(node, MappingNode):
        reps = _reps_range(field, node, problems)
        return None if reps is None else ParsedReps(reps)
    by_side = [
        NamedValue(entry.key, entry.location, _reps_range(field, entry.value, problems))
        for entry in node.entries
    ]
    if not by_side:
        _report_empty(field, node, problems)
    if not by_side or any(side.value is None for side in by_side):
        return None
    return ParsedReps(None, tuple(by_side))


def _phases(field: Field, node: Node, problems: Problems) -> tuple[Phase, ...] | None:
    if isinstance(node, ScalarNode):
        parts = node.text.split(", ")
        node = SequenceNode(node.location, tuple(ScalarNode(node.location, part) for part in parts))
    parse = _parsed(values.parse_phase)
    found: list[Phase | None] = []
    for item in _items(field, node, problems):
        if isinstance(item, MappingNode):
            problems.add(item.location, "a phase is written without a colon", "write it as `down 3s`")
            found.append(None)
        else:
            found.append(parse(field, item, problems))
    phases = _all_or_none(found)
    if phases is None:
        return None
    seconds = sum(phase.seconds for phase in phases)
    if not field.minimum <= seconds <= field.maximum or any(phase.seconds == 0 for phase in phases):
        limits = f"{format_duration(field.minimum)} to {format_duration(field.maximum)}"
        problems.add(
            node.location,
            f"`phases` take {format_duration(seconds)} together",
            f"give each some time, and {limits} to all",
        )
        return None
    if any(len(phase.word) > field.max_characters for phase in phases):
        problems.add(
            node.location,
            "the words of a phase are too long",
            f"write {field.max_characters} characters at most",
        )
        return None
    return phases


# -- what only others can convert further --------------------------------------------------------


def _tips(field: Field, node: Node, problems: Problems) -> tuple[Node, ...] | None:
    return tuple(_items(field, node, problems)) or None


def _sounds(field: Field, node: Node, problems: Problems) -> tuple[NamedValue, ...] | None:
    if not isinstance(node, MappingNode):
        problems.add(
            node.location, f"`{field.name}` needs names with files", "write it as {tick: my-tick.wav}"
        )
        return None
    return tuple(NamedValue(entry.key, entry.location, entry.value) for entry in node.entries)


def _soundtrack(field: Field, node: Node, problems: Problems) -> Node | None:
    """Return the node itself, for `media`, which knows the folder of the songs."""
    return node if isinstance(node, MappingNode) else _scalar(field, node, problems)


def _mappings(field: Field, node: Node, problems: Problems) -> tuple[MappingNode, ...] | None:
    """Return the nodes of the exercises, or of the moves."""
    what, first_key = ("an exercise", "name") if field.kind is ValueKind.EXERCISES else ("a move", "say")
    if not isinstance(node, SequenceNode):
        problems.add(
            node.location, f"`{field.name}` is a list", f"begin each of them with a dash: - {first_key}: ..."
        )
        return None
    mappings = []
    for item in _items(field, node, problems):
        if isinstance(item, MappingNode):
            mappings.append(item)
        elif not isinstance(item, BrokenNode):
            problems.add(item.location, f"{what} is keys with values", f"begin it with - {first_key}: ...")
    return tuple(mappings)


_CONVERTERS: dict[ValueKind, Converter] = {
    ValueKind.TEXT: _text,
    ValueKind.LINES: _lines,
    ValueKind.TEXTS: _texts,
    ValueKind.SIDES: _sides,
    ValueKind.CHOICE: _choice,
    ValueKind.DURATION: _duration,
    ValueKind.DURATION_RANGE: _parsed_within(
        values.parse_duration_range, lambda r: float(r.low), lambda r: float(r.high)
    ),
    ValueKind.PERIOD: _parsed_within(values.parse_period, float, float),
    ValueKind.TEMPO: _parsed(values.parse_tempo),
    ValueKind.PHASES: _phases,
    ValueKind.NUMBER: _number,
    ValueKind.REPS: _reps,
    ValueKind.COUNTING: _parsed(values.parse_counting),
    ValueKind.PERCENT: _parsed(values.parse_percent),
    ValueKind.TIPS: _tips,
    ValueKind.SOUNDS: _sounds,
    ValueKind.PRONOUNCE: _pronounce,
    ValueKind.SOUNDTRACK: _soundtrack,
    ValueKind.BPM: _parsed(values.parse_bpm),
    ValueKind.EXERCISES: _mappings,
    ValueKind.MOVES: _mappings,
}
