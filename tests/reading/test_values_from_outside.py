"""Values in place of those of a routine's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicefoot.errors import RoutineError
from voicefoot.model.routine import Routine
from voicefoot.reading.read import read_original
from voicefoot.reading.values_from_outside import OVERRIDE_LINE, Override

TEXT = """
title: Knee
exercises:
  - Walk
  - block: Strength
    exercises:
      - {name: Bridge, reps: 5, every: 2s}
      - {name: Plank, hold: 20s, sides: none}
"""


def read(folder: Path, *overrides: Override) -> Routine:
    path = folder / "knee.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return read_original(path, overrides).routine


@pytest.mark.parametrize(
    ("override", "written"),
    [
        (Override("bridge", "reps", "9-12"), ("reps: 5", "reps: 9-12")),
        (Override("Bridge", "load", "4 kg"), ("reps: 5", "load: 4 kg, reps: 5")),
        (Override("Bridge", "sets", "2"), ("reps: 5", "sets: 2, reps: 5")),
        (Override("Bridge", "equipment", "towel, chair"), ("reps: 5", "reps: 5, equipment: [towel, chair]")),
        (Override("Plank", "for", "1 min"), ("hold: 20s", "for: 1 min")),
        (Override("Walk", "for", "1 min"), ("- Walk", "- {name: Walk, for: 1 min}")),
        (
            Override(None, "sides", "left leg, right leg"),
            ("exercises:", "sides: [left leg, right leg]\nexercises:"),
        ),
    ],
)
def test_it_is_as_if_it_were_written(tmp_path: Path, override: Override, written: tuple[str, str]) -> None:
    own = tmp_path / "own.yaml"
    text = TEXT.replace("- Walk", "- {name: Walk, for: 1 min}")
    own.write_text(text.replace(*written, 1), encoding="utf-8")
    walk = Override("Walk", "for", "1 min")
    found, expected = read(tmp_path, override, walk), read_original(own).routine
    names = [exercise.name for exercise in found.exercises]
    assert names == ["Walk", "Bridge", "Plank"]
    for one, other in zip(found.exercises, expected.exercises, strict=True):
        assert (one.moves, one.sides, one.sets) == (other.moves, other.sides, other.sets)
        assert one.equipment == other.equipment


def test_what_is_wrong_with_one_names_its_number(tmp_path: Path) -> None:
    with pytest.raises(RoutineError) as raised:
        read(tmp_path, Override("Walk", "for", "1 min"), Override("Bridge", "reps", "=1"))
    (problem,) = raised.value.problems
    assert (problem.line, problem.column) == (OVERRIDE_LINE, 2)
    assert "which is not a whole number" in problem.what
