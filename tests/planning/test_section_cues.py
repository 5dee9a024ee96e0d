"""How the moves of an exercise follow each other."""

from __future__ import annotations

from tests.support.builders import arranged, exercise, moving, routine
from voicefoot.model.sound_names import SoundName


def test_the_next_move_is_told_shortly_after_the_chime_that_ends_the_one_before() -> None:
    moves = (moving(10.0, say="Circle."), moving(10.0, say="Swing."))
    events = arranged(routine(exercise(*moves))).events
    chime = next(event for event in events if event.text == SoundName.HOLD_END)
    swing = next(event for event in events if event.text == "Swing.")
    assert 1.0 < (swing.start_frame - chime.start_frame) / swing.clip.sample_rate < 1.8
