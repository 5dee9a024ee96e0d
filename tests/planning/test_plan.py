from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.support.builders import (
    FEET,
    RATE,
    amount,
    exercise,
    held,
    held_once,
    moving,
    of_kind,
    on_beat,
    routine,
    said,
)
from tests.support.builders import arranged as arranged_of
from voicefoot.errors import CommandError
from voicefoot.model.choices import Choices, Talk
from voicefoot.model.cues import Say
from voicefoot.model.position import SEATED
from voicefoot.model.routine import (
    Dose,
    GrooveTrack,
    Move,
    OnBeat,
    Pace,
    Routine,
)
from voicefoot.model.spans import SpanKind
from voicefoot.planning.coach import INTRO_PAUSE_SECONDS
from voicefoot.planning.plan import plan
from voicefoot.timeline.timeline import EventKind, Timeline


def arranged(source: Routine, **choices: Any) -> Timeline:
    return arranged_of(source, Choices(**choices))


def test_each_side_gets_the_full_dose_and_a_gap_between() -> None:
    timeline = arranged(routine(exercise(on_beat(12, 2.0), sides=FEET)))
    counts = of_kind(timeline, EventKind.COUNT)
    for side in FEET:
        assert [e.number for e in counts if e.side == side] == list(range(1, 13))
    last_right = max(e.end_frame for e in counts if e.side == "right foot")
    first_left = min(e.start_frame for e in counts if e.side == "left foot")
    assert first_left - last_right > 3_000


def test_order_is_sets_then_sides_then_moves() -> None:
    moves = (held(2, 2.0, say="Big toe."), held(2, 2.0, say="Small toes."))
    timeline = arranged(routine(exercise(*moves, sides=FEET, sets=2)))
    order = [(e.side, e.number) for e in of_kind(timeline, EventKind.COUNT)]
    sides = [[(side, 1), (side, 2)] * 2 for side in FEET]
    assert order == (sides[0] + sides[1]) * 2
    words = said(timeline)
    assert words.count("Big toe.") == words.count("Small toes.") == 4, "they are told apart in every set"


def test_a_single_move_is_explained_in_the_first_set_of_each_side_only() -> None:
    timeline = arranged(routine(exercise(on_beat(3, 2.0, say="Rise slowly."), sides=FEET, sets=3)))
    assert said(timeline).count("Rise slowly.") == 2


def test_one_of_several_moves_is_named_in_short_in_later_sets() -> None:
    moves = (held(2, 2.0, say="Pull your big toe.", brief="Big toe."), held(2, 2.0, say="Small toes."))
    words = said(arranged(routine(exercise(*moves, sets=2))))
    assert words.count("Pull your big toe.") == words.count("Big toe.") == 1
    assert words.index("Pull your big toe.") < words.index("Set two of two. Last set.")
    assert words[words.index("Big toe.") + 1] == "Hold for two seconds, twice."


def test_setup_is_spoken_once_and_the_name_at_its_own_start() -> None:
    timeline = arranged(
        routine(exercise(on_beat(3, 2.0), sides=FEET, sets=2, setup=("Stand tall.",), name="Rises"))
    )
    assert said(timeline).count("Stand tall.") == 1
    assert said(timeline).count("Rises.") == 1


def test_a_dose_by_side_is_told_where_it_differs() -> None:
    dose = Dose(by_side={"right foot": amount(4), "left foot": amount(3)})
    timeline = arranged(routine(exercise(Move(OnBeat(dose, Pace(2.0, 2.0))), sides=FEET)))
    assert [text for text in said(timeline) if text.endswith("times.")] == ["Four times.", "Three times."]
    left = [e.number for e in of_kind(timeline, EventKind.COUNT) if e.side == "left foot"]
    assert left == [1, 2, 3]


def test_the_first_counted_exercise_says_how_it_is_counted() -> None:
    timeline = arranged(routine(exercise(on_beat(3, 2.0)), exercise(on_beat(3, 2.0), name="Again")))
    assert said(timeline).count("Move on each number.") == 1


