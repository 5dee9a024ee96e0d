"""What a player shows of a session."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.controls.fake_session import BEGUN
from voicefoot.controls.now_playing import PlaybackStatus, has_jumped, now_playing
from voicefoot.model.rounds import Round
from voicefoot.playing.remote import State, Status

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


def test_a_length_that_is_estimated_again_is_not_news_but_a_new_one_is() -> None:
    shown = now_playing(BEGUN)
    assert now_playing(replace(BEGUN, left_seconds=396.2), shown).length_seconds == 400.0
    assert now_playing(replace(BEGUN, left_seconds=425.0), shown).length_seconds == 430.0


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
