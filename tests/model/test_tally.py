"""What was counted, as it is read."""

from __future__ import annotations

import pytest

from voicefoot.model.tally import Tally


@pytest.mark.parametrize(
    ("count", "of", "words"),
    [
        (0, "rounds", "0 rounds"),
        (1, "rounds", "1 round"),
        (7, "rounds", "7 rounds"),
        (1, "lengths of the pool", "1 length of the pool"),
        (1, "full rounds", "1 full round"),
        (1, "Runden", "1 Runden"),
        (1, "laps and passes", "1 lap and passes"),
        (1, "toss", "1 toss"),
    ],
)
def test_of_one_thing_there_is_one(count: int, of: str, words: str) -> None:
    assert Tally(count, of).words == words
