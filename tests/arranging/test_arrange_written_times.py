"""A time that is written is kept to the frame, whatever blocks, rests and works it stands among."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.builders import (
    FEET,
    amount,
    exercise,
    held,
    held_once,
    moving,
    on_beat,
    routine,
    silent_sounds,
)
from tests.support.random_routines import SpokenOnly, broken_promises
from voicefoot.arranging.arrange import arrange_section, phrases_of
from voicefoot.arranging.countdown import ALOUD_FROM_SECONDS
from voicefoot.arranging.layout import SEAM_SECONDS
from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import RoutineError
from voicefoot.model.choices import Choices, Talk
from voicefoot.model.origin import Origin
from voicefoot.model.position import KNEELING, SEATED, STANDING
from voicefoot.model.routine import (
    Block,
    Dose,
    Exercise,
    GrooveTrack,
    Item,
    Move,
    OnBeat,
    Pace,
    Phase,
    Rest,
    Routine,
)
from voicefoot.model.spans import SpanKind
from voicefoot.planning.announced_length import speech_seconds
from voicefoot.planning.plan import plan
from voicefoot.timeline.spans import spans_of
from voicefoot.timeline.timeline import SPOKEN_KINDS, Event, EventKind, Section, TimeSpan
from voicefoot.units import to_frames

STUDIO_RATE = 48_000
RATES = (STUDIO_RATE, 44_100, 22_050, 1_000)
WORKS = (SpanKind.WORK, SpanKind.HOLD)
RESTS = (SpanKind.REST, SpanKind.SWITCH)
IN_WORK = (
    Origin.COUNT, Origin.COUNTDOWN, Origin.PHASE, Origin.HALFWAY, Origin.TEN_SECONDS, Origin.MINUTES_LEFT,
    Origin.NEXT, Origin.LAST_THREE, Origin.LAST_ONE, Origin.ENOUGH, Origin.TIP, Origin.COUNT_IN,
)  # fmt: skip
"""What may be said in work."""
LEADS_IN = (Origin.COUNT, Origin.COUNTDOWN, Origin.COUNT_IN, Origin.PHASE)
"""Words that have a moment of their own, whatever stands around it."""


@dataclass(frozen=True)
class Session:
    """A session, arranged with a voice of silence."""

    source: Routine
    rate: int
    sections: Sequence[Section]

    def __repr__(self) -> str:
        """Return what was written, for a message that can be read."""
        return f"{in_short(self.source.body)} at {self.rate} Hz"

    @property
    def events(self) -> list[Event]:
        return [event for section in self.sections for event in section.events]

    @property
    def spans(self) -> list[TimeSpan]:
        """The spans of all sections in order, without those within repetitions."""
        return [span for section in self.sections for span in section.spans]

    @property
    def works(self) -> list[TimeSpan]:
        return [span for span in self.spans if span.kind in WORKS]

    @property
    def rests(self) -> list[TimeSpan]:
        return [span for span in self.spans if span.kind in RESTS]

    @property
    def spoken(self) -> list[Event]:
        return [event for event in self.events if event.kind in SPOKEN_KINDS]

    @property
    def seams(self) -> set[int]:
        """Where a rest is so short that no end is sounded."""
        shortest = self.frames(SEAM_SECONDS)
        return {rest.start_frame for rest in self.rests if rest.end_frame - rest.start_frame <= shortest}

    def sounding_at(self, frame: int) -> list[Event]:
        """The sounds that are heard in `frame`, without words."""
        sounds = [event for event in self.events if event.kind not in SPOKEN_KINDS]
        return [sound for sound in sounds if sound.start_frame <= frame < sound.end_frame]

    def frames(self, seconds: float) -> int:
        return to_frames(seconds, self.rate)


def session(
    source: Routine,
    choices: Choices | None = None,
    rate: int = STUDIO_RATE,
    pace: float = 1.0,
    p_center_seconds: float = 0.05,
) -> Session:
    """`source` arranged with a voice that takes `pace` times as long as people do."""
    sounds = silent_sounds(rate)
    sections: list[Section] = []
    for planned in plan(source, choices).sections:
        clips = SpokenOnly(
            {
                phrase: Clip(
                    np.zeros(
                        (to_frames(pace * speech_seconds(phrase.text) / phrase.speed, rate), 1), np.float32
                    ),
                    rate,
                    p_center_seconds,
                )
                for phrase in phrases_of(planned)
            }
        )
        before = sections[-1] if sections else None
        sections.append(arrange_section(planned, clips, sounds, AudioFormat(rate), before))
        assert not clips.missing, f"never spoken: {clips.missing[:3]}"
    return Session(source, rate, sections)


def in_short(value: object) -> str:
    """`value` without the fields that are as they are if nothing is said of them."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(in_short, value))}]"
    if not is_dataclass(value):
        return repr(value)
    told = [(each, getattr(value, each.name)) for each in fields(value)]
    parts = [f"{each.name}={in_short(found)}" for each, found in told if found != each.default and found]
    return f"{type(value).__name__}({', '.join(parts)})"


