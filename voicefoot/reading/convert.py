"""A node -> the value that its field takes. None stands for a node whose problem has been recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from voicefoot.language.pronounce import ipa_fault, is_ipa
from voicefoot.model.limits import MAX_PRONOUNCED_CHARACTERS
from voicefoot.model.routine import Announce, Breath, Phase, Range
from voicefoot.model.variables import VariableError, known_variable, variables_of
from voicefoot.problem_codes import Code
from voicefoot.reading import values
from voicefoot.reading.fields import Field, ValueKind
from voicefoot.reading.language_tags import parse_language
from voicefoot.reading.nodes import BrokenNode, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.position_names import parse_position
from voicefoot.reading.problems import InvalidValueError, Location, Problems
from voicefoot.reading.values import Breaths, Tempo, format_duration
from voicefoot.text import folded, nearest, shown


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A value under a name that the writer chose, such as that of a side."""

    name: str
    location: Location
    value: Any


@dataclass(frozen=True, slots=True)
class ParsedReps:
    """Ranges for all sides, or for each by the name of the side, not yet compared with `sides`.

    Of ranges there is one, or one for each set or round.
    """

    everywhere: tuple[Range, ...] | None
    by_side: tuple[NamedValue, ...] = ()
    sets: int | None = None
    """The number of sets that is said with them, as in `3 x 12`."""

    @property
    def count(self) -> int:
        """How many ranges there are."""
        return max(len(ranges) for ranges in (self.everywhere or (), *(side.value for side in self.by_side)))


@dataclass(frozen=True, slots=True)
class ParsedAnnounce:
    """What a routine says in one place about what is announced."""

    silenced: frozenset[Announce] | None = None
    """All that is left out; None if only `changes` are made to what is said around it."""
    bells_only: bool = False
    changes: tuple[tuple[Announce, bool], ...] = ()
    """Single announcements, each with whether it is made."""


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
    problems.add(node.location, f"`{field.name}` is left empty", remedy, Code.EMPTY_VALUE)


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
            Code.WRONG_SHAPE,
        )
    elif isinstance(node, MappingNode) and _is_variable(node):
        words = f'"{{{shown(node.entries[0].written)}}}"'
        problems.add(
            node.location, "a text that begins with a brace needs quotes", f"write {words}", Code.NEEDS_QUOTES
        )
    elif isinstance(node, MappingNode):
        problems.add(
            node.location,
            f"a colon or a brace splits what `{field.name}` says",
            "put the words in quotes",
            Code.NEEDS_QUOTES,
        )
    return None


def _is_variable(node: MappingNode) -> bool:
    """Whether `node` is a variable for its author, as in `say: {next}`."""
    if not node.flow or len(node.entries) != 1:
        return False
    (entry,) = node.entries
    has_value = not isinstance(entry.value, ScalarNode) or entry.value.text
    return not has_value and known_variable(f"{{{entry.written}}}") is not None


def _items(field: Field, node: Node, problems: Problems) -> Iterable[Node]:
    """Return the items of `node`. A single item may stand without a list."""
    items = node.items if isinstance(node, SequenceNode) else (node,)
    if not items:
        _report_empty(field, node, problems)
    if len(items) > field.max_items:
        problems.add(
            node.location,
            f"`{field.name}` has {len(items):,} items",
            f"write {field.max_items} at most",
            Code.TOO_MANY,
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
            Code.TOO_LONG,
        )
        return None
    if not any(map(str.isalnum, text)):
        problems.add(
            node.location,
            f'`{field.name}` is "{shown(text)}", in which there is no word',
            "write words",
            Code.NO_WORDS,
        )
        return None
    if "{" in text and not field.is_read and not _are_braces_good(field, text, node.location, problems):
        return None
    return text


def _are_braces_good(field: Field, text: str, location: Location, problems: Problems) -> bool:
    """Whether the braces in `text` are variables that `field` may have; record what is wrong with them.

    Where it may have none at all, only known ones are taken for variables.
    """
    known = known_variable(text)
    if not field.variables:
        if known is not None:
            what = f"{shown(known)} stands in `{field.name}`, where there are no variables"
            remedy = "write it in `say`, or in another text that is spoken with an exercise"
            problems.add(location, what, remedy, Code.BAD_VARIABLE)
        return known is None
    try:
        other = next(iter(sorted(variables_of(text).difference(field.variables))), None)
    except VariableError as error:
        problems.add(location, f"in `{field.name}` {error.what}", error.remedy, Code.BAD_VARIABLE)
        return False
    if other is not None:
        there = ", ".join(f"{{{name}}}" for name in field.variables)
        problems.add(
            location,
            f"{{{other}}} stands for nothing in `{field.name}` here",
            f"there is {there}",
            Code.BAD_VARIABLE,
        )
    return other is None


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
            Code.WRONG_SHAPE,
        )
        return None
    sides = _texts(field, node, problems)
    if sides is not None and len({folded(side) for side in sides}) < len(sides):
        problems.add(node.location, "two sides have the same name", "give each side its own", Code.BAD_SIDES)
        return None
    return sides


