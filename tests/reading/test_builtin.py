"""The built-in routines hold what the article says, and what they promise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.support.builders import FEET, RATE, arranged, of_kind, overlaps, said
from tests.support.paths import ROOT
from voicefoot.model.choices import Choices, Level, Talk
from voicefoot.model.position import POSITIONS
from voicefoot.model.routine import Exercise, Move, Routine
from voicefoot.model.spans import SpanKind
from voicefoot.reading.builtin import SHELF, names, text_of, translations_of
from voicefoot.reading.read import read, read_with_warnings
from voicefoot.timeline.timeline import EventKind, Section, Timeline, TimeSpan

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

    def is_said(line: str | None) -> bool:
        return line is not None and any(line.rstrip(".") in text for text in words)

    for move in moves(routine):
        assert move.say is None or is_said(move.say) or is_said(move.brief), move.say
        for tip in move.tips:
            assert is_said(tip.say), tip.say


def test_every_routine_stands_on_the_shelf_once() -> None:
    files = [path.stem for path in (ROOT / "voicefoot" / "reading" / "routines").glob("*.yaml")]
    assert sorted(name for name in files if "." not in name) == names()
    assert {name for name in files if "." in name} == {
        f"{name}.{code}" for name in names() for code in translations_of(name)
    }
    assert len(set(names())) == len(names()) == sum(map(len, SHELF.values()))


@pytest.mark.parametrize("name", names())
def test_it_reads_without_problem_or_warning(name: str) -> None:
    assert read_with_warnings(name).warnings == ()


@pytest.mark.parametrize("name", names())
def test_a_list_has_something_to_say_of_it(name: str) -> None:
    routine = read(name)
    assert routine.about is not None
    assert routine.about.endswith(".")
    assert len(routine.about) <= 80
    assert routine.title != routine.about


@pytest.mark.parametrize("name", names())
def test_its_positions_are_known_ones(name: str) -> None:
    known = {position.name for position in POSITIONS}
    assert {place.name for exercise in read(name).exercises for place in exercise.positions} <= known


@pytest.mark.parametrize("name", names())
def test_sides_are_sides_of_the_body(name: str) -> None:
    for exercise in read(name).exercises:
        assert exercise.sides == () or [side.split()[0] for side in exercise.sides] == ["right", "left"]
        assert len({side.split()[1] for side in exercise.sides}) <= 1


@pytest.mark.parametrize("name", names())
def test_no_sentence_is_longer_than_one_remembers(name: str) -> None:
    for line in lines(read(name)):
        for sentence in re.split(r"[.?!:]\s*", line):
            assert len(sentence.split()) <= 14, sentence


@pytest.mark.parametrize("name", names())
def test_whatever_is_told_has_a_short_form(name: str) -> None:
    for move in moves(read(name)):
        assert (move.say is None) == (move.brief is None), move
        assert move.brief is None or len(move.brief.split()) <= 9, move.brief


@pytest.mark.parametrize("name", names())
def test_nobody_is_promised_to_be_healed(name: str) -> None:
    assert not re.search(r"\b(?:heal|cure|prevent|injur|diagnos|guarantee)", text_of(name), re.IGNORECASE)


@pytest.mark.parametrize("name", names())
def test_a_gentle_session_is_never_longer_than_a_strong_one(name: str) -> None:
    gentle, strong = (arranged(read(name), Choices(level)).frames for level in (Level.GENTLE, Level.STRONG))
    assert gentle <= strong


@pytest.mark.parametrize(
    ("alone", "exercise"),
    [
        ("towel-scrunches", "Towel scrunches"),
        ("toe-taps", "Seated toe taps"),
        ("big-toe-lifts", "Big toe lifts"),
        ("seated-stretch", "Seated stretch"),
        ("kneeling-stretch", "Kneeling stretch"),
        ("trigger-point", "Trigger point release"),
    ],
)
def test_each_exercise_for_the_feet_stands_alone_with_the_same_dose(alone: str, exercise: str) -> None:
    (found,) = read(alone).exercises
    (of_six,) = [each for each in read("foot-strength").exercises if each.name == exercise]
    assert [move.works for move in found.moves] == [move.works for move in of_six.moves]
    assert (found.position, found.sides, found.equipment) == (of_six.position, of_six.sides, of_six.equipment)


# -- exact times ----------------------------------------------------------------------------------


@pytest.mark.parametrize("talk", list(Talk))
def test_tabata_is_eight_times_twenty_seconds_with_ten_between(talk: Talk) -> None:
    works = work_spans(arranged(read("tabata"), Choices(talk=talk)))
    begin = works[0].start_frame
    assert [(span.start_frame - begin, span.end_frame - begin) for span in works] == [
        (30 * RATE * turn, (30 * turn + 20) * RATE) for turn in range(8)
    ]
    assert works[-1].end_frame - begin == 230 * RATE


@pytest.mark.parametrize("talk", list(Talk))
@pytest.mark.parametrize("for_class", [False, True])
def test_every_minute_begins_on_the_minute(talk: Talk, for_class: bool) -> None:
    level = Level.STRONG if for_class else Level.STANDARD
    timeline = arranged(read("emom"), Choices(level, talk, for_class=for_class))
    squats = [span for s in timeline.sections if s.name == "Squats" for span in s.spans if is_work(span)]
    begin = squats[0].start_frame
    assert [span.start_frame - begin for span in squats] == [60 * RATE * minute for minute in range(10)]


@pytest.mark.parametrize("talk", list(Talk))
def test_running_and_walking_take_twenty_minutes_and_each_change_is_named(talk: Talk) -> None:
    timeline = arranged(read("walk-and-run"), Choices(talk=talk))
    warm_up, *works, cool_down = work_spans(timeline)
    begin = works[0].start_frame
    times = [(span.start_frame - begin, span.end_frame - begin) for span in works]
    expected = []
    for start in range(0, 1200, 150):
        expected += [(start * RATE, (start + 60) * RATE), ((start + 60) * RATE, (start + 150) * RATE)]
    assert times == expected
    assert times[-1][1] == 20 * 60 * RATE
    assert [span.end_frame - span.start_frame for span in (warm_up, cool_down)] == [300 * RATE] * 2
    assert warm_up.end_frame < begin
    assert cool_down.start_frame > works[-1].end_frame
    if talk is Talk.COUNTS:
        return
    for before, span in pairwise(works):
        told = "run" if span.end_frame - span.start_frame == 60 * RATE else "walk"
        last_words = [
            event.text or ""
            for event in of_kind(timeline, EventKind.SPEECH)
            if before.end_frame - 10 * RATE <= event.start_frame < before.end_frame
        ]
        assert any(text.endswith(f"Next: {told}.") for text in last_words), last_words


def test_breathing_keeps_its_pattern() -> None:
    assert periods("box-breathing") == {16 * RATE}
    assert periods("four-seven-eight") == {19 * RATE}


@pytest.mark.parametrize("name", ["box-breathing", "four-seven-eight", "bedtime-stretch"])
def test_the_evening_is_quiet(name: str) -> None:
    words = said(arranged(read(name)))
    assert not {"three", "two", "one", "Halfway.", "Ten seconds.", "Last one."} & set(words)


def periods(name: str) -> set[int]:
    """The times from one breath in to the next."""
    starts = [event.start_frame for event in arranged(read(name)).events if event.text == "breath_in"]
    return {after - before for before, after in pairwise(starts)}


def is_work(span: TimeSpan) -> bool:
    return span.kind is SpanKind.WORK


def work_spans(timeline: Timeline) -> list[TimeSpan]:
    return [span for section in timeline.sections for span in section.spans if is_work(span)]


def moves(routine: Routine) -> Iterator[Move]:
    for exercise in routine.exercises:
        yield from exercise.moves


def lines(routine: Routine) -> Iterator[str]:
    """All that the routine has to say in its own words."""
    yield from filter(None, (routine.intro, routine.outro))
    for exercise in routine.exercises:
        yield from _lines_of(exercise)


def _lines_of(exercise: Exercise) -> Iterator[str]:
    yield from filter(None, (exercise.intro, *exercise.setup, exercise.caution, exercise.switch))
    yield from filter(None, (place.say for place in exercise.positions))
    for move in exercise.moves:
        yield from filter(None, (move.say, move.brief, *(tip.say for tip in move.tips)))


# -- the first three ------------------------------------------------------------------------------


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