# -- what is known beforehand -----------------------------------------------------------------------


def tabata(**block: Any) -> Routine:
    return routine(exercise(moving(20.0), name="Squats"), rounds=8, **block)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("rest", [{"rest_between_seconds": 10.0}, {"round_rest_seconds": 10.0}])
@pytest.mark.parametrize("talk", Talk)
def test_a_tabata_takes_three_minutes_and_fifty_seconds(
    rate: int, rest: dict[str, float], talk: Talk
) -> None:
    works = session(tabata(**rest), Choices(talk=talk), rate).works
    assert len(works) == 8
    assert works[-1].end_frame - works[0].start_frame == 230 * rate


@pytest.mark.parametrize("rate", RATES)
def test_an_hour_of_intervals_ends_after_an_hour(rate: int) -> None:
    """Also where no time is a whole number of frames."""
    interval = exercise(moving(20.1234), name="Row", sets=10, rest_seconds=9.8766)
    works = session(routine(interval, rounds=12, rest_between_seconds=9.8766), rate=rate).works
    assert len(works) == 120
    starts = [work.start_frame - works[0].start_frame for work in works]
    assert starts == [30 * rate * number for number in range(120)]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("move", [on_beat(10, 2.1), held(3, 7.0), held_once(35.0), moving(40.0)])
def test_every_minute_on_the_minute(rate: int, move: Move) -> None:
    found = session(routine(exercise(move), rounds=5, round_every_seconds=60.0), rate=rate)
    starts = [work.start_frame for work in found.works]
    assert [start - starts[0] for start in starts] == [60 * rate * number for number in range(5)]
    rounds = [span for span in found.spans if span.kind is SpanKind.ROUND]
    assert [(span.start_frame, span.end_frame) for span in rounds] == list(pairwise(starts))
    assert {span.written_seconds for span in rounds} == {60.0}


def test_a_round_that_takes_longer_than_it_may_is_refused_with_its_name() -> None:
    source = routine(exercise(moving(61.0), name="Row"), rounds=2, round_every_seconds=60.0)
    with pytest.raises(RoutineError, match=r"before Row takes 1.0 s more than the 60 s of its round"):
        session(source)


def test_a_rest_is_announced_within_itself_in_a_fixed_order() -> None:
    first = exercise(moving(20.0), name="Squats")
    second = exercise(moving(20.0), name="Lunges", sides=FEET, switch_seconds=5.0)
    found = session(routine(first, second, rest_between_seconds=30.0))
    (rest,) = [span for span in found.rests if span.kind is SpanKind.REST]
    within = [e for e in found.events if rest.start_frame <= e.start_frame < rest.end_frame]
    assert [event.text for event in within] == [
        "exercise_end", "Rest for thirty seconds.", "Next: lunges.", "Ten seconds.", "Right foot first.",
        "For twenty seconds.", "three", "two", "one",
    ]  # fmt: skip
    ten = next(event for event in within if event.text == "Ten seconds.")
    assert rest.end_frame - ten.start_frame == 10 * STUDIO_RATE


