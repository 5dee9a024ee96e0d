from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.loaders import LOADERS
from tests.support.paths import ROUTINES
from voicefoot.errors import RoutineError
from voicefoot.model.position import KNEELING, SEATED
from voicefoot.model.routine import (
    Counting,
    CountMode,
    Dose,
    Follow,
    Move,
    OnBeat,
    Pace,
    Phase,
    Range,
    RepeatedHold,
    Routine,
    SingleHold,
    TimeToMove,
    Tip,
    Work,
)
from voicefoot.reading import parser
from voicefoot.reading import read as reader


def read(text: str) -> Routine:
    return reader.read_text(text, "test.yaml", None)


def move(*lines: str, top: str = "") -> Move:
    """The only move of an exercise that says `lines`."""
    keys = "".join(f"    {line}\n" for line in lines)
    routine = read(f"title: T\n{top}exercises:\n  - name: A\n{keys}")
    (only,) = routine.exercises[0].moves
    return only


def ten() -> Dose:
    return Dose(Range(10.0, 10.0))


@pytest.mark.parametrize(
    ("lines", "work"),
    [
        (["reps: 10", "every: 2s"], OnBeat(ten(), Pace(2.0, 2.0))),
        (
            ["reps: 15-20", "tempo: 120 bpm"],
            OnBeat(Dose(Range(15.0, 20.0)), Pace(0.5, 0.5), follow=Follow(120 / 1.06, 120 * 1.06)),
        ),
        (
            ["tempo: music 100-140 bpm", "reps: 10"],
            OnBeat(ten(), Pace(0.5, 0.5), follow=Follow(100.0, 140.0, always=True)),
        ),
        (["tempo: 60-120 bpm", "reps: 10"], OnBeat(ten(), Pace(1.0, 0.5))),
        (
            ["reps: 10", "phases: [up 1s, hold 2s, down 3s]"],
            OnBeat(ten(), Pace(6.0, 6.0), (Phase("up", 1.0), Phase("hold", 2.0), Phase("down", 3.0))),
        ),
        (
            ["reps: 10", "phases: up 1s, down 2s"],
            OnBeat(ten(), Pace(3.0, 3.0), (Phase("up", 1.0), Phase("down", 2.0))),
        ),
        (["reps: 10", "hold: 10s"], RepeatedHold(ten(), Range(10.0, 10.0))),
        (["reps: 10", "hold: 10-20s", "relax: 4s"], RepeatedHold(ten(), Range(10.0, 20.0), 4.0)),
        (["reps: 10", "hold: 10s", "relax: none"], RepeatedHold(ten(), Range(10.0, 10.0), 0.0)),
        (["hold: 1 min"], SingleHold(Range(60.0, 60.0))),
        (["for: 20-30s"], TimeToMove(Range(20.0, 30.0))),
        (["lasts: 30s"], TimeToMove(None)),
        (["lasts: 30s", "every: 3s"], OnBeat(None, Pace(3.0, 3.0))),
        (["lasts: 30s", "hold: 10s"], SingleHold(Range(10.0, 10.0))),
        (["lasts: 30s", "hold: 10s", "relax: 2s"], RepeatedHold(None, Range(10.0, 10.0), 2.0)),
        (["lasts: 30s", "reps: 10", "every: 2s"], OnBeat(ten(), Pace(2.0, 2.0))),
    ],
)
def test_each_kind_of_work(lines: list[str], work: Work) -> None:
    assert move(*lines).work == work


def test_a_dose_may_differ_by_side() -> None:
    work = move("sides: [Right foot, left foot]", "reps: {left foot: 12, right foot: 8-10}", "every: 2s").work
    assert isinstance(work, OnBeat)
    assert work.reps is not None
    assert work.reps.for_side("Right foot") == Range(8.0, 10.0)
    assert work.reps.for_side("left foot") == Range(12.0, 12.0)


def test_words_keep_their_letters_and_lose_their_line_ends() -> None:
    assert move("say: |", "  Up,  and", "  down: “slowly”.", "for: 5s").say == "Up, and down: “slowly”."


def test_every_scalar_is_text() -> None:
    assert [move(f"say: {word}", "for: 5s").say for word in ("yes", "2024-01-01", "null", "1e3", "0x10")] == [
        "yes", "2024-01-01", "null", "1e3", "0x10"
    ]  # fmt: skip


