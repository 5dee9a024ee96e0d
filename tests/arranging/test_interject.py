"""A line that nobody planned, in the middle of work. A frame is a millisecond."""

from __future__ import annotations

import numpy as np

from tests.arranging.test_resume_parts import Hum
from tests.support.builders import RATE
from voicefoot.arranging.interject import LINE_GAP_SECONDS, interject_line
from voicefoot.audio import AudioFormat, Clip
from voicefoot.timeline.timeline import Event, EventKind, Music, Section, WorkRegion

GAP = round(LINE_GAP_SECONDS * RATE)
BEATS = np.arange(0, 21_000, 1_000)


def event(at: int, frames: int, kind: EventKind, text: str) -> Event:
    return Event(at, Clip.silence(frames, RATE), kind, text)


SECTION = Section(
    "A", 0, 20_000,
    tuple(
        each
        for at in BEATS[:-1].tolist()
        for each in (event(at, 400, EventKind.COUNT, str(at)), event(at, 900, EventKind.TICK, "tick"))
    ),
    Music(0, 20_000, "hum", Hum(), 0, np.array([0, 19_999]), np.array([-3.0, -3.0])),
    AudioFormat(RATE),
    works=(WorkRegion(0, 0, 20_000, 20_000, BEATS[:-1]),),
)  # fmt: skip


def test_it_waits_for_the_words_but_not_for_the_ticks_and_the_words_in_its_way_stay_unsaid() -> None:
    after = interject_line(SECTION, 5_100, "Half.", Clip.silence(1_500, RATE), 12.0)
    assert after is not None
    begins = 5_400 + GAP
    assert [e.start_frame for e in after.events if e.text == "Half."] == [begins]
    counts = [e.start_frame for e in after.events if e.kind is EventKind.COUNT]
    assert counts == [at for at in BEATS[:-1].tolist() if at not in (6_000, 7_000)]
    assert [e for e in after.events if e.kind is EventKind.TICK] == [
        e for e in SECTION.events if e.kind is EventKind.TICK
    ]
    music = after.music
    assert music is not None
    middle, before = np.interp([begins + 700, 2_000], music.turn_frames, music.turn_db)
    assert middle <= -12.0
    assert before == -3.0


def test_where_work_ends_before_the_line_would_it_is_not_said() -> None:
    assert interject_line(SECTION, 18_900, "Half.", Clip.silence(1_500, RATE), 12.0) is None
