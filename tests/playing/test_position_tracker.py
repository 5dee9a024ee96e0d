"""Where a session is, and how much of it is left, as its controls and its screen tell it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.playing.playback_controller.score import ROUTINE
from tests.support.builders import arranged, exercise, held, held_once, on_beat, routine
from tests.support.live_sessions import RATE as PULLED_RATE
from tests.support.live_sessions import PulledSession
from voicefoot.audio import AudioFormat
from voicefoot.language.packs import language_pack
from voicefoot.playing.position_tracker import PositionTracker, position_line
from voicefoot.playing.remote import State, Status
from voicefoot.playing.segments import SectionBuffer
from voicefoot.playing.transport import Playhead
from voicefoot.timeline.timeline import Section

RATE = 1_000


class Tracked:
    """Three exercises that are estimated at 10, 20 and 40 seconds."""

    def __init__(self) -> None:
        self.tracker = PositionTracker("T", "ABC", lambda: [10.0, 20.0, 40.0], RATE)
        self._buffer = SectionBuffer(iter(()), 0)

    def at(self, number: int, frame: int, section: Section | None = None) -> Status:
        made = section or Section("ABC"[number], 0, 20 * RATE, (), audio_format=AudioFormat(RATE))
        self.tracker.update(Playhead(self._buffer, number, made, frame))
        return self.tracker.status(State.PLAYING, 1.0, 1.0)


def test_before_it_plays_all_of_it_is_left() -> None:
    assert Tracked().tracker.status(State.STARTING, 1.0, 1.0).left_seconds == 70.0


@pytest.mark.parametrize(("number", "position", "left"), [(0, 4.0, 66.0), (1, 14.0, 56.0), (2, 34.0, 36.0)])
def test_what_was_and_what_is_left_make_up_the_session(number: int, position: float, left: float) -> None:
    status = Tracked().at(number, 4 * RATE)
    assert (status.position_seconds, status.left_seconds) == (position, left)
    assert status.exercise_starts_seconds == (0.0, 10.0, 30.0)


def test_an_exercise_that_is_asked_for_is_told_of_as_at_its_start() -> None:
    status = Tracked().tracker.status_before(1, State.PLAYING, 1.0, 1.0)
    assert (status.exercise, status.position_seconds) == (1, 10.0)
    assert (status.exercise_left_seconds, status.left_seconds) == (20.0, 60.0)


def test_while_an_exercise_is_being_spoken_its_rest_is_told_as_estimated() -> None:
    """Where its section begins later than the session's own time, too."""
    piece = Section("B", 5 * RATE, 9 * RATE, (), audio_format=AudioFormat(RATE), unfinished=True)
    tracked = Tracked()
    assert tracked.at(1, 8 * RATE, piece).exercise_left_seconds == 17.0
    assert tracked.at(1, 99 * RATE, replace(piece, end_frame=100 * RATE)).exercise_left_seconds == 0.0


def test_all_the_time_what_was_and_what_is_left_are_the_whole() -> None:
    session = PulledSession(ROUTINE)
    while not session.over:
        session.pull(2 * PULLED_RATE)
        status = session.position.status(session.state, 1.0, 1.0)
        whole = session.position.starts_seconds[-1] + session.position._length_seconds(3)
        assert status.left_seconds is not None
        assert status.position_seconds + status.left_seconds == pytest.approx(whole)
        assert status.position_seconds >= status.exercise_starts_seconds[status.exercise]
    session.close()


def line_at(section: Section, frame: int) -> str:
    return position_line(Playhead(SectionBuffer(iter(()), 0), 0, section, frame), language_pack("en"))


def test_a_hold_counts_as_done_once_it_is_let_go() -> None:
    section = arranged(routine(exercise(held(3, 6.0), name="Lifts"), exercise(held_once(5.0)))).sections[0]
    work = section.works[0]
    beats = [int(frame) for frame in work.beat_frames]
    before, first, second = section.start_frame, beats[0], beats[1]
    told = [
        line_at(section, frame)
        for frame in (before, first + 10, first + work.hold_frames + 10, second + 10, beats[2] + 10)
    ]
    assert told == ["Lifts.", "Lifts.", "Lifts. One done.", "Lifts. One done.", "Lifts. Two done."]


def test_a_repetition_on_the_beat_counts_as_done_on_its_beat() -> None:
    section = arranged(routine(exercise(on_beat(5, 1.0), name="Taps"), exercise(held_once(5.0)))).sections[0]
    work = section.works[0]
    told = [line_at(section, int(frame) + 10) for frame in work.beat_frames[:3]]
    assert told == ["Taps. One done.", "Taps. Two done.", "Taps. Three done."]
    assert line_at(section, work.done_frame) == "Taps."
