from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.model.routine import Counting, CountMode, Follow, Mood, Pace, Phase, Range
from voicefoot.reading import patterns, values
from voicefoot.reading.problems import InvalidValueError
from voicefoot.reading.values import Tempo


def steady(bpm: float) -> Tempo:
    return Tempo(Pace(60.0 / bpm, 60.0 / bpm), Follow(bpm / 1.06, bpm * 1.06))


UNDERSTOOD: list[tuple[Callable[[str], Any], str, Any]] = [
    *[
        (values.parse_duration, text, seconds)
        for text, seconds in {
            "20s": 20,
            "20 sec": 20,
            "30 Sekunden": 30,
            "20 Sek.": 20,
            "1 Minute 30 Sek": 90,
            "2 minutos": 120,
            "45 segundos": 45,
            "1 Std. 5 Min.": 3900,
            "1 heure": 3600,
            "20 sec.": 20,
            " 20  Seconds ": 20,
            "20\u00a0s": 20,
            "1:30": 90,
            "1:30 min": 90,
            "1:02:03": 3723,
            "2 min": 120,
            "1.5 min": 90,
            "1,5 s": 1.5,
            ".5s": 0.5,
            "1 min 30 s": 90,
            "1m30s": 90,
            "1 min, 30 s": 90,
            "1 minute and 30 seconds": 90,
            "1 h": 3600,
            "500 ms": 0.5,
            "½ min": 30,
            "1½ min": 90,
            "1 ½ min": 90,
            "1 1/2 min": 90,
            "1/4 h": 900,
            "2 3/4 min 15 s": 180,
            "0": 0,
        }.items()
    ],
    *[
        (values.parse_duration_range, text, Range(*ends))
        for text, ends in {
            "20s": (20.0, 20.0),
            "20-30s": (20.0, 30.0),
            "20 – 30 s": (20.0, 30.0),
            "20—30 s": (20.0, 30.0),
            "20\u221230 s": (20.0, 30.0),
            "20 to 30 sec": (20.0, 30.0),
            "20s-30s": (20.0, 30.0),
            "30s-1 min": (30.0, 60.0),
            "1-2 min": (60.0, 120.0),
            "1:00-1:30": (60.0, 90.0),
        }.items()
    ],
    *[
        (values.parse_reps, text, Range(*ends))
        for text, ends in {
            "15": (15.0, 15.0),
            "15-20": (15.0, 20.0),
            "10–15": (10.0, 15.0),
            "10 — 15": (10.0, 15.0),
            "10 to 15 reps": (10.0, 15.0),
            "10x": (10.0, 10.0),
            "100000": (100_000.0, 100_000.0),
        }.items()
    ],
    (values.parse_whole, "3", 3),
    (values.parse_whole, "3 times", 3),
    (values.parse_tempo, "120", steady(120)),
    (values.parse_tempo, "120 bpm", steady(120)),
    (values.parse_tempo, "120BPM", steady(120)),
    (values.parse_tempo, "60-120 bpm", Tempo(Pace(1.0, 0.5))),
    (values.parse_tempo, "120 bpm to 60 bpm", Tempo(Pace(0.5, 1.0))),
    (values.parse_tempo, "20", steady(20)),
    (values.parse_tempo, "400", steady(400)),
    (values.parse_tempo, "music", Tempo(Pace(60 / 110, 60 / 110), Follow(80, 140, always=True))),
    (values.parse_tempo, "Music 100-140 bpm", Tempo(Pace(0.5, 0.5), Follow(100, 140, always=True))),
    (values.parse_tempo, "music 120", Tempo(Pace(0.5, 0.5), Follow(120, 120, always=True))),
    (values.parse_bpm, "128", 128.0),
    (values.parse_bpm, "127.5 bpm", 127.5),
    (values.parse_groove, "groove", Mood.STEADY),
    (values.parse_groove, "Groove  Calm", Mood.CALM),
    (values.parse_groove, "groove:lively", Mood.LIVELY),
    (values.parse_groove, "groovy.mp3", None),
    (values.parse_period, "2s", 2.0),
    (values.parse_phase, "up 1s", Phase("up", 1.0)),
    (values.parse_phase, "slowly down 1 min 30 s", Phase("slowly down", 90.0)),
    (values.parse_counting, "auto", Counting()),
    (values.parse_counting, "Every", Counting(CountMode.EVERY)),
    (values.parse_counting, "every  5", Counting(CountMode.EVERY, step=5)),
    (values.parse_counting, "last 5", Counting(CountMode.EVERY, last=5)),
    (values.parse_counting, "down", Counting(CountMode.DOWN)),
    (values.parse_counting, "none", Counting(CountMode.NONE)),
    (values.parse_percent, "40%", 0.4),
    (values.parse_percent, "40 percent", 0.4),
    (values.parse_percent, "100%", 1.0),
    (values.choice_parser(("en", "en-gb"), "language"), "EN_GB", "en-gb"),
]

