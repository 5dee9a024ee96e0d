"""Every way from one position to another is said as a coach says it."""

from __future__ import annotations

import re
from itertools import permutations

import pytest

from voicefoot.language.packs import language_pack
from voicefoot.model.position import (
    ALL_FOURS,
    HANGING,
    KNEELING,
    ON_BACK,
    ON_FRONT,
    ON_LEFT_SIDE,
    ON_RIGHT_SIDE,
    PLANK,
    POSITIONS,
    SEATED,
    SIDE_PLANK,
    STANDING,
    Position,
)

ENGLISH = language_pack("en")
move_over_line = ENGLISH.move_over_line
ELSEWHERE = Position("elsewhere")
"""Any position of a routine's own."""
LYING = {ON_BACK, ON_FRONT, ON_LEFT_SIDE, ON_RIGHT_SIDE}
LOW = {*LYING, PLANK, SIDE_PLANK, ALL_FOURS}
WAYS = [*permutations(POSITIONS, 2), *((ELSEWHERE, position) for position in POSITIONS)]


def departures(pattern: str) -> set[Position]:
    """From where a line that matches `pattern` is said."""
    return {before for before, after in WAYS if re.search(pattern, move_over_line(before, after))}


@pytest.mark.parametrize(("before", "after"), WAYS, ids=lambda position: position.name.replace(" ", "-"))
def test_every_way_has_a_short_sentence(before: Position, after: Position) -> None:
    line = move_over_line(before, after)
    assert re.fullmatch(r"[A-Z][a-z ,]+\.", line)
    assert len(line.split()) <= 10


def test_the_table_is_whole_and_nothing_in_it_is_never_said() -> None:
    names = {position.name for position in POSITIONS}
    assert set(ENGLISH.positions) == names
    for after, words in ENGLISH.positions.items():
        assert set(words.by_departure) <= {*names, "elsewhere"} - {after}
        assert words.usual not in words.by_departure.values()


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (STANDING, SEATED, "Sit down."),
        (STANDING, KNEELING, "Go down on your knees."),
        (SEATED, STANDING, "Stand up."),
        (SEATED, KNEELING, "Go down on your knees."),
        (KNEELING, STANDING, "Stand up."),
        (KNEELING, SEATED, "Sit down."),
        (STANDING, ON_BACK, "Lie down on your back."),
        (ON_BACK, ALL_FOURS, "Roll over, onto your hands and knees."),
        (PLANK, ON_FRONT, "Lower yourself onto your front."),
        (ALL_FOURS, PLANK, "Step back into a plank."),
    ],
)
def test_lines(before: Position, after: Position, line: str) -> None:
    assert move_over_line(before, after) == line


def test_nobody_is_asked_for_what_is_done() -> None:
    assert not departures(r"\b[Ss]tand up") & {STANDING, HANGING, ELSEWHERE}
    assert departures(r"\b[Ss]it up") <= {*LYING, SIDE_PLANK}
    assert not departures(r"\b[Ss]it down") & {SEATED, *LYING}
    assert not departures(r"\b[Ll]ie down") & LYING
    assert not departures(r"\bGo down") & {*LOW, HANGING, ELSEWHERE}
    assert departures(r"\b[Rr]oll") <= {*LYING, PLANK, SIDE_PLANK}
    assert departures(r"\bPush yourself up") <= LYING
    assert departures(r"\bLower your hips") == {SIDE_PLANK}
    assert departures(r"\bLower your knees") == {PLANK}
    assert departures(r"\bCome down,") == {HANGING}


def test_right_and_left_are_told_alike() -> None:
    swapped = {"left": "right", "right": "left"}
    mirror = {ON_LEFT_SIDE: ON_RIGHT_SIDE, ON_RIGHT_SIDE: ON_LEFT_SIDE}
    for before, after in permutations(POSITIONS, 2):
        line = re.sub(r"\b(left|right)\b", lambda found: swapped[found[0]], move_over_line(before, after))
        assert move_over_line(mirror.get(before, before), mirror.get(after, after)) == line


def test_a_routines_own_words_are_said_from_wherever_one_is() -> None:
    doorway = Position("in the doorway", "stand in the doorway")
    for before in (*POSITIONS, ELSEWHERE):
        assert move_over_line(before, doorway) == "Stand in the doorway."
        assert move_over_line(before, Position("in the doorway")) == "In the doorway."
    assert move_over_line(Position("on the ball"), STANDING) == "Come to standing."
