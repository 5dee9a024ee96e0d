"""A session for many: more time, told twice, paces of their own, a dose for those who are new."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.builders import (
    FEET,
    RATE,
    arranged,
    exercise,
    held,
    moving,
    of_kind,
    on_beat,
    overlaps,
    routine,
    said,
    silent_sounds,
)
from voicefoot.arranging.arrange import arrange, phrases_of
from voicefoot.arranging.estimate import silent_clips
from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import RoutineError
from voicefoot.language.packs import language_pack
from voicefoot.model.choices import Choices, Level, Talk
from voicefoot.model.cues import Plan, Reps, Span, TimeBox, TimedRest, Wait
from voicefoot.model.position import KNEELING, SEATED
from voicefoot.model.routine import (
    Counting,
    CountMode,
    Dose,
    Exercise,
    Follow,
    GrooveTrack,
    Move,
    OnBeat,
    Pace,
    Phase,
    Range,
    RepeatedHold,
    Routine,
    SingleHold,
    TimeToMove,
    Tip,
)
from voicefoot.planning.announced_length import speech_seconds
from voicefoot.planning.plan import plan
from voicefoot.timeline.timeline import EventKind, Timeline
from voicefoot.units import to_amplitude

ENGLISH = language_pack("en")


def beats(low: int, high: int, period: float, **move: Any) -> Move:
    return Move(OnBeat(Dose(Range(low, high)), Pace(period, period)), **move)


def holds(low: int, high: int, hold: float | Range, relax: float | None = None, **move: Any) -> Move:
    hold = hold if isinstance(hold, Range) else Range(hold, hold)
    return Move(RepeatedHold(Dose(Range(low, high)), hold, relax), **move)


def classy(level: Level = Level.STRONG, **choices: Any) -> Choices:
    return Choices(level=level, for_class=True, **choices)


def for_class(source: Routine, **choices: Any) -> Timeline:
    return arranged(source, classy(**choices))


def works(planned: Plan) -> list[Reps | Span]:
    cues = [
        part
        for section in planned.sections
        for cue in section.cues
        for part in (cue.cues if isinstance(cue, TimeBox) else (cue,))
    ]
    return [cue for cue in cues if isinstance(cue, Reps | Span)]


def waits(planned: Plan) -> list[float]:
    return [cue.seconds for section in planned.sections for cue in section.cues if isinstance(cue, Wait)]


def rests(planned: Plan) -> list[float | None]:
    return [cue.seconds for section in planned.sections for cue in section.cues if isinstance(cue, TimedRest)]


# -- more time, told twice ------------------------------------------------------------------------


TOLD = routine(
    exercise(
        on_beat(3, 1.0, say="Rise slowly.", brief="Rise."),
        name="Rises",
        sides=FEET,
        setup=("Stand tall.",),
        equipment=("towel",),
    ),
    exercise(on_beat(3, 1.0), name="Taps", position=SEATED, equipment=("an old ball", "towel")),
    intro="Hello.",
)


def test_an_exercise_is_told_twice_before_its_first_set() -> None:
    words = said(for_class(TOLD))

    assert words[1:14] == [
        "Hello.", "You need a towel and an old ball.", "Take the towel.",
        "Rises.", "Right foot first.", "Stand tall.", "Rise slowly.",
        "Once more:", "Rises.", "Right foot first.", "Stand tall.",
        "Fourteen seconds to get ready.", "Rise slowly.",
    ]  # fmt: skip
    assert words.count("Rise slowly.") == 3, "and once on the other side"
    assert "Take the old ball." in words


def test_little_talk_is_told_twice_too_and_counts_alone_are_not() -> None:
    brief = said(for_class(TOLD, talk=Talk.BRIEF))
    assert brief[:10] == [
        "A routine.", "You need a towel and an old ball.", "Rises.", "Right foot.", "Rise.",
        "Once more:", "Rises.", "Right foot.", "Fourteen seconds to get ready.", "Rise.",
    ]  # fmt: skip
    counts = said(for_class(TOLD, talk=Talk.COUNTS))
    assert counts[:3] == ["You need a towel and an old ball.", "Right foot.", "ready"]
    assert "Once more:" not in counts


def test_a_further_move_is_told_twice_on_the_first_side_only() -> None:
    moves = (held(2, 2.0, say="Big toe."), held(2, 2.0, say="Small toes."))
    words = said(for_class(routine(exercise(*moves, sides=FEET, sets=2))))

    at = words.index("Small toes.")
    assert words[at : at + 3] == ["Small toes.", "Once more:", "Small toes."]
    assert words.count("Small toes.") == 5, "and in each later passage, to tell it from the other move"
    assert words.count("Once more:") == 2


def test_a_second_round_is_known() -> None:
    words = said(for_class(replace(TOLD, body=replace(TOLD.body, rounds=2))))

    assert words.count("Once more:") == 2
    assert words.count("You need a towel and an old ball.") == 1


def test_where_nothing_is_needed_nothing_is_asked_for() -> None:
    assert not any("need" in word for word in said(for_class(routine(exercise(on_beat(3, 1.0))))))


def test_what_is_left_out_is_not_needed() -> None:
    words = said(for_class(TOLD, skip=("Taps",)))

    assert "You need a towel." in words
    assert "You need an old ball and a towel." in said(for_class(TOLD, sections_done=1))


def test_moving_over_and_changing_sides_take_longer() -> None:
    source = routine(
        exercise(on_beat(3, 1.0), name="A", sides=FEET),
        exercise(on_beat(3, 1.0), name="B", position=KNEELING, sides=FEET, switch_seconds=10.0),
        exercise(on_beat(3, 1.0), name="C", position=KNEELING, get_ready_seconds=2.0),
        exercise(on_beat(3, 1.0), name="D", position=KNEELING, get_ready_seconds=9.0, sets=2),
    )

    assert waits(plan(source, Choices())) == [4.0, 3.0, 7.0, 2.0, 9.0, 3.0]
    longer = [each for each in waits(plan(source, classy())) if each != 4.0]
    assert longer == pytest.approx([6.4, 4.8, 11.2, 4.8, 9.0, 4.8])


def test_written_rests_stay_as_written() -> None:
    twice = exercise(on_beat(3, 1.0), name="A", sides=FEET, switch_seconds=10.0, sets=2, rest_seconds=20.0)
    source = routine(twice, exercise(on_beat(3, 1.0), name="B"), rest_between_seconds=30.0)

    assert rests(plan(source, classy())) == rests(plan(source)) == [10.0, 20.0, 10.0, 30.0]


# -- at one's own pace ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("move", "fields"),
    [
        (beats(3, 5, 1.9), {}),
        (Move(OnBeat(Dose(Range(3, 5)), Pace(2.0, 1.5))), {}),
        (Move(OnBeat(Dose(Range(3, 5)), Pace(4.0, 4.0), (Phase("up", 1.0), Phase("down", 3.0)))), {}),
        (Move(OnBeat(Dose(Range(3, 5)), Pace(2.5, 2.5), follow=Follow(22.0, 26.0))), {}),
        (beats(3, 5, 3.0), {"soundtrack": GrooveTrack()}),
        (holds(3, 5, 2.0), {}),
    ],
)
def test_what_a_beat_holds_together_stays_counted(move: Move, fields: dict[str, Any]) -> None:
    (work,) = works(plan(routine(exercise(move, **fields)), classy()))

    assert isinstance(work, Reps)
    assert work.reps == 5


def test_slow_repetitions_become_a_time_from_the_top_of_the_range() -> None:
    source = routine(exercise(beats(15, 20, 2.0, say="Pull."), sides=FEET))
    words = said(for_class(source))

    assert words[words.index("At your own pace, for forty seconds.") :] == [
        "At your own pace, for forty seconds.", "Ready.",
        "Halfway.", "Enough if you are new. Ten seconds more.", "three", "two", "one",
        "Change sides. Left foot.", "Pull.", "Ready.",
        "Halfway.", "Enough if you are new. Ten seconds more.", "three", "two", "one",
        "That's all. Well done.",
    ]  # fmt: skip
    for work in works(plan(source, classy())):
        assert isinstance(work, Span)
        assert (work.seconds, work.newcomer_seconds, work.held) == (40.0, 30.0, False)
    for work in works(plan(source, classy(tempo=0.8))):
        assert isinstance(work, Span)
        assert work.seconds == 50.0


def test_alone_it_is_counted_as_ever() -> None:
    source = routine(exercise(beats(15, 20, 2.0)))

    assert [e.number for e in of_kind(arranged(source), EventKind.COUNT)] == list(range(1, 18))
    assert not any("enough" in word.lower() for word in said(arranged(source, Choices(Level.STRONG))))


def test_who_counts_is_told_how_in_the_first_exercise_that_is_counted() -> None:
    source = routine(exercise(beats(3, 5, 2.0), name="A"), exercise(beats(3, 5, 1.0), name="B"))
    words = said(for_class(source))

    assert words.count("Move on each number.") == 1
    assert words.index("Move on each number.") > words.index("B.")


def test_the_level_that_was_asked_for_is_the_top() -> None:
    source = routine(exercise(beats(15, 20, 2.0), name="A"), exercise(holds(10, 14, 2.0), name="B"))

    span, reps = works(plan(source, classy(Level.STANDARD)))
    assert isinstance(span, Span)
    assert isinstance(reps, Reps)
    assert (span.seconds, span.newcomer_seconds, reps.reps, reps.newcomer_reps) == (34.0, 30.0, 12, 10)
    span, reps = works(plan(source, classy(Level.GENTLE)))
    assert isinstance(span, Span)
    assert isinstance(reps, Reps)
    assert (span.seconds, span.newcomer_seconds, reps.reps, reps.newcomer_reps) == (30.0, None, 10, None)


def test_a_dose_by_side_is_a_time_by_side() -> None:
    dose = Dose(by_side={"right foot": Range(4, 6), "left foot": Range(3, 3)})
    words = said(for_class(routine(exercise(Move(OnBeat(dose, Pace(3.0, 3.0))), sides=FEET))))

    paces = [word for word in words if word.startswith("At your own")]
    assert paces == ["At your own pace, for eighteen seconds.", "At your own pace, for nine seconds."]


# -- enough for who is new ------------------------------------------------------------------------


def after_what(words: list[str], text: str) -> list[str]:
    return [words[index - 1] for index, word in enumerate(words) if word == text]


@pytest.mark.parametrize("talk", Talk)
def test_it_is_told_right_after_the_count(talk: Talk) -> None:
    words = said(for_class(routine(exercise(holds(10, 15, 2.0, 2.0), sides=FEET)), talk=talk))

    assert after_what(words, "Enough if you are new.") == ["ten", "ten"]


def test_after_a_long_hold_it_is_told_when_that_is_over() -> None:
    timeline = for_class(routine(exercise(holds(5, 10, 10.0, 4.0))))
    events = of_kind(timeline, EventKind.SPEECH, EventKind.COUNT, EventKind.CHIME)

    at = next(i for i, event in enumerate(events) if event.text == "Enough if you are new.")
    assert [event.text for event in events[at - 2 : at + 2]] == [
        "five", "hold_end", "Enough if you are new.", "six",
    ]  # fmt: skip


def test_the_seconds_of_a_hold_have_a_bottom_too() -> None:
    words = said(for_class(routine(exercise(holds(3, 3, Range(5, 15))))))

    assert words.count("Five seconds: enough if you are new.") == 1
    assert after_what(words, "Five seconds: enough if you are new.") == ["one"]


def test_what_is_not_counted_aloud_is_told_with_its_number() -> None:
    for counting in (Counting(CountMode.NONE), Counting(last=3), Counting(CountMode.EVERY, 4)):
        words = said(for_class(routine(exercise(beats(10, 18, 1.5, counting=counting)))))
        assert "Ten: enough if you are new." in words
    every_fifth = Counting(CountMode.EVERY, 5)
    words = said(for_class(routine(exercise(beats(10, 18, 1.5, counting=every_fifth)))))
    assert after_what(words, "Enough if you are new.") == ["ten"]


def test_on_a_fast_beat_it_is_told_with_the_dose() -> None:
    words = said(for_class(routine(exercise(beats(25, 30, 0.5)))))

    assert after_what(words, "Twenty-five is enough if you are new.") == ["Thirty times."]
    assert not any(word.startswith("Enough") for word in words)
    counts = of_kind(for_class(routine(exercise(beats(25, 30, 0.5)))), EventKind.COUNT)
    assert len(counts) == len(of_kind(arranged(routine(exercise(on_beat(30, 0.5)))), EventKind.COUNT))


def test_no_count_gives_way_to_it() -> None:
    source = plan(routine(exercise(holds(3, 5, 1.0, 1.0))), classy())
    clips = {
        phrase: Clip.silence(3_000 if "enough" in phrase.text.lower() else 500, RATE)
        for phrase in phrases_of(source)
    }
    timeline = arranged(source, clips=clips)

    assert [event.number for event in of_kind(timeline, EventKind.COUNT)] == [1, 2, 3, 4, 5]
    assert not any("nough" in word for word in said(timeline))


def test_it_is_never_told_after_a_later_count() -> None:
    """After four there would be time, but four is not what is enough."""
    slower = Move(OnBeat(Dose(Range(3, 5)), Pace(1.0, 3.9)))
    source = routine(exercise(slower))

    assert "Enough if you are new." not in said(for_class(source, talk=Talk.COUNTS))
    assert "Three is enough if you are new." in said(for_class(source))


def test_a_tip_does_not_take_the_count_that_is_enough() -> None:
    move = beats(10, 20, 0.5, tips=(Tip("Breathe out and in.", 0.45),))
    alone, many = arranged(routine(exercise(move)), Choices(Level.STRONG)), for_class(routine(exercise(move)))

    assert 10 not in [event.number for event in of_kind(alone, EventKind.COUNT)]
    assert 10 in [event.number for event in of_kind(many, EventKind.COUNT)]


def test_ten_seconds_more_are_ten() -> None:
    timeline = for_class(routine(exercise(Move(TimeToMove(Range(20, 30))))))
    chimes = {event.text: event.start_frame for event in of_kind(timeline, EventKind.CHIME)}

    (told,) = (event for event in timeline.events if event.text == "Enough if you are new. Ten seconds more.")
    enough = round(speech_seconds("Enough if you are new.") * RATE)
    assert told.start_frame + enough == chimes["exercise_end"] - 10 * RATE


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (20, 30, ["Halfway.", "Enough if you are new. Ten seconds more."]),
        (30, 60, ["Halfway: enough if you are new.", "Ten seconds."]),
        (10, 20, ["Enough if you are new. Ten seconds more."]),
        (20, 60, ["Twenty seconds: enough if you are new.", "Halfway.", "Ten seconds."]),
        (46, 60, ["Halfway.", "Enough if you are new.", "Ten seconds."]),
        (10, 15, ["Enough if you are new."]),
    ],
)
def test_a_time_is_led_to_its_top_with_its_bottom_told(low: int, high: int, told: list[str]) -> None:
    timeline = for_class(routine(exercise(Move(TimeToMove(Range(low, high))))))
    begins = next(e.start_frame for e in of_kind(timeline, EventKind.CHIME) if e.text == "ready")
    ends = next(e.start_frame for e in of_kind(timeline, EventKind.CHIME) if e.text == "exercise_end")
    events = [e for e in of_kind(timeline, EventKind.SPEECH) if begins < e.start_frame < ends]

    assert ends - begins == high * RATE
    assert [event.text for event in events] == [*told, *ENGLISH.countdown]
    (enough,) = (event for event in events if "nough" in (event.text or ""))
    assert (enough.start_frame - begins) / RATE == pytest.approx(low, abs=2.0)


def test_a_hold_says_it_before_it_is_counted_down() -> None:
    words = said(for_class(routine(exercise(Move(SingleHold(Range(15, 45)))))))

    at = words.index("Fifteen seconds: enough if you are new.")
    assert words[at - 2 : at] == ["Hold for forty-five seconds.", "Ready."]
    assert words[at + 1 :] == ["Halfway.", "Ten seconds.", "three", "two", "one", "That's all. Well done."]


# -- the ends -------------------------------------------------------------------------------------


def test_ends_are_louder_and_nothing_else_is() -> None:
    sounds = {
        name: Clip.of(0.1 * (1 + silence.samples[:, 0]), RATE) for name, silence in silent_sounds().items()
    }
    source = routine(exercise(holds(2, 2, 6.0), name="A"), exercise(holds(2, 2, 2.0), name="B"))
    ends = {"release", "hold_end", "exercise_end", "session_end"}
    for choices, factor in ((Choices(), 1.0), (classy(), to_amplitude(4.0))):
        planned = plan(source, choices)
        clips = silent_clips(phrases_of(planned), RATE)
        timeline = arrange(planned, clips, sounds, AudioFormat(RATE))
        heard = of_kind(timeline, EventKind.CHIME, EventKind.TICK)
        assert ends <= {event.text for event in heard}
        for event in heard:
            wished = 0.1 * (factor if event.text in ends else 1.0)
            assert event.clip.samples.max() == pytest.approx(wished)


# -- what lasts -----------------------------------------------------------------------------------


def test_what_lasts_is_no_longer_and_each_goes_at_a_pace_of_their_own() -> None:
    quarter = exercise(on_beat(None, 3.0, say="Lift."), name="A", sides=FEET, lasts_seconds=30.0)
    source = routine(quarter, replace(quarter, name="B", intro="Next."), intro="Start.")
    timeline = for_class(source)

    assert timeline.frames == 120 * RATE
    words = said(timeline)
    assert words[:6] == ["Start.", "A.", "Right foot first.", "Lift.", "At your own pace.", "Ready."]
    assert "Once more:" not in words
    assert of_kind(timeline, EventKind.COUNT) == []


def test_what_lasts_begins_when_all_have_what_they_need() -> None:
    quarter = exercise(on_beat(None, 1.0), sides=FEET, lasts_seconds=30.0, equipment=("brush",))
    timeline = for_class(routine(quarter, intro="Start."))

    assert said(timeline)[:3] == ["Start.", "You need a brush.", "Take the brush."]
    begun = next(e.start_frame for e in timeline.events if e.text == "Take the brush.")
    assert timeline.frames == begun + 60 * RATE
    assert sum(event.kind is EventKind.WAKE for event in timeline.events) == 1


# -- waiting --------------------------------------------------------------------------------------


def test_a_session_that_waits_does_so_before_each_exercise_but_the_first() -> None:
    source = routine(exercise(on_beat(2, 1.0), name="A"), exercise(on_beat(2, 1.0), name="B"), rounds=2)

    assert [section.waits for section in plan(source, Choices(wait=True)).sections] == [False] + [True] * 3
    assert not any(section.waits for section in plan(source, classy()).sections)
    resumed = plan(source, Choices(wait=True, sections_done=2))
    assert [section.waits for section in resumed.sections] == [False, True]


def test_waiting_changes_nothing_that_is_heard() -> None:
    planned = [plan(TOLD, Choices(wait=wait)) for wait in (False, True)]

    assert [section.cues for section in planned[0].sections] == [s.cues for s in planned[1].sections]


# -- properties -----------------------------------------------------------------------------------


def _ranges(low: int, high: int) -> st.SearchStrategy[Range]:
    pairs = st.tuples(st.integers(low, high), st.integers(low, high))
    return pairs.map(lambda pair: Range(min(pair), max(pair)))


countings = st.sampled_from(
    [Counting(), Counting(CountMode.DOWN), Counting(CountMode.EVERY, 5), Counting(CountMode.NONE)]
)
moves = st.one_of(
    st.builds(
        lambda reps, period, counting: Move(OnBeat(Dose(reps), Pace(period, period)), counting=counting),
        _ranges(1, 40), st.floats(0.2, 4.0), countings,
    ),
    st.builds(
        lambda reps, hold, relax: Move(RepeatedHold(Dose(reps), hold, relax)),
        _ranges(1, 8), _ranges(1, 12), st.floats(0.0, 5.0),
    ),
    st.builds(lambda seconds: Move(SingleHold(seconds)), _ranges(1, 70)),
    st.builds(lambda seconds: Move(TimeToMove(seconds)), _ranges(1, 70)),
    st.just(moving(12.0)),
)  # fmt: skip
exercises = st.builds(
    lambda found, sides, sets, lasts, things: exercise(
        *found, sides=sides, sets=sets, lasts_seconds=lasts, equipment=things
    ),
    st.lists(moves, min_size=1, max_size=2),
    st.sampled_from([(), FEET]),
    st.integers(1, 2),
    st.sampled_from([None, None, 120.0]),
    st.sampled_from([(), ("towel",)]),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(exercises, min_size=1, max_size=2),
    st.lists(st.integers(30, 2_500), min_size=1, max_size=40),
    st.sampled_from(list(Talk)),
    st.sampled_from(list(Level)),
    st.integers(1, 2),
)
def test_no_words_overlap_and_every_count_is_on_its_beat(
    found: list[Exercise], lengths: list[int], talk: Talk, level: Level, rounds: int
) -> None:
    named = tuple(replace(each, name=f"E{index}") for index, each in enumerate(found))
    source = plan(routine(*named, rounds=rounds), classy(level, talk=talk))
    phrases = phrases_of(source)
    clips = {phrase: Clip.silence(lengths[i % len(lengths)], RATE) for i, phrase in enumerate(phrases)}
    try:
        timeline = arrange(source, clips, silent_sounds(), AudioFormat(RATE))
    except RoutineError:
        assert any(each.lasts_seconds for each in named)
        return
    assert overlaps(of_kind(timeline, EventKind.SPEECH, EventKind.COUNT)) == []
    ticks = {event.start_frame for event in of_kind(timeline, EventKind.TICK)}
    for count in of_kind(timeline, EventKind.COUNT):
        assert count.beat_frame == count.start_frame
        assert count.beat_frame in ticks
    for section in timeline.sections:
        assert all(section.start_frame <= event.start_frame for event in section.events)
        assert all(event.end_frame <= section.end_frame for event in section.events)
