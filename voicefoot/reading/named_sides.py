"""Warnings of sides that the words of an exercise name, and that are never changed: "Lift your left knee." in
an exercise without sides, and with no other that lifts the right one; or in one whose sides take turns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from voicefoot.model.position import ON_LEFT_SIDE, ON_RIGHT_SIDE
from voicefoot.model.routine import Exercise
from voicefoot.problem_codes import Code
from voicefoot.reading.nodes import MappingNode, Node, ScalarNode
from voicefoot.reading.problems import Problems
from voicefoot.text import LazyPattern, folded, shown

_BODY = (
    "ankle|arm|calf|calves|cheek|ear|elbow|eye|fist|foot|foot's|forearm|glute|hamstring|hand|heel|hip|knee|"
    "leg|palm|quad|shin|shoulder|side|sole|thigh|thumb|toe|toes|wrist"
)
_NAMED = LazyPattern(rf"\b(left|right)(?:[ -]\w+)?[ -](?:{_BODY})\b", re.IGNORECASE)
"""A side of the body in English, as in "left knee" and "right big toe". "Right" alone means too much."""


def warn_of_named_sides(
    exercises: Sequence[tuple[Node, Exercise]], language: str, problems: Problems
) -> None:
    """Warn of sides that are named and never changed in `exercises`, each with its node."""
    labels = list(dict.fromkeys(folded(side) for _, exercise in exercises for side in exercise.sides))
    in_english = language.partition("-")[0] == "en"
    named = [
        set() if exercise.sides else _sides_in(_all_words(exercise), labels, in_english)
        for _, exercise in exercises
    ]
    together = set[str]().union(*named)
    for (node, exercise), own in zip(exercises, named, strict=True):
        if exercise.sides:
            _warn_of_one_side(node, exercise, in_english, problems)
        elif len(own) == 1 and len(together) == 1 and not _says_none(node):
            side = next(iter(own))
            what = f'"{shown(exercise.name)}" names a side ("{shown(side)}"), and nothing changes sides'
            remedy = "write `sides: [right ..., left ...]`, or `sides: none` if it is for that one alone"
            problems.warn(node.location, what, remedy, Code.ONE_SIDE)


def _warn_of_one_side(node: Node, exercise: Exercise, in_english: bool, problems: Problems) -> None:
    """Warn if what is said on each of several sides names one of them alone."""
    if len(exercise.sides) < 2:
        return
    labels = [folded(side) for side in exercise.sides]
    for move in exercise.moves:
        for text in (move.say, move.brief, *(tip.say for tip in move.tips)):
            found = set() if text is None else _sides_in([text], labels, in_english)
            if text is not None and len(found) == 1:
                side = next(iter(found))
                what = f'"{shown(text)}" names one side ("{shown(side)}"), and is said for each of them'
                remedy = "leave the side out: it is announced when it is next"
                problems.warn(node.location, what, remedy, Code.ONE_SIDE)


def _says_none(node: Node) -> bool:
    """Return whether the exercise says itself that it has no sides."""
    entries = node.entries if isinstance(node, MappingNode) else ()
    return any(entry.key == "sides" and isinstance(entry.value, ScalarNode) for entry in entries)


def _all_words(exercise: Exercise) -> list[str]:
    moves = exercise.moves
    texts = [
        exercise.name,
        exercise.intro,
        *exercise.setup,
        *(text for move in moves for text in (move.say, move.brief, *(tip.say for tip in move.tips))),
    ]
    positions = {ON_LEFT_SIDE: "left side", ON_RIGHT_SIDE: "right side"}
    return [text for text in [*texts, positions.get(exercise.position)] if text is not None]


def _sides_in(texts: Iterable[str], labels: Iterable[str], in_english: bool) -> set[str]:
    """Return the sides that `texts` name: those of `labels` that have several words; in English "left" and
    "right" of any part of the body.
    """
    whole = folded("\n".join(texts))
    if in_english:
        return {found[1].lower() for found in _NAMED.finditer(whole)}
    return {
        label for label in labels if " " in label and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", whole)
    }
