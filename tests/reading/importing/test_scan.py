"""The dose in a line: each number belongs to what it counts."""

from __future__ import annotations

import pytest

from voicefoot.reading.importing.scan import scan
from voicefoot.reading.importing.understood import Dose, Span


@pytest.mark.parametrize(
    ("language", "text", "dose"),
    [
        ("en", "Squats 3 x 10, 5 s pause at the bottom", Dose(Span(3), (Span(10),), time=Span(5))),
        ("en", "Plank 2,5 min", Dose(time=Span(150))),
        ("de", "Unterarmstütz 1,5 min", Dose(time=Span(90))),
        ("en", "Plank 0:30 x 4", Dose(reps=(Span(4),), time=Span(30))),
        ("en", "Plank: 3 sets, 40 s", Dose(Span(3), time=Span(40))),
        ("en", "Plank 4 x 0:30", Dose(time=Span(30), counted=Span(4))),
    ],
)
def test_a_comma_or_a_colon_within_a_number_joins_no_other(language: str, text: str, dose: Dose) -> None:
    assert scan(text, language).dose == dose
