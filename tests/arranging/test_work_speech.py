"""An announcement needs no phrase it did not ask for, and speech stays within its time and its section."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support import builders
from tests.support.random_routines import SyntheticVoice, arranged, broken_promises
from voicefoot.arranging.arrange import phrases_of
from voicefoot.arranging.speech_track import Extent
from voicefoot.arranging.work_speech import phrases_of_work, place_words
from voicefoot.language.packs import language_pack
from voicefoot.model.choices import Choices, Talk
from voicefoot.model.cues import Reps, TimedLine
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Counting, CountMode, Follow, Pace, Phase
from voicefoot.model.spans import SpanKind
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read_text
from voicefoot.timeline.timeline import EventKind, Section

VOICE = SyntheticVoice(0.05, can_hurry=True)


def sections_of(text: str, talk: Talk = Talk.FULL, voice: SyntheticVoice = VOICE) -> list[Section]:
    sections = arranged(plan(read_text(text, "test.yaml", None), Choices(talk=talk)), voice)
    assert list(broken_promises(sections)) == []
    return sections


@pytest.mark.parametrize("talk", Talk)
def test_a_count_down_begins_at_whatever_dose_there_is_time_for(talk: Talk) -> None:
    (section,) = sections_of(
        "title: T\nexercises: [{name: Squats, lasts: 50s, phases: [down 2s, up 1s], count: down}]",
        talk,
    )
    counts = [event for event in section.events if event.kind is EventKind.COUNT]
    assert counts[0].number == 1
    assert counts[0].text is not None
    assert counts[0].text.endswith(", down")


@pytest.mark.parametrize("mood", ["calm", "steady", "lively"])
@pytest.mark.parametrize("bpm", ["40-70", "60-140", "150-200", "95-100"])
def test_work_that_takes_the_tempo_of_music_has_all_of_its_counts(bpm: str, mood: str) -> None:
    (section,) = sections_of(
        f"title: T\nsoundtrack: groove {mood}\nexercises: [{{name: A, lasts: 45s, tempo: music {bpm} bpm}}]",
        Talk.COUNTS,
    )
    assert [event for event in section.events if event.kind is EventKind.COUNT]


@pytest.mark.parametrize("rest", ["10ms", "200ms", "1s", "1.5s", "2s", "4s"])
@pytest.mark.parametrize("talk", Talk)
def test_a_rest_says_no_more_than_there_is_time_for(rest: str, talk: Talk) -> None:
    (section,) = sections_of(
        f"title: T\nexercises: [{{name: Lifts, reps: 4, every: 2s, sets: 3, rest: {rest}}}]",
        talk,
        SyntheticVoice(0.075, can_hurry=False),
    )
    rests = [span for span in section.spans if span.kind is SpanKind.REST]
    assert len(rests) == 2
    for event in section.events:
        if event.origin in (Origin.REST, Origin.SET):
            assert any(
                span.start_frame <= event.start_frame and event.end_frame <= span.end_frame for span in rests
            )


def test_a_rest_of_no_time_is_not_announced() -> None:
    routine = read_text(
        "title: T\nexercises: [{name: A, reps: 2, every: 2s, sets: 2, rest: 10ms}]", "t", None
    )
    assert not [phrase for phrase in phrases_of(plan(routine)) if phrase.text.startswith("Rest for")]


@pytest.mark.parametrize("talk", Talk)
def test_a_section_that_begins_with_work_begins_with_its_whole_first_word(talk: Talk) -> None:
    sections = sections_of(
        "title: T\nlasts: 25s\nexercises: [{name: A, say: Lift., every: 2s}, {name: B, every: 1s}]",
        talk,
    )
    ready = [e for s in sections for e in s.events if e.origin is Origin.COUNT_IN and e.text == "ready"]
    assert len(ready) == 2
    assert ready[1].start_frame >= sections[1].start_frame
    assert [section.end_frame - section.start_frame for section in sections] == [25_000, 25_000]


def test_work_asks_for_the_numbers_of_the_fastest_music_that_it_may_meet() -> None:
    work = Reps(None, Pace(1.5, 1.5), Counting(), follow=Follow(60, 120))
    texts = {phrase.text for phrase in phrases_of_work(work, language_pack("en"), 60.0)}
    assert "one hundred" in texts
    assert any(phrase.speed > 1.0 for phrase in phrases_of_work(work, language_pack("en"), 60.0))


def test_phases_ask_for_two_numbers_where_the_dose_is_known() -> None:
    phases = (Phase("up", 1.0), Phase("down", 2.0))
    work = Reps(9, Pace(3.0, 3.0), Counting(CountMode.DOWN), phases=phases)
    with_phase = [
        phrase.text for phrase in phrases_of_work(work, language_pack("en")) if phrase.text.endswith(", up")
    ]
    assert with_phase == ["nine, up", "eight, up"]


def test_fast_beats_are_counted_in_eights_where_a_language_does_so() -> None:
    counted = in_language("ja", "reps: 18, every: 0.8s")
    assert counted[:10] == ["一", "二", "三", "四", "五", "六", "七", "八", "二", "二"]
    assert counted[-2:] == ["三", "二"]
    assert in_language("ja", "reps: 18, every: 2s")[8:10] == ["九", "十"]
    assert in_language("ja", "reps: 10, every: 0.8s, count: down")[:2] == ["十", "九"]
    assert in_language("de", "reps: 10, every: 0.8s")[8:] == ["neun", "zehn"]


def in_language(language: str, work: str) -> list[str]:
    """What is counted in that language."""
    routine = read_text(f"title: T\nexercises: [{{name: A, {work}}}]", "t", None)
    counts = builders.of_kind(builders.arranged(replace(routine, language=language)), EventKind.COUNT)
    return [event.text or "" for event in counts]


def test_counts_are_joined_where_a_language_does_so_and_there_is_time() -> None:
    words = replace(language_pack("en"), numbers=replace(language_pack("en").numbers, joins_counts="and"))

    def joined(work: Reps) -> list[str]:
        placed = place_words(work, words, lambda _phrase: Extent(0.1, 0.3))
        return [each.phrase.text for each in placed if each.origin in (Origin.JOINING, Origin.COUNT)]

    slow = Reps(3, Pace(2.0, 2.0), Counting(), tell_progress=False)
    assert joined(slow) == ["one", "and", "two", "and", "three"]
    assert joined(replace(slow, pace=Pace(1.0, 1.0))) == ["one", "two", "three"]
    assert joined(replace(slow, counting=Counting(CountMode.NONE))) == []
    assert Phrase("and") in phrases_of_work(slow, words)


@pytest.mark.parametrize("newcomer_reps", [None, 11])
@pytest.mark.parametrize("at", [step / 20 for step in range(21)])
def test_for_a_tip_counts_are_left_out_but_never_the_first_nor_the_last_five(
    at: float, newcomer_reps: int | None
) -> None:
    work = Reps(
        20, Pace(1.0, 1.0), Counting(), newcomer_reps=newcomer_reps, lines=(TimedLine("Breathe.", at),),
        tell_progress=False,
    )  # fmt: skip

    def extent_of(phrase: Phrase) -> Extent:
        return Extent(0.0, 2.7 if phrase.text == "Breathe." else 0.8)

    placed = place_words(work, language_pack("en"), extent_of)
    counts = {each.number for each in placed if each.number is not None}
    assert counts >= {1, newcomer_reps or 1, *range(16, 21)}
    is_said = any(each.origin is Origin.TIP for each in placed)
    assert is_said == (len(counts) < 20)
    assert is_said or not 0.1 <= at <= 0.55 or newcomer_reps


@pytest.mark.parametrize(("at", "left_out"), [(0.0, set()), (0.7, {15}), (0.75, set()), (1.0, set())])
def test_a_short_tip_takes_the_place_of_one_count_but_not_of_the_last_five(
    at: float, left_out: set[int]
) -> None:
    work = Reps(20, Pace(1.0, 1.0), Counting(), lines=(TimedLine("Breathe.", at),), tell_progress=False)

    def extent_of(phrase: Phrase) -> Extent:
        return Extent(0.0, 0.85 if phrase.text == "Breathe." else 0.8)

    placed = place_words(work, language_pack("en"), extent_of)
    assert set(range(1, 21)) - {each.number for each in placed} == left_out