def test_last_one_is_said_before_the_last_repetition() -> None:
    timeline = arranged(routine(exercise(on_beat(5, 2.0))))
    words = said(timeline)
    assert words[words.index("Last one.") + 1] == "five"


def test_what_the_body_needs_next_follows_the_end() -> None:
    first = exercise(on_beat(3, 2.0), equipment=("towel",), name="Scrunches")
    second = exercise(on_beat(3, 2.0), position=SEATED, equipment=("ball",), name="Taps")
    words = said(arranged(routine(first, second)))
    at = words.index("Leave the towel.")
    assert words[at : at + 4] == ["Leave the towel.", "Take a ball.", "Sit down.", "Taps."]


def test_a_long_span_is_never_in_doubt() -> None:
    words = said(arranged(routine(exercise(moving(60.0), name="Roll"))))
    assert words[-6:] == ["Halfway.", "Ten seconds.", "three", "two", "one", "That's all. Well done."]
    assert "For one minute." in words
    assert not any("hold" in word.lower() for word in words), "a time to move in is never called a hold"


@pytest.mark.parametrize("of_length", [moving, held_once])
def test_how_far_one_is_is_told_from_a_length_on(of_length: Callable[[float], Move]) -> None:
    def told(seconds: float) -> list[str]:
        words = said(arranged(routine(exercise(of_length(seconds)))))
        return words[words.index("Ready.") + 1 : -1]

    countdown = ["three", "two", "one"]
    assert told(19.9) == countdown
    assert told(20.0) == told(29.9) == ["Ten seconds.", *countdown]
    assert told(30.0) == ["Halfway.", "Ten seconds.", *countdown]
    assert told(300.0) == ["Four minutes left.", "Halfway.", "Ten seconds.", *countdown]


