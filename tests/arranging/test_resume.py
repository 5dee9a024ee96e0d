"""Wherever a session is cut: it goes on at that place, says again what was lost, and finds the beat."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.builders import (
    FEET,
    RATE,
    arranged,
    exercise,
    held,
    held_once,
    moving,
    on_beat,
    overlaps,
    routine,
    silent_sounds,
)
from voicefoot.arranging.estimate import silent_clips
from voicefoot.arranging.resume import SpokenLine, resume_section
from voicefoot.audio import Clip
from voicefoot.language.packs import language_pack
from voicefoot.language.phrase_names import Line
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Dose, Move, OnBeat, Pace, Phase, Range
from voicefoot.model.sound_names import SoundName
from voicefoot.timeline.bookmark import Bookmark, bookmark_at, frame_of, work_at
from voicefoot.timeline.snapshot import snapshot_at
from voicefoot.timeline.timeline import Event, EventKind, Section

ENGLISH = language_pack("en")

WORDS = (EventKind.SPEECH, EventKind.COUNT)
PHASED = Move(
    OnBeat(
        Dose(Range(4, 4)), Pace(6.0, 6.0), phases=(Phase("up", 1.0), Phase("hold", 2.0), Phase("down", 3.0))
    ),
    say="Rise.",
)
SESSION = arranged(
    routine(
        exercise(on_beat(12, 0.5, say="Tap your toes."), name="Taps", sides=FEET, setup=("Sit tall.",)),
        exercise(on_beat(9, 2.0, 3.0), name="Ramp"),
        exercise(held(3, 6.0), held(2, 2.0), name="Lifts"),
        exercise(PHASED, name="Raises", sets=2, rest_seconds=20.0),
        exercise(held_once(25.0), moving(22.0), name="Stretch", caution="Stop where it hurts."),
        exercise(on_beat(1, 3.0), name="One"),
    )
)
SOUNDS = silent_sounds()
LEAD_IN = {word: silent_clips([Phrase(word)], RATE)[Phrase(word)] for word in ENGLISH.count_in_words}

cuts = st.integers(0, SESSION.frames - 1)


def section_at(frame: int) -> Section:
    return next(s for s in SESSION.sections if s.start_frame <= frame < s.end_frame)


def named(name: str) -> Section:
    return next(section for section in SESSION.sections if section.name == name)


def gone_on(section: Section, frame: int, *, again: bool = False) -> Section:
    return resume_section(section, frame, SOUNDS, LEAD_IN, wake_seconds=0.3, again=again)


def counts(events: tuple[Event, ...]) -> list[tuple[int, str | None]]:
    return [(e.number or 0, e.side) for e in events if e.kind is EventKind.COUNT]


@given(cuts, st.booleans())
def test_no_count_is_said_twice_and_none_is_lost(frame: int, again: bool) -> None:
    section = section_at(frame)
    after = gone_on(section, frame, again=again)
    unheard = [e for e in section.events if e.kind is EventKind.COUNT and (e.beat_frame or 0) >= frame]
    assert counts(after.events) == counts(tuple(unheard))


@given(cuts, st.booleans())
def test_no_words_overlap(frame: int, again: bool) -> None:
    after = gone_on(section_at(frame), frame, again=again)
    assert overlaps(event for event in after.events if event.kind in WORDS) == []
    assert min(event.start_frame for event in after.events) >= 0
    assert max(event.end_frame for event in after.events) <= after.end_frame


@given(cuts)
def test_the_grid_is_moved_as_a_whole(frame: int) -> None:
    section = section_at(frame)
    after = gone_on(section, frame)
    by = after.end_frame - section.end_frame
    known = {(e.kind, e.text, e.start_frame + by) for e in section.events}
    led_in = [e for e in after.events if e.leads_in]
    for event in after.events:
        if event.kind in (EventKind.TICK, EventKind.CHIME, EventKind.COUNT) and event not in led_in:
            resumes_hold = event.kind is EventKind.CHIME and event.text == SoundName.READY
            assert (event.kind, event.text, event.start_frame) in known or resumes_hold
    work = work_at(section, frame)
    if work is not None and frame < work.done_frame:
        entered = after.works[section.works.index(work)]
        mine = [e.start_frame for e in led_in if e.start_frame < entered.origin_frame]
        assert len(mine) in (2, 4)
        steps = {b - a for a, b in pairwise([*mine, entered.origin_frame])}
        assert len(steps) == 1, "the count-in is even, and leads to where the work goes on"


@given(cuts)
def test_every_hold_keeps_its_length(frame: int) -> None:
    """What was held before the cut and what is held after it are the whole."""
    section = section_at(frame)
    work = work_at(section, frame)
    if work is None or not work.hold_frames or not work.origin_frame <= frame < work.done_frame:
        return
    place = bookmark_at(section, 0, frame)
    begun = int(work.beat_frames[place.reps - 1])
    if frame >= begun + work.hold_frames:
        return
    after = gone_on(section, frame)
    entered = after.works[section.works.index(work)]
    ends = int(entered.beat_frames[place.reps - 1]) + entered.hold_frames
    left = ends - entered.origin_frame
    said = [e for e in section.events if e.kind in WORDS and e.start_frame < frame < e.end_frame]
    longest = max((frame - e.start_frame for e in said), default=0)
    assert 0 <= left - (begun + work.hold_frames - frame) <= longest


@given(cuts, st.data())
def test_cut_once_more_it_is_as_if_it_were_cut_once(frame: int, data: st.DataObject) -> None:
    section = section_at(frame)
    once = gone_on(section, frame)
    work = work_at(section, frame)
    if work is None or frame >= work.done_frame:
        return
    entered = once.works[section.works.index(work)]
    again = data.draw(st.integers(0, entered.origin_frame - 1))
    twice = gone_on(once, again)
    assert counts(twice.events) == counts(once.events)
    assert bookmark_at(twice, 0, twice.works[section.works.index(work)].origin_frame) == bookmark_at(
        once, 0, entered.origin_frame
    )


@given(cuts, st.data())
def test_what_leads_back_is_at_the_place_that_it_leads_to(frame: int, data: st.DataObject) -> None:
    """So that a session that is cut, lost or killed there goes back to nothing that was done before."""
    line = SpokenLine("Taps. Three done.", Clip.silence(2_000, RATE))
    once = resume_section(section_at(frame), frame, SOUNDS, LEAD_IN, wake_seconds=0.3, lines=[line])
    entered = once.entered_frame
    assert entered is not None
    at = data.draw(st.integers(0, entered))
    assert bookmark_at(once, 0, at) == bookmark_at(once, 0, entered)
    twice = resume_section(once, at, SOUNDS, LEAD_IN, wake_seconds=0.3, lines=[line])
    assert texts(twice) == texts(once), "and no line is said twice"
    kept = [[e.text for e in s.events if e.kind in (EventKind.TICK, EventKind.CHIME)] for s in (once, twice)]
    assert kept[0] == kept[1]


@given(cuts)
@example(next(s for s in SESSION.sections if s.name == "Raises").works[1].start_frame + 1)
def test_a_place_is_found_again(frame: int) -> None:
    section = section_at(frame)
    place = bookmark_at(section, 3, frame)
    found = frame_of(section, place)
    assert bookmark_at(section, 3, found) == place
    work = work_at(section, frame)
    if work is None or frame >= work.origin_frame:
        assert found == frame


@given(cuts)
def test_a_place_is_the_same_after_a_cut(frame: int) -> None:
    section = section_at(frame)
    after = gone_on(section, frame)
    for at in (after.end_frame - 1, *(work.end_frame for work in after.works if work.end_frame > 0)):
        by = after.end_frame - section.end_frame
        if at - by > frame and work_at(section, at - by) is not work_at(section, frame):
            assert bookmark_at(after, 0, at) == bookmark_at(section, 0, at - by)


@given(cuts, st.data())
def test_the_screen_knows_which_repetition_it_is(frame: int, data: st.DataObject) -> None:
    section = section_at(frame)
    work = work_at(section, frame)
    if work is None or len(work.beat_frames) < 2 or frame >= work.done_frame:
        return
    after = gone_on(section, frame)
    entered = after.works[section.works.index(work)]
    at = data.draw(st.integers(entered.origin_frame, entered.done_frame - 1))
    moment = snapshot_at([after], at, RATE, None)
    assert (moment.number, moment.reps) == (bookmark_at(after, 0, at).reps, len(work.beat_frames))


def line(section: Section, text: str) -> Event:
    return next(event for event in section.events if event.text == text)


def texts(section: Section, until: int = 10**9) -> list[str | None]:
    return [e.text for e in section.events if e.kind in WORDS and e.start_frame < until]


def test_a_line_that_was_cut_is_said_again() -> None:
    taps = named("Taps")
    cut = line(taps, "Tap your toes.")
    assert texts(gone_on(taps, cut.start_frame + 10))[:2] == ["Tap your toes.", "Twelve times."]
    assert texts(gone_on(taps, cut.end_frame + 10))[0] == "Twelve times."


def test_said_again_in_the_midst_of_work_is_what_to_do() -> None:
    taps = named("Taps")
    after = gone_on(taps, int(taps.works[0].beat_frames[4]) + 10, again=True)
    assert texts(after)[:4] == ["Tap your toes.", "Twelve times.", ENGLISH.line(Line.MOVE_ON_TICK), "ready"]


def test_said_again_in_talk_is_the_line_before() -> None:
    taps = named("Taps")
    after = gone_on(taps, line(taps, "Tap your toes.").end_frame + 10, again=True)
    assert texts(after)[:2] == ["Tap your toes.", "Twelve times."]


def test_words_of_how_far_one_is_come_before_the_count_in() -> None:
    ramp = named("Ramp")
    cut = line(ramp, ENGLISH.line(Line.LAST_THREE))
    assert texts(gone_on(ramp, cut.start_frame + 5))[:3] == [ENGLISH.line(Line.LAST_THREE), "ready", "and"]


def test_a_hold_is_not_begun_without_a_word() -> None:
    stretch = named("Stretch")
    ready = line(stretch, ENGLISH.line(Line.READY))
    assert texts(gone_on(stretch, ready.end_frame + 100))[0] == ENGLISH.line(Line.READY)


def test_a_phased_repetition_is_done_whole_without_its_number() -> None:
    raises = named("Raises")
    work = raises.works[0]
    after = gone_on(raises, int(work.beat_frames[1]) + 2_000)
    entered = after.works[0]
    assert [e.text for e in after.events if e.start_frame == entered.origin_frame] == [SoundName.TICK]
    assert entered.origin_frame == entered.beat_frames[1]


def test_the_last_repetition_is_done_before_the_end_is_sounded() -> None:
    one = named("One")
    after = gone_on(one, int(one.works[0].beat_frames[0]) + 1_000)
    assert counts(after.events) == []
    assert after.works[0].done_frame - after.works[0].origin_frame == 3_000


@pytest.mark.parametrize("reps", [0, 4, 12])
def test_a_place_holds_at_another_tempo(reps: int) -> None:
    slow = arranged(routine(exercise(on_beat(12, 1.0), name="Taps", sides=FEET)))
    place = Bookmark(0, 1, reps, 0.2 if reps else 0.0)
    found = bookmark_at(slow.sections[0], 0, frame_of(slow.sections[0], place))
    assert (found.step, found.reps) == (1, reps)


def test_what_to_do_is_said_again_however_often_it_was_cut() -> None:
    taps = named("Taps")
    once = gone_on(taps, int(taps.works[0].beat_frames[3]) + 10)
    twice = gone_on(once, once.works[0].origin_frame + 100)
    after = gone_on(twice, twice.works[0].origin_frame + 100, again=True)
    assert texts(after)[:4] == ["Tap your toes.", "Twelve times.", ENGLISH.line(Line.MOVE_ON_TICK), "ready"]
    again = gone_on(after, after.works[0].origin_frame + 100, again=True)
    assert texts(again)[:4] == ["Tap your toes.", "Twelve times.", ENGLISH.line(Line.MOVE_ON_TICK), "ready"]
