from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voicefoot.counting import AIR_SECONDS
from voicefoot.placing import Placed, Spoken


def test_words_keep_air_between_them() -> None:
    placed = Placed()
    assert placed.put(Spoken(1.0, "one"), 0.5)
    assert not placed.put(Spoken(1.52, "two"), 0.5)
    assert placed.put(Spoken(1.5 + AIR_SECONDS, "two"), 0.5)
    assert not placed.put(Spoken(0.5, "zero"), 0.48)


def test_a_line_moves_to_the_nearest_silence() -> None:
    placed = Placed()
    placed.put(Spoken(4.0, "four"), 1.0)
    assert placed.put_near("tip", 1.0, wanted=4.2, low=0.0, high=10.0)
    tip = placed.in_order()[-1]
    assert tip.text == "tip"
    assert abs(tip.at_seconds - (5.0 + AIR_SECONDS)) < 1e-6


def test_a_line_without_room_is_not_taken() -> None:
    placed = Placed()
    placed.put(Spoken(0.5, "x"), 1.0)
    assert not placed.put_near("long", 1.8, wanted=0.0, low=0.0, high=2.0)


def test_counts_step_aside_but_for_those_that_must_stay() -> None:
    placed = Placed()
    for number in (1, 2, 3):
        placed.put(Spoken(float(number), str(number), number), 0.4)
    assert not placed.push_aside(1.9, 3.1, keep_numbers={3})
    assert placed.push_aside(1.9, 2.5, keep_numbers={3})
    assert [spoken.number for spoken in placed.in_order()] == [1, 3]


@given(
    st.lists(st.tuples(st.floats(0, 20), st.floats(0.05, 3)), max_size=20),
    st.lists(st.tuples(st.floats(0, 20), st.floats(0.05, 3)), max_size=5),
)
def test_nothing_ever_overlaps(fixed: list[tuple[float, float]], soft: list[tuple[float, float]]) -> None:
    placed, lengths = Placed(), {}
    for index, (at, length) in enumerate(fixed):
        lengths[f"fixed {index}"] = length
        placed.put(Spoken(at, f"fixed {index}"), length)
    for index, (wanted, length) in enumerate(soft):
        lengths[f"soft {index}"] = length
        placed.put_near(f"soft {index}", length, wanted, 0.0, 25.0)
    spans = [(s.at_seconds, s.at_seconds + lengths[s.text]) for s in placed.in_order()]
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
