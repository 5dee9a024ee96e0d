from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.builders import (
    FEET,
    RATE,
    amount,
    arranged,
    exercise,
    held,
    moving,
    of_kind,
    on_beat,
    overlaps,
    routine,
    silent_sounds,
)
from voicefoot.arranging.arrange import arrange, phrases_of
from voicefoot.arranging.beat_grid import onsets
from voicefoot.arranging.estimate import silent_clips
from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import RoutineError
from voicefoot.model.choices import Choices
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Dose, Exercise, Move, OnBeat, Pace, Phase, RepeatedHold
from voicefoot.model.sound_names import SoundName
from voicefoot.model.spans import SpanKind
from voicefoot.planning.plan import plan
from voicefoot.timeline.timeline import EventKind, Section, Timeline
from voicefoot.units import to_frames


def test_ticks_are_on_the_grid_to_the_frame_after_an_hour_too() -> None:
    source = plan(routine(exercise(on_beat(7_200, 60 / 119))))
    rate = 48_000
    tick = {name: Clip.silence(1, rate) for name in SoundName}
    timeline = arrange(
        source, {p: Clip.silence(1, rate) for p in phrases_of(source)}, tick, AudioFormat(rate)
    )
    ticks = [e.start_frame for e in of_kind(timeline, EventKind.TICK) if e.text == "tick"]
    assert len(ticks) == 7_200
    assert ticks[-1] - ticks[0] == round(7_199 * 60 / 119 * rate)
    assert all(t - ticks[0] == to_frames(n * (60 / 119), rate) for n, t in enumerate(ticks))


def test_the_grid_never_waits_for_the_voice() -> None:
    quick = arranged(routine(exercise(on_beat(10, 0.5))))
    source = plan(routine(exercise(on_beat(10, 0.5))))
    slow = {p: Clip.silence(900, RATE) for p in phrases_of(source)}
    for timeline in (quick, arranged(source, clips=slow)):
        ticks = [e.start_frame for e in of_kind(timeline, EventKind.TICK) if e.text == "tick"]
        assert [b - a for a, b in pairwise(ticks)] == [500] * 9


def test_sections_tile_the_session_in_whole_codec_frames() -> None:
    timeline = arranged(routine(exercise(on_beat(3, 2.0), name="A"), exercise(moving(7.3), name="B")))
    ends = [0, *(section.end_frame for section in timeline.sections)]
    assert [section.start_frame for section in timeline.sections] == ends[:-1]
    assert all(end % 960 == 0 for end in ends)
    for section in timeline.sections:
        assert all(
            section.start_frame <= e.start_frame and e.end_frame <= section.end_frame for e in section.events
        )


# -- lasts -------------------------------------------------------------------------------------------


def quarter(name: str, intro: str | None = None) -> Exercise:
    return exercise(on_beat(None, 3.0), name=name, intro=intro, sides=FEET, lasts_seconds=30.0)


@pytest.mark.parametrize("speech_ms", [100, 700, 2_000])
def test_lasts_fixes_the_length_with_any_voice(speech_ms: int) -> None:
    source = plan(
        routine(quarter(name="A"), quarter(name="B", intro="Next quarter."), intro="Start brushing.")
    )
    clips = {phrase: Clip.silence(speech_ms, RATE) for phrase in phrases_of(source)}
    timeline = arranged(source, clips=clips)
    assert timeline.frames == 120 * RATE
    starts = {e.start_frame: e.text for e in of_kind(timeline, EventKind.SPEECH)}
    assert starts[30 * RATE] == "Change sides. Left foot."
    assert starts[60 * RATE] == "Next quarter. Right foot."
    assert starts[90 * RATE] == "Change sides. Left foot."
    for section in timeline.sections:
        numbers = [
            [e.number for e in section.events if e.kind is EventKind.COUNT and e.side == foot]
            for foot in FEET
        ]
        assert numbers[0] == numbers[1] != []


def test_lasts_with_a_fixed_dose_waits_for_the_rest() -> None:
    timeline = arranged(routine(exercise(held(2, 2.0), lasts_seconds=40.0)))
    assert timeline.frames == 40 * RATE


def test_the_end_of_the_session_waits_for_the_end_of_what_it_lasts() -> None:
    timeline = arranged(routine(exercise(held(2, 2.0), lasts_seconds=40.0)))
    ends = {e.text: e.end_frame for e in of_kind(timeline, EventKind.CHIME)}
    assert ends["session_end"] == 40 * RATE
    assert ends["exercise_end"] < 30 * RATE