def _pronounce(field: Field, node: Node, problems: Problems) -> dict[str, str] | None:
    if not isinstance(node, MappingNode):
        example = "write it as {Feldenkrais: felden-krise}"
        problems.add(
            node.location, f"`{field.name}` needs words with what is said instead", example, Code.WRONG_SHAPE
        )
        return None
    if not node.entries:
        _report_empty(field, node, problems)
    if len(node.entries) > field.max_items:
        what = f"`{field.name}` has {len(node.entries):,} words"
        problems.add(node.location, what, f"write {field.max_items} at most", Code.TOO_MANY)
        return None
    found: dict[str, str | None] = {}
    for entry in node.entries:
        word = " ".join(entry.key.split())
        said = convert(replace(field, name=shown(word), kind=ValueKind.TEXT), entry.value, problems)
        if said is not None and said.startswith("/") and (fault := _phonemes_fault(said)):
            remedy = "write IPA between two slashes, such as /ˈfɛldənkraɪs/, or what is to be said in letters"
            problems.add(entry.value.location, fault, remedy, Code.BAD_VALUE)
            said = None
        found[word] = said
        if not any(map(str.isalnum, word)):
            problems.add(
                entry.location,
                f'in "{shown(word)}" there is no word',
                "write one before the colon",
                Code.NO_WORDS,
            )
            found[word] = None
        elif len(word) > MAX_PRONOUNCED_CHARACTERS:
            what = f'"{shown(word)}" is {len(word):,} characters long'
            problems.add(entry.location, what, f"write {MAX_PRONOUNCED_CHARACTERS} at most", Code.TOO_LONG)
            found[word] = None
    whole = {word: text for word, text in found.items() if text is not None}
    return whole if len(whole) == len(found) else None


def _phonemes_fault(text: str) -> str | None:
    """Return what is wrong with `text`, which begins with a slash, as phonemes; None if nothing is."""
    if not is_ipa(text) or not any(map(str.isalpha, text)):
        return f'"{shown(text)}" begins with a slash and is no IPA'
    sign = ipa_fault(text)
    return None if sign is None else f'"{shown(sign)}" in "{shown(text)}" is no sign of IPA'


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
            problems.add(node.location, what, error.remedy, error.code)
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
            Code.OUT_OF_RANGE,
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
            Code.OUT_OF_RANGE,
        )
        return None
    return number


# -- repetitions and phases ----------------------------------------------------------------------


_reps_range = _parsed(values.parse_reps)
_sets_and_reps = _parsed(values.parse_sets_and_reps)


def _listed(node: Node, split: Callable[[str], list[str] | None]) -> Node:
    """Return the list that `node` is, or that `split` makes of it; otherwise `node`."""
    parts = split(node.text) if isinstance(node, ScalarNode) else None
    if parts is None:
        return node
    return SequenceNode(node.location, tuple(ScalarNode(node.location, part) for part in parts))


def _reps(field: Field, node: Node, problems: Problems) -> ParsedReps | None:
    if isinstance(node, MappingNode):
        by_side = [
            NamedValue(entry.key, entry.location, _reps_list(field, entry.value, problems))
            for entry in node.entries
        ]
        if not by_side:
            _report_empty(field, node, problems)
        if not by_side or any(side.value is None for side in by_side):
            return None
        return ParsedReps(None, tuple(by_side))
    if isinstance(_listed(node, values.split_reps), SequenceNode):
        ranges = _reps_list(field, node, problems)
        return None if ranges is None else ParsedReps(ranges)
    found = _sets_and_reps(field, node, problems)
    return None if found is None else ParsedReps((found[1],), sets=found[0])


def _reps_list(field: Field, node: Node, problems: Problems) -> tuple[Range, ...] | None:
    items = _items(field, _listed(node, values.split_reps), problems)
    return _all_or_none([_reps_range(field, item, problems) for item in items])


def _times(parse: Callable[[str], Any]) -> Converter:
    """Return a converter for times that `parse` understands: one, or a list of them."""
    convert_one = _parsed_within(
        parse,
        lambda time: float("inf") if isinstance(time, Breaths) else time.low,
        lambda time: 0.0 if isinstance(time, Breaths) else time.high,
    )

    def converter(field: Field, node: Node, problems: Problems) -> tuple[Range | Breaths, ...] | None:
        items = _items(field, _listed(node, values.split_times), problems)
        return _all_or_none([convert_one(field, item, problems) for item in items])

    return converter


