"""Lists of exercises: blocks within blocks, rests, and what they say of all that is in them."""

from __future__ import annotations

import time

import pytest

from voicefoot.errors import RoutineError
from voicefoot.model.position import KNEELING, SEATED, STANDING
from voicefoot.model.routine import (
    Block,
    Dose,
    Exercise,
    Item,
    OnBeat,
    Pace,
    Range,
    Rest,
    Routine,
    Shuffle,
    TimeToMove,
)
from voicefoot.reading import read as reader


def read(text: str) -> Routine:
    return reader.read_text(text, "r.yaml", None)


def refused(text: str) -> list[str]:
    with pytest.raises(RoutineError) as caught:
        read(text)
    return str(caught.value).split("\n")


def outline(item: Item) -> object:
    if isinstance(item, Block):
        return {(item.name, item.rounds): [outline(each) for each in item.items]}
    return item.seconds if isinstance(item, Rest) else item.name


WHOLE = """title: Knee
round_rest: 20s
exercises:
  - block: Warm-up
    exercises:
      - {name: March, for: 2 min}
  - block: Strength
    rounds: 3
    round_rest: 60s
    rest_between: 15s
    exercises:
      - {name: Bridge, reps: 10, every: 3s}
      - exercises:
          - {name: Wall sit, hold: 30s}
          - rest: 0s
          - {name: Bridge, reps: 10, every: 3s}
        rounds: 2
        round_rest: none
  - rest: 30s
  - name: Breathing
    for: 3 min
"""


def test_blocks_stand_in_blocks_with_rests_between() -> None:
    body = read(WHOLE).body
    assert outline(body) == {
        (None, 1): [
            {("Warm-up", 1): ["March"]},
            {("Strength", 3): ["Bridge", {(None, 2): ["Wall sit", 0.0, "Bridge"]}]},
            30.0,
            "Breathing",
        ]
    }
    warm_up, strength = body.items[:2]
    assert isinstance(warm_up, Block)
    assert isinstance(strength, Block)
    assert (warm_up.line, strength.line) == (4, 7)
    assert (warm_up.round_rest_seconds, warm_up.rest_between_seconds) == (20.0, None)
    assert (strength.round_rest_seconds, strength.rest_between_seconds) == (60.0, 15.0)
    inner = strength.items[1]
    assert isinstance(inner, Block)
    assert (inner.round_rest_seconds, inner.rest_between_seconds) == (0.0, 15.0)
    assert [exercise.name for exercise in body.exercises] == [
        "March", "Bridge", "Wall sit", "Bridge", "Breathing"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", Shuffle.EACH_ROUND),
        ("True", Shuffle.EACH_ROUND),
        ("no", Shuffle.NO),
        ("false", Shuffle.NO),
        ("Once", Shuffle.ONCE),
    ],
)
def test_a_list_may_be_drawn(written: str, meant: Shuffle) -> None:
    text = (
        f"title: T\nfor: 30s\nshuffle: {written}\npick: 2\nround_every: 5 min\nexercises: [A, B, rest: 1s]\n"
    )
    body = read(text).body
    assert (body.shuffle, body.pick, body.round_every_seconds) == (meant, 2, 300.0)


def test_rounds_and_drawing_are_of_one_list_alone() -> None:
    text = """title: T
rounds: 2
shuffle: yes
pick: 1
for: 20s
exercises:
  - block: A
    exercises: [One, Two]
"""
    block = read(text).body.items[0]
    assert isinstance(block, Block)
    assert (block.rounds, block.shuffle, block.pick) == (1, Shuffle.NO, None)


def test_what_a_block_says_holds_for_all_that_is_in_it() -> None:
    text = """title: T
position: seated
sides: [right, left]
exercises:
  - block: Floor
    position: kneeling
    sides: none
    equipment: mat
    sets: 2
    rest: 0s
    get_ready: 9s
    exercises:
      - {name: A, for: 5s}
      - block: Inner
        equipment: none
        exercises:
          - {name: B, for: 5s, position: standing}
  - {name: C, for: 5s}
"""
    a, b, c = read(text).exercises
    assert (a.position, a.sides, a.equipment, a.sets) == (KNEELING, (), ("mat",), 2)
    assert (b.position, b.sides, b.equipment, b.sets) == (STANDING, (), (), 2)
    assert (c.position, c.sides, c.equipment, c.sets) == (SEATED, ("right", "left"), (), 1)
    assert [each.rest_seconds for each in (a, b, c)] == [0.0, 0.0, None]
    assert [each.get_ready_seconds for each in (a, b, c)] == [9.0, 9.0, None]