@pytest.mark.parametrize("move", [on_beat(6, 2.0), moving(12.0)])
def test_what_a_fixed_time_leaves_is_shared_between_both_ends_of_the_work(move: Move) -> None:
    """The time to change sides counts, and the wait is over when "ready" is said."""
    timeline = arranged(routine(exercise(move, sides=FEET, lasts_seconds=40.0), exercise(moving(9.0))))
    (section, _) = timeline.sections
    side = [span for span in section.spans if span.kind is SpanKind.SIDE][1]
    second = [e for e in section.events if e.start_frame >= side.start_frame]
    switch, ready = [e for e in second if e.kind is EventKind.SPEECH][:2]
    assert (switch.text, ready.text) == (
        "Change sides. Left foot.",
        "ready" if second[2].leads_in else "Ready.",
    )
    before = ready.start_frame - switch.end_frame
    after = side.end_frame - max(e.end_frame for e in second)
    assert before > 4 * RATE
    assert before == pytest.approx(after, abs=0.5 * RATE)


@pytest.mark.parametrize("move", [on_beat(None, 3.0), moving(None), on_beat(20, 3.0)])
def test_lasts_says_by_how_much_the_talk_is_too_long(move: Move) -> None:
    source = plan(routine(Exercise("Lifts", (move,), lasts_seconds=10.0, line=7), source="mine.yaml"))
    clips = {phrase: Clip.silence(4_000, RATE) for phrase in phrases_of(source)}
    with pytest.raises(RoutineError, match=r"mine.yaml:7:1: Lifts takes \d+\.\d s more than the 10 s"):
        arranged(source, clips=clips)


def held_as_long_as_it_lasts(hold: float, relax: float) -> Move:
    return Move(RepeatedHold(None, amount(hold), relax))


def within(section: Section) -> bool:
    return all(
        section.start_frame <= e.start_frame and e.end_frame <= section.end_frame for e in section.events
    )


open_moves = st.one_of(
    st.builds(on_beat, st.none(), st.floats(0.15, 5.0), st.floats(0.15, 5.0)),
    st.builds(
        lambda hold, relax: Move(RepeatedHold(None, amount(hold), relax)),
        st.floats(0.5, 9.0),
        st.floats(0.0, 5.0),
    ),
    st.builds(moving, st.none()),
    st.builds(held, st.integers(1, 4), st.floats(0.5, 6.0), st.floats(0.0, 3.0)),
)


@settings(max_examples=150)
@given(
    st.lists(open_moves, min_size=1, max_size=2),
    st.floats(3.0, 90.0),
    st.lists(st.integers(30, 1_500), min_size=1, max_size=20),
    st.floats(0.05, 1.5),
)
def test_what_lasts_is_never_longer(
    found: list[Move], seconds: float, lengths: list[int], sound_seconds: float
) -> None:
    lifts = exercise(*found, sides=FEET, lasts_seconds=seconds)
    source = plan(routine(lifts, replace(lifts, name="Again")))
    clips = {p: Clip.silence(lengths[i % len(lengths)], RATE) for i, p in enumerate(phrases_of(source))}
    try:
        timeline = arrange(source, clips, silent_sounds(seconds=sound_seconds), AudioFormat(RATE))
    except RoutineError:
        return
    assert timeline.frames == to_frames(4 * seconds, RATE)
    assert overlaps(of_kind(timeline, EventKind.SPEECH, EventKind.COUNT)) == []
    for section in timeline.sections:
        assert all(
            section.start_frame <= e.start_frame and e.end_frame <= section.end_frame for e in section.events
        )


def test_a_hair_of_a_second_is_not_looked_for() -> None:
    """It is less than a frame: taking it off again and again would never end."""
    hair_less = math.nextafter(30.1, 0.0)
    timeline = arranged(routine(exercise(moving(None), lasts_seconds=hair_less)))
    assert timeline.frames == to_frames(30.1, RATE)


def test_open_time_is_filled() -> None:
    timeline = arranged(routine(exercise(moving(None), lasts_seconds=30.0)))
    chimes = {e.text: e.start_frame for e in of_kind(timeline, EventKind.CHIME)}
    assert chimes["exercise_end"] - chimes["ready"] > 15 * RATE
    assert timeline.frames == 30 * RATE


# -- properties --------------------------------------------------------------------------------------

