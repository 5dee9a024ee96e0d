"""Where two arrangements of an exercise part, and how one is led over into the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.support.builders import RATE, arranged, exercise, held_once, on_beat, routine, silent_sounds
from voicefoot.arranging.resume import resume_section
from voicefoot.audio import Clip
from voicefoot.model.routine import Exercise
from voicefoot.playing.revision import first_difference, frame_in_original, led_over
from voicefoot.timeline.timeline import Section, shifted

TAPS = exercise(on_beat(12, 1.0, say="Tap your toes."), name="Taps", caution="Gently.")


def section(which: Exercise) -> Section:
    return arranged(routine(which, exercise(held_once(5.0), name="Next"))).sections[0]


def test_the_same_has_no_difference() -> None:
    assert first_difference(section(TAPS), section(TAPS)) is None


def test_the_first_line_that_differs_is_where_to_go_on() -> None:
    old, new = section(TAPS), section(replace(TAPS, caution="Gently, and slowly."))
    found = first_difference(old, new)
    line = next(event for event in new.events if event.text == "Gently, and slowly.")
    assert found is not None
    assert found.frame == found.target_frame == line.start_frame


def test_a_line_that_is_no_more_leads_to_what_follows_it() -> None:
    old, new = section(TAPS), section(replace(TAPS, caution=None))
    found = first_difference(old, new)
    assert found is not None
    assert found.target_frame == new.works[0].start_frame
    assert found.frame == next(e.start_frame for e in old.events if e.text == "Gently.")


def test_other_beats_begin_with_their_count_in() -> None:
    faster = replace(TAPS, moves=(on_beat(12, 1.1, say="Tap your toes."),))
    old, new = section(TAPS), section(faster)
    found = first_difference(old, new)
    assert found is not None
    assert found.target_frame == new.works[0].start_frame


def test_another_end_alone_leads_nowhere() -> None:
    old = section(TAPS)
    found = first_difference(old, replace(old, end_frame=old.end_frame + 96))
    assert found is not None
    assert (found.frame, found.target_frame) == (old.end_frame, None)


def test_other_sounds_of_the_same_name_are_a_difference() -> None:
    old = section(TAPS)
    clip = Clip.of(np.full(100, 0.1), RATE)
    events = [replace(e, clip=clip) if e.repetition == 3 and e.kind == "tick" else e for e in old.events]
    found = first_difference(old, replace(old, events=tuple(events)))
    assert found is not None
    assert found.frame == next(e.start_frame for e in events if e.clip is clip)


def test_what_plays_is_led_over_after_a_pause_too() -> None:
    old = section(TAPS)
    new = section(exercise(*TAPS.moves, name="Taps", caution="Gently.", equipment=()))
    last = old.events[-1]
    new = replace(new, events=(*old.events[:-1], replace(last, start_frame=last.start_frame + 50)))
    at = int(old.works[0].beat_frames[4]) + 100
    playing = shifted(resume_section(old, at, silent_sounds(), {}, wake_seconds=0.5), 7)
    assert frame_in_original(playing, playing.end_frame, old) == old.end_frame
    over = led_over(playing, old, new, last.start_frame)
    assert over is not None
    by = playing.end_frame - old.end_frame
    assert over.events[-1].start_frame == last.start_frame + 50 + by
    assert over.events[:-1] == playing.events[:-1]
    assert over.works[0].origin_frame == playing.works[0].origin_frame


def test_while_other_words_are_said_there_is_no_way_over() -> None:
    old = section(TAPS)
    word = old.events[3]
    turn = word.start_frame + 10
    new = replace(old, events=(*old.events[:4], replace(word, start_frame=turn), *old.events[4:]))
    assert led_over(old, old, new, turn) is None


def test_up_to_a_sound_that_only_one_of_them_has_both_are_the_same() -> None:
    """Whichever of them has it, and at the end of them too."""
    whole = section(TAPS)
    for at in (2, 6, len(whole.events) - 1):
        events = whole.events
        assert events[at - 1].start_frame < events[at].start_frame
        less = replace(whole, events=(*events[:at], *events[at + 1 :]))
        for old, new in ((whole, less), (less, whole)):
            found = first_difference(old, new)
            assert found is not None
            assert found.frame == events[at].start_frame
