"""Blocks within blocks become one row of stations, with what lies between them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import exercise, moving
from voicefoot.model.choices import Choices
from voicefoot.model.rounds import Round, RoundStart
from voicefoot.model.routine import Block, Exercise, GrooveTrack, Item, Rest, Routine, Shuffle
from voicefoot.planning.order import Station, has_music, stations
from voicefoot.planning.plan import plan


def named(name: str) -> Exercise:
    return exercise(moving(10.0), name=name)


def block(*items: Item | str | float, **fields: Any) -> Block:
    """A block of exercises by their names, rests by their seconds, and further blocks."""

    def item(each: Item | str | float) -> Item:
        if isinstance(each, str):
            return named(each)
        return Rest(each) if isinstance(each, float) else each

    return Block(tuple(map(item, items)), **fields)


def names(found: list[Station]) -> str:
    return " ".join(station.exercise.name for station in found)


def rests(found: list[Station]) -> list[float | None]:
    return [station.rest_before_seconds for station in found]


# -- order ------------------------------------------------------------------------------------------


def test_a_list_is_gone_through_in_its_rounds() -> None:
    assert names(stations(block("A", "B", rounds=3))) == "A B A B A B"


def test_a_block_within_a_block_is_gone_through_in_each_of_its_rounds() -> None:
    inner = block("B", "C", rounds=2)
    assert names(stations(block("A", inner, rounds=2))) == "A B C B C A B C B C"


def test_blocks_stand_three_deep() -> None:
    deep = block("A", block("B", block("C", rounds=2), rounds=2))
    assert names(stations(deep)) == "A B C C B C C"


def test_exercises_are_told_apart_by_their_place_even_with_one_name() -> None:
    found = stations(block("A", block("A", "B"), rounds=2))
    assert [station.number for station in found] == [0, 1, 2, 0, 1, 2]


# -- rests ------------------------------------------------------------------------------------------


def test_nothing_is_written_where_no_rest_is() -> None:
    assert rests(stations(block("A", block("B", "C"), rounds=2))) == [None] * 6


def test_rest_between_counts_between_items_and_between_rounds() -> None:
    assert rests(stations(block("A", "B", rest_between_seconds=15.0, rounds=2))) == [None, 15.0, 15.0, 15.0]


def test_round_rest_counts_between_rounds_in_place_of_rest_between() -> None:
    both = block("A", "B", rest_between_seconds=15.0, round_rest_seconds=60.0, rounds=2)
    assert rests(stations(both)) == [None, 15.0, 60.0, 15.0]
    alone = block("A", "B", round_rest_seconds=60.0, rounds=2)
    assert rests(stations(alone)) == [None, None, 60.0, None]


def test_a_rest_item_stands_in_place_of_rest_between() -> None:
    assert rests(stations(block("A", 30.0, "B", "C", rest_between_seconds=15.0))) == [None, 30.0, 15.0]
    assert rests(stations(block("A", 30.0, "B"))) == [None, 30.0]


def test_rest_items_one_after_the_other_are_one_rest() -> None:
    assert rests(stations(block("A", 30.0, 12.5, "B"))) == [None, 42.5]


def test_a_rest_item_of_no_time_takes_the_rest_away() -> None:
    assert rests(stations(block("A", 0.0, "B", rest_between_seconds=15.0))) == [None, 0.0]


def test_nothing_rests_before_the_first_or_after_the_last() -> None:
    found = stations(block(30.0, "A", "B", 20.0))
    assert names(found) == "A B"
    assert rests(found) == [None, None]


def test_between_two_items_the_list_that_holds_both_counts() -> None:
    inner = block("B", "C", rest_between_seconds=5.0)
    found = stations(block("A", inner, "D", rest_between_seconds=20.0))
    assert rests(found) == [None, 20.0, 5.0, 20.0]
    found = stations(block("A", inner, "D"))
    assert rests(found) == [None, None, 5.0, None]


def test_a_rest_before_a_block_comes_before_its_first_exercise() -> None:
    inner = block("B", "C", rest_between_seconds=5.0)
    assert rests(stations(block("A", 40.0, inner, rest_between_seconds=20.0))) == [None, 40.0, 5.0]


# -- rounds -----------------------------------------------------------------------------------------


def test_a_station_knows_its_rounds_the_outermost_first() -> None:
    last = stations(block(block("A", name="Legs", rounds=2), name="All", rounds=3))[-1]
    assert last.rounds == (Round("All", 3, 3), Round("Legs", 2, 2))
    assert last.blocks == ("All", "Legs")
    assert last.round == Round("Legs", 2, 2)


def test_a_list_without_a_name_and_rounds_is_no_round() -> None:
    (only,) = stations(block("A"))
    assert (only.rounds, only.round, only.new_round) == ((), None, None)
    (named_once,) = stations(block("A", name="Warm-up"))
    assert named_once.rounds == (Round("Warm-up", 1, 1),)
    assert named_once.round is None


def test_a_round_is_new_at_its_first_station_unless_it_is_the_first_round() -> None:
    found = stations(block("A", "B", rounds=3))
    assert [station.new_round for station in found] == [
        None, None, Round(None, 2, 3), None, Round(None, 3, 3), None,
    ]  # fmt: skip
    assert [station.begins_block for station in found] == [True] + [False] * 5


def test_the_innermost_round_that_begins_is_the_new_one() -> None:
    found = stations(block(block("A", rounds=2), rounds=2))
    new = [station.new_round for station in found]
    assert new == [None, Round(None, 2, 2), Round(None, 2, 2), Round(None, 2, 2)]
    assert [station.begins_block for station in found] == [True, False, True, False]


def test_rounds_of_a_fixed_start_begin_with_their_first_station() -> None:
    found = stations(block("A", "B", rounds=2, round_every_seconds=60.0))
    assert [station.round_starts for station in found] == [
        (RoundStart(1, 0, 60.0),), (), (RoundStart(1, 1, 60.0),), (),
    ]  # fmt: skip
    assert {station.round_left_seconds for station in found} == {60.0}


def test_each_passage_through_an_inner_block_counts_its_rounds_anew() -> None:
    inner = block("B", rounds=2, round_every_seconds=60.0)
    found = stations(block("A", inner, rounds=2, rest_between_seconds=5.0))
    starts = [start for station in found for start in station.round_starts]
    first, second = starts[:2], starts[2:]
    assert [start.round for start in first] == [start.round for start in second] == [0, 1]
    assert len({start.block for start in first}) == len({start.block for start in second}) == 1
    assert first[0].block != second[0].block


def test_a_station_may_begin_rounds_of_two_blocks() -> None:
    inner = block("A", rounds=2, round_every_seconds=60.0)
    found = stations(block(inner, "B", rounds=2, round_every_seconds=300.0))
    every = [[start.every_seconds for start in station.round_starts] for station in found]
    assert every == [[60.0, 300.0], [60.0], [], [60.0, 300.0], [60.0], []]


# -- drawn ------------------------------------------------------------------------------------------

TEN = tuple("ABCDEFGHIJ")


def drawn(seed: str, *, items: tuple[str, ...] = TEN, rounds: int = 4, **fields: Any) -> list[str]:
    found = stations(block(*items, rounds=rounds, **fields), seed)
    size = len(found) // rounds
    return ["".join(s.exercise.name for s in found[i : i + size]) for i in range(0, len(found), size)]


@given(st.text(max_size=8))
def test_a_shuffled_list_is_all_of_it_in_each_round(seed: str) -> None:
    for order in drawn(seed, shuffle=Shuffle.EACH_ROUND):
        assert sorted(order) == list(TEN)


def test_the_order_is_drawn_anew_for_each_round_or_once() -> None:
    each = drawn("seed", shuffle=Shuffle.EACH_ROUND)
    assert len(set(each)) == 4
    once = drawn("seed", shuffle=Shuffle.ONCE)
    assert len(set(once)) == 1
    assert once[0] != "".join(TEN)


@pytest.mark.parametrize("shuffle", [Shuffle.EACH_ROUND, Shuffle.ONCE])
def test_the_same_seed_gives_the_same_order_and_another_another(shuffle: Shuffle) -> None:
    assert drawn("a", shuffle=shuffle) == drawn("a", shuffle=shuffle)
    assert drawn("a", shuffle=shuffle) != drawn("b", shuffle=shuffle)


@given(st.text(max_size=8), st.integers(1, 10))
def test_what_is_picked_keeps_its_order_unless_it_is_shuffled(seed: str, pick: int) -> None:
    for order in drawn(seed, pick=pick):
        assert len(set(order)) == len(order) == pick
        assert list(order) == sorted(order)


@given(st.text(max_size=8))
def test_to_pick_all_of_a_shuffled_list_changes_nothing(seed: str) -> None:
    shuffled = drawn(seed, shuffle=Shuffle.EACH_ROUND)
    assert drawn(seed, pick=len(TEN), shuffle=Shuffle.EACH_ROUND) == shuffled


def test_what_is_picked_is_drawn_anew_for_each_round_or_once() -> None:
    assert len(set(drawn("seed", pick=3))) > 1
    assert len(set(drawn("seed", pick=3, shuffle=Shuffle.ONCE))) == 1


def test_an_inner_block_is_drawn_anew_in_each_passage() -> None:
    inner = block(*TEN, shuffle=Shuffle.ONCE, rounds=2)
    order = names(stations(block(inner, rounds=2), "seed")).replace(" ", "")
    assert order[:10] == order[10:20]
    assert order[20:30] == order[30:]
    assert order[:10] != order[20:30]


def test_rests_lie_between_what_was_drawn() -> None:
    found = stations(block(*TEN, shuffle=Shuffle.EACH_ROUND, pick=3, rest_between_seconds=15.0), "seed")
    assert rests(found) == [None, 15.0, 15.0]


def test_a_list_that_is_left_as_written_needs_no_seed() -> None:
    plain = block("A", block("B", "C"), rounds=2)
    assert stations(plain, "a") == stations(plain, "b")
    assert stations(replace(plain, pick=2), "a") == stations(replace(plain, pick=2), "a")


# -- music ------------------------------------------------------------------------------------------

BOTH = Routine("Both", block("A", replace(named("B"), soundtrack=GrooveTrack())))


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (Choices(), True),
        (Choices(no_music=True), False),
        (Choices(only=("A",)), False),
        (Choices(only=("B",)), True),
        (Choices(only=("A",), music=GrooveTrack()), True),
    ],
)
def test_whether_music_plays_is_known_before_the_plan(choices: Choices, expected: bool) -> None:
    assert has_music(BOTH, choices) == expected
    assert plan(BOTH, choices).channels == (2 if expected else 1)


@pytest.mark.parametrize("seed", [str(number) for number in range(8)])
def test_what_is_not_drawn_brings_no_music(seed: str) -> None:
    drawn = replace(BOTH, body=replace(BOTH.body, pick=1))
    assert has_music(drawn, Choices(seed=seed)) == (plan(drawn, Choices(seed=seed)).channels == 2)
