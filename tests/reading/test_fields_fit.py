"""`fit`, `optional` and `priority`, and whom they reach."""

from __future__ import annotations

import pytest

from voicefoot.errors import RoutineError
from voicefoot.model.routine import Block, Priority
from voicefoot.reading.read import read_text

TEXT = """
title: T
fit: 10 min
exercises:
  - {name: A, for: 20s, optional: yes}
  - {name: B, for: 20s, fit: none}
  - block: Strength
    fit: none
    priority: low
    rest_between: 10s
    exercises:
      - {name: C, for: 20s}
      - {name: D, for: 20s, priority: high, optional: no}
"""


def test_a_block_says_it_for_all_that_is_in_it() -> None:
    routine = read_text(TEXT, "t.yaml", None)
    assert routine.fit_seconds == 600.0
    assert [each.may_fit for each in routine.exercises] == [True, False, False, False]
    assert [each.optional for each in routine.exercises] == [True, False, False, False]
    assert [each.priority for each in routine.exercises] == [
        Priority.NORMAL, Priority.NORMAL, Priority.LOW, Priority.HIGH,
    ]  # fmt: skip
    assert [item.may_fit for item in routine.body.items if isinstance(item, Block)] == [False]
    assert routine.body.may_fit


def test_no_time_is_asked_for_by_none() -> None:
    assert read_text(TEXT.replace("10 min", "none"), "t.yaml", None).fit_seconds is None


@pytest.mark.parametrize(
    ("written", "instead", "where"),
    [
        ("fit: 10 min", "fit: 5s", "3:"),
        ("fit: none}", "fit: 10m}", "6:"),
        ("priority: low", "priority: lower", "9:"),
        ("optional: yes", "optional: perhaps", "5:"),
    ],
)
def test_other_values_are_problems(written: str, instead: str, where: str) -> None:
    with pytest.raises(RoutineError) as error:
        read_text(TEXT.replace(written, instead, 1), "t.yaml", None)
    assert f"t.yaml:{where}" in str(error.value)
