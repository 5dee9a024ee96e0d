"""Whatever a routine combines, it fits into a time to the frame, or the nearest time is named."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.fits import broken_fit, fitted_or_nearest
from tests.support.random_routines import SyntheticVoice, arranged, choices, routines, voices
from voicefoot.errors import RoutineError
from voicefoot.model.choices import Choices
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read_text


def test_random_routines_fit_or_the_nearest_time_does(request: pytest.FixtureRequest) -> None:
    results: Counter[str] = Counter()

    @settings(max_examples=int(request.config.getoption("--random-fits")), deadline=None)
    @given(routines(), choices(), voices(), st.floats(0.5, 1.6))
    def fits(text: str, chosen: Choices, voice: SyntheticVoice, part: float) -> None:
        try:
            routine = read_text(text, "random.yaml", None)
            sections = arranged(plan(routine, chosen), voice)
        except RoutineError:
            results["say or do more than fits into the time that is written"] += 1
            return
        seconds = max(10.0, round(sections[-1].end_frame / 1000 * part, 1))
        fitted, reached = fitted_or_nearest(routine, chosen, seconds, voice)
        results["fitted" if reached == seconds else "fitted into the nearest time"] += 1
        assert list(broken_fit(fitted, reached, voice)) == []

    fits()
    print("\n" + ", ".join(f"{number} {what}" for what, number in results.most_common()))
    assert results["fitted"] > results.total() / 20
