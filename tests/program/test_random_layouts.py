"""However a routine is laid out and spelled, `fmt` leaves the session, the comments and the order as they
are, and finds nothing to do the second time.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.random_layouts import Writer
from tests.support.random_routines import SyntheticVoice, arranged, routines
from voicefoot.errors import RoutineError
from voicefoot.model.choices import Choices
from voicefoot.planning.plan import plan
from voicefoot.reading.editing.sameness import meaning_of_routine, same
from voicefoot.reading.editing.tidy import tidied, words_of_comments
from voicefoot.reading.read import read_text

SCORED = 20
"""Of so many routines, the score of one is compared too."""


def scored(text: str) -> list[tuple[int, int, str | None]] | None:
    """When each event of a session begins and ends, and what it is; None where it has no time for itself."""
    try:
        sections = arranged(plan(read_text(text, "r.yaml", None), Choices()), SyntheticVoice(0.05, True))
    except RoutineError:
        return None
    return [(event.start_frame, event.end_frame, event.text) for each in sections for event in each.events]


def test_random_routines_stay_what_they_are(request: pytest.FixtureRequest) -> None:
    results: Counter[str] = Counter()

    @settings(max_examples=int(request.config.getoption("--random-routines")), deadline=None)
    @given(routines(), st.randoms(use_true_random=False))
    def stays_what_it_is(text: str, random: Random) -> None:
        try:
            meaning = meaning_of_routine(text, "r.yaml", None)
        except RoutineError:
            results["say or do more than fits into the time that is written"] += 1
            return
        writer = Writer(random)
        typed = writer.routine(text)
        assert same(meaning_of_routine(typed, "r.yaml", None), meaning), typed
        after = tidied(typed, "r.yaml", None)
        assert same(meaning_of_routine(after, "r.yaml", None), meaning), typed
        assert words_of_comments(after) == writer.comments
        assert not any(sign in after for sign in ("\r", "\n\n\n", " \n", " sec", "•", "BPM", "exercises :"))
        assert after.endswith("\n")
        assert tidied(after, "r.yaml", None) == after
        results["were tidied"] += 1
        if results["were tidied"] % SCORED == 1:
            assert scored(after) == scored(typed)

    stays_what_it_is()
    print("\n" + ", ".join(f"{number} {what}" for what, number in results.most_common()))
    assert results["were tidied"] > results.total() / 2
