from __future__ import annotations

from tests.support.builders import RATE, arranged, exercise, held, routine
from voicefoot.model.attachments import Attachments
from voicefoot.timeline.played import PlayedRange, played_timeline


def test_what_was_played_keeps_what_stands_beside_the_words() -> None:
    one = exercise(held(1, 6.0), name="A", note="N", link="https://e.org")
    planned = arranged(routine(one, exercise(held(1, 6.0), name="B")))
    stretch = PlayedRange(list(enumerate(planned.sections)), 0, 0, planned.frames)
    played = played_timeline("T", RATE, [stretch], [], planned.frames)
    assert [section.attachments for section in played.sections] == [
        Attachments("https://e.org", "N"),
        Attachments(),
    ]
