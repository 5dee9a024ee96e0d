"""Orders in the midst of blocks within blocks, and in written rests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.playing.playback_controller.score import (
    FADE_FRAMES,
    WORDS,
    agrees,
    chimes,
    ticks_are_on_their_grid,
    words,
)
from tests.support.builders import exercise, moving, on_beat, overlaps, routine
from tests.support.live_sessions import PULL_FRAMES, RATE, PulledSession
from voicefoot.model.routine import Block
from voicefoot.model.spans import SpanKind
from voicefoot.playing.remote import Command
from voicefoot.timeline.bookmark import Bookmark
from voicefoot.timeline.timeline import EventKind, Section, Timeline

STRENGTH = Block(
    (
        exercise(on_beat(8, 1.0), name="Squats"),
        Block(
            (exercise(moving(8.0), name="Plank"), exercise(on_beat(6, 1.0), name="Squats")),
            rounds=2,
            round_rest_seconds=20.0,
            rest_between_seconds=30.0,
        ),
    ),
    name="Strength",
    rounds=2,
    rest_between_seconds=12.0,
    round_rest_seconds=60.0,
)
NESTED = routine(STRENGTH)
NAMES = ["Squats", "Plank", "Squats", "Plank", "Squats"] * 2
CUT_FRAMES = PULL_FRAMES + FADE_FRAMES
"""How far from where it was asked for a session may be cut."""
ROUNDS = [[(outer, 2), *inner] for outer in (1, 2) for inner in ([], [(1, 2)], [(1, 2)], [(2, 2)], [(2, 2)])]


@pytest.fixture
def session() -> Iterator[PulledSession]:
    played = PulledSession(NESTED)
    yield played
    played.close()


def sections(session: PulledSession) -> list[Section]:
    """The sections of the session as nobody touches it."""
    return list(session.sections(0, 1.0, True))


def rest_of(section: Section) -> tuple[int, int]:
    """Start and end of the rest that leads to the first work of `section`."""
    (rest,) = (span for span in section.spans if span.kind is SpanKind.REST)
    return rest.start_frame, rest.end_frame


def place(timeline: Timeline) -> tuple[str, list[tuple[int, int]]]:
    """The exercise that was played last, and its rounds."""
    last = timeline.sections[-1]
    return last.name, [(each.round, each.of) for each in last.rounds]


def pull_to(session: PulledSession, frame: int) -> None:
    session.pull(frame - session.frames)


def silence_in(section: Section, first: int, last: int, seconds: float = 1.0) -> int:
    """A frame between both in whose neighbourhood of so many seconds nothing sounds."""
    room = round(seconds * RATE)
    for frame in range(first + room, last - room, RATE // 10):
        if all(e.end_frame < frame - room or e.start_frame > frame + room for e in section.events):
            return frame
    raise AssertionError("something sounds all the time")


def test_the_stations_are_in_their_rounds(session: PulledSession) -> None:
    session.pull_to_the_end()
    played = session.timeline()
    assert [section.name for section in played.sections] == NAMES
    assert [[(r.round, r.of) for r in section.rounds] for section in played.sections] == ROUNDS
    agrees(session)
    status = session.position.status(session.state, 1.0, 1.0)
    assert status.exercise == 9
    assert status.round_words(9) == "round 2 of 2, round 2 of 2"


@pytest.mark.parametrize("exercise_index", [1, 2, 3, 5])
def test_paused_in_a_rest_the_rest_of_it_is_as_long_as_it_was(
    session: PulledSession, exercise_index: int
) -> None:
    section = sections(session)[exercise_index]
    _, ends = rest_of(section)
    frame = silence_in(section, section.start_frame, ends)
    pull_to(session, frame)
    session.send(Command.PAUSE)
    session.pull(3 * RATE)
    session.send(Command.RESUME)
    resumed = session.transport.playing_segment()
    assert resumed is not None
    _, now = resumed[0].section_at(resumed[1])
    assert now.entered_frame is not None
    work = now.works[0]
    left = int(work.beat_frames[0]) - now.entered_frame
    assert left == pytest.approx(ends - frame, abs=CUT_FRAMES)
    ends_played = rest_of(now)[1]
    assert ends_played == work.beat_frames[0] == work.origin_frame
    assert any(e.start_frame == ends_played for e in now.events), "its start is heard where the rest ends"
    session.pull_to_the_end()
    agrees(session)
    ticks_are_on_their_grid(session.timeline())
    assert [each.name for each in session.timeline().sections] == NAMES


def test_paused_in_the_words_of_a_rest_they_are_said_again(session: PulledSession) -> None:
    section = sections(session)[2]
    line = next(e for e in section.events if e.text == "Next: squats.")
    _, ends = rest_of(section)
    pull_to(session, line.start_frame + line.clip.frames // 2)
    session.send(Command.PAUSE)
    session.pull(RATE)
    session.send(Command.RESUME)
    session.pull_to_the_end()
    agrees(session)
    timeline = session.timeline()
    again = [e for e in timeline.sections[2].events if e.text == "Next: squats."]
    assert len(again) == 2
    first = next(e for e in timeline.sections[2].events if e.kind is EventKind.TICK and e.repetition == 1)
    assert first.start_frame - again[1].start_frame == ends - line.start_frame
    assert overlaps(e for e in timeline.events if e.kind in WORDS) == []


def test_paused_in_work_the_rest_after_it_is_whole(session: PulledSession) -> None:
    whole = sections(session)
    pull_to(session, int(whole[2].works[0].beat_frames[3]) + RATE // 4)
    session.send(Command.PAUSE)
    session.pull(2 * RATE)
    session.send(Command.RESUME)
    session.pull_to_the_end()
    played = session.timeline()
    rests = [[s for s in section.spans if s.kind is SpanKind.REST] for section in played.sections]
    assert [len(each) for each in rests] == [0] + [1] * 9
    lengths = [(s.end_frame - s.start_frame, s.written_seconds) for each in rests for s in each]
    assert [written for _, written in lengths] == [12.0, 30.0, 20.0, 30.0, 60.0, 12.0, 30.0, 20.0, 30.0]
    assert [frames for frames, _ in lengths] == [round((seconds or 0) * RATE) for _, seconds in lengths]
    agrees(session)


def test_a_rest_that_was_cut_is_no_time_of_the_score(session: PulledSession) -> None:
    section = sections(session)[1]
    frame = silence_in(section, section.start_frame, rest_of(section)[1])
    pull_to(session, frame)
    session.send(Command.PAUSE)
    session.send(Command.RESUME)
    session.pull_to_the_end()
    rests = [[s for s in each.spans if s.kind is SpanKind.REST] for each in session.timeline().sections]
    assert [len(each) for each in rests] == [0, 0] + [1] * 8


@pytest.mark.parametrize(
    ("command", "exercise_index", "in_rest", "leads_to"),
    [
        (Command.NEXT, 2, True, 2),  # the one that the rest leads to is the next one
        (Command.NEXT, 2, False, 3),
        (Command.REPEAT, 2, True, 2),
        (Command.REPEAT, 2, False, 2),
        (Command.PREVIOUS, 2, True, 1),
        (Command.PREVIOUS, 2, False, 1),
        (Command.NEXT, 5, True, 5),
        (Command.NEXT, 5, False, 6),
        (Command.PREVIOUS, 5, True, 4),
    ],
)
def test_orders_lead_to_the_right_round(
    session: PulledSession, command: Command, exercise_index: int, in_rest: bool, leads_to: int
) -> None:
    """Who goes to an exercise does not wait for it: its name is said at once."""
    section = sections(session)[exercise_index]
    _, ends = rest_of(section)
    pull_to(session, silence_in(section, section.start_frame, ends) if in_rest else ends + 2 * RATE)
    assert session.position.bookmark.exercise == exercise_index
    cut = session.frames
    session.send(command)
    session.pull(3 * RATE)
    timeline = session.timeline()
    assert session.position.bookmark.exercise == leads_to
    assert place(timeline) == (NAMES[leads_to], ROUNDS[leads_to])
    after = [e.text for e in timeline.events if e.kind in WORDS and e.start_frame > cut]
    assert f"{NAMES[leads_to]}." in after[:2], "at most the round is told before"
    agrees(session)
    session.pull_to_the_end()
    expected = [*NAMES[: exercise_index + 1], *NAMES[leads_to:]]
    if leads_to == exercise_index:
        expected = NAMES
    assert [each.name for each in session.timeline().sections] == expected
    rests = [
        span for each in session.timeline().sections for span in each.spans if span.kind is SpanKind.REST
    ]
    assert all(s.end_frame - s.start_frame == round((s.written_seconds or 0) * RATE) for s in rests)


@pytest.mark.parametrize("command", [Command.SLOWER, Command.FASTER])
def test_another_tempo_leaves_a_rest_as_it_is(session: PulledSession, command: Command) -> None:
    section = sections(session)[2]
    _, ends = rest_of(section)
    frame = silence_in(section, section.start_frame, ends)
    pull_to(session, frame)
    session.send(command)
    resumed = session.transport.playing_segment()
    assert resumed is not None
    _, now = resumed[0].section_at(resumed[1])
    assert now.entered_frame is not None
    left = int(now.works[0].beat_frames[0]) - now.entered_frame
    assert left == pytest.approx(ends - frame, abs=CUT_FRAMES)
    session.pull_to_the_end()
    agrees(session)
    assert [each.name for each in session.timeline().sections] == NAMES


def test_who_stopped_in_a_rest_begins_with_what_it_led_to() -> None:
    left = PulledSession(NESTED)
    section = sections(left)[2]
    pull_to(left, silence_in(section, section.start_frame, rest_of(section)[1]))
    bookmark = left.position.bookmark
    left.close()
    assert bookmark == Bookmark(2)
    again = PulledSession(NESTED, bookmark=bookmark)
    again.pull(12 * RATE)
    said = words(again.timeline())
    assert "Squats." in said
    assert chimes(again) == []
    assert place(again.timeline()) == (NAMES[2], ROUNDS[2])
    again.close()


def test_next_in_the_countdown_of_a_rest_begins_what_it_leads_to(session: PulledSession) -> None:
    section = sections(session)[2]
    _, ends = rest_of(section)
    pull_to(session, ends - 3 * RATE // 2)
    assert session.position.bookmark.exercise == 2
    session.send(Command.NEXT)
    session.pull(3 * RATE)
    assert session.position.bookmark.exercise == 2
    assert place(session.timeline()) == (NAMES[2], ROUNDS[2])
    agrees(session)