def test_tips_are_one_or_many_with_or_without_a_moment() -> None:
    assert move("tips: Breathe.", "for: 5s").tips == (Tip("Breathe."),)
    assert move("tips: {at: 40%, say: Breathe.}", "for: 5s").tips == (Tip("Breathe.", 0.4),)
    assert move("tips: [Breathe., {at: 40%, say: Now.}]", "for: 5s").tips == (
        Tip("Breathe."),
        Tip("Now.", 0.4),
    )


def test_setup_is_a_line_for_each_line() -> None:
    routine = read(
        "title: T\nexercises:\n- name: A\n  for: 5s\n  setup: |\n    One.\n\n    Two.\n"
        "- name: B\n  for: 5s\n  setup: [One., Two.]\n- name: C\n  for: 5s\n  setup: One\n    and two.\n"
    )
    assert [exercise.setup for exercise in routine.exercises] == [
        ("One.", "Two."), ("One.", "Two."), ("One and two.",)
    ]  # fmt: skip


TOP = """title: T
sides: [right, left]
position: seated
equipment: [towel, chair]
switch: Change.
switch_time: 8s
get_ready: 9s
count: last 5
relax: 3s
sets: 2
rest: 1 min
lasts: 2 min
"""


def test_what_stands_at_the_top_holds_for_all() -> None:
    routine = read(TOP + "exercises:\n  - name: A\n    hold: 5s\n    reps: 10\n")
    exercise = routine.exercises[0]
    assert exercise.sides == ("right", "left")
    assert exercise.position == SEATED
    assert exercise.equipment == ("towel", "chair")
    assert exercise.switch == "Change."
    assert (exercise.switch_seconds, exercise.get_ready_seconds) == (8.0, 9.0)
    assert (exercise.sets, exercise.rest_seconds, exercise.lasts_seconds) == (2, 60.0, 120.0)
    assert exercise.moves[0].counting == Counting(CountMode.EVERY, last=5)
    assert exercise.moves[0].work == RepeatedHold(ten(), Range(5.0, 5.0), 3.0)


def test_an_exercise_may_say_something_else() -> None:
    routine = read(
        TOP + "exercises:\n  - {name: A, for: 5s, sides: none, position: kneeling, equipment: none,\n"
        "     switch: Go., switch_time: 1s, get_ready: 0, count: down, sets: 1, rest: none, lasts: none}\n"
    )
    exercise = routine.exercises[0]
    assert (exercise.sides, exercise.equipment) == ((), ())
    assert exercise.position == KNEELING
    assert exercise.switch == "Go."
    assert (exercise.switch_seconds, exercise.get_ready_seconds) == (1.0, 0.0)
    assert (exercise.sets, exercise.rest_seconds, exercise.lasts_seconds) == (1, 0.0, None)
    assert exercise.moves[0].counting == Counting(CountMode.DOWN)


def test_an_exercise_says_for_its_moves_how_to_relax_and_count() -> None:
    routine = read(
        "title: T\nrelax: 9s\nexercises:\n  - name: A\n    relax: 5s\n    count: none\n    moves:\n"
        "      - {say: One., reps: 10, hold: 2s}\n"
        "      - {say: Two., reps: 10, hold: 2s, relax: 1s, count: down}\n"
    )
    works = [one.work for one in routine.exercises[0].moves]
    assert [work.relax_seconds for work in works if isinstance(work, RepeatedHold)] == [5.0, 1.0]
    assert [one.counting.mode for one in routine.exercises[0].moves] == [CountMode.NONE, CountMode.DOWN]


def test_a_dose_beside_moves_is_a_problem() -> None:
    with pytest.raises(
        RoutineError, match=r"test\.yaml:5:3: `say` stands beside `moves`; .* call it `intro`"
    ):
        read("title: T\nexercises:\n- name: A\n  moves: [{for: 5s}]\n  say: Go.\n")


def test_an_exercise_knows_its_line() -> None:
    routine = read("title: T\nexercises:\n  - name: A\n    for: 5s\n\n  - for: 5s\n    name: B\n")
    assert [exercise.line for exercise in routine.exercises] == [3, 6]


