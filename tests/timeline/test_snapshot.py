"""What the screen tells agrees with what is done, in every kind of work, and is quick to find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import log2
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from voicefoot.arranging.arrange import arrange_section, phrases_of
from voicefoot.arranging.beat_grid import onsets
from voicefoot.arranging.resume import resume_section
from voicefoot.audio import AudioFormat, Clip
from voicefoot.language.packs import language_pack
from voicefoot.language.phrase_names import Line
from voicefoot.model.cues import Cue, PlannedSection, Reps, Say, Span, TimedLine, Wait
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Counting, CountMode, Pace, Phase
from voicefoot.model.sound_names import SoundName
from voicefoot.timeline.snapshot import Snapshot, section_index, snapshot_at
from voicefoot.timeline.timeline import Event, EventKind, Section
from voicefoot.units import to_frames

ENGLISH = language_pack("en")

RATE = 48_000
WORD = Clip.silence(to_frames(0.25, RATE), RATE)
SOUNDS = {name: Clip.silence(to_frames(0.1, RATE), RATE) for name in SoundName}


def arranged(cues: Sequence[Cue], name: str = "Towel scrunches", start_frame: int = 0) -> Section:
    planned = PlannedSection(name, tuple(cues))
    before = Section("before", 0, start_frame, ())
    return arrange_section(
        planned, dict.fromkeys(phrases_of(planned), WORD), SOUNDS, AudioFormat(RATE), before
    )


def at(section: Section, frame: int) -> Snapshot:
    return snapshot_at([section], frame, RATE, None)


def first(section: Section, kind: EventKind, text: str) -> Event:
    return next(event for event in section.events if event.kind is kind and event.text == text)


# -- the repetition -------------------------------------------------------------------------------

countings = st.one_of(
    st.sampled_from([Counting(), Counting(CountMode.DOWN), Counting(CountMode.NONE)]),
    st.builds(lambda step: Counting(CountMode.EVERY, step), st.integers(1, 7)),
    st.builds(lambda n: Counting(last=n), st.integers(1, 7)),
)
reps = st.integers(1, 45)
periods = st.floats(0.15, 3.0)
ends = st.sampled_from([SoundName.HOLD_END, SoundName.EXERCISE_END])


def _phased(count: int, counting: Counting, seconds: list[float], end: SoundName) -> Reps:
    phases = tuple(Phase(f"phase {n}", length) for n, length in enumerate(seconds))
    pace = Pace(sum(seconds), sum(seconds))
    return Reps(count, pace, counting, phases=phases, ends_with=end)


def _held(count: int, counting: Counting, hold: float, relax: float, end: SoundName) -> Reps:
    pace = Pace(hold + relax, hold + relax)
    return Reps(count, pace, counting, hold_seconds=hold, relax_seconds=relax, ends_with=end)


works = st.one_of(
    st.builds(Reps, reps, st.builds(Pace, periods, periods), countings, ends_with=ends),
    st.builds(Reps, reps, periods.map(lambda p: Pace(p, p)), countings, ends_with=ends),
    st.builds(_held, reps, countings, st.floats(0.5, 12.0), st.floats(0.5, 5.0), ends),
    st.builds(_phased, reps, countings, st.lists(st.floats(0.3, 4.0), min_size=1, max_size=4), ends),
)
GENTLE_RAMP = Reps(900, Pace(60 / 145, 60 / 150), Counting(CountMode.NONE))


@settings(deadline=None)
@given(works)
@example(GENTLE_RAMP)
def test_the_repetition_is_known_said_or_not(work: Reps) -> None:
    assert work.reps is not None
    section = arranged(
        [Say("Stand.", Origin.INSTRUCTION), work, Say("Change feet.", Origin.INSTRUCTION), work]
    )
    accents = [e.start_frame for e in section.events if e.text == SoundName.ACCENT]
    for origin in _first_beats(section):
        beats = [origin + to_frames(seconds, RATE) for seconds in onsets(work.pace, work.reps)]
        for index in range(work.reps):
            number = work.reps - index if work.counting.mode is CountMode.DOWN else index + 1
            assert at(section, beats[index]).number == number
            counts_down = work.counting.mode is CountMode.DOWN and work.reps > 1
            assert at(section, beats[index]).reps == (None if counts_down else work.reps)
            if index + 1 < work.reps:
                assert at(section, beats[index + 1] - 1).number == number
        assert at(section, origin - 1).number is None
    assert at(section, accents[0]).number is None
    chimes = [event.start_frame for event in section.events if event.kind is EventKind.CHIME]
    assert at(section, chimes[-1]).number is None
    assert at(section, chimes[-1] - 1).number is not None
    assert at(section, first(section, EventKind.SPEECH, "Change feet.").start_frame).number is None


def _first_beats(section: Section) -> Iterator[int]:
    ticks = [event for event in section.events if event.kind is EventKind.TICK]
    for before, tick in pairwise(ticks):
        if before.text == SoundName.ACCENT and tick.text != SoundName.ACCENT:
            yield tick.start_frame


def test_a_span_has_no_repetition() -> None:
    section = arranged(
        [Reps(3, Pace(1, 1), Counting()), Say("Now hold.", Origin.INSTRUCTION), Span(30.0, held=True)]
    )
    ready = first(section, EventKind.CHIME, SoundName.READY).start_frame
    assert at(section, first(section, EventKind.SPEECH, "Now hold.").start_frame).number is None
    assert [at(section, ready + to_frames(s, RATE)).number for s in range(31)] == [None] * 31


def test_a_count_that_was_said_goes_before_one_that_was_derived() -> None:
    work = Reps(9, Pace(1, 1), Counting())
    section = arranged([work])
    events = tuple(replace(e, number=5) if e.number == 2 else e for e in section.events)
    section = replace(section, events=events)
    second = first(section, EventKind.COUNT, "two").start_frame
    assert [at(section, second + n * RATE).number for n in (-1, 0)] == [1, 5]


def test_after_a_pause_the_repetition_is_the_same() -> None:
    section = arranged([Say("Stand.", Origin.INSTRUCTION), Reps(9, Pace(1, 1), Counting(CountMode.NONE))])
    beats = section.works[0].beat_frames
    after = resume_section(section, int(beats[5]) + 10, SOUNDS, {}, wake_seconds=0.3)
    entered = after.works[0].origin_frame
    assert [at(after, entered + n * RATE).number for n in range(4)] == [7, 8, 9, None]
    assert at(after, entered).reps == 9
    assert at(after, entered - 1).number is None


# -- words, sides, times --------------------------------------------------------------------------


def test_shows_the_last_words_spoken() -> None:
    span = Span(40.0, say_halfway=True, lines=(TimedLine("Breathe.", 0.25),))
    section = arranged(
        [
            Say("Sit back.", Origin.INSTRUCTION),
            Wait(3),
            Say("For forty seconds.", Origin.INSTRUCTION),
            Say(ENGLISH.line(Line.READY), Origin.READY),
            span,
        ]
    )

    def line_after(event: Event) -> str:
        return at(section, event.end_frame).line

    assert at(section, section.start_frame - 1).line == ""
    assert line_after(first(section, EventKind.SPEECH, "Sit back.")) == "Sit back."
    assert line_after(first(section, EventKind.SPEECH, ENGLISH.line(Line.READY))) == ENGLISH.line(Line.READY)
    # The work itself begins: what to do is worth more than "Ready."
    assert line_after(first(section, EventKind.CHIME, SoundName.READY)) == "For forty seconds."
    assert line_after(first(section, EventKind.SPEECH, "Breathe.")) == "Breathe."
    assert line_after(first(section, EventKind.SPEECH, ENGLISH.line(Line.HALFWAY))) == ENGLISH.line(
        Line.HALFWAY
    )
    assert line_after(first(section, EventKind.CHIME, SoundName.HOLD_END)) == ""


def test_counts_are_no_words() -> None:
    section = arranged([Say("Gather the towel.", Origin.INSTRUCTION), Reps(5, Pace(2, 2), Counting())])
    three = first(section, EventKind.COUNT, "three")
    assert at(section, three.start_frame).number == 3
    assert at(section, three.start_frame).line == ENGLISH.line(Line.AND_WORD)


def test_tells_the_side() -> None:
    reps = Reps(3, Pace(1, 1), Counting(), side="right foot")
    names = [
        Say("Towel scrunches.", Origin.INSTRUCTION),
        Say("Right foot first.", Origin.INSTRUCTION, side="right foot"),
    ]
    section = arranged(
        [
            *names,
            reps,
            Say("Left foot.", Origin.INSTRUCTION, side="left foot"),
            replace(reps, side="left foot"),
        ]
    )
    right = first(section, EventKind.SPEECH, "Right foot first.")
    left = first(section, EventKind.SPEECH, "Left foot.")
    assert at(section, 0).side is None
    assert at(section, right.start_frame).side == "right foot"
    assert at(section, left.start_frame - 1).side == "right foot"
    assert at(section, left.start_frame).side == "left foot"
    assert at(section, section.end_frame).side == "left foot"


def section(name: str, start_frame: int, end_frame: int) -> Section:
    return Section(name, start_frame, end_frame, ())


def test_tells_times_and_what_comes_next() -> None:
    sections = [section("one", 0, 4 * RATE), section("two", 4 * RATE, 14 * RATE)]
    assert snapshot_at(sections, RATE, RATE, 20.0) == Snapshot(
        "one", None, None, "", 3.0, 19.0, "two", 0.25, 0.05
    )
    assert snapshot_at(sections, 4 * RATE - 1, RATE, None).name == "one"
    assert snapshot_at(sections, 4 * RATE, RATE, None) == Snapshot(
        "two", None, None, "", 10.0, None, None, 0.0
    )


@pytest.mark.parametrize(("frame", "name", "left", "share"), [(-5, "one", 4.0, 0.0), (99, "two", 0.0, 1.0)])
def test_outside_of_what_is_arranged_the_nearest_moment_stands(
    frame: int, name: str, left: float, share: float
) -> None:
    sections = [section("one", 0, 4), section("two", 4, 14)]
    moment = snapshot_at(sections, frame, 1, 10.0)
    assert (moment.name, moment.section_left_seconds, moment.share) == (name, left, share)
    assert moment.session_left_seconds == max(0, 10 - frame)


def test_an_empty_section_is_done() -> None:
    assert snapshot_at([section("none", 0, 0)], 0, RATE, 0.0).share == 1.0


@settings(deadline=None)
@given(st.lists(st.integers(1, 100), min_size=1, max_size=30), st.integers(0, 3_000))
def test_finds_the_section(lengths: list[int], frame: int) -> None:
    edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    sections = [section(str(n), edges[n], edges[n + 1]) for n in range(len(lengths))]
    index = section_index(sections, frame)
    assert sections[index].start_frame <= frame
    assert frame < sections[index].end_frame or index == len(sections) - 1


def test_an_equal_section_of_other_events_is_not_mistaken() -> None:
    for text in ("Right.", "Left."):
        events = (Event(0, WORD, EventKind.SPEECH, text),)
        assert at(Section("same", 0, RATE, events), 10).line == text


# -- cost -----------------------------------------------------------------------------------------


class Watched(tuple[Any, ...]):
    """A tuple that counts how often it is looked into."""

    looks = 0

    def __iter__(self) -> Iterator[Any]:
        for item in super().__iter__():
            Watched.looks += 1
            yield item

    def __getitem__(self, key: Any) -> Any:
        Watched.looks += 1
        return super().__getitem__(key)


def test_a_moment_costs_little_in_a_long_session() -> None:
    ticks = (Event(n * 10, WORD, EventKind.TICK, str(SoundName.TICK)) for n in range(100_000))
    long = Section("long", 0, 1_000_010, Watched(ticks))
    after = (Section(str(n), 1_000_010 + n, 1_000_011 + n, Watched()) for n in range(1_000))
    sections = Watched([long, *after])
    snapshot_at(sections, 0, RATE, None)
    Watched.looks = 0
    for frame in range(0, 1_000_000, 10_000):
        snapshot_at(sections, frame, RATE, None)
    assert Watched.looks <= 100 * (log2(len(sections)) + 4)