@pytest.mark.parametrize(
    ("rest", "leads"),
    [(0.5, []), (1.9, []), (2.0, [-1.0]), (3.9, [-1.0]), (4.0, [-2.0, -1.0]), (30.0, [-2.0, -1.0])],
)
def test_a_rest_before_counted_work_ends_with_as_many_beats_as_there_is_time_for(
    rest: float, leads: list[float]
) -> None:
    found = session(routine(exercise(on_beat(4, 2.0), sets=2, rest_seconds=rest)))
    due = found.works[1].start_frame
    ticks = [event.start_frame for event in found.events if event.leads_in][2:]
    assert [(tick - due) / STUDIO_RATE for tick in ticks] == leads


@pytest.mark.parametrize(
    ("rest", "ticks", "words"),
    [(1.9, 0, 0), (2.0, 1, 0), (3.9, 1, 0), (4.0, 3, 0), (9.9, 3, 0), (10.0, 0, 3), (60.0, 0, 3)],
)
@pytest.mark.parametrize("move", [moving(4.0), held_once(4.0)])
def test_a_rest_before_a_time_is_counted_down(rest: float, ticks: int, words: int, move: Move) -> None:
    found = session(routine(exercise(move, sets=2, rest_seconds=rest)))
    (span,) = found.rests
    heard = [e for e in found.events if span.start_frame <= e.start_frame < span.end_frame]
    assert len([e for e in heard if e.kind is EventKind.TICK]) == ticks
    assert len([e for e in heard if e.origin is Origin.COUNTDOWN and e.kind is EventKind.SPEECH]) == words


@pytest.mark.parametrize("move", [on_beat(4, 2.0), held(2, 6.0), held_once(6.0), moving(12.0)])
@pytest.mark.parametrize("items", ["sets", "exercises", "rounds"])
def test_where_work_follows_on_work_one_sound_is_heard_at_the_seam(move: Move, items: str) -> None:
    source = {
        "sets": routine(exercise(move, sets=3, rest_seconds=0.0)),
        "exercises": routine(
            *(exercise(move, name=name) for name in ("A", "B", "C")), rest_between_seconds=0.0
        ),
        "rounds": routine(exercise(move), rounds=3, round_rest_seconds=0.0),
    }[items]
    found = session(source)
    works = found.works
    assert len(works) == 3
    for before, after in pairwise(works):
        assert before.end_frame == after.start_frame
        (sound,) = found.sounding_at(after.start_frame)
        assert sound.origin in (Origin.READY, Origin.BEAT)
        assert sound.start_frame == after.start_frame


def test_what_comes_next_is_said_in_the_work_before_where_the_rest_is_too_short() -> None:
    first, second = exercise(moving(30.0), name="Squats"), exercise(moving(30.0), name="Lunges")
    found = session(routine(first, second, rest_between_seconds=0.0))
    before = found.works[0]
    (told,) = [event for event in found.events if event.origin is Origin.NEXT]
    assert told.text == "Next: lunges."
    assert before.end_frame - 10 * STUDIO_RATE <= told.start_frame
    assert told.end_frame <= before.end_frame - 3 * STUDIO_RATE, "before the countdown"


@pytest.mark.parametrize("rest", [0.0, 1.0, 3.0, 30.0])
def test_music_takes_nothing_from_a_written_rest(rest: float) -> None:
    work = exercise(on_beat(6, 1.5), sets=2, rest_seconds=rest, soundtrack=GrooveTrack())
    found = session(routine(work, rounds=2, rest_between_seconds=rest))
    for before, after in pairwise(found.works):
        assert after.start_frame - before.end_frame == to_frames(rest, STUDIO_RATE)


@pytest.mark.parametrize("rest", [{"rest_between_seconds": 10.0}, {"round_every_seconds": 11.1}])
def test_ten_seconds_are_ten_after_whatever_came_before(rest: dict[str, float]) -> None:
    """However the times before add up, each rest of ten seconds is counted down."""
    found = session(routine(exercise(moving(1.1)), rounds=60, **rest))
    assert len([event for event in found.events if event.text == "three"]) == 59


# -- whatever is combined ---------------------------------------------------------------------------

