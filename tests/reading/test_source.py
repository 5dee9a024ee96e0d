"""What is too large is refused before it is read."""

from __future__ import annotations

import pytest

from voicefoot.errors import RoutineError
from voicefoot.model.limits import MAX_ROUTINE_BYTES
from voicefoot.reading.read import read_text


def test_a_text_that_came_from_no_file_may_be_as_long_as_a_file_and_no_longer() -> None:
    routine = "title: T\nexercises: [{name: A, for: 10s}]\n"
    comment = "#" + "x" * (MAX_ROUTINE_BYTES - len(routine) - 1)
    assert read_text(routine + comment, "-", None).title == "T"
    with pytest.raises(RoutineError, match="a routine is a short text"):
        read_text(routine + comment + "x", "-", None)
