"""The transcript reads well."""

from __future__ import annotations

from dataclasses import replace

from tests.support.builders import arranged, exercise, held, on_beat, routine
from tests.timeline.test_score import SESSION
from voicefoot.timeline.transcript import clock, transcript


def test_the_transcript_gathers_counts() -> None:
    lines = [line.strip() for line in transcript(SESSION)]
    assert lines[0] == f"A routine, {clock(SESSION.seconds)}"
    assert any(line.endswith("one, two, three") for line in lines)
    assert any(line.endswith("(session end)") for line in lines)
    assert not any("(tick)" in line for line in lines)


def test_words_that_join_counts_are_left_out() -> None:
    lines = list(transcript(arranged(replace(routine(exercise(on_beat(9, 2.0))), language="fr"))))
    assert any(line.endswith("un … six") for line in lines)
    assert sum(line.endswith("  et") for line in lines) == 1, "that of the count-in"


def test_notes_and_links_stand_below_the_heading() -> None:
    one = exercise(held(1, 6.0), name="Bridge", note="After\nAlfredson.", link="https://e.org/b")
    lines = list(transcript(arranged(routine(one))))
    assert lines[2:6] == [
        "0:00  BRIDGE",
        "         After",
        "         Alfredson.",
        "         https://e.org/b",
    ]


def test_clock() -> None:
    assert [clock(seconds) for seconds in (0, 7.9, 75, 3_723)] == ["0:00", "0:07", "1:15", "1:02:03"]
