"""Exercises that are labelled A1, A2 or 1a, 1b -> a block, in which they take turns for so many rounds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from voicefoot.reading.importing.understood import Block, Exercise, Item, Rest, Span

_LABEL = re.compile(r"(?P<letter>[A-Z])(?P<number>\d)|(?P<number2>\d)(?P<letter2>[A-E])", re.IGNORECASE)


def label_in(text: str) -> str:
    """Return `text` if it labels an exercise of a superset; else ""."""
    return text if _LABEL.fullmatch(text) else ""


def with_supersets(items: Iterable[Item]) -> list[Item]:
    """Return `items` with a block in place of the exercises that share a label.

    Those whose numbers of sets differ stay as they are.
    """
    found: list[Item] = []
    for group, members in groupby(items, key=_group):
        together = list(members)
        found += _superset([item for item in together if isinstance(item, Exercise)]) if group else together
    return found


def _group(item: Item) -> str:
    """Return what the label of `item` has in common with its neighbours: the A of A1; "" if it has none."""
    label = _LABEL.fullmatch(item.label) if isinstance(item, Exercise) else None
    return "" if label is None else (label["letter"] or label["number2"]).upper()


def _superset(exercises: list[Exercise]) -> list[Item]:
    sets = {exercise.dose.sets for exercise in exercises} - {None}
    if len(exercises) < 2 or len(sets) != 1 or any(len(each.dose.reps) > 1 for each in exercises):
        return list(exercises)
    rests = [exercise.dose.rest for exercise in exercises]
    items: list[Item] = []
    for number, exercise in enumerate(exercises):
        dose = replace(exercise.dose, sets=None, rest=None)
        items.append(replace(exercise, dose=dose))
        rest = rests[number]
        if rest is not None and rest != Span(0.0) and number < len(exercises) - 1:
            items.append(Rest(rest, exercise.line))
    return [Block("", tuple(items), sets.pop(), rests[-1])]
