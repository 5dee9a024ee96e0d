"""Signs leave no long silence, and are as few as do so."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicefoot.arranging.quiet_signs import LONGEST_SILENCE_SECONDS, quiet_signs

MOMENTS = st.floats(0.0, 300.0)


def silences(heard: list[tuple[float, float]], done: float) -> list[float]:
    until, found = 0.0, []
    for start, end in [*sorted(heard), (done, done)]:
        found.append(min(start, done) - until)
        until = max(until, end)
    return found


def test_they_are_evenly_spread() -> None:
    assert list(quiet_signs([], 36.0)) == [12.0, 24.0]
    assert list(quiet_signs([(0.0, 2.0)], 32.0)) == [12.0, 22.0]


def test_there_are_none_where_enough_is_heard() -> None:
    assert list(quiet_signs([(11.0, 12.0), (24.0, 25.0)], 37.0)) == []
    assert list(quiet_signs([(0.0, 100.0)], 90.0)) == []


@given(st.lists(st.tuples(MOMENTS, MOMENTS.map(lambda seconds: seconds / 10))), MOMENTS)
def test_no_silence_is_longer_than_it_may_be(lengths: list[tuple[float, float]], done: float) -> None:
    heard = [(start, start + seconds) for start, seconds in lengths]
    signs = list(quiet_signs(heard, done))
    assert max(silences([*heard, *((at, at) for at in signs)], done)) <= LONGEST_SILENCE_SECONDS + 1e-4
    for at in signs:
        fewer = [(other, other) for other in signs if other != at]
        assert max(silences([*heard, *fewer], done)) > LONGEST_SILENCE_SECONDS - 1e-4