def test_the_minutes_that_are_left_are_told_above_three() -> None:
    timeline = arranged(routine(exercise(moving(420.0))))
    end = next(event.start_frame for event in timeline.events if event.text == "exercise_end")
    left = {e.text: (end - e.start_frame) // RATE for e in timeline.events if "left" in (e.text or "")}
    assert left == {"Six minutes left.": 360, "Five minutes left.": 300, "Four minutes left.": 240}


def test_a_time_to_move_is_counted_down_aloud_from_ten_seconds_on() -> None:
    assert "three" not in said(arranged(routine(exercise(moving(9.9)))))
    assert said(arranged(routine(exercise(moving(10.0)))))[-4:-1] == ["three", "two", "one"]


def test_a_hold_is_counted_down_aloud_in_the_first_and_the_last() -> None:
    words = said(arranged(routine(exercise(held(3, 10.0)))))
    counted = words[words.index("and") + 1 : -1]
    assert counted == ["one", "three", "two", "one", "two", "Last one.", "three", "three", "two", "one"]


def test_a_rest_says_how_long_it_is_and_what_comes_next() -> None:
    words = said(arranged(routine(exercise(on_beat(3, 2.0), sides=FEET, sets=2, rest_seconds=30.0))))
    at = words.index("Rest for thirty seconds.")
    assert words[at : at + 5] == [
        "Rest for thirty seconds.",
        "Ten seconds.",
        "Set two of two. Last set.",
        "Right foot.",
        "ready",
    ]


def test_the_length_of_a_rest_is_said_only_when_it_changes() -> None:
    first = exercise(on_beat(3, 2.0), name="A", sets=3, rest_seconds=30.0)
    second = exercise(on_beat(3, 2.0), name="B", sets=2, rest_seconds=40.0)
    words = said(arranged(routine(first, second, rest_between_seconds=30.0)))
    assert [text for text in words if text.startswith("Rest")] == [
        "Rest for thirty seconds.", "Rest for forty seconds.",
    ]  # fmt: skip
    at = words.index("Next: B.")
    assert words.index("Rest for thirty seconds.") < at < words.index("Rest for forty seconds.")


def test_a_dose_is_said_only_where_it_differs_from_what_was_said_last() -> None:
    doses = [Dose(amount(reps)) for reps in (6, 6, 4)]
    works = [OnBeat(dose, Pace(2.0, 2.0)) for dose in doses]
    move = Move(works[0], later_works=tuple(works[1:]), loads=("2 kg", "2 kg", "3 kg"))
    words = said(arranged(routine(exercise(move, sets=3, rest_seconds=20.0))))
    assert [text for text in words if "times" in text or "kilograms" in text] == [
        "Six times.", "Two kilograms.", "Four times.", "Three kilograms.",
    ]  # fmt: skip


def test_caution_is_spoken_before_ready_however_little_is_said() -> None:
    source = routine(exercise(held(3, 2.0, say="Pull.", brief="Pull."), caution="Never sharp.", sides=FEET))
    for talk in Talk:
        words = said(arranged(source, talk=talk))
        assert words.index("Never sharp.") < words.index("ready")


def test_talk_in_three_measures() -> None:
    move = on_beat(4, 2.0, say="Rise slowly.", brief="Rise.")
    source = routine(
        exercise(move, name="Rises", sides=FEET, setup=("Stand tall.",), intro="Now."),
        intro="Hello.",
        outro="Bye.",
    )
    assert said(arranged(source, talk=Talk.COUNTS)) == [
        "Right foot.", "ready", "and", "one", "two", "three", "four",
        "Left foot.", "ready", "and", "one", "two", "three", "four",
    ]  # fmt: skip
    assert said(arranged(source, talk=Talk.BRIEF)) == [
        "A routine.", "Rises.", "Right foot.", "Rise.", "Four times.",
        "ready", "and", "one", "two", "three", "Last one.", "four",
        "Left foot.", "Rise.",
        "ready", "and", "one", "two", "three", "Last one.", "four",
    ]  # fmt: skip
    assert said(arranged(source))[:7] == [
        "A routine. One exercise, about fifty-five seconds.",
        "Hello.", "Now.", "Rises.", "Right foot first.", "Stand tall.", "Rise slowly.",
    ]  # fmt: skip


def test_the_first_sound_is_a_voice_and_the_last_the_end_of_the_session() -> None:
    for talk in Talk:
        timeline = arranged(routine(exercise(on_beat(3, 2.0))), talk=talk)
        heard = [event for event in timeline.events if event.kind is not EventKind.WAKE]
        assert heard[0].kind is EventKind.SPEECH
        assert heard[0].start_frame >= 700, "after the lead-in"
        assert heard[-1].text == "session_end"


def test_a_session_opens_with_its_title_and_about_how_long_it_takes() -> None:
    lifts = exercise(on_beat(30, 2.0), name="Lifts")
    source = routine(lifts, exercise(on_beat(30, 2.0), name="Taps"), rounds=2)
    assert said(arranged(source))[0] == "A routine. Two exercises, about five minutes."
    assert said(arranged(source, talk=Talk.BRIEF))[0] == "A routine."
    assert said(arranged(source, talk=Talk.COUNTS))[0] == "ready"
    assert said(arranged(source, with_intro=False))[0] == "Lifts."


def test_a_session_whose_whole_is_fixed_opens_without_a_title() -> None:
    fixed, free = exercise(moving(None), name="A", lasts_seconds=20.0), exercise(moving(9.0), name="B")
    assert said(arranged(routine(fixed)))[0] == "A."
    timeline = arranged(routine(fixed, free))
    assert said(timeline)[0].startswith("A routine. Two exercises")
    first = of_kind(timeline, EventKind.SPEECH)[0]
    assert first.start_frame == 700, "after the lead-in"
    (side,) = [span for span in timeline.sections[0].spans if span.kind is SpanKind.SIDE]
    assert side.end_frame - side.start_frame == 20 * RATE
    assert side.start_frame >= first.end_frame


def test_rounds_repeat_the_whole_list() -> None:
    source = routine(exercise(on_beat(2, 2.0), name="A"), exercise(on_beat(2, 2.0), name="B"), rounds=2)
    source_with_rest = routine(*source.exercises, rounds=2, round_rest_seconds=25.0)
    assert [s.name for s in arranged(source).sections] == ["A", "B", "A", "B"]
    assert said(arranged(source_with_rest)).count("Rest for twenty-five seconds.") == 1


# -- choices ---------------------------------------------------------------------------------------


TRIO = routine(
    exercise(on_beat(2, 2.0), name="Towel scrunches", equipment=("towel",), sides=FEET),
    exercise(on_beat(2, 2.0), name="Seated toe taps"),
    exercise(on_beat(2, 2.0), name="Seated stretch"),
)


@pytest.mark.parametrize(
    ("choices", "left"),
    [
        (Choices(only=("towel",)), ["Towel scrunches"]),
        (Choices(skip=("SEATED TOE",)), ["Towel scrunches", "Seated stretch"]),
        (Choices(start_from="seated s"), ["Seated stretch"]),
        (Choices(without=("towel",)), ["Seated toe taps", "Seated stretch"]),
    ],
)
def test_choosing_exercises(choices: Choices, left: list[str]) -> None:
    assert [section.name for section in plan(TRIO, choices).sections] == left


@pytest.mark.parametrize(
    ("choices", "part"),
    [
        (Choices(only=("towle",)), "Towel scrunches"),
        (Choices(only=("seated",)), "Seated"),
        (Choices(without=("bal",)), "towel"),
        (Choices(first_side="middle"), "right foot"),
        (Choices(skip=("towel", "seated t", "seated s")), "no exercise"),
    ],
)
def test_a_choice_that_makes_no_sense_is_answered(choices: Choices, part: str) -> None:
    with pytest.raises(CommandError, match=part):
        plan(TRIO, choices)


def test_first_side() -> None:
    timeline = arranged(TRIO, first_side="left", only=("towel",))
    assert [e.side for e in of_kind(timeline, EventKind.COUNT)] == ["left foot"] * 2 + ["right foot"] * 2


def test_what_was_done_is_left_out_in_every_round() -> None:
    source = routine(exercise(on_beat(3, 1.0), name="A"), exercise(on_beat(3, 1.0), name="B"), rounds=2)
    names = [[part.name for part in plan(source, Choices(sections_done=done)).sections] for done in (0, 1, 3)]
    assert names == [["A", "B", "A", "B"], ["B", "A", "B"], ["B"]]


# -- what is known, and what is announced ----------------------------------------------------------

KNOWN = routine(
    exercise(on_beat(2, 2.0, say="Gather slowly.", brief="Gather."), name="Scrunches", setup=("Stand.",)),
    exercise(
        on_beat(2, 2.0, say="Tap quickly.", brief="Tap."), name="Taps", setup=("Sit well.",),
        position=SEATED,
    ),
    intro="Hello.",
    outro="Bye.",
)  # fmt: skip


def test_an_exercise_that_is_known_is_brief_and_the_others_are_not() -> None:
    words = said(arranged(KNOWN, brief_for=frozenset({"Scrunches"})))
    assert words[1:4] == ["Scrunches.", "Gather.", "Twice."]
    assert words[words.index("Sit down.") :][:4] == ["Sit down.", "Taps.", "Sit well.", "Tap quickly."]
    assert words[-1] == "Bye."
    words = said(arranged(KNOWN, brief_for=frozenset({"Taps"})))
    assert words[1:5] == ["Hello.", "Scrunches.", "Stand.", "Gather slowly."]
    assert "Sit down." not in words
    assert words[words.index("Taps.") :][:3] == ["Taps.", "Tap.", "Twice."]


def test_knowing_all_is_brief_talk_and_adds_nothing_to_less() -> None:
    names = frozenset({"Scrunches", "Taps"})
    assert plan(KNOWN, Choices(brief_for=names)) == plan(KNOWN, Choices(talk=Talk.BRIEF))
    for talk in (Talk.BRIEF, Talk.COUNTS):
        assert plan(KNOWN, Choices(talk=talk, brief_for=names)) == plan(KNOWN, Choices(talk=talk))


def test_who_is_known_is_named_as_exercises_are() -> None:
    assert plan(KNOWN, Choices(brief_for=frozenset({"tap"}))) == plan(
        KNOWN, Choices(brief_for=frozenset({"Taps"}))
    )
    with pytest.raises(CommandError, match="Scrunches"):
        plan(KNOWN, Choices(brief_for=frozenset({"scrunch it"})))


@pytest.mark.parametrize("talk", Talk)
def test_what_is_announced_comes_first_however_little_is_said(talk: Talk) -> None:
    timeline = arranged(KNOWN, talk=talk, announce="Strong from today: a little more.")
    assert said(timeline)[0] == "Strong from today: a little more."
    assert said(timeline).count("Strong from today: a little more.") == 1
    wake, first, *_ = timeline.events
    assert wake.kind is EventKind.WAKE
    assert first.start_frame >= wake.end_frame
    assert said(timeline)[1:] == said(arranged(KNOWN, talk=talk))


def test_what_is_announced_takes_nothing_from_what_lasts() -> None:
    source = routine(exercise(moving(None, say="Move."), name="A", lasts_seconds=10.0))
    announce = "Strong from today: " + ", and".join(["a little more again"] * 10)
    plain, told = arranged(source), arranged(source, announce=announce)
    assert said(told) == [f"{announce}.", *said(plain)]
    assert plain.sections[0].end_frame == 10_000
    (last,) = [event for event in told.events if event.text == announce + "."]
    assert last.end_frame - last.start_frame > 10_000, "it would not have fitted"
    assert told.sections[0].end_frame == last.end_frame + 10_000 + 1_000 * INTRO_PAUSE_SECONDS


def test_a_session_that_waits_does_so_in_place_of_the_rest_before_a_round() -> None:
    squats, plank = exercise(moving(20.0), name="Squats"), exercise(moving(20.0), name="Plank")
    source = routine(squats, plank, rounds=2, rest_between_seconds=10.0, round_rest_seconds=60.0)
    sections = plan(source, Choices(wait=True)).sections
    assert [section.waits for section in sections] == [False, False, True, False]
    assert [section.rest_after is not None for section in sections] == [True, False, True, False]


def test_a_session_that_begins_amid_a_round_reckons_the_next_round_from_there() -> None:
    squats, plank = exercise(moving(10.0), name="Squats"), exercise(moving(10.0), name="Plank")
    source = routine(squats, plank, rounds=5, rest_between_seconds=5.0, round_every_seconds=60.0)
    sections = arranged(source, sections_done=5).sections
    assert [section.name for section in sections] == ["Plank", "Squats", "Plank", "Squats", "Plank"]
    starts = [section.works[0].origin_frame for section in sections]
    assert [starts[1] - starts[0], starts[3] - starts[1]] == [60_000, 60_000]
    assert all(span.start_frame >= 0 for section in sections for span in section.spans)


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Two times fifteen, ten kilograms."), ("de", "Zwei mal fünfzehn, zehn Kilo.")],
)
def test_what_is_written_is_said_in_the_language_of_the_routine(language: str, line: str) -> None:
    source = replace(routine(exercise(held(2, 2.0, say="2x15, 10kg."))), language=language)
    texts = [cue.text for section in plan(source).sections for cue in section.cues if isinstance(cue, Say)]
    assert line in texts


def test_music_is_drawn_from_the_seed_that_is_asked_for_else_from_the_title() -> None:
    tune = exercise(on_beat(4, 2.0), soundtrack=GrooveTrack())
    source = routine(tune, tune, exercise(on_beat(4, 2.0)), original_title="as written")

    def seeds(**choices: Any) -> list[str]:
        return [section.music_seed for section in plan(source, Choices(**choices)).sections]

    assert seeds() == ["as written", "as written", ""]
    assert seeds(seed="today") == ["today", "today", ""]
    assert [section.plays_on for section in plan(source).sections] == [True, False, False]