tenths = st.integers(0, 900).map(lambda n: n / 10)
rests = st.one_of(
    tenths,
    st.integers(0, 12).map(float),
    st.integers(0, 90_000).map(lambda n: n / 1_000),
    st.just(0.0),
)
maybe_rests = st.one_of(st.none(), rests)
periods = st.sampled_from([0.4, 0.75, 1.0, 1.234, 2.0, 3.0, 6.0])
phased = st.builds(
    lambda reps, up, down: Move(
        OnBeat(
            Dose(amount(reps)), Pace(up + down, up + down), (Phase("up", up), Phase("down", down))
        )
    ),
    st.integers(1, 4), st.sampled_from([1.0, 1.3]), st.sampled_from([2.0, 2.71]),
)  # fmt: skip
moves = st.one_of(
    st.builds(on_beat, st.integers(1, 12), periods),
    st.builds(held, st.integers(1, 4), st.integers(5, 120).map(lambda n: n / 10), maybe_rests),
    st.builds(held_once, st.integers(5, 400).map(lambda n: n / 10)),
    st.builds(moving, st.integers(1_000, 40_000).map(lambda n: n / 1_000)),
    st.builds(moving, st.just(20.0)),
    phased,
)


def said_too(move: Move, say: str | None, brief: str | None) -> Move:
    return replace(move, say=say, brief=brief)


worded = st.builds(
    said_too, moves, st.sampled_from([None, "Lift your heels."]), st.sampled_from([None, "Lift."])
)


@st.composite
def exercises(draw: st.DrawFn) -> Exercise:
    return exercise(
        *draw(st.lists(worded, min_size=1, max_size=2)),
        name=draw(st.sampled_from(["Squats", "Lunges", "Side bridge"])),
        sides=draw(st.sampled_from([(), (), FEET])),
        sets=draw(st.integers(1, 3)),
        sets_by_side=draw(st.booleans()),
        rest_seconds=draw(maybe_rests),
        switch_seconds=draw(maybe_rests),
        setup=draw(st.sampled_from([(), ("Stand tall.",)])),
        intro=draw(st.sampled_from([None, "Now your legs."])),
        caution=draw(st.sampled_from([None, None, "Stop if it hurts."])),
        position=draw(st.sampled_from([STANDING, STANDING, SEATED, KNEELING])),
        equipment=draw(st.sampled_from([(), (), ("towel",)])),
    )


@st.composite
def blocks(draw: st.DrawFn, depth: int) -> Block:
    items: list[Item] = []
    for _ in range(draw(st.integers(1, 2))):
        if draw(st.integers(1, 4)) == 1:
            items.append(Rest(draw(rests)))
        is_block = depth > 0 and draw(st.booleans())
        items.append(draw(blocks(depth - 1)) if is_block else draw(exercises()))
    round_every = draw(st.one_of(st.none(), st.none(), st.none(), st.sampled_from([120.0, 300.5])))
    return Block(
        tuple(items),
        name=draw(st.sampled_from([None, "Legs"])),
        rounds=draw(st.integers(1, 3 if depth else 2)),
        rest_between_seconds=draw(maybe_rests),
        round_rest_seconds=None if round_every else draw(maybe_rests),
        round_every_seconds=round_every,
    )


@st.composite
def sessions(draw: st.DrawFn, rates: Sequence[int] = RATES, paces: Sequence[float] = (0.6, 1.0)) -> Session:
    body = draw(blocks(2))
    choices = draw(
        st.builds(
            Choices, talk=st.sampled_from([Talk.FULL, *Talk]), for_class=st.sampled_from([False, False, True])
        )
    )
    try:
        return session(
            Routine("A routine", body),
            choices,
            draw(st.sampled_from(rates)),
            draw(st.sampled_from(paces)),
            draw(st.sampled_from([0.0, 0.1])),
        )
    except RoutineError:
        assume(False)
        raise


def written_times_are_kept(found: Session) -> None:
    for section in found.sections:
        for span in spans_of(section):
            if span.written_seconds is not None:
                off = span.end_frame - span.start_frame - found.frames(span.written_seconds)
                assert abs(off) <= (found.rate != STUDIO_RATE), span


