"""Whatever a routine combines, the session that it becomes keeps its promises."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings

from tests.support.random_routines import SyntheticVoice, arranged, broken_promises, choices, routines, voices
from voicefoot.errors import RoutineError
from voicefoot.model.choices import Choices
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read_text


def test_random_routines_keep_their_promises(request: pytest.FixtureRequest) -> None:
    results: Counter[str] = Counter()

    @settings(max_examples=int(request.config.getoption("--random-routines")), deadline=None)
    @given(routines(), choices(), voices())
    def keeps_its_promises(text: str, chosen: Choices, voice: SyntheticVoice) -> None:
        try:
            planned = plan(read_text(text, "random.yaml", None), chosen)
            sections = arranged(planned, voice)
        except RoutineError:
            results["say or do more than fits into the time that is written"] += 1
            return
        results["were arranged"] += 1
        assert list(broken_promises(sections)) == []

    keeps_its_promises()
    print("\n" + ", ".join(f"{number} {what}" for what, number in results.most_common()))
    assert results["were arranged"] > results.total() / 3
