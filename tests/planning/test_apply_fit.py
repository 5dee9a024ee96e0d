"""What is put into a routine so that it fits into a time, and what is cut."""

from __future__ import annotations

from tests.support.builders import amount, exercise, held_once, moving, routine
from voicefoot.model.choices import Choices
from voicefoot.model.routine import Block, Dose, Move, OnBeat, Pace, Priority, Rest
from voicefoot.planning.apply_fit import cut, cuts_of, fitted
from voicefoot.planning.freedom import Place, Setting


def ranged(low: int, high: int, period: float = 2.0) -> Move:
    return Move(OnBeat(Dose(amount(low, high)), Pace(period, period)))


def test_a_setting_changes_doses_rests_and_pace() -> None:
    written = routine(exercise(ranged(10, 20), sets=2, rest_seconds=40.0), rest_between_seconds=20.0)
    setting = Setting({Place(0, 0, 0, "reps"): 13.0}, rests=0.0, pace=1.0)
    (after,) = fitted(written, setting, for_class=False).exercises
    work = after.moves[0].work
    assert isinstance(work, OnBeat)
    assert work.reps is not None
    assert work.reps.for_side(None).chosen == 13.0
    assert work.pace.first_seconds == 2.3
    assert after.rest_seconds == 30.0
    assert fitted(written, setting, for_class=False).body.rest_between_seconds == 15.0


def test_each_set_keeps_its_own_dose_and_is_fitted_by_it() -> None:
    waves = Move(ranged(10, 20).work, later_works=(ranged(8, 12).work, ranged(4, 6).work))
    chosen = {Place(0, 0, work, "reps"): reps for work, reps in enumerate((13.0, 9.0, 5.0))}
    (after,) = fitted(routine(exercise(waves, sets=3)), Setting(chosen), for_class=False).exercises
    works = after.moves[0].works
    ranges = [work.reps.for_side(None) for work in works if isinstance(work, OnBeat) and work.reps]
    assert [(each.low, each.chosen) for each in ranges] == [(10, 13.0), (8, 9.0), (4, 5.0)]


def test_what_may_not_fit_stays() -> None:
    setting = Setting({Place(0, 0, 0, "reps"): 13.0}, rests=0.0, pace=1.0)
    fixed = exercise(ranged(10, 20), may_fit=False, sets=2, rest_seconds=40.0)
    lasting = exercise(ranged(10, 20), lasts_seconds=60.0)
    emom = Block((exercise(ranged(10, 20)), Rest(10.0)), rounds=2, round_every_seconds=60.0)
    untouched = Block((exercise(ranged(10, 20), may_fit=False), Rest(10.0)), may_fit=False)
    for item in (fixed, lasting, emom, untouched):
        written = routine(item)
        assert fitted(written, setting, for_class=False) == written


def test_sets_and_rounds_are_cut_one_by_one_from_what_has_most() -> None:
    written = routine(
        exercise(held_once(20.0), name="A", sets=3),
        Block((exercise(held_once(20.0), name="B"),), name="Block", rounds=2),
    )
    steps = [
        ([each.sets for each in left.exercises], [b.rounds for b in left.body.items if isinstance(b, Block)])
        for left in (cut(written, cuts) for cuts in cuts_of(written, Choices()))
    ]
    assert steps == [([3, 1], [2]), ([2, 1], [2]), ([2, 1], [1]), ([1, 1], [1])]


def test_what_is_optional_is_left_out_before_what_has_low_priority() -> None:
    written = routine(
        exercise(moving(20.0), name="A", priority=Priority.LOW),
        exercise(moving(20.0), name="B", optional=True),
        exercise(moving(20.0), name="C", optional=True, may_fit=False),
        exercise(moving(20.0), name="D", optional=True),
        exercise(moving(20.0), name="E", priority=Priority.HIGH),
    )
    left_out = [sorted(cuts.left_out) for cuts in cuts_of(written, Choices())]
    assert left_out == [[], [3], [1, 3], [0, 1, 3]]
    left_out = [sorted(cuts.left_out) for cuts in cuts_of(written, Choices(only=("A", "B", "D")))]
    assert left_out == [[]], "who names an exercise wants it"
    left_out = [sorted(cuts.left_out) for cuts in cuts_of(written, Choices(skip=("E", "C")))]
    assert left_out == [[], [3], [1, 3]], "one exercise is always left"
