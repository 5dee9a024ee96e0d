"""Whatever a fault leaves broken is told once, and what stands around it is read."""

from __future__ import annotations

import pytest

from voicefoot.errors import RoutineError
from voicefoot.problem_codes import Code
from voicefoot.reading.read import read_text

REST = "  - name: B\n    for: 9s\n"


@pytest.mark.parametrize(
    "text",
    [
        "title: #1\nexercises:\n" + REST,
        "title: T\nexercises: #1\n",
        "title: T\nexercises:\n  - #1\n" + REST,
        "title: T\nexercises:\n  - include: #1\n" + REST,
        "title: T\nexercises:\n  - exercises: #1\n" + REST,
        "title: T\nexercises:\n  - {name: A, moves: [{for: 9s}]}\n  - moves: #1\n    name: C\n" + REST,
        *(f"title: T\nexercises:\n{REST}    {key}: #1\n" for key in ("tips", "sides", "say", "position")),
        *(f"title: T\nexercises:\n{REST}    {key}:\n      - #1\n      - b\n" for key in ("tips", "sides")),
    ],
)
def test_what_a_hash_cuts_off_is_told_once_wherever_it_stands(text: str) -> None:
    with pytest.raises(RoutineError) as caught:
        read_text(text, "t.yaml", None)
    assert [problem.code for problem in caught.value.problems] == [Code.CUT_BY_HASH]
