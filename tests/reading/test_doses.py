"""Doses that differ by set or round, and doses that are taken from around an exercise."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from voicefoot.errors import RoutineError
from voicefoot.model.routine import (
    Dose,
    Exercise,
    OnBeat,
    Pace,
    Phase,
    Range,
    RepeatedHold,
    SingleHold,
    TimeToMove,
    UntilTold,
    Work,
)
from voicefoot.reading import read as reader


def exercise(*lines: str, top: str = "") -> Exercise:
    """The only exercise of a routine, which says `lines`; `top` stands above it."""
    keys = "".join(f"    {line}\n" for line in lines)
    routine = reader.read_text(f"title: T\n{top}exercises:\n  - name: A\n{keys}", "r.yaml", None)
    (only,) = routine.exercises
    return only


def refused(*lines: str, top: str = "") -> str:
    with pytest.raises(RoutineError) as caught:
        exercise(*lines, top=top)
    return str(caught.value)


def ranges(*numbers: float) -> list[Range]:
    return [Range(float(number), float(number)) for number in numbers]


def counted(*numbers: float, seconds: float = 2.0) -> tuple[Work, ...]:
    return tuple(OnBeat(Dose(amount), Pace(seconds, seconds)) for amount in ranges(*numbers))


def held(*numbers: float) -> tuple[Work, ...]:
    return tuple(SingleHold(amount) for amount in ranges(*numbers))


TIMES = tuple(TimeToMove(amount) for amount in ranges(40, 30))


@pytest.mark.parametrize(
    ("lines", "sets", "works"),
    [
        (["reps: [1, 2, 3, 4, 5]", "every: 2s"], 5, counted(1, 2, 3, 4, 5)),
        (["reps: 5, 10, 15, 10, 5", "every: 2s"], 5, counted(5, 10, 15, 10, 5)),
        (["reps: 5,10", "every: 2s"], 2, counted(5, 10)),
        (["reps: [12, 10, 8]", "sets: 3", "every: 2s"], 3, counted(12, 10, 8)),
        (["reps: [12]", "sets: 3", "every: 2s"], 3, counted(12)),
        (["reps: 3x12", "every: 2s"], 3, counted(12)),
        (["reps: 3 × 12", "sets: 3", "every: 2s"], 3, counted(12)),
        (["reps: 3x", "every: 2s"], 1, counted(3)),
        (["hold: [20s, 25s, 30s]"], 3, held(20, 25, 30)),
        (["hold: 20s, 1:30"], 2, held(20, 90)),
        (["hold: 1,5s, 2,5s"], 2, held(1.5, 2.5)),
        (["hold: 1 min, 30 s"], 1, held(90)),
        (["for: [40s, 30s]"], 2, TIMES),
        (["for: 40s,30s"], 2, TIMES),
    ],
)
def test_a_list_has_one_for_each_set(lines: list[str], sets: int, works: Sequence[Work]) -> None:
    found = exercise(*lines)
    assert (found.sets, found.varies_by_round) == (sets, False)
    assert found.moves[0].works == tuple(works)


def test_items_of_a_list_may_be_ranges() -> None:
    found = exercise("reps: [10-12, 8–10]", "every: 2s")
    doses = [work.reps for work in found.moves[0].works if isinstance(work, OnBeat)]
    assert doses == [Dose(Range(10.0, 12.0)), Dose(Range(8.0, 10.0))]


def test_lists_beside_each_other_go_together() -> None:
    found = exercise("reps: [3, 2]", "hold: [10s, 20s]", "relax: 1s", "load: [2 kg, 3 kg]")
    assert found.moves[0].works == (
        RepeatedHold(Dose(Range(3.0, 3.0)), Range(10.0, 10.0), 1.0),
        RepeatedHold(Dose(Range(2.0, 2.0)), Range(20.0, 20.0), 1.0),
    )
    assert found.moves[0].loads == ("2 kg", "3 kg")


def test_one_value_beside_a_list_is_for_all() -> None:
    works = exercise("reps: [3, 2]", "hold: 10s").moves[0].works
    assert [work.hold_seconds for work in works if isinstance(work, RepeatedHold)] == ranges(10, 10)


def test_each_side_may_have_a_list() -> None:
    found = exercise("reps: {left: [8, 6], right: 10}", "every: 2s", top="sides: [right, left]\n")
    assert found.sets == 2
    doses = [work.reps for work in found.moves[0].works if isinstance(work, OnBeat) and work.reps]
    assert [(dose.for_side("left").low, dose.for_side("right").low) for dose in doses] == [(8, 10), (6, 10)]


def test_some_moves_vary_and_others_do_not() -> None:
    found = exercise("moves:", "  - {reps: [10, 8], every: 2s}", "  - {hold: 5s}", "load: [2 kg, 3 kg]")
    assert found.sets == 2
    assert [move.works for move in found.moves] == [counted(10, 8), held(5)]
    assert [move.loads for move in found.moves] == [("2 kg", "3 kg")] * 2


@pytest.mark.parametrize(
    ("written", "loads"),
    [
        ("2 kg", ("2 kg",)),
        ("red band, doubled", ("red band, doubled",)),
        ("none", ()),
        ("[5, 6]", ("5", "6")),
    ],
)
def test_a_load_is_any_text(written: str, loads: tuple[str, ...]) -> None:
    assert exercise("hold: 5s", f"load: {written}", top="load: a bag\n").moves[0].loads == loads


ROUNDS = "rounds: 3\n"


@pytest.mark.parametrize("extra", [[], ["sets: 1"]])
def test_in_rounds_a_list_has_one_for_each_round(extra: list[str]) -> None:
    found = exercise("reps: [12, 10, 8]", "every: 2s", *extra, top=ROUNDS)
    assert (found.sets, found.varies_by_round) == (1, True)
    assert found.moves[0].works == counted(12, 10, 8)


def test_in_rounds_a_list_has_one_for_each_set_if_there_are_some() -> None:
    found = exercise("reps: [12, 10]", "every: 2s", "sets: 2", top=ROUNDS)
    assert (found.sets, found.varies_by_round) == (2, False)


def test_the_innermost_list_with_several_rounds_counts() -> None:
    text = """title: T
