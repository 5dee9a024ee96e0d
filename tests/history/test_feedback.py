"""What people say about a session is understood in some wordings, and never against their meaning."""

from __future__ import annotations

import pytest

from voicefoot.history.feedback import Feeling, feeling_of

HARD, EASY = Feeling.TOO_HARD, Feeling.TOO_EASY


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("too hard", HARD),
        ("Too hard!", HARD),
        ("hard", HARD),
        ("way too much today.", HARD),
        ("The stretch was a bit too long", HARD),
        ("too damn difficult", HARD),
        ("did not sleep; too hard", HARD),
        ("too easy", EASY),
        ("  Easy. ", EASY),
        ("much too  easy by now", EASY),
        ("not enough", EASY),
        ("far too few", EASY),
        ("not too hard", None),
        ("It wasn’t really too hard", None),
        ("never too easy", None),
        ("no longer too hard, too easy now", EASY),
        ("taps too easy, lifts too hard", None),
        ("hard to say", None),
        ("I took it easy", None),
        ("too warm in here, and my sister too", None),
        ("", None),
        ("Zu schwer", None),
    ],
)
def test_what_is_said_of_the_dose(text: str, feeling: Feeling | None) -> None:
    assert feeling_of(text) is feeling


@pytest.mark.parametrize("feeling", Feeling)
def test_a_feeling_says_itself(feeling: Feeling) -> None:
    assert feeling_of(feeling.value) is feeling
