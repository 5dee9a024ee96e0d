"""A node of the tree -> what a field takes. None stands for a node whose problem has been noted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from voicefoot.model.routine import Phase, Range
from voicefoot.reading import values
from voicefoot.reading.fields import Field, ValueKind
from voicefoot.reading.nodes import Broken, Items, Keys, Node, Words
from voicefoot.reading.problems import Location, Problems, UnclearError
from voicefoot.text import folded, shown


@dataclass(frozen=True, slots=True)
class Named:
    """A name that the writer chose, such as that of a side, and what belongs to it."""

    name: str
    place: Location
    value: Any


@dataclass(frozen=True, slots=True)
class Reps:
    """One range, or several by the names of sides, which nobody has compared with the sides yet."""

    everywhere: Range | None
    by_side: tuple[Named, ...] = ()


def convert(field: Field, node: Node, problems: Problems) -> Any | None:
    """What `field` makes of `node`."""
    if isinstance(node, Broken):
        return None
    if isinstance(node, Words) and not node.text.strip():
        _empty(field, node, problems)
        return None
    return _CONVERTERS[field.kind](field, node, problems)


def _empty(field: Field, node: Node, problems: Problems) -> None:
    remedy = (
        "write what belongs behind it" if field.required else "write what belongs behind it, or take it out"
    )
    problems.add(node.place, f"`{field.name}` is left empty", remedy)


def _one(field: Field, node: Node, problems: Problems) -> Words | None:
    """`node`, where it is words or a value and not empty."""
    if isinstance(node, Words) and node.text.strip():
        return node
    if isinstance(node, Words):
        _empty(field, node, problems)
    elif isinstance(node, Items):
        problems.add(
            node.place,
            f"`{field.name}` is one thing, not a list",
            "put words with brackets or dashes in quotes",
        )
    elif isinstance(node, Keys):
        problems.add(
            node.place, f"a colon or a brace splits what `{field.name}` says", "put the words in quotes"
        )
    return None


def _many(field: Field, node: Node, problems: Problems) -> Iterable[Node]:
    """The items of `node`; one alone may stand without a list."""
    items = node.items if isinstance(node, Items) else (node,)
    if not items:
        _empty(field, node, problems)
    if len(items) > field.most:
        problems.add(node.place, f"`{field.name}` has {len(items):,} items", f"write {field.most} at most")
        return ()
    return items


def _text(field: Field, node: Node, problems: Problems) -> str | None:
    words = _one(field, node, problems)
    if words is None:
        return None
    text = " ".join(words.text.split())
    if len(text) > field.longest:
        problems.add(
            node.place, f"`{field.name}` is {len(text):,} characters long", f"write {field.longest} at most"
        )
        return None
    if not any(map(str.isalnum, text)):
        problems.add(
            node.place, f'`{field.name}` is "{shown(text)}", in which there is no word', "write words"
        )
        return None
    return text


def _texts(field: Field, node: Node, problems: Problems) -> tuple[str, ...] | None:
    if isinstance(node, Words) and folded(node.text) == "none":
        return ()
    return _whole([_text(field, item, problems) for item in _many(field, node, problems)])


def _lines(field: Field, node: Node, problems: Problems) -> tuple[str, ...] | None:
    if isinstance(node, Words):
        node = Items(
            node.place, tuple(Words(node.place, line) for line in node.text.splitlines() if line.strip())
        )
    return _whole([_text(field, item, problems) for item in _many(field, node, problems)])


def _whole(items: list[Any | None]) -> tuple[Any, ...] | None:
    return None if any(item is None for item in items) or not items else tuple(items)


def _sides(field: Field, node: Node, problems: Problems) -> tuple[str, ...] | None:
    if isinstance(node, Words) and folded(node.text) == "none":
        return ()
    if isinstance(node, Words):
        problems.add(
            node.place,
            f'`sides` is "{shown(node.text)}", which is not a list',
            "write one such as [right foot, left foot], or none",
        )
        return None
    sides = _texts(field, node, problems)
    if sides is not None and len({folded(side) for side in sides}) < len(sides):
        problems.add(node.place, "two sides have the same name", "give each side its own")
        return None
    return sides


def _parsed(parse: Callable[[str], Any]) -> Callable[[Field, Node, Problems], Any | None]:
    """A converter for one value that `parse` understands."""

    def converter(field: Field, node: Node, problems: Problems) -> Any | None:
        words = _one(field, node, problems)
        try:
            return None if words is None else parse(words.text)
        except UnclearError as error:
            problems.add(
                node.place, f'`{field.name}` is "{shown(node_text(words))}", which {error.what}', error.remedy
            )
            return None

    return converter


def node_text(words: Words | None) -> str:
    """The text of `words` on one line."""
    return "" if words is None else " ".join(words.text.split())


def _choice(field: Field, node: Node, problems: Problems) -> str | None:
    chosen: str | None = _parsed(values.choice_parser(field.choices, field.what))(field, node, problems)
    return chosen


def _limited(
    parse: Callable[[str], Any], low_of: Callable[[Any], float], high_of: Callable[[Any], float]
) -> Callable[[Field, Node, Problems], Any | None]:
    """A converter for a time, or a range of times, between the limits of its field, in seconds."""
    converter = _parsed(parse)

    def limited(field: Field, node: Node, problems: Problems) -> Any | None:
        value = converter(field, node, problems)
        if value is None:
            return None
        limits = f"write {values.spelled(field.low)} to {values.spelled(field.high)}"
        for wrong, size in ((low_of(value) < field.low, "short"), (high_of(value) > field.high, "long")):
            if wrong and isinstance(node, Words):
                problems.add(
                    node.place, f'`{field.name}` is "{shown(node_text(node))}", which is too {size}', limits
                )
                return None
        return value

    return limited


_limited_duration = _limited(values.parse_duration, float, float)


def _duration(field: Field, node: Node, problems: Problems) -> float | None:
    if isinstance(node, Words) and folded(node.text) == "none":
        return 0.0
    seconds: float | None = _limited_duration(field, node, problems)
    return seconds


def _number(field: Field, node: Node, problems: Problems) -> int | None:
    number: int | None = _parsed(values.parse_whole)(field, node, problems)
    if number is not None and not field.low <= number <= field.high:
        problems.add(
            node.place,
            f'`{field.name}` is "{number}", which is out of range',
            f"write {field.low:g} to {field.high:g}",
        )
        return None
    return number


_one_range = _parsed(values.parse_reps)


def _reps(field: Field, node: Node, problems: Problems) -> Reps | None:
    if isinstance(node, Keys):
        named = [
            Named(entry.key, entry.place, _one_range(field, entry.value, problems)) for entry in node.entries
        ]
        if not named:
            _empty(field, node, problems)
        return None if not named or any(entry.value is None for entry in named) else Reps(None, tuple(named))
    found = _one_range(field, node, problems)
    return None if found is None else Reps(found)


def _phases(field: Field, node: Node, problems: Problems) -> tuple[Phase, ...] | None:
    if isinstance(node, Words):
        node = Items(node.place, tuple(Words(node.place, part) for part in node.text.split(", ")))
    phase = _parsed(values.parse_phase)
    phases: list[Phase | None] = []
    for item in _many(field, node, problems):
        if isinstance(item, Keys):
            problems.add(item.place, "a phase is written without a colon", "write it as `down 3s`")
            phases.append(None)
        else:
            phases.append(phase(field, item, problems))
    whole = _whole(phases)
    if whole is None:
        return None
    seconds = sum(phase.seconds for phase in whole)
    if not field.low <= seconds <= field.high or any(phase.seconds == 0 for phase in whole):
        problems.add(
            node.place,
            f"`phases` take {values.spelled(seconds)} together",
            f"give each some time, and {values.spelled(field.low)} to {values.spelled(field.high)} to all",
        )
        return None
    if any(len(phase.word) > field.longest for phase in whole):
        problems.add(
            node.place, "the words of a phase are too long", f"write {field.longest} characters at most"
        )
        return None
    return whole


def _tips(field: Field, node: Node, problems: Problems) -> tuple[Node, ...] | None:
    tips = tuple(_many(field, node, problems))
    return tips or None


def _sounds(field: Field, node: Node, problems: Problems) -> tuple[Named, ...] | None:
    if not isinstance(node, Keys):
        problems.add(node.place, f"`{field.name}` needs names with files", "write it as {tick: my-tick.wav}")
        return None
    return tuple(Named(entry.key, entry.place, entry.value) for entry in node.entries)


def _soundtrack(field: Field, node: Node, problems: Problems) -> Node | None:
    """The node itself: only who knows the folder can tell which file is meant."""
    return node if isinstance(node, Keys) else _one(field, node, problems)


def _groups(field: Field, node: Node, problems: Problems) -> tuple[Keys, ...] | None:
    """The exercises, or the moves."""
    what, first = ("an exercise", "name") if field.kind is ValueKind.EXERCISES else ("a move", "say")
    if not isinstance(node, Items):
        problems.add(
            node.place, f"`{field.name}` is a list", f"begin each of them with a dash: - {first}: ..."
        )
        return None
    groups = []
    for item in _many(field, node, problems):
        if isinstance(item, Keys):
            groups.append(item)
        elif not isinstance(item, Broken):
            problems.add(item.place, f"{what} is keys with values", f"begin it with - {first}: ...")
    return tuple(groups)


_CONVERTERS: dict[ValueKind, Callable[[Field, Node, Problems], Any | None]] = {
    ValueKind.TEXT: _text,
    ValueKind.LINES: _lines,
    ValueKind.TEXTS: _texts,
    ValueKind.SIDES: _sides,
    ValueKind.CHOICE: _choice,
    ValueKind.DURATION: _duration,
    ValueKind.DURATION_RANGE: _limited(
        values.parse_duration_range, lambda r: float(r.low), lambda r: float(r.high)
    ),
    ValueKind.PERIOD: _limited(values.parse_period, float, float),
    ValueKind.TEMPO: _parsed(values.parse_tempo),
    ValueKind.PHASES: _phases,
    ValueKind.NUMBER: _number,
    ValueKind.REPS: _reps,
    ValueKind.COUNTING: _parsed(values.parse_counting),
    ValueKind.PERCENT: _parsed(values.parse_percent),
    ValueKind.TIPS: _tips,
    ValueKind.SOUNDS: _sounds,
    ValueKind.SOUNDTRACK: _soundtrack,
    ValueKind.BPM: _parsed(values.parse_bpm),
    ValueKind.EXERCISES: _groups,
    ValueKind.MOVES: _groups,
}
