"""Warnings of what has no effect in a routine, or another one than its author probably means: words behind
` #`, keys that find no use, and a rest that is written as an exercise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voicefoot.model.routine import (
    Block,
    Exercise,
    OnBeat,
    RepeatedHold,
    Routine,
    SingleHold,
    TimeToMove,
    Work,
)
from voicefoot.problem_codes import Code
from voicefoot.reading.fields import FIELDS, ValueKind
from voicefoot.reading.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.problems import InvalidValueError, Problems
from voicefoot.reading.values import parse_duration
from voicefoot.text import folded, shown

_WORD_KINDS = {
    ValueKind.TEXT,
    ValueKind.LINES,
    ValueKind.TEXTS,
    ValueKind.SIDES,
    ValueKind.LOADS,
    ValueKind.TIPS,
}
_KEYS_OF_WORDS = {field.name for field in FIELDS if field.kind in _WORD_KINDS} - {"file"} | {"exercises"}
"""The keys whose values are words, or lists with words among them."""
_NO_VALUE = {"none", "0", "0s", "auto", "no"}
"""Values that undo what is inherited, or change nothing, and so need no use."""
_REST_NAMES = {
    "rest", "pause", "break", "breather", "recover", "recovery", "rest break", "short rest", "short break",
    "water break",
}  # fmt: skip
_KEYS_OF_A_TIME = {"for", "hold", "lasts"}


@dataclass(frozen=True, slots=True)
class _Use:
    """What a key needs to have an effect.

    `is_used_by` tells whether an exercise, with those of its works that the key is for, has a use for it.
    `lacks` completes "`rest` has no effect: ...".
    """

    is_used_by: Callable[[Exercise, Sequence[Work]], bool]
    lacks: str
    remedy: str
    remedy_of_list: str = ""
    """The remedy where it stands beside a list of exercises, if it is another."""


def _has_sides(exercise: Exercise, _works: Sequence[Work]) -> bool:
    return bool(exercise.sides)


def _any_is(*kinds: type[Work]) -> Callable[[Exercise, Sequence[Work]], bool]:
    return lambda _exercise, works: any(isinstance(work, kinds) for work in works)


_NO_SIDES = "no sides take turns here"
_ADD_SIDES = "write `sides: [right, left]`, or take it out"
_USES = {
    "rest": _Use(
        lambda exercise, _works: exercise.sets > 1,
        "it stands between sets, and there is only one",
        "write `sets: 2`, or more; a rest behind an exercise is an item of its own: - rest: {value}",
        "between exercises it is called `rest_between`, between rounds `round_rest`; or write `sets: 2`",
    ),
    "sides": _Use(
        _has_sides,
        "each exercise here writes `sides: none`",
        "take it out here or there",
    ),
    "switch": _Use(_has_sides, _NO_SIDES, _ADD_SIDES),
    "switch_time": _Use(_has_sides, _NO_SIDES, _ADD_SIDES),
    "relax": _Use(
        _any_is(RepeatedHold),
        "it stands between holds, and nothing is held again and again here",
        "write `hold:` and `reps:`, or take it out",
    ),
    "accent": _Use(
        _any_is(OnBeat),
        "it is for beats, and nothing is done on a beat here",
        "write `reps:` with `every:` or `tempo:`, or take it out",
    ),
    "count": _Use(
        lambda _exercise, works: any(not isinstance(work, SingleHold | TimeToMove) for work in works),
        "there are no repetitions to count here",
        "write `reps:`, or take it out",
    ),
}


def warn_of_no_effect(root: Node, routine: Routine, problems: Problems) -> None:
    """Warn of what has no effect in `root`, from which `routine` was built."""
    if isinstance(root, MappingNode):
        _warn_of_list(root, routine.body, problems)


# -- words behind ` #` ---------------------------------------------------------------------------


def warn_of_hidden_words(node: Node, problems: Problems, key: str = "") -> None:
    """Warn of words behind ` #` in `node`, which is the value of `key`, and in all below it."""
    if isinstance(node, MappingNode):
        for entry in node.entries:
            warn_of_hidden_words(entry.value, problems, entry.key)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            warn_of_hidden_words(item, problems, key)
    elif isinstance(node, ScalarNode) and node.hidden is not None and key in _KEYS_OF_WORDS:
        words = f"{' '.join(node.text.split())} {node.hidden.text}".replace('"', "'")
        problems.warn(
            node.hidden.location,
            f'everything behind ` #` is left out, and so is "{shown(node.hidden.text)}"',
            f'put the words in quotes, "{shown(words)}", or write `# ` if it is a comment',
            Code.CUT_BY_HASH,
        )


# -- keys that find no use -----------------------------------------------------------------------


def _entries(node: MappingNode) -> dict[str, Entry]:
    return {entry.key: entry for entry in node.entries}


def _warn_of_list(node: MappingNode, block: Block, problems: Problems) -> None:
    """Warn of the keys of `node`, which holds a list of exercises, and of those of its items."""
    entries = _entries(node)
    works = [(exercise, _works(exercise)) for exercise in block.exercises]
    _warn_of_keys(entries, works, problems, in_list=True)
    round_rest = entries.get("round_rest")
    if round_rest is not None and _has_value(round_rest) and not _has_rounds(block):
        problems.warn(
            round_rest.location,
            "`round_rest` has no effect: it stands between rounds, and there is only one",
            "write `rounds: 2`, or more, or take it out",
            Code.NO_EFFECT,
        )
    listed = entries["exercises"].value if "exercises" in entries else None
    if not isinstance(listed, SequenceNode) or len(listed.items) != len(block.items):
        return
    for item_node, item in zip(listed.items, block.items, strict=True):
        if not isinstance(item_node, MappingNode):
            continue
        if isinstance(item, Block):
            _warn_of_list(item_node, item, problems)
        elif isinstance(item, Exercise):
            _warn_of_exercise(item_node, item, problems)


def _has_rounds(block: Block) -> bool:
    return block.rounds > 1 or any(_has_rounds(item) for item in block.items if isinstance(item, Block))


def _works(exercise: Exercise) -> list[Work]:
    return [work for move in exercise.moves for work in move.works]


def _warn_of_exercise(node: MappingNode, exercise: Exercise, problems: Problems) -> None:
    entries = _entries(node)
    _warn_of_keys(entries, [(exercise, _works(exercise))], problems)
    _warn_of_a_rest(entries, exercise.name, problems)
    moves = entries["moves"].value if "moves" in entries else None
    if isinstance(moves, SequenceNode) and len(moves.items) == len(exercise.moves):
        for move_node, move in zip(moves.items, exercise.moves, strict=True):
            if isinstance(move_node, MappingNode):
                _warn_of_keys(_entries(move_node), [(exercise, move.works)], problems)


def _warn_of_keys(
    entries: Mapping[str, Entry],
    works: Sequence[tuple[Exercise, Sequence[Work]]],
    problems: Problems,
    *,
    in_list: bool = False,
) -> None:
    """Warn of each of `entries` that finds no use in any exercise with `works` of its own."""
    for key, use in _USES.items():
        entry = entries.get(key)
        if entry is None or not _has_value(entry):
            continue
        if not any(use.is_used_by(exercise, its_works) for exercise, its_works in works):
            what = f"`{key}` has no effect: {use.lacks}"
            remedy = (use.remedy_of_list if in_list else "") or use.remedy
            problems.warn(entry.location, what, remedy.format(value=_text(entry)), Code.NO_EFFECT)


def _has_value(entry: Entry) -> bool:
    return not isinstance(entry.value, ScalarNode) or folded(entry.value.text) not in _NO_VALUE


def _text(entry: Entry) -> str:
    return shown(" ".join(entry.value.text.split())) if isinstance(entry.value, ScalarNode) else ""


# -- rests that are written as exercises ---------------------------------------------------------


def _warn_of_a_rest(entries: Mapping[str, Entry], name: str, problems: Problems) -> None:
    times = [entry for key, entry in entries.items() if key in _KEYS_OF_A_TIME]
    if folded(name) not in _REST_NAMES or len(times) != 1 or len(entries) != 2:
        return
    problems.warn(
        entries["name"].location,
        f'"{shown(name)}" is coached like an exercise, on each side where there are sides',
        f"a rest is written as - rest: {_single_time(times[0])}",
        Code.REST_AS_EXERCISE,
    )


def _single_time(entry: Entry) -> str:
    """Return the time that `entry` says, or an example if it says none or several."""
    text = _text(entry)
    try:
        parse_duration(text)
    except InvalidValueError:
        return "15s"
    return text
