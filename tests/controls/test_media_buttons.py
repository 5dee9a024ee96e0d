"""What the buttons of a headset or a player mean to a session."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.controls.fake_session import BEGUN
from voicefoot.controls.media_buttons import (
    Button,
    order_for_button,
    order_for_position,
    order_for_seek,
    order_for_volume,
)
from voicefoot.playing.remote import Command, Order, State

OVER = replace(BEGUN, state=State.OVER)


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


def test_whether_next_counts_is_for_the_session_to_decide() -> None:
    counting = replace(BEGUN, tally=3, tally_of="rounds")
    assert order_for_button(Button.NEXT, counting) == order_for_button(Button.NEXT, BEGUN)
    assert order_for_seek(10.0, counting) == Order(Command.NEXT), "a seek never counts"