def test_an_exercise_may_be_its_name_alone() -> None:
    text = """title: Tabata
exercises:
  - rounds: 8
    rest_between: 10s
    for: 20s
    exercises:
      - Squats
      - "Jumps: high"
"""
    first, second = read(text).exercises
    assert (first.name, second.name) == ("Squats", "Jumps: high")
    assert [move.work for each in (first, second) for move in each.moves] == [
        TimeToMove(Range(20.0, 20.0))
    ] * 2
    assert (first.line, second.line) == (7, 8)


def test_two_exercises_may_have_one_name() -> None:
    text = "title: T\nevery: 3s\nreps: 10\nexercises: [Push-up, Squat, Push-up, {name: Plank, hold: 30s}]\n"
    assert [each.name for each in read(text).exercises] == ["Push-up", "Squat", "Push-up", "Plank"]


def test_a_superset_is_a_block() -> None:
    text = """title: Two pairs
rounds: 1
exercises:
  - block: Push
    rounds: 3
    rest_between: 30s
    round_rest: 90s
    exercises:
      - {name: Press, reps: 10, every: 3s}
      - {name: Dips, reps: 12, every: 2s}
  - rest: 90s
  - block: Pull
    rounds: 3
    exercises:
      - {name: Rows, reps: 10, every: 3s}
      - {name: Curls, reps: 12, every: 2s}
"""
    push, rest, pull = read(text).body.items
    assert isinstance(push, Block)
    assert isinstance(pull, Block)
    assert isinstance(rest, Rest)
    assert (push.rounds, push.round_rest_seconds, push.rest_between_seconds) == (3, 90.0, 30.0)
    assert (pull.rounds, pull.round_rest_seconds, pull.rest_between_seconds) == (3, None, None)
    curls = pull.items[1]
    assert isinstance(curls, Exercise)
    assert curls.moves[0].work == OnBeat(Dose(Range(12.0, 12.0)), Pace(2.0, 2.0))


A = "{name: A, for: 5s}"
DEEP = (
    "title: T\nexercises: [{exercises: [{exercises: [{exercises: [{block: D, exercises: [A]}, B]}]}]}]\n"
    "for: 5s\n"
)

