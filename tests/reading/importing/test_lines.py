"""Lists: which line is a heading, and of what."""

from __future__ import annotations

import pytest

from tests.reading.importing.told_doses import told_doses
from voicefoot.model.routine import Block
from voicefoot.reading.importing.convert_file import imported
from voicefoot.reading.read import read_text


def told(text: str) -> tuple[str, list[str]]:
    """The title, and the names of the blocks."""
    routine = read_text(imported(text.encode(), "list.txt").yaml, "list.txt", None)
    return routine.title, [item.name or "" for item in routine.body.items if isinstance(item, Block)]


def test_the_name_of_a_part_is_the_title_where_there_is_no_other_part() -> None:
    warm_up = "Warm-up:\n- Squats 3x10\n- Dips 5\n"
    assert told(warm_up) == ("Warm-up", [])
    assert told(f"{warm_up}Cool-down:\n- Plank 30 s\n") == ("List", ["Warm-up", "Cool-down"])


def test_a_line_that_repeats_a_list_keeps_the_rest_between_rounds() -> None:
    def round_rest(again: str) -> float | None:
        legs_of = "Leg day\n\nLegs:\n- Squats 10\n- Dips 5\nRest 60 s between rounds.\n"
        text = f"{legs_of}{again}\n\nArms:\n- Curls 5\n"
        legs = read_text(imported(text.encode(), "list.txt").yaml, "list.txt", None).body.items[0]
        assert isinstance(legs, Block)
        assert (legs.name, legs.rounds) == ("Legs", 3)
        return legs.round_rest_seconds

    assert round_rest("Repeat all 3 times.") == 60.0
    assert round_rest("Repeat all 3 times with 30 s rest.") == 30.0


@pytest.mark.parametrize("line", ["3 rounds, rest 60 s", "3 Runden, 60 s Pause", "3 rounds"])
def test_rounds_that_stand_alone_above_a_list_are_those_of_the_list(line: str) -> None:
    text = f"{line}\n- Squats 10\n- Push-ups 8\n"
    found = imported(text.encode(), "list.txt")
    assert told_doses(read_text(found.yaml, "list.txt", None)) == [
        "Squats | reps 10 | rounds 3",
        "Push-ups | reps 8 | rounds 3",
    ]
    assert ("round_rest: 60s" in found.yaml) == ("60" in line)


def test_what_has_sets_is_not_within_as_many_rounds_as_possible() -> None:
    text = "Wall sit 40 s\nPush-ups AMRAP 2 min\nDips 3x5\n"
    doses = told_doses(read_text(imported(text.encode(), "list.txt").yaml, "list.txt", None))
    assert doses == ["Wall sit | hold 40", "Push-ups | for 120", "Dips | sets 3 | reps 5"]
    frame = imported(b"AMRAP 12 min\nSquats 10\nPush-ups 8\n", "list.txt").yaml
    assert "Squats 10" in frame
    assert "for: 12 min" in frame