def _tempo(field: Field, node: Node, problems: Problems) -> Tempo | tuple[Phase, ...] | None:
    tempo: Tempo | tuple[Phase, ...] | None = _parsed(values.parse_tempo_or_phases)(field, node, problems)
    if not isinstance(tempo, tuple):
        return tempo
    if not _is_within(field, node, tempo, problems):
        return None
    parts = ", ".join(f"{phase.word} {format_duration(phase.seconds)}" for phase in tempo)
    problems.warn(
        node.location,
        f"`{field.name}` without a unit is taken for the parts of a repetition: {parts}",
        f"if you mean others, write them out: `phases: [{parts}]`",
        Code.TAKEN_AS,
    )
    return tempo


def _breath(field: Field, node: Node, problems: Problems) -> Breath | None:
    breath: Breath | None = _parsed(values.parse_breath)(field, node, problems)
    if breath is None:
        return None
    shortest = min(breath.in_seconds, breath.out_seconds)
    if shortest < field.minimum or breath.period_seconds > field.maximum:
        size = "short" if shortest < field.minimum else "long"
        problems.add(
            node.location,
            f"`{field.name}` is too {size}",
            f"write {format_duration(field.minimum)} or more for in and out, and "
            f"{format_duration(field.maximum)} at most for all",
            Code.OUT_OF_RANGE,
        )
        return None
    return breath


def _phases(field: Field, node: Node, problems: Problems) -> tuple[Phase, ...] | None:
    if isinstance(node, ScalarNode):
        parts = node.text.split(", ")
        node = SequenceNode(node.location, tuple(ScalarNode(node.location, part) for part in parts))
    parse = _parsed(values.parse_phase)
    found: list[Phase | None] = []
    for item in _items(field, node, problems):
        if isinstance(item, MappingNode):
            problems.add(
                item.location, "a phase is written without a colon", "write it as `down 3s`", Code.WRONG_SHAPE
            )
            found.append(None)
        else:
            found.append(parse(field, item, problems))
    phases = _all_or_none(found)
    if phases is None or not _is_within(field, node, phases, problems):
        return None
    if any(len(phase.word) > field.max_characters for phase in phases):
        problems.add(
            node.location,
            "the words of a phase are too long",
            f"write {field.max_characters} characters at most",
            Code.TOO_LONG,
        )
        return None
    for item, phase in zip(_items(field, node, problems), phases, strict=True):
        if not phase.seconds:
            what = f'the phase "{shown(phase.word)}" has no effect: it takes no time'
            problems.warn(item.location, what, "give it some, or take it out", Code.NO_EFFECT)
    return tuple(phase for phase in phases if phase.seconds > 0)


def _is_within(field: Field, node: Node, phases: tuple[Phase, ...], problems: Problems) -> bool:
    """Whether the time of all `phases` is within the limits of `field`; record a problem if it is not."""
    seconds = sum(phase.seconds for phase in phases)
    if field.minimum <= seconds <= field.maximum:
        return True
    what = "`phases` take" if field.kind is ValueKind.PHASES else f"the phases of `{field.name}` take"
    problems.add(
        node.location,
        f"{what} {format_duration(seconds)} together",
        f"give {format_duration(field.minimum)} to {format_duration(field.maximum)} to all",
        Code.OUT_OF_RANGE,
    )
    return False


# -- announcements -------------------------------------------------------------------------------


def _announce(field: Field, node: Node, problems: Problems) -> ParsedAnnounce | None:
    everything = frozenset(Announce)
    if _is_none(node):
        return ParsedAnnounce(everything, bells_only=True)
    if isinstance(node, ScalarNode) and folded(node.text) == "all":
        return ParsedAnnounce(frozenset())
    if isinstance(node, MappingNode):
        convert_one = _parsed(values.parse_yes_or_no)
        changes = [
            (_announcement(entry.key, entry.location, problems), convert_one(field, entry.value, problems))
            for entry in node.entries
        ]
        if not changes:
            _report_empty(field, node, problems)
        known = tuple((name, yes) for name, yes in changes if name is not None and yes is not None)
        return ParsedAnnounce(changes=known) if known and len(known) == len(changes) else None
    scalars = [_scalar(field, item, problems) for item in _items(field, node, problems)]
    names = _all_or_none(
        [None if each is None else _announcement(each.text, each.location, problems) for each in scalars]
    )
    return None if names is None else ParsedAnnounce(everything.difference(names))


