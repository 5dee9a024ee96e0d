"""English lines are said as a native speaker says them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.language.english_spoken import ordinal_words
from voicefoot.language.packs import LANGUAGES, language_pack

ENGLISH = language_pack("en")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (20, "twenty"),
        (27, "twenty-seven"),
        (100, "one hundred"),
        (105, "one hundred and five"),
        (119, "one hundred and nineteen"),
        (1_000, "one thousand"),
        (1_001, "one thousand and one"),
        (12_300, "twelve thousand three hundred"),
        (999_999, "nine hundred and ninety-nine thousand nine hundred and ninety-nine"),
        (2_000_001, "two million and one"),
    ],
)
def test_numbers(number: int, words: str) -> None:
    assert ENGLISH.number_words(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "first"),
        (2, "second"),
        (4, "fourth"),
        (12, "twelfth"),
        (20, "twentieth"),
        (33, "thirty-third"),
        (100, "one hundredth"),
        (105, "one hundred and fifth"),
    ],
)
def test_ordinals(number: int, words: str) -> None:
    assert ordinal_words(number) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.5, "half a second"),
        (1.0, "one second"),
        (1.5, "one and a half seconds"),
        (2.4, "two point four seconds"),
        (25, "twenty-five seconds"),
        (60, "one minute"),
        (90, "one minute and thirty seconds"),
        (120, "two minutes"),
        (61, "one minute and one second"),
    ],
)
def test_times(seconds: float, words: str) -> None:
    assert ENGLISH.time_words(seconds) == words


@pytest.mark.parametrize(
    ("reps", "words"), [(1, "once"), (2, "twice"), (3, "three times"), (21, "twenty-one times")]
)
def test_times_of_repetitions(reps: int, words: str) -> None:
    assert ENGLISH.times_words(reps) == words


def test_a_sentence_has_a_capital_and_a_stop() -> None:
    assert ENGLISH.sentence("  toes down ") == "Toes down."
    assert ENGLISH.sentence("Ready?") == "Ready?"
    assert ENGLISH.sentence("once more:") == "Once more:"


def test_things_are_asked_for_with_their_article_and_left_as_known() -> None:
    assert ENGLISH.take_line(["towel", "elastic band"]) == "Take a towel and an elastic band."
    assert ENGLISH.take_line(["towel"], known=True) == "Take the towel."
    assert ENGLISH.take_line(["your mat", "two balls", "socks"]) == "Take your mat, two balls and socks."
    assert ENGLISH.leave_line(["a towel"]) == "Leave the towel."
    assert ENGLISH.need_line(["glass"]) == "You need a glass."


@pytest.mark.parametrize(
    ("seconds", "line"),
    [
        (540, "About nine minutes left."),
        (130, "About two minutes left."),
        (91, "About one minute and thirty seconds left."),
        (42, "About forty seconds left."),
        (3, "About three seconds left."),
    ],
)
def test_time_left(seconds: float, line: str) -> None:
    assert ENGLISH.time_left_line(seconds) == line


@pytest.mark.parametrize(
    ("seconds", "length"),
    [
        (12.4, "twelve seconds"),
        (45, "forty-five seconds"),
        (59, "one minute"),
        (71, "one minute and ten seconds"),
        (91, "one minute and thirty seconds"),
        (140, "two minutes and thirty seconds"),
        (700, "twelve minutes"),
    ],
)
def test_how_long_a_session_takes(seconds: float, length: str) -> None:
    assert ENGLISH.title_line("Knees", 1, seconds) == f"Knees. One exercise, about {length}."


@given(st.sampled_from(sorted(LANGUAGES)), st.floats(1.0, 86_400.0))
def test_a_told_time_is_nearly_right_in_every_language(code: str, seconds: float) -> None:
    pack = language_pack(code)
    a_minute = pack.time_words(60.0)

    def told(at: int) -> str:
        return pack.title_line("Xa", 1, 60.0).replace(a_minute, pack.time_words(at))

    near = (step * (int(seconds / step) + more) for step in (1, 5, 10, 30, 60) for more in (0, 1))
    line = pack.title_line("Xa", 1, seconds)
    off_seconds = [abs(at - seconds) for at in near if told(at) == line]
    assert off_seconds, line
    assert min(off_seconds) <= max(0.5, 0.112 * seconds), line


def test_where_a_session_resumes() -> None:
    assert ENGLISH.where_line("heel raises", "left foot", 7) == "Heel raises. Left foot. Seven done."
    assert ENGLISH.where_line("heel raises", None, 0) == "Heel raises."


def test_the_change_of_sides_is_said_in_the_words_of_the_routine() -> None:
    assert ENGLISH.switch_line("left foot", None) == "Change sides. Left foot."
    assert ENGLISH.switch_line("left foot", "change feet") == "Change feet. Left foot."
