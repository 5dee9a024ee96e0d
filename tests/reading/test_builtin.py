"""The built-in routines hold what the article says, and what they promise."""

from __future__ import annotations

import pytest

from tests.support.builders import FEET, arranged, of_kind, overlaps, said
from voicefoot.model.choices import Choices, Level, Talk
from voicefoot.reading.builtin import names
from voicefoot.reading.read import read
from voicefoot.timeline.timeline import EventKind, Section

ARTICLE = {
    "Towel scrunches": ((15, 17, 20),),
    "Seated toe taps": ((25, 27, 30),),
    "Big toe lifts": ((10, 12, 15), (10, 12, 15)),
    "Seated stretch": ((5, 7, 10),),
}


def repetitions(section: Section, side: str) -> list[int]:
    """The number of beats in each move of one side: beats, parted by count-ins."""
    found: list[int] = []
    beats = {e.beat_frame for e in section.events if e.kind is EventKind.COUNT}
    for event in sorted(section.events, key=lambda e: e.start_frame):
        if event.side != side or event.kind is not EventKind.TICK:
            continue
        if event.text == "accent":
            if not found or found[-1]:
                found.append(0)
        elif section.name == "Seated stretch":
            found[-1] += event.start_frame in beats  # the other ticks stand for a countdown
        else:
            found[-1] += 1
    return found


@pytest.mark.parametrize("level", list(Level))
def test_doses_are_the_articles_and_each_side_is_whole(level: Level) -> None:
    timeline = arranged(read("foot-strength"), Choices(level))
    assert [section.name for section in timeline.sections] == [
        *ARTICLE,
        "Kneeling stretch",
        "Trigger point release",
    ]
    for section in timeline.sections[:4]:
        expected = [doses[list(Level).index(level)] for doses in ARTICLE[section.name]]
        for side in FEET:
            assert repetitions(section, side) == expected, (section.name, side)


@pytest.mark.parametrize(("level", "seconds"), [(Level.GENTLE, 20), (Level.STANDARD, 25), (Level.STRONG, 30)])
def test_the_kneeling_stretch_lasts_as_the_article_says(level: Level, seconds: int) -> None:
    section = arranged(read("foot-strength"), Choices(level)).sections[4]
    chimes = {e.text: e.start_frame for e in section.events if e.kind is EventKind.CHIME}
    assert chimes["exercise_end"] - chimes["ready"] == seconds * 1_000


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("talk", list(Talk))
def test_no_two_spoken_clips_overlap(name: str, talk: Talk) -> None:
    timeline = arranged(read(name), Choices(talk=talk))
    assert overlaps(of_kind(timeline, EventKind.SPEECH, EventKind.COUNT)) == []


@pytest.mark.parametrize("name", names())
def test_every_tip_and_line_that_is_written_is_said(name: str) -> None:
    routine = read(name)
    words = said(arranged(routine))
    for exercise in routine.exercises:
        for move in exercise.moves:
            for line in [move.say, *(tip.say for tip in move.tips)]:
                assert line is None or any(line.rstrip(".") in text for text in words), line


def test_the_toothbrush_is_two_minutes_in_short_lines() -> None:
    timeline = arranged(read("toothbrush"))
    assert timeline.seconds == 120
    starts = {e.start_frame: e.text for e in of_kind(timeline, EventKind.SPEECH)}
    assert [starts[at * 1_000] for at in (30, 60, 90)] == [
        "Next quarter. Left foot.",
        "Next quarter. Right foot.",
        "Next quarter. Left foot.",
    ]
    first = min(starts)
    assert first < 2_000
    assert starts[first] == "Start brushing."
    assert max(len(text.split()) for text in said(timeline)) <= 7


def test_the_toothbrush_and_the_desk_ask_for_little() -> None:
    assert {thing for e in read("toothbrush").exercises for thing in e.equipment} == set()
    assert {e.position.name for e in read("toothbrush").exercises} == {"standing"}
    assert {thing for e in read("desk").exercises for thing in e.equipment} == {"ball"}
    assert {e.position.name for e in read("desk").exercises} == {"seated"}
