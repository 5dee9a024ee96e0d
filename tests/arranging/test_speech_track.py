from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voicefoot.arranging.speech_track import AIR_SECONDS, UNSPOKEN, Extent, PlacedPhrase, SpeechTrack
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase


def lasting(seconds: float) -> SpeechTrack:
    """Every phrase takes `seconds`."""
    return SpeechTrack(lambda _phrase: Extent(0.0, seconds))


def test_words_keep_air_between_them() -> None:
    placed = lasting(0.5)
    assert placed.place_at(1.0, "one", Origin.TIP)
    assert not placed.place_at(1.52, "two", Origin.TIP)
    assert placed.place_at(1.5 + AIR_SECONDS, "two", Origin.TIP)
    assert not placed.place_at(0.48, "zero", Origin.TIP)


def test_words_that_end_at_a_moment() -> None:
    placed = lasting(0.5)
    assert placed.place_before(2.0, "last", Origin.LAST_ONE)
    assert placed.in_order()[0].start_seconds == 1.5


def test_words_are_on_the_beat_where_they_are_heard_to_happen() -> None:
    placed = SpeechTrack(lambda _phrase: Extent(0.1, 0.3))
    assert placed.place_on_beat(Phrase("six"), 2.0, Origin.COUNT, 6)
    (spoken,) = placed.in_order()
    assert (spoken.start_seconds, spoken.number, spoken.beat_seconds) == (1.9, 6, 2.0)


def test_a_line_moves_to_the_nearest_silence() -> None:
    placed = lasting(1.0)
    placed.place_at(4.0, "four", Origin.TIP)
    assert placed.place_near(4.2, "tip", Origin.TIP, 0.0, 10.0)
    tip = placed.in_order()[-1]
    assert tip.phrase.text == "tip"
    assert abs(tip.start_seconds - (5.0 + AIR_SECONDS)) < 1e-6


def test_a_line_without_room_is_not_taken() -> None:
    placed = lasting(1.0)
    placed.place_at(0.5, "x", Origin.TIP)
    assert not placed.place_near(0.0, "long", Origin.TIP, 0.0, 2.0)


def test_counts_step_aside_but_for_those_that_must_stay() -> None:
    placed = lasting(0.4)
    for number in (1, 2, 3):
        placed.try_place(PlacedPhrase(float(number), Phrase(str(number)), Origin.COUNT, number))
    assert not placed.evict_counts(1.9, 3.1, {3})
    assert placed.evict_counts(1.9, 2.5, {3})
    assert [spoken.number for spoken in placed.in_order()] == [1, 3]


spans = st.lists(st.tuples(st.floats(0, 20), st.floats(0.05, 3)), max_size=20)


@given(spans, spans)
def test_nothing_ever_overlaps(fixed: list[tuple[float, float]], soft: list[tuple[float, float]]) -> None:
    lengths = {f"fixed {i}": length for i, (_, length) in enumerate(fixed)}
    lengths |= {f"soft {i}": length for i, (_, length) in enumerate(soft)}
    placed = SpeechTrack(lambda phrase: Extent(0.0, lengths[phrase.text]))
    for i, (at, _) in enumerate(fixed):
        placed.place_at(at, f"fixed {i}", Origin.COUNT)
    for i, (wanted, _) in enumerate(soft):
        placed.place_near(wanted, f"soft {i}", Origin.TIP, 0.0, 25.0)
    taken = [(s.start_seconds, s.start_seconds + lengths[s.phrase.text]) for s in placed.in_order()]
    assert all(end < start for (_, end), (start, _) in pairwise(taken))


def test_a_phrase_that_nobody_spoke_stays_unsaid() -> None:
    track = SpeechTrack(lambda _phrase: UNSPOKEN)
    assert not track.place_at(1.0, "three", Origin.COUNTDOWN)
    assert not track.place_before(9.0, "three", Origin.COUNTDOWN)
    assert not track.place_near(4.0, "three", Origin.COUNTDOWN, 0.0, 99.0)
    assert not track.place_on_beat(Phrase("three"), 5.0, Origin.COUNT, 3)
    assert track.in_order() == []


def test_what_would_leave_too_little_air_steps_aside_too() -> None:
    placed = lasting(0.4)
    placed.try_place(PlacedPhrase(2.0, Phrase("2"), Origin.COUNT, 2))
    assert placed.evict_counts(2.4 + AIR_SECONDS, 3.0, set())
    assert placed.evict_counts(1.0, 2.0 - AIR_SECONDS, set())
    assert [spoken.number for spoken in placed.in_order()] == [2], "nothing was in the way"
    assert placed.evict_counts(1.0, 2.0 - AIR_SECONDS / 2, set())
    assert placed.in_order() == []
    placed.try_place(PlacedPhrase(2.0, Phrase("2"), Origin.COUNT, 2))
    assert placed.evict_counts(2.4 + AIR_SECONDS / 2, 3.0, set())
    assert placed.in_order() == []


def test_a_line_may_begin_at_the_earliest_and_end_at_the_latest_moment() -> None:
    for ideal, start in ((0.0, 3.0), (9.0, 3.0), (3.0, 3.0)):
        placed = lasting(1.0)
        assert placed.place_near(ideal, "tip", Origin.TIP, 3.0, 4.0)
        assert [spoken.start_seconds for spoken in placed.in_order()] == [start]
