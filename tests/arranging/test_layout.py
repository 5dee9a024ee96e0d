"""Where the silence lies in time that is written."""

from __future__ import annotations

import pytest

from tests.support.builders import FEET, RATE, arranged, exercise, held, moving, routine
from voicefoot.arranging.arrange import phrases_of
from voicefoot.audio import Clip
from voicefoot.model.choices import Choices, Talk
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Exercise
from voicefoot.model.spans import SpanKind
from voicefoot.planning.plan import plan
from voicefoot.timeline.timeline import EventKind


def around_seconds(lasts_seconds: float, get_ready_seconds: float) -> tuple[float, float]:
    """How long it takes until the first work begins, and from its end to that of the session."""
    source = routine(exercise(held(2, 2.0), lasts_seconds=lasts_seconds, get_ready_seconds=get_ready_seconds))
    (section,) = arranged(source).sections
    (work,) = section.works
    return work.origin_frame / RATE, (section.end_frame - work.done_frame) / RATE


def test_what_is_left_is_shared_between_before_and_after_the_work() -> None:
    begins, quiet = around_seconds(60.0, 12.0)
    later, quieter = around_seconds(80.0, 12.0)
    assert (later - begins, quieter - quiet) == pytest.approx((10.0, 10.0))


def said_in_a_rest(line_seconds: float, talk: Talk, *exercises: Exercise) -> dict[Origin, int]:
    """How many lines of each origin a voice that takes `line_seconds` for a line says in the rest."""
    planned = plan(routine(*exercises, rest_between_seconds=10.0), Choices(talk=talk))
    short = ("three", "two", "one")
    clips = {
        phrase: Clip.silence(400 if phrase.text in short else round(line_seconds * RATE), RATE)
        for phrase in phrases_of(planned)
    }
    found = arranged(planned, clips=clips)
    (rest,) = [span for section in found.sections for span in section.spans if span.kind is SpanKind.REST]
    said = [
        event.origin
        for event in found.events
        if event.kind is EventKind.SPEECH and rest.start_frame <= event.start_frame < rest.end_frame
    ]
    return {origin: said.count(origin) for origin in said if origin is not None}


@pytest.mark.parametrize("talk", Talk)
def test_where_a_rest_has_no_time_for_both_the_countdown_yields_to_the_side(talk: Talk) -> None:
    first = exercise(moving(4.0), name="A")
    second = exercise(moving(4.0), name="B", sides=FEET)
    assert said_in_a_rest(5.0, talk, first, second) == {Origin.SIDE: 1, Origin.COUNTDOWN: 3}
    assert said_in_a_rest(8.0, talk, first, second) == {Origin.SIDE: 1}