WRONG = {
    "a block without exercises": (
        "title: T\nexercises:\n  - block: A\n    rounds: 2\n",
        "3:5: there is no `exercises` in a block; write `exercises:` there",
    ),
    "an empty block": (
        "title: T\nexercises: [{block: A, exercises: []}]\n",
        "2:35: `exercises` is left empty; write what belongs after it",
    ),
    "rests alone": (
        "title: T\nexercises: [{rest: 5s}, {rest: 5s}]\n",
        "2:1: there are only rests in this list; add an exercise: - name: ...",
    ),
    "four deep": (
        DEEP,
        "2:52: this block is the 4th within another; "
        "blocks stand 3 deep at most; put its exercises into the block around it",
    ),
    "a rest with words": (
        f"title: T\nexercises: [{A}, {{rest: 5s, say: Shake.}}]\n",
        "2:44: `say` does not belong in a rest of its own; "
        "write it in an exercise, in a move, in a tip or in a position",
    ),
    "a rest called pause": (
        f"title: T\nexercises: [{A}, {{pause: 5s}}]\n",
        "2:34: there is no key `pause` in a rest of its own; did you mean `rest`?",
    ),
    "a rest in words": (
        f"title: T\nexercises: [{A}, rest 30s]\n",
        '2:33: "rest 30s" is a rest, and would be the name of an exercise; write - rest: 30s',
    ),
    "a name without a space": (
        "title: T\nexercises:\n  - name:Calf raise\n",
        '3:5: "name:Calf raise" has no space after its colon; write name: Calf raise',
    ),
    "a pick beyond what there is": (
        f"title: T\npick: 3\nexercises: [{A}, {{rest: 5s}}, {A}]\n",
        "2:1: `pick` is 3, and there are 2 to pick from; write 2 at most",
    ),
    "round_rest beside round_every": (
        f"title: T\nrounds: 2\nround_every: 1 min\nround_rest: 5s\nexercises: [{A}]\n",
        "4:1: `round_rest` stands beside `round_every` (line 3); "
        "keep one of them: a round rests for what `round_every` leaves",
    ),
    "a round that is too short": (
        "title: T\nexercises:\n  - rounds: 5\n    round_every: 60s\n    rest_between: 5s\n    exercises:\n"
        "      - {name: A, for: 20-30s, sides: [right, left]}\n      - {name: B, reps: 10, every: 2s}\n",
        "4:5: `round_every` is 60s, and a round takes 65s at least; write 65s or more, or lower the doses",
    ),
    "a round that is too short in its third round": (
        "title: T\nrounds: 3\nround_every: 60s\nreps: [20, 25, 31]\nevery: 2s\nexercises: [A]\n",
        "3:1: `round_every` is 60s, and a round takes 62s at least; write 62s or more, or lower the doses",
    ),
    "name of a block": (
        f"title: T\nexercises: [{{name: B, exercises: [{A}]}}]\n",
        "2:14: `name` does not belong in a block; here it is called `block`",
    ),
    "a group": (
        f"title: T\nexercises: [{{group: B, exercises: [{A}]}}]\n",
        "2:14: there is no key `group` in a block; did you mean `block`?",
    ),
    "repeat in a block": (
        f"title: T\nexercises: [{{block: B, repeat: 3, exercises: [{A}]}}]\n",
        "2:24: there is no key `repeat` in a block; did you mean `rounds`?",
    ),
    "rounds of an exercise": (
        "title: T\nexercises: [{name: A, for: 20s, rest: 10s, rounds: 8}]\n",
        "2:44: `rounds` does not belong in an exercise; here it is called `sets`",
    ),
    "work": (
        "title: T\nexercises: [{name: A, work: 20s, break: 10s}]\n",
        "2:23: there is no key `work` in an exercise; did you mean `for`?",
    ),
    "every minute on the minute": (
        "title: T\nexercises: [{name: A, for: 20s, emom: 10}]\n",
        "2:33: there is no key `emom` in an exercise; write `round_every` at the top or in a block",
    ),
    "each side": (
        "title: T\nexercises: [{name: A, for: 20s, each_side: 1}]\n",
        "2:33: there is no key `each_side` in an exercise; did you mean `sides`?",
    ),
    "a warm-up at the top": (
        f"title: T\nwarm_up: [{A}]\nexercises: [{A}]\n",
        "2:1: there is no key `warm_up` at the top; "
        "begin a block in `exercises`: - block: Warm-up, and its own `exercises:` below that",
    ),
    "a session of days by rounds": (
        "title: T\nexercises: [{rounds: 1000, exercises: [{rounds: 1000, exercises: [A]}]}]\nfor: 5s\n",
        '2:67: the session would last at least 1,667 hours, most of it with "A"; '
        "a session lasts 24 hours at most; lower doses, sets or rounds",
    ),
    "a session of days by rests": (
        "title: T\nexercises: [A, {rest: 1 h}]\nrounds: 30\nfor: 5s\n",
        "2:16: the session would last at least 30 hours, most of it at rest; "
        "a session lasts 24 hours at most; lower doses, sets or rounds",
    ),
    "a session of days by round_every": (
        "title: T\nexercises: [A]\nrounds: 30\nround_every: 1 h\nfor: 5s\n",
        "4:1: the session would last at least 29 hours, most of it at rest; "
        "a session lasts 24 hours at most; lower doses, sets or rounds",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place(name: str) -> None:
    text, message = WRONG[name]
    assert f"r.yaml:{message}" in refused(text)


@pytest.mark.parametrize(
    ("outer", "inner", "message"),
    [
        (10_000, 1, "`exercises` has 10,000 items; write 500 at most"),
        (100, 30, "there are more than 500 exercises, rests and blocks; "),
    ],
)
def test_a_great_many_blocks_are_refused_in_no_time(outer: int, inner: int, message: str) -> None:
    block = "{exercises: [" + "A, " * inner + "]}, "
    text = "title: T\nfor: 5s\nexercises: [" + block * outer + "]\n"
    begun = time.process_time()
    assert any(message in line for line in refused(text))
    assert time.process_time() - begun < 10


def test_a_great_many_rounds_are_reckoned_in_no_time() -> None:
    names = ", ".join(f"A{index}" for index in range(166))
    block = "{rounds: 1000, reps: 1, every: 0.15s, exercises: [%s]}"
    inner = block % f"{names}, {{exercises: [{names}]}}"
    begun = time.process_time()
    assert any(
        "most of it with" in line for line in refused(f"title: T\nrounds: 1000\nexercises: [{inner}]\n")
    )
    assert time.process_time() - begun < 10
