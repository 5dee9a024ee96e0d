"""What is shown is said in the right words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.display.moments import MOMENT, PLAYING
from voicefoot.display.view_model import change, message, view_model_of
from voicefoot.playing.remote import State, Status
from voicefoot.units import format_time_left


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (0.01, "0:01"), (59.5, "1:00"), (200, "3:20"), (3600, "1:00:00"), (3661.5, "1:01:02")],
)
def test_clock(seconds: float, text: str) -> None:
    assert format_time_left(seconds) == text


def test_what_is_next_is_known_before_it_is_arranged() -> None:
    early = replace(MOMENT, next_name=None)
    assert view_model_of(MOMENT, None, keys=True).following == "Next: Seated toe taps"
    assert view_model_of(early, PLAYING, keys=True).following == "Next: Seated toe taps"
    assert view_model_of(early, replace(PLAYING, exercise=1), keys=True).following == "The last exercise"
    assert view_model_of(early, None, keys=True).following == ""


def test_keys_are_named_only_where_there_are_keys() -> None:
    assert view_model_of(MOMENT, PLAYING, keys=True).hint == "space pause · n next · ? keys"
    assert view_model_of(MOMENT, replace(PLAYING, state=State.PAUSED), keys=True).hint.startswith(
        "space go on"
    )
    assert view_model_of(MOMENT, PLAYING, keys=False).hint == ""
    assert view_model_of(MOMENT, None, keys=True).hint == ""
    for state in State:
        assert "space" not in message(state, keys=False).lower()


def test_what_is_counted_is_shown_with_its_key() -> None:
    counting = replace(PLAYING, tally=3, tally_of="full rounds")
    shown = view_model_of(replace(MOMENT, number=None, reps=None, side=None), counting, keys=True)
    assert (shown.tally, shown.place) == ("3 full rounds", "3 full rounds")
    assert shown.hint == "space pause · d one more · n next · ? keys"
    assert view_model_of(MOMENT, PLAYING, keys=True).tally == ""


@pytest.mark.parametrize("state", [State.STARTING, State.PLAYING, State.OVER])
def test_what_plays_needs_no_message(state: State) -> None:
    assert message(state, keys=True) == ""


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (Status(), ""),
        (Status(volume=0.7), "Volume 70%"),
        (Status(tempo=1.1), "Tempo 110%"),
        (Status(volume=0.333, tempo=0.9), "Volume 33%, Tempo 90%"),
        (Status(volume=0.999), ""),
        (Status(position_seconds=9.0), ""),
    ],
)
def test_changes_are_told(after: Status, words: str) -> None:
    assert change(Status(), after) == words


def test_scenes_are_equal_until_something_is_seen_to_change() -> None:
    scene = view_model_of(MOMENT, PLAYING, keys=True)
    later = replace(MOMENT, section_left_seconds=45.1, share=0.4001, session_share=0.2001)
    assert view_model_of(later, replace(PLAYING, position_seconds=1.0), keys=True) == scene
    assert view_model_of(replace(later, section_left_seconds=44.9), PLAYING, keys=True) != scene
