"""A side that the words name, and that is never changed, is warned of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading.test_sense import keys, warnings
from voicefoot.problem_codes import Code


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (keys("say: Lift your left knee.", "hold: 10s"), '"left"'),
        (keys("tips: [Spread your right big toe.]", "hold: 10s"), '"right"'),
        (keys("position: lying on your left side", "hold: 10s"), '"left"'),
        (keys("say: Lift your left knee.", "hold: 10s", "sides: [left leg, right leg]"), '"left"'),
        (keys("brief: Right foot up.", "hold: 10s", "sides: [left, right]"), '"right"'),
        (
            keys(
                "say: Linkes Bein hoch.",
                "hold: 10s",
                top="language: de\nsides: [linkes Bein, rechtes Bein]\n",
            ),
            '"linkes bein"',
        ),
    ],
)
def test_one_side_alone(tmp_path: Path, text: str, names: str) -> None:
    (found,) = warnings(tmp_path, text)
    assert found.code is Code.ONE_SIDE
    assert names in found.what


@pytest.mark.parametrize(
    "text",
    [
        keys("say: Lift your left knee, then your right knee.", "hold: 10s"),
        keys("say: Lift your left knee.", "hold: 10s")
        + "  - {name: B, say: Lift your right knee., hold: 9s}\n",
        keys("say: Lift your left knee.", "hold: 10s", "sides: none"),
        keys("say: Lift your knee.", "hold: 10s", "sides: [left leg]"),
        keys("say: Right away. Hold it right in front of you.", "hold: 10s"),
        keys("say: Cross the left foot over the right foot.", "hold: 10s", "sides: [left, right]"),
        keys("say: Standbein gerade.", "hold: 10s", top="language: de\nsides: [linkes Bein, rechtes Bein]\n"),
    ],
)
def test_both_sides_or_none(tmp_path: Path, text: str) -> None:
    assert warnings(tmp_path, text) == []
