"""Where the silence lies in time that is written."""

from __future__ import annotations

import pytest

from tests.support.builders import RATE, arranged, exercise, held, routine


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
