"""What is told of an exercise, as the words and the dose of it."""

from __future__ import annotations

from voicefoot.reading.importing.describe import settled
from voicefoot.reading.importing.understood import Dose, Span


def test_a_time_beside_a_number_is_a_hold_unless_one_moves() -> None:
    four_times = Dose(reps=(Span(4),), time=Span(30))
    assert settled("Running", four_times) == Dose(sets=Span(4), time=Span(30))
    assert settled("Wall sit", four_times) == Dose(reps=(Span(4),), hold=Span(30))