def _announcement(name: str, location: Location, problems: Problems) -> Announce | None:
    spaced = folded(name.replace("_", " ").replace("-", " "))
    if spaced in list(Announce):
        return Announce(spaced)
    guess = nearest(spaced, list(Announce))
    remedy = f"did you mean `{guess}`?" if guess else f"there is {', '.join(Announce)}"
    problems.add(location, f"there is no announcement `{shown(name)}`", remedy, Code.UNKNOWN_NAME)
    return None


# -- positions -----------------------------------------------------------------------------------


def position_in(language: str) -> Converter:
    """Return a converter of the name of a position in a routine in `language`."""
    return _parsed(lambda text: parse_position(text, language))


def _position(field: Field, node: Node, problems: Problems) -> Node | None:
    """Return the node itself, for `position`, which knows the language and the sides."""
    if isinstance(node, MappingNode) and not node.entries:
        _report_empty(field, node, problems)
        return None
    return node if isinstance(node, MappingNode) else _scalar(field, node, problems)


# -- what only others can convert further --------------------------------------------------------


def _tips(field: Field, node: Node, problems: Problems) -> tuple[Node, ...] | None:
    return tuple(_items(field, node, problems)) or None


def _sounds(field: Field, node: Node, problems: Problems) -> tuple[NamedValue, ...] | None:
    if not isinstance(node, MappingNode):
        problems.add(
            node.location,
            f"`{field.name}` needs names with files",
            "write it as {tick: my-tick.wav}",
            Code.WRONG_SHAPE,
        )
        return None
    return tuple(NamedValue(entry.key, entry.location, entry.value) for entry in node.entries)


def _soundtrack(field: Field, node: Node, problems: Problems) -> Node | None:
    """Return the node itself, for `media`, which knows the folder of the songs."""
    return node if isinstance(node, MappingNode) else _scalar(field, node, problems)


def _mappings(field: Field, node: Node, problems: Problems) -> tuple[MappingNode | ScalarNode, ...] | None:
    """Return the nodes of the moves, or of the items of a list of exercises, which may be names alone."""
    takes_names = field.kind is ValueKind.EXERCISES
    first_key = "name" if takes_names else "say"
    if not isinstance(node, SequenceNode):
        problems.add(
            node.location,
            f"`{field.name}` is a list",
            f"begin each of them with a dash: - {first_key}: ...",
            Code.WRONG_SHAPE,
        )
        return None
    found: list[MappingNode | ScalarNode] = []
    for item in _items(field, node, problems):
        if isinstance(item, MappingNode) or (takes_names and isinstance(item, ScalarNode)):
            found.append(item)
        elif not isinstance(item, BrokenNode):
            what = "a list stands where an exercise belongs" if takes_names else "a move is keys with values"
            problems.add(item.location, what, f"begin it with - {first_key}: ...", Code.WRONG_SHAPE)
    return tuple(found)


_CONVERTERS: dict[ValueKind, Converter] = {
    ValueKind.TEXT: _text,
    ValueKind.LINES: _lines,
    ValueKind.TEXTS: _texts,
    ValueKind.SIDES: _sides,
    ValueKind.LANGUAGE: _parsed(parse_language),
    ValueKind.CHOICE: _choice,
    ValueKind.POSITION: _position,
    ValueKind.DURATION: _duration,
    ValueKind.TIMES: _times(values.parse_duration_range),
    ValueKind.TIMES_OR_BREATHS: _times(values.parse_time_or_breaths),
    ValueKind.PERIOD: _parsed_within(values.parse_period, float, float),
    ValueKind.TEMPO: _tempo,
    ValueKind.PHASES: _phases,
    ValueKind.BREATH: _breath,
    ValueKind.NUMBER: _number,
    ValueKind.REPS: _reps,
    ValueKind.LOADS: _texts,
    ValueKind.SHUFFLE: _parsed(values.parse_shuffle),
    ValueKind.YES_NO: _parsed(values.parse_yes_or_no),
    ValueKind.ANNOUNCE: _announce,
    ValueKind.LINK: _parsed(values.parse_link),
    ValueKind.COUNTING: _parsed(values.parse_counting),
    ValueKind.PERCENT: _parsed(values.parse_percent),
    ValueKind.TIPS: _tips,
    ValueKind.SOUNDS: _sounds,
    ValueKind.PRONOUNCE: _pronounce,
    ValueKind.SOUNDTRACK: _soundtrack,
    ValueKind.BPM: _parsed(values.parse_bpm),
    ValueKind.EXERCISES: _mappings,
    ValueKind.MOVES: _mappings,
    # Both are gone once `includes` has put what they mean in their place.
    ValueKind.INCLUDE: _text,
    ValueKind.WITH: _soundtrack,
}