rounds: 2
every: 2s
exercises:
  - rounds: 3
    exercises:
      - exercises:
          - {name: A, reps: [12, 10, 8]}
  - exercises: [{name: B, reps: 10, load: [1 kg, 2 kg]}]
"""
    a, b = reader.read_text(text, "r.yaml", None).exercises
    assert (a.varies_by_round, b.varies_by_round) == (True, True)
    assert (len(a.moves[0].works), len(b.moves[0].works), len(b.moves[0].loads)) == (3, 1, 2)


@pytest.mark.parametrize(
    ("lines", "top", "message"),
    [
        (
            ["reps: [12, 10, 8]", "every: 2s", "sets: 4"],
            "",
            "4:5: `reps` has 3 numbers, and there are 4 sets; write one for each set, or one for all",
        ),
        (
            ["reps: [12, 10]", "every: 2s"],
            ROUNDS,
            "5:5: `reps` has 2 numbers, and there are 3 rounds; write one for each round, or one for all",
        ),
        (
            ["hold: [12s, 10s]", "sets: 1"],
            "",
            "4:5: `hold` has 2 times, and there is 1 set; write one for each set, or one for all",
        ),
        (
            ["reps: [3, 2]", "hold: [10s, 20s, 30s]"],
            "",
            "5:5: `hold` has 3 times, and `reps` (line 4) has 2 numbers; "
            "write as many of both, one for each set",
        ),
        (
            ["hold: 5s", "load: [2 kg, 3 kg, 4 kg]", "sets: 2"],
            "",
            "5:5: `load` has 3 loads, and there are 2 sets; write one for each set, or one for all",
        ),
        (
            ["reps: 3x12", "every: 2s", "sets: 4"],
            "",
            "4:5: `reps` says 3 sets, and `sets` (line 6) says 4; keep one of the two",
        ),
        (
            ["reps: 300x12", "every: 2s"],
            "",
            '4:11: `reps` is "300x12", which says 300 sets; write 1 to 100',
        ),
        (
            ["moves:", "  - {reps: 3x12, every: 2s}", "  - {reps: 2x12, every: 2s}"],
            "",
            "6:10: `reps` says 2 sets, and in line 5 it says 3; write the same number of sets in all moves",
        ),
        (
            ["reps: {left: [8, 6, 4], right: [8, 6]}", "every: 2s"],
            "sides: [left, right]\n",
            '5:29: "right" has 2 numbers, and another side has 3; write as many for each side',
        ),
        (["reps: [12, many]", "every: 2s"], "", '4:16: `reps` is "many", which is not a whole number; '),
        (["reps: 1,000", "every: 2s"], "", '4:11: `reps` is "1,000", which is not a whole number; '),
        (["reps: [20-15, 3]", "every: 2s"], "", '4:12: `reps` is "20-15", which runs downwards; '),
        (["hold: [20s, 25]"], "", '4:17: `hold` is "25", which has no unit; '),
        (
            ["reps: 10 each side", "every: 2s"],
            "",
            '4:11: `reps` is "10 each side", which says sides, too; '
            "write `reps: 10`, and the sides in `sides: [right, left]`",
        ),
        (["reps: 8-10/leg", "every: 2s"], "", "write `reps: 8-10`, and the sides"),
        (["reps: 3 sets", "every: 2s"], "", '"3 sets", which is sets; write `sets: 3`, and how many '),
        (
            ["hold: 30 seconds per side"],
            "",
            "which says sides, too; write 30 seconds, and the sides in `sides:",
        ),
        (["hold: 20-30s each leg"], "", "which says sides, too; write 20-30s, and the sides in `sides: "),
        (["hold: 30s x 3"], "", "which is sets and a time in one; write 30s, and `sets: 3`"),
        (["for: 3x30s"], "", "which is sets and a time in one; write 30s, and `sets: 3`"),
        (["hold: soon x 3"], "", '"soon x 3", which is not a time; '),
        (
            ["reps: max", "every: 2s"],
            "",
            '4:11: `reps` is "max", which is not a number; '
            "write how long in `for: 30s`, or `until: told` to go on until you say so",
        ),
        (["reps: 10"], "", "4:5: `reps` has no pace; add one, such as `every: 3s`, or a hold, such as "),
    ],
)
def test_what_is_wrong_is_told_with_both_numbers(lines: list[str], top: str, message: str) -> None:
    assert message in refused(*lines, top=top)


TOP = "reps: 10\nevery: 3s\nrelax: 4s\n"


@pytest.mark.parametrize(
    ("lines", "top", "work"),
    [
        ([], TOP, counted(10, seconds=3)[0]),
        (["reps: 5"], TOP, counted(5, seconds=3)[0]),
        (["every: 2s"], TOP, counted(10)[0]),
        (
            ["phases: [up 1s, down 1s]"],
            TOP,
            OnBeat(Dose(Range(10, 10)), Pace(2, 2), (Phase("up", 1), Phase("down", 1))),
        ),
        (["hold: 20s"], TOP, held(20)[0]),
        (["hold: 20s", "relax: 1s"], TOP, RepeatedHold(Dose(Range(10, 10)), Range(20, 20), 1.0)),
        (["for: 30s"], TOP, TIMES[1]),
        (["until: told"], TOP, UntilTold()),
        (["reps: 3", "hold: 5s"], TOP, RepeatedHold(Dose(Range(3, 3)), Range(5, 5), 4.0)),
        (["reps: 3"], "hold: 5s\nrelax: 2s\n", RepeatedHold(Dose(Range(3, 3)), Range(5, 5), 2.0)),
        (["reps: 3"], "until: told\nat_most: 1 min\n", UntilTold(Dose(Range(3, 3)), 60.0)),
        ([], "for: 30s\nrelax: 2s\n", TIMES[1]),
        (["relax: 1s"], "hold: 5s\nreps: 9\nrelax: 2s\n", RepeatedHold(Dose(Range(9, 9)), Range(5, 5), 1.0)),
        ([], "lasts: 30s\nhold: 5s\nrelax: 2s\n", RepeatedHold(None, Range(5, 5), 2.0)),
    ],
)
def test_a_dose_takes_from_around_it_only_what_it_lacks(lines: list[str], top: str, work: Work) -> None:
    assert exercise(*lines, top=top).moves[0].works == (work,)


def test_a_dose_may_come_from_a_block() -> None:
    text = """title: T
