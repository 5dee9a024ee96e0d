"""In a time to move that has a tally, the user counts by a key: nothing is skipped, and no time is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playing.playback_controller.score import agrees
from tests.playing.playback_controller.test_songs import TRACK, Clicks
from tests.support.builders import exercise, held_once, moving, on_beat, overlaps, routine
from tests.support.live_sessions import RATE, PulledSession
from voicefoot.model.routine import Dose, GrooveTrack, Move, Range, Routine, Soundtrack, UntilTold
from voicefoot.model.sound_names import SoundName
from voicefoot.model.tally import Tally
from voicefoot.playing.remote import Command, State, Status
from voicefoot.timeline.bookmark import Bookmark
from voicefoot.timeline.timeline import EventKind

ROUNDS = "rounds"
SECONDS = 30.0
WORDS = (EventKind.SPEECH, EventKind.COUNT)


def circuit(soundtrack: Soundtrack | None = None) -> Routine:
    return routine(
        exercise(moving(SECONDS, ROUNDS), name="Circuit", soundtrack=soundtrack),
        exercise(held_once(5.0), name="Plank"),
        exercise(on_beat(4, 1.0), name="Taps"),
        rest_between_seconds=20.0,
    )


def begun_at(session: PulledSession, sound: SoundName) -> list[float]:
    events = session.timeline().events
    return [event.start_frame / RATE for event in events if event.text == sound]


def words(session: PulledSession) -> list[str]:
    return [event.text or "" for event in session.timeline().events if event.kind in WORDS]


def in_work(source: Routine, seconds: float = 5.0, **options: Any) -> PulledSession:
    """A session that is so long in its first work."""
    session = PulledSession(source, **options)
    while not begun_at(session, SoundName.READY):
        session.pull(RATE // 10)
    session.pull(round(seconds * RATE))
    return session


def status(session: PulledSession) -> Status:
    return session.position.status(session.state, 1.0, 1.0)


def counted(session: PulledSession) -> dict[int, int]:
    return {exercise: tally.count for exercise, tally in session.position.tallies.counted.items()}


@pytest.mark.parametrize("soundtrack", [None, GrooveTrack()], ids=["alone", "with a groove"])
@pytest.mark.parametrize("command", [Command.DONE, Command.MEDIA_NEXT])
def test_each_is_counted_and_said_and_the_clock_goes_on(
    command: Command, soundtrack: Soundtrack | None
) -> None:
    session = in_work(circuit(soundtrack))
    assert (status(session).tally, status(session).tally_of) == (0, "rounds")
    for number, word in enumerate(("One.", "Two.", "Three."), start=1):
        session.send(command)
        assert status(session).tally == number
        assert status(session).tally_words == ("1 round" if number == 1 else f"{number} rounds")
        asked_at = session.frames
        session.pull(2 * RATE)
        said = next(event for event in session.timeline().events if event.text == word)
        assert asked_at < said.start_frame < asked_at + RATE // 2
        session.pull(3 * RATE)
    session.pull_to_the_end()
    session.position.finish()
    ready, second, *_ = begun_at(session, SoundName.READY)
    assert second - ready == pytest.approx(SECONDS + 20.0, abs=2 / RATE), "to the frame, as if untouched"
    assert session.position.tallies.counted == {0: Tally(3, "rounds")}
    assert session.position.completed == {0, 1, 2}, "nothing was skipped"
    assert overlaps(event for event in session.timeline().events if event.kind in WORDS) == []
    if soundtrack is None:
        agrees(session)
    session.close()


def test_over_a_song_the_number_is_said_on_top() -> None:
    source = routine(exercise(moving(SECONDS, ROUNDS), name="Circuit", soundtrack=TRACK))
    session = in_work(source, songs={TRACK: Clicks()})
    session.send(Command.DONE)
    session.pull(RATE)
    assert [event.text for event in session.transport.overlays] == [SoundName.ANSWER, "One."]
    session.pull_to_the_end()
    (ready,) = begun_at(session, SoundName.READY)
    (ended,) = begun_at(session, SoundName.EXERCISE_END)
    assert ended - ready == pytest.approx(SECONDS, abs=2 / RATE)
    assert overlaps(event for event in session.timeline().events if event.kind in WORDS) == []
    session.close()


def test_of_numbers_that_come_too_fast_the_last_is_said() -> None:
    session = in_work(circuit())
    for _ in range(4):
        session.send(Command.DONE)
        session.pull(RATE // 20)
    session.pull(3 * RATE)
    assert counted(session) == {0: 4}
    assert words(session)[-1] == "Four."
    assert overlaps(event for event in session.timeline().events if event.kind in WORDS) == []
    session.close()


def test_a_pause_keeps_the_count() -> None:
    session = in_work(circuit())
    session.send(Command.DONE)
    session.pull(2 * RATE)
    session.send(Command.TOGGLE)
    session.pull(RATE)
    session.send(Command.DONE)
    assert session.state is State.PAUSED
    session.pull(2 * RATE)
    assert session.transport.overlays[-1].text == "Two."
    session.send(Command.TOGGLE)
    session.pull(RATE // 10)
    session.send(Command.MEDIA_NEXT)
    assert counted(session) == {0: 3}, "it leads back to the work, which had begun"
    session.send(Command.SLOWER)
    session.pull(RATE)
    session.send(Command.DONE)
    assert status(session).tally == 4
    assert session.position.bookmark.exercise == 0
    session.close()


def test_begun_again_it_counts_from_one() -> None:
    session = in_work(circuit())
    session.send(Command.DONE)
    session.pull(2 * RATE)
    session.send(Command.REPEAT)
    assert counted(session) == {}
    assert status(session).tally is None, "its work has not begun"
    while status(session).tally is None:
        session.pull(RATE // 10)
    session.send(Command.DONE)
    assert status(session).tally == 1
    session.send(Command.NEXT)
    session.pull(RATE)
    assert session.position.bookmark.exercise == 1, "the key that skips, skips"
    assert counted(session) == {0: 1}
    session.close()


def test_the_countdown_keeps_its_numbers() -> None:
    session = in_work(circuit(), SECONDS - 3.4)
    session.send(Command.DONE)
    session.pull(10 * RATE)
    assert counted(session) == {0: 1}
    assert "One." not in words(session)
    assert {"three", "two", "one"} <= set(words(session))
    session.close()


def test_on_the_bell_it_counts_and_later_it_skips() -> None:
    session = in_work(circuit(), SECONDS + 1.0)
    assert status(session).tally is None
    session.send(Command.MEDIA_NEXT)
    session.send(Command.DONE)
    assert counted(session) == {0: 2}
    ready = begun_at(session, SoundName.READY)
    session.pull(4 * RATE)
    session.send(Command.DONE)
    assert counted(session) == {0: 2}, "too late"
    session.pull(9 * RATE)
    assert len(begun_at(session, SoundName.READY)) == len(ready), "the rest is as long as it is written"
    session.send(Command.MEDIA_NEXT)
    session.pull(RATE)
    assert session.position.bookmark.exercise == 1
    session.send(Command.MEDIA_NEXT)
    session.pull(RATE)
    assert session.position.bookmark.exercise == 2
    assert counted(session) == {0: 2}
    session.close()


def test_after_a_skip_nothing_is_counted_late() -> None:
    session = in_work(circuit())
    session.send(Command.NEXT)
    session.send(Command.DONE)
    session.send(Command.MEDIA_NEXT)
    session.pull(RATE)
    assert (counted(session), session.position.bookmark.exercise) == ({}, 2)
    session.close()


def test_where_there_is_nothing_to_count_done_is_answered_and_no_more() -> None:
    session = in_work(routine(exercise(moving(SECONDS), name="Shake"), exercise(held_once(9.0))))
    session.send(Command.DONE)
    session.pull(2 * RATE)
    assert [event.text for event in session.transport.overlays] == [SoundName.ANSWER]
    assert (counted(session), status(session).tally) == ({}, None)
    session.send(Command.MEDIA_NEXT)
    session.pull(RATE)
    assert session.position.bookmark.exercise == 1
    agrees(session)
    session.close()


@pytest.mark.parametrize("command", [Command.DONE, Command.MEDIA_NEXT, Command.NEXT])
def test_done_ends_what_is_for_the_user_to_end(command: Command) -> None:
    told = Move(UntilTold(Dose(Range(10, 10)), 90.0))
    session = in_work(routine(exercise(told, name="Push-ups"), exercise(moving(10.0), name="Shake")), 25.0)
    session.send(command)
    session.pull(2 * RATE)
    (ready,), (ended,) = begun_at(session, SoundName.READY), begun_at(session, SoundName.EXERCISE_END)
    assert ended - ready < 30.0
    session.pull_to_the_end()
    session.position.finish()
    assert session.position.completed == {0, 1}
    session.close()


def test_sets_count_together() -> None:
    session = in_work(routine(exercise(moving(12.0, ROUNDS), sets=2, rest_seconds=10.0)))
    session.send(Command.DONE)
    session.pull(20 * RATE)
    assert status(session).tally == 1
    session.send(Command.DONE)
    assert status(session).tally == 2
    session.close()


def test_a_resumed_session_counts_on() -> None:
    session = PulledSession(circuit(), bookmark=Bookmark(0, 1, 1, 12.0), tallies={0: Tally(7, "rounds")})
    session.pull(6 * RATE)
    assert status(session).tally == 7
    session.send(Command.DONE)
    session.pull(2 * RATE)
    assert words(session)[-1] == "Eight."
    session.close()


@pytest.mark.parametrize("command", [Command.DONE, Command.MEDIA_NEXT])
def test_each_one_that_is_counted_is_answered_by_one_sound(command: Command) -> None:
    session = in_work(circuit())
    for number in (1, 2):
        session.send(command)
        session.pull(RATE)
        assert [event.text for event in session.transport.overlays] == [SoundName.ANSWER] * number
    session.close()