UNCLEAR: list[tuple[Callable[[str], Any], str, str]] = [
    (values.parse_duration, "20", "it has no unit; write 20s or 20 min"),
    (values.parse_duration, "20-30s", "it is a range, but must be one time; write one, such as 20s"),
    (values.parse_duration, "soon", "it is not a time; write one such as 20s, 1:30 or 2 min"),
    (values.parse_duration, "1:75", "it is not a time; write one such as 20s, 1:30 or 2 min"),
    (values.parse_duration, "9" * 100, "it is too long; write a number or a time"),
    (values.parse_duration_range, "20-30", "it has no unit; write 20-30s"),
    (
        values.parse_duration_range,
        "2 min-30s",
        "it runs downwards; write the shorter time first: 30s to 2 min",
    ),
    (values.parse_reps, "20-15", "it runs downwards; write the smaller number first: 15-20"),
    (values.parse_reps, "100001", "it is too many; write numbers of 1 to 100,000"),
    (
        values.parse_reps,
        "１５",
        "it is not a whole number; write one such as 15, or a range such as 15-20, in digits",
    ),
    (values.parse_whole, "1.5", "it is not a whole number; write one such as 3, in digits"),
    (values.parse_tempo, "2s", "it is a time; write `every: 2s`, or a tempo such as 120 bpm"),
    (values.parse_tempo, "19 bpm", "it is too slow; write 20 to 400 bpm"),
    (values.parse_tempo, "100-401 bpm", "it is too fast; write 20 to 400 bpm"),
    (values.parse_period, "120 bpm", "it is a tempo; write `tempo: 120 bpm`, or a time such as 2s"),
    (values.parse_phase, "down", "it is not a word and its time; write them as `down 3s`"),
    (values.parse_phase, "3s", "it is not a word and its time; write them as `down 3s`"),
    (values.parse_counting, "every 0", "it is out of range; write numbers of 1 to 100,000"),
    (
        values.parse_counting,
        "auto.",
        "it is not a way to count; write auto, every, every 5, last 5, down or none",
    ),
    (values.parse_percent, "40", "it is not a part of the time; write it in percent, such as 40%"),
    (values.parse_percent, "101%", "it is more than the whole; write 0% to 100%"),
    (
        values.parse_tempo,
        "music 130-100",
        "it runs downwards; write the slower tempo first: music 100-130 bpm",
    ),
    (values.parse_tempo, "music 10-100", "it is too slow; write 20 to 400 bpm"),
    (values.parse_bpm, "100-130", "it is not one tempo; write beats a minute, such as 128"),
    (values.parse_bpm, "music", "it is not one tempo; write beats a minute, such as 128"),
    (
        values.parse_groove,
        "groove fast",
        "it is not a mood of the groove; write groove calm, groove steady, groove lively",
    ),
    (values.choice_parser(("a", "b", "c"), "letter"), "x", "it is not a letter; write a, b or c"),
]


@pytest.mark.parametrize(("parse", "text", "value"), UNDERSTOOD)
def test_what_people_type_is_understood(parse: Callable[[str], Any], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(("parse", "text", "message"), UNCLEAR)
def test_what_is_unclear_is_answered(parse: Callable[[str], Any], text: str, message: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse(text)
    assert str(caught.value) == message


PATTERNS: dict[Callable[[str], Any], str] = {
    values.parse_duration: patterns.ANY_DURATION,
    values.parse_duration_range: patterns.ANY_DURATION_RANGE,
    values.parse_reps: patterns.WHOLE_RANGE,
    values.parse_time_or_breaths: f"{patterns.ANY_DURATION_RANGE}|{patterns.BREATHS}",
    values.parse_tempo_or_phases: patterns.ANY_TEMPO,
    values.parse_breath: patterns.BREATH,
    values.parse_sets_and_reps: f"{patterns.SETS}|{patterns.WHOLE_RANGE}",
    values.parse_yes_or_no: f"{patterns.YES}|{patterns.NO}",
    values.parse_link: patterns.LINK,
    values.parse_shuffle: f"{patterns.YES}|{patterns.NO}|{patterns.any_case('once')}",
    values.parse_phase: patterns.ANY_PHASE,
    values.parse_counting: patterns.COUNTING,
    values.parse_percent: patterns.PERCENT,
}


@given(
    st.sampled_from(list(PATTERNS)),
    st.lists(
        st.sampled_from(
            [
                *"0123456789.,:-–% \u00a0",
                "to",
                "and",
                "s",
                "sec",
                "Min",
                "h",
                "ms",
                "bpm",
                "every",
                "up",
                "music ",
                "breaths",
                "x",
                "yes",
                "https://",
            ]
        ),
        max_size=9,
    ),
)
def test_whatever_is_understood_fits_the_pattern_of_the_schema(
    parse: Callable[[str], Any], parts: list[str]
) -> None:
    text = "".join(parts)
    try:
        value = parse(text)
    except InvalidValueError:
        return
    bare_zero = value in (0.0, Range(0.0, 0.0))  # no field takes a range of it
    assert bare_zero or re.search(patterns.whole_value(PATTERNS[parse]), text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.15, "0.15s"), (20, "20s"), (90, "90s"), (120, "2 min"), (3600, "1 h"), (86400, "24 h")],
)
def test_times_are_spelled_as_they_are_understood(seconds: float, text: str) -> None:
    assert values.format_duration(seconds) == text
    assert values.parse_duration(text) == seconds
