"""What is told of the changes."""

from __future__ import annotations

from tests.planning.test_apply_fit import ranged
from tests.support.builders import exercise, moving, routine
from voicefoot.model.choices import Choices
from voicefoot.planning.apply_fit import Cuts, cut, fitted
from voicefoot.planning.fit_changes import changes
from voicefoot.planning.freedom import Place, Setting


def test_each_change_is_told_with_what_it_was() -> None:
    written = routine(
        exercise(ranged(10, 20), name="A", sets=3, rest_seconds=40.0),
        exercise(moving(30.0), name="B"),
        exercise(moving(30.0), name="C"),
        rest_between_seconds=20.0,
    )
    cuts = Cuts({0: 2}, left_out=frozenset({1}))
    setting = Setting({Place(0, 0, 0, "reps"): 12.0}, rests=0.0, pace=1.0)
    after = fitted(cut(written, cuts), setting, for_class=False)
    assert list(changes(written, after, Choices())) == [
        ("A", "sets 3 -> 2, 15 -> 12, every 2 -> 2.3 s, rest 40 -> 30 s"),
        ("B", "left out"),
        ("All", "rest_between 20 -> 15 s"),
    ]
    assert list(changes(written, written, Choices())) == []