reps: 10
every: 3s
exercises:
  - for: 40s
    exercises:
      - A
      - {name: B, reps: 5}
      - exercises: [C]
        hold: 20s
  - D
  - {name: E, moves: [{say: One.}, {say: Two., reps: 8}]}
"""
    works = [move.works for each in reader.read_text(text, "r.yaml", None).exercises for move in each.moves]
    assert works == [
        (TIMES[0],),
        counted(5, seconds=3),
        held(20),
        counted(10, seconds=3),
        counted(10, seconds=3),
        counted(8, seconds=3),
    ]


def test_a_list_in_a_block_is_for_all_in_it() -> None:
    text = "title: T\nrounds: 3\nreps: [12, 10, 8]\nexercises: [{name: A, every: 2s}, {name: B, every: 2s}]\n"
    routine = reader.read_text(text, "r.yaml", None)
    assert [each.moves[0].works for each in routine.exercises] == [counted(12, 10, 8)] * 2


@pytest.mark.parametrize(
    ("lines", "top", "sets"),
    [
        (["reps: 3x12"], "every: 2s\nsets: 5\n", 3),
        (["sets: 5"], "every: 2s\nreps: 3x12\n", 5),
        ([], "every: 2s\nreps: 3x12\n", 3),
    ],
)
def test_of_two_numbers_of_sets_the_inner_one_counts(lines: list[str], top: str, sets: int) -> None:
    assert exercise(*lines, top=top).sets == sets
