"""Moments stay exact while times follow on one another."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.timeline.clock import Moment

RATES = st.sampled_from([48_000, 44_100, 22_050, 1_000])


def test_a_moment_becomes_the_frame_nearest_to_it() -> None:
    assert Moment(100).frame(1_000) == 100
    assert Moment(100, 0.0014).frame(1_000) == 101
    assert Moment(100, -0.0014).frame(1_000) == 99


@given(RATES, st.integers(0, 10**9), st.lists(st.integers(0, 90_000), max_size=400))
def test_times_that_follow_on_each_other_add_up_to_the_frame(
    rate: int, base: int, milliseconds: list[int]
) -> None:
    """However many there are, and whatever part of a frame each of them is."""
    moment = Moment(base)
    for each in milliseconds:
        moment = moment.plus(each / 1_000)
    exact = Fraction(sum(milliseconds), 1_000) * rate
    assert abs(moment.frame(rate) - base - exact) <= Fraction(501, 1_000)
    if exact.denominator == 1:
        assert moment.frame(rate) == base + exact


def test_a_thousand_thirds_of_a_second_lose_nothing() -> None:
    moment = Moment(7)
    for _ in range(1_000):
        moment = moment.plus(1 / 3)
    assert moment.frame(44_100) == 7 + 14_700_000


@given(RATES, st.integers(0, 10**9), st.floats(-100.0, 100.0), st.floats(-100.0, 100.0))
def test_the_way_from_one_to_another_leads_there(rate: int, base: int, first: float, second: float) -> None:
    one, other = Moment(base, first), Moment(base + rate, second)
    assert one.until(other, rate) == pytest.approx(1.0 + second - first)
    assert other.until(one, rate) == pytest.approx(-one.until(other, rate))
    assert abs(one.plus(one.until(other, rate)).frame(rate) - other.frame(rate)) <= 1
