"""Headings that say how long each of the names below them takes."""

from __future__ import annotations

import pytest

from voicefoot.model.routine import Block, Exercise, TimeToMove
from voicefoot.reading.importing.convert_file import imported
from voicefoot.reading.importing.text_lines import text_lines
from voicefoot.reading.importing.timed_circuit import timed_circuit
from voicefoot.reading.read import read_text


def block_of(text: str) -> Block:
    found = imported(text.encode(), "list.txt")
    assert found.not_understood == 0
    item = read_text(found.yaml, "list.txt", None).body.items[-1]
    assert isinstance(item, Block)
    return item


@pytest.mark.parametrize(
    ("heading", "work", "rest", "rounds", "round_rest"),
    [
        ("HIIT - 40 on / 20 off, 3 rounds, 1 min rest between rounds", 40, 20, 3, 60),
        ("40s work, 20s rest, 4 rounds", 40, 20, 4, 20),
        ("3 rounds: 40s on / 20s off", 40, 20, 3, 20),
        ("Circuit: 30 seconds each, 15 seconds rest, 3 rounds", 30, 15, 3, 15),
        ("Tabata 20s on 10s off x 8", 20, 10, 8, 10),
        ("Finisher (1 min each, 2 rounds)", 60, 0, 2, None),
        ("HIIT - 40 on / 20 off, 3 rounds, rest 90s between rounds", 40, 20, 3, 90),
    ],
)
def test_each_name_takes_the_time_of_the_heading(
    heading: str, work: int, rest: int, rounds: int, round_rest: int | None
) -> None:
    block = block_of(f"Heel raises 10 reps\n\n{heading}\n- Jumps\n- Squats\n- Planks\n")
    exercises = [item for item in block.items if isinstance(item, Exercise)]
    assert [each.name for each in exercises] == ["Jumps", "Squats", "Planks"]
    for each in exercises:
        move = each.moves[0].work
        assert isinstance(move, TimeToMove)
        assert move.seconds is not None
        assert move.seconds.low == work
    assert (block.rest_between_seconds, block.rounds, block.round_rest_seconds) == (rest, rounds, round_rest)


@pytest.mark.parametrize(
    "text",
    [
        "40 on / 20 off, 3 rounds\n- Jumps 10 reps\n- Squats 12 reps\n",
        "40 on / 20 off, 3 rounds\n\nJumps\n",
        "40 on / 20 off, then 5 more\n- Jumps\n- Squats\n",
    ],
)
def test_names_with_doses_and_unclear_headings_are_none_of_that(text: str) -> None:
    assert timed_circuit(text_lines(text, "en"), 0) is None


def test_where_a_circuit_ends_is_told() -> None:
    lines = text_lines("40 on / 20 off\n- Jumps\n- Squats\n- Plank 30 s\n", "en")
    found = timed_circuit(lines, 0)
    assert found is not None
    assert found[1] == 3