def where_a_time_follows_on_a_time_it_begins_in_the_frame_in_which_that_ends(found: Session) -> None:
    starts, ends = {work.start_frame for work in found.works}, {work.end_frame for work in found.works}
    for rest in found.rests:
        assert rest.start_frame in ends, rest
        assert rest.end_frame in starts, rest
    assert all(before.end_frame <= after.start_frame for before, after in pairwise(found.works))


def work_and_rest_begin_and_end_with_a_sound(found: Session) -> None:
    sounded = {event.start_frame for event in found.events if event.kind not in SPOKEN_KINDS}
    for section in found.sections:
        for span in spans_of(section):
            if span.kind in (*WORKS, SpanKind.RELAX):
                assert {span.start_frame, span.end_frame} <= sounded | found.seams, span


def sections_tile_the_session_and_no_words_overlap(found: Session) -> None:
    assert list(broken_promises(list(found.sections))) == []


def what_is_said_in_a_rest_lies_within_it(found: Session) -> None:
    lines = [event for event in found.spoken if event.origin not in LEADS_IN]
    for rest in found.rests:
        for line in lines:
            if line.start_frame < rest.end_frame and rest.start_frame < line.end_frame:
                assert rest.start_frame <= line.start_frame, line
                assert line.end_frame <= rest.end_frame, line


def nothing_is_said_in_work_but_what_belongs_to_it(found: Session) -> None:
    lines = [event for event in found.spoken if event.origin not in IN_WORK]
    for work in found.works:
        for line in lines:
            assert line.end_frame <= work.start_frame or work.end_frame <= line.start_frame, line


def a_long_rest_before_a_time_is_counted_down(found: Session) -> None:
    heard = {(e.start_frame + found.frames(e.clip.p_center_seconds), e.text) for e in found.spoken}
    begun = {event.start_frame for event in found.events if event.origin is Origin.READY}
    for rest in found.rests:
        is_long = rest.end_frame - rest.start_frame >= ALOUD_FROM_SECONDS * found.rate
        for seconds, word in ((3, "three"), (2, "two"), (1, "one")):
            at = rest.end_frame - seconds * found.rate
            if is_long and rest.end_frame in begun:
                assert {(at + off, word) for off in (-1, 0, 1)} & heard, (rest, word)


def a_rest_of_no_time_has_the_sound_alone_that_starts_what_follows(found: Session) -> None:
    for rest in found.rests:
        if rest.start_frame == rest.end_frame:
            assert [sound.start_frame for sound in found.sounding_at(rest.end_frame)] == [rest.end_frame]


def rounds_of_a_fixed_start_run_from_work_to_work(found: Session) -> None:
    starts = {work.start_frame for work in found.works}
    for span in found.spans:
        if span.kind is SpanKind.ROUND:
            assert {span.start_frame, span.end_frame} <= starts, span


@settings(max_examples=80, deadline=None)
@given(sessions())
def test_whatever_is_combined_times_are_kept(found: Session) -> None:
    written_times_are_kept(found)
    where_a_time_follows_on_a_time_it_begins_in_the_frame_in_which_that_ends(found)
    work_and_rest_begin_and_end_with_a_sound(found)
    sections_tile_the_session_and_no_words_overlap(found)
    what_is_said_in_a_rest_lies_within_it(found)
    nothing_is_said_in_work_but_what_belongs_to_it(found)
    a_long_rest_before_a_time_is_counted_down(found)
    a_rest_of_no_time_has_the_sound_alone_that_starts_what_follows(found)
    rounds_of_a_fixed_start_run_from_work_to_work(found)


@settings(max_examples=100, deadline=None)
@given(sessions(paces=(2.0,)))
def test_a_slow_voice_changes_no_time_and_stays_within_its_rests(found: Session) -> None:
    written_times_are_kept(found)
    where_a_time_follows_on_a_time_it_begins_in_the_frame_in_which_that_ends(found)
    work_and_rest_begin_and_end_with_a_sound(found)
    sections_tile_the_session_and_no_words_overlap(found)
    what_is_said_in_a_rest_lies_within_it(found)
    nothing_is_said_in_work_but_what_belongs_to_it(found)