def test_a_whole_file() -> None:
    routine = reader.read(ROUTINES / "everything.yaml")
    assert (routine.title, routine.language, routine.about) == ("Everything", "en-GB", "All keys at once.")
    assert (routine.intro, routine.outro) == ("Shoes off.", "Done.")
    assert (routine.body.rounds, routine.body.round_rest_seconds) == (2, 60.0)
    assert [exercise.name for exercise in routine.exercises] == [
        "Scrunches",
        "Taps",
        "Lifts",
        "Stretch",
        "Sway",
    ]
    assert routine.sounds == {"tick": (ROUTINES / "click.wav").resolve()}
    assert routine.pronounce == {"Taps": "taps"}
    assert routine.source == str(ROUTINES / "everything.yaml")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", " \t\n").encode(),
        lambda text: text.rstrip("\n").encode(),
    ],
    ids=["byte order mark", "CRLF", "CR", "white space at the ends", "no last line feed"],
)  # fmt: skip
def test_how_a_file_was_saved_makes_no_difference(change: object, tmp_path: Path) -> None:
    assert callable(change)
    text = "title: T\nsides: [right, left]\nexercises:\n  - name: A\n    say: Up.\n    for: 5s\n"
    path = tmp_path / "a.yaml"
    path.write_bytes(change(text))
    assert reader.read(path).exercises == read(text).exercises


def test_a_mistyped_key_is_not_missed_a_second_time() -> None:
    with pytest.raises(RoutineError) as caught:
        read("titel: T\nexercises:\n  - nmae: A\n    evry: 2s\n    reps: 5\n")
    assert [(p.line, p.remedy) for p in caught.value.problems] == [
        (1, "did you mean `title`?"), (3, "did you mean `name`?"), (4, "did you mean `every`?")
    ]  # fmt: skip


@pytest.mark.parametrize("depth", [1, 30])
def test_colons_in_many_lines_are_all_found_up_to_a_limit(depth: int) -> None:
    text = "title: T\nexercises:\n" + "".join(
        f"  - name: A{i}\n    say: Go: now\n    for: 5s\n" for i in range(depth)
    )
    with pytest.raises(RoutineError) as caught:
        read(text)
    assert len(caught.value.problems) == min(depth, 21)


def test_a_line_is_not_complained_of_for_what_its_mending_would_change() -> None:
    with pytest.raises(RoutineError) as caught:
        read("title: *Feet* first\nexercises: [{name: A, for: 5s}]\n")
    assert [problem.what for problem in caught.value.problems] == [
        "words can't begin with `*` unless they are quoted"
    ]


@pytest.mark.parametrize(
    "words", ["20\u00a0seconds", "\U0001f469\u200d\U0001f467 together", "d\u00e9j\u00e0", "Füße"]
)
def test_letters_of_all_kinds_are_words(words: str) -> None:
    assert read(f"title: {words}\nexercises: [{{name: A, for: 5s}}]\n").title == " ".join(words.split())


@pytest.mark.parametrize("loader", LOADERS)
def test_tabs_between_words_are_spaces(loader: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "LOADER", loader)
    assert move("say:\tUp,\tand down.\t# slowly", "for:\t5s").say == "Up, and down."


def test_a_name_of_a_routine_is_harmless() -> None:
    text = "title: T\nexercises: [{name: A, for: 5s}]\n"
    assert reader.read_text(text, "\x1b[31m.yaml", None).source == "<U+001B>[31m.yaml"


def test_of_a_huge_file_little_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(RoutineError, match="larger than 1 MB"):
            reader.read(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_no_more_is_listed_than_people_read() -> None:
    with pytest.raises(RoutineError) as caught:
        read("title: T\n" + "".join(f"key{i}: x\n" for i in range(1000)))
    assert len(caught.value.problems) == 101
    assert sum("more problems than" in problem.what for problem in caught.value.problems) == 1


@given(st.integers(1, 1000), st.integers(0, 1000), st.sampled_from(["-", "–", " to ", " - "]))
def test_any_range_of_reps_comes_through(low: int, more: int, dash: str) -> None:
    work = move(f"reps: {low}{dash}{low + more}", "every: 2s").work
    assert isinstance(work, OnBeat)
    assert work.reps == Dose(Range(float(low), float(low + more)))
