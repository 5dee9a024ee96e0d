"""Which exercise is where after a routine was changed, and which ones are other than they were."""

from __future__ import annotations

from dataclasses import replace

from tests.support.builders import arranged, exercise, on_beat, routine, said
from voicefoot.model.choices import Choices
from voicefoot.model.routine import Block, Exercise, Rest, Routine
from voicefoot.planning.changed_exercises import changes, with_opening_of
from voicefoot.planning.plan import plan

A, B, C = (exercise(on_beat(5, 1.0, say=f"Do {name}."), name=name, line=line)
           for line, name in enumerate("ABC"))  # fmt: skip


def other(which: Exercise) -> Exercise:
    return replace(which, caution="Gently.")


def moved(before: Routine, after: Routine, choices: Choices | None = None) -> tuple[int | None, ...]:
    return changes(before, after, choices or Choices()).moved


def test_exercises_are_found_again_by_their_names() -> None:
    before = routine(A, B, C)
    assert moved(before, routine(A, B, C)) == (0, 1, 2)
    assert moved(before, routine(exercise(on_beat(1, 1.0), name="New"), A, B, C)) == (1, 2, 3)
    assert moved(before, routine(A, C)) == (0, None, 1)
    assert moved(before, routine(A, replace(B, name="Renamed"), C)) == (0, 1, 2)
    assert moved(before, routine(Block((A, B), rounds=2), C)) == (0, 1, 4)
    assert moved(before, routine(A, replace(B, name="Instead of two"))) == (0, 1, None)


def test_a_line_above_and_a_rest_change_no_exercise() -> None:
    after = routine(A, Rest(30.0), replace(B, line=40), replace(C, line=50))
    found = changes(routine(A, B, C), after, Choices())
    assert (found.changed, found.added) == (frozenset(), frozenset())


def test_what_was_changed_is_told_by_where_it_was() -> None:
    new = exercise(on_beat(1, 1.0), name="New")
    found = changes(routine(A, B, C), routine(new, A, other(B), C), Choices())
    assert (found.changed, found.added) == (frozenset({1}), frozenset({0}))
    found = changes(
        routine(Block((A, B), rounds=2), C), routine(Block((A, other(B)), rounds=2), C), Choices()
    )
    assert found.changed == {1, 3}


def test_the_words_at_the_beginning_belong_to_the_first_exercise() -> None:
    found = changes(routine(A, B), routine(A, B, intro="Shoes off."), Choices())
    assert found.changed == {0}


def test_only_what_is_played_counts() -> None:
    found = changes(routine(A, B, C), routine(other(A), B, other(C)), Choices(skip=("a",)))
    assert (found.moved, found.changed) == ((0, 1), frozenset({1}))


def test_the_next_one_left_is_found() -> None:
    found = changes(routine(A, B, C), routine(A, C), Choices())
    assert [found.next_left(at) for at in range(3)] == [0, 1, 1]
    assert changes(routine(A, B, C), routine(A), Choices()).next_left(1) is None


def test_the_title_is_said_as_it_was() -> None:
    before, after = plan(routine(A)), plan(routine(other(A), *[B] * 40))
    kept = replace(after, sections=[with_opening_of(after.sections[0], before.sections[0])])
    texts = said(arranged(kept))
    assert texts[0] == said(arranged(before))[0]
    assert texts[0] != said(arranged(after))[0]
    assert "Gently." in texts
