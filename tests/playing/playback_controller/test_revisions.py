"""A routine that is changed while it plays: the changed line is heard, and all else as if nothing were."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.playing.playback_controller.revising import Revised
from tests.playing.playback_controller.score import WORDS, agrees, is_beside, ticks_are_on_their_grid, words
from tests.playing.playback_controller.test_songs import TRACK, Clicks, Silent
from tests.support.builders import exercise, held_once, on_beat, overlaps, routine
from tests.support.live_sessions import RATE, Noise, PulledSession
from voicefoot.audio import Block, Clip
from voicefoot.errors import VoiceError
from voicefoot.mixing.mix import mix
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Block as List
from voicefoot.model.routine import Exercise, Rest, Routine, Tip
from voicefoot.model.sound_names import SoundName
from voicefoot.planning.changed_exercises import with_opening_of
from voicefoot.planning.plan import plan
from voicefoot.playing.remote import Command, State
from voicefoot.playing.sections import sections_of
from voicefoot.timeline.timeline import EventKind

TAPS = exercise(on_beat(20, 0.5, say="Tap your toes."), name="Taps")
RISES = exercise(on_beat(8, 1.0, say="Rise."), name="Rises")
STRETCH = exercise(held_once(12.0, say="Stretch."), name="Stretch")
BEFORE = routine(TAPS, Rest(20.0), RISES, STRETCH)


def with_items(*items: Exercise | Rest) -> Routine:
    return replace(BEFORE, body=replace(BEFORE.body, items=items))


def saying(which: Exercise, text: str) -> Exercise:
    return replace(which, moves=(replace(which.moves[0], say=text), *which.moves[1:]))


@pytest.fixture
def revised() -> Iterator[Revised]:
    session = PulledSession(BEFORE)
    yield Revised(session)
    session.close()


def undisturbed(session: PulledSession, after: Routine) -> Block:
    """What a session plays that is `after` from its beginning, but for the title that was said."""
    old, new = plan(BEFORE), plan(after)
    sections = [with_opening_of(new.sections[0], old.sections[0]), *new.sections[1:]]
    made = sections_of(replace(new, sections=sections), session.voice, session.sounds, session.format)
    return np.concatenate(list(mix(made)))


@pytest.mark.parametrize("seconds", [1.0, 6.0, 12.0])
@pytest.mark.parametrize(
    "after",
    [
        with_items(TAPS, Rest(20.0), saying(RISES, "Come up slowly."), STRETCH),
        with_items(TAPS, Rest(30.0), RISES, STRETCH),
        with_items(TAPS, Rest(20.0), replace(RISES, name="Heel rises", equipment=("a chair",)), STRETCH),
        with_items(TAPS, STRETCH),
        with_items(TAPS, Rest(20.0), STRETCH, RISES, exercise(on_beat(3, 1.0), name="One more")),
    ],
)
def test_what_comes_later_is_changed_and_what_plays_is_not(
    revised: Revised, after: Routine, seconds: float
) -> None:
    session = revised.session
    session.pull(round(seconds * RATE))
    revised.revise(after)
    session.pull_to_the_end()
    assert revised.told == [None]
    expected = undisturbed(session, after)
    assert np.array_equal(session.recording[: len(expected)], expected)
    agrees(session)


def test_what_was_heard_before_is_changed_in_silence(revised: Revised) -> None:
    session = revised.session
    session.send(Command.NEXT)
    session.pull(6 * RATE)
    untouched = PulledSession(BEFORE)
    untouched.send(Command.NEXT)
    revised.revise(with_items(saying(TAPS, "Other words."), Rest(20.0), RISES, STRETCH))
    session.pull_to_the_end()
    untouched.pull_to_the_end()
    untouched.close()
    assert np.array_equal(session.recording, untouched.recording)


@pytest.mark.parametrize("seconds", [4.0, 9.0, 11.0, 13.0])
@pytest.mark.parametrize("text", ["Tap them.", "Tap all of your toes, one foot and then the other."])
def test_the_changed_line_of_what_plays_is_heard_at_once(revised: Revised, text: str, seconds: float) -> None:
    session = revised.session
    session.pull(round(seconds * RATE))
    revised.revise(with_items(saying(TAPS, text), Rest(20.0), RISES, STRETCH))
    at = session.frames
    session.pull(8 * RATE)
    agrees(session)
    timeline = session.timeline()
    line = next(event for event in timeline.events if event.text == text)
    assert at < line.start_frame < at + 0.2 * RATE
    heard = [event.text for event in timeline.events if event.start_frame >= at and event.kind in WORDS]
    assert heard[:3] == [text, "Twenty times.", "Move on each tick."]
    assert words(timeline).count("Taps.") <= 1


def test_the_title_is_not_said_again_where_another_exercise_is_the_first_now(revised: Revised) -> None:
    session = revised.session
    session.pull(12 * RATE)
    first = exercise(on_beat(4, 0.5), name="First of all")
    revised.revise(with_items(first, TAPS, Rest(20.0), RISES, STRETCH))
    session.pull(RATE)
    revised.revise(with_items(first, saying(TAPS, "Tap them."), Rest(20.0), RISES, STRETCH))
    at = session.frames
    session.pull(3 * RATE)
    heard = [event.text for event in session.timeline().events if event.start_frame >= at and event.text]
    assert heard[0] == "Tap them."


def test_after_a_rest_too_only_the_changed_line_is_heard_again() -> None:
    """What plays is made once more after the same work as before, so that all else is where it was."""
    rises = replace(RISES, caution="Hold on to something.")
    session = PulledSession(with_items(TAPS, Rest(20.0), rises, STRETCH))
    session.pull(46 * RATE)
    assert any(event.number for event in session.transport.playhead().section.events)  # type: ignore[union-attr]
    revised = Revised(session)
    assert "Hold on to something." in words(session.timeline())
    other = replace(RISES, caution="Hold on to a chair.")
    revised.revise(with_items(TAPS, Rest(20.0), other, STRETCH))
    at = session.frames
    session.pull(6 * RATE)
    heard = [event.text for event in session.timeline().events if event.start_frame >= at and event.text]
    assert heard[0] == "Hold on to a chair."
    agrees(session)
    session.close()


def test_what_its_neighbours_change_in_it_twice_is_not_heard(revised: Revised) -> None:
    """That it explains the count, and that it says what is next, hang on what is before it and after it."""
    session = revised.session
    session.pull(13 * RATE)
    first = exercise(on_beat(4, 0.5), name="First of all")
    revised.revise(with_items(first, TAPS, Rest(20.0), RISES, STRETCH))
    session.pull(RATE)
    revised.revise(with_items(first, TAPS, Rest(2.0), RISES, STRETCH))
    session.pull_to_the_end()
    agrees(session)
    taps = next(section for section in session.timeline().sections if section.name == "Taps")
    ticks = [event.start_frame for event in taps.events if event.repetition and event.kind is EventKind.TICK]
    assert np.diff(ticks).tolist() == [RATE // 2] * 19
    ends = [event.start_frame for event in taps.events if event.text == SoundName.EXERCISE_END]
    assert ends == [ticks[-1] + RATE // 2]


def test_what_is_done_stays_done_where_it_is_now(revised: Revised) -> None:
    session = revised.session
    while session.transport.playhead().exercise == 0:  # type: ignore[union-attr]
        session.pull(RATE)
    assert session.position.completed == {0}
    first = exercise(on_beat(4, 0.5), name="First of all")
    revised.revise(with_items(first, TAPS, Rest(20.0), RISES, STRETCH))
    session.pull(RATE)
    assert session.position.completed == {1}


@pytest.mark.parametrize("command", [Command.NEXT, Command.REPEAT, Command.SLOWER])
def test_an_order_while_it_is_being_made_is_carried_out_too(revised: Revised, command: Command) -> None:
    session = revised.session
    session.pull(12 * RATE)
    first = exercise(on_beat(4, 0.5), name="First of all")
    after = with_items(first, saying(TAPS, "Tap them."), Rest(20.0), saying(RISES, "Come up."), STRETCH)
    revised.revise(after, wait=False)
    session.controller.update()
    session.send(command)
    revised.wait()
    session.pull(9 * RATE)
    agrees(session)
    assert session.position.exercises[0] == "First of all"
    text, name = ("Come up.", "Rises") if command is Command.NEXT else ("Tap them.", "Taps")
    assert text in words(session.timeline())
    assert session.transport.playhead().section.name == name  # type: ignore[union-attr]


def test_a_tip_is_heard_at_once_and_leads_back_to_the_count() -> None:
    slow = exercise(on_beat(10, 3.0, tips=(Tip("Small ones.", 0.8),)), name="Slow ones")
    session = PulledSession(with_items(slow, STRETCH))
    session.pull(16 * RATE)
    move = replace(slow.moves[0], tips=(Tip("Smaller ones.", 0.8),))
    Revised(session).revise(with_items(replace(slow, moves=(move,)), STRETCH))
    at = session.frames
    session.pull_to_the_end()
    agrees(session)
    timeline = session.timeline()
    line = next(event for event in timeline.events if event.text == "Smaller ones.")
    assert line.start_frame < at + 0.2 * RATE
    later = [event.number for event in timeline.events if event.number and event.start_frame > at]
    assert later in ([10], [9, 10])
    ticks_are_on_their_grid(timeline)
    session.close()


def test_another_tempo_begins_the_work_anew(revised: Revised) -> None:
    session = revised.session
    session.pull(13 * RATE)
    faster = exercise(on_beat(20, 0.4, say="Tap your toes."), name="Taps")
    revised.revise(with_items(faster, Rest(20.0), RISES, STRETCH))
    at = session.frames
    session.pull(5 * RATE)
    agrees(session)
    beats = [e.start_frame for e in session.timeline().events if e.number is not None and e.start_frame > at]
    numbers = [e.number for e in session.timeline().events if e.number is not None and e.start_frame > at]
    assert numbers[:4] == [1, 2, 3, 4]
    assert np.diff(beats)[:3] == pytest.approx(0.4 * RATE, abs=2)


def test_exercises_before_move_the_rest_and_orders_find_it(revised: Revised) -> None:
    session = revised.session
    session.send(Command.NEXT)
    session.pull(5 * RATE)
    first = exercise(on_beat(4, 1.0), name="First of all")
    revised.revise(with_items(first, TAPS, Rest(20.0), RISES, STRETCH))
    session.pull(RATE)
    assert session.transport.playhead().exercise == 2  # type: ignore[union-attr]
    assert session.position.exercises == ("First of all", "Taps", "Rises", "Stretch")
    session.send(Command.PREVIOUS)
    session.pull(2 * RATE)
    assert session.transport.playhead().section.name == "Taps"  # type: ignore[union-attr]
    session.send(Command.GO_TO, 3.0)
    session.pull(2 * RATE)
    assert session.transport.playhead().section.name == "Stretch"  # type: ignore[union-attr]
    agrees(session)


@pytest.mark.parametrize("state", [State.PLAYING, State.PAUSED])
def test_what_is_left_out_while_it_plays_gives_way_to_the_next(revised: Revised, state: State) -> None:
    session = revised.session
    session.pull(12 * RATE)
    if state is State.PAUSED:
        session.send(Command.PAUSE)
    revised.revise(with_items(RISES, STRETCH))
    assert session.state is state
    session.send(Command.RESUME)
    session.pull(3 * RATE)
    assert session.transport.playhead().section.name == "Rises"  # type: ignore[union-attr]
    agrees(session)


def test_while_it_is_paused_nothing_is_heard_and_then_the_changed_line(revised: Revised) -> None:
    session = revised.session
    session.pull(12 * RATE)
    session.send(Command.PAUSE)
    session.pull(RATE)
    revised.revise(with_items(saying(TAPS, "Tap them."), Rest(20.0), RISES, STRETCH))
    at = session.frames
    session.pull(RATE)
    assert not session.recording[at:].any()
    session.send(Command.RESUME)
    session.pull(3 * RATE)
    assert "Tap them." in words(session.timeline())
    agrees(session)


def test_while_it_is_paused_a_later_change_keeps_the_place(revised: Revised) -> None:
    session = revised.session
    session.pull(13 * RATE)
    session.send(Command.PAUSE)
    number = session.position.bookmark.reps
    revised.revise(with_items(TAPS, Rest(25.0), RISES, STRETCH))
    at = session.frames
    session.send(Command.RESUME)
    session.pull(6 * RATE)
    later = [e.number for e in session.timeline().events if e.number is not None and e.start_frame > at]
    assert later[0] == number + 1
    agrees(session)


def test_where_it_waits_the_changed_exercise_begins() -> None:
    session = PulledSession(BEFORE, [False, True, True])
    revised = Revised(session)
    while session.state is not State.WAITING:
        session.pull(RATE)
    revised.revise(with_items(TAPS, Rest(20.0), saying(RISES, "Come up slowly."), STRETCH))
    assert session.state is State.WAITING
    session.send(Command.NEXT)
    session.pull(6 * RATE)
    assert "Come up slowly." in words(session.timeline())
    session.close()


def test_before_the_first_sound_it_begins_as_it_was_saved() -> None:
    session = PulledSession(BEFORE, is_open=False)
    revised = Revised(session)
    revised.revise(with_items(saying(TAPS, "Tap them."), RISES), wait=False)
    session.open()
    session.pull_to_the_end()
    assert "Tap them." in words(session.timeline())
    assert "Stretch." not in words(session.timeline())
    session.close()


def test_rounds_follow_the_beat_that_they_began_with() -> None:
    """Every minute on the minute: the grid of the block is kept when a later round is changed."""
    squats = exercise(on_beat(5, 1.0), name="Squats")
    every = List((squats,), rounds=3, round_every_seconds=20.0)
    before = replace(BEFORE, body=replace(BEFORE.body, items=(every, STRETCH)))
    session = PulledSession(before)
    session.pull(30 * RATE)
    after = replace(before, body=replace(before.body, items=(every, saying(STRETCH, "Long and longer."))))
    Revised(session).revise(after)
    session.pull_to_the_end()
    firsts = [e.beat_frame for e in session.timeline().events if e.number == 1]
    assert np.diff([frame for frame in firsts if frame is not None]).tolist() == [20 * RATE, 20 * RATE]
    session.close()


def with_songs(*items: Exercise) -> Routine:
    return routine(*(replace(item, soundtrack=TRACK) for item in items))


def test_a_song_plays_on_where_something_later_is_changed() -> None:
    before, after = with_songs(TAPS, RISES), with_songs(TAPS, saying(RISES, "Up you come."))
    session = PulledSession(before, songs={TRACK: Clicks()}, voice=Silent())
    session.pull(12 * RATE)
    Revised(session).revise(after)
    session.pull_to_the_end()
    made = sections_of(plan(after), session.voice, session.sounds, session.format, {TRACK: Clicks()})
    assert np.array_equal(session.recording, np.concatenate(list(mix(made))))
    session.close()


def test_over_a_song_the_changed_line_is_heard_too() -> None:
    session = PulledSession(with_songs(TAPS, RISES), songs={TRACK: Clicks()})
    session.pull(12 * RATE)
    Revised(session).revise(with_songs(saying(TAPS, "Tap them."), RISES))
    at = session.frames
    session.pull(4 * RATE)
    line = next(event for event in session.timeline().events if event.text == "Tap them.")
    assert at < line.start_frame < at + 0.2 * RATE
    session.close()


def test_what_can_not_be_spoken_is_told_and_it_plays_on() -> None:
    class Mute(Noise):
        def say(self, phrase: Phrase) -> Clip:
            if phrase.text == "Unspeakable.":
                raise VoiceError("it has no such words; take others")
            return super().say(phrase)

    session = PulledSession(BEFORE, voice=Mute())
    revised = Revised(session)
    session.pull(12 * RATE)
    revised.revise(with_items(saying(TAPS, "Unspeakable."), Rest(20.0), RISES, STRETCH))
    assert [str(error) for error in revised.told] == ["it has no such words; take others"]
    session.pull_to_the_end()
    untouched = PulledSession(BEFORE)
    untouched.pull_to_the_end()
    assert np.array_equal(session.recording, untouched.recording)
    session.close()
    untouched.close()


@pytest.mark.parametrize("seed", range(12))
def test_random_savings_among_random_orders(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - it picks moments, not secrets
    session = PulledSession(BEFORE)
    revised = Revised(session)
    orders = (
        Command.NEXT,
        Command.PREVIOUS,
        Command.SLOWER,
        Command.AGAIN,
        Command.TOGGLE,
        Command.TIME_LEFT,
    )
    for number in range(14):
        session.pull(chance.randrange(1, 3 * RATE))
        if session.over:
            break
        if chance.random() < 0.6:
            items: list[Exercise | Rest] = [
                saying(each, f"Words {number}.") if chance.random() < 0.4 else each
                for each in (TAPS, RISES, STRETCH)
                if chance.random() < 0.85
            ]
            if chance.random() < 0.4:
                items.insert(0, exercise(on_beat(3, 1.0), name=f"New {number}"))
            if items and chance.random() < 0.5:
                items.insert(1, Rest(chance.randrange(5, 30)))
            if any(isinstance(item, Exercise) for item in items) and len(revised.told) == revised.sent:
                revised.revise(with_items(*items), wait=False)
        if chance.random() < 0.5:
            session.send(chance.choice(orders))
    if session.state is State.PAUSED:
        session.send(Command.RESUME)
    session.pull_to_the_end()
    agrees(session)
    timeline = session.timeline()
    ticks_are_on_their_grid(timeline)
    assert overlaps(e for e in timeline.events if e.kind in WORDS and not is_beside(session, e)) == []
    session.close()
