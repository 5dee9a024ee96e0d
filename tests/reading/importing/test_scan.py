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


@pytest.mark.parametrize(
    ("language", "text", "rest"),
    [
        ("en", "Squats 3x10, 5 s pause", None),
        ("en", "Squats 3x10, pause 2 s", None),
        ("en", "Squats 3x10, 60 s pause", Span(60)),
        ("en", "Squats 3x10, 5 s rest", Span(5)),
        ("en", "Chin tuck 10 x 5 s, 5 s pause", Span(5)),
        ("de", "Kniebeugen 3x10, Pause 5 s", Span(5)),
    ],
)
def test_a_short_pause_within_repetitions_is_no_rest(language: str, text: str, rest: Span | None) -> None:
    assert scan(text, language).dose.rest == rest


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("Squat 3x8-10x60kg", Dose(Span(3), (Span(8, 10),), load=("60 kg",))),
        ("Squat 5 x 5 x 60 kg", Dose(Span(5), (Span(5),), load=("60 kg",))),
        ("Squat 3x10, 60-80 kg", Dose(Span(3), (Span(10),), load=("60-80 kg",))),
        ("Press 3x10, 2 x 12 kg", Dose(Span(3), (Span(10),), load=("2x12 kg",))),
    ],
)
def test_a_number_before_a_load_is_one_of_repetitions_if_sets_come_before_it(text: str, dose: Dose) -> None:
    assert scan(text).dose == dose


@pytest.mark.parametrize(
    ("language", "text", "dose"),
    [
        ("en", "Plank twenty-five seconds", Dose(time=Span(25))),
        ("de", "Unterarmstütz fünfundvierzig Sekunden", Dose(time=Span(45))),
        ("de", "Seitstütz dreißig Sekunden", Dose(time=Span(30))),
        ("es", "Plancha cuarenta y cinco segundos", Dose(time=Span(45))),
        ("it", "Plank venti secondi", Dose(time=Span(20))),
        ("nl", "Plank twaalf seconden", Dose(time=Span(12))),
    ],
)
def test_numbers_in_words_count_in_every_language(language: str, text: str, dose: Dose) -> None:
    assert scan(text, language).dose == dose


def test_what_is_held_for_long_is_a_set_and_for_short_a_repetition() -> None:
    assert scan("Wall sit 5 x 10 s hold").dose == Dose(reps=(Span(5),), hold=Span(10))
    assert scan("Wall sit 5 x 11 s hold").dose == Dose(Span(5), hold=Span(11))


@pytest.mark.parametrize(
    ("text", "load"),
    [
        ("12kg", ("12 kg",)),
        ("12 kg per hand", ("12 kg per hand",)),
        ("12/16/20 kg", ("12 kg", "16 kg", "20 kg")),
        ("12, 16 kg", ("12 kg", "16 kg")),
        ("12,10,8 kg", ("12 kg", "10 kg", "8 kg")),
        ("12,5 kg", ("12,5 kg",)),
        ("7,5kg", ("7,5 kg",)),
    ],
)
def test_loads_of_several_sets_are_told_apart(text: str, load: tuple[str, ...]) -> None:
    assert scan(f"Squats 3x10, {text}").dose.load == load
