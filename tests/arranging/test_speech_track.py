from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voicefoot.arranging.counts import AIR_SECONDS, Extent
from voicefoot.arranging.speech_track import PlacedPhrase, SpeechTrack
from voicefoot.model.phrase import Phrase


def lasting(seconds: float) -> SpeechTrack:
    """Every phrase takes `seconds`."""
    return SpeechTrack(lambda _phrase: Extent(0.0, seconds))


def test_words_keep_air_between_them() -> None:
    placed = lasting(0.5)
    assert placed.say(1.0, "one")
    assert not placed.say(1.52, "two")
    assert placed.say(1.5 + AIR_SECONDS, "two")
    assert not placed.say(0.48, "zero")


def test_words_that_end_at_a_moment() -> None:
    placed = lasting(0.5)
    assert placed.say_before(2.0, "last")
    assert placed.in_order()[0].at_seconds == 1.5


def test_words_are_on_the_beat_where_they_are_heard_to_happen() -> None:
    placed = SpeechTrack(lambda _phrase: Extent(0.1, 0.3))
    assert placed.on_beat(2.0, Phrase("six"), 6)
    (spoken,) = placed.in_order()
    assert (spoken.at_seconds, spoken.number, spoken.beat_seconds) == (1.9, 6, 2.0)


def test_a_line_moves_to_the_nearest_silence() -> None:
    placed = lasting(1.0)
    placed.say(4.0, "four")
    assert placed.say_near("tip", wanted=4.2, low=0.0, high=10.0)
    tip = placed.in_order()[-1]
    assert tip.phrase.text == "tip"
    assert abs(tip.at_seconds - (5.0 + AIR_SECONDS)) < 1e-6


def test_a_line_without_room_is_not_taken() -> None:
    placed = lasting(1.0)
    placed.say(0.5, "x")
    assert not placed.say_near("long", wanted=0.0, low=0.0, high=2.0)


def test_counts_step_aside_but_for_those_that_must_stay() -> None:
    placed = lasting(0.4)
    for number in (1, 2, 3):
        placed.put(PlacedPhrase(float(number), Phrase(str(number)), number))
    assert not placed.push_aside(1.9, 3.1, keep_numbers={3})
    assert placed.push_aside(1.9, 2.5, keep_numbers={3})
    assert [spoken.number for spoken in placed.in_order()] == [1, 3]


spans = st.lists(st.tuples(st.floats(0, 20), st.floats(0.05, 3)), max_size=20)


@given(spans, spans)
def test_nothing_ever_overlaps(fixed: list[tuple[float, float]], soft: list[tuple[float, float]]) -> None:
    lengths = {f"fixed {i}": length for i, (_, length) in enumerate(fixed)}
    lengths |= {f"soft {i}": length for i, (_, length) in enumerate(soft)}
    placed = SpeechTrack(lambda phrase: Extent(0.0, lengths[phrase.text]))
    for i, (at, _) in enumerate(fixed):
        placed.say(at, f"fixed {i}")
    for i, (wanted, _) in enumerate(soft):
        placed.say_near(f"soft {i}", wanted, 0.0, 25.0)
    taken = [(s.at_seconds, s.at_seconds + lengths[s.phrase.text]) for s in placed.in_order()]
    assert all(end < start for (_, end), (start, _) in pairwise(taken))
