"""What a player shows of a session, and what its buttons mean."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.controls.fake_session import BEGUN
from voicefoot.controls.now_playing import (
    Button,
    PlaybackStatus,
    has_jumped,
    now_playing,
    order_for_button,
    order_for_position,
    order_for_seek,
    order_for_volume,
)
from voicefoot.model.rounds import Round
from voicefoot.playing.remote import Command, Order, State, Status

OVER = replace(BEGUN, state=State.OVER)


def test_an_exercise_is_a_track_and_the_routine_an_album() -> None:
    shown = now_playing(BEGUN)
    assert (shown.title, shown.album) == ("Towel scrunches, right foot", "Foot strength")
    assert (shown.track, shown.tracks, shown.length_seconds) == (0, 3, 400.0)


def test_before_the_first_exercise_there_is_only_a_title() -> None:
    shown = now_playing(Status(title="Desk"))
    assert (shown.track, shown.title, shown.length_seconds) == (None, "Desk", None)
    assert not shown.can_go_next


@pytest.mark.parametrize(
    ("state", "playback"),
    [
        (State.STARTING, PlaybackStatus.STOPPED),
        (State.PLAYING, PlaybackStatus.PLAYING),
        (State.PAUSED, PlaybackStatus.PAUSED),
        (State.WAITING, PlaybackStatus.PAUSED),
        (State.LOST, PlaybackStatus.PAUSED),
        (State.OVER, PlaybackStatus.STOPPED),
    ],
)
def test_each_state_is_one_that_players_know(state: State, playback: PlaybackStatus) -> None:
    assert now_playing(replace(BEGUN, state=state)).playback is playback


def test_there_is_a_next_exercise_until_the_last() -> None:
    assert [now_playing(replace(BEGUN, exercise=at)).can_go_next for at in range(3)] == [True, True, False]
    waiting = replace(BEGUN, exercise=2, state=State.WAITING)
    assert now_playing(waiting).can_go_next
    assert not now_playing(replace(OVER, exercise=0)).can_go_next


def test_in_the_last_exercise_next_is_there_to_count() -> None:
    last = replace(BEGUN, exercise=2, tally=0, tally_of="rounds")
    assert now_playing(last).can_go_next
    assert not now_playing(replace(last, state=State.OVER)).can_go_next


def test_whether_next_counts_is_for_the_session_to_decide() -> None:
    counting = replace(BEGUN, tally=3, tally_of="rounds")
    assert order_for_button(Button.NEXT, counting) == order_for_button(Button.NEXT, BEGUN)
    assert order_for_seek(10.0, counting) == Order(Command.NEXT), "a seek never counts"


def test_a_length_that_is_estimated_again_is_not_news_but_a_new_one_is() -> None:
    shown = now_playing(BEGUN)
    assert now_playing(replace(BEGUN, left_seconds=396.2), shown).length_seconds == 400.0
    assert now_playing(replace(BEGUN, left_seconds=425.0), shown).length_seconds == 430.0


@pytest.mark.parametrize(
    ("button", "command"),
    [
        (Button.PLAY, Command.RESUME),
        (Button.PAUSE, Command.PAUSE),
        (Button.PLAY_PAUSE, Command.TOGGLE),
        (Button.STOP, Command.STOP),
        (Button.NEXT, Command.MEDIA_NEXT),
        (Button.PREVIOUS, Command.PREVIOUS),
    ],
)
def test_each_button_is_a_command(button: Button, command: Command) -> None:
    assert order_for_button(button, BEGUN) == Order(command)
    assert order_for_button(button, OVER) is None


def test_play_lets_a_session_go_on_that_waits_to_be_told() -> None:
    assert order_for_button(Button.PLAY, replace(BEGUN, state=State.WAITING)) == Order(Command.TOGGLE)


def test_a_step_through_time_is_an_exercise() -> None:
    assert order_for_seek(10.0, BEGUN) == Order(Command.NEXT)
    assert order_for_seek(-0.5, BEGUN) == Order(Command.PREVIOUS)
    assert order_for_seek(0.0, BEGUN) is None
    assert order_for_seek(10.0, OVER) is None


@pytest.mark.parametrize(
    ("position_seconds", "exercise"), [(0.0, 0), (99.9, 0), (100.0, 1), (249.0, 1), (250.0, 2), (400.0, 2)]
)
def test_a_place_in_time_is_the_exercise_in_which_it_lies(position_seconds: float, exercise: int) -> None:
    assert order_for_position(position_seconds, BEGUN) == Order(Command.GO_TO, exercise)


def test_a_place_outside_the_session_is_none() -> None:
    assert order_for_position(-1.0, BEGUN) is None
    assert order_for_position(401.0, BEGUN) is None
    assert order_for_position(50.0, OVER) is None


def test_where_starts_are_not_known_a_place_is_a_step_towards_it() -> None:
    unknown = replace(BEGUN, exercise_starts_seconds=(), left_seconds=None)
    assert order_for_position(200.0, unknown) == Order(Command.NEXT)
    assert order_for_position(1.0, unknown) == Order(Command.PREVIOUS)


def test_where_some_starts_are_known_the_last_of_them_is_far_enough() -> None:
    some = replace(BEGUN, exercise_starts_seconds=(0.0, 100.0))
    assert order_for_position(300.0, some) == Order(Command.GO_TO, 1)


@given(st.floats())
def test_a_volume_is_from_nothing_to_full(volume: float) -> None:
    order = order_for_volume(volume, BEGUN)
    if math.isnan(volume):
        assert order is None
    else:
        assert order is not None
        assert 0.0 <= order.value <= 1.0
        assert order.value == volume or not 0.0 <= volume <= 1.0


def test_time_that_passes_is_no_jump() -> None:
    later = replace(BEGUN, position_seconds=15.2)
    assert not has_jumped(BEGUN, later, 10.0)
    assert has_jumped(BEGUN, later, 2.0)
    assert has_jumped(later, BEGUN, 0.25)


def test_a_pause_is_no_jump_and_a_move_in_a_pause_is_one() -> None:
    paused = replace(BEGUN, state=State.PAUSED)
    assert not has_jumped(paused, paused, 600.0)
    assert not has_jumped(BEGUN, replace(paused, position_seconds=5.2), 0.25)
    assert has_jumped(paused, replace(paused, position_seconds=100.0), 0.25)


def test_the_round_is_told_where_there_are_several() -> None:
    rounds = ((), (Round("Strength", 2, 3),), (Round("Strength", 3, 3),))
    shown = [now_playing(replace(BEGUN, exercise=at, rounds=rounds)).title for at in (0, 1)]
    assert shown == ["Towel scrunches, right foot", "Seated toe taps, round 2 of 3, right foot"]