moves = st.one_of(
    st.builds(on_beat, st.integers(1, 60), st.floats(0.15, 3.0), st.floats(0.15, 3.0)),
    st.builds(held, st.integers(1, 8), st.floats(0.5, 12.0), st.floats(0.0, 5.0)),
    st.builds(moving, st.floats(1.0, 60.0), tips=st.just(())),
)
exercises = st.builds(
    lambda ms, sides, sets, rest: replace(exercise(*ms), sides=sides, sets=sets, rest_seconds=rest),
    st.lists(moves, min_size=1, max_size=3),
    st.sampled_from([(), FEET]),
    st.integers(1, 2),
    st.sampled_from([0.0, 3.0, 25.0]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(exercises, min_size=1, max_size=3), st.lists(st.integers(30, 2_500), min_size=1, max_size=40))
def test_spoken_clips_never_overlap_and_beats_never_move(found: list[Exercise], lengths: list[int]) -> None:
    source = plan(routine(*(replace(e, name=f"E{i}") for i, e in enumerate(found))))
    phrases = phrases_of(source)
    clips = {phrase: Clip.silence(lengths[i % len(lengths)], RATE) for i, phrase in enumerate(phrases)}
    timeline = arrange(source, clips, silent_sounds(), AudioFormat(RATE))
    assert overlaps(of_kind(timeline, EventKind.SPEECH, EventKind.COUNT)) == []
    for event in of_kind(timeline, EventKind.TICK):
        assert event.beat_frame == event.start_frame
    for event in of_kind(timeline, EventKind.COUNT):
        assert event.beat_frame == event.start_frame
    for section in timeline.sections:
        assert all(
            section.start_frame <= e.start_frame and e.end_frame <= section.end_frame for e in section.events
        )


def test_a_count_is_heard_on_its_beat() -> None:
    source = plan(routine(exercise(on_beat(5, 1.0))))
    silent = silent_clips(phrases_of(source), RATE)
    clips = {phrase: replace(clip, p_center_seconds=0.123) for phrase, clip in silent.items()}
    counts = of_kind(arranged(source, clips=clips), EventKind.COUNT)
    assert [e.number for e in counts] == [1, 2, 3, 4, 5]
    assert all(e.beat_frame == e.start_frame + 123 for e in counts)


def test_last_one_never_reaches_back_into_the_talk() -> None:
    source = plan(routine(exercise(on_beat(3, 0.15, 0.25))))
    clips = {phrase: Clip.silence(1_152, RATE) for phrase in phrases_of(source)}
    timeline = arranged(source, clips=clips)
    assert overlaps(of_kind(timeline, EventKind.SPEECH, EventKind.COUNT)) == []
    assert "Last one." not in [event.text for event in timeline.events]


def test_the_same_cues_and_clips_give_the_same_timeline() -> None:
    source = plan(routine(exercise(held(4, 6.0), sides=FEET)))
    first, second = (
        [(e.start_frame, e.end_frame, e.kind, e.text, e.number, e.side) for e in arranged(source).events]
        for _ in range(2)
    )
    assert first == second


def test_only_the_phrases_that_were_announced_are_asked_for() -> None:
    source = plan(routine(exercise(on_beat(30, 0.4), sides=FEET), exercise(moving(25.0), name="B")))
    clips = silent_clips(phrases_of(source), RATE)
    assert Phrase("twenty-five") in clips
    arrange(source, clips, silent_sounds(), AudioFormat(RATE))


def test_a_ramp_speeds_up_beat_by_beat() -> None:
    timeline = arranged(routine(exercise(on_beat(20, 0.6, 0.4))))
    ticks = [e.start_frame for e in of_kind(timeline, EventKind.TICK) if e.text == "tick"]
    assert [t - ticks[0] for t in ticks] == [to_frames(at, RATE) for at in onsets(Pace(0.6, 0.4), 20)[:-1]]


def test_open_time_that_turns_out_long_is_told_like_any_other() -> None:
    timeline = arranged(routine(exercise(moving(None), lasts_seconds=60.0)))
    assert {"Halfway.", "Ten seconds."} <= {e.text for e in of_kind(timeline, EventKind.SPEECH)}


@pytest.mark.parametrize("tenths", range(300, 320))
def test_a_ring_between_two_open_moves_is_made_room_for(tenths: int) -> None:
    moves = [held_as_long_as_it_lasts(1.0, 0.0), held_as_long_as_it_lasts(1.0, 0.0)]
    source = plan(routine(exercise(*moves, lasts_seconds=tenths / 10)))
    clips = {phrase: Clip.silence(100, RATE) for phrase in phrases_of(source)}
    timeline = arrange(source, clips, silent_sounds(seconds=1.5), AudioFormat(RATE))
    assert timeline.frames == tenths * RATE // 10
    assert all(within(section) for section in timeline.sections)
    end = next(event for event in timeline.events if event.text == "exercise_end")
    outro = of_kind(timeline, EventKind.SPEECH)[-1]
    assert end.end_frame <= outro.start_frame


def test_where_there_is_time_one_is_told_how_far_one_is() -> None:
    words = said_between_counts(arranged(routine(exercise(on_beat(20, 3.0)))))
    assert words == {10: "Halfway.", 17: "Last three.", 19: "Last one."}


@pytest.mark.parametrize(("reps", "period"), [(20, 0.6), (7, 3.0)])
def test_where_there_is_none_or_little_to_do_one_is_not(reps: int, period: float) -> None:
    told = set(said_between_counts(arranged(routine(exercise(on_beat(reps, period))))).values())
    assert not told & {"Halfway.", "Last three."}


def said_between_counts(timeline: Timeline) -> dict[int, str]:
    """What is said in the work itself -> after which repetition."""
    ticks = [e.start_frame for e in of_kind(timeline, EventKind.TICK) if not e.leads_in]
    return {
        sum(tick <= event.start_frame for tick in ticks): event.text or ""
        for event in of_kind(timeline, EventKind.SPEECH)
        if ticks[0] < event.start_frame < ticks[-1]
    }


def test_the_tick_gives_way_on_a_beat_with_a_number_and_only_there() -> None:
    source = plan(routine(exercise(on_beat(24, 0.2, accent=4), sides=FEET)))
    tick = Clip.of(np.full(10, 0.5), RATE)
    sounds = {**silent_sounds(), SoundName.TICK: tick}
    timeline = arrange(source, silent_clips(phrases_of(source), RATE), sounds, AudioFormat(RATE))
    numbered = {event.beat_frame for event in of_kind(timeline, EventKind.COUNT)}
    ticks = [event for event in of_kind(timeline, EventKind.TICK) if event.text == "tick"]
    assert {event.clip for event in ticks} == {tick}
    assert {(event.beat_frame in numbered, event.gain_db) for event in ticks} == {(True, -9.0), (False, 0.0)}
    accents = {event.gain_db for event in of_kind(timeline, EventKind.TICK) if event.text == "accent"}
    assert accents == {0.0}


def test_an_accent_is_the_louder_tick_on_each_so_many_beats() -> None:
    timeline = arranged(routine(exercise(on_beat(9, 1.0, accent=4))))
    ticks = [e.text for e in of_kind(timeline, EventKind.TICK) if not e.leads_in]
    assert ticks == ["accent", "tick", "tick", "tick"] * 2 + ["accent"]


def test_a_tempo_in_percent_changes_beats_and_phases_and_no_holds() -> None:
    def ticks(tempo: float, *moves: Move) -> list[int]:
        timeline = arranged(routine(exercise(*moves)), Choices(tempo=tempo))
        return [e.start_frame for e in of_kind(timeline, EventKind.TICK) if not e.leads_in]

    def spans(tempo: float, *moves: Move) -> set[int]:
        return {b - a for a, b in pairwise(ticks(tempo, *moves))}

    phased = Move(OnBeat(Dose(amount(4)), Pace(4.0, 4.0), (Phase("up", 1.0), Phase("down", 3.0))))
    assert spans(0.8, on_beat(4, 1.0)) == {1250}
    assert ticks(0.8, phased)[-1] - ticks(0.8, phased)[-2] == 1250
    assert spans(0.8, held(3, 2.0, 1.0)) == spans(1.0, held(3, 2.0, 1.0)) == {3000}


@pytest.mark.parametrize("lasts_seconds", [None, 60.0], ids=["for", "lasts"])
def test_a_tally_is_known_of_the_work_and_changes_nothing_that_is_heard(lasts_seconds: float | None) -> None:
    seconds = 45.0 if lasts_seconds is None else None
    (plain,), (tallied,) = (
        arranged(routine(exercise(moving(seconds, tally), lasts_seconds=lasts_seconds))).sections
        for tally in (None, "rounds")
    )
    assert [work.tally for work in tallied.works] == ["rounds"]
    assert [work.tally for work in plain.works] == [None]
    assert (tallied.spans, tallied.end_frame) == (plain.spans, plain.end_frame)
    heard = [[(event.start_frame, event.kind, event.text) for event in s.events] for s in (plain, tallied)]
    assert heard[0] == heard[1]


@pytest.mark.parametrize("more_seconds", [2.0, 11.5])
def test_a_session_that_is_given_longer_is_silent_before_its_last_words_and_ends_on_time(
    more_seconds: float,
) -> None:
    planned = plan(routine(exercise(moving(10.0)), outro="See you."))
    usual = arranged(planned)
    last = replace(planned.sections[-1], session_seconds=usual.seconds + more_seconds)
    longer = arranged(replace(planned, sections=[*planned.sections[:-1], last]))
    assert longer.seconds == pytest.approx(usual.seconds + more_seconds, abs=0.001)
    at, later = (
        next(e.start_frame for e in found.events if e.text == "See you.") for found in (usual, longer)
    )
    assert later - at == pytest.approx(more_seconds * RATE, abs=960)
    assert longer.sections[-1].end_frame - later == pytest.approx(usual.sections[-1].end_frame - at, abs=960)
