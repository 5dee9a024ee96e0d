"""What a resumed section is made of, frame by frame; a frame is a millisecond."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from tests.support.builders import RATE, silent_sounds
from voicefoot.arranging.resume import (
    AFTER_LINE_SECONDS,
    MUSIC_FADE_SECONDS,
    REMEMBERED_LINES,
    SpokenLine,
    resume_section,
)
from voicefoot.audio import AudioFormat, Clip, Samples
from voicefoot.model.origin import Origin
from voicefoot.model.sound_names import SoundName
from voicefoot.timeline.timeline import Event, EventKind, Music, Section, WorkRegion

SOUNDS = silent_sounds()
WORDS = {"ready": Clip.silence(300, RATE), "and": Clip.silence(200, RATE)}
GAP = round(AFTER_LINE_SECONDS * RATE)


@dataclass(frozen=True)
class Hum:
    name: str = "hum"
    channels: int = 1
    identity: bytes | None = None

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        return np.zeros((last_frame - first_frame, 1), np.float32)


def said(
    at: int, text: str, frames: int = 800, side: str | None = None, origin: Origin = Origin.TIP
) -> Event:
    return Event(at, Clip.silence(frames, RATE), EventKind.SPEECH, text, side=side, origin=origin)


TALK = Section(
    "A",
    5_000,
    60_000,
    tuple(said(5_000 + 1_000 * number, f"Line {number}.", side="left") for number in range(12)),
    music=Music(5_000, 60_000, "hum", Hum(), 700, np.array([6_000]), np.array([-3.0]), fade_in_frames=90),
    audio_format=AudioFormat(RATE),
)


def resumed(section: Section, frame: int, *lines: SpokenLine, again: bool = False) -> Section:
    return resume_section(section, frame, SOUNDS, WORDS, wake_seconds=0.3, lines=lines, again=again)


def heard(section: Section) -> list[tuple[int, str | None, str | None]]:
    return [(e.start_frame, e.text, e.side) for e in section.events]


def test_a_tone_comes_first_then_lines_then_what_was_cut_each_a_pause_apart() -> None:
    line, sided = (
        SpokenLine("One.", Clip.silence(500, RATE)),
        SpokenLine("Two.", Clip.silence(10, RATE), "both"),
    )
    after = resumed(TALK, 8_400, line, sided)
    tone = after.events[0]
    assert (tone.kind, tone.origin, tone.start_frame, tone.end_frame) == (
        EventKind.WAKE, Origin.PRE_ROLL, 0, 300,
    )  # fmt: skip
    second = 300 + 500 + GAP
    begins = second + 10 + GAP
    assert heard(after)[:4] == [
        (0, None, "left"),
        (300, "One.", "left"),  # the side that works
        (second, "Two.", "both"),
        (begins, "Line 3.", "left"),
    ]
    by = begins - 8_000
    assert heard(after)[4:] == [(at + by, text, side) for at, text, side in heard(TALK)[4:]]
    assert (after.start_frame, after.end_frame, after.begun_frame) == (0, 60_000 + by, 5_000 + by)
    assert after.entered_frame == begins


@pytest.mark.parametrize(("frame", "first"), [(8_799, "Line 3."), (8_800, "Line 4."), (8_000, "Line 3.")])
def test_a_line_is_cut_until_its_last_frame(frame: int, first: str) -> None:
    texts = [event.text for event in resumed(TALK, frame).events[1:]]
    assert texts[0] == first
    assert len(texts) == len(set(texts))


def test_a_line_that_is_told_is_not_said_twice() -> None:
    line = SpokenLine("Line 2.", Clip.silence(500, RATE))
    after = resumed(TALK, 7_900, line, again=True)
    assert [event.text for event in after.events[1:3]] == ["Line 2.", "Line 3."]


def test_the_last_lines_are_remembered_but_not_what_means_something_at_its_moment_alone() -> None:
    after = resumed(TALK, 16_900)
    assert [event.text for event in after.told] == [f"Line {n}." for n in range(12 - REMEMBERED_LINES, 12)]
    assert [event.start_frame for event in after.told] == [
        5_000 + 1_000 * n - 16_900 for n in range(12 - REMEMBERED_LINES, 12)
    ]
    ready = replace(TALK, events=(*TALK.events[:3], said(8_000, "Ready.", origin=Origin.READY)))
    assert [event.text for event in resumed(ready, 8_900).told] == ["Line 0.", "Line 1.", "Line 2."]


def test_music_goes_on_from_its_frame_and_comes_in_softly() -> None:
    after = resumed(TALK, 8_400)
    music, entered = after.music, 300
    assert music is not None
    assert (music.start_frame, music.end_frame) == (entered, 52_000 + entered)
    assert music.source_frame == 700 + 3_000
    assert music.fade_in_frames == round(MUSIC_FADE_SECONDS * RATE)
    assert list(music.turn_frames) == [6_000 - 8_000 + entered]


def test_music_that_begins_later_begins_as_it_was_to() -> None:
    assert TALK.music is not None
    later = replace(TALK, music=replace(TALK.music, start_frame=20_000))
    music = resumed(later, 8_400).music
    assert music is not None
    assert (music.start_frame, music.source_frame, music.fade_in_frames) == (12_300, 700, 90)


BEATS = np.array([20_000, 21_000, 22_000, 23_000])
WORK = WorkRegion(18_000, 20_000, 24_000, 24_000, BEATS, side="left")
COUNTED = replace(
    TALK,
    events=(
        said(15_000, "Tap.", side="left", origin=Origin.INSTRUCTION),
        *(
            Event(
                int(at), Clip.silence(100, RATE), kind, "x", number=number + 1, side="left",
                beat_frame=int(at), origin=Origin.COUNT,
            )
            for number, at in enumerate(BEATS)
            for kind in (EventKind.COUNT, EventKind.TICK)
        ),
    ),
    works=(WORK,),
    music=None,
)  # fmt: skip


def test_a_count_in_of_the_beats_that_come_leads_to_the_next_repetition() -> None:
    after = resumed(COUNTED, 21_300)
    entered = after.works[0].origin_frame
    by = entered - 22_000
    ticks = [
        event for event in after.events if event.origin is Origin.COUNT_IN and event.kind is EventKind.TICK
    ]
    assert [event.start_frame - entered for event in ticks] in (
        [-2_000, -1_000],
        [-4_000, -3_000, -2_000, -1_000],
    )
    assert {event.side for event in ticks} == {"left"}
    assert [event.beat_frame for event in ticks] == [event.start_frame for event in ticks]
    assert [event.text for event in ticks] == [SoundName.ACCENT] * len(ticks)
    words = [event for event in after.events if event.text in WORDS]
    assert [event.text for event in words] == ["ready", "and"]
    assert all(event.end_frame <= entered for event in words)
    assert after.works[0].start_frame == 300
    assert list(after.works[0].beat_frames) == [int(at) + by for at in BEATS]
    numbers = [(e.number, e.start_frame) for e in after.events if e.kind is EventKind.COUNT]
    assert numbers == [(3, entered), (4, entered + 1_000)]
    assert not [event for event in after.events if event.kind is EventKind.CHIME]


def test_the_count_in_is_as_fast_as_the_beats_that_come() -> None:
    beats = np.arange(20_000, 24_001, 500)
    fast = replace(COUNTED, works=(replace(WORK, beat_frames=beats),))
    after = resumed(fast, 21_200)
    entered = after.works[0].origin_frame
    ticks = [e.start_frame - entered for e in after.events if e.origin is Origin.COUNT_IN and e.beat_frame]
    assert ticks == [-2_000, -1_500, -1_000, -500]


def test_a_word_of_the_count_in_gives_way_to_a_count_that_begins_before_its_beat_and_no_tick_does() -> None:
    early = tuple(
        replace(event, start_frame=event.start_frame - 900) if event.kind is EventKind.COUNT else event
        for event in COUNTED.events
    )
    after = resumed(replace(COUNTED, events=early), 20_500)
    led_in = [event for event in after.events if event.origin is Origin.COUNT_IN]
    entered = after.works[0].origin_frame
    ticks = [e.start_frame - entered for e in led_in if e.kind is EventKind.TICK]
    assert ticks[-2:] == [-2_000, -1_000] or ticks[-1:] == [-1_000]
    assert [e.text for e in led_in if e.kind is EventKind.SPEECH] == ["ready"]
    assert next(e.start_frame - entered for e in after.events if e.kind is EventKind.COUNT) == -900


def test_a_hold_goes_on_at_the_very_moment_with_the_sound_that_begins_one() -> None:
    held = replace(COUNTED, works=(replace(WORK, hold_frames=900),))
    after = resumed(held, 21_300)
    entered = after.works[0].origin_frame
    chimes = [event for event in after.events if event.kind is EventKind.CHIME]
    assert [(e.start_frame, e.text, e.side, e.origin) for e in chimes] == [
        (entered, SoundName.READY, "left", Origin.READY)
    ]
    assert list(after.works[0].beat_frames)[1] == entered - 300
    assert not [e for e in resumed(held, 21_000).events if e.kind is EventKind.CHIME], (
        "it begins with its beat"
    )


def test_where_no_side_works_nothing_has_one() -> None:
    nobody = replace(TALK, events=tuple(replace(event, side=None) for event in TALK.events))
    assert {event.side for event in resumed(nobody, 8_400).events} == {None}
